//! The user agent server (RFC 3261 §8.2): one request in, at most one answer out.

mod client;
mod compose;
mod contacts;
mod date;
mod defence;
mod delegated;
mod entry;
mod extensions;
mod gruu;
mod identity;
mod register;
mod remote;
mod subscribe;
mod turns;

use super::SipConfig;
use super::digest::Authenticator;
use super::guard::{Guard, Reason, Sampled, SecurityLog};
use super::message::lex::one_line;
use super::message::{
    Essentials, Message, Name, Refusal, Reply, ReplyContext, Tag, check, is_sip_scheme, scheme,
};
use super::outgoing::Outgoing;
use super::subscriptions::Subscriptions;
use super::transaction::{Seen, Transactions};
use crate::directory::Directory;
use crate::model::{AccountScope, Transport, UserName};
use crate::registrar::{EdgeRegistered, Registrar};
use crate::telemetry::Metrics;
use bytes::Bytes;
use delegated::Lines;
use extensions::SUPPORTED;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio_util::sync::DropGuard;
use turns::Turns;
use uuid::Uuid;

pub(crate) use remote::RETRY_IN;

const ALLOW: &str = "REGISTER, OPTIONS, SUBSCRIBE";
/// The event packages (RFC 6665 §8.2.2).
const ALLOW_EVENTS: &str = "reg";

/// Everything an answer is made from.
pub(crate) struct Core {
    directory: Directory,
    registrar: Registrar,
    outgoing: Arc<Outgoing>,
    subscriptions: Subscriptions,
    metrics: Metrics,
    authenticator: Authenticator,
    guard: Guard,
    security: SecurityLog,
    /// Lines about connections that are turned away: as there are too many, and too many from one source.
    crowded: Sampled,
    crowding: Sampled,
    /// And of those that are not told to be lost.
    untold: Sampled,
    transactions: Transactions,
    turns: Turns,
    /// Of domains whose checks somebody else decides.
    lines: Lines,
    /// Makes To tags: the same for a retransmission, not to be foretold.
    tags: RandomState,
}

/// Where a message came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flow {
    pub(crate) transport: Transport,
    pub(crate) source: SocketAddr,
    /// The connection, where there is one: what was registered over it ends with it. Over UDP the socket; `None` where it
    /// came to another edge.
    pub(crate) connection: Option<Uuid>,
}

impl Flow {
    /// Where whoever sent it need not be: nothing proves the source of a datagram.
    fn claimed_source(&self) -> Option<IpAddr> {
        (self.transport == Transport::Udp).then(|| self.source.ip())
    }
}

/// On whose behalf a REGISTER is handled.
struct Origin<'a> {
    /// The domains that there are for whoever sent it.
    scope: &'a AccountScope,
    /// Whom another edge has authenticated.
    trusted: Option<&'a UserName>,
    /// The name of that edge, and what it calls the flow.
    edge: Option<(&'a str, &'a str)>,
}

impl Origin<'static> {
    /// What comes to a listener of this node.
    const OURS: Self = Self { scope: &AccountScope::All, trusted: None, edge: None };
}

/// A response on its way.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) bytes: Bytes,
    /// For transports without connections (§18.2.2).
    pub(crate) to: SocketAddr,
    /// Whether the request carried right credentials.
    pub(crate) authenticated: bool,
    /// Whether it changed registrations; `None`: nobody knows.
    pub(crate) registered: Option<bool>,
    /// Dropped once it is sent.
    _then: Option<DropGuard>,
}

/// An answer, before it is sent.
struct Done {
    reply: Reply,
    authenticated: bool,
    outcome: Outcome,
    /// What waits until the answer is sent.
    then: Option<DropGuard>,
}

/// What became of a REGISTER, beyond its answer.
enum Outcome {
    Committed(EdgeRegistered),
    /// The store failed, and cannot say whether after the commit.
    Unsure,
    /// Not even looked at: the registrar's queue is full.
    Overloaded,
    /// Refused, or another method.
    Nothing,
}

impl Done {
    /// To somebody who has not proved who they are.
    fn to_anyone(reply: Reply) -> Self {
        Self { reply, authenticated: false, outcome: Outcome::Nothing, then: None }
    }

    fn to_user(reply: Reply) -> Self {
        Self { authenticated: true, ..Self::to_anyone(reply) }
    }
}

/// An answer as it goes out.
struct Finished {
    status: u16,
    bytes: Bytes,
    authenticated: bool,
    registered: Option<bool>,
    then: Option<DropGuard>,
}

