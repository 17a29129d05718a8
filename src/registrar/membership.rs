//! Who of those concerned is a member of a watched group, as it is now: one query at most.

use super::Selection;
use crate::model::UserRef;
use crate::store::{Store, StoreError};
use std::collections::HashSet;

/// Users who are asked about by their ids. Of more, all members are read.
const ASKED: usize = 1000;

/// Drops what is of users whom the selection covers only as members of its groups, and who are none.
pub(super) async fn retain<T>(
    store: &Store,
    selection: &Selection,
    items: &mut Vec<T>,
    user: impl Fn(&T) -> &UserRef,
) -> Result<(), StoreError> {
    let Some(groups) = &selection.groups else { return Ok(()) };
    let undecided: HashSet<i64> =
        items.iter().map(&user).filter(|user| selection.undecided(user)).map(|user| user.user_id).collect();
    if undecided.is_empty() {
        return Ok(());
    }
    let asked: Option<Vec<i64>> = (undecided.len() <= ASKED).then(|| undecided.into_iter().collect());
    let members = store.members_among(&selection.scope, &groups.ids, asked.as_deref()).await?;
    items.retain(|item| !selection.undecided(user(item)) || members.contains(&user(item).user_id));
    Ok(())
}
