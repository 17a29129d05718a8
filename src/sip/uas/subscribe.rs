//! SUBSCRIBE to the registrations of a user (RFC 6665 §4.2.1, RFC 3680): for the user itself.

use super::entry::{self, BUSY};
use super::identity::Claim;
use super::{ALLOW_EVENTS, Core, Done, Flow, Origin, contacts};
use crate::directory::EdgeUser;
use crate::model::{ContactUri, Login};
use crate::sip::message::lex::{one_line, param, trim};
use crate::sip::message::{Essentials, Message, Name, NameAddr, Refusal, ReplyContext, SipUri, scheme};
use crate::sip::outgoing::Destination;
use crate::sip::subscriptions::{
    Begin, Contact, DEFAULT_EXPIRES, DialogId, MAX_EXPIRES, MIN_EXPIRES, Refused, Target, Wish,
};
use std::sync::Arc;

const PACKAGE: &[u8] = b"reg";
/// What a NOTIFY carries, and what includes it.
const ACCEPTABLE: [&[u8]; 3] = [b"application/reginfo+xml", b"application/*", b"*/*"];
/// Proxies that a NOTIFY may be routed through, and octets of a header field that is kept.
const MAX_ROUTES: usize = 8;
const MAX_VALUE: usize = 1024;

impl Core {
    pub(super) async fn subscribe(&self, context: &ReplyContext<'_>, e: &Essentials<'_>, flow: Flow) -> Done {
        let message = context.message;
        let refuse = |refusal| entry::refuse(context, refusal);
        let Some(event_id) = event(message) else {
            return Done::to_anyone(context.reply(489, "Bad Event").header("Allow-Events", ALLOW_EVENTS));
        };
        if !acceptable(message) {
            return refuse(Refusal::new(406, "Not Acceptable"));
        }
        let expires = contacts::expires(message).unwrap_or(DEFAULT_EXPIRES).min(MAX_EXPIRES);
        if (1..MIN_EXPIRES).contains(&expires) {
            let reply = context.reply(423, "Interval Too Brief");
            return Done::to_anyone(reply.header("Min-Expires", MIN_EXPIRES));
        }
        let Some(to) = SipUri::parse(e.to.uri) else {
            return refuse(Refusal::bad("To Must Be a SIP URI"));
        };
        let Some(login) = to.user.map(Login::canonical) else {
            return refuse(Refusal::bad("To Must Name a User"));
        };
        let login = login.ok();
        let target = match target(message, e.line.uri, flow) {
            Ok(target) => target,
            Err(refusal) => return refuse(refusal),
        };
        // Before anything is read: a change that comes in between is looked at again.
        let as_of = self.subscriptions.as_of();
        let domain = match self.entered(context, e.line.uri, to, flow, &Origin::OURS).await {
            Ok(domain) => domain,
            Err(refusal) => return refuse(refusal),
        };
        let claim = Claim { domain: &domain, login: login.as_ref(), origin: &Origin::OURS, flow };
        // Subscriptions are in no order of their own, so this one holds no turn.
        let user = match self.digest(claim, context, e, true, &mut None).await {
            Ok(Ok(user)) => user,
            Ok(Err(refused)) => return refused,
            Err(error) => {
                tracing::warn!(%error, "the directory did not answer");
                return refuse(BUSY);
            }
        };
        if domain.disabled {
            return Done::to_user(context.reply(403, "Domain Disabled"));
        }
        self.subscribed(context, e, user, (event_id, as_of), Wish { expires, target })
    }

    fn subscribed(
        &self,
        context: &ReplyContext<'_>,
        e: &Essentials<'_>,
        user: Arc<EdgeUser>,
        (event_id, as_of): (Option<String>, u64),
        wish: Wish,
    ) -> Done {
        let refuse = |status, reason| Done::to_user(context.reply(status, reason));
        let Some(remote_tag) = e.from_tag.map(one_line) else { return refuse(400, "From Needs a Tag") };
        let value = |name| one_line(context.message.first(name).unwrap_or_default());
        let (local_name, remote_name) = (value(Name::To), value(Name::From));
        // They are kept as long as the subscription.
        if local_name.len().max(remote_name.len()) > MAX_VALUE {
            return refuse(400, "From or To Too Long");
        }
        let (expires, flow, routes) = (wish.expires, wish.target.flow, wish.target.routes.clone());
        let secure = wish.target.secure;
        let Some(local) = self.outgoing.local(flow) else { return refuse(480, "Temporarily Unavailable") };
        let known_as = param(e.to.params, "tag").flatten().map(one_line);
        let id = DialogId {
            call_id: one_line(e.call_id).into(),
            local_tag: known_as.clone().unwrap_or_else(|| context.tag.to_string()).into(),
            remote_tag: remote_tag.into(),
        };
        let outcome = match known_as {
            Some(_) => self.subscriptions.renew(user, &id, e.cseq, wish),
            None => {
                let (local, remote, cseq) = (local_name, remote_name, e.cseq);
                self.subscriptions.begin(Begin { user, id, cseq, local, remote, event_id, as_of }, wish)
            }
        };
        match outcome {
            Ok(then) => {
                let reply = context.reply(200, "OK").header("Expires", expires);
                let reply = reply.header("Contact", Contact { transport: flow.transport, local, secure });
                // The proxies that asked for it stay on the way of the dialog (RFC 3261 §12.1.1).
                let reply = routes.iter().fold(reply, |reply, route| reply.header("Record-Route", route));
                Done { then: Some(then), ..Done::to_user(reply) }
            }
            Err(Refused::Unknown) => refuse(481, "Subscription Does Not Exist"),
            Err(Refused::Merged) => refuse(482, "Loop Detected"),
            Err(Refused::OutOfOrder) => refuse(500, "CSeq Out of Order"),
            Err(Refused::TooMany) => Done { authenticated: true, ..entry::refuse(context, BUSY) },
        }
    }
}

