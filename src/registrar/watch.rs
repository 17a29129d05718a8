//! Following changes: a snapshot, then every change, in commit order, resumable.
//!
//! A watcher has no queue of its own. It holds a cursor, and reads what lies after it: from the ring
//! while it keeps up, from the log when it has fallen behind. So a slow reader costs nothing and
//! misses nothing.

use super::{
    commit::Inner,
    events::Events,
    membership, parts,
    published::{Event, Published},
    ring::Read,
    selection::Selection,
    snapshot,
};
use crate::model::{ChangeKinds, Registration, Revision, Settings};
use crate::store::StoreError;
use std::{collections::VecDeque, pin::Pin, sync::Arc, time::Duration};
use tokio::time::{Instant, Sleep, sleep_until};

/// Where a watch begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    Snapshot,
    Now,
    /// Strictly after this revision.
    After(Revision),
}

/// What a watch yields.
#[derive(Debug, Clone)]
pub enum WatchItem {
    /// A part of the snapshot.
    Snapshot(Vec<Arc<Registration>>),
    /// The snapshot is whole, as of this revision.
    SnapshotEnd { revision: Revision, count: usize },
    /// Changes; `complete` is the revision that is whole with them, if one is.
    Changes { events: Events, complete: Option<Revision> },
    /// All up to this revision was delivered.
    Bookmark(Revision),
}

/// Why a watch cannot begin or go on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WatchError {
    /// Some of what lies after the token is gone.
    #[error("the change log begins after revision {0}")]
    Compacted(Revision),
    /// The token is ahead of this node, and stayed so for as long as was waited.
    #[error("revision {0} has not been reached")]
    NotReached(Revision),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for WatchError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Compacted { compacted } => Self::Compacted(Revision(compacted)),
            other => Self::Store(other),
        }
    }
}

/// Batches read from the log at once.
const LOG_PAGE: u64 = 64;

pub(super) async fn reach(
    applied: &mut tokio::sync::watch::Receiver<Revision>,
    revision: Revision,
    within: Duration,
) -> Result<(), WatchError> {
    match tokio::time::timeout(within, applied.wait_for(|at| *at >= revision)).await {
        Ok(Ok(_)) => Ok(()),
        _ => Err(WatchError::NotReached(revision)),
    }
}

/// One watcher.
pub struct Watch {
    inner: Arc<Inner>,
    selection: Selection,
    kinds: ChangeKinds,
    snapshot: Option<(usize, VecDeque<Arc<Registration>>)>,
    pending: Events,
    /// Everything up to here was yielded or is in `pending`.
    cursor: Revision,
    applied: tokio::sync::watch::Receiver<Revision>,
    /// What was the newest when it was last looked.
    newest: Revision,
    bookmark_due: Instant,
    /// Set anew only when it has fired, not with every item.
    bookmark_timer: Pin<Box<Sleep>>,
    /// A watch without a snapshot says first where it stands.
    announce: bool,
    /// Whether it counts as a watcher.
    counted: bool,
    /// Changed settings that were not asked for yet; `None`: nobody asks.
    settings: Option<Vec<Settings>>,
}

impl Watch {
    pub(super) async fn open(
        inner: Arc<Inner>,
        selection: Selection,
        start: Start,
        counted: bool,
    ) -> Result<Self, WatchError> {
        // Subscribed before anything is read, so that nothing falls in between.
        let applied = inner.subscribe();
        let (cursor, snapshot) = match start {
            Start::Snapshot => {
                let (revision, mut all) = snapshot::read(&inner, &selection).await?;
                membership::retain(&inner.store, &selection, &mut all, |r| &r.user).await?;
                (revision, Some((all.len(), VecDeque::from(all))))
            }
            Start::Now => (inner.table().revision(), None),
            Start::After(revision) => {
                if *applied.borrow() < revision {
                    return Err(WatchError::NotReached(revision));
                }
                let compacted = inner.store.log_position().await?.compacted;
                if revision < compacted {
                    return Err(WatchError::Compacted(compacted));
                }
                (revision, None)
            }
        };
        if counted {
            inner.metrics.watchers(1);
        }
        let bookmark_due = Instant::now() + inner.config.bookmark_interval;
        let newest = *applied.borrow();
        Ok(Self {
            selection,
            kinds: ChangeKinds::all(),
            announce: snapshot.is_none(),
            snapshot,
            pending: Events::default(),
            cursor,
            applied,
            newest,
            bookmark_due,
            bookmark_timer: Box::pin(sleep_until(bookmark_due)),
            counted,
            settings: None,
            inner,
        })
    }

    /// Yields events of these kinds only.
    pub fn only(mut self, kinds: ChangeKinds) -> Self {
        self.kinds = kinds;
        self
    }

    /// Keeps changes of settings for [`Watch::settings`], and yields a bookmark at once where there is nothing else.
    pub fn with_settings(mut self) -> Self {
        self.settings = Some(Vec::new());
        self
    }

