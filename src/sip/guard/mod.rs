//! Holds back who guesses passwords, and tells the operator.
//!
//! Wrong answers to challenges are counted: of one source for one user, of one source, and for one user. From so many
//! on, further answers are refused unseen for a while that doubles. The first count is the lowest, as a phone that
//! has a wrong password may try it a hundred times a second (baresip does): that alone holds back nobody else at its site. Whoever
//! proved lately to be a user is let through as that user from the same source, whatever others do there or to that
//! user. Nothing here depends on whether a user exists.

mod log;
mod network;
mod sampled;
mod table;

pub(super) use log::{Event, Reason, SecurityLog};
pub(super) use network::network;
pub(super) use sampled::Sampled;

use crate::model::AccountScope;
use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hash},
    net::IpAddr,
    time::{Duration, Instant},
};
use table::{Entry, Table};

/// Failures are counted over so long.
const WINDOW: u64 = 60_000;
/// The longest back-off, unless the first is longer.
const LONGEST: Duration = Duration::from_secs(300);
/// A source that was not held back for so long begins anew with the first back-off.
const FORGIVEN: u64 = 15 * 60_000;
/// So many times the failures of one source for one user are allowed to a source, and to a user. It is more than one
/// pair of them can have in a minute, so there is more than one.
const SHARED: u32 = 4;
/// How long a source stays good for a user who authenticated from it.
const GOOD: u64 = 24 * 3_600_000;

/// The counts of a node: tables of a fixed size, 112 octets for each of `entries` in all.
pub(super) struct Guard {
    /// Failures of a source for one user in a minute; 0: nobody is held back.
    most: u32,
    first: u64,
    longest: u64,
    seed: RandomState,
    sources: Table<Tries>,
    users: Table<Tries>,
    /// A user from a source.
    pairs: Table<Tries>,
    /// Only successes come in here, so strangers can push nobody out.
    good: Table<Proved>,
    began: Instant,
}

/// Who tries what, as keys of the tables: keyed hashes, so that no identifier is kept and nobody can aim at a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Who {
    source: u64,
    user: u64,
    pair: u64,
}

/// Failures of one key. Times are milliseconds of [`Guard::now`].
#[derive(Debug, Clone, Copy, Default)]
struct Tries {
    since: u64,
    until: u64,
    failures: u32,
    strikes: u32,
}

impl Entry for Tries {
    fn used(&self) -> u64 {
        self.since.max(self.until)
    }
}

impl Tries {
    fn begin(&mut self, now: u64) {
        if self.since == 0 || now.saturating_sub(self.since) >= WINDOW {
            self.since = now.max(1);
            self.failures = 0;
        }
        if now.saturating_sub(self.until) >= FORGIVEN {
            self.strikes = 0;
        }
    }
}

/// When a user last authenticated from a source.
#[derive(Debug, Clone, Copy, Default)]
struct Proved {
    at: u64,
}

impl Entry for Proved {
    fn used(&self) -> u64 {
        self.at
    }
}

impl Guard {
    /// `most`: failures of one source for one user in a minute, 0 for no limit; `first`: the first back-off.
    pub(super) fn new(most: u32, first: Duration, entries: usize) -> Self {
        let entries = if most == 0 { 0 } else { entries };
        Self {
            most,
            first: millis(first),
            longest: millis(LONGEST.max(first)),
            seed: RandomState::new(),
            sources: Table::new(entries),
            users: Table::new(entries),
            pairs: Table::new(entries),
            good: Table::new(entries),
            began: Instant::now(),
        }
    }

    /// Time as the guard counts it: it never goes back.
    pub(super) fn now(&self) -> u64 {
        millis(self.began.elapsed())
    }

    /// `edge`: who reports the source, and for which domains. What one edge says of a source is no matter of another's.
    pub(super) fn who(
        &self,
        edge: Option<(&AccountScope, &str)>,
        source: IpAddr,
        domain: i64,
        username: &[u8],
    ) -> Who {
        let edge = edge.map(|(scope, name)| {
            let account = match scope {
                AccountScope::All => "",
                AccountScope::One(account) => account.as_str(),
            };
            (account, name)
        });
        let (source, user) = ((edge, network(source)), (domain, username));
        Who { source: self.key(&source), user: self.key(&user), pair: self.key(&(source, user)) }
    }

    /// How long to wait before an answer is looked at again; `None`: it is looked at now.
    pub(super) fn held(&self, who: &Who, now: u64) -> Option<Duration> {
        let until = |table: &Table<Tries>, key| table.get(key).map_or(0, |tries| tries.until);
        let shared = until(&self.sources, who.source).max(until(&self.users, who.user));
        let wait = until(&self.pairs, who.pair).max(shared).saturating_sub(now);
        let good = || self.good.get(who.pair).is_some_and(|proved| now.saturating_sub(proved.at) < GOOD);
        (wait > 0 && !good()).then(|| Duration::from_millis(wait))
    }

    /// An answer was wrong.
    pub(super) fn failed(&self, who: &Who, now: u64) {
        if self.most == 0 {
            return;
        }
        // What one pair may add to the others is bounded, also where it is let through.
        if self.count(&self.pairs, who.pair, self.most, now) {
            let most = self.most.saturating_mul(SHARED);
            self.count(&self.sources, who.source, most, now);
            self.count(&self.users, who.user, most, now);
        }
    }

    /// Whether it was counted: while a key is held back, nothing is.
    fn count(&self, table: &Table<Tries>, key: u64, most: u32, now: u64) -> bool {
        table.with(key, |tries| {
            if tries.until > now {
                return false;
            }
            tries.begin(now);
            tries.failures = tries.failures.saturating_add(1);
            if tries.failures >= most {
                let doubled = 1_u64.checked_shl(tries.strikes.min(32)).unwrap_or(u64::MAX);
                tries.until = now.saturating_add(self.first.saturating_mul(doubled).min(self.longest));
                tries.strikes = tries.strikes.saturating_add(1);
                (tries.since, tries.failures) = (now, 0);
            }
            true
        })
    }

    /// An answer was right: the source is good for this user, and what failed before was typing.
    pub(super) fn succeeded(&self, who: &Who, now: u64) {
        if self.most == 0 {
            return;
        }
        self.good.with(who.pair, |proved| proved.at = now.max(1));
        let Some(pair) = self.pairs.get(who.pair).filter(|tries| tries.failures > 0) else { return };
        self.pairs.with(who.pair, |tries| tries.failures = 0);
        for (table, key) in [(&self.sources, who.source), (&self.users, who.user)] {
            table.with(key, |tries| tries.failures = tries.failures.saturating_sub(pair.failures));
        }
    }

    /// 0 marks an empty place.
    fn key(&self, of: &impl Hash) -> u64 {
        self.seed.hash_one(of).max(1)
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
