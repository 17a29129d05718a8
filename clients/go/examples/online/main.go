// Prints who is online, live, until it is interrupted.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"

	rollcall "github.com/rollcall/rollcall-go"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	endpoint := cmp.Or(os.Getenv("ROLLCALL_ENDPOINT"), "http://127.0.0.1:50051")
	client, err := rollcall.New(endpoint, rollcall.WithToken(os.Getenv("ROLLCALL_TOKEN")))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	online := client.Online("domains/-", func(transition rollcall.Transition) {
		if transition.Online {
			fmt.Println("+", transition.User)
		} else {
			fmt.Println("-", transition.User)
		}
	})
	defer online.Close()
	if err := online.WaitLive(ctx); err != nil {
		log.Fatal(err)
	}
	<-ctx.Done()
}
