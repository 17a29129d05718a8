//! Events on their way to one watcher.

use super::{
    parts::{self, Room},
    published::{Event, Published},
};
use crate::model::{Change, Revision};
use bytes::{Bytes, BytesMut};
use std::{collections::VecDeque, ops::Range, sync::Arc};

/// Events in the order of the log, of one batch or of several. Neighbours of a batch are held as one.
#[derive(Debug, Clone, Default)]
pub struct Events {
    runs: VecDeque<Run>,
    len: usize,
}

/// Events of a batch that follow one another.
#[derive(Debug, Clone)]
struct Run {
    of: Arc<Published>,
    at: Range<usize>,
}

impl Events {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.runs.iter().flat_map(|run| &run.of.batch.changes[run.at.clone()])
    }

    pub fn iter(&self) -> impl Iterator<Item = Event> {
        self.runs.iter().flat_map(Run::events)
    }

    /// What `render` makes of each, one behind the other. It is kept for all watchers, so every caller must render
    /// alike.
    pub fn rendered(&self, render: impl Fn(&Event, &mut BytesMut)) -> Bytes {
        if let (1, Some(run)) = (self.runs.len(), self.runs.front()) {
            if run.is_whole() {
                return run.of.rendered(render).clone();
            }
            if let (1, Some(event)) = (run.at.len(), run.events().next()) {
                return event.rendered(render).clone();
            }
        }
        let mut all = BytesMut::new();
        for run in &self.runs {
            match run.is_whole() {
                true => all.extend_from_slice(run.of.rendered(&render)),
                false => run.events().for_each(|event| all.extend_from_slice(event.rendered(&render))),
            }
        }
        all.freeze()
    }

    /// The revision of the first.
    pub(super) fn first(&self) -> Option<Revision> {
        self.runs.front().map(|run| run.of.batch.revision)
    }

    /// The revision of the last.
    pub(super) fn last(&self) -> Option<Revision> {
        self.runs.back().map(|run| run.of.batch.revision)
    }

    pub(super) fn push(&mut self, of: &Arc<Published>, at: usize) {
        self.len += 1;
        match self.runs.back_mut() {
            Some(run) if run.at.end == at && Arc::ptr_eq(&run.of, of) => run.at.end += 1,
            _ => self.runs.push_back(Run { of: of.clone(), at: at..at + 1 }),
        }
    }

    /// Takes what one message may hold off the front, one event at least if there is any.
    pub(super) fn take_part(&mut self) -> Self {
        let (mut part, mut room) = (Self::default(), Room::default());
        while let Some(mut run) = self.runs.pop_front() {
            let fits = run.fitting(&mut room);
            let rest = (fits < run.at.end).then(|| run.split_off(fits));
            if !run.at.is_empty() {
                part.len += run.at.len();
                part.runs.push_back(run);
            }
            if let Some(rest) = rest {
                self.runs.push_front(rest);
                break;
            }
        }
        self.len -= part.len;
        part
    }
}

impl FromIterator<Event> for Events {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Self {
        let mut all = Self::default();
        events.into_iter().for_each(|event| all.push(&event.of, event.at));
        all
    }
}

impl Run {
    fn is_whole(&self) -> bool {
        self.at.len() == self.of.batch.changes.len()
    }

    /// Keeps what comes before, and gives the rest.
    fn split_off(&mut self, at: usize) -> Self {
        let rest = Self { of: self.of.clone(), at: at..self.at.end };
        self.at.end = at;
        rest
    }

    fn events(&self) -> impl Iterator<Item = Event> {
        self.at.clone().map(|at| Event { of: self.of.clone(), at })
    }

    /// Where what fits ends.
    fn fitting(&self, room: &mut Room) -> usize {
        if self.is_whole() && room.take(self.at.len(), self.of.octets) {
            return self.at.end;
        }
        let octets = |at: usize| parts::octets_of_event(&self.of.batch.changes[at]);
        self.at.clone().find(|&at| !room.take(1, octets(at))).unwrap_or(self.at.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registrar::testing;
    use proptest::prelude::*;

    /// Revision and place.
    fn name(event: &Event, to: &mut BytesMut) {
        to.extend_from_slice(format!("{}.{} ", event.revision().0, event.at).as_bytes());
    }

    fn names(events: &Events) -> String {
        let names = events.iter().map(|event| format!("{}.{} ", event.revision().0, event.at));
        names.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever is picked of whatever batches: parts are within their bounds, lose nothing and keep the order, and are
        /// rendered like each event by itself.
        #[test]
        fn parts_are_the_whole(picks in prop::collection::vec((0usize..1100, 0usize..5), 0..5)) {
            let (mut events, mut expected) = (Events::default(), String::new());
            for (n, &(size, gap)) in (1..).zip(&picks) {
                let of = Published::new(Arc::new(testing::batch(Revision(n), size as u128)));
                for at in (0..size).filter(|at| gap == 0 || at % gap != 0) {
                    events.push(&of, at);
                    expected += &format!("{n}.{at} ");
                }
            }
            prop_assert_eq!(names(&events), &expected[..]);
            prop_assert_eq!(names(&events.iter().collect()), &expected[..]);
            let (mut found, mut rendered) = (String::new(), Vec::new());
            while !events.is_empty() {
                let before = events.len();
                let part = events.take_part();
                prop_assert!((1..=parts::PART).contains(&part.len()));
                prop_assert_eq!(part.len(), part.changes().count());
                prop_assert_eq!(before, part.len() + events.len());
                prop_assert!(part.last() <= events.first() || events.is_empty());
                found += &names(&part);
                rendered.extend(part.rendered(name));
            }
            prop_assert_eq!(events.len(), 0);
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(String::from_utf8(rendered).unwrap(), expected);
        }
    }

    #[test]
    fn a_batch_that_is_sent_whole_is_copied_by_nobody() {
        let of = Published::new(Arc::new(testing::batch(Revision(7), 3)));
        let mut events = Events::default();
        (0..3).for_each(|at| events.push(&of, at));
        let (one, other) = (events.rendered(name), events.clone().rendered(name));
        assert_eq!(one, "7.0 7.1 7.2 ");
        assert_eq!(one.as_ptr(), other.as_ptr());
    }
}
