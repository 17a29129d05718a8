//! What a change leaves in the audit, and reading it.

use super::{Caller, Directory, Error, Resource};
use crate::model::{AccountId, AccountName, AccountScope, AuditAction, AuditEntry, Listing, Time};
use std::fmt::Display;
use uuid::Uuid;

/// Whom the audit names for what the server does by itself.
const SYSTEM: &str = "system";

impl Caller {
    /// The server itself, for its own work.
    pub fn system() -> Self {
        Self {
            scope: crate::model::AccountScope::All,
            account: None,
            actor: SYSTEM.to_owned(),
            call: super::Call::default(),
        }
    }

    /// The entry for one change of one resource. `fields` are paths, never values.
    pub(super) fn entry(
        &self,
        account: &AccountId,
        action: AuditAction,
        resource: impl Display,
        uid: Uuid,
        fields: impl IntoIterator<Item = impl Display>,
    ) -> AuditEntry {
        AuditEntry {
            uid: Uuid::now_v7(),
            account: account.clone(),
            time: Time::now(),
            actor: self.actor.clone(),
            action,
            method: self.call.method.to_owned(),
            resource: resource.to_string(),
            resource_uid: Some(uid),
            changed_fields: fields.into_iter().map(|field| field.to_string()).collect(),
            request_id: self.call.request_id.clone(),
            reason: String::new(),
            source_address: self.call.source.clone(),
        }
    }
}

impl Directory {
    /// A page of the audit of an account, or of all for `None`; each entry with its place among those of the
    /// same time.
    ///
    /// Errors: `NotFound` for an account that is not the caller's, and for one that is not there and never was.
    /// The caller's own always is: it has a token.
    pub async fn audit(
        &self,
        caller: &Caller,
        account: Option<&AccountId>,
        listing: &Listing,
    ) -> Result<Vec<(i64, AuditEntry)>, Error> {
        let Some(account) = account else {
            return Ok(self.inner.store.audit_entries(&caller.scope, listing).await?);
        };
        let missing = || Error::NotFound(Resource::account(AccountName(account.clone())));
        if !caller.scope.covers(account) {
            return Err(missing());
        }
        let of_account = AccountScope::One(account.clone());
        let entries = self.inner.store.audit_entries(&of_account, listing).await?;
        if entries.is_empty() && caller.account.as_ref() != Some(account) {
            let store = &self.inner.store;
            let there = store.account(&of_account, account).await?.is_some();
            if !there && !store.is_audited(account).await? {
                return Err(missing());
            }
        }
        Ok(entries)
    }
}
