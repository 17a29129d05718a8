package rollcall

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

const maxAttempts = 4

// calls gives every call its token, deadline and request id, and makes typed errors of statuses.
type calls struct {
	token    TokenProvider
	deadline time.Duration
}

func (c *calls) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	if _, has := ctx.Deadline(); !has {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.deadline)
		defer cancel()
	}
	req = withRequestID(req)
	token, err := c.ask(ctx)
	if err != nil {
		return err
	}
	refreshed := false
	for attempt := 1; ; attempt++ {
		err := typed(invoke(authorized(ctx, token), method, req, reply, cc, opts...))
		if err == nil {
			return nil
		}
		failed, ok := err.(*Error)
		if !ok {
			return err
		}
		if failed.Reason == "TOKEN_EXPIRED" && !refreshed {
			refreshed = true
			before := token
			if token, err = c.ask(ctx); err != nil {
				return err
			}
			if token != before {
				continue
			}
		}
		wait, again := pushback(method, failed, attempt)
		if !again {
			return failed
		}
		if until, _ := ctx.Deadline(); time.Now().Add(wait).After(until) {
			return failed
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return failed
		}
	}
}

func (c *calls) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, open grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	token, err := c.ask(ctx)
	if err != nil {
		return nil, err
	}
	stream, err := open(authorized(ctx, token), desc, cc, method, opts...)
	if err != nil {
		return nil, typed(err)
	}
	return typedStream{stream}, nil
}

func (c *calls) ask(ctx context.Context) (string, error) {
	if c.token == nil {
		return "", nil
	}
	return c.token(ctx)
}

func authorized(ctx context.Context, token string) context.Context {
	if token == "" {
		return ctx
	}
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
}

// typedStream fails with typed errors.
type typedStream struct{ grpc.ClientStream }

func (s typedStream) RecvMsg(m any) error {
	err := s.ClientStream.RecvMsg(m)
	if err == io.EOF {
		return err
	}
	return typed(err)
}

// withRequestID fills in an id where the request may have one and has none, so that doing it again does it once
// (AIP-155). The caller's message stays as it is.
func withRequestID(req any) any {
	message, ok := req.(proto.Message)
	if !ok {
		return req
	}
	field := message.ProtoReflect().Descriptor().Fields().ByName("request_id")
	if field == nil || message.ProtoReflect().Has(field) {
		return req
	}
	filled := proto.Clone(message)
	filled.ProtoReflect().Set(field, protoreflect.ValueOfString(uuid.NewString()))
	return filled
}

// pushback tells after how long to try again, though RESOURCE_EXHAUSTED: only if the server says so.
func pushback(method string, failed *Error, attempt int) (time.Duration, bool) {
	again := failed.Kind == ResourceExhausted && failed.RetryAfter > 0 && attempt < maxAttempts && retryable[method]
	return failed.RetryAfter, again
}

// retryable are the methods that may be tried again.
var retryable = func() map[string]bool {
	var config struct {
		MethodConfig []struct {
			Name []struct{ Service, Method string }
		}
	}
	if err := json.Unmarshal([]byte(serviceConfig), &config); err != nil {
		panic(err)
	}
	methods := map[string]bool{}
	for _, method := range config.MethodConfig {
		for _, name := range method.Name {
			methods["/"+name.Service+"/"+name.Method] = true
		}
	}
	return methods
}()
