//! The security log: who was refused and why, a bounded number of lines a second.

use super::sampled::Sampled;
use crate::model::Transport;
use std::net::IpAddr;

/// Lines in a second.
const LINES: u32 = 20;
/// Octets of what strangers sent, in each field.
const FIELD: usize = 64;

/// Why a request came to nothing. Only the operator learns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sip) enum Reason {
    WrongPassword,
    UnknownUser,
    /// The right password of a disabled user, or for somebody else's address of record.
    NotAllowed,
    UnknownDomain,
    /// A right answer whose nonce count was used before.
    Replay,
    /// An answer by an algorithm that the domain does not list.
    Algorithm,
    Malformed,
    /// Held back, not looked at.
    Limited,
    /// The service that decides for the domain gave no answer.
    Unanswered,
}

impl Reason {
    pub(in crate::sip) fn as_str(self) -> &'static str {
        match self {
            Self::WrongPassword => "wrong_password",
            Self::UnknownUser => "unknown_user",
            Self::NotAllowed => "not_allowed",
            Self::UnknownDomain => "unknown_domain",
            Self::Replay => "replay",
            Self::Algorithm => "algorithm",
            Self::Malformed => "malformed",
            Self::Limited => "limited",
            Self::Unanswered => "unanswered",
        }
    }
}

/// What a line says. Of a request nothing else comes in here, so no secret can.
pub(in crate::sip) struct Event<'a> {
    pub(in crate::sip) reason: Reason,
    pub(in crate::sip) source: IpAddr,
    pub(in crate::sip) transport: Transport,
    pub(in crate::sip) domain: &'a [u8],
    /// The user name that was tried.
    pub(in crate::sip) user: &'a [u8],
    pub(in crate::sip) user_agent: &'a [u8],
}

/// Writes the lines, and counts those that it does not write.
pub(in crate::sip) struct SecurityLog(Sampled);

impl Default for SecurityLog {
    fn default() -> Self {
        Self(Sampled::new(LINES))
    }
}

impl SecurityLog {
    /// `now` in milliseconds. The source comes first and what strangers wrote last, so that no text of theirs can
    /// pass for another source.
    pub(in crate::sip) fn write(&self, event: &Event<'_>, now: u64) {
        let Some(left_out) = self.0.admit(now) else { return };
        tracing::info!(
            target: "rollcall::security",
            source = %event.source.to_canonical(),
            transport = event.transport.as_str(),
            reason = event.reason.as_str(),
            left_out,
            domain = printable(event.domain),
            user = printable(event.user),
            user_agent = printable(event.user_agent),
            "refused"
        );
    }
}

/// ASCII that needs no quoting, and not much of it.
fn printable(text: &[u8]) -> String {
    let plain = |b: &u8| matches!(b, b' '..=b'~') && !matches!(b, b'"' | b'\\');
    text.iter().take(FIELD).map(|b| if plain(b) { char::from(*b) } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_write_stays_in_its_quotes() {
        assert_eq!(printable(b"a\" source=192.0.2.1\r\n\\\xff~"), "a? source=192.0.2.1????~");
        assert_eq!(printable(&[b'x'; 1000]).len(), FIELD);
    }
}
