//! Exporting the users of a domain.

use super::{Caller, Directory, Error, Resource};
use crate::model::{AccountScope, Domain, DomainName, Fqdn, User};
use crate::store::ReadTx;

/// An export under way: the users of a domain at one point in time. It holds a snapshot of the database
/// until it is dropped.
pub struct Export {
    snapshot: ReadTx,
    scope: AccountScope,
    domain: Domain,
    after: Option<String>,
}

/// Users that are read at once.
const PAGE: u64 = 500;

impl Directory {
    /// Errors: `NotFound`.
    pub async fn export_users(&self, caller: &Caller, domain: &Fqdn) -> Result<Export, Error> {
        let scope = caller.scope.clone();
        let snapshot = self.inner.store.snapshot().await?;
        let found = snapshot.domain(&scope, domain).await?;
        let domain = found.ok_or_else(|| Error::NotFound(Resource::domain(DomainName(domain.clone()))))?;
        Ok(Export { snapshot, scope, domain, after: None })
    }
}

impl Export {
    /// The next users by name; none at the end.
    pub async fn next(&mut self) -> Result<Vec<User>, Error> {
        let after = self.after.as_deref();
        let users = self.snapshot.users(&self.scope, &self.domain, after, PAGE).await?;
        self.after = users.last().map(|user| user.login.to_string()).or(self.after.take());
        Ok(users)
    }

    /// Lets go of the snapshot.
    pub async fn end(self) -> Result<(), Error> {
        Ok(self.snapshot.end().await?)
    }
}
