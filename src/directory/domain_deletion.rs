//! Soft-deleting domains and bringing them back (AIP-164).
//!
//! Only the domain is marked: its users keep their own state, nobody of them can register, and nothing
//! below it can be changed until it is back.

use super::{Caller, Changed, Directory, Error, Resource, check_etag, detached};
use crate::model::{AuditAction, ChangeKind, Domain, DomainName, Time};
use crate::registrar::Selection;
use crate::store::StoreError;

#[derive(Debug, Clone)]
pub struct DeleteDomain {
    pub name: DomainName,
    pub etag: String,
    /// Also when it has users.
    pub force: bool,
}

#[derive(Debug, Clone)]
pub struct UndeleteDomain {
    pub name: DomainName,
    pub etag: String,
}

impl Directory {
    /// Soft-deletes a domain, with `force` also when it has users. What was registered ends in the same
    /// transaction.
    ///
    /// Errors: `NotFound`, also when it is deleted already; `EtagMismatch`; `NotEmpty`; `Conflict`.
    pub async fn delete_domain(
        &self,
        caller: &Caller,
        request: DeleteDomain,
    ) -> Result<Changed<Domain>, Error> {
        let resource = Resource::domain(&request.name);
        let (directory, caller) = (self.clone(), caller.clone());
        detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.mark_domain(&caller, &request).await }
        })
        .await
        .map_err(|error| conflict(error, resource))
    }

    async fn mark_domain(&self, caller: &Caller, request: &DeleteDomain) -> Result<Changed<Domain>, Error> {
        let resource = || Resource::domain(&request.name);
        let (mut exclusive, tx) = self.inner.registrar.exclusive(self.inner.store.begin()).await?;
        let before = tx.domain(&caller.scope, &request.name.0).await?;
        let before = before.filter(|d| d.delete_time.is_none()).ok_or_else(|| Error::NotFound(resource()))?;
        check_etag(before.etag(), &request.etag, resource)?;
        let now = Time::now();
        let purge_time = Some(now.plus(self.inner.options.purge_after));
        let after = Domain { delete_time: Some(now), purge_time, update_time: now, ..before };
        // Written before its users are counted: who creates one holds the domain, so from here on there
        // are no more.
        let after = tx.update_domain(after).await?;
        if !request.force {
            let users = tx.count_users(&after).await?;
            if users > 0 {
                return Err(Error::NotEmpty { resource: resource(), users });
            }
        }
        let (account, name, none) = (&after.account, after.name(), [""; 0]);
        tx.audit(vec![caller.entry(account, AuditAction::Delete, name, after.uid, none)]).await?;
        let all = Selection::of_domain(after.fqdn.clone());
        exclusive.end(&all, |_| true, ChangeKind::Rejected, "domain deleted", &caller.actor);
        exclusive.fence_domain(&after);
        let revision = exclusive.commit(tx).await?;
        Ok(Changed { resource: after, revision })
    }

    /// Brings a soft-deleted domain back, with its users as they are and without registrations. Quotas count
    /// soft-deleted domains too, so there is always room.
    ///
    /// Errors: `NotFound`, also when it is purged, and while that is under way; `NotDeleted`; `EtagMismatch`;
    /// `Conflict`.
    pub async fn undelete_domain(&self, caller: &Caller, request: UndeleteDomain) -> Result<Domain, Error> {
        let resource = Resource::domain(&request.name);
        let (directory, caller) = (self.clone(), caller.clone());
        detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.unmark_domain(&caller, &request).await }
        })
        .await
        .map_err(|error| conflict(error, resource))
    }

    async fn unmark_domain(&self, caller: &Caller, request: &UndeleteDomain) -> Result<Domain, Error> {
        let resource = || Resource::domain(&request.name);
        let tx = self.inner.store.begin().await?;
        let before = tx.domain(&caller.scope, &request.name.0).await?;
        let before = before.ok_or_else(|| Error::NotFound(resource()))?;
        if before.delete_time.is_none() {
            return Err(Error::NotDeleted(resource()));
        }
        check_etag(before.etag(), &request.etag, resource)?;
        let after = Domain { delete_time: None, purge_time: None, update_time: Time::now(), ..before };
        let after = tx.update_domain(after).await?;
        let (account, name, none) = (&after.account, after.name(), [""; 0]);
        tx.audit(vec![caller.entry(account, AuditAction::Undelete, name, after.uid, none)]).await?;
        tx.commit().await?;
        // The edge remembers that there was no such domain.
        self.inner.edge.forget_domain(&after.fqdn);
        Ok(after)
    }
}

fn conflict(error: Error, resource: Resource) -> Error {
    match error {
        Error::Store(StoreError::Changed) => Error::Conflict(resource),
        other => other,
    }
}
