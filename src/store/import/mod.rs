//! Many users at once: what is taken, what they refer to, and their rows in few statements.
//!
//! Statements hold a power of two of rows or values, so that there are few of them and each is prepared
//! once for a connection.

mod check;
mod insert;
mod lookup;
mod scratch;

pub use check::{Known, Wanted};
pub use insert::NewUser;
pub use scratch::Scratch;

/// The most rows in one statement. A user has 32 columns, SQLite takes 32766 parameters, PostgreSQL 65535.
const ROWS: usize = 256;
/// The most values in one list of a condition.
const VALUES: usize = 1024;

/// How many of `left` rows the next statement takes.
fn piece(left: usize) -> usize {
    if left >= ROWS { ROWS } else { 1 << left.max(1).ilog2() }
}

/// Splits rows into the parts of statements.
fn pieces<T>(rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || match rows.len() {
        0 => None,
        left => Some(rows.by_ref().take(piece(left)).collect()),
    })
}

/// The values in lists whose lengths are powers of two; the last value fills up the last list.
fn lists<'a, T: Clone>(values: &'a [T]) -> impl Iterator<Item = Vec<T>> + use<'a, T> {
    values.chunks(VALUES).map(|list| {
        let mut list = list.to_vec();
        if let Some(last) = list.last().cloned() {
            list.resize(list.len().next_power_of_two(), last);
        }
        list
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_have_few_sizes() {
        let of = |n: usize| pieces(vec![(); n]).map(|p| p.len()).collect::<Vec<_>>();
        assert_eq!(of(0), [0; 0]);
        assert_eq!(of(1), [1]);
        assert_eq!(of(300), [256, 32, 8, 4]);
        assert_eq!(of(512), [256, 256]);
        let of = |n: usize| lists(&vec![7; n]).map(|l| l.len()).collect::<Vec<_>>();
        assert_eq!(of(0), [0; 0]);
        assert_eq!(of(3), [4]);
        assert_eq!(of(1025), [1024, 1]);
    }
}
