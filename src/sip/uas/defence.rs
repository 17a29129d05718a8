//! Telling the operator what came to nothing, and holding back who guesses.

use super::{Core, Done, Flow, Origin};
use crate::directory::EdgeDomain;
use crate::model::{Login, Transport, UserName};
use crate::sip::guard::{Event, Reason, Who, network};
use crate::sip::message::{Message, Name, ReplyContext};
use crate::sip::transport::NoPlace;
use std::net::SocketAddr;
use std::time::Duration;

impl Core {
    /// Counts and logs a refusal. `domain` and `user` as they were tried, empty where it did not come to that.
    pub(super) fn note(
        &self,
        reason: Reason,
        flow: Flow,
        message: Option<&Message>,
        domain: &[u8],
        user: &[u8],
    ) {
        match reason {
            Reason::Malformed => self.metrics.sip_malformed(flow.transport),
            Reason::Limited => self.metrics.sip_limited(flow.transport),
            _ => self.metrics.sip_auth_failure(flow.transport, reason.as_str()),
        }
        let event = Event {
            reason,
            source: flow.source.ip(),
            transport: flow.transport,
            domain,
            user,
            user_agent: message.and_then(|m| m.first(Name::UserAgent)).unwrap_or_default(),
        };
        self.security.write(&event, self.guard.now());
    }

    /// Counts a connection that is closed at once, as there are as many as may be.
    pub(crate) fn no_room(&self, transport: Transport, source: SocketAddr, why: NoPlace) {
        self.metrics.sip_connection_refused(transport);
        let (lines, limit) = match why {
            NoPlace::ForAnybody => (&self.crowded, "--sip-max-connections"),
            NoPlace::ForThisSource => (&self.crowding, "--sip-max-connections-per-source"),
        };
        if let Some(left_out) = lines.admit(self.guard.now()) {
            let (source, transport) = (source.ip().to_canonical(), transport.as_str());
            tracing::warn!(%source, transport, left_out, "more connections than {limit}; closed at once");
        }
    }

    /// A connection was lost with phones on it, and too many are to be told of already.
    pub(crate) fn not_told(&self) {
        if let Some(left_out) = self.untold.admit(self.guard.now()) {
            tracing::warn!(
                left_out,
                "registrations of a lost connection stay until they expire: too many are lost at once"
            );
        }
    }

    pub(super) fn who(&self, origin: &Origin<'_>, flow: Flow, domain: &EdgeDomain, username: &[u8]) -> Who {
        let edge = origin.edge.map(|(name, _)| (origin.scope, name));
        self.guard.who(edge, flow.source.ip(), domain.id, username)
    }

    /// How long an answer is not looked at. From where a user is registered now, it always is: whose address of
    /// record it is has to be proved all the same.
    pub(super) fn held(
        &self,
        who: &Who,
        flow: Flow,
        domain: &EdgeDomain,
        login: Option<&Login>,
    ) -> Option<Duration> {
        let wait = self.guard.held(who, self.guard.now())?;
        let here = network(flow.source.ip());
        let registered = login.is_some_and(|login| {
            let user = UserName { domain: domain.fqdn.clone(), login: login.clone() };
            self.registrar.of_user(&user).iter().any(|registration| {
                let source = registration.source_address.parse::<SocketAddr>();
                source.is_ok_and(|source| network(source.ip()) == here)
            })
        });
        (!registered).then_some(wait)
    }

    /// The answer to whoever is held back: what a busy server says to anybody (RFC 3261 §21.5.4). A 403 would end
    /// the tries of a phone that shares the address.
    pub(super) fn come_back(context: &ReplyContext<'_>, wait: Duration) -> Done {
        let seconds = wait.as_millis().div_ceil(1000);
        Done::to_anyone(context.reply(503, "Service Unavailable").header("Retry-After", seconds))
    }
}
