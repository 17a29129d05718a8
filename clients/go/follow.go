package rollcall

import (
	"math/rand/v2"
	"time"

	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
)

const (
	// How often an idle stream speaks, as long as it has not said so, and after how many of these it is dead.
	defaultInterval = 10 * time.Second
	silence         = 3

	firstBackoff   = 100 * time.Millisecond
	longestBackoff = 10 * time.Second
)

// An Item is what a watch gives: *Snapshot, *Changes, *Bookmark, *Resync or *Disconnected.
type Item interface{ item() }

// A Snapshot holds all registrations, whole and of one revision: replace what you have.
type Snapshot struct {
	Registrations []*v1.Registration
	Token         string
}

// Changes hold all events of one or more revisions, and where the next ones begin: apply them in order.
type Changes struct {
	Events []*v1.RegistrationEvent
	Token  string
}

// A Bookmark says that everything before its token was delivered.
type Bookmark struct{ Token string }

// A Resync says that the watch must begin anew, for this reason; a snapshot follows.
type Resync struct{ Reason string }

// Disconnected says that the stream ended, with an error or in order, or fell silent. The watch goes on by itself.
type Disconnected struct{ Err error }

func (*Snapshot) item()     {}
func (*Changes) item()      {}
func (*Bookmark) item()     {}
func (*Resync) item()       {}
func (*Disconnected) item() {}

// backoff waits not at all at first, then doubling; anything up to that, so that many do not come back at once.
type backoff struct{ longest time.Duration }

func (b *backoff) reset() { b.longest = 0 }

func (b *backoff) next() time.Duration {
	wait := time.Duration(rand.Float64() * float64(b.longest))
	b.longest = min(max(b.longest*2, firstBackoff), longestBackoff)
	return wait
}

// follow is what a watch knows, without any connection.
type follow struct {
	request  *v1.WatchRegistrationsRequest
	fresh    []*v1.Registration
	pending  []*v1.RegistrationEvent
	interval time.Duration
	backoff  backoff
	// expired: the access token had, and nothing was delivered since.
	expired bool
}

func (f *follow) patience() time.Duration {
	if f.interval == 0 {
		return defaultInterval * silence
	}
	return f.interval * silence
}

// open is the request of the next stream. What the one before left unfinished comes again.
func (f *follow) open() *v1.WatchRegistrationsRequest {
	f.fresh, f.pending = nil, nil
	return proto.Clone(f.request).(*v1.WatchRegistrationsRequest)
}

// take makes of a message what it completes, nil if it does not. The item counts as delivered.
func (f *follow) take(message *v1.WatchRegistrationsResponse) Item {
	if interval := message.GetBookmarkInterval().AsDuration(); interval > 0 {
		f.interval = interval
	}
	token := message.GetResumeToken()
	var item Item
	switch m := message.GetMessage().(type) {
	case *v1.WatchRegistrationsResponse_Snapshot:
		f.fresh = append(f.fresh, m.Snapshot.GetRegistrations()...)
		return nil
	case *v1.WatchRegistrationsResponse_SnapshotEnd:
		item = &Snapshot{Registrations: f.fresh, Token: token}
		f.fresh = nil
	case *v1.WatchRegistrationsResponse_Changes:
		f.pending = append(f.pending, m.Changes.GetEvents()...)
		if token == "" {
			return nil
		}
		item = &Changes{Events: f.pending, Token: token}
		f.pending = nil
	case *v1.WatchRegistrationsResponse_Bookmark:
		item = &Bookmark{Token: token}
	default: // A case that this version does not know.
		return nil
	}
	f.request.Start = &v1.WatchRegistrationsRequest_ResumeToken{ResumeToken: token}
	f.backoff.reset()
	f.expired = false
	return item
}

// ended tells what to say now that a stream has ended, and how long to wait; or the error that will not get better.
func (f *follow) ended(err error) (Item, time.Duration, error) {
	if err == nil {
		return &Disconnected{}, f.backoff.next(), nil
	}
	failed, ok := err.(*Error)
	if !ok { // The token provider's, and it may have one the next time.
		return &Disconnected{Err: err}, f.backoff.next(), nil
	}
	switch failed.Reason {
	case "REVISION_COMPACTED", "RESUME_TOKEN_FOREIGN":
		f.request.Start = &v1.WatchRegistrationsRequest_StartWithSnapshot{StartWithSnapshot: &v1.StartWithSnapshot{}}
		return &Resync{Reason: failed.Reason}, f.backoff.next(), nil
	}
	onceMore := failed.Reason == "TOKEN_EXPIRED" && !f.expired
	f.expired = f.expired || onceMore
	if final(failed.Code) && !onceMore {
		return nil, 0, failed
	}
	if failed.RetryAfter > 0 {
		return &Disconnected{Err: failed}, failed.RetryAfter, nil
	}
	return &Disconnected{Err: failed}, f.backoff.next(), nil
}

// final tells whether another stream would end in the same way.
func final(code codes.Code) bool {
	switch code {
	case codes.InvalidArgument, codes.NotFound, codes.PermissionDenied, codes.Unauthenticated, codes.Unimplemented:
		return true
	}
	return false
}
