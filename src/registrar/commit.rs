//! The one place that changes registrations: decide, write, publish, in this order, one at a time.
//!
//! One at a time on this node by a mutex, and on all nodes by the row that holds the last revision. A node that was alone with
//! the database lately decides at once, and writes under the next revision if that is still the next one when the
//! database gets to it. Otherwise a transaction locks the row first, then the table is brought up to it, and only then
//! it is decided.

use super::{
    Reachabilities, fences::Fences, published::Published, ring::Ring, table::LocationTable, writer::Job,
};
use crate::model::{Batch, Registration, Revision, Settings};
use crate::store::{BatchRows, LogPosition, Store, StoreError, WriteTx};
use crate::telemetry::Metrics;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Notify, mpsc, watch};

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
    /// Rises when the log could not tell what changed, so that nothing that was read before counts any more.
    epoch: AtomicU64,
    on_settings: OnceLock<Box<SettingsListener>>,
    pub(super) reachabilities: Reachabilities,
    /// Somebody has to look at the log.
    pub(super) nudge: Notify,
    /// This node committed something that others do not know of yet.
    pub(super) news: Notify,
}

/// Told of each change of settings, before anything is decided on top of it; `None`: of any.
type SettingsListener = dyn Fn(Option<&Settings>) + Send + Sync;

/// What only the one who commits may touch.
#[derive(Default)]
pub(super) struct Committer {
    pub(super) fences: Fences,
    /// A commit failed without saying whether it took place.
    pub(super) unsure: bool,
    /// Nobody else committed between the last two commits of this node, as far as it looked: likely nobody does now.
    pub(super) alone: bool,
}

/// Batches read from the log at once when catching up.
const CATCH_UP: u64 = 256;

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
            epoch: AtomicU64::new(0),
            on_settings: OnceLock::new(),
            reachabilities: Reachabilities::default(),
            nudge: Notify::new(),
            news: Notify::new(),
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

    pub(super) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::SeqCst)
    }

    /// Who is told of changed settings; the first who asks.
    pub(super) fn on_settings(&self, listener: Box<SettingsListener>) {
        let _ = self.on_settings.set(listener);
    }

    /// Before deciding: makes sure that the table holds all that this node committed.
    pub(super) async fn settle(&self, committer: &mut Committer) -> Result<(), StoreError> {
        if committer.unsure {
            self.catch_up(committer, None).await?;
            committer.unsure = false;
        }
        Ok(())
    }

    /// Finds the revision of what `tx` will commit, and brings the table up to the one before. From here on
    /// nobody commits a change on any node until `tx` ends. Answers also whether the table changed.
    pub(super) async fn enter(
        &self,
        committer: &mut Committer,
        tx: &WriteTx,
    ) -> Result<(Revision, bool), StoreError> {
        let revision = tx.lock_log().await?;
        let moved = self.next_revision() != revision;
        committer.alone = !moved;
        if moved {
            self.catch_up(committer, Some(tx)).await?;
            let next = self.next_revision();
            if next != revision {
                let what =
                    format!("the log ends before revision {next}, and revision {revision} is to be next");
                return Err(StoreError::Internal(what));
            }
        }
        Ok((revision, moved))
    }

    /// That of the next commit, as far as this node knows.
    pub(super) fn next_revision(&self) -> Revision {
        self.table().revision().next()
    }

    /// Commits a batch that is written, and publishes it. `began` is when that was begun.
    pub(super) async fn commit(
        &self,
        committer: &mut Committer,
        tx: WriteTx,
        batch: Arc<Batch>,
        began: Instant,
    ) -> Result<(), StoreError> {
        tx.commit().await.inspect_err(|_| committer.unsure = true)?;
        self.committed(committer, batch, began);
        Ok(())
    }

    /// Writes, commits and publishes a decided batch in one go, if nobody else committed since the table was as it is.
    pub(super) async fn commit_next(
        &self,
        committer: &mut Committer,
        rows: BatchRows,
    ) -> Result<bool, StoreError> {
        let began = Instant::now();
        let done = self.store.commit_batch(&rows).await;
        committer.alone = done.inspect_err(|_| committer.unsure = true)?;
        if committer.alone {
            self.committed(committer, rows.batch, began);
        }
        Ok(committer.alone)
    }

    fn committed(&self, committer: &mut Committer, batch: Arc<Batch>, began: Instant) {
        self.metrics.commit(batch.changes.len(), began.elapsed());
        self.publish(committer, batch);
        self.news.notify_one();
    }

    /// Takes in what others committed.
    pub(super) async fn catch_up(
        &self,
        committer: &mut Committer,
        within: Option<&WriteTx>,
    ) -> Result<(), StoreError> {
        loop {
            let after = self.table().revision();
            let read = match within {
                Some(tx) => tx.read_log(after, CATCH_UP).await,
                None => self.store.read_log(after, CATCH_UP).await,
            };
            match read {
                Ok(batches) if batches.is_empty() => return Ok(()),
                Ok(batches) => {
                    for batch in batches {
                        self.publish(committer, Arc::new(batch));
                    }
                }
                Err(StoreError::Compacted { .. }) => self.reload().await?,
                Err(error) => return Err(error),
            }
        }
    }

    /// Begins anew with what there is, because the log no longer tells how it came about.
    async fn reload(&self) -> Result<(), StoreError> {
        let (position, registrations) = load(&self.store).await?;
        tracing::warn!(revision = %position.last, "the log was compacted before this node read it; reloaded");
        let loaded = LocationTable::new(position.last, registrations);
        let len = loaded.len();
        let old = {
            let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
            *self.ring() = Ring::new(position.last);
            std::mem::replace(&mut *table, loaded)
        };
        drop(old);
        self.epoch.fetch_add(1, Ordering::SeqCst);
        if let Some(tell) = self.on_settings.get() {
            tell(None);
        }
        self.metrics.registrations(i64::try_from(len).unwrap_or(i64::MAX));
        self.applied.send_replace(position.last);
        Ok(())
    }

    /// The settings first, so that nothing is decided on old ones; then the table, so that a watcher that reads
    /// the table and then the ring misses nothing.
    fn publish(&self, committer: &mut Committer, batch: Arc<Batch>) {
        for change in &batch.settings {
            committer.fences.raise(change);
            if let Some(tell) = self.on_settings.get() {
                tell(Some(&change.of));
            }
        }
        let len = {
            let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
            table.apply(&batch);
            self.ring().push(Published::new(batch.clone()));
            table.len()
        };
        self.metrics.registrations(i64::try_from(len).unwrap_or(i64::MAX));
        self.applied.send_replace(batch.revision);
    }
}

/// What is registered, and the position of the log that it is at.
pub(super) async fn load(store: &Store) -> Result<(LogPosition, Vec<Arc<Registration>>), StoreError> {
    let mut registrations = Vec::new();
    let position = store.each_registration(|r| registrations.push(Arc::new(r))).await?;
    Ok((position, registrations))
}

#[cfg(test)]
#[path = "commit_test.rs"]
mod tests;
