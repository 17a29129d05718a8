//! A table of a fixed size: memory is taken once, and nothing a stranger does changes how much.

use std::sync::{Mutex, PoisonError};

/// Places of one row: a key has its row, and the least used of it makes room.
const WAYS: usize = 8;

/// What stands under a key. The default is what a new key begins with.
pub(super) trait Entry: Copy + Default {
    /// Which entry of a row goes first: the one with the lowest.
    fn used(&self) -> u64;
}

pub(super) struct Table<E> {
    rows: Box<[Mutex<Row<E>>]>,
}

type Row<E> = [(u64, E); WAYS];

impl<E: Entry> Table<E> {
    /// Room for so many, at least for one row.
    pub(super) fn new(entries: usize) -> Self {
        let rows = entries.div_ceil(WAYS).max(1);
        Self { rows: (0..rows).map(|_| Mutex::new([(0, E::default()); WAYS])).collect() }
    }

    /// The entry of a key, which is not 0.
    pub(super) fn get(&self, key: u64) -> Option<E> {
        let row = self.row(key).lock().unwrap_or_else(PoisonError::into_inner);
        row.iter().find(|(k, _)| *k == key).map(|(_, entry)| *entry)
    }

    /// Changes the entry of a key, which is not 0; makes one if there is none.
    pub(super) fn with<R>(&self, key: u64, change: impl FnOnce(&mut E) -> R) -> R {
        let mut row = self.row(key).lock().unwrap_or_else(PoisonError::into_inner);
        let mut oldest = 0;
        let mut found = None;
        for (at, (k, entry)) in row.iter().enumerate() {
            if *k == key {
                found = Some(at);
                break;
            }
            if entry.used() < row[oldest].1.used() {
                oldest = at;
            }
        }
        let place = &mut row[found.unwrap_or(oldest)];
        if found.is_none() {
            *place = (key, E::default());
        }
        change(&mut place.1)
    }

    fn row(&self, key: u64) -> &Mutex<Row<E>> {
        let at = key % self.rows.len() as u64;
        &self.rows[usize::try_from(at).unwrap_or_default()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, Default, PartialEq)]
    struct Stamp(u64);

    impl Entry for Stamp {
        fn used(&self) -> u64 {
            self.0
        }
    }

    #[test]
    fn the_least_used_makes_room() {
        let table = Table::<Stamp>::new(1);
        for key in 1..=8 {
            table.with(key, |stamp| stamp.0 = 100 + key);
        }
        table.with(1, |stamp| stamp.0 = 200);
        table.with(9, |stamp| stamp.0 = 300);
        assert_eq!(table.get(2), None);
        assert_eq!((table.get(1), table.get(9)), (Some(Stamp(200)), Some(Stamp(300))));
        for key in 10..10_000 {
            table.with(key, |stamp| stamp.0 = 300);
        }
        assert_eq!(table.rows.len(), 1);
    }
}
