//! How many watches there may be, altogether and of one caller, and how long a stream lasts.

use super::error;
use crate::auth::Caller;
use crate::model::AccountId;
use futures::future::{AbortHandle, Abortable, Pending, pending};
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// How many watches one node holds open.
#[derive(Debug, Clone, Copy)]
pub struct MaxWatchers {
    pub all: u32,
    /// With the same account and subject in their tokens.
    pub of_caller: u32,
}

/// How many watches there may be, and how long each stream may last.
#[derive(Clone)]
pub struct StreamLimits {
    watchers: Arc<Semaphore>,
    open: Arc<Places>,
    max: MaxWatchers,
    lifetime: Duration,
    drain: CancellationToken,
}

/// A caller, whichever of its tokens it comes with.
type Identity = (Option<AccountId>, Arc<str>);

/// The watches that are open.
#[derive(Default)]
struct Places(Mutex<Open>);

#[derive(Default)]
struct Open {
    /// How many each caller has that has any.
    of: HashMap<Identity, u32>,
    /// How each is told of the drain, by numbers given in turn.
    told: HashMap<u64, AbortHandle>,
    next: u64,
}

/// Is aborted when the server drains. Each watch has its own: a thousand that ask one token, with every message, wait for
/// each other.
pub(super) type Drained = Abortable<Pending<Infallible>>;

/// The right of one watch to be open. It ends when it is dropped.
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
    open: Arc<Places>,
    number: u64,
    identity: Identity,
}

/// When a stream ends.
pub(super) struct Life {
    pub(super) drain: CancellationToken,
    pub(super) end: Instant,
    /// What it is told at its end.
    pub(super) farewell: Status,
}

impl StreamLimits {
    /// `drain` ends all streams, after a last bookmark. Within a runtime only.
    pub fn new(max: MaxWatchers, lifetime: Duration, drain: CancellationToken) -> Self {
        let watchers = usize::try_from(max.all).unwrap_or(Semaphore::MAX_PERMITS).min(Semaphore::MAX_PERMITS);
        let open = Arc::new(Places::default());
        let (places, drains) = (open.clone(), drain.clone());
        tokio::spawn(async move {
            drains.cancelled().await;
            places.lock().told.values().for_each(AbortHandle::abort);
        });
        Self { watchers: Arc::new(Semaphore::new(watchers)), open, max, lifetime, drain }
    }

    /// How long a stream that begins now may last: no longer than the caller's token.
    pub(super) fn life(&self, token_expires: SystemTime) -> Life {
        // Spread over a tenth, so that streams opened together do not all come back together.
        let jitter = rand::random_range(0.9..1.0);
        let lifetime = self.lifetime.mul_f64(jitter);
        let of_token = token_expires.duration_since(SystemTime::now()).unwrap_or_default();
        let (lasts, farewell) = if of_token <= lifetime {
            let expired = crate::auth::AuthError::TokenExpired { expired_at: token_expires };
            (of_token, error::of_auth(expired))
        } else {
            (lifetime, error::stream_lifetime_ended())
        };
        Life { drain: self.drain.clone(), end: Instant::now() + lasts, farewell }
    }

    /// Takes a place for a watch of this caller.
    pub(super) fn take(&self, caller: &Caller) -> Result<(Place, Drained), Status> {
        let identity = (caller.account.clone(), caller.subject.clone());
        let mut open = self.open.lock();
        // With the places in hand: who is told of the drain was in them before.
        if self.drain.is_cancelled() {
            return Err(error::draining());
        }
        let permit = self.watchers.clone().try_acquire_owned();
        let permit = permit.map_err(|_| error::too_many_watchers("max-watchers", self.max.all))?;
        let count = open.of.entry(identity.clone()).or_default();
        if *count >= self.max.of_caller {
            return Err(error::too_many_watchers("max-watchers-per-caller", self.max.of_caller));
        }
        *count += 1;
        let (tell, told) = AbortHandle::new_pair();
        let number = open.next;
        open.next += 1;
        open.told.insert(number, tell);
        drop(open);
        let place = Place { _permit: permit, open: self.open.clone(), number, identity };
        Ok((place, Abortable::new(pending(), told)))
    }
}

impl Places {
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock();
        open.told.remove(&self.number);
        if let Some(count) = open.of.get_mut(&self.identity) {
            *count -= 1;
            if *count == 0 {
                open.of.remove(&self.identity);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::ScopeSet;
    use tonic_types::StatusExt;

    fn caller(account: &str, subject: &str) -> Caller {
        Caller {
            subject: subject.into(),
            account: Some(AccountId::parse(account).unwrap()),
            scopes: ScopeSet::default(),
            expires_at: SystemTime::now(),
            token_id: "t".into(),
        }
    }

    fn limit(refused: Result<(Place, Drained), Status>) -> (String, String) {
        let info = refused.err().unwrap().get_details_error_info().unwrap();
        assert_eq!(info.reason, "TOO_MANY_WATCHERS");
        (info.metadata["setting"].clone(), info.metadata["limit"].clone())
    }

    #[tokio::test]
    async fn places_are_of_a_caller_and_of_all_and_come_back() {
        let max = MaxWatchers { all: 3, of_caller: 2 };
        let limits = StreamLimits::new(max, Duration::from_secs(1), CancellationToken::new());
        let (a, b) = (caller("acme", "a"), caller("acme", "b"));
        let first = limits.take(&a).unwrap();
        let _second = limits.take(&a).unwrap();
        assert_eq!(limit(limits.take(&a)), ("max-watchers-per-caller".to_owned(), "2".to_owned()));
        // The refused one holds no place, and the same subject of another account is somebody else.
        let _third = limits.take(&caller("other", "a")).unwrap();
        assert_eq!(limit(limits.take(&b)), ("max-watchers".to_owned(), "3".to_owned()));
        drop(first);
        let fourth = limits.take(&b).unwrap();
        drop(fourth);
        let _fifth = limits.take(&a).unwrap();
        let open = limits.open.lock();
        assert_eq!((open.of.len(), open.told.len()), (2, 3), "nothing is remembered of who has no watch");
    }

    #[tokio::test]
    async fn every_watch_is_told_of_the_drain() {
        let drain = CancellationToken::new();
        let max = MaxWatchers { all: 9, of_caller: 9 };
        let limits = StreamLimits::new(max, Duration::from_secs(1), drain.clone());
        let caller = caller("acme", "a");
        let (first, second) = (limits.take(&caller).unwrap(), limits.take(&caller).unwrap());
        assert!(!first.1.is_aborted());
        drop(second);
        drain.cancel();
        assert!(first.1.await.is_err());
        assert_eq!(limits.take(&caller).err().unwrap().code(), error::draining().code());
    }
}