/// The `id` of an Event that asks for our package; `None`: it asks for another, or for none.
#[allow(clippy::option_option, reason = "an event of ours may have no id")]
fn event(message: &Message) -> Option<Option<String>> {
    let value = message.first(Name::Event)?;
    let end = value.iter().position(|b| *b == b';').unwrap_or(value.len());
    let id = param(&value[end..], "id").flatten().filter(|id| id.len() <= MAX_VALUE).map(one_line);
    (trim(&value[..end]) == PACKAGE).then_some(id)
}

/// Whether whoever asks takes our documents. Without an Accept header field it does (RFC 3680 §4.4).
fn acceptable(message: &Message) -> bool {
    let mut named = message.list(Name::Accept).peekable();
    named.peek().is_none()
        || named.any(|range| {
            let range = trim(range.split(|b| *b == b';').next().unwrap_or_default());
            ACCEPTABLE.iter().any(|known| range.eq_ignore_ascii_case(known))
        })
}

/// Where the NOTIFYs go: to the contact, by the way that the SUBSCRIBE came.
fn target(message: &Message, request_uri: &[u8], flow: Flow) -> Result<Target, Refusal> {
    let contact = message.list(Name::Contact).next().ok_or(Refusal::bad("Missing Contact"))?;
    let uri = NameAddr::parse(contact).and_then(|contact| std::str::from_utf8(contact.uri).ok());
    let uri = uri.and_then(|uri| ContactUri::parse(uri).ok()).ok_or(Refusal::bad("Malformed Contact"))?;
    let routes: Vec<_> = message.list(Name::RecordRoute).take(MAX_ROUTES + 1).map(one_line).collect();
    if routes.len() > MAX_ROUTES || routes.iter().any(|route| route.len() > MAX_VALUE) {
        return Err(Refusal::bad("Record-Route Too Long"));
    }
    let flow = Destination { transport: flow.transport, address: flow.source, connection: flow.connection };
    let uri = uri.as_str().to_owned();
    let secure = match routes.first() {
        Some(proxy) => NameAddr::parse(proxy.as_bytes()).is_some_and(|proxy| is_sips(proxy.uri)),
        None => is_sips(uri.as_bytes()),
    };
    let secure = secure || is_sips(request_uri);
    Ok(Target { uri, routes, flow, secure })
}

fn is_sips(uri: &[u8]) -> bool {
    scheme(uri).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"sips"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Transport;
    use bytes::Bytes;

    fn message(headers: &str) -> Message {
        Message::parse(Bytes::from(format!("SUBSCRIBE sip:h SIP/2.0\r\n{headers}\r\n\r\n"))).unwrap()
    }

    #[test]
    fn events() {
        assert_eq!(event(&message("Event: reg")), Some(None));
        assert_eq!(event(&message("o: reg ;id=7")), Some(Some("7".to_owned())));
        for other in ["Event: presence", "Event: REG", "Event: reg.winfo", "X: y"] {
            assert_eq!(event(&message(other)), None, "{other}");
        }
    }

    /// RFC 3261 §12.1.1: the Request-URI, or the first proxy; without one, the Contact.
    #[test]
    fn dialogs_that_are_sips() {
        let flow =
            Flow { transport: Transport::Tls, source: "192.0.2.1:5061".parse().unwrap(), connection: None };
        let secure =
            |uri: &str, headers: &str| target(&message(headers), uri.as_bytes(), flow).unwrap().secure;
        assert!(!secure("sip:h", "Contact: <sip:a@192.0.2.1>"));
        assert!(secure("SIPS:h", "Contact: <sip:a@192.0.2.1>"));
        assert!(secure("sip:h", "Contact: <sips:a@192.0.2.1>"));
        let by = |proxies: &str| format!("Record-Route: {proxies}\r\nContact: <sips:a@192.0.2.1>");
        assert!(secure("sip:h", &by("<sips:p1;lr>, <sip:p2;lr>")));
        assert!(!secure("sip:h", &by("<sip:p1;lr>, <sips:p2;lr>")));
    }

    #[test]
    fn acceptable_documents() {
        for good in [
            "X: y",
            "Accept: application/reginfo+xml",
            "Accept: text/plain, Application/Reginfo+XML;q=1",
            "Accept: */*",
        ] {
            assert!(acceptable(&message(good)), "{good}");
        }
        assert!(!acceptable(&message("Accept: application/pidf+xml")));
    }
}