impl From<Done> for Finished {
    fn from(done: Done) -> Self {
        let Done { reply, authenticated, outcome, then } = done;
        let registered = match outcome {
            Outcome::Committed(..) => Some(true),
            Outcome::Unsure => None,
            Outcome::Overloaded | Outcome::Nothing => Some(false),
        };
        Self { status: reply.status, bytes: reply.finish(), authenticated, registered, then }
    }
}

impl Core {
    pub(crate) fn new(
        config: &SipConfig,
        directory: Directory,
        registrar: Registrar,
        outgoing: Arc<Outgoing>,
        subscriptions: Subscriptions,
        metrics: Metrics,
    ) -> Self {
        Self {
            directory,
            registrar,
            outgoing,
            subscriptions,
            metrics,
            authenticator: Authenticator::new(
                &config.nonce_secret,
                config.nonce_lifetime,
                config.nonce_table,
            ),
            guard: Guard::new(config.auth_failures, config.auth_back_off, config.guard_table),
            security: SecurityLog::default(),
            crowded: Sampled::new(1),
            crowding: Sampled::new(1),
            untold: Sampled::new(1),
            transactions: Transactions::new(config.reply_cache),
            turns: Turns::new(),
            lines: Lines::new(),
            tags: RandomState::new(),
        }
    }

    /// Answers one message. `None` for what has no answer: no SIP, a response, an ACK, a request without a
    /// Via to send an answer by, a retransmission of a request under way.
    pub(crate) async fn handle(&self, raw: Bytes, flow: Flow) -> Option<Answer> {
        let message = self.readable(raw, flow)?;
        let Some(context) = self.context(&message, flow) else {
            // An ACK has no answer; what else has none lacks a Via.
            if message.request_line().is_some_and(|line| line.method != b"ACK") {
                self.malformed(Refusal::bad("Malformed or Missing Via"), &message, flow);
            }
            return None;
        };
        let done = match check(&message) {
            Ok(essentials) => self.dispatch(&context, &essentials, flow).await?,
            Err(refusal) => {
                self.malformed(refusal, &message, flow);
                Done::to_anyone(context.reply(refusal.status, refusal.reason)).into()
            }
        };
        Some(self.sent(&context, flow, done))
    }

    /// Hands a response to the request of ours that waits for it; says whether it is one. It waits for no place: those are
    /// for requests, and who asked is here already.
    pub(crate) fn took_response(&self, raw: &Bytes, flow: Flow) -> bool {
        if !Message::is_response(raw) {
            return false;
        }
        if let Some(response) = self.readable(raw.clone(), flow) {
            self.outgoing.answered(response);
        }
        true
    }

    /// Answers one message without looking at what it wants.
    pub(crate) fn refuse(&self, raw: Bytes, flow: Flow, refusal: Refusal) -> Option<Answer> {
        let message = self.readable(raw, flow)?;
        self.malformed(refusal, &message, flow);
        let context = self.context(&message, flow)?;
        let mut reply = context.reply(refusal.status, refusal.reason);
        if refusal.status == 503 {
            reply = reply.header("Retry-After", retry_after());
        }
        Some(self.sent(&context, flow, Done::to_anyone(reply).into()))
    }

    fn readable(&self, raw: Bytes, flow: Flow) -> Option<Message> {
        Message::parse(raw)
            .inspect_err(|error| {
                tracing::debug!(%error, source = %flow.source, "dropped what is no sip message");
                self.note(Reason::Malformed, flow, None, b"", b"");
            })
            .ok()
    }

    fn malformed(&self, refusal: Refusal, message: &Message, flow: Flow) {
        if refusal.status == 400 {
            self.note(Reason::Malformed, flow, Some(message), b"", b"");
        }
    }

