//! Everything that is selected, as of one revision, without holding up those who register meanwhile.
//!
//! The table is read in parts, and changes between them: what was read is a mixture of revisions. The batches that
//! were committed meanwhile then say how each registration that they touch ended up, and with that the whole is as
//! of the last of them.

use super::{Position, commit::Inner, ring::Read, selection::Selection, table::LocationTable};
use crate::model::{Batch, Registration, Revision};
use crate::store::StoreError;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Registrations read in one go: some tens of microseconds, in which nobody commits.
const PART: usize = 1000;
/// Changes and batches taken at once when catching up.
const CHANGES: usize = 1000;
const LOG_PAGE: u64 = 64;

/// Reads what is selected. The revision is one that this node has applied.
pub(super) async fn read(
    inner: &Inner,
    selection: &Selection,
) -> Result<(Revision, Vec<Arc<Registration>>), StoreError> {
    let mut mixture = Mixture::default();
    while mixture.read_part(&inner.table(), selection, PART) {
        tokio::task::yield_now().await;
    }
    let mut revision = mixture.oldest;
    let mut touched = Touched::default();
    // Publishing goes to the table first and lets go of it last, so the ring has what the table has.
    while revision < mixture.newest {
        let read = inner.ring().after(revision, CHANGES);
        match read {
            Read::Batches(batches) => batches.iter().for_each(|published| touched.take_in(&published.batch)),
            Read::Behind => {
                let batches = inner.store.read_log(revision, LOG_PAGE).await?;
                batches.iter().for_each(|batch| touched.take_in(batch));
            }
            Read::UpToDate => break,
        }
        revision = touched.revision;
    }
    Ok((revision, touched.laid_over(mixture.all, selection)))
}

/// What was read of the table so far, each part as of its own revision.
#[derive(Default)]
struct Mixture {
    all: Vec<Arc<Registration>>,
    oldest: Revision,
    newest: Revision,
}

impl Mixture {
    /// Reads on; whether there may be more.
    fn read_part(&mut self, table: &LocationTable, selection: &Selection, size: usize) -> bool {
        let after = self.all.last().map(|last| Position::from(&**last));
        self.newest = table.revision();
        if after.is_none() {
            self.oldest = self.newest;
        }
        let part = table.list(selection, after.as_ref(), false, size);
        let more = part.len() == size;
        self.all.extend(part);
        more
    }
}

/// The last state of each registration that changed while the table was read; `None` when it ended.
#[derive(Default)]
struct Touched {
    last: HashMap<Uuid, Option<Arc<Registration>>>,
    revision: Revision,
}

impl Touched {
    fn take_in(&mut self, batch: &Batch) {
        for change in &batch.changes {
            let state = (!change.kind.ends()).then(|| change.registration.clone());
            self.last.insert(change.registration.uid, state);
        }
        self.revision = batch.revision;
    }

    fn laid_over(self, mut all: Vec<Arc<Registration>>, selection: &Selection) -> Vec<Arc<Registration>> {
        if !self.last.is_empty() {
            all.retain(|r| !self.last.contains_key(&r.uid));
            all.extend(self.last.into_values().flatten().filter(|r| selection.covers(&r.user)));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountScope, ChangeKind, Time};
    use crate::registrar::testing::{change, registration, user};
    use proptest::prelude::*;

    proptest! {
        /// Whatever is committed between the parts, the whole is the table as of the newest revision.
        #[test]
        fn parts_of_many_revisions_become_one(
            size in 1usize..5,
            lives in prop::collection::vec(prop::collection::vec((0u128..30, any::<bool>()), 0..6), 1..40),
        ) {
            let users = ["alice", "bob", "carol"].map(|login| user("a.test", login));
            let of = |n: u128, expires| registration(&users[(n % 3) as usize], n, expires);
            let selection = Selection::all(AccountScope::All);
            let mut table = LocationTable::new(Revision(0), (0..30).step_by(2).map(|n| of(n, 0)).collect());
            let (mut mixture, mut touched) = (Mixture::default(), Touched::default());
            let mut lives = lives.into_iter().enumerate();
            while mixture.read_part(&table, &selection, size) {
                let Some((at, life)) = lives.next() else { continue };
                let changes = life.into_iter().map(|(n, comes)| {
                    let kind = if comes { ChangeKind::Refreshed } else { ChangeKind::Expired };
                    change(kind, &of(n, 1 + at as i64))
                });
                let (revision, time) = (table.revision().next(), Time(0));
                let batch = Batch { revision, time, changes: changes.collect(), settings: Vec::new() };
                table.apply(&batch);
                touched.take_in(&batch);
            }
            let mut whole = touched.laid_over(mixture.all, &selection);
            let mut expected = table.list(&selection, None, false, usize::MAX);
            whole.sort_by_key(|r| r.uid);
            expected.sort_by_key(|r| r.uid);
            prop_assert_eq!(whole, expected);
        }
    }
}
