//! Positions in the change log.

use std::fmt;
use uuid::Uuid;

/// The number of one committed batch of changes. Revision order is commit order; revision 0 is before
/// the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Revision(pub i64);

impl Revision {
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Names one store. A token made over another store is recognised by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreId(pub Uuid);
