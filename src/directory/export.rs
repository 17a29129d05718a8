//! Exporting the users of a domain.

use super::{Caller, Directory, Error, Resource};
use crate::model::{AccountScope, Domain, DomainName, Filter, Fqdn, Listed, Listing, USERS, User};
use crate::store::ReadTx;

/// An export under way: the users of a domain at one point in time. It holds a snapshot of the database
/// until it is dropped.
pub struct Export {
    snapshot: ReadTx,
    scope: AccountScope,
    domain: Domain,
    listing: Listing,
}

/// Users that are read at once.
const PAGE: u64 = 500;

impl Directory {
    /// Begins the export of the users that pass the filter. Errors: `NotFound` for the domain.
    pub async fn export_users(
        &self,
        caller: &Caller,
        domain: &Fqdn,
        filter: Option<Filter>,
    ) -> Result<Export, Error> {
        let scope = caller.scope.clone();
        let snapshot = self.inner.store.snapshot().await?;
        let found = snapshot.domain(&scope, domain).await?;
        let domain = found.ok_or_else(|| Error::NotFound(Resource::domain(DomainName(domain.clone()))))?;
        Ok(Export { snapshot, scope, domain, listing: Listing::first(&USERS, filter, PAGE) })
    }
}

impl Export {
    /// The next users by name; none at the end.
    pub async fn next(&mut self) -> Result<Vec<User>, Error> {
        let users = self.snapshot.users(&self.scope, &self.domain, &self.listing).await?;
        if let Some(last) = users.last() {
            self.listing.after = Some(last.place(self.listing.order));
        }
        Ok(users)
    }

    /// Lets go of the snapshot.
    pub async fn end(self) -> Result<(), Error> {
        Ok(self.snapshot.end().await?)
    }
}
