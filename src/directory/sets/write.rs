//! Creating, changing and deleting organizations and groups.

use super::{allows, domain_to_change, resource, tree};
use crate::directory::{Answered, Caller, Directory, Error, Once, Violations, check_etag, domains};
use crate::model::{AuditAction, ChildName, DomainName, Fqdn, ResourceId, SetKind, Time, UserSet};
use crate::store::{StoreError, UniqueRule, WriteTx};
use std::sync::Arc;

/// Fields as a caller sent them.
#[derive(Debug, Clone, Default)]
pub struct SetDraft {
    pub display_name: String,
    /// Of an organization: the name of another one, or empty.
    pub parent: String,
}

/// What CreateOrganization or CreateGroup is asked.
#[derive(Debug, Clone)]
pub struct CreateSet {
    pub kind: SetKind,
    /// `domains/{fqdn}`
    pub parent: String,
    pub id: String,
    pub draft: SetDraft,
}

/// What UpdateOrganization or UpdateGroup is asked. `paths` are of
/// [`ORGANIZATION_PATHS`](crate::directory::ORGANIZATION_PATHS) or [`GROUP_PATHS`](crate::directory::GROUP_PATHS).
#[derive(Debug, Clone)]
pub struct UpdateSet {
    pub kind: SetKind,
    pub name: ChildName,
    pub draft: SetDraft,
    pub paths: Vec<&'static str>,
    pub etag: String,
}

#[derive(Debug, Clone)]
pub struct DeleteSet {
    pub kind: SetKind,
    pub name: ChildName,
    pub etag: String,
}

/// The good values of a draft; `None` where the set keeps what it has.
#[derive(Clone)]
struct Fields {
    display_name: Option<String>,
    parent: Option<Option<ResourceId>>,
}

impl Fields {
    /// Judges what `paths` name. `domain` is the set's, when that is known.
    fn of(
        kind: SetKind,
        draft: &SetDraft,
        paths: &[&str],
        domain: Option<&Fqdn>,
        found: &mut Violations,
    ) -> Self {
        let display_name = paths.contains(&"display_name").then(|| {
            found.display_name(&format!("{kind}.display_name"), &draft.display_name);
            draft.display_name.clone()
        });
        let parent =
            paths.contains(&"parent_organization").then(|| tree::judged(&draft.parent, domain, found));
        Self { display_name, parent }
    }

    fn write(self, set: &mut UserSet) {
        if let Some(display_name) = self.display_name {
            set.display_name = display_name;
        }
        if let Some(parent) = self.parent {
            set.parent = parent;
        }
    }
}

impl Directory {
    /// Errors: `Invalid` with every bad field; `NotFound` for the domain or the parent; `Deleted`;
    /// `OrganizationsDisabled`; `AlreadyExists`; `RequestIdReused`.
    pub async fn create_set(
        &self,
        caller: &Caller,
        request: CreateSet,
        once: Once<UserSet>,
    ) -> Result<Answered<UserSet>, Error> {
        let CreateSet { kind, parent, id, draft } = request;
        let mut found = Violations::default();
        let domain = found.parse("parent", &parent, DomainName::parse).map(|name| name.0);
        let id = found.parse(&format!("{kind}_id"), &id, ResourceId::parse);
        let mut paths = Vec::new();
        if !draft.display_name.is_empty() {
            paths.push("display_name");
        }
        if kind == SetKind::Organization {
            paths.push("parent_organization");
        }
        let fields = Fields::of(kind, &draft, &paths, domain.as_ref(), &mut found);
        found.check()?;
        let (Some(domain), Some(id)) = (domain, id) else {
            return Err(Error::Internal("a name was refused for no reason".to_owned()));
        };
        let audited = caller.clone();
        let work = move |_inner, tx| {
            let (caller, domain) = (audited.clone(), domain.clone());
            insert(caller, tx, kind, domain, id.clone(), fields.clone())
        };
        self.inner.clone().write_once(caller.clone(), once, work, |_, _| {}).await
    }

