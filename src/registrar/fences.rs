//! What may still be decided on: nothing that rests on settings older than the last change of them.

use crate::model::{Settings, SettingsChange};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// What a decision may not rest on an old version of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fenced {
    User(i64),
    Domain(i64),
    Account(i64),
}

impl From<&Settings> for Fenced {
    fn from(of: &Settings) -> Self {
        match of {
            Settings::User { id, .. } => Self::User(*id),
            Settings::Domain { id, .. } => Self::Domain(*id),
            Settings::Account { id, .. } => Self::Account(*id),
        }
    }
}

/// Longer than any request waits between reading its settings and being decided.
const LIFETIME: Duration = Duration::from_secs(300);

/// The least version of each user, domain and account that counts, where it changed lately.
#[derive(Default)]
pub(super) struct Fences(HashMap<Fenced, (i64, Instant)>);

impl Fences {
    /// Whether `version` is as new as every change since made it.
    pub(super) fn let_pass(&self, what: Fenced, version: i64) -> bool {
        let holds = |(least, since): &&(i64, Instant)| version < *least && since.elapsed() < LIFETIME;
        self.0.get(&what).filter(holds).is_none()
    }

    pub(super) fn raise(&mut self, change: &SettingsChange) {
        let now = Instant::now();
        self.0.retain(|_, (_, since)| now.duration_since(*since) < LIFETIME);
        self.0.insert(Fenced::from(&change.of), (change.version, now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_falls_when_nothing_older_can_be_waiting() {
        let mut fences = Fences::default();
        let of = Settings::User { id: 1, domain_id: 1, auth_usernames: Vec::new() };
        fences.raise(&SettingsChange { of, version: 5 });
        assert!(!fences.let_pass(Fenced::User(1), 4));
        assert!(fences.let_pass(Fenced::User(1), 5));
        assert!(fences.let_pass(Fenced::Domain(1), 4), "users and domains are numbered apart");
        if let Some(long_ago) = Instant::now().checked_sub(LIFETIME) {
            fences.0.insert(Fenced::User(1), (5, long_ago));
            assert!(fences.let_pass(Fenced::User(1), 4));
        }
    }
}
