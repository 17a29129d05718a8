//! How often a caller may do what guessing needs or what costs much.
//!
//! The generic cell rate algorithm: a burst at once, then one at a time as the minute goes on. Each node counts
//! for itself, in memory of a fixed size, under digests, so that no identifier is kept.

use super::{Caller, Error};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

/// Password checks of one user in a minute, and at once: enough for typing errors, too few for guessing.
const CHECKS_OF_USER: NonZeroU32 = of(10);
/// Password checks by one caller in a minute, and at once: a portal has many users.
const CHECKS_BY_CALLER: NonZeroU32 = of(600);
/// Acceptances of invitations from one source in a minute, and at once: an office has one address.
const ACCEPTS_FROM_SOURCE: NonZeroU32 = of(60);
/// Keys of one limit that are counted at once, about 200 octets each. The caller's limit keeps one caller from
/// filling it with users.
const KEYS: u64 = 100_000;

/// Every limit of a node.
pub(super) struct Limits {
    checks_of_user: Limit,
    checks_by_caller: Limit,
    accepts_from_source: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            checks_of_user: Limit::per_minute(CHECKS_OF_USER, "password checks for this user"),
            checks_by_caller: Limit::per_minute(CHECKS_BY_CALLER, "password checks by this caller"),
            accepts_from_source: Limit::per_minute(ACCEPTS_FROM_SOURCE, "acceptances from this source"),
        }
    }
}

impl Limits {
    /// Counts a password check by this caller. Errors: `RateLimited`.
    pub(super) fn check_by(&self, caller: &Caller) -> Result<(), Error> {
        self.checks_by_caller.take(&[&account(caller), &caller.actor])
    }

    /// Counts a password check of whoever the identifier means, if anybody, in a domain (`domains/{fqdn}`) or,
    /// where there is none, among all that the caller sees. Errors: `RateLimited`.
    pub(super) fn check_of(
        &self,
        caller: &Caller,
        domain: Option<&str>,
        identifier: &str,
    ) -> Result<(), Error> {
        let within = domain.map_or_else(|| account(caller), str::to_owned);
        self.checks_of_user.take(&[&within, &identifier.to_lowercase()])
    }

    /// Counts an acceptance from `ip:port`. Errors: `RateLimited`.
    pub(super) fn accept_from(&self, source: &str) -> Result<(), Error> {
        self.accepts_from_source.take(&[&network(source)])
    }
}

/// One limit: so many in a minute for each key.
struct Limit<C: Clock = MonotonicClock> {
    what: &'static str,
    quota: Quota,
    clock: C,
    counts: Cache<[u8; 32], Arc<Count<C>>>,
}

type Count<C> = RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<<C as Clock>::Instant>>;

impl Limit {
    fn per_minute(most: NonZeroU32, what: &'static str) -> Self {
        Self::with_clock(most, what, MonotonicClock)
    }
}

impl<C> Limit<C>
where
    C: Clock + Clone + Send + Sync + 'static,
    Count<C>: Send + Sync,
{
    fn with_clock(most: NonZeroU32, what: &'static str, clock: C) -> Self {
        let quota = Quota::per_minute(most);
        // A count that was left alone for so long is as good as new.
        let forgotten = quota.burst_size_replenished_in();
        let counts = Cache::builder().max_capacity(KEYS).time_to_idle(forgotten).build();
        Self { what, quota, clock, counts }
    }

    fn take(&self, key: &[&str]) -> Result<(), Error> {
        let count = self.counts.get_with(digest(key), || {
            Arc::new(RateLimiter::direct_with_clock(self.quota, self.clock.clone()))
        });
        count.check().map_err(|until| Error::RateLimited {
            limit: self.what,
            retry_in: until.wait_time_from(self.clock.now()),
        })
    }
}

fn account(caller: &Caller) -> String {
    caller.account.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string)
}

/// The network that an address belongs to: one IPv4 address, or the 64 bits of IPv6 that one site has.
fn network(source: &str) -> String {
    match source.parse::<SocketAddr>().map(|at| at.ip().to_canonical()) {
        Ok(IpAddr::V4(at)) => at.to_string(),
        Ok(IpAddr::V6(at)) => format!("{:x?}", &at.segments()[..4]),
        Err(_) => source.to_owned(),
    }
}

fn digest(key: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in key {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

const fn of(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::time::Duration;

    #[test]
    fn a_burst_and_then_one_at_a_time() {
        let clock = FakeRelativeClock::default();
        let limit = Limit::with_clock(CHECKS_OF_USER, "tries", clock.clone());
        for _ in 0..10 {
            limit.take(&["domains/acme.test", "alice"]).unwrap();
        }
        let Err(Error::RateLimited { limit: what, retry_in }) = limit.take(&["domains/acme.test", "alice"])
        else {
            panic!("limited");
        };
        assert_eq!((what, retry_in), ("tries", Duration::from_secs(6)));
        limit.take(&["domains/acme.test", "bob"]).unwrap();
        limit.take(&["domains/acme.tes", "talice"]).unwrap();
        clock.advance(retry_in);
        limit.take(&["domains/acme.test", "alice"]).unwrap();
        assert!(limit.take(&["domains/acme.test", "alice"]).is_err());
        clock.advance(Duration::from_secs(60));
        for _ in 0..10 {
            limit.take(&["domains/acme.test", "alice"]).unwrap();
        }
        assert!(limit.take(&["domains/acme.test", "alice"]).is_err());
    }

    #[test]
    fn sources_are_networks() {
        for (one, other, same) in [
            ("192.0.2.1:1000", "192.0.2.1:2000", true),
            ("192.0.2.1:1000", "192.0.2.2:1000", false),
            ("192.0.2.1:1000", "[::ffff:192.0.2.1]:1", true),
            ("[2001:db8:0:1::1]:1", "[2001:db8:0:1:ffff::2]:2", true),
            ("[2001:db8:0:1::1]:1", "[2001:db8:0:2::1]:1", false),
        ] {
            assert_eq!(network(one) == network(other), same, "{one} {other}");
        }
    }
}
