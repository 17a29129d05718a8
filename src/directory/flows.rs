//! Lost connections: their registrations end after the domain's grace, unless the phones come back.
//!
//! Whoever has the connection tells of its loss: an edge through the API, or a listener of ours. What waits for its
//! grace is kept in memory. When the node ends, it is forgotten: those registrations then stay until they expire, or
//! until the loss is told again.

use super::{Directory, Ended, Error, detached};
use crate::model::{
    AccountScope, ChangeKind, Etag, Fqdn, Registration, RegistrationName, RegistrationPolicy,
};
use crate::registrar::Selection;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Registrations that may wait for their grace at once, some 200 octets each.
const MAX_WAITING: usize = 100_000;
/// Registrations that one transaction ends at most, so that phones never wait for a long one.
const CHUNK: usize = 1000;
/// How long a caller is to wait when too many wait already, and we when the store fails.
const RETRY_IN: Duration = Duration::from_secs(1);

/// What was lost, and who says so.
#[derive(Debug, Clone)]
pub struct FlowFailure {
    pub scope: AccountScope,
    /// The edge or node that had the flows.
    pub edge: String,
    pub flow_tokens: Vec<String>,
    /// Registrations of that edge, lost by themselves.
    pub registrations: Vec<RegistrationName>,
    /// Of the events, as is `actor`; empty for the server itself.
    pub reason: String,
    pub actor: String,
}

impl Directory {
    /// Ends the registrations of lost flows as FLOW_FAILED: those without a grace now, the others in time, unless they
    /// are refreshed before. Answers how many that are, and the revision at which the first ones are gone. Flows and
    /// registrations that are not there are passed over; one that waits already goes on waiting for its first grace.
    ///
    /// Errors: `Overloaded`, and then nothing was done.
    pub async fn flows_failed(&self, failure: FlowFailure) -> Result<Ended, Error> {
        let FlowFailure { scope, edge, flow_tokens, registrations, reason, actor } = failure;
        let store = &self.inner.store;
        let named: HashSet<&RegistrationName> = registrations.iter().collect();
        let uids: Vec<Uuid> = registrations.iter().map(|name| name.uid).collect();
        let mut found = store.registrations_of_edge(&scope, &edge, &flow_tokens, &[]).await?;
        let by_name = store.registrations_of_edge(&scope, &edge, &[], &uids).await?;
        found.extend(by_name.into_iter().filter(|(name, _)| named.contains(name)));
        // Read after them: what is not there any more may have been ended by a node that this one has not heard of yet.
        let looked_at = store.log_position().await?.last;
        let (reason, actor): (Arc<str>, Arc<str>) = (reason.into(), actor.into());
        let (mut graces, mut seen) = (HashMap::new(), HashSet::new());
        let (mut now, mut later) = (Vec::new(), Vec::new());
        let began = Instant::now();
        for (name, etag) in found {
            if !seen.insert(name.uid) {
                continue;
            }
            let grace = self.grace(&name.user.domain, &mut graces).await?;
            let lost = Lost { name, etag, due: began + grace, reason: reason.clone(), actor: actor.clone() };
            if grace.is_zero() { now.push(lost) } else { later.push(lost) }
        }
        let waiting = later.len();
        self.inner.graces.add(later, MAX_WAITING)?;
        let (mut ended, mut revision) = (0, looked_at);
        for part in now.chunks(CHUNK) {
            let done = self.end_lost(part.to_vec()).await?;
            (ended, revision) = (ended + done.count, done.revision);
        }
        Ok(Ended { count: waiting + ended, revision })
    }

    /// Ends what has waited for its grace, until `stop`.
    pub async fn end_lost_flows_until(self, stop: CancellationToken) {
        let work = async {
            loop {
                let due = self.inner.graces.due(CHUNK).await;
                match self.end_lost(due.clone()).await {
                    Ok(ended) => tracing::debug!(ended.count, told = due.len(), "flows failed"),
                    Err(error) => {
                        tracing::warn!(%error, "registrations of lost flows could not be ended; it is tried again");
                        self.inner.graces.put_back(due);
                        tokio::time::sleep(RETRY_IN).await;
                    }
                }
            }
        };
        let _stopped = stop.run_until_cancelled(work).await;
    }

