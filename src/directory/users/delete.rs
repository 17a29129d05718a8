//! Deleting users.

use crate::directory::{Caller, Changed, Directory, Error, Resource, check_etag, detached};
use crate::model::{AuditAction, ChangeKind, Quota, Revision, User, UserName};
use crate::registrar::Selection;

#[derive(Clone)]
pub struct DeleteUser {
    pub name: UserName,
    pub etag: String,
}

impl Directory {
    /// Deletes a user; what was registered ends in the same transaction.
    ///
    /// Errors: `NotFound`, `EtagMismatch`.
    pub async fn delete_user(&self, caller: &Caller, request: DeleteUser) -> Result<Changed<User>, Error> {
        let (directory, caller) = (self.clone(), caller.clone());
        detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.write_delete(&caller, &request).await }
        })
        .await
    }

    async fn write_delete(&self, caller: &Caller, request: &DeleteUser) -> Result<Changed<User>, Error> {
        let mut exclusive = self.inner.registrar.exclusive().await?;
        let tx = self.inner.store.begin().await?;
        let user = tx
            .user(&caller.scope, &request.name)
            .await?
            .ok_or_else(|| Error::NotFound(Resource::user(&request.name)))?;
        check_etag(user.etag(), &request.etag, || Resource::user(&request.name))?;
        let selection = Selection::of_user(user.name());
        exclusive.end(&selection, |_| true, ChangeKind::Rejected, "user deleted", &caller.actor);
        exclusive.delete_rows(&tx).await?;
        tx.delete_user(&user).await?;
        tx.release_quota(&user.account, Quota::Users, 1).await?;
        let none: [&str; 0] = [];
        tx.audit(vec![caller.entry(&user.account, AuditAction::Delete, user.name(), user.uid, none)]).await?;
        exclusive.fence_user(user.id, i64::MAX);
        let revision: Revision = exclusive.commit(tx).await?;
        self.inner.edge.forget_user(user.domain_id, &user.auth_username);
        Ok(Changed { resource: user, revision })
    }
}
