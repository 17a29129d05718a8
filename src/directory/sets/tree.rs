//! The tree of organizations: without cycles, and of so many levels at most.

use super::resource;
use crate::directory::{Caller, Error, Violations};
use crate::model::{ResourceId, SetKind, UserSet};
use crate::store::WriteTx;

/// The organization that `set` is going to be below, if any. The caller has the domain locked.
///
/// Errors: `NotFound` for the parent, `OrganizationCycle`, `Invalid` when the tree becomes too deep.
pub(super) async fn parent(
    caller: &Caller,
    tx: &WriteTx,
    set: &UserSet,
    stored: bool,
) -> Result<Option<UserSet>, Error> {
    let Some(id) = &set.parent else { return Ok(None) };
    let name = set.sibling(id);
    let parent = tx.set_to_refer(&caller.scope, SetKind::Organization, &name).await?;
    let parent = parent.ok_or_else(|| Error::NotFound(resource(SetKind::Organization, &name)))?;
    let above = tx.ancestry(&parent).await?;
    let mut below = 1;
    if stored {
        if above.contains(&set.id) {
            let resource = resource(SetKind::Organization, set.name());
            return Err(Error::OrganizationCycle { resource, parent: name.to_string() });
        }
        below = tx.height(set).await?;
    }
    if above.len() + below > UserSet::MAX_LEVELS {
        let mut found = Violations::default();
        let why = format_args!("there are at most {} levels", UserSet::MAX_LEVELS);
        found.add("organization.parent_organization", why, &name);
        found.check()?;
    }
    Ok(Some(parent))
}

/// Parses the name of a parent, which is of the same domain.
pub(super) fn judged(
    text: &str,
    domain: Option<&crate::model::Fqdn>,
    found: &mut Violations,
) -> Option<ResourceId> {
    let field = "organization.parent_organization";
    if text.is_empty() {
        return None;
    }
    let name = found.parse(field, text, |text| SetKind::Organization.name(text))?;
    if domain.is_some_and(|domain| *domain != name.domain) {
        found.add(field, "is of the same domain", text);
    }
    Some(name.id)
}
