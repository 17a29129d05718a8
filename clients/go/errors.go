package rollcall

import (
	"errors"
	"fmt"
	"time"

	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// An Error says why a call failed. Compare its Kind, or use errors.Is with the kinds: errors.Is(err, NotFound).
type Error struct {
	Kind Kind
	Code codes.Code
	// Reason is a value of ErrorReason without its prefix; empty if there is none. There may be newer ones.
	Reason string
	// Metadata is what error_reason.proto lists for the reason.
	Metadata map[string]string
	Message  string
	// Violations are all the fields that are wrong, with Invalid.
	Violations []FieldViolation
	// RetryAfter is when the server wants to be asked again; 0 if it does not say.
	RetryAfter time.Duration

	status *status.Status
}

// A Kind is what is wrong, told from the code and the reason. Each is an error, to be compared with errors.Is.
type Kind string

// Kinds of errors.
const (
	NotFound          Kind = "not found"
	AlreadyExists     Kind = "already exists"
	Invalid           Kind = "invalid"
	Aborted           Kind = "aborted"
	PermissionDenied  Kind = "permission denied"
	Unauthenticated   Kind = "unauthenticated"
	Compacted         Kind = "compacted"
	DeadlineExceeded  Kind = "deadline exceeded"
	Unavailable       Kind = "unavailable"
	ResourceExhausted Kind = "resource exhausted"
	Other             Kind = "other"
)

func (k Kind) Error() string { return string(k) }

// A FieldViolation is one field that is wrong.
type FieldViolation struct {
	// Field is the path from the request, such as user.number_leases[2].
	Field string
	// Description is why, for people.
	Description string
	// Value is what was refused, unless it was empty or is a secret.
	Value string
}

func (e *Error) Error() string {
	if e.Reason == "" {
		return fmt.Sprintf("rollcall: %s: %s", e.Code, e.Message)
	}
	return fmt.Sprintf("rollcall: %s: %s (%s)", e.Code, e.Message, e.Reason)
}

// Is makes errors.Is(err, NotFound) work.
func (e *Error) Is(target error) bool {
	kind, ok := target.(Kind)
	return ok && kind == e.Kind
}

// GRPCStatus is the raw status: status.Code and status.FromError read it.
func (e *Error) GRPCStatus() *status.Status { return e.status }

// Unwrap is the raw status, as the error that gRPC makes of it.
func (e *Error) Unwrap() error { return e.status.Err() }

// Field is the one at fault with AlreadyExists; empty if none is.
func (e *Error) Field() string { return e.Metadata["field"] }

// Resource is the one that is not there, or that has what is taken, where it was told.
func (e *Error) Resource() string { return e.Metadata["resource"] }

// Etag is the current one, where the one that was sent did not match.
func (e *Error) Etag() string { return e.Metadata["etag"] }

var kinds = map[codes.Code]Kind{
	codes.NotFound:          NotFound,
	codes.AlreadyExists:     AlreadyExists,
	codes.InvalidArgument:   Invalid,
	codes.Aborted:           Aborted,
	codes.PermissionDenied:  PermissionDenied,
	codes.Unauthenticated:   Unauthenticated,
	codes.DeadlineExceeded:  DeadlineExceeded,
	codes.Unavailable:       Unavailable,
	codes.ResourceExhausted: ResourceExhausted,
}

// typed is the *Error of a call that failed; nil of nil.
func typed(err error) error {
	if err == nil {
		return nil
	}
	var already *Error
	if errors.As(err, &already) {
		return err
	}
	return fromStatus(status.Convert(err))
}

func fromStatus(st *status.Status) *Error {
	e := &Error{Kind: Other, Code: st.Code(), Message: st.Message(), status: st}
	refused := map[string]string{}
	for _, detail := range st.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			e.Reason, e.Metadata = detail.GetReason(), detail.GetMetadata()
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				e.Violations = append(e.Violations,
					FieldViolation{Field: violation.GetField(), Description: violation.GetDescription()})
			}
		case *errdetails.RetryInfo:
			e.RetryAfter = detail.GetRetryDelay().AsDuration()
		case *v1.RefusedValues:
			for _, value := range detail.GetValues() {
				refused[value.GetField()] = value.GetValue()
			}
		}
	}
	for i := range e.Violations {
		e.Violations[i].Value = refused[e.Violations[i].Field]
	}
	if kind, ok := kinds[e.Code]; ok {
		e.Kind = kind
	}
	if e.Code == codes.OutOfRange && e.Reason == "REVISION_COMPACTED" {
		e.Kind = Compacted
	}
	return e
}
