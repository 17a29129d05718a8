//! Settings of the SIP edge.

use crate::model::Transport;
use crate::tls::ReloadingTls;
use std::{fmt, net::SocketAddr, time::Duration};

/// Where to listen, or where one listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenAddress {
    pub transport: Transport,
    pub address: SocketAddr,
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.transport.as_str(), self.address)
    }
}

/// Settings of the edge. [`SipConfig::new`] gives the defaults.
#[derive(Clone)]
pub struct SipConfig {
    pub listeners: Vec<ListenAddress>,
    /// Needed by listeners over TLS, secure WebSocket included.
    pub tls: Option<ReloadingTls>,
    /// The key of the nonces' HMAC. A secret; every node has its own.
    pub nonce_secret: [u8; 32],
    /// How long a nonce may be answered. Phones go on with one nonce, so a short life costs a round
    /// trip, not a failure.
    pub nonce_lifetime: Duration,
    /// Nonces whose counts are remembered (about 70 octets each).
    pub nonce_table: usize,
    /// Wrong answers to challenges that one source may give for one user in a minute before it is held back; for all
    /// users, and for one user from all sources, it is four times as many. 0: any number.
    pub auth_failures: u32,
    /// For how long at first. It doubles up to 5 minutes.
    pub auth_back_off: Duration,
    /// Sources, users and pairs of them that are counted (112 octets for one of each).
    pub guard_table: usize,
    /// Octets of one message; more is dropped on UDP and answered 513 on streams.
    pub max_message_size: usize,
    /// Connections at once, over all listeners.
    pub max_connections: usize,
    /// Of them from one source, an IPv4 address or 64 bits of IPv6; 0: any number.
    pub max_connections_per_source: usize,
    /// How long a connection on which somebody has authenticated may stay silent.
    pub idle_timeout: Duration,
    /// How long one on which nobody has may live at all.
    pub anonymous_timeout: Duration,
    /// How long one message may take to arrive, and one answer to leave, on a stream.
    pub message_timeout: Duration,
    /// Requests under way at once on one connection; then it is not read.
    pub pipelining: usize,
    /// Requests under way at once over all listeners; more are answered 503.
    pub max_in_flight: usize,
    /// Answers kept for retransmissions (about 1 kB each).
    pub reply_cache: usize,
    /// The receive buffer asked of the system for each UDP socket, in octets.
    pub receive_buffer: usize,
    /// How long to wait for requests under way when stopping.
    pub drain_timeout: Duration,
}

impl SipConfig {
    pub fn new(listeners: Vec<ListenAddress>, nonce_secret: [u8; 32]) -> Self {
        Self {
            listeners,
            tls: None,
            nonce_secret,
            nonce_lifetime: Duration::from_secs(300),
            nonce_table: 1 << 19,
            auth_failures: 10,
            auth_back_off: Duration::from_secs(30),
            guard_table: 1 << 17,
            max_message_size: 65_535,
            max_connections: 10_000,
            max_connections_per_source: 1000,
            idle_timeout: Duration::from_secs(2 * 3600),
            anonymous_timeout: Duration::from_secs(60),
            message_timeout: Duration::from_secs(10),
            pipelining: 32,
            max_in_flight: 4096,
            reply_cache: 1 << 16,
            receive_buffer: 8 << 20,
            drain_timeout: Duration::from_secs(5),
        }
    }
}

/// Without the secret.
impl fmt::Debug for SipConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SipConfig").field("listeners", &self.listeners).finish_non_exhaustive()
    }
}