    /// Changes the named fields.
    ///
    /// Errors: `Invalid`, `NotFound` for the set or the parent, `EtagMismatch`, `Deleted`,
    /// `OrganizationsDisabled`, `OrganizationCycle`.
    pub async fn update_set(&self, caller: &Caller, request: UpdateSet) -> Result<UserSet, Error> {
        let mut found = Violations::default();
        let domain = Some(&request.name.domain);
        let fields = Fields::of(request.kind, &request.draft, &request.paths, domain, &mut found);
        found.check()?;
        let audited = caller.clone();
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (caller, request, fields) = (audited.clone(), request.clone(), fields.clone());
            async move {
                let before = changeable(&caller, &tx, request.kind, &request.name, &request.etag).await?;
                let mut after = before.clone();
                fields.write(&mut after);
                after.update_time = Time::now();
                let parent = tree::parent(&caller, &tx, &after, true).await?;
                let after = tx.update_set(after, parent.as_ref()).await?;
                let fields = differing(&before, &after);
                let entry =
                    caller.entry(&after.account, AuditAction::Update, after.name(), after.uid, fields);
                tx.audit(vec![entry]).await?;
                Ok(after)
            }
        };
        self.inner.clone().write(caller, work).await
    }

    /// Deletes a set with its memberships. The versions of those who were members stay what they are: there
    /// may be very many.
    ///
    /// Errors: `NotFound`, `EtagMismatch`, `Deleted`, `OrganizationsDisabled`, `OrganizationNotEmpty`.
    pub async fn delete_set(&self, caller: &Caller, request: DeleteSet) -> Result<(), Error> {
        let audited = caller.clone();
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (caller, request) = (audited.clone(), request.clone());
            async move {
                let DeleteSet { kind, name, etag } = request;
                let set = changeable(&caller, &tx, kind, &name, &etag).await?;
                if kind == SetKind::Organization {
                    let organizations = tx.count_children(&set).await?;
                    if organizations > 0 {
                        let resource = resource(kind, &name);
                        return Err(Error::OrganizationNotEmpty { resource, organizations });
                    }
                }
                tx.delete_set(&set).await?;
                let (account, none) = (&set.account, [""; 0]);
                let entry = caller.entry(account, AuditAction::Delete, set.name(), set.uid, none);
                Ok(tx.audit(vec![entry]).await?)
            }
        };
        self.inner.clone().write(caller, work).await
    }
}

async fn insert(
    caller: Caller,
    tx: Arc<WriteTx>,
    kind: SetKind,
    fqdn: Fqdn,
    id: ResourceId,
    fields: Fields,
) -> Result<UserSet, Error> {
    let domain = domain_to_change(&caller, &tx, kind, &fqdn).await?;
    let domain = domain.ok_or_else(|| domains::missing(&fqdn))?;
    allows(kind, &domain)?;
    let blank = UserSet::new(kind, &domain, id, Time::now());
    let mut set = blank.clone();
    fields.write(&mut set);
    let parent = tree::parent(&caller, &tx, &set, false).await?;
    let resource = resource(kind, set.name());
    let set = tx.insert_set(set, parent.as_ref()).await.map_err(|error| match error {
        StoreError::Taken(UniqueRule::Organization | UniqueRule::Group) => {
            Error::AlreadyExists { resource, field: "name", refused: None, readable: true }
        }
        StoreError::Referenced => domains::missing(&fqdn),
        other => other.into(),
    })?;
    let fields = differing(&blank, &set);
    let entry = caller.entry(&set.account, AuditAction::Create, set.name(), set.uid, fields);
    tx.audit(vec![entry]).await?;
    Ok(set)
}

/// A set that may be changed or deleted, locked until the commit.
async fn changeable(
    caller: &Caller,
    tx: &WriteTx,
    kind: SetKind,
    name: &ChildName,
    etag: &str,
) -> Result<UserSet, Error> {
    let missing = || Error::NotFound(resource(kind, name));
    let domain = domain_to_change(caller, tx, kind, &name.domain).await?.ok_or_else(missing)?;
    let set = tx.set_to_change(&caller.scope, kind, name).await?.ok_or_else(missing)?;
    check_etag(set.etag(), etag, || resource(kind, name))?;
    allows(kind, &domain)?;
    Ok(set)
}

fn differing(before: &UserSet, after: &UserSet) -> Vec<&'static str> {
    let display_name = (before.display_name != after.display_name).then_some("display_name");
    let parent = (before.parent != after.parent).then_some("parent_organization");
    display_name.into_iter().chain(parent).collect()
}
