//! Domains: create, get, list, update.

use super::{
    Answered, Caller, Changed, Directory, DomainDraft, Error, Once, Resource, check_etag, detached,
    domain_delegation,
    domain_fields::{self, DOMAIN_PATHS},
};
use crate::model::{
    AccountId, AccountScope, AuditAction, ChangeKind, Domain, DomainName, Fqdn, Listing, Quota, Time,
};
use crate::registrar::Selection;
use crate::store::{StoreError, UniqueRule, WriteTx};
use std::sync::Arc;

/// What CreateDomain is asked.
#[derive(Debug, Clone)]
pub struct CreateDomain {
    pub domain_id: String,
    pub draft: DomainDraft,
}

/// What UpdateDomain is asked. `paths` are of [`DOMAIN_PATHS`].
#[derive(Debug, Clone)]
pub struct UpdateDomain {
    pub name: DomainName,
    pub draft: DomainDraft,
    pub paths: Vec<&'static str>,
    pub etag: String,
}

impl Directory {
    /// Errors: `NotFound`.
    pub async fn domain(&self, caller: &Caller, fqdn: &Fqdn) -> Result<Domain, Error> {
        let domain = self.inner.store.domain(&caller.scope, fqdn).await?;
        domain.ok_or_else(|| missing(fqdn))
    }

    /// A page of the caller's domains.
    pub async fn domains(&self, caller: &Caller, listing: &Listing) -> Result<Vec<Domain>, Error> {
        Ok(self.inner.store.domains(&caller.scope, listing).await?)
    }

    /// Errors: `Invalid` with every bad field; `AlreadyExists`, also when the domain is another account's.
    pub async fn create_domain(
        &self,
        caller: &Caller,
        request: CreateDomain,
        once: Once<Domain>,
    ) -> Result<Answered<Domain>, Error> {
        if let Some(answer) = self.inner.replay(caller, &once).await? {
            return Ok(Answered::Before(answer));
        }
        let CreateDomain { domain_id, mut draft } = request;
        let mut found = std::mem::take(&mut draft.found);
        let fqdn = found.parse("domain_id", &domain_id, Fqdn::parse);
        let named = match draft.account.as_str() {
            "" => None,
            name => found.parse("domain.account", name, |text| {
                AccountId::parse(text.strip_prefix("accounts/").unwrap_or_default())
            }),
        };
        let account = match (&caller.scope, named) {
            (AccountScope::One(own), None) => Some(own.clone()),
            (AccountScope::One(own), Some(named)) => {
                if named != *own {
                    found.add("domain.account", "is the account of the token", &draft.account);
                }
                Some(named)
            }
            (AccountScope::All, None) if draft.account.is_empty() => {
                if caller.account.is_none() {
                    found.add("domain.account", "is needed with a token of every account", "");
                }
                caller.account.clone()
            }
            (AccountScope::All, named) => named,
        };
        found.text("domain.realm", &draft.realm, 255);
        if draft.realm.contains(['"', '\\']) {
            found.add("domain.realm", "has no quotes and backslashes", &draft.realm);
        }
        // So that the other fields are judged too when the name is bad.
        let mut domain = match (fqdn, account) {
            (Some(fqdn), Some(account)) => Domain::new(fqdn, account, Time::now()),
            _ => nowhere()?,
        };
        if !draft.realm.is_empty() {
            domain.realm.clone_from(&draft.realm);
        }
        // A new domain has the default limit; none at all is asked for by an update.
        draft.max_registrations = draft
            .max_registrations
            .or(domain.registration.max_registrations.and_then(|n| i32::try_from(n).ok()));
        if let Some(delegation) = &mut draft.delegation {
            delegation.seal(&self.inner.sealer, domain.uid)?;
        }
        for path in DOMAIN_PATHS.iter().filter(|p| !p.contains('.')) {
            domain_fields::apply(&mut domain, &draft, path, &mut found);
        }
        domain_fields::check_whole(&domain, &mut found);
        found.check()?;

        let resource = Resource::domain(domain.name());
        let (fqdn, audited) = (domain.fqdn.clone(), caller.clone());
        let fields = domain_fields::populated(&domain);
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (domain, caller, fields) = (domain.clone(), audited.clone(), fields.clone());
            async move {
                tx.ensure_account(&domain.account).await?;
                let domain = tx.insert_domain(domain).await?;
                let (account, name, uid) = (&domain.account, domain.name(), domain.uid);
                tx.audit(vec![caller.entry(account, AuditAction::Create, name, uid, fields)]).await?;
                tx.take_quota(account, Quota::Domains, 1).await?;
                Ok(domain)
            }
        };
        // The edge may remember that there is no such domain.
        let forget = |inner: &super::Inner, domain: &Domain| inner.edge.forget_domain(&domain.fqdn);
        let created = self.inner.clone().write_once(caller.clone(), once, work, forget).await;
        match created {
            Err(Error::Store(StoreError::Taken(UniqueRule::DomainFqdn))) => {
                let readable = self.domain(caller, &fqdn).await.is_ok();
                Err(Error::AlreadyExists { resource, field: "name", refused: None, readable })
            }
            other => other,
        }
    }

    /// Changes the named fields. Disabling a domain ends what is registered in it, in the same transaction.
    ///
    /// Errors: `NotFound`, `EtagMismatch`, `Invalid`, `Conflict`.
    pub async fn update_domain(
        &self,
        caller: &Caller,
        request: UpdateDomain,
    ) -> Result<Changed<Domain>, Error> {
        let resource = Resource::domain(&request.name);
        let (directory, caller) = (self.clone(), caller.clone());
        detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.write_domain(&caller, request).await }
        })
        .await
        .map_err(|error| match error {
            Error::Store(StoreError::Changed) => Error::Conflict(resource),
            other => other,
        })
    }

    async fn write_domain(
        &self,
        caller: &Caller,
        mut request: UpdateDomain,
    ) -> Result<Changed<Domain>, Error> {
        let resource = || Resource::domain(&request.name);
        let (mut exclusive, tx) = self.inner.registrar.exclusive(self.inner.store.begin()).await?;
        let before =
            tx.domain(&caller.scope, &request.name.0).await?.ok_or_else(|| Error::NotFound(resource()))?;
        check_etag(before.etag(), &request.etag, resource)?;
        writable(&before)?;
        let mut found = std::mem::take(&mut request.draft.found);
        let mut after = before.clone();
        if let Some(delegation) = &mut request.draft.delegation {
            delegation.seal(&self.inner.sealer, before.uid)?;
        }
        request.paths = domain_delegation::begin(&before, &mut request.draft.delegation, request.paths);
        for path in &request.paths {
            domain_fields::apply(&mut after, &request.draft, path, &mut found);
        }
        domain_fields::check_whole(&after, &mut found);
        found.check()?;
        after.update_time = Time::now();
        let fields: Vec<_> =
            request.paths.iter().filter(|p| domain_fields::differ(&before, &after, p)).collect();
        let after = tx.update_domain(after).await?;
        let token = |domain: &Domain| domain.delegation.as_ref().and_then(|d| d.token.clone());
        if token(&before) != token(&after) {
            tx.write_delegation_token(&after).await?;
        }
        let (account, name, uid) = (&after.account, after.name(), after.uid);
        tx.audit(vec![caller.entry(account, AuditAction::Update, name, uid, fields)]).await?;
        exclusive.fence_domain(&after);
        if after.disabled && !before.disabled {
            let all = Selection::of_domain(after.fqdn.clone());
            let why = "domain disabled";
            exclusive.end(&all, |_| true, ChangeKind::Rejected, why, &caller.actor);
        }
        let revision = exclusive.commit(tx).await?;
        Ok(Changed { resource: after, revision })
    }
}

