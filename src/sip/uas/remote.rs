//! REGISTERs that came to other edges: the same path as from a listener, without what a datagram needs.
//!
//! There is no table of answers here: the edge has the transaction, and a request that comes twice changes nothing.

use super::{Core, Done, Flow, Origin, Outcome, compose::compose, refused};
use crate::model::Transport;
use crate::registrar::{EdgeAnswer, EdgeError, EdgeMessage, EdgeRequest};
use crate::sip::message::{Message, Name, ReplyContext, check};
use std::time::Duration;

/// How long to wait before another try.
pub(crate) const RETRY_IN: Duration = Duration::from_secs(2);

impl Core {
    pub(crate) async fn register_for(&self, request: EdgeRequest) -> Result<EdgeAnswer, EdgeError> {
        let EdgeRequest { message, scope, source, trusted } = request;
        let raw = match message {
            EdgeMessage::Raw(raw) => raw,
            EdgeMessage::Parts(parts) => compose(&parts, &source),
        };
        let message = Message::parse(raw).map_err(|unreadable| EdgeError::Malformed {
            offset: unreadable.offset,
            what: unreadable.what,
        })?;
        let flow = Flow { transport: source.transport, source: source.address, connection: None };
        let context = self.context(&message, flow).ok_or_else(|| unanswerable(&message))?;
        let origin = Origin {
            scope: &scope,
            trusted: trusted.as_ref(),
            edge: Some((&source.edge, &source.flow_token)),
        };
        let done = self.handle_for(&context, flow, &origin).await;
        self.count(&context, flow, done.reply.status);
        let Done { reply, outcome, .. } = done;
        let registered = match outcome {
            Outcome::Overloaded => {
                return Err(EdgeError::Overloaded { queue: "registrar", retry_in: RETRY_IN });
            }
            Outcome::Committed(registered) => Some(registered),
            Outcome::Unsure | Outcome::Nothing => None,
        };
        let (reason, headers) = reply.told();
        Ok(EdgeAnswer { status: reply.status, reason, headers, registered })
    }

    /// Counts a request that was not even read.
    pub(crate) fn turned_away(&self, transport: Transport) {
        self.metrics.sip_request(transport, "REGISTER", 503);
    }

    async fn handle_for(&self, context: &ReplyContext<'_>, flow: Flow, origin: &Origin<'_>) -> Done {
        let e = match check(context.message) {
            Ok(essentials) => essentials,
            Err(refusal) => return Done::to_anyone(context.reply(refusal.status, refusal.reason)),
        };
        if let Some(refused) = refused(context, &e, "REGISTER") {
            return refused;
        }
        let edge = origin.edge.map_or("", |(name, _)| name);
        let turn = self.turns.wait(edge, flow.source, e.to.uri).await;
        self.register(context, &e, flow, origin, Some(turn)).await
    }
}

/// Why no answer can be made to what is a SIP message.
fn unanswerable(message: &Message) -> EdgeError {
    let malformed = |what, offset| EdgeError::Malformed { offset, what };
    match message.request_line() {
        None => malformed("not a request", 0),
        Some(line) if line.method == b"ACK" => malformed("an ACK has no answer", 0),
        Some(_) => malformed("no Via that can be read", message.offset_of(Name::Via)),
    }
}
