package rollcall

import (
	"testing"
	"time"

	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
)

func newFollow(start WatchOption) *follow {
	request := &v1.WatchRegistrationsRequest{
		Start: &v1.WatchRegistrationsRequest_StartWithSnapshot{StartWithSnapshot: &v1.StartWithSnapshot{}},
	}
	if start != nil {
		start(request)
	}
	return &follow{request: request}
}

func part(names ...string) *v1.WatchRegistrationsResponse {
	snapshot := &v1.RegistrationSnapshot{}
	for _, name := range names {
		snapshot.Registrations = append(snapshot.Registrations, &v1.Registration{Name: name})
	}
	return &v1.WatchRegistrationsResponse{Message: &v1.WatchRegistrationsResponse_Snapshot{Snapshot: snapshot}}
}

func end(token string) *v1.WatchRegistrationsResponse {
	return &v1.WatchRegistrationsResponse{
		Message:     &v1.WatchRegistrationsResponse_SnapshotEnd{SnapshotEnd: &v1.RegistrationSnapshotEnd{}},
		ResumeToken: token,
	}
}

func changes(revision int64, token string) *v1.WatchRegistrationsResponse {
	events := []*v1.RegistrationEvent{{Revision: revision}}
	return &v1.WatchRegistrationsResponse{
		Message:     &v1.WatchRegistrationsResponse_Changes{Changes: &v1.RegistrationChanges{Events: events}},
		ResumeToken: token,
	}
}

func failed(code codes.Code, reason string) *Error {
	return &Error{Code: code, Reason: reason}
}

func TestASnapshotIsDeliveredWholeOrNotAtAll(t *testing.T) {
	f := newFollow(nil)
	f.open()
	if f.take(part("a", "b")) != nil {
		t.Fatal("a part was delivered")
	}
	item, wait, err := f.ended(nil)
	if _, ok := item.(*Disconnected); !ok || wait != 0 || err != nil {
		t.Fatal(item, wait, err)
	}
	if f.open().GetStartWithSnapshot() == nil {
		t.Fatal("it does not begin anew")
	}
	f.take(part("c"))
	whole, ok := f.take(end("t1")).(*Snapshot)
	if !ok || len(whole.Registrations) != 1 || whole.Token != "t1" {
		t.Fatal(whole)
	}
	if f.open().GetResumeToken() != "t1" {
		t.Fatal("it does not go on after what was delivered")
	}
}

func TestEventsWaitForTheirToken(t *testing.T) {
	f := newFollow(StartAfter("t0"))
	f.open()
	if f.take(changes(1, "")) != nil {
		t.Fatal("an event without a token was delivered")
	}
	f.ended(failed(codes.Unavailable, "DRAINING"))
	if f.open().GetResumeToken() != "t0" {
		t.Fatal("nothing of it was delivered")
	}
	f.take(changes(1, ""))
	item, ok := f.take(changes(2, "t2")).(*Changes)
	if !ok || len(item.Events) != 2 || item.Token != "t2" {
		t.Fatal(item)
	}
}

func TestWhatIsCompactedBeginsAnew(t *testing.T) {
	for _, err := range []*Error{
		failed(codes.OutOfRange, "REVISION_COMPACTED"),
		failed(codes.InvalidArgument, "RESUME_TOKEN_FOREIGN"),
	} {
		f := newFollow(StartAfter("old"))
		item, _, _ := f.ended(err)
		if resync, ok := item.(*Resync); !ok || resync.Reason != err.Reason {
			t.Fatal(item)
		}
		if f.open().GetStartWithSnapshot() == nil {
			t.Fatal("it does not begin anew")
		}
	}
}

func TestAnExpiredTokenIsAskedForOnce(t *testing.T) {
	expired := failed(codes.Unauthenticated, "TOKEN_EXPIRED")
	f := newFollow(StartNow())
	if _, _, err := f.ended(expired); err != nil {
		t.Fatal(err)
	}
	f.take(end("t"))
	if _, _, err := f.ended(expired); err != nil {
		t.Fatal("something was delivered in between")
	}
	if _, _, err := f.ended(expired); err == nil {
		t.Fatal("it goes on for ever")
	}
}

func TestWhatWillNotGetBetterEnds(t *testing.T) {
	for _, code := range []codes.Code{
		codes.InvalidArgument, codes.PermissionDenied, codes.NotFound, codes.Unauthenticated, codes.Unimplemented,
	} {
		if _, _, err := newFollow(nil).ended(failed(code, "WHATEVER")); err == nil {
			t.Error(code)
		}
	}
	for _, code := range []codes.Code{codes.Unavailable, codes.Internal, codes.Unknown, codes.Canceled} {
		if _, _, err := newFollow(nil).ended(failed(code, "WHATEVER")); err != nil {
			t.Error(code)
		}
	}
	exhausted := &Error{Code: codes.ResourceExhausted, RetryAfter: 7 * time.Second}
	if _, wait, _ := newFollow(nil).ended(exhausted); wait != 7*time.Second {
		t.Error(wait)
	}
}

func TestACaseThatIsNotKnownIsPassedOver(t *testing.T) {
	f := newFollow(nil)
	message := &v1.WatchRegistrationsResponse{}
	if err := proto.Unmarshal([]byte("\xba\x3e\x03new"), message); err != nil {
		t.Fatal(err)
	}
	message.BookmarkInterval = durationpb.New(1500 * time.Millisecond)
	if f.take(message) != nil || f.patience() != 4500*time.Millisecond {
		t.Fatal(f.patience())
	}
}

func TestWaitsDoubleToABound(t *testing.T) {
	b := backoff{}
	for _, longest := range []time.Duration{0, 100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000} {
		if wait := b.next(); wait > longest*time.Millisecond {
			t.Error(wait, longest)
		}
	}
	b.reset()
	if b.next() != 0 {
		t.Error("it does not begin anew")
	}
}
