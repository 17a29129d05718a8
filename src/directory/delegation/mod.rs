//! Delegated authentication: asking the services of accounts, so that one that is slow or away harms nobody else.
//!
//! A service is one server of one account. It has a bound on calls under way and a circuit breaker; an account has a bound
//! over all of its services, and so have all together, as each question is a request under way that others then have no
//! place for. Without an answer nobody gets in: there is nothing to fall back to.

mod asking;
mod breaker;
mod calls;
mod kept;
#[cfg(test)]
pub(crate) mod testing;

pub use asking::{Asking, NoAnswer};
pub use calls::{CallFailure, Delegated, DelegatedCalls, DigestAnswer, DigestUser, FetchedHa1};

use crate::model::{AccountId, Ha1, ServicePlace};
use crate::telemetry::Metrics;
use breaker::Breaker;
use kept::{Kept, Key};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;

/// Calls of one service under way, and those that wait for their turn; more are turned away.
const IN_FLIGHT: usize = 256;
/// Services, and accounts, that are remembered, for so long after they were last needed.
const SERVICES: u64 = 10_000;
const REMEMBERED: Duration = Duration::from_secs(3600);

/// Asks the services of accounts. Clones share what they know.
#[derive(Clone)]
pub struct Delegations(Arc<Inner>);

struct Inner {
    calls: Arc<dyn DelegatedCalls>,
    services: moka::sync::Cache<(AccountId, ServicePlace), Arc<Service>>,
    /// Places of each account, and how many it has.
    accounts: moka::sync::Cache<AccountId, Arc<Semaphore>>,
    of_account: usize,
    places: Arc<Semaphore>,
    kept: Kept,
    metrics: Metrics,
}

/// What is known of a service.
struct Service {
    breaker: Breaker,
    places: Arc<Semaphore>,
    /// How long the last exchange took, in microseconds.
    took: AtomicU64,
    /// Whether the last exchange had none.
    failing: AtomicBool,
}

impl Service {
    fn new() -> Self {
        Self {
            breaker: Breaker::default(),
            places: Arc::new(Semaphore::new(IN_FLIGHT)),
            took: AtomicU64::new(0),
            failing: AtomicBool::new(false),
        }
    }

    fn took(&self) -> Duration {
        Duration::from_micros(self.took.load(Ordering::Relaxed))
    }
}

/// A domain as it was at one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DomainVersion {
    pub(super) id: i64,
    pub(super) version: i64,
}

impl Delegations {
    /// `most`: questions at once, of all accounts; one of them may have half of it.
    pub fn new(calls: Arc<dyn DelegatedCalls>, most: usize, metrics: Metrics) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        let services = moka::sync::Cache::builder().max_capacity(SERVICES).time_to_idle(REMEMBERED).build();
        let accounts = moka::sync::Cache::builder().max_capacity(SERVICES).time_to_idle(REMEMBERED).build();
        let (of_account, places) = (most.div_ceil(2), Arc::new(Semaphore::new(most)));
        Self(Arc::new(Inner { calls, services, accounts, of_account, places, kept: Kept::new(), metrics }))
    }

    /// A place among the calls of a service, if it may be asked now.
    pub(super) fn ask(&self, domain: DomainVersion, to: Arc<Delegated>) -> Result<Asking, NoAnswer> {
        let inner = &*self.0;
        let key = (to.account.clone(), to.endpoint.place());
        let service = inner.services.get_with(key, || Arc::new(Service::new()));
        let account =
            inner.accounts.get_with(to.account.clone(), || Arc::new(Semaphore::new(inner.of_account)));
        let place = |of: &Arc<Semaphore>| of.clone().try_acquire_owned().ok();
        let places = place(&service.places).zip(place(&account)).zip(place(&inner.places));
        let Some(((of_service, of_account), of_all)) = places else {
            inner.metrics.delegated_outcome(to.mode, "overloaded");
            return Err(NoAnswer::Overloaded);
        };
        Ok(Asking::new(self.clone(), service, domain, to, [of_service, of_account, of_all]))
    }

    /// The HA1 that the service gave before.
    pub(super) fn kept(&self, domain: DomainVersion, to: &Delegated, who: &DigestUser) -> Option<Arc<Ha1>> {
        let found = self.0.kept.get(&key(domain, who))?;
        self.0.metrics.delegated_outcome(to.mode, "kept");
        Some(found)
    }

    /// Lets go of HA1s whose time is over, and of what is needed no more.
    pub(super) fn sweep(&self) {
        self.0.kept.sweep();
        self.0.services.run_pending_tasks();
        self.0.accounts.run_pending_tasks();
        self.0.calls.sweep();
    }
}

fn key(domain: DomainVersion, who: &DigestUser) -> Key {
    Key { domain: domain.id, version: domain.version, who: who.clone() }
}

#[cfg(test)]
mod tests;
