package rollcall

import (
	"context"
	"iter"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// A page of a list.
type page interface {
	GetNextPageToken() string
}

// Pages gives the items of all pages of a List method, from the page of the request on. It ends with the first error.
//
//	for user, err := range rollcall.Pages(ctx, client.Users.ListUsers, request, (*v1.ListUsersResponse).GetUsers) {
func Pages[Q proto.Message, A page, T any](
	ctx context.Context,
	list func(context.Context, Q, ...grpc.CallOption) (A, error),
	request Q,
	items func(A) []T,
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		following := proto.Clone(request).(Q)
		for {
			answer, err := list(ctx, following)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range items(answer) {
				if !yield(item, nil) {
					return
				}
			}
			next := answer.GetNextPageToken()
			if next == "" {
				return
			}
			field := following.ProtoReflect().Descriptor().Fields().ByName("page_token")
			following.ProtoReflect().Set(field, protoreflect.ValueOfString(next))
		}
	}
}
