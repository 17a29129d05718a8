package rollcall

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// quiet is a server whose watches are empty, and stay open.
type quiet struct {
	v1.UnimplementedRegistrationServiceServer
	released chan struct{}
}

func (q *quiet) WatchRegistrations(_ *v1.WatchRegistrationsRequest, stream grpc.ServerStreamingServer[v1.WatchRegistrationsResponse]) error {
	if err := stream.Send(end("t1")); err != nil {
		return err
	}
	<-stream.Context().Done()
	q.released <- struct{}{}
	return stream.Context().Err()
}

// clientOf is a client of a server that ends with the test.
func clientOf(t *testing.T) (*Client, *quiet) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	q := &quiet{released: make(chan struct{}, 1)}
	server := grpc.NewServer()
	v1.RegisterRegistrationServiceServer(server, q)
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	client, err := New("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client, q
}

func TestAWatchEndsWithItsClient(t *testing.T) {
	client, _ := clientOf(t)
	for item, err := range client.Watch(t.Context(), "domains/-") {
		if err != nil {
			if !errors.Is(err, ErrClosed) {
				t.Error(err)
			}
			return
		}
		if _, ok := item.(*Snapshot); !ok {
			t.Fatal(item)
		}
		client.Close()
	}
	t.Error("it ended as if it had been left")
}

func TestLeavingTheLoopReleasesTheStream(t *testing.T) {
	client, server := clientOf(t)
	for range client.Watch(t.Context(), "domains/-") {
		break
	}
	select {
	case <-server.released:
	case <-time.After(10 * time.Second):
		t.Fatal("the server's stream is still open")
	}
}

func TestAViewThatIsClosedIsNotLiveAndHoldsNobodyUp(t *testing.T) {
	client, _ := clientOf(t)
	online := client.Online("domains/-", nil)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := online.WaitLive(ctx); err != nil {
		t.Fatal(err)
	}
	online.Close()
	if online.Live() {
		t.Error("it is live")
	}
	if err := online.WaitLive(ctx); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

func TestAnErrorIsAStatusToo(t *testing.T) {
	err := error(statusOf(t, codes.NotFound))
	if status.Code(err) != codes.NotFound || status.Code(errors.Unwrap(err)) != codes.NotFound {
		t.Error(err)
	}
}