    /// Whose settings changed up to what was yielded last, since the last time: to be asked for after each item.
    pub fn settings(&mut self) -> Vec<Settings> {
        let known = self.settings.as_mut().filter(|_| self.pending.is_empty());
        known.map(std::mem::take).unwrap_or_default()
    }

    /// How often an idle watch yields a bookmark.
    pub fn bookmark_interval(&self) -> Duration {
        self.inner.config.bookmark_interval
    }

    /// The revision up to which everything was yielded.
    pub fn position(&self) -> Option<Revision> {
        (self.snapshot.is_none() && self.pending.is_empty()).then_some(self.cursor)
    }

    /// The next item, as soon as there is one. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<WatchItem, WatchError> {
        if let Some(item) = self.snapshot_part() {
            return Ok(item);
        }
        if std::mem::take(&mut self.announce) {
            return Ok(self.bookmark());
        }
        loop {
            if let Some(item) = self.changes() {
                return Ok(item);
            }
            match self.read() {
                Read::Batches(batches) => self.take_in(batches).await?,
                Read::Behind => {
                    // Boxed, as all that is rare, so that what waits for the next change is small.
                    let batches = Box::pin(self.inner.store.read_log(self.cursor, LOG_PAGE)).await?;
                    let published = |batch| Published::new(Arc::new(batch));
                    self.take_in(batches.into_iter().map(published)).await?;
                }
                Read::UpToDate => tokio::select! {
                    biased;
                    changed = self.applied.changed() => {
                        if changed.is_err() {
                            let why = "the registrar stopped".to_owned();
                            return Err(WatchError::Store(StoreError::Unavailable(why)));
                        }
                        // Seen when it is read.
                        self.applied.mark_changed();
                    }
                    () = &mut self.bookmark_timer => {
                        if Instant::now() >= self.bookmark_due {
                            return Ok(self.bookmark());
                        }
                        self.bookmark_timer.as_mut().reset(self.bookmark_due);
                    }
                },
            }
            // A filter may swallow everything; its watcher's token must move on all the same.
            let settings = self.settings.as_ref().is_some_and(|settings| !settings.is_empty());
            if self.pending.is_empty() && (settings || Instant::now() >= self.bookmark_due) {
                return Ok(self.bookmark());
            }
        }
    }

    /// What lies after the cursor. Without news nobody is asked.
    fn read(&mut self) -> Read {
        let news = self.applied.has_changed().unwrap_or(true);
        if !news && self.cursor >= self.newest {
            return Read::UpToDate;
        }
        // Before it is read: what comes after that is news again.
        self.applied.mark_unchanged();
        let ring = self.inner.ring();
        self.newest = ring.last();
        ring.after(self.cursor, parts::PART)
    }

    fn snapshot_part(&mut self) -> Option<WatchItem> {
        let (count, rest) = self.snapshot.as_mut()?;
        if rest.is_empty() {
            let item = WatchItem::SnapshotEnd { revision: self.cursor, count: *count };
            self.snapshot = None;
            return Some(item);
        }
        Some(WatchItem::Snapshot(parts::take(rest, |r| parts::octets(r))))
    }

    fn changes(&mut self) -> Option<WatchItem> {
        if self.pending.is_empty() {
            return None;
        }
        let events = self.pending.take_part();
        let complete = match self.pending.first() {
            None => Some(self.cursor),
            Some(next) => events.last().filter(|last| *last < next),
        };
        self.bookmark_due = Instant::now() + self.inner.config.bookmark_interval;
        if self.counted {
            self.inner.metrics.watch_events(events.len() as u64);
        }
        Some(WatchItem::Changes { events, complete })
    }

    fn bookmark(&mut self) -> WatchItem {
        self.bookmark_due = Instant::now() + self.inner.config.bookmark_interval;
        self.bookmark_timer.as_mut().reset(self.bookmark_due);
        WatchItem::Bookmark(self.cursor)
    }

    /// Takes in what was read after the cursor. Nothing is pending then.
    async fn take_in(&mut self, batches: impl IntoIterator<Item = Arc<Published>>) -> Result<(), WatchError> {
        let (mut events, mut cursor, mut settings) = (Events::default(), self.cursor, Vec::new());
        for published in batches {
            for (at, change) in published.batch.changes.iter().enumerate() {
                if self.kinds.contains(change.kind) && self.selection.covers(&change.registration.user) {
                    events.push(&published, at);
                }
            }
            if self.settings.is_some() {
                settings.extend(published.batch.settings.iter().map(|change| change.of.clone()));
            }
            cursor = published.batch.revision;
        }
        if self.selection.groups.is_some() {
            let mut each: Vec<Event> = events.iter().collect();
            let store = &self.inner.store;
            let members =
                membership::retain(store, &self.selection, &mut each, |e| &e.change().registration.user);
            Box::pin(members).await?;
            events = each.into_iter().collect();
        }
        // Only now, so that a future that is dropped before this loses nothing.
        self.pending = events;
        self.settings.iter_mut().for_each(|known| known.append(&mut settings));
        self.cursor = cursor;
        Ok(())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.counted {
            self.inner.metrics.watchers(-1);
        }
    }
}