/// Reads a domain for writes below it: until the transaction ends, it is not deleted.
///
/// Errors: `NotFound`, `Deleted`.
pub(super) async fn hold(tx: &WriteTx, id: i64, fqdn: &Fqdn) -> Result<Domain, Error> {
    let domain = tx.hold_domain(id).await?;
    let domain = domain.ok_or_else(|| Error::NotFound(Resource::domain(DomainName(fqdn.clone()))))?;
    writable(&domain).map(|()| domain)
}

pub(super) fn missing(fqdn: &Fqdn) -> Error {
    Error::NotFound(Resource::domain(DomainName(fqdn.clone())))
}

/// Fails for a domain that is soft-deleted.
pub(super) fn writable(domain: &Domain) -> Result<(), Error> {
    match domain.delete_time {
        None => Ok(()),
        Some(_) => {
            Err(Error::Deleted { resource: Resource::domain(domain.name()), purge_time: domain.purge_time })
        }
    }
}

/// Fails for a domain that has no organizations.
pub(super) fn organized(domain: &Domain) -> Result<(), Error> {
    if domain.organization_management {
        return Ok(());
    }
    Err(Error::OrganizationsDisabled(Resource::domain(domain.name())))
}

/// A stand-in, to judge fields by when there is no domain.
pub(super) fn nowhere() -> Result<Domain, Error> {
    let stand_in = |why: crate::model::Invalid| Error::Internal(why.to_string());
    let (fqdn, account) = (Fqdn::parse("invalid"), AccountId::parse("invalid"));
    Ok(Domain::new(fqdn.map_err(stand_in)?, account.map_err(stand_in)?, Time::now()))
}
