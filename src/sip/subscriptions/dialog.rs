//! Our side of a subscription's dialog (RFC 3261 §12, RFC 6665 §4.2.2).

use super::reginfo::CONTENT_TYPE;
use crate::model::Transport;
use crate::sip::message::Request;
use crate::sip::outgoing::{Destination, Sender};
use bytes::Bytes;
use std::fmt;
use std::net::SocketAddr;

/// What names a dialog.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct DialogId {
    pub(crate) call_id: Box<str>,
    pub(crate) local_tag: Box<str>,
    pub(crate) remote_tag: Box<str>,
}

/// Where the NOTIFYs go. Each SUBSCRIBE says it anew.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// The Contact of the SUBSCRIBE.
    pub(crate) uri: String,
    /// Its Record-Route values, in order.
    pub(crate) routes: Vec<String>,
    /// Where it came from.
    pub(crate) flow: Destination,
    /// Whether our Contact has to be a SIPS URI (RFC 3261 §12.1.1).
    pub(crate) secure: bool,
}

/// What all NOTIFYs of a subscription have in common.
#[derive(Debug)]
pub(super) struct Dialog {
    pub(super) id: DialogId,
    pub(super) target: Target,
    /// The To of the first SUBSCRIBE without its tag, and its From with one.
    pub(super) local: String,
    pub(super) remote: String,
    /// The `id` of its Event header field.
    pub(super) event_id: Option<String>,
}

/// Subscription-State (RFC 6665 §8.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// For so many seconds more.
    Active(u64),
    /// Over; why.
    Terminated(End),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It expired, or the phone ended it.
    Timeout,
    /// The phone may subscribe again at once, if it still may at all.
    Deactivated,
    /// The user may not subscribe any more: it, its domain or its account is switched off.
    Rejected,
    /// There is no such user any more.
    NoResource,
    /// This node stops.
    Stopping,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Active(seconds) => write!(f, "active;expires={seconds}"),
            Self::Terminated(End::Timeout) => f.write_str("terminated;reason=timeout"),
            Self::Terminated(End::Deactivated) => f.write_str("terminated;reason=deactivated"),
            Self::Terminated(End::Rejected) => f.write_str("terminated;reason=rejected"),
            Self::Terminated(End::NoResource) => f.write_str("terminated;reason=noresource"),
            Self::Terminated(End::Stopping) => f.write_str("terminated;reason=probation;retry-after=5"),
        }
    }
}

impl Dialog {
    pub(super) fn notify(&self, sender: &Sender, cseq: u32, state: State, body: &str) -> Bytes {
        let (transport, local, secure) = (sender.transport, sender.local, self.target.secure);
        let contact = Contact { transport, local, secure };
        let mut request = Request::new("NOTIFY", &self.target.uri, sender);
        for route in &self.target.routes {
            request = request.header("Route", route);
        }
        request = request
            .header("From", format_args!("{};tag={}", self.local, self.id.local_tag))
            .header("To", &self.remote)
            .header("Call-ID", &self.id.call_id)
            .header("CSeq", format_args!("{cseq} NOTIFY"))
            .header("Contact", contact);
        request = match &self.event_id {
            Some(id) => request.header("Event", format_args!("reg;id={id}")),
            None => request.header("Event", "reg"),
        };
        let request = request.header("Subscription-State", state).header("Content-Type", CONTENT_TYPE);
        request.finish(body.as_bytes())
    }
}

/// Where a phone sends what belongs to a dialog with us.
pub(crate) struct Contact {
    pub(crate) transport: Transport,
    pub(crate) local: SocketAddr,
    pub(crate) secure: bool,
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "sips" } else { "sip" };
        let transport = match self.transport {
            // `wss` is of the Via only (RFC 7118 §5.2).
            Transport::Wss => Transport::Ws,
            // What a SIPS URI names is secured as it is (RFC 5630 §3.1.3).
            Transport::Tls if self.secure => Transport::Tcp,
            transport => transport,
        };
        write!(f, "<{scheme}:{};transport={}>", self.local, transport.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts() {
        let local = "192.0.2.1:5061".parse().unwrap();
        for (transport, secure, text) in [
            (Transport::Udp, false, "<sip:192.0.2.1:5061;transport=udp>"),
            (Transport::Tls, false, "<sip:192.0.2.1:5061;transport=tls>"),
            (Transport::Tls, true, "<sips:192.0.2.1:5061;transport=tcp>"),
            (Transport::Ws, false, "<sip:192.0.2.1:5061;transport=ws>"),
            (Transport::Wss, false, "<sip:192.0.2.1:5061;transport=ws>"),
            (Transport::Wss, true, "<sips:192.0.2.1:5061;transport=ws>"),
        ] {
            assert_eq!(Contact { transport, local, secure }.to_string(), text);
        }
    }
}
