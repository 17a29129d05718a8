//! One exchange with a service: at most two calls within the domain's timeout.

use super::{
    Delegated, Delegations, DomainVersion, Service,
    breaker::Turned,
    calls::{CallFailure, DigestAnswer, DigestUser},
    key,
};
use crate::model::Ha1;
use futures::future::BoxFuture;
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use tokio::sync::OwnedSemaphorePermit;

/// How long before a service that was unavailable is asked again, at random within these.
const AGAIN: std::ops::Range<Duration> = Duration::from_millis(10)..Duration::from_millis(50);

/// Why nobody knows. Nobody gets in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    #[error("the account's authentication service: {0}")]
    Failed(#[from] CallFailure),
    /// It failed so often that it is left alone for some seconds.
    #[error("the account's authentication service kept failing and is not asked for some seconds")]
    Open,
    #[error("too many calls of the account's authentication service are under way")]
    Overloaded,
}

/// A place among the calls of a service, of its account and of all.
pub struct Asking {
    of: Delegations,
    service: Arc<Service>,
    domain: DomainVersion,
    to: Arc<Delegated>,
    _places: [OwnedSemaphorePermit; 3],
}

impl Asking {
    pub(super) fn new(
        of: Delegations,
        service: Arc<Service>,
        domain: DomainVersion,
        to: Arc<Delegated>,
        places: [OwnedSemaphorePermit; 3],
    ) -> Self {
        Self { of, service, domain, to, _places: places }
    }

    /// Whether the answer to a challenge is right.
    pub async fn verify(&self, answer: &DigestAnswer) -> Result<bool, NoAnswer> {
        let calls = &self.of.0.calls;
        self.exchange(|within| calls.verify(&self.to, answer, within), |right| *right).await
    }

    /// The HA1 to check with; `None`: there is no such user. It is kept for as long as the service says.
    pub async fn ha1(&self, who: &DigestUser) -> Result<Option<Arc<Ha1>>, NoAnswer> {
        let calls = &self.of.0.calls;
        let fetched = self.exchange(|within| calls.fetch(&self.to, who, within), Option::is_some).await?;
        Ok(fetched.map(|fetched| {
            let ha1 = Arc::new(fetched.ha1);
            self.of.0.kept.keep(key(self.domain, who), ha1.clone(), fetched.keep);
            ha1
        }))
    }

    /// It was not asked: whoever would have did not get a turn in time.
    pub fn given_up(self) -> NoAnswer {
        self.of.0.metrics.delegated_outcome(self.to.mode, "overloaded");
        NoAnswer::Overloaded
    }

    /// Takes as long as the last exchange did and fails when that did, without asking: for what is refused
    /// whatever the service would say, so that time and answer do not tell it from what is asked.
    pub async fn pretend(&self) -> Result<(), NoAnswer> {
        if !self.service.breaker.is_closed() {
            return Err(NoAnswer::Open);
        }
        tokio::time::sleep(self.service.took().min(self.to.timeout)).await;
        match self.service.failing.load(Ordering::Relaxed) {
            true => Err(NoAnswer::Failed(CallFailure::Unavailable("not asked".to_owned()))),
            false => Ok(()),
        }
    }

    async fn exchange<'a, T>(
        &self,
        call: impl Fn(Duration) -> BoxFuture<'a, Result<T, CallFailure>>,
        accepts: impl Fn(&T) -> bool,
    ) -> Result<T, NoAnswer> {
        let (metrics, mode, began) = (&self.of.0.metrics, self.to.mode, Instant::now());
        let Some(passed) = self.service.breaker.pass(began) else {
            metrics.delegated_outcome(mode, "open");
            return Err(NoAnswer::Open);
        };
        let left = || self.to.timeout.saturating_sub(began.elapsed());
        let calls = async {
            match call(left()).await {
                Err(CallFailure::Unavailable(_)) => {
                    tokio::time::sleep(rand::random_range(AGAIN)).await;
                    call(left()).await
                }
                answered => answered,
            }
        };
        let answer = tokio::time::timeout(self.to.timeout, calls).await;
        let answer = answer.unwrap_or(Err(CallFailure::TimedOut));
        let (now, took) = (Instant::now(), began.elapsed());
        let outcome = match &answer {
            Ok(answer) if accepts(answer) => "accept",
            Ok(_) => "deny",
            Err(failure) => failure.as_str(),
        };
        metrics.delegated_call(mode, outcome, took);
        let endpoint = self.to.endpoint.as_str();
        let of_service = answer.as_ref().err().is_some_and(CallFailure::is_of_service);
        let turned = match &answer {
            Ok(_) => passed.succeeded(),
            Err(_) if of_service => passed.failed(now),
            // It says nothing of the service.
            Err(_) => Turned::Nothing,
        };
        self.service.failing.store(of_service, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.service.took.store(micros, Ordering::Relaxed);
        if let Err(error) = &answer {
            tracing::debug!(endpoint, %error, "an authentication service gave no answer");
        }
        match (turned, &answer) {
            (Turned::Opened, Err(error)) => {
                tracing::warn!(endpoint, %error, "an authentication service keeps failing: nobody of its domains gets in");
            }
            (Turned::Closed, _) => tracing::info!(endpoint, "an authentication service answers again"),
            _ => {}
        }
        Ok(answer?)
    }
}
