//! The one place that changes registrations: decide, write, publish, in this order, one at a time.

use super::{draft::Draft, ring::Ring, rules::Step, selection::Selection, table::LocationTable, writer::Job};
use crate::model::{AccountId, Batch, ChangeKind, Fqdn, Registration, Revision, Time, UserName};
use crate::store::{Store, StoreError, WriteTx};
use crate::telemetry::Metrics;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard},
    time::{Duration, Instant},
};
use tokio::sync::{OwnedMutexGuard, mpsc, watch};

/// Settings of the registrar.
#[derive(Debug, Clone)]
pub struct RegistrarConfig {
    /// The name of this node, written into the registrations it takes.
    pub node: String,
    /// How many requests may wait for the writer; one more is refused.
    pub queue: usize,
    /// How many requests one commit takes at most.
    pub max_batch: usize,
    /// How often an idle watch gets a bookmark.
    pub bookmark_interval: Duration,
}

impl Default for RegistrarConfig {
    fn default() -> Self {
        Self {
            node: "node".to_owned(),
            queue: 8192,
            max_batch: 512,
            bookmark_interval: Duration::from_secs(10),
        }
    }
}

pub(super) struct Inner {
    pub(super) store: Store,
    pub(super) config: RegistrarConfig,
    pub(super) metrics: Metrics,
    pub(super) queue: mpsc::Sender<Job>,
    pub(super) committer: Arc<tokio::sync::Mutex<Committer>>,
    table: RwLock<LocationTable>,
    ring: Mutex<Ring>,
    applied: watch::Sender<Revision>,
}

/// What only the one who commits may touch.
#[derive(Default)]
pub(super) struct Committer {
    fences: HashMap<Fenced, (i64, Instant)>,
    /// A commit failed without saying whether it took place.
    unsure: bool,
}

/// What a decision may not rest on an old version of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fenced {
    User(i64),
    Domain(i64),
    Account(i64),
}

/// Longer than any request waits between reading its settings and being decided.
const FENCE_LIFETIME: Duration = Duration::from_secs(300);
/// Batches read from the log at once when catching up.
const CATCH_UP: u64 = 256;

impl Committer {
    /// Whether `version` is as new as every change since made it.
    pub(super) fn is_current(&self, what: Fenced, version: i64) -> bool {
        let holds = |(least, since): &&(i64, Instant)| version < *least && since.elapsed() < FENCE_LIFETIME;
        self.fences.get(&what).filter(holds).is_none()
    }

    fn raise(&mut self, what: Fenced, version: i64) {
        let now = Instant::now();
        self.fences.retain(|_, (_, since)| now.duration_since(*since) < FENCE_LIFETIME);
        self.fences.insert(what, (version, now));
    }
}

impl Inner {
    pub(super) fn new(
        store: Store,
        config: RegistrarConfig,
        metrics: Metrics,
        revision: Revision,
        registrations: Vec<Arc<Registration>>,
    ) -> (Self, mpsc::Receiver<Job>) {
        let (queue, jobs) = mpsc::channel(config.queue);
        metrics.registrations(i64::try_from(registrations.len()).unwrap_or(i64::MAX));
        let inner = Self {
            store,
            config,
            metrics,
            queue,
            committer: Arc::default(),
            table: RwLock::new(LocationTable::new(revision, registrations)),
            ring: Mutex::new(Ring::new(revision)),
            applied: watch::Sender::new(revision),
        };
        (inner, jobs)
    }

    pub(super) fn table(&self) -> RwLockReadGuard<'_, LocationTable> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes when a batch has been published.
    pub(super) fn subscribe(&self) -> watch::Receiver<Revision> {
        self.applied.subscribe()
    }

    /// Before deciding: makes sure that the table holds all that was committed.
    pub(super) async fn settle(&self, committer: &mut Committer) -> Result<(), StoreError> {
        if committer.unsure {
            self.catch_up().await?;
            committer.unsure = false;
        }
        Ok(())
    }

    /// Writes a decided batch within `tx`, commits it and publishes it.
    pub(super) async fn commit(
        &self,
        committer: &mut Committer,
        tx: WriteTx,
        draft: Draft,
        time: Time,
    ) -> Result<Revision, StoreError> {
        let began = Instant::now();
        let revision = self.write(&tx, &draft, time).await?;
        tx.commit().await.inspect_err(|_| committer.unsure = true)?;
        self.committed(committer, draft, revision, time, began).await
    }

    /// Writes a decided batch within `tx`, and answers the revision that it will have: the current one for
    /// an empty batch.
    async fn write(&self, tx: &WriteTx, draft: &Draft, time: Time) -> Result<Revision, StoreError> {
        if draft.changes.is_empty() {
            return Ok(self.table().revision());
        }
        let rows = draft.rows();
        let put: Vec<&Registration> = rows.put.iter().map(Arc::as_ref).collect();
        tx.put_registrations(&put).await?;
        tx.delete_registrations(&rows.delete).await?;
        tx.append_log(time, &draft.changes).await
    }

