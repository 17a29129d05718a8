//! How much of a watch goes into one message.

use crate::model::{Change, Registration};
use std::collections::VecDeque;

/// Registrations in one part of a snapshot, and events in one message.
pub(super) const PART: usize = 1000;
/// Octets that they may have together, unless one alone has more: a quarter of what gRPC clients take by default.
const OCTETS: usize = 1 << 20;

/// What names, times, numbers and the frames of all fields of a registration take at most.
const FRAME: usize = 512;

/// What one message still has room for.
#[derive(Debug, Default)]
pub(super) struct Room {
    items: usize,
    octets: usize,
}

impl Room {
    /// Takes in so many items, which have so many octets together, if there is room. There is always room for one.
    pub(super) fn take(&mut self, items: usize, octets: usize) -> bool {
        let fits = self.items + items <= PART && self.octets + octets <= OCTETS;
        let taken = fits || (self.items == 0 && items == 1);
        if taken {
            self.items += items;
            self.octets += octets;
        }
        taken
    }
}

/// Takes the next part off the front, one item at least if there is any.
pub(super) fn take<T>(items: &mut VecDeque<T>, octets: impl Fn(&T) -> usize) -> Vec<T> {
    let mut room = Room::default();
    let count = items.iter().take_while(|item| room.take(1, octets(item))).count();
    items.drain(..count).collect()
}

/// How many octets a registration has in a message: never fewer than it has there, and not many more.
pub fn octets(r: &Registration) -> usize {
    let path: usize = r.path.iter().map(|uri| uri.len() + 6).sum();
    FRAME
        + r.user.domain.as_str().len()
        + r.user.login.as_str().len()
        + r.contact.as_str().len()
        + r.instance_id.as_ref().map_or(0, |id| id.len())
        + r.call_id.len()
        + path
        + r.source_address.len()
        + r.user_agent.len()
        + r.node.len()
        + r.flow_token.len()
        + r.public_gruu().map_or(0, |gruu| gruu.octets())
}

/// The same of an event.
pub fn octets_of_event(change: &Change) -> usize {
    octets(&change.registration) + 64 + change.reason.len() + change.actor.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_cut_by_number_and_by_size() {
        let parts = |sizes: Vec<usize>| {
            let mut items = VecDeque::from(sizes);
            let mut lengths = Vec::new();
            while !items.is_empty() {
                lengths.push(take(&mut items, |size| *size).len());
            }
            lengths
        };
        assert_eq!(parts(vec![1; 2500]), [1000, 1000, 500]);
        assert_eq!(parts(vec![OCTETS / 4; 10]), [4, 4, 2]);
        assert_eq!(parts(vec![2 * OCTETS, 1, 2 * OCTETS]), [1, 1, 1]);
        assert!(take(&mut VecDeque::<usize>::new(), |size| *size).is_empty());
    }
}
