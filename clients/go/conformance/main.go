// The driver of the conformance suite: see clients/conformance/README.md.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	rollcall "github.com/rollcall/rollcall-go"
	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

type object = map[string]any

type request struct {
	ID                uint64   `json:"id"`
	Op                string   `json:"op"`
	Endpoint          string   `json:"endpoint"`
	Token             *string  `json:"token"`
	TokenFile         *string  `json:"token_file"`
	Tokens            []string `json:"tokens"`
	CA                string   `json:"ca"`
	Cert              string   `json:"cert"`
	Key               string   `json:"key"`
	InsecurePlaintext bool     `json:"insecure_plaintext"`
	DeadlineMs        int64    `json:"deadline_ms"`
	KeepaliveMs       int64    `json:"keepalive_ms"`
	DomainID          string   `json:"domain_id"`
	Parent            string   `json:"parent"`
	UserID            string   `json:"user_id"`
	RequestID         string   `json:"request_id"`
	Name              string   `json:"name"`
	Etag              string   `json:"etag"`
	FirstName         *string  `json:"first_name"`
	LastName          *string  `json:"last_name"`
	Email             *string  `json:"email"`
	ExtensionNumber   *string  `json:"extension_number"`
	PageSize          int32    `json:"page_size"`
	Filter            string   `json:"filter"`
	Users             []string `json:"users"`
	Watch             string   `json:"watch"`
	View              string   `json:"view"`
	Start             string   `json:"start"`
	IncludeRefreshes  bool     `json:"include_refreshes"`
	PauseAfter        *int     `json:"pause_after"`
	Count             int      `json:"count"`
}

type watching struct {
	stop chan struct{}
	goOn chan struct{}
	done chan struct{}
}

type driver struct {
	mu         sync.Mutex
	client     *rollcall.Client
	tokenCalls *atomic.Int64
	watches    map[string]*watching
	views      map[string]*rollcall.Online
}

var output sync.Mutex

func say(line object) {
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	output.Lock()
	defer output.Unlock()
	fmt.Println(string(text))
}

func main() {
	d := &driver{watches: map[string]*watching{}, views: map[string]*rollcall.Online{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			panic(err)
		}
		go func() {
			ok, err := d.handle(&r)
			if err != nil {
				say(object{"id": r.ID, "error": told(err)})
				return
			}
			say(object{"id": r.ID, "ok": ok})
		}()
	}
}

func (d *driver) handle(r *request) (object, error) {
	ctx := context.Background()
	if r.DeadlineMs > 0 && r.Op != "connect" {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(r.DeadlineMs)*time.Millisecond)
		defer cancel()
	}
	if r.Op == "connect" {
		return object{}, d.connect(r)
	}
	d.mu.Lock()
	client := d.client
	d.mu.Unlock()
	switch r.Op {
	case "create_domain":
		answer, err := client.Domains.CreateDomain(ctx, &v1.CreateDomainRequest{DomainId: r.DomainID})
		return object{"name": answer.GetDomain().GetName()}, err
	case "get_domain":
		answer, err := client.Domains.GetDomain(ctx, &v1.GetDomainRequest{Name: r.Name})
		return object{"name": answer.GetDomain().GetName()}, err
	case "create_user":
		user, _ := r.user()
		answer, err := client.Users.CreateUser(ctx,
			&v1.CreateUserRequest{Parent: r.Parent, UserId: r.UserID, User: user, RequestId: r.RequestID})
		out := userOf(answer.GetUser())
		out["has_secrets"] = answer.GetGenerated().GetRegistrationPassword() != ""
		return out, err
	case "get_user":
		answer, err := client.Users.GetUser(ctx, &v1.GetUserRequest{Name: r.Name})
		return userOf(answer.GetUser()), err
	case "update_user":
		user, paths := r.user()
		user.Name, user.Etag = r.Name, r.Etag
		answer, err := client.Users.UpdateUser(ctx,
			&v1.UpdateUserRequest{User: user, UpdateMask: &fieldmaskpb.FieldMask{Paths: paths}})
		return userOf(answer.GetUser()), err
	case "delete_user":
		_, err := client.Users.DeleteUser(ctx, &v1.DeleteUserRequest{Name: r.Name})
		return object{}, err
	case "list_users":
		names := []string{}
		list := &v1.ListUsersRequest{Parent: r.Parent, PageSize: r.PageSize, Filter: r.Filter}
		for user, err := range rollcall.Pages(ctx, client.Users.ListUsers, list, (*v1.ListUsersResponse).GetUsers) {
			if err != nil {
				return nil, err
			}
			names = append(names, user.GetName())
		}
		return object{"names": names}, nil
	case "statuses":
		answer, err := client.Registrations.BatchGetUserStatuses(ctx,
			&v1.BatchGetUserStatusesRequest{Parent: r.Parent, Users: r.Users})
		statuses := []object{}
		for _, status := range answer.GetStatuses() {
			statuses = append(statuses, object{"requested": status.GetRequested(), "state": status.GetState()})
		}
		return object{"statuses": statuses}, err
	case "deregister_user":
		answer, err := client.Registrations.DeregisterUser(ctx, &v1.DeregisterUserRequest{Name: r.Name})
		return object{"ended_count": answer.GetEndedCount()}, err
	case "first_call":
		began := time.Now()
		_, err := client.Users.GetUser(ctx, &v1.GetUserRequest{Name: r.Name})
		return object{"ms": float64(time.Since(began)) / float64(time.Millisecond)}, err
	case "count_events":
		return count(ctx, client, r)
	case "token_calls":
		return object{"count": d.tokenCalls.Load()}, nil
	case "watch":
		d.watch(client, r)
		return object{}, nil
	case "go_on":
		close(d.watching(r.Watch).goOn)
		return object{}, nil
	case "stop":
		w := d.watching(r.Watch)
		close(w.stop)
		<-w.done
		return object{}, nil
	case "online":
		online := client.Online(r.Parent, nil)
		d.mu.Lock()
		d.views[r.View] = online
		d.mu.Unlock()
		return object{}, online.WaitLive(ctx)
	case "online_users":
		online := d.view(r.View)
		return object{"users": online.Users(), "live": online.Live()}, nil
	case "close_online":
		d.view(r.View).Close()
		return object{}, nil
	}
	return nil, fmt.Errorf("%s is no op", r.Op)
}

