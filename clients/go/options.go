package rollcall

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

const (
	// DefaultDeadline is how long a unary call may take, attempts and waits included, unless its context says less.
	DefaultDeadline  = 30 * time.Second
	defaultKeepalive = 20 * time.Second
	keepaliveAnswer  = 10 * time.Second
	largestMessage   = 16 << 20
)

// ErrPlaintextRefused says that a token was to be sent in plaintext to another machine. See WithInsecurePlaintext.
var ErrPlaintextRefused = errors.New("rollcall: a token is not sent in plaintext to another machine")

// A TokenProvider gives the access token (a JWT, without "Bearer") of each request and of each new stream. It is asked
// every time, so it should keep what it has until that is about to expire.
type TokenProvider func(context.Context) (string, error)

// An Option says how a Client is made.
type Option func(*options)

type options struct {
	token             TokenProvider
	ca, cert, key     []byte
	insecurePlaintext bool
	deadline          time.Duration
	keepalive         time.Duration
}

// WithToken sends this access token.
func WithToken(token string) Option {
	return WithTokenProvider(func(context.Context) (string, error) { return token, nil })
}

// WithTokenProvider asks for the access token of each request and each new stream.
func WithTokenProvider(provider TokenProvider) Option {
	return func(o *options) { o.token = provider }
}

// WithCA trusts the CAs in this PEM instead of the system's.
func WithCA(pem []byte) Option {
	return func(o *options) { o.ca = pem }
}

// WithCertificate shows the server this certificate (mTLS), with its key; both PEM.
func WithCertificate(cert, key []byte) Option {
	return func(o *options) { o.cert, o.key = cert, key }
}

// WithInsecurePlaintext allows to send a token over http:// to another machine, where everybody on the way can read it.
func WithInsecurePlaintext() Option {
	return func(o *options) { o.insecurePlaintext = true }
}

// WithDeadline sets how long a unary call may take where its context has no deadline.
func WithDeadline(deadline time.Duration) Option {
	return func(o *options) { o.deadline = deadline }
}

// WithKeepalive sets after how long without traffic the connection is probed.
func WithKeepalive(every time.Duration) Option {
	return func(o *options) { o.keepalive = every }
}

// target reads the endpoint and checks it against the options. The configuration is nil without TLS.
func (o *options) target(endpoint string) (string, *tls.Config, error) {
	at, err := url.Parse(endpoint)
	if err != nil || at.Hostname() == "" || (at.Scheme != "http" && at.Scheme != "https") || strings.Trim(at.Path, "/") != "" {
		return "", nil, fmt.Errorf("rollcall: endpoint %q is not http://HOST:PORT or https://HOST:PORT", endpoint)
	}
	secure := at.Scheme == "https"
	if !secure && o.token != nil && !o.insecurePlaintext && !isLoopback(at.Hostname()) {
		return "", nil, fmt.Errorf("%w: %s", ErrPlaintextRefused, endpoint)
	}
	port := at.Port()
	if port == "" {
		port = map[bool]string{false: "80", true: "443"}[secure]
	}
	address := "dns:///" + net.JoinHostPort(at.Hostname(), port)
	if !secure {
		if o.ca != nil || o.cert != nil {
			return "", nil, errors.New("rollcall: certificates are for https:// only")
		}
		return address, nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.ca != nil {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(o.ca) {
			return "", nil, errors.New("rollcall: the CA is no PEM")
		}
	}
	if o.cert != nil {
		own, err := tls.X509KeyPair(o.cert, o.key)
		if err != nil {
			return "", nil, fmt.Errorf("rollcall: the certificate and its key: %w", err)
		}
		config.Certificates = []tls.Certificate{own}
	}
	return address, config, nil
}

// isLoopback tells whether a host of a URL is this machine.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
