//! Single values of the contract as people read them.

use crate::pb::v1;
use prost_types::Timestamp;
use std::fmt;

pub(super) fn time(time: Option<&Timestamp>) -> String {
    // Whole seconds: tables are for people, JSON has the rest.
    time.map(|t| Timestamp { seconds: t.seconds, nanos: 0 }.to_string()).unwrap_or_default()
}

/// `domains/d/users/u` and `domains/d/users/u/registrations/r` as `u@d`, `domains/d` as `d`, anything else as it is.
pub(super) fn short(name: &str) -> String {
    match name.split('/').collect::<Vec<_>>()[..] {
        ["domains", domain, "users", login] | ["domains", domain, "users", login, "registrations", _] => {
            format!("{login}@{domain}")
        }
        ["domains", domain] => domain.to_owned(),
        _ => name.to_owned(),
    }
}

/// Whether a domain or user works.
pub(super) fn state(disabled: bool, deleted: bool) -> &'static str {
    match (deleted, disabled) {
        (true, _) => "deleted",
        (false, true) => "disabled",
        (false, false) => "enabled",
    }
}

/// What a soft delete says.
pub(super) fn deleted(what: &impl fmt::Display, purge: Option<Timestamp>) -> String {
    match purge {
        Some(_) => format!("deleted {what}; it can be brought back until {}\n", time(purge.as_ref())),
        None => format!("deleted {what}\n"),
    }
}

pub(super) fn transport(number: i32) -> String {
    let name = v1::Transport::try_from(number).map(|t| t.as_str_name());
    bare(name, "TRANSPORT_", number).to_lowercase()
}

pub(super) fn presence(number: i32) -> String {
    bare(v1::PresenceState::try_from(number).map(|s| s.as_str_name()), "PRESENCE_STATE_", number)
        .to_lowercase()
}

pub(super) fn event(number: i32) -> String {
    bare(v1::EventKind::try_from(number).map(|k| k.as_str_name()), "EVENT_KIND_", number)
}

/// A step of a registration test: `watch event`.
pub(super) fn step(number: i32) -> String {
    let name = v1::RegistrationTestStepKind::try_from(number).map(|k| k.as_str_name());
    bare(name, "REGISTRATION_TEST_STEP_KIND_", number).to_lowercase().replace('_', " ")
}

/// How a step went: `ok`, `FAILED`, `skipped`.
pub(super) fn outcome(number: i32) -> String {
    let outcome = v1::RegistrationTestOutcome::try_from(number);
    match outcome {
        Ok(v1::RegistrationTestOutcome::Passed) => "ok".to_owned(),
        Ok(v1::RegistrationTestOutcome::Failed) => "FAILED".to_owned(),
        _ => bare(outcome.map(|o| o.as_str_name()), "REGISTRATION_TEST_OUTCOME_", number).to_lowercase(),
    }
}

/// An enum value's name without its prefix; of a newer server's value, the number; of none, nothing.
fn bare<E>(name: Result<&str, E>, prefix: &str, number: i32) -> String {
    match name {
        Ok(_) if number == 0 => String::new(),
        Ok(name) => name.strip_prefix(prefix).unwrap_or(name).to_owned(),
        Err(_) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_enums_are_short() {
        assert_eq!(short("domains/d.test/users/a%2Fb"), "a%2Fb@d.test");
        assert_eq!(short("domains/d.test/users/a/registrations/x"), "a@d.test");
        assert_eq!(short("accounts/demo"), "accounts/demo");
        assert_eq!((transport(2), transport(0), transport(99)), ("tcp".into(), String::new(), "99".into()));
        assert_eq!((event(10), presence(1)), ("FLOW_FAILED".into(), "online".into()));
    }
}