// count takes so many events of a watch, and tells in which time after the first item.
func count(ctx context.Context, client *rollcall.Client, r *request) (object, error) {
	seen, began := 0, time.Time{}
	for item, err := range client.Watch(ctx, r.Parent, rollcall.StartAfter(r.Start), rollcall.WithRefreshes()) {
		if err != nil {
			return nil, err
		}
		if began.IsZero() {
			began = time.Now()
		}
		if changes, ok := item.(*rollcall.Changes); ok {
			seen += len(changes.Events)
		}
		if seen >= r.Count {
			break
		}
	}
	return object{"seconds": time.Since(began).Seconds()}, nil
}

func (d *driver) watching(name string) *watching {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.watches[name]
}

func (d *driver) view(name string) *rollcall.Online {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.views[name]
}

func (d *driver) connect(r *request) error {
	var opts []rollcall.Option
	calls := new(atomic.Int64)
	if r.Token != nil {
		r.Tokens = []string{*r.Token}
	}
	if r.Tokens != nil || r.TokenFile != nil {
		opts = append(opts, rollcall.WithTokenProvider(func(context.Context) (string, error) {
			nth := int(calls.Add(1))
			if r.Tokens != nil {
				return r.Tokens[min(nth, len(r.Tokens))-1], nil
			}
			token, err := os.ReadFile(*r.TokenFile)
			return strings.TrimSpace(string(token)), err
		}))
	}
	read := func(file string) []byte {
		content, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		return content
	}
	if r.CA != "" {
		opts = append(opts, rollcall.WithCA(read(r.CA)))
	}
	if r.Cert != "" {
		opts = append(opts, rollcall.WithCertificate(read(r.Cert), read(r.Key)))
	}
	if r.InsecurePlaintext {
		opts = append(opts, rollcall.WithInsecurePlaintext())
	}
	if r.DeadlineMs > 0 {
		opts = append(opts, rollcall.WithDeadline(time.Duration(r.DeadlineMs)*time.Millisecond))
	}
	if r.KeepaliveMs > 0 {
		opts = append(opts, rollcall.WithKeepalive(time.Duration(r.KeepaliveMs)*time.Millisecond))
	}
	client, err := rollcall.New(r.Endpoint, opts...)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.client != nil {
		d.client.Close()
	}
	d.client, d.tokenCalls = client, calls
	return nil
}

