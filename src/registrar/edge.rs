//! What an edge that is not ours asks: one REGISTER, in words of neither SIP nor gRPC. `sip` answers it, `api` asks.

use super::Registered;
use crate::model::{AccountScope, Transport, UserName};
use bytes::Bytes;
use futures::future::BoxFuture;
use std::{net::SocketAddr, time::Duration};

/// Answers the REGISTERs of other edges, by the same rules as those that come to our own listeners.
pub trait EdgeRegistrar: Send + Sync {
    fn register(&self, request: EdgeRequest) -> BoxFuture<'_, Result<EdgeAnswer, EdgeError>>;
}

/// One REGISTER as an edge hands it over.
#[derive(Clone)]
pub struct EdgeRequest {
    pub message: EdgeMessage,
    /// The domains that the edge may register for.
    pub scope: AccountScope,
    pub source: EdgeSource,
    /// Whom the edge has authenticated itself; then no digest is asked for.
    pub trusted: Option<UserName>,
}

/// The REGISTER itself. Both forms hold digest answers.
#[derive(Clone)]
pub enum EdgeMessage {
    /// As it came.
    Raw(Bytes),
    Parts(Box<EdgeParts>),
}

/// How the REGISTER came to the edge.
#[derive(Debug, Clone)]
pub struct EdgeSource {
    pub transport: Transport,
    pub address: SocketAddr,
    /// The edge's name: it becomes the node of the registration.
    pub edge: String,
    /// What the edge calls the connection; empty: none.
    pub flow_token: String,
}

/// The parts of a REGISTER. Texts have no control characters, URIs no angle brackets around or in them, names and option
/// tags are tokens: who makes one has looked.
#[derive(Clone, Default)]
pub struct EdgeParts {
    pub request_uri: String,
    pub to_uri: String,
    /// Empty: the same as `to_uri`.
    pub from_uri: String,
    pub call_id: String,
    pub cseq: u32,
    pub contacts: Vec<EdgeContact>,
    /// `Contact: *`
    pub wildcard: bool,
    /// Seconds.
    pub expires: Option<u32>,
    /// Topmost first.
    pub path: Vec<String>,
    pub supported: Vec<String>,
    pub require: Vec<String>,
    pub user_agent: String,
    /// A secret.
    pub authorization: Vec<String>,
}

/// One Contact.
#[derive(Clone, Default)]
pub struct EdgeContact {
    pub uri: String,
    pub q: Option<f64>,
    /// Seconds.
    pub expires: Option<u32>,
    pub instance_id: String,
    pub reg_id: Option<u32>,
    pub parameters: Vec<(String, Option<String>)>,
}

/// What the edge is to send back.
#[derive(Debug, Clone)]
pub struct EdgeAnswer {
    pub status: u16,
    pub reason: String,
    /// Besides those that every answer copies from its request.
    pub headers: Vec<(String, String)>,
    /// With status 200.
    pub registered: Option<EdgeRegistered>,
}

/// What was committed.
#[derive(Debug, Clone)]
pub struct EdgeRegistered {
    pub user: UserName,
    pub state: Registered,
    /// How long an idle flow is good (RFC 5626 §5.4); `None`: no outbound.
    pub flow_timer: Option<Duration>,
}

/// Why there is nothing to send back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EdgeError {
    /// So broken that no answer can be made.
    #[error("{what}")]
    Malformed { offset: usize, what: &'static str },
    /// Nothing was done.
    #[error("the {queue} queue is full")]
    Overloaded { queue: &'static str, retry_in: Duration },
}
