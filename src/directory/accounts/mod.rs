//! Accounts: create, get, list, update, delete; and whether one is switched off.

mod fields;
mod standing;

pub use fields::{ACCOUNT_PATHS, AccountDraft};
pub use standing::STANDING_LIFETIME;
pub(super) use standing::Standing;

use super::{Answered, Caller, Directory, Error, Once, Resource, Violations, check_etag, detached};
use crate::model::{Account, AccountId, AccountName, AuditAction, ChangeKind, Listing, Time};
use crate::registrar::Selection;
use crate::store::{StoreError, UniqueRule, WriteTx};
use std::sync::Arc;

/// What CreateAccount is asked.
#[derive(Debug, Clone)]
pub struct CreateAccount {
    pub account_id: String,
    pub draft: AccountDraft,
}

/// What UpdateAccount is asked. `paths` are of [`ACCOUNT_PATHS`].
#[derive(Debug, Clone)]
pub struct UpdateAccount {
    pub name: AccountName,
    pub draft: AccountDraft,
    pub paths: Vec<&'static str>,
    pub etag: String,
}

#[derive(Debug, Clone)]
pub struct DeleteAccount {
    pub name: AccountName,
    pub etag: String,
}

impl Directory {
    /// Errors: `NotFound`, also for an account that has tokens and nothing else yet.
    pub async fn account(&self, caller: &Caller, name: &AccountName) -> Result<Account, Error> {
        let account = self.inner.store.account(&caller.scope, &name.0).await?;
        account.ok_or_else(|| Error::NotFound(Resource::account(name)))
    }

    /// A page of accounts.
    pub async fn accounts(&self, caller: &Caller, listing: &Listing) -> Result<Vec<Account>, Error> {
        Ok(self.inner.store.accounts(&caller.scope, listing).await?)
    }

    /// Errors: `Invalid` with every bad field; `AlreadyExists`, also when the account came into being with its
    /// first domain; `RequestIdReused`.
    pub async fn create_account(
        &self,
        caller: &Caller,
        request: CreateAccount,
        once: Once<Account>,
    ) -> Result<Answered<Account>, Error> {
        if let Some(answer) = self.inner.replay(caller, &once).await? {
            return Ok(Answered::Before(answer));
        }
        let account = judged(request)?;
        let resource = Resource::account(account.name());
        let audited = caller.clone();
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (account, caller) = (account.clone(), audited.clone());
            async move {
                let fields = fields::populated(&account);
                let account = tx.insert_account(account).await?;
                let (own, name, uid) = (&account.account, account.name(), account.uid);
                tx.audit(vec![caller.entry(own, AuditAction::Create, name, uid, fields)]).await?;
                Ok(account)
            }
        };
        // Tokens may have come before their account.
        let forget = |inner: &super::Inner, _: &Account| inner.standing.changed();
        match self.inner.clone().write_once(caller.clone(), once, work, forget).await {
            Err(Error::Store(StoreError::Taken(UniqueRule::Account))) => {
                Err(Error::AlreadyExists { resource, field: "name", refused: None, readable: true })
            }
            other => other,
        }
    }

    /// Changes the named fields. Disabling an account ends what is registered in its domains, in the same
    /// transaction.
    ///
    /// Errors: `NotFound`, `EtagMismatch`, `Invalid`, `Conflict`.
    pub async fn update_account(&self, caller: &Caller, request: UpdateAccount) -> Result<Account, Error> {
        let resource = Resource::account(&request.name);
        let (directory, caller) = (self.clone(), caller.clone());
        let done = detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.write_account(&caller, &request).await }
        });
        done.await.map_err(|error| conflict(error, resource))
    }

    async fn write_account(&self, caller: &Caller, request: &UpdateAccount) -> Result<Account, Error> {
        let resource = || Resource::account(&request.name);
        let (mut exclusive, tx) = self.inner.registrar.exclusive(self.inner.store.begin()).await?;
        let read = tx.account(&caller.scope, &request.name.0).await?;
        let (before, _) = read.ok_or_else(|| Error::NotFound(resource()))?;
        check_etag(before.etag(), &request.etag, resource)?;
        let mut found = Violations::default();
        let mut after = before.clone();
        for path in &request.paths {
            fields::apply(&mut after, &request.draft, path, &mut found);
        }
        found.check()?;
        after.update_time = Time::now();
        let fields: Vec<_> = request.paths.iter().filter(|p| fields::differ(&before, &after, p)).collect();
        let after = tx.update_account(after).await?;
        let (own, name, uid) = (&after.account, after.name(), after.uid);
        tx.audit(vec![caller.entry(own, AuditAction::Update, name, uid, fields)]).await?;
        exclusive.fence_account(&after);
        if after.disabled && !before.disabled {
            let all = Selection::of_account(after.account.clone());
            exclusive.end(&all, |_| true, ChangeKind::Rejected, "account disabled", &caller.actor);
        }
        exclusive.commit(tx).await?;
        Ok(after)
    }

    /// Deletes an account without domains.
    ///
    /// Errors: `NotFound`, `EtagMismatch`, `AccountNotEmpty`, `Conflict`.
    pub async fn delete_account(&self, caller: &Caller, request: DeleteAccount) -> Result<(), Error> {
        let resource = Resource::account(&request.name);
        let (directory, caller) = (self.clone(), caller.clone());
        let done = detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.remove_account(&caller, &request).await }
        });
        done.await.map_err(|error| conflict(error, resource))
    }

    async fn remove_account(&self, caller: &Caller, request: &DeleteAccount) -> Result<(), Error> {
        let resource = || Resource::account(&request.name);
        let tx = self.inner.store.begin().await?;
        let read = tx.account(&caller.scope, &request.name.0).await?;
        let (account, domains) = read.ok_or_else(|| Error::NotFound(resource()))?;
        check_etag(account.etag(), &request.etag, resource)?;
        if domains > 0 {
            return Err(Error::AccountNotEmpty { resource: resource(), domains });
        }
        tx.delete_account(&account).await?;
        let (own, name, none) = (&account.account, account.name(), [""; 0]);
        tx.audit(vec![caller.entry(own, AuditAction::Delete, name, account.uid, none)]).await?;
        tx.commit().await?;
        self.inner.standing.changed();
        Ok(())
    }
}

/// The new account that a request describes, or every reason why not.
fn judged(CreateAccount { account_id, mut draft }: CreateAccount) -> Result<Account, Error> {
    let mut found = Violations::default();
    let id = found.parse("account_id", &account_id, AccountId::parse_new);
    // A stand-in, so that the other fields are judged too when the id is bad.
    let id = id.map_or_else(|| AccountId::parse("invalid"), Ok);
    let id = id.map_err(|why| Error::Internal(why.to_string()))?;
    let mut account = Account::new(id, Time::now());
    if draft.display_name.is_empty() {
        draft.display_name.clone_from(&account.display_name);
    }
    for path in ACCOUNT_PATHS.iter().filter(|path| !path.contains('.')) {
        fields::apply(&mut account, &draft, path, &mut found);
    }
    found.check()?;
    Ok(account)
}

fn conflict(error: Error, resource: Resource) -> Error {
    match error {
        Error::Store(StoreError::Changed) => Error::Conflict(resource),
        other => other,
    }
}
