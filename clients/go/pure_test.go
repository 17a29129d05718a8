package rollcall

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
)

func statusOf(t *testing.T, code codes.Code, details ...protoadapt.MessageV1) *Error {
	st, err := status.New(code, "why").WithDetails(details...)
	if err != nil {
		t.Fatal(err)
	}
	return fromStatus(st)
}

func TestAllBadFieldsComeWithTheirValues(t *testing.T) {
	bad := &errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{
		{Field: "user.email", Description: "bad"}, {Field: "user.user_password", Description: "bad"},
	}}
	refused := &v1.RefusedValues{Values: []*v1.RefusedValue{{Field: "user.email", Value: "x"}}}
	err := statusOf(t, codes.InvalidArgument, &errdetails.ErrorInfo{Reason: "FIELD_INVALID"}, bad, refused)
	want := []FieldViolation{{"user.email", "bad", "x"}, {"user.user_password", "bad", ""}}
	if !errors.Is(err, Invalid) || !slices.Equal(err.Violations, want) {
		t.Fatal(err.Violations)
	}
}

func TestKindsAreToldByCodeAndReason(t *testing.T) {
	compacted := statusOf(t, codes.OutOfRange, &errdetails.ErrorInfo{Reason: "REVISION_COMPACTED"})
	if !errors.Is(compacted, Compacted) || errors.Is(compacted, Other) {
		t.Error(compacted.Kind)
	}
	if err := statusOf(t, codes.OutOfRange, &errdetails.ErrorInfo{Reason: "NEWER"}); err.Kind != Other {
		t.Error(err.Kind)
	}
	if typed(nil) != nil {
		t.Error("nothing is no error")
	}
}

func TestATokenGoesInPlaintextToThisMachineOnly(t *testing.T) {
	for _, loopback := range []string{"http://localhost:1", "http://127.0.0.9:1", "http://[::1]:1", "https://example.com"} {
		if client, err := New(loopback, WithToken("t")); err != nil {
			t.Error(err)
		} else {
			client.Close()
		}
	}
	for _, other := range []string{"http://192.0.2.1:50051", "http://localhost.example:1", "http://[2001:db8::1]:1"} {
		if _, err := New(other, WithToken("t")); !errors.Is(err, ErrPlaintextRefused) {
			t.Error(other, err)
		}
		for _, fine := range [][]Option{{WithToken("t"), WithInsecurePlaintext()}, nil} {
			client, err := New(other, fine...)
			if err != nil {
				t.Fatal(err)
			}
			client.Close()
		}
	}
	for _, bad := range []string{"", "127.0.0.1:50051", "ftp://x", "http://x/path"} {
		if _, err := New(bad); err == nil || errors.Is(err, ErrPlaintextRefused) {
			t.Error(bad, err)
		}
	}
}

func TestARequestIDIsFilledInWhereThereMayBeOne(t *testing.T) {
	request := &v1.CreateUserRequest{Parent: "domains/d"}
	filled := withRequestID(request).(*v1.CreateUserRequest)
	if len(filled.GetRequestId()) != 36 || request.GetRequestId() != "" || filled.GetParent() != "domains/d" {
		t.Error(filled)
	}
	given := &v1.CreateUserRequest{RequestId: "mine"}
	if withRequestID(given) != any(given) {
		t.Error("an id that was given is another one")
	}
}

func TestOnlyWhatIsSafeIsTriedAgain(t *testing.T) {
	const get, register = "/rollcall.v1.UserService/GetUser", "/rollcall.v1.RegistrarService/Register"
	exhausted := &Error{Kind: ResourceExhausted, RetryAfter: 1}
	for _, c := range []struct {
		method  string
		err     *Error
		attempt int
		again   bool
	}{
		{get, exhausted, 1, true},
		{get, exhausted, maxAttempts, false},
		{register, exhausted, 1, false},
		{get, &Error{Kind: ResourceExhausted}, 1, false},
	} {
		if _, again := pushback(c.method, c.err, c.attempt); again != c.again {
			t.Error(c)
		}
	}
}

func TestAUserIsOnlineWhileOneRegistrationHolds(t *testing.T) {
	event := func(name string, state v1.RegistrationState) *v1.RegistrationEvent {
		return &v1.RegistrationEvent{Registration: &v1.Registration{Name: "u/" + name, State: state}}
	}
	const active, ended = v1.RegistrationState_REGISTRATION_STATE_ACTIVE, v1.RegistrationState_REGISTRATION_STATE_ENDED
	table := table{}
	table.apply([]*v1.RegistrationEvent{
		event("a/registrations/1", active), event("a/registrations/2", active), event("b/registrations/3", active),
	})
	changed := table.apply([]*v1.RegistrationEvent{
		event("a/registrations/1", ended), event("a/registrations/2", ended), event("a/registrations/2", ended),
	})
	if !slices.Equal(changed, []Transition{{"u/a", false}}) {
		t.Error(changed)
	}
	changed = table.replace([]*v1.Registration{{Name: "u/b/registrations/9"}, {Name: "u/c/registrations/1"}})
	if !slices.Equal(changed, []Transition{{"u/c", true}}) {
		t.Error(changed)
	}
}

func TestTheReadmeShowsTheExampleThatIsRun(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("examples/quickstart/main.go")
	if err != nil {
		t.Fatal(err)
	}
	shown := "<!-- example: examples/quickstart/main.go -->\n```go\n" + string(example) + "```\n<!-- end -->"
	if !strings.Contains(string(readme), shown) {
		t.Error("README.md shows another one")
	}
}
