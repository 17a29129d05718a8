//! Organizations and groups: get and list; what their changes share.

mod members;
mod tree;
mod write;

pub use members::ChangeMember;
pub use write::{CreateSet, DeleteSet, SetDraft, UpdateSet};

use super::{Caller, Directory, Error, Resource, domains};
use crate::model::{ChildName, Domain, Fqdn, Listing, Member, SetKind, UserName, UserSet};
use crate::store::{Page, WriteTx};

/// The paths that an update mask may name, as in the contract.
pub const ORGANIZATION_PATHS: &[&str] = &["display_name", "parent_organization"];
pub const GROUP_PATHS: &[&str] = &["display_name"];

impl Directory {
    /// Errors: `NotFound`.
    pub async fn set(&self, caller: &Caller, kind: SetKind, name: &ChildName) -> Result<UserSet, Error> {
        let set = self.inner.store.set(&caller.scope, kind, name).await?;
        set.ok_or_else(|| Error::NotFound(resource(kind, name)))
    }

    /// A page of a domain's sets. Errors: `NotFound` for the domain.
    pub async fn sets(
        &self,
        caller: &Caller,
        kind: SetKind,
        domain: &Fqdn,
        listing: &Listing,
    ) -> Result<Vec<UserSet>, Error> {
        let domain = self.domain(caller, domain).await?;
        Ok(self.inner.store.sets(&caller.scope, kind, &domain, listing).await?)
    }

    /// A page of the sets that a user is a member of, by id. Errors: `NotFound` for the user.
    pub async fn sets_of_user(
        &self,
        caller: &Caller,
        kind: SetKind,
        user: &UserName,
        page: &Page,
    ) -> Result<Vec<UserSet>, Error> {
        let user = self.user(caller, user).await?;
        Ok(self.inner.store.sets_of_user(&caller.scope, kind, &user, page).await?)
    }

    /// A page of a set's members, by login; with `descendants` those of all organizations below it too.
    ///
    /// Errors: `NotFound` for the set.
    pub async fn members(
        &self,
        caller: &Caller,
        kind: SetKind,
        name: &ChildName,
        descendants: bool,
        page: &Page,
    ) -> Result<Vec<Member>, Error> {
        let set = self.set(caller, kind, name).await?;
        Ok(self.inner.store.members(&caller.scope, &set, descendants, page).await?)
    }
}

fn resource(kind: SetKind, name: impl std::fmt::Display) -> Resource {
    match kind {
        SetKind::Organization => Resource::organization(name),
        SetKind::Group => Resource::group(name),
    }
}

/// A domain whose sets of a kind are going to change. The tree of organizations is one for the whole domain,
/// so that only one write at a time may change it.
async fn domain_to_change(
    caller: &Caller,
    tx: &WriteTx,
    kind: SetKind,
    fqdn: &Fqdn,
) -> Result<Option<Domain>, Error> {
    Ok(match kind {
        SetKind::Organization => tx.lock_domain(&caller.scope, fqdn).await?,
        SetKind::Group => tx.domain(&caller.scope, fqdn).await?,
    })
}

/// Fails for a domain whose sets of a kind may not change.
fn allows(kind: SetKind, domain: &Domain) -> Result<(), Error> {
    domains::writable(domain)?;
    match kind {
        SetKind::Organization => domains::organized(domain),
        SetKind::Group => Ok(()),
    }
}
