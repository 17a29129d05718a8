//! Answers to a REGISTER of ours (RFC 3261 §8.1.3).

use crate::sip::message::lex::{number, one_line, param};
use crate::sip::message::{Message, Name, NameAddr};
use bytes::Bytes;

/// One response.
pub(super) struct Answer {
    pub(super) status: u16,
    reason: String,
    message: Message,
}

impl Answer {
    /// `None` for what is no response.
    pub(super) fn parse(raw: Bytes) -> Option<Self> {
        let line = raw.split(|b| *b == b'\n').next()?;
        let reason = one_line(line.splitn(3, |b| *b == b' ').nth(2).unwrap_or_default());
        let message = Message::parse(raw).ok()?;
        Some(Self { status: message.status()?, reason, message })
    }

    /// Whether it answers the request of this Call-ID and CSeq.
    pub(super) fn is_to(&self, call_id: &str, cseq: u32) -> bool {
        let said = self.message.first(Name::CSeq).map(|value| value.split(|b| b.is_ascii_whitespace()));
        let said = said.and_then(|mut words| number(words.next()?));
        self.message.first(Name::CallId) == Some(call_id.as_bytes()) && said == Some(cseq.into())
    }

    /// `403 Forbidden`
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.status, self.reason)
    }

    pub(super) fn reason(&self) -> &str {
        &self.reason
    }

    /// The values of WWW-Authenticate, in order.
    pub(super) fn challenges(&self) -> impl Iterator<Item = &[u8]> {
        self.message.all(Name::WwwAuthenticate)
    }

    /// For how many seconds this contact is bound; `None` when it is not listed.
    pub(super) fn expiry_of(&self, contact: &str) -> Option<u64> {
        let listed = self.message.list(Name::Contact).filter_map(NameAddr::parse);
        let ours = listed.into_iter().find(|listed| listed.uri == contact.as_bytes())?;
        Some(param(ours.params, "expires").flatten().and_then(number).unwrap_or_default())
    }

    /// How many contacts it lists.
    pub(super) fn contacts(&self) -> usize {
        self.message.list(Name::Contact).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read() {
        let text = "SIP/2.0 401 Not you\r\nCall-ID: x\r\nCSeq: 7 REGISTER\r\nWWW-Authenticate: Digest a\r\n\
                    www-authenticate: Digest b\r\nContact: <sip:a@h>;expires=60, \"x\" <sip:b@h>\r\n\r\n";
        let answer = Answer::parse(Bytes::from(text)).unwrap();
        assert_eq!((answer.status, answer.line().as_str()), (401, "401 Not you"));
        assert!(answer.is_to("x", 7) && !answer.is_to("x", 8) && !answer.is_to("y", 7));
        assert_eq!(answer.challenges().collect::<Vec<_>>(), [b"Digest a", b"Digest b"]);
        let expiries = ["sip:a@h", "sip:b@h", "sip:c@h"].map(|uri| answer.expiry_of(uri));
        assert_eq!((expiries, answer.contacts()), ([Some(60), Some(0), None], 2));
        for bad in ["REGISTER sip:h SIP/2.0\r\n\r\n", "SIP/2.0 99 x\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", ""] {
            assert!(Answer::parse(Bytes::from(bad)).is_none(), "{bad}");
        }
    }
}