func (d *driver) watch(client *rollcall.Client, r *request) {
	var opts []rollcall.WatchOption
	switch r.Start {
	case "", "snapshot":
	case "now":
		opts = append(opts, rollcall.StartNow())
	default:
		opts = append(opts, rollcall.StartAfter(r.Start))
	}
	if r.Users != nil {
		opts = append(opts, rollcall.OfUsers(r.Users...))
	}
	if r.IncludeRefreshes {
		opts = append(opts, rollcall.WithRefreshes())
	}
	w := &watching{stop: make(chan struct{}), goOn: make(chan struct{}), done: make(chan struct{})}
	d.mu.Lock()
	d.watches[r.Watch] = w
	d.mu.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-w.stop
		cancel()
	}()
	go func() {
		defer close(w.done)
		taken := 0
		for item, err := range client.Watch(ctx, r.Parent, opts...) {
			if err != nil {
				say(object{"watch": r.Watch, "error": told(err)})
				return
			}
			say(object{"watch": r.Watch, "item": itemOf(item)})
			if taken++; r.PauseAfter != nil && taken == *r.PauseAfter {
				select {
				case <-w.goOn:
				case <-w.stop:
				}
			}
		}
		say(object{"watch": r.Watch, "end": true})
	}()
}

// user is the one of a request, and the paths of the fields that it has.
func (r *request) user() (*v1.User, []string) {
	user, paths := &v1.User{}, []string{}
	for _, field := range []struct {
		path string
		from *string
		to   *string
	}{
		{"first_name", r.FirstName, &user.FirstName},
		{"last_name", r.LastName, &user.LastName},
		{"email", r.Email, &user.Email},
		{"extension_number", r.ExtensionNumber, &user.ExtensionNumber},
	} {
		if field.from != nil {
			*field.to = *field.from
			paths = append(paths, field.path)
		}
	}
	return user, paths
}

func userOf(user *v1.User) object {
	return object{
		"name": user.GetName(), "login": user.GetLogin(), "first_name": user.GetFirstName(),
		"last_name": user.GetLastName(), "email": user.GetEmail(), "extension_number": user.GetExtensionNumber(),
		"etag": user.GetEtag(), "gender": user.GetGender(),
	}
}

func registrationOf(registration *v1.Registration) object {
	user, _, _ := strings.Cut(registration.GetName(), "/registrations/")
	return object{"name": registration.GetName(), "user": user, "contact": registration.GetContactUri()}
}

func itemOf(item rollcall.Item) object {
	switch item := item.(type) {
	case *rollcall.Snapshot:
		registrations := []object{}
		for _, registration := range item.Registrations {
			registrations = append(registrations, registrationOf(registration))
		}
		return object{"type": "snapshot", "registrations": registrations, "token": item.Token}
	case *rollcall.Changes:
		events := []object{}
		for _, event := range item.Events {
			out := registrationOf(event.GetRegistration())
			out["revision"], out["kind"] = event.GetRevision(), event.GetKind()
			out["state"], out["count"] = event.GetRegistration().GetState(), event.GetRegistrationCount()
			events = append(events, out)
		}
		return object{"type": "changes", "events": events, "token": item.Token}
	case *rollcall.Bookmark:
		return object{"type": "bookmark", "token": item.Token}
	case *rollcall.Resync:
		return object{"type": "resync", "reason": item.Reason}
	case *rollcall.Disconnected:
		code, reason := "", ""
		var failed *rollcall.Error
		if errors.As(item.Err, &failed) {
			code, reason = codeOf(failed.Code), failed.Reason
		}
		return object{"type": "disconnected", "code": code, "reason": reason}
	}
	panic("an item of another type")
}

func told(err error) object {
	if errors.Is(err, rollcall.ErrPlaintextRefused) {
		return object{"kind": "plaintext_refused", "code": "", "reason": "", "message": err.Error()}
	}
	var failed *rollcall.Error
	if !errors.As(err, &failed) {
		return object{"kind": "other", "code": "", "reason": "", "message": err.Error()}
	}
	out := object{
		"kind": strings.ReplaceAll(string(failed.Kind), " ", "_"), "code": codeOf(failed.Code),
		"reason": failed.Reason, "message": failed.Message,
		"field": failed.Field(), "resource": failed.Resource(), "etag": failed.Etag(),
	}
	if failed.Violations != nil {
		violations := []object{}
		for _, violation := range failed.Violations {
			violations = append(violations, object{
				"field": violation.Field, "description": violation.Description, "value": violation.Value,
			})
		}
		out["violations"] = violations
	}
	return out
}

// codeOf is gRPC's own name of a code.
func codeOf(code codes.Code) string {
	var out strings.Builder
	for i, letter := range code.String() {
		if letter >= 'A' && letter <= 'Z' && i > 0 {
			out.WriteByte('_')
		}
		out.WriteRune(letter)
	}
	return strings.ToUpper(out.String())
}
