package rollcall

import (
	"context"
	"io"
	"iter"
	"time"

	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// A WatchOption narrows a watch, or says where it begins.
type WatchOption func(*v1.WatchRegistrationsRequest)

// StartNow begins with what changes from now on.
func StartNow() WatchOption {
	return func(r *v1.WatchRegistrationsRequest) {
		r.Start = &v1.WatchRegistrationsRequest_StartNow{StartNow: &v1.StartNow{}}
	}
}

// StartAfter begins strictly after a token of an earlier watch or call.
func StartAfter(token string) WatchOption {
	return func(r *v1.WatchRegistrationsRequest) {
		r.Start = &v1.WatchRegistrationsRequest_ResumeToken{ResumeToken: token}
	}
}

// OfUsers watches only these users, by name or login; with OfGroups, either suffices.
func OfUsers(users ...string) WatchOption {
	return func(r *v1.WatchRegistrationsRequest) { r.Users = users }
}

// OfGroups watches only members of these groups.
func OfGroups(groups ...string) WatchOption {
	return func(r *v1.WatchRegistrationsRequest) { r.Groups = groups }
}

// OfKinds gives only events of these kinds. It does not narrow the snapshot.
func OfKinds(kinds ...v1.EventKind) WatchOption {
	return func(r *v1.WatchRegistrationsRequest) { r.Kinds = kinds }
}

// WithRefreshes gives refreshes too.
func WithRefreshes() WatchOption {
	return func(r *v1.WatchRegistrationsRequest) { r.IncludeRefreshes = true }
}

// Watch follows the registrations of domains/{fqdn}, domains/-, accounts/{account} or domains/{fqdn}/users/{login}, until
// the loop over it is left, the context ends, or an error comes, which will not go away by trying again. It connects
// again whenever its stream ends, after the last token that it delivered, and so misses nothing. It reads on only as
// items are taken; leaving the loop releases the server's stream. It ends without an error when its context does, and with
// ErrClosed when the client is closed.
func (c *Client) Watch(ctx context.Context, parent string, opts ...WatchOption) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		request := &v1.WatchRegistrationsRequest{
			Parent: parent,
			Start:  &v1.WatchRegistrationsRequest_StartWithSnapshot{StartWithSnapshot: &v1.StartWithSnapshot{}},
		}
		for _, opt := range opts {
			opt(request)
		}
		f := &follow{request: request}
		for ctx.Err() == nil {
			err := c.stream(ctx, f, func(item Item) bool { return yield(item, nil) })
			if err == errLeft || ctx.Err() != nil {
				return
			}
			if c.isClosed() {
				yield(nil, ErrClosed)
				return
			}
			item, wait, err := f.ended(err)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(item, nil) {
				return
			}
			select {
			case <-time.After(wait):
			case <-c.closed:
			case <-ctx.Done():
			}
		}
	}
}

func (c *Client) isClosed() bool {
	select {
	case <-c.closed:
		return true
	default:
		return false
	}
}

// errLeft says that the loop over a watch was left.
var errLeft = status.Error(codes.Canceled, "the loop was left")

// stream reads one stream to its end, which is the error; nil if it ended in order.
func (c *Client) stream(ctx context.Context, f *follow, give func(Item) bool) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// A timer cancels the stream that is silent for too long.
	watchdog := time.AfterFunc(f.patience(), func() { cancel(errSilent) })
	defer watchdog.Stop()
	fail := func(err error) error {
		if context.Cause(ctx) == errSilent {
			return fromStatus(status.Convert(errSilent))
		}
		return err
	}
	stream, err := c.Registrations.WatchRegistrations(ctx, f.open())
	if err != nil {
		return fail(err)
	}
	for {
		message, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fail(err)
		}
		// The consumer may take its time: that is no silence of the server.
		watchdog.Stop()
		if item := f.take(message); item != nil && !give(item) {
			return errLeft
		}
		watchdog.Reset(f.patience())
	}
}

var errSilent = status.Error(codes.Unavailable, "the stream fell silent")