    /// Publishes a batch that is committed.
    async fn committed(
        &self,
        committer: &mut Committer,
        draft: Draft,
        revision: Revision,
        time: Time,
        began: Instant,
    ) -> Result<Revision, StoreError> {
        if draft.changes.is_empty() {
            return Ok(revision);
        }
        self.metrics.commit(draft.changes.len(), began.elapsed());
        let batch = Arc::new(Batch { revision, time, changes: draft.changes });
        if self.table().revision().next() == revision {
            self.publish(batch);
        } else {
            // Others committed in between; the log has their batches and ours, in order.
            self.catch_up().await.inspect_err(|_| committer.unsure = true)?;
        }
        Ok(revision)
    }

    async fn catch_up(&self) -> Result<(), StoreError> {
        loop {
            let after = self.table().revision();
            let batches = self.store.read_log(after, CATCH_UP).await?;
            if batches.is_empty() {
                return Ok(());
            }
            for batch in batches {
                self.publish(Arc::new(batch));
            }
        }
    }

    /// The table first, so that a watcher that reads the table and then the ring misses nothing.
    fn publish(&self, batch: Arc<Batch>) {
        let len = {
            let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
            table.apply(&batch);
            self.ring().push(batch.clone());
            table.len()
        };
        self.metrics.registrations(i64::try_from(len).unwrap_or(i64::MAX));
        self.applied.send_replace(batch.revision);
    }
}

/// The right to commit, held by a directory change while it ends registrations.
pub struct Exclusive {
    inner: Arc<Inner>,
    committer: OwnedMutexGuard<Committer>,
    draft: Draft,
    fences: Vec<(Fenced, i64)>,
    time: Time,
    /// The revision of a draft that is written already, and when that began.
    written: Option<(Revision, Instant)>,
}

impl Exclusive {
    pub(super) async fn take(inner: Arc<Inner>) -> Result<Self, StoreError> {
        let mut committer = inner.committer.clone().lock_owned().await;
        inner.settle(&mut committer).await?;
        let (draft, fences) = (Draft::default(), Vec::new());
        Ok(Self { inner, committer, draft, fences, time: Time::now(), written: None })
    }

    /// Ends the selected registrations that `which` says, and answers how many.
    pub fn end(
        &mut self,
        selection: &Selection,
        which: impl Fn(&Registration) -> bool,
        kind: ChangeKind,
        reason: &str,
        actor: &str,
    ) -> usize {
        let table = self.inner.table();
        let before = self.draft.changes.len();
        for registration in table.list(selection, None, false, usize::MAX) {
            if which(&registration) {
                self.draft.add(&table, Step { kind, registration }, reason, actor);
            }
        }
        self.draft.changes.len() - before
    }

    /// From the commit on no request may rest on a version of this user below `version`.
    pub fn fence_user(&mut self, user_id: i64, version: i64) {
        self.fences.push((Fenced::User(user_id), version));
    }

    /// From the commit on no request may rest on a version of this domain below `version`.
    pub fn fence_domain(&mut self, domain_id: i64, version: i64) {
        self.fences.push((Fenced::Domain(domain_id), version));
    }

    /// From the commit on no request may rest on a version of this account below `version`.
    pub fn fence_account(&mut self, account_id: i64, version: i64) {
        self.fences.push((Fenced::Account(account_id), version));
    }

    /// Writes the ended registrations into the transaction, and answers the revision that
    /// [`Exclusive::commit`] will answer: for a change that has to write it down. Commit soon, other
    /// committers wait.
    pub async fn write(&mut self, tx: &WriteTx) -> Result<Revision, StoreError> {
        let began = Instant::now();
        let revision = self.inner.write(tx, &self.draft, self.time).await?;
        self.written = Some((revision, began));
        Ok(revision)
    }

    /// Commits the transaction, with the ended registrations and their revision in it. The revision is
    /// that of the change, or the current one when nothing ended.
    pub async fn commit(mut self, tx: WriteTx) -> Result<Revision, StoreError> {
        let draft = std::mem::take(&mut self.draft);
        let (inner, committer) = (self.inner.clone(), &mut *self.committer);
        let done = match self.written {
            None => inner.commit(committer, tx, draft, self.time).await,
            Some((revision, began)) => match tx.commit().await {
                Ok(()) => inner.committed(committer, draft, revision, self.time, began).await,
                Err(error) => {
                    committer.unsure = true;
                    Err(error)
                }
            },
        };
        // What may have been committed counts as if it was; what was not must not shut anybody out.
        if done.is_ok() || self.committer.unsure {
            for (what, version) in std::mem::take(&mut self.fences) {
                self.committer.raise(what, version);
            }
        }
        done
    }

    /// The rows that [`Exclusive::commit`] will delete are deleted now, so that rows which they refer to
    /// can go in the same transaction.
    pub async fn delete_rows(&self, tx: &WriteTx) -> Result<(), StoreError> {
        tx.delete_registrations(&self.draft.rows().delete).await
    }
}

/// Names a user's, a domain's or an account's part of all registrations, for the server's own work.
impl Selection {
    pub fn of_account(account: AccountId) -> Self {
        Self::all(crate::model::AccountScope::One(account))
    }

    pub fn of_user(user: UserName) -> Self {
        Self::user(crate::model::AccountScope::All, user)
    }

    pub fn of_domain(domain: Fqdn) -> Self {
        Self::domain(crate::model::AccountScope::All, domain)
    }
}

#[cfg(test)]
#[path = "commit_test.rs"]
mod tests;
