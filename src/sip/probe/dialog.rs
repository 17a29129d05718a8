//! The REGISTERs of one test: one Call-ID, one contact (RFC 3261 §10.2), one flow where the domain requires that flows
//! are told apart (RFC 5626 §4.2).

use crate::model::{ContactUri, Transport, UserName};
use std::net::SocketAddr;
use uuid::Uuid;

/// How a test's User-Agent begins: as that of a softphone (`uas::client`), so that limits on phones do not count it.
pub(super) const USER_AGENT: &str = concat!("Rollcall-Doctor/", env!("CARGO_PKG_VERSION"));

/// The one flow of a test.
pub(super) const REG_ID: u32 = 1;

pub(super) struct Dialog {
    /// The Request-URI, and the `uri` of the digest.
    pub(super) registrar: String,
    aor: String,
    pub(super) contact: String,
    /// `+sip.instance`, where flows are told apart.
    pub(super) instance: Option<String>,
    pub(super) call_id: String,
    pub(super) cseq: u32,
    tag: String,
    transport: Transport,
    local: SocketAddr,
}

impl Dialog {
    pub(super) fn new(user: &UserName, transport: Transport, local: SocketAddr, outbound: bool) -> Self {
        let id = Uuid::new_v4();
        // The parameter says WebSocket, secured or not (RFC 7118 §5.2).
        let named = if transport == Transport::Wss { Transport::Ws } else { transport };
        Self {
            registrar: format!("sip:{}", user.domain.as_str()),
            aor: format!("sip:{}@{}", user.login.as_str(), user.domain.as_str()),
            contact: format!("sip:probe-{id}@{local};transport={}", named.as_str()),
            instance: outbound.then(|| format!("urn:uuid:{id}")),
            call_id: format!("probe-{id}"),
            cseq: 0,
            tag: Uuid::new_v4().simple().to_string(),
            transport,
            local,
        }
    }

    /// The next REGISTER, for so many seconds; 0 unregisters.
    pub(super) fn register(&mut self, expires: u32, authorization: Option<&str>) -> String {
        self.cseq += 1;
        let Self { registrar, aor, contact, call_id, cseq, tag, local, .. } = &*self;
        let transport = self.transport.as_str().to_ascii_uppercase();
        let branch = Uuid::new_v4().simple();
        let (flow, supported) = match &self.instance {
            Some(instance) => (format!(";+sip.instance=\"<{instance}>\";reg-id={REG_ID}"), "path, outbound"),
            None => (String::new(), "path"),
        };
        let authorization =
            authorization.map(|value| format!("Authorization: {value}\r\n")).unwrap_or_default();
        format!(
            "REGISTER {registrar} SIP/2.0\r\n\
             Via: SIP/2.0/{transport} {local};branch=z9hG4bK{branch};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <{aor}>;tag={tag}\r\n\
             To: <{aor}>\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: {cseq} REGISTER\r\n\
             Contact: <{contact}>{flow}\r\n\
             Expires: {expires}\r\n\
             Supported: {supported}\r\n\
             User-Agent: {USER_AGENT}\r\n\
             {authorization}\
             Content-Length: 0\r\n\r\n"
        )
    }

    /// Whether a binding is the one of this test.
    pub(super) fn is_mine(&self, contact: &ContactUri) -> bool {
        contact.as_str() == self.contact
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::message::{Message, check};
    use bytes::Bytes;

    #[test]
    fn requests_are_well_formed() {
        let user = UserName::parse("domains/acme.test/users/alice").unwrap();
        for (local, outbound) in [("127.0.0.1:5060", false), ("[::1]:5060", true)] {
            let mut dialog = Dialog::new(&user, Transport::Udp, local.parse().unwrap(), outbound);
            for (expires, authorization, cseq) in [(60, None, 1), (0, Some("Digest x"), 2)] {
                let text = dialog.register(expires, authorization);
                assert_eq!(text.contains(";reg-id=1\r\n"), outbound, "{text}");
                assert_eq!(text.contains("Supported: path, outbound\r\n"), outbound, "{text}");
                let message = Message::parse(Bytes::from(text)).unwrap();
                assert_eq!(check(&message).unwrap().cseq, cseq);
            }
            assert!(dialog.is_mine(&ContactUri::parse(&dialog.contact).unwrap()));
        }
    }
}
