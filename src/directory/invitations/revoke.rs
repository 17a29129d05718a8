//! Revoking invitations.

use super::pending;
use crate::directory::{Caller, Directory, Error, Resource, check_etag, detached};
use crate::model::{AuditAction, ChildName, Invitation, InvitationState, Time};
use crate::store::StoreError;

#[derive(Debug, Clone)]
pub struct RevokeInvitation {
    pub name: ChildName,
    pub etag: String,
}

impl Directory {
    /// Makes a pending invitation worthless. One that is revoked already is answered as it is, whatever the etag.
    ///
    /// Errors: `NotFound`, `InvitationNotPending`, `EtagMismatch`, `Conflict`.
    pub async fn revoke_invitation(
        &self,
        caller: &Caller,
        request: RevokeInvitation,
    ) -> Result<Invitation, Error> {
        let resource = Resource::invitation(&request.name);
        let (directory, caller) = (self.clone(), caller.clone());
        detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.write_revoke(&caller, &request).await }
        })
        .await
        .map_err(|error| match error {
            Error::Store(StoreError::Changed) => Error::Conflict(resource),
            other => other,
        })
    }

    async fn write_revoke(&self, caller: &Caller, request: &RevokeInvitation) -> Result<Invitation, Error> {
        let resource = || Resource::invitation(&request.name);
        let tx = self.inner.store.begin().await?;
        let before = tx.invitation(&caller.scope, &request.name).await?;
        let before = before.ok_or_else(|| Error::NotFound(resource()))?;
        if before.state == InvitationState::Revoked {
            return Ok(before);
        }
        pending(&before)?;
        check_etag(before.etag(), &request.etag, resource)?;
        let after =
            Invitation { state: InvitationState::Revoked, update_time: Time::now(), ..before.clone() };
        let after = tx.settle_invitation(&before, after).await?;
        let (account, name, uid) = (&after.account, after.name(), after.uid);
        tx.audit(vec![caller.entry(account, AuditAction::Revoke, name, uid, ["state"])]).await?;
        tx.commit().await?;
        Ok(after)
    }
}
