// Creates a user, reads it, and tells who is online.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	rollcall "github.com/rollcall/rollcall-go"
	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
)

func main() {
	ctx := context.Background()
	endpoint := cmp.Or(os.Getenv("ROLLCALL_ENDPOINT"), "http://127.0.0.1:50051")
	client, err := rollcall.New(endpoint, rollcall.WithToken(os.Getenv("ROLLCALL_TOKEN")))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	_, err = client.Domains.CreateDomain(ctx, &v1.CreateDomainRequest{DomainId: "go.example"})
	if err != nil && !errors.Is(err, rollcall.AlreadyExists) {
		log.Fatal(err)
	}

	// A request id is filled in, so it is safe that the client tries again when the connection breaks.
	created, err := client.Users.CreateUser(ctx, &v1.CreateUserRequest{
		Parent: "domains/go.example",
		UserId: "carol",
		User:   &v1.User{FirstName: "Carol", Email: "carol@go.example"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.GetUser().GetName(), "registers with", created.GetGenerated().GetRegistrationPassword())

	_, err = client.Users.CreateUser(ctx, &v1.CreateUserRequest{
		Parent: "domains/go.example",
		UserId: "dave",
		User:   &v1.User{Email: "nobody"},
	})
	var failed *rollcall.Error
	if errors.As(err, &failed) {
		for _, violation := range failed.Violations {
			fmt.Printf("%s: %s, not %q\n", violation.Field, violation.Description, violation.Value)
		}
	}

	request := &v1.ListUsersRequest{Parent: "domains/go.example"}
	for user, err := range rollcall.Pages(ctx, client.Users.ListUsers, request, (*v1.ListUsersResponse).GetUsers) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(user.GetLogin())
	}

	online := client.Online("domains/-", nil)
	defer online.Close()
	if err := online.WaitLive(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println("online:", online.Users())
}
