//! What went wrong in a step, and what to do.

use super::answer::Answer;
use super::dialog::USER_AGENT;
use super::link::ConnectError;
use super::session::NoAnswer;
use crate::directory::ProbeUser;
use crate::sip::ListenAddress;
use crate::tls::HandshakeError;

/// A failed step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) detail: String,
    pub(super) remedy: String,
}

impl Fault {
    pub(super) fn new(detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { detail: detail.into(), remedy: remedy.into() }
    }

    pub(super) fn of_connect(error: &ConnectError) -> Self {
        let remedy = match error {
            ConnectError::Tls(HandshakeError::NotOurs) => {
                "see what listens there besides the server: ss -lntp, and redirections of packet filters"
            }
            ConnectError::Tls(HandshakeError::Io(_)) => {
                "see the log with --log info,rollcall::sip=debug, and whether the key of --sip-tls-key or --tls-key is one \
                 that clients take"
            }
            ConnectError::WebSocket(_) => {
                "see what listens there besides the server: ss -lntp, and the log with --log info,rollcall::sip=debug"
            }
            ConnectError::Io(_) => {
                "see whether this machine reaches its own listener: ss -lntup, packet filters, open files"
            }
        };
        Self::new(error.to_string(), remedy)
    }

    pub(super) fn of_silence(error: &NoAnswer, at: ListenAddress) -> Self {
        let remedy = format!(
            "see whether the listener {at} is reached and not overloaded: ss -lntup, packet filters, \
             `sip_requests_total`, and the log with --log info,rollcall::sip=debug"
        );
        Self::new(error.to_string(), remedy)
    }

    /// The watch could not be read.
    pub(super) fn of_watch(detail: impl Into<String>) -> Self {
        Self::new(detail, "see /readyz and the server's log: the database may be away")
    }

    /// An answer that is not the one that was to come.
    pub(super) fn of_answer(answer: &Answer, found: &ProbeUser) -> Self {
        Self::new(answer.line(), of(answer.status, answer.reason(), found))
    }
}

/// For what the listener answered. The phrases are its own.
fn of(status: u16, reason: &str, found: &ProbeUser) -> String {
    let (domain, who) = (&found.name.domain, format!("{}@{}", found.name.login, found.name.domain));
    match (status, reason) {
        (401, _) => format!(
            "the listener does not take the stored credential: if it changed just now, test again; else \
             rollcall user reset-credentials {who}"
        ),
        (403, "Domain Disabled") => {
            format!("rollcall domain update {domain} --disabled false, if its account is enabled")
        }
        (403, "Transport Not Allowed") => {
            "test another transport, or allow this one: UpdateDomain with registration.transports".to_owned()
        }
        (403, "Source Not Allowed") => format!(
            "the domain's registration.source_policy does not let this machine register with the User-Agent \
             {USER_AGENT}: allow both, or test with a phone"
        ),
        (403, "Too Many Registrations") => format!(
            "end a stale one (rollcall registration list {who}), or raise the limit: rollcall user update \
             {who} --max-registrations N"
        ),
        (404, _) => {
            "the listener does not know the domain: if it was created just now, test again".to_owned()
        }
        (420 | 421, _) => {
            "if path_mode or outbound_mode of the domain changed just now, test again: the test offers `path`, and \
             `outbound` where the domain requires it"
                .to_owned()
        }
        (423, _) => "the domain's min_expiry changed just now: test again".to_owned(),
        (503, "Account Registration Quota Exceeded") => {
            "the account has all registrations it may: end some, or have the operator raise its quota"
                .to_owned()
        }
        (500.., _) => {
            "see /readyz and the server's log: the database may be away, or the registrar overloaded"
                .to_owned()
        }
        _ => "see the troubleshooting table of docs/guide.md for this answer".to_owned(),
    }
}
