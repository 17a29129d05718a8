//! A batch as watchers read it: what one of them makes of a change serves all.

use super::parts;
use crate::model::{Batch, Change, Revision, Time};
use bytes::{Bytes, BytesMut};
use std::{
    fmt,
    sync::{Arc, OnceLock},
};

/// A batch, and the octets that a layer above has made of its changes.
pub(super) struct Published {
    pub(super) batch: Arc<Batch>,
    /// What all its events take in a message: never fewer than that.
    pub(super) octets: usize,
    rendered: Box<[OnceLock<Bytes>]>,
    /// All of them, one after the other.
    whole: OnceLock<Bytes>,
}

impl Published {
    pub(super) fn new(batch: Arc<Batch>) -> Arc<Self> {
        let rendered = batch.changes.iter().map(|_| OnceLock::new()).collect();
        let octets = batch.changes.iter().map(parts::octets_of_event).sum();
        Arc::new(Self { batch, octets, rendered, whole: OnceLock::new() })
    }

    /// What `render` makes of all events. Each of them shares this memory from now on.
    pub(super) fn rendered(self: &Arc<Self>, render: impl Fn(&Event, &mut BytesMut)) -> &Bytes {
        self.whole.get_or_init(|| {
            let (mut all, mut places) = (BytesMut::new(), Vec::with_capacity(self.rendered.len()));
            for (event, known) in Event::all(self).zip(&self.rendered) {
                let began = all.len();
                match known.get() {
                    Some(octets) => all.extend_from_slice(octets),
                    None => render(&event, &mut all),
                }
                places.push(began..all.len());
            }
            // As large as it is, without the room that it had to grow: it stays as long as the batch.
            let all = Bytes::copy_from_slice(&all);
            for (known, place) in self.rendered.iter().zip(places) {
                known.get_or_init(|| all.slice(place));
            }
            all
        })
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
    pub(super) of: Arc<Published>,
    pub(super) at: usize,
}

impl Event {
    /// All events of a batch, in order.
    fn all(of: &Arc<Published>) -> impl Iterator<Item = Self> {
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

    /// What `render` makes of this event. It is kept with the event, for all watchers.
    pub(super) fn rendered(&self, render: impl Fn(&Self, &mut BytesMut)) -> &Bytes {
        self.of.rendered[self.at].get_or_init(|| {
            let mut octets = BytesMut::new();
            render(self, &mut octets);
            octets.freeze()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registrar::testing;

    fn revision(event: &Event, to: &mut BytesMut) {
        to.extend_from_slice(format!("{}.{} ", event.revision().0, event.at).as_bytes());
    }

    #[test]
    fn what_one_watcher_rendered_serves_the_next() {
        let published = Published::new(Arc::new(testing::batch(Revision(7), 3)));
        let events: Vec<_> = Event::all(&published).collect();
        assert_eq!(events[1].rendered(revision), "7.1 ");
        assert_eq!(events[1].clone().rendered(|_, _| unreachable!("rendered before")), "7.1 ");
        assert_eq!(published.rendered(revision), "7.0 7.1 7.2 ");
        assert_eq!(published.rendered(|_, _| unreachable!("rendered before")), "7.0 7.1 7.2 ");
        assert_eq!(events[2].rendered(|_, _| unreachable!("rendered with the others")), "7.2 ");
    }
}
