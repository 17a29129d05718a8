package rollcall

import (
	"context"
	"slices"
	"strings"
	"sync"

	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
)

// A Transition is a user who came online or went offline.
type Transition struct {
	// User is domains/{fqdn}/users/{login}.
	User   string
	Online bool
}

// Online is a view of who is online, which a goroutine keeps right until it is closed. While the server cannot be
// reached it says what was true last, and Live is false.
type Online struct {
	cancel  context.CancelFunc
	done    chan struct{}
	changed func(Transition)

	mu    sync.Mutex
	table table
	live  bool
	err   error
	// news is closed, and made anew, when live or err changes.
	news chan struct{}
}

// Online follows the registrations of a parent, as Watch does. The function, which may be nil, is called with each user
// who comes or goes, at first with all who are there.
func (c *Client) Online(parent string, changed func(Transition)) *Online {
	ctx, cancel := context.WithCancel(context.Background())
	o := &Online{cancel: cancel, done: make(chan struct{}), changed: changed, table: table{}, news: make(chan struct{})}
	go func() {
		defer close(o.done)
		for item, err := range c.Watch(ctx, parent) {
			o.apply(item, err)
		}
		o.ended()
	}()
	return o
}

// Users are the names of all users who have a registration, sorted.
func (o *Online) Users() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.table.users()
}

// IsOnline tells whether a user, domains/{fqdn}/users/{login}, has a registration.
func (o *Online) IsOnline(user string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.table[user]) > 0
}

// Registrations are those of a user, in no order.
func (o *Online) Registrations(user string) []*v1.Registration {
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []*v1.Registration
	for _, registration := range o.table[user] {
		all = append(all, registration)
	}
	return all
}

// Live tells whether the view has seen a snapshot and is connected.
func (o *Online) Live() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.live
}

// WaitLive waits until the view is live. It fails when the context ends, with the error that the watch ended with, or with
// ErrClosed.
func (o *Online) WaitLive(ctx context.Context) error {
	for {
		o.mu.Lock()
		live, err, news := o.live, o.err, o.news
		o.mu.Unlock()
		if live || err != nil {
			return err
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close ends the view, and releases the server's stream. What the view knows stays, and is not live. It waits until the
// function that is told of changes is no longer called, so that function must not call it.
func (o *Online) Close() {
	o.cancel()
	<-o.done
}

func (o *Online) apply(item Item, err error) {
	var changed []Transition
	o.mu.Lock()
	live := err == nil
	switch item := item.(type) {
	case *Snapshot:
		changed = o.table.replace(item.Registrations)
	case *Changes:
		changed = o.table.apply(item.Events)
	case *Bookmark:
	default:
		live = false
	}
	if live != o.live || err != nil {
		o.tell(live, err)
	}
	o.mu.Unlock()
	if o.changed != nil {
		for _, transition := range changed {
			o.changed(transition)
		}
	}
}

// ended says that nothing comes any more: by the error of the watch, or because somebody closed the view.
func (o *Online) ended() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.tell(false, ErrClosed)
	}
}

// tell wakes those who wait. The lock is held.
func (o *Online) tell(live bool, err error) {
	o.live, o.err = live, err
	close(o.news)
	o.news = make(chan struct{})
}

// table has the registrations of each user, by their names.
type table map[string]map[string]*v1.Registration

func (t table) users() []string {
	users := make([]string, 0, len(t))
	for user := range t {
		users = append(users, user)
	}
	slices.Sort(users)
	return users
}

// replace takes a new truth, and tells who came and who went by it.
func (t table) replace(registrations []*v1.Registration) []Transition {
	fresh := table{}
	for _, registration := range registrations {
		fresh.put(registration)
	}
	var changed []Transition
	for _, user := range t.users() {
		if fresh[user] == nil {
			changed = append(changed, Transition{User: user})
		}
	}
	for _, user := range fresh.users() {
		if t[user] == nil {
			changed = append(changed, Transition{User: user, Online: true})
		}
	}
	clear(t)
	for user, of := range fresh {
		t[user] = of
	}
	return changed
}

// apply goes by name and state, not by kind: that stays right when a kind is added.
func (t table) apply(events []*v1.RegistrationEvent) []Transition {
	var changed []Transition
	for _, event := range events {
		registration := event.GetRegistration()
		user := userOf(registration.GetName())
		before := t[user] != nil
		if registration.GetState() == v1.RegistrationState_REGISTRATION_STATE_ENDED {
			delete(t[user], registration.GetName())
			if len(t[user]) == 0 {
				delete(t, user)
			}
		} else {
			t.put(registration)
		}
		if after := t[user] != nil; after != before {
			changed = append(changed, Transition{User: user, Online: after})
		}
	}
	return changed
}

func (t table) put(registration *v1.Registration) {
	user := userOf(registration.GetName())
	if t[user] == nil {
		t[user] = map[string]*v1.Registration{}
	}
	t[user][registration.GetName()] = registration
}

// userOf is the user of a registration, by its name.
func userOf(registration string) string {
	user, _, _ := strings.Cut(registration, "/registrations/")
	return user
}