    fn context<'a>(&self, message: &'a Message, flow: Flow) -> Option<ReplyContext<'a>> {
        if message.request_line()?.method == b"ACK" {
            return None;
        }
        let via = message.top_via()?;
        let tag =
            Tag(self.tags.hash_one((via.branch(), message.first(Name::CallId), message.first(Name::CSeq))));
        Some(ReplyContext { message, via, source: flow.source, tag })
    }

    /// The method's own work, where the request passes.
    async fn dispatch(&self, context: &ReplyContext<'_>, e: &Essentials<'_>, flow: Flow) -> Option<Finished> {
        if let Some(refused) = refused(context, e, ALLOW) {
            return Some(refused.into());
        }
        if e.line.method == b"OPTIONS" {
            let reply = context.reply(200, "OK").header("Allow", ALLOW).header("Accept", "*/*");
            let reply = reply.header("Allow-Events", ALLOW_EVENTS);
            return Some(Done::to_anyone(reply.header("Supported", SUPPORTED.join(", "))).into());
        }
        if context.message.first(Name::Authorization).is_none() {
            // It will be challenged, whatever came before it.
            return Some(self.work(context, e, flow, false).await);
        }
        match self.transactions.begin(self.transactions.key(context.message, e, flow.source)) {
            Seen::UnderWay => None,
            Seen::Answered(status, bytes) => {
                Some(Finished { status, bytes, authenticated: true, registered: Some(false), then: None })
            }
            Seen::New(running) => {
                let done = self.work(context, e, flow, true).await;
                // A reliable transport has no retransmissions (§17.2.2: timer J is 0).
                if done.authenticated && flow.transport == Transport::Udp {
                    running.answered(done.status, &done.bytes);
                }
                Some(done)
            }
        }
    }

    /// What a method is for. `in_turn`: as many REGISTERs for one address of record as come are taken one by one.
    async fn work(
        &self,
        context: &ReplyContext<'_>,
        e: &Essentials<'_>,
        flow: Flow,
        in_turn: bool,
    ) -> Finished {
        if e.line.method == b"SUBSCRIBE" {
            return self.subscribe(context, e, flow).await.into();
        }
        let turn = match in_turn {
            true => Some(self.turns.wait("", flow.source, e.to.uri).await),
            false => None,
        };
        self.register(context, e, flow, &Origin::OURS, turn).await.into()
    }

    fn sent(&self, context: &ReplyContext<'_>, flow: Flow, done: Finished) -> Answer {
        self.count(context, flow, done.status);
        Answer {
            bytes: done.bytes,
            to: context.via.destination(flow.source),
            authenticated: done.authenticated,
            registered: done.registered,
            _then: done.then,
        }
    }

    fn count(&self, context: &ReplyContext<'_>, flow: Flow, status: u16) {
        let method = context.message.request_line().map(|l| l.method).unwrap_or_default();
        self.metrics.sip_request(flow.transport, method_label(method), status);
        tracing::debug!(
            method = method_label(method),
            transport = flow.transport.as_str(),
            source = %flow.source,
            status,
            user = one_line(context.message.first(Name::To).unwrap_or_default()),
            "sip request"
        );
    }
}

/// What is looked at of every request: method, scheme, extensions, in the order of §8.2.
fn refused(context: &ReplyContext<'_>, e: &Essentials<'_>, allow: &str) -> Option<Done> {
    let refused = |status, reason, header, value: &str| {
        Some(Done::to_anyone(context.reply(status, reason).header(header, value)))
    };
    if !allow.split(", ").any(|method| method.as_bytes() == e.line.method) {
        return refused(405, "Method Not Allowed", "Allow", allow);
    }
    if !scheme(e.line.uri).is_some_and(is_sip_scheme) {
        return Some(Done::to_anyone(context.reply(416, "Unsupported URI Scheme")));
    }
    let unknown = unsupported(context.message, &SUPPORTED);
    if !unknown.is_empty() {
        return refused(420, "Bad Extension", "Unsupported", &unknown);
    }
    None
}

/// The option tags of Require that are not in `known`, as Unsupported lists them.
fn unsupported(message: &Message, known: &[&str]) -> String {
    let unknown = message
        .list(Name::Require)
        .filter(|tag| !known.iter().any(|k| tag.eq_ignore_ascii_case(k.as_bytes())))
        .map(String::from_utf8_lossy);
    unknown.collect::<Vec<_>>().join(", ")
}

/// Seconds, spread so that those turned away do not come back together.
fn retry_after() -> u32 {
    rand::random_range(2..=6)
}

/// A closed set, so that strangers cannot make up metrics.
fn method_label(method: &[u8]) -> &'static str {
    const KNOWN: [&str; 14] = [
        "REGISTER",
        "OPTIONS",
        "INVITE",
        "ACK",
        "BYE",
        "CANCEL",
        "SUBSCRIBE",
        "NOTIFY",
        "PUBLISH",
        "MESSAGE",
        "INFO",
        "REFER",
        "UPDATE",
        "PRACK",
    ];
    KNOWN.into_iter().find(|k| k.as_bytes() == method).unwrap_or("OTHER")
}
