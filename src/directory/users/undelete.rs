//! Bringing soft-deleted users back (AIP-164).

use crate::directory::{Caller, Directory, Error, Resource, check_etag, detached, domains};
use crate::model::{AuditAction, Time, User, UserName};
use crate::store::StoreError;

#[derive(Clone)]
pub struct UndeleteUser {
    pub name: UserName,
    pub etag: String,
}

impl Directory {
    /// Brings a soft-deleted user back, with its credentials and without its registrations. Quotas count
    /// soft-deleted users too, so there is always room.
    ///
    /// Errors: `NotFound`, also when it is purged; `NotDeleted`; `EtagMismatch`; `Deleted` for the domain;
    /// `Conflict`.
    pub async fn undelete_user(&self, caller: &Caller, request: UndeleteUser) -> Result<User, Error> {
        let resource = Resource::user(&request.name);
        let (directory, caller) = (self.clone(), caller.clone());
        detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.write_undelete(&caller, &request).await }
        })
        .await
        .map_err(|error| match error {
            Error::Store(StoreError::Changed) => Error::Conflict(resource),
            other => other,
        })
    }

    async fn write_undelete(&self, caller: &Caller, request: &UndeleteUser) -> Result<User, Error> {
        let resource = || Resource::user(&request.name);
        let tx = self.inner.store.begin().await?;
        let before = tx.user(&caller.scope, &request.name).await?;
        let before = before.ok_or_else(|| Error::NotFound(resource()))?;
        if before.delete_time.is_none() {
            return Err(Error::NotDeleted(resource()));
        }
        check_etag(before.etag(), &request.etag, resource)?;
        domains::hold(&tx, before.domain_id, &before.domain).await?;
        let after = User { delete_time: None, purge_time: None, update_time: Time::now(), ..before.clone() };
        let after = tx.update_user(&before, after, None).await?;
        let none: [&str; 0] = [];
        tx.audit(vec![caller.entry(&after.account, AuditAction::Undelete, after.name(), after.uid, none)])
            .await?;
        tx.commit().await?;
        // The edge remembers that there was nobody.
        self.inner.edge.forget_user(after.domain_id, &after.auth_username);
        Ok(after)
    }
}
