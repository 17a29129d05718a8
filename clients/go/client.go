// Package rollcall is the client of the Rollcall SIP directory and registrar.
//
// Calls have a deadline, are tried again where that is safe, and fail with an *Error that says what is wrong.
// Client.Watch follows registrations for ever, and Client.Online always knows who is online. Messages are in
// github.com/rollcall/rollcall-go/rollcall/v1.
package rollcall

import (
	_ "embed"
	"errors"
	"sync"
	"time"

	v1 "github.com/rollcall/rollcall-go/rollcall/v1"
	"google.golang.org/grpc"
	grpcbackoff "google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
)

// serviceConfig says which calls may be tried again. It is generated from the contract.
//
//go:embed service_config.json
var serviceConfig string

// ErrClosed says that the client, or the view, was closed, so that what was asked for never comes.
var ErrClosed = errors.New("rollcall: closed")

// A Client is a connection to Rollcall. It may be used by many goroutines.
type Client struct {
	Accounts      v1.AccountServiceClient
	Audit         v1.AuditServiceClient
	Domains       v1.DomainServiceClient
	Groups        v1.GroupServiceClient
	Invitations   v1.InvitationServiceClient
	Organizations v1.OrganizationServiceClient
	Registrar     v1.RegistrarServiceClient
	Registrations v1.RegistrationServiceClient
	Roles         v1.RoleServiceClient
	Users         v1.UserServiceClient

	connection *grpc.ClientConn
	close      sync.Once
	// closed is closed with the client: a watch would connect again for ever.
	closed chan struct{}
}

// New makes a client for http://HOST:PORT or https://HOST:PORT. It connects with the first call, and again whenever the
// connection is lost. It fails with ErrPlaintextRefused, or when an option cannot be used.
func New(endpoint string, opts ...Option) (*Client, error) {
	o := options{deadline: DefaultDeadline, keepalive: defaultKeepalive}
	for _, opt := range opts {
		opt(&o)
	}
	address, config, err := o.target(endpoint)
	if err != nil {
		return nil, err
	}
	transport := insecure.NewCredentials()
	if config != nil {
		transport = credentials.NewTLS(config)
	}
	calls := &calls{token: o.token, deadline: o.deadline}
	connection, err := grpc.NewClient(address,
		grpc.WithTransportCredentials(transport),
		grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithChainUnaryInterceptor(calls.unary),
		grpc.WithChainStreamInterceptor(calls.stream),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largestMessage)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{
			Time: o.keepalive, Timeout: keepaliveAnswer, PermitWithoutStream: true,
		}),
		// A connection is tried again soon, and no later than a watch does.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           grpcbackoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 2, Jitter: 0.2, MaxDelay: 10 * time.Second},
			MinConnectTimeout: 10 * time.Second,
		}),
	)
	if err != nil {
		return nil, err
	}
	return &Client{
		Accounts:      v1.NewAccountServiceClient(connection),
		Audit:         v1.NewAuditServiceClient(connection),
		Domains:       v1.NewDomainServiceClient(connection),
		Groups:        v1.NewGroupServiceClient(connection),
		Invitations:   v1.NewInvitationServiceClient(connection),
		Organizations: v1.NewOrganizationServiceClient(connection),
		Registrar:     v1.NewRegistrarServiceClient(connection),
		Registrations: v1.NewRegistrationServiceClient(connection),
		Roles:         v1.NewRoleServiceClient(connection),
		Users:         v1.NewUserServiceClient(connection),
		connection:    connection,
		closed:        make(chan struct{}),
	}, nil
}

// Close ends the connection, and whatever is under way on it; watches end with ErrClosed.
func (c *Client) Close() error {
	var err error
	c.close.Do(func() {
		close(c.closed)
		err = c.connection.Close()
	})
	return err
}
