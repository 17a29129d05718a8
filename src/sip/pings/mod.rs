//! Pings: an OPTIONS to each phone of this node, where its domain asks for it, to know whether it is there.
//!
//! Nothing is kept of a phone but what its last ping found. When it is pinged in each interval follows from the id of
//! its registration, and so the pings of many are spread evenly: the domain's registrations are looked through again
//! and again for those that have become due. A ping changes nothing: no expiry, no event, no etag.

mod ping;
mod request;
mod schedule;

use super::outgoing::Outgoing;
use crate::directory::Directory;
use crate::model::{Fqdn, Registration};
use crate::registrar::{Position, Registrar, Selection};
use crate::telemetry::Metrics;
use ping::Means;
use schedule::{Schedule, Window};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Pings that wait for their answers. More are late, which matters less than what they would take.
const AT_ONCE: usize = 4096;
/// Registrations looked at in one go.
const PART: usize = 1000;
const RETRY_IN: Duration = Duration::from_secs(1);

/// Pings all phones of this node that are to be pinged.
pub(super) struct Pinger {
    directory: Directory,
    means: Means,
    schedule: Schedule,
    /// When all domains are looked at again, as something could not be read.
    again: Option<Instant>,
    places: Arc<Semaphore>,
    tasks: TaskTracker,
}

/// Until then; for ever without a time.
async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

impl Pinger {
    /// Each ping is one of the `tasks`.
    pub(super) fn new(
        directory: Directory,
        registrar: Registrar,
        outgoing: Arc<Outgoing>,
        metrics: Metrics,
        tasks: TaskTracker,
    ) -> Self {
        let means = Means { registrar, outgoing, metrics };
        let places = Arc::new(Semaphore::new(AT_ONCE));
        Self { directory, means, schedule: Schedule::new(Instant::now()), again: None, places, tasks }
    }

    /// Pings until `stop`; what is under way then is given up.
    pub(super) async fn ping_until(mut self, stop: CancellationToken) {
        let work = async {
            let mut news = self.directory.ping_news();
            self.survey().await;
            loop {
                let (due, again) = (until(self.schedule.next()), until(self.again));
                tokio::select! {
                    domain = news.next() => match domain {
                        Some(domain) => self.review(&domain).await,
                        None => self.survey().await,
                    },
                    () = again => {
                        self.again = None;
                        self.survey().await;
                    }
                    () = due => if let Some((domain, window)) = self.schedule.take(Instant::now()) {
                        self.look_through(&domain, window, &stop).await;
                    },
                }
            }
        };
        let _stopped = stop.run_until_cancelled(work).await;
    }

    /// Finds out about all domains.
    async fn survey(&mut self) {
        match self.directory.pinged_domains().await {
            Ok(wanting) => {
                for domain in wanting.into_iter().chain(self.schedule.domains()) {
                    self.review(&domain).await;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "which domains want pings could not be read; it is tried again");
                self.again = Some(Instant::now() + RETRY_IN);
            }
        }
    }

    /// Finds out about one domain. Where that fails, all are looked at again: the domain is one that wants pings, or had
    /// them before.
    async fn review(&mut self, domain: &Fqdn) {
        match self.directory.ping_interval(domain).await {
            Ok(interval) => self.set(domain, interval),
            Err(error) => {
                tracing::warn!(
                    %error,
                    domain = domain.as_str(),
                    "whether a domain wants pings could not be read; it is as before, and tried again"
                );
                self.again = Some(Instant::now() + RETRY_IN);
            }
        }
    }

    fn set(&mut self, domain: &Fqdn, interval: Option<Duration>) {
        if self.schedule.set(domain, interval, Instant::now()) {
            let known = self.means.registrar.reachabilities();
            match interval {
                Some(_) => known.begin(domain),
                None => known.end(domain),
            }
        }
    }

    /// Pings those of a domain's phones that are due. While there is no place for a ping it waits, and then looks again
    /// at what has become of the domain and its registrations.
    async fn look_through(&mut self, domain: &Fqdn, window: Window, stop: &CancellationToken) {
        let (registrar, selection) = (self.means.registrar.clone(), Selection::of_domain(domain.clone()));
        let (mut after, mut place, mut ours) = (None, None, 0);
        let mut living = window.overfull.then(HashSet::new);
        loop {
            let wish = self.directory.ping_interval(domain).await;
            if let Some(other) = wish.ok().filter(|wish| *wish != Some(window.interval)) {
                return self.set(domain, other);
            }
            let (_, part) = registrar.list(&selection, after.as_ref(), false, PART);
            let mut through = 0;
            for registration in &part {
                if registration.is_of_node(registrar.node()) {
                    if window.has(registration.uid) {
                        let free = place.take().or_else(|| self.places.clone().try_acquire_owned().ok());
                        let Some(free) = free else { break };
                        self.start(registration, window.interval, free, stop);
                    }
                    ours += 1;
                    if let Some(living) = &mut living {
                        living.insert(registration.uid);
                    }
                }
                through += 1;
            }
            if let Some(last) = part[..through].last() {
                after = Some(Position::from(&**last));
            }
            if through < part.len() {
                place = self.places.clone().acquire_owned().await.ok();
            } else if part.len() < PART {
                break;
            } else {
                tokio::task::yield_now().await;
            }
        }
        let known = registrar.reachabilities();
        if let Some(living) = living {
            known.retain(domain, &living);
        }
        self.schedule.overfull(domain, known.count(domain) > ours);
    }

    fn start(
        &self,
        registration: &Arc<Registration>,
        interval: Duration,
        place: OwnedSemaphorePermit,
        stop: &CancellationToken,
    ) {
        let (ping, stop) = (self.means.clone().ping(registration.clone(), interval), stop.clone());
        self.tasks.spawn(async move {
            let _place = place;
            stop.run_until_cancelled(ping).await
        });
    }
}
