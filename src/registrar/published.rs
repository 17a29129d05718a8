//! A batch as watchers read it: what one of them makes of a change serves all.

use crate::model::{Batch, Change, Revision, Time};
use bytes::Bytes;
use std::{
    fmt,
    sync::{Arc, OnceLock},
};

/// A batch, and the octets that a layer above has made of its changes.
pub(super) struct Published {
    pub(super) batch: Arc<Batch>,
    rendered: Box<[OnceLock<Bytes>]>,
}

impl Published {
    pub(super) fn new(batch: Arc<Batch>) -> Arc<Self> {
        let rendered = batch.changes.iter().map(|_| OnceLock::new()).collect();
        Arc::new(Self { batch, rendered })
    }
}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.batch.fmt(f)
    }
}

impl PartialEq for Published {
    fn eq(&self, other: &Self) -> bool {
        self.batch == other.batch
    }
}

/// One change with its place in the log. A clone shares what was rendered.
#[derive(Debug, Clone)]
pub struct Event {
    of: Arc<Published>,
    at: usize,
}

impl Event {
    /// All events of a batch, in order.
    pub(super) fn all(of: &Arc<Published>) -> impl Iterator<Item = Self> {
        (0..of.batch.changes.len()).map(|at| Self { of: of.clone(), at })
    }

    pub fn revision(&self) -> Revision {
        self.of.batch.revision
    }

    pub fn time(&self) -> Time {
        self.of.batch.time
    }

    pub fn change(&self) -> &Change {
        &self.of.batch.changes[self.at]
    }

    /// What `render` makes of this event. It is kept with the event, for all watchers, so every caller must
    /// render alike.
    pub fn rendered(&self, render: impl FnOnce(&Self) -> Bytes) -> Bytes {
        self.of.rendered[self.at].get_or_init(|| render(self)).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registrar::testing;

    #[test]
    fn what_one_watcher_rendered_serves_the_next() {
        let published = Published::new(Arc::new(testing::batch(Revision(7), 2)));
        let events: Vec<_> = Event::all(&published).collect();
        assert_eq!(events.iter().map(Event::revision).collect::<Vec<_>>(), [Revision(7); 2]);
        assert_eq!(events[0].rendered(|_| Bytes::from_static(b"first")), "first");
        assert_eq!(events[0].clone().rendered(|_| unreachable!("rendered before")), "first");
        assert_eq!(events[1].rendered(|event| event.revision().0.to_string().into()), "7");
    }
}