    async fn grace(&self, domain: &Fqdn, known: &mut HashMap<Fqdn, Duration>) -> Result<Duration, Error> {
        if let Some(grace) = known.get(domain) {
            return Ok(*grace);
        }
        let millis = match self.edge_domain(domain).await {
            Ok(found) => found.map_or(0, |domain| domain.policy.flow_grace),
            // Whose settings cannot be opened holds up no others.
            Err(error) if error.is_lasting() => {
                tracing::warn!(%error, %domain, "its settings cannot be read; the grace of what it has lost is the usual one");
                RegistrationPolicy::default().flow_grace
            }
            Err(error) => return Err(error),
        };
        let grace = Duration::from_millis(millis.into());
        known.insert(domain.clone(), grace);
        Ok(grace)
    }

    /// Ends, in one revision, those that are as they were when their flows were lost.
    async fn end_lost(&self, lost: Vec<Lost>) -> Result<Ended, Error> {
        let (directory, lost) = (self.clone(), Arc::new(lost));
        detached(move || {
            let (directory, lost) = (directory.clone(), lost.clone());
            async move {
                let super::Inner { registrar, store, .. } = &*directory.inner;
                let (mut exclusive, tx) = registrar.exclusive(store.begin()).await?;
                let mut count = 0;
                for Lost { name, etag, reason, actor, .. } in lost.iter() {
                    let selection = Selection::of_user(name.user.clone());
                    let same = |r: &Registration| r.uid == name.uid && r.etag() == *etag;
                    count += exclusive.end(&selection, same, ChangeKind::FlowFailed, reason, actor);
                }
                if count == 0 {
                    return Ok(Ended { count, revision: registrar.revision() });
                }
                Ok(Ended { count, revision: exclusive.commit(tx).await? })
            }
        })
        .await
    }
}

/// A registration whose flow was lost.
#[derive(Debug, Clone)]
struct Lost {
    name: RegistrationName,
    /// As it was then: a phone that came back has another.
    etag: Etag,
    due: Instant,
    reason: Arc<str>,
    actor: Arc<str>,
}

/// What waits for its grace.
#[derive(Default)]
pub(super) struct Graces {
    waiting: Mutex<Waiting>,
    /// Something may be due sooner than before.
    added: Notify,
}

#[derive(Default)]
struct Waiting {
    by_due: BTreeMap<(Instant, Uuid), Lost>,
    due: HashMap<Uuid, Instant>,
}

impl Graces {
    /// All of them, or none when that would be more than `limit`.
    fn add(&self, lost: Vec<Lost>, limit: usize) -> Result<(), Error> {
        let mut waiting = self.waiting();
        let new = lost.iter().filter(|lost| !waiting.due.contains_key(&lost.name.uid)).count();
        if waiting.due.len() + new > limit {
            return Err(Error::Overloaded { queue: "lost flows", retry_in: RETRY_IN });
        }
        for lost in lost {
            let before = waiting.of(lost.name.uid).map(|known| known.etag);
            if before != Some(lost.etag) {
                waiting.put(lost);
            }
        }
        self.added.notify_one();
        Ok(())
    }

    /// Waits until some are due, and takes up to `limit` of them.
    async fn due(&self, limit: usize) -> Vec<Lost> {
        loop {
            let next = self.waiting().by_due.keys().next().map(|(due, _)| *due);
            match next {
                Some(due) if due <= Instant::now() => return self.waiting().take(Instant::now(), limit),
                Some(due) => {
                    tokio::select! {
                        () = self.added.notified() => {}
                        () = tokio::time::sleep_until(due) => {}
                    }
                }
                None => self.added.notified().await,
            }
        }
    }

    /// What could not be ended waits on, unless it was lost anew meanwhile.
    fn put_back(&self, lost: Vec<Lost>) {
        let mut waiting = self.waiting();
        for lost in lost {
            if !waiting.due.contains_key(&lost.name.uid) {
                waiting.put(lost);
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn of(&self, uid: Uuid) -> Option<&Lost> {
        self.due.get(&uid).and_then(|due| self.by_due.get(&(*due, uid)))
    }

    fn put(&mut self, lost: Lost) {
        let uid = lost.name.uid;
        if let Some(before) = self.due.insert(uid, lost.due) {
            self.by_due.remove(&(before, uid));
        }
        self.by_due.insert((lost.due, uid), lost);
    }

    fn take(&mut self, now: Instant, limit: usize) -> Vec<Lost> {
        let mut taken = Vec::new();
        while taken.len() < limit
            && let Some(first) = self.by_due.first_entry().filter(|first| first.key().0 <= now)
        {
            let lost = first.remove();
            self.due.remove(&lost.name.uid);
            taken.push(lost);
        }
        taken
    }
}

#[cfg(test)]
#[path = "flows_test.rs"]
mod tests;
