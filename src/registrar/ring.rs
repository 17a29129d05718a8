//! The most recent batches, kept in memory for watchers that keep up.

use super::published::Published;
use crate::model::Revision;
use std::{collections::VecDeque, sync::Arc};

/// A bounded run of consecutive batches, the newest last.
pub(super) struct Ring {
    batches: VecDeque<Arc<Published>>,
    /// Changes held, over all batches.
    weight: usize,
    last: Revision,
}

/// How many batches and changes are kept; watchers further behind read the log.
const MAX_BATCHES: usize = 4096;
const MAX_CHANGES: usize = 65_536;

/// Where a reader of the ring stands.
#[derive(Debug, PartialEq)]
pub(super) enum Read {
    Batches(Vec<Arc<Published>>),
    /// Nothing after the cursor yet.
    UpToDate,
    /// The cursor is older than the ring.
    Behind,
}

impl Ring {
    pub(super) fn new(last: Revision) -> Self {
        Self { batches: VecDeque::new(), weight: 0, last }
    }

    pub(super) fn push(&mut self, published: Arc<Published>) {
        let batch = &published.batch;
        // Readers count on one after the other. Should the log have had a hole, they read on from there.
        if batch.revision != self.last.next() {
            self.batches.clear();
            self.weight = 0;
        }
        self.weight += batch.changes.len();
        self.last = batch.revision;
        self.batches.push_back(published);
        while self.batches.len() > 1 && (self.batches.len() > MAX_BATCHES || self.weight > MAX_CHANGES) {
            if let Some(old) = self.batches.pop_front() {
                self.weight -= old.batch.changes.len();
            }
        }
    }

    /// The newest revision that it was given.
    pub(super) fn last(&self) -> Revision {
        self.last
    }

    /// Batches strictly after `cursor`, until they hold `changes` changes.
    pub(super) fn after(&self, cursor: Revision, changes: usize) -> Read {
        if cursor >= self.last {
            return Read::UpToDate;
        }
        let Some(first) = self.batches.front() else { return Read::Behind };
        if cursor.next() < first.batch.revision {
            return Read::Behind;
        }
        let skip = usize::try_from(cursor.next().0 - first.batch.revision.0).unwrap_or(usize::MAX);
        let mut held = 0;
        let batches = self
            .batches
            .iter()
            .skip(skip)
            .take_while(|b| {
                let more = held < changes;
                held += b.batch.changes.len();
                more
            })
            .cloned()
            .collect();
        Read::Batches(batches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registrar::testing;

    fn batch(revision: i64) -> Arc<Published> {
        Published::new(Arc::new(testing::batch(Revision(revision), 0)))
    }

    #[test]
    fn reads_strictly_after_the_cursor() {
        let mut ring = Ring::new(Revision(10));
        assert_eq!(ring.after(Revision(10), 9), Read::UpToDate);
        assert_eq!(ring.after(Revision(9), 9), Read::Behind);
        for revision in 11..=13 {
            ring.push(batch(revision));
        }
        assert_eq!(ring.after(Revision(11), 9), Read::Batches(vec![batch(12), batch(13)]));
        assert_eq!(ring.after(Revision(13), 9), Read::UpToDate);
        assert_eq!(ring.after(Revision(9), 9), Read::Behind);
    }

    #[test]
    fn a_hole_leaves_nobody_without_progress() {
        let mut ring = Ring::new(Revision(10));
        for revision in [11, 12, 14, 15] {
            ring.push(batch(revision));
        }
        assert_eq!(ring.after(Revision(11), 9), Read::Behind);
        assert_eq!(ring.after(Revision(12), 9), Read::Behind);
        assert_eq!(ring.after(Revision(14), 9), Read::Batches(vec![batch(15)]));
    }

    #[test]
    fn is_bounded() {
        let mut ring = Ring::new(Revision(0));
        for revision in 1..=2 * i64::try_from(MAX_BATCHES).unwrap() {
            ring.push(batch(revision));
        }
        assert_eq!(ring.batches.len(), MAX_BATCHES);
        assert_eq!(ring.after(Revision(1), 9), Read::Behind);
    }
}
