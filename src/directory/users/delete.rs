//! Soft-deleting users (AIP-164).

use super::in_live_domain;
use crate::directory::{Caller, Changed, Directory, Error, Resource, check_etag, detached};
use crate::model::{AuditAction, ChangeKind, Time, User, UserName};
use crate::registrar::Selection;
use crate::store::StoreError;

#[derive(Clone)]
pub struct DeleteUser {
    pub name: UserName,
    pub etag: String,
}

impl Directory {
    /// Soft-deletes a user; what was registered ends in the same transaction. What only one may have stays
    /// the user's until it is purged.
    ///
    /// Errors: `NotFound`, also when it is deleted already; `Deleted` for the domain; `EtagMismatch`;
    /// `Conflict`.
    pub async fn delete_user(&self, caller: &Caller, request: DeleteUser) -> Result<Changed<User>, Error> {
        let resource = Resource::user(&request.name);
        let (directory, caller) = (self.clone(), caller.clone());
        detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.write_delete(&caller, &request).await }
        })
        .await
        .map_err(|error| match error {
            Error::Store(StoreError::Changed) => Error::Conflict(resource),
            other => other,
        })
    }

    async fn write_delete(&self, caller: &Caller, request: &DeleteUser) -> Result<Changed<User>, Error> {
        let resource = || Resource::user(&request.name);
        let (mut exclusive, tx) = self.inner.registrar.exclusive(self.inner.store.begin()).await?;
        let before = tx.user(&caller.scope, &request.name).await?;
        let before = before.filter(|u| u.delete_time.is_none()).ok_or_else(|| Error::NotFound(resource()))?;
        in_live_domain(&before)?;
        check_etag(before.etag(), &request.etag, resource)?;
        let now = Time::now();
        let after = User {
            delete_time: Some(now),
            purge_time: Some(now.plus(self.inner.options.purge_after)),
            update_time: now,
            ..before.clone()
        };
        let after = tx.update_user(&before, after, None).await?;
        let none: [&str; 0] = [];
        tx.audit(vec![caller.entry(&after.account, AuditAction::Delete, after.name(), after.uid, none)])
            .await?;
        let selection = Selection::of_user(after.name());
        exclusive.end(&selection, |_| true, ChangeKind::Rejected, "user deleted", &caller.actor);
        exclusive.fence_user(&before, &after);
        let revision = exclusive.commit(tx).await?;
        Ok(Changed { resource: after, revision })
    }
}
