//! Roles: create, get, list, update, delete, and what they allow.

use super::{Answered, Caller, Directory, Error, Once, Resource, Violations, check_etag, domains};
use crate::model::{
    AuditAction, ChildName, Domain, DomainName, Fqdn, Listing, Permission, ResourceId, Role, Time, UserName,
};
use crate::store::{StoreError, UniqueRule, WriteTx};
use std::sync::Arc;

/// The paths that an update mask may name, as in the contract.
pub const ROLE_PATHS: &[&str] = &["display_name", "permissions"];

const MAX_PERMISSIONS: usize = 256;

/// Fields as a caller sent them.
#[derive(Debug, Clone, Default)]
pub struct RoleDraft {
    pub display_name: String,
    pub permissions: Vec<String>,
}

/// What CreateRole is asked.
#[derive(Debug, Clone)]
pub struct CreateRole {
    /// `domains/{fqdn}`
    pub parent: String,
    pub role_id: String,
    pub draft: RoleDraft,
}

/// What UpdateRole is asked. `paths` are of [`ROLE_PATHS`].
#[derive(Debug, Clone)]
pub struct UpdateRole {
    pub name: ChildName,
    pub draft: RoleDraft,
    pub paths: Vec<&'static str>,
    pub etag: String,
}

#[derive(Debug, Clone)]
pub struct DeleteRole {
    pub name: ChildName,
    pub etag: String,
}

/// The good values of a draft; `None` where the role keeps what it has.
#[derive(Clone)]
struct Fields {
    display_name: Option<String>,
    permissions: Option<Vec<Permission>>,
}

impl Fields {
    /// Judges what `paths` name.
    fn of(draft: &RoleDraft, paths: &[&str], found: &mut Violations) -> Self {
        let display_name = paths.contains(&"display_name").then(|| {
            found.display_name("role.display_name", &draft.display_name);
            draft.display_name.clone()
        });
        let permissions = paths.contains(&"permissions").then(|| permissions(&draft.permissions, found));
        Self { display_name, permissions }
    }

    fn write(self, role: &mut Role) {
        if let Some(display_name) = self.display_name {
            role.display_name = display_name;
        }
        if let Some(permissions) = self.permissions {
            role.permissions = permissions;
        }
    }
}

impl Directory {
    /// Errors: `NotFound`.
    pub async fn role(&self, caller: &Caller, name: &ChildName) -> Result<Role, Error> {
        let role = self.inner.store.role(&caller.scope, name).await?;
        role.ok_or_else(|| Error::NotFound(Resource::role(name)))
    }

    /// A page of a domain's roles. Errors: `NotFound` for the domain.
    pub async fn roles(&self, caller: &Caller, domain: &Fqdn, listing: &Listing) -> Result<Vec<Role>, Error> {
        let domain = self.domain(caller, domain).await?;
        Ok(self.inner.store.roles(&caller.scope, &domain, listing).await?)
    }

    /// Errors: `Invalid` with every bad field; `NotFound` for the domain; `Deleted`; `AlreadyExists`;
    /// `RequestIdReused`.
    pub async fn create_role(
        &self,
        caller: &Caller,
        request: CreateRole,
        once: Once<Role>,
    ) -> Result<Answered<Role>, Error> {
        let CreateRole { parent, role_id, draft } = request;
        let mut found = Violations::default();
        let domain = found.parse("parent", &parent, DomainName::parse);
        let id = found.parse("role_id", &role_id, ResourceId::parse);
        let given = |path: &&&str| **path != "display_name" || !draft.display_name.is_empty();
        let paths: Vec<&str> = ROLE_PATHS.iter().filter(given).copied().collect();
        let fields = Fields::of(&draft, &paths, &mut found);
        found.check()?;
        let (Some(DomainName(domain)), Some(id)) = (domain, id) else {
            return Err(Error::Internal("a name was refused for no reason".to_owned()));
        };
        let audited = caller.clone();
        let work = move |_inner, tx| {
            let (caller, domain) = (audited.clone(), domain.clone());
            insert(caller, tx, domain, id.clone(), fields.clone())
        };
        self.inner.clone().write_once(caller.clone(), once, work, |_, _| {}).await
    }

    /// Changes the named fields.
    ///
    /// Errors: `Invalid`, `NotFound`, `EtagMismatch`, `RoleReadOnly`, `Deleted`.
    pub async fn update_role(&self, caller: &Caller, request: UpdateRole) -> Result<Role, Error> {
        let mut found = Violations::default();
        let fields = Fields::of(&request.draft, &request.paths, &mut found);
        found.check()?;
        let audited = caller.clone();
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (caller, request, fields) = (audited.clone(), request.clone(), fields.clone());
            async move {
                let before = changeable(&caller, &tx, &request.name, &request.etag).await?;
                let mut after = before.clone();
                fields.write(&mut after);
                after.update_time = Time::now();
                let after = tx.update_role(after).await?;
                let fields = differing(&before, &after);
                let entry =
                    caller.entry(&after.account, AuditAction::Update, after.name(), after.uid, fields);
                tx.audit(vec![entry]).await?;
                Ok(after)
            }
        };
        self.inner.clone().write(caller, work).await
    }

    /// Errors: `NotFound`, `EtagMismatch`, `RoleReadOnly`, `RoleInUse`, `Deleted`.
    pub async fn delete_role(&self, caller: &Caller, request: DeleteRole) -> Result<(), Error> {
        let audited = caller.clone();
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (caller, request) = (audited.clone(), request.clone());
            async move {
                let role = changeable(&caller, &tx, &request.name, &request.etag).await?;
                let users = tx.count_users_with(&role).await?;
                if users > 0 {
                    return Err(Error::RoleInUse { resource: Resource::role(role.name()), users });
                }
                // A user who was given it meanwhile is counted in another try.
                tx.delete_role(&role).await.map_err(|error| match error {
                    StoreError::Referenced => StoreError::Changed,
                    other => other,
                })?;
                let (account, none) = (&role.account, [""; 0]);
                let entry = caller.entry(account, AuditAction::Delete, role.name(), role.uid, none);
                Ok(tx.audit(vec![entry]).await?)
            }
        };
        self.inner.clone().write(caller, work).await
    }

    /// The role that gives a user a permission, if one does. Who is disabled or soft-deleted, or whose
    /// domain is, has none.
    ///
    /// Errors: `Invalid`, `NotFound`.
    pub async fn check_permission(
        &self,
        caller: &Caller,
        user: &UserName,
        permission: &str,
    ) -> Result<Option<ChildName>, Error> {
        let mut found = Violations::default();
        let asked = found.parse("permission", permission, Permission::parse);
        if asked.as_ref().is_some_and(Permission::is_wildcard) {
            found.add("permission", "is one permission, without '*'", permission);
        }
        found.check()?;
        let permitted = self.inner.store.permitted(&caller.scope, user).await?;
        let permitted = permitted.ok_or_else(|| Error::NotFound(Resource::user(user)))?;
        let gives = |permissions: &[Permission]| {
            asked.is_some_and(|asked| permissions.iter().any(|permission| permission.gives(&asked)))
        };
        let role = permitted.role.filter(|(_, permissions)| permitted.active && gives(permissions));
        Ok(role.map(|(id, _)| ChildName { domain: user.domain.clone(), collection: "roles", id }))
    }
}

async fn insert(
    caller: Caller,
    tx: Arc<WriteTx>,
    fqdn: Fqdn,
    id: ResourceId,
    fields: Fields,
) -> Result<Role, Error> {
    let domain = tx.domain(&caller.scope, &fqdn).await?.ok_or_else(|| domains::missing(&fqdn))?;
    domains::writable(&domain)?;
    let blank = Role::new(&domain, id, Time::now());
    let mut role = blank.clone();
    fields.write(&mut role);
    let resource = Resource::role(role.name());
    let role = tx.insert_role(role).await.map_err(|error| match error {
        StoreError::Taken(UniqueRule::Role) => {
            Error::AlreadyExists { resource, field: "name", refused: None, readable: true }
        }
        StoreError::Referenced => domains::missing(&fqdn),
        other => other.into(),
    })?;
    let fields = differing(&blank, &role);
    let entry = caller.entry(&role.account, AuditAction::Create, role.name(), role.uid, fields);
    tx.audit(vec![entry]).await?;
    Ok(role)
}

/// A role that may be changed or deleted.
async fn changeable(caller: &Caller, tx: &WriteTx, name: &ChildName, etag: &str) -> Result<Role, Error> {
    let resource = || Resource::role(name);
    let role = tx.role(&caller.scope, name).await?.ok_or_else(|| Error::NotFound(resource()))?;
    check_etag(role.etag(), etag, resource)?;
    if role.predefined {
        return Err(Error::RoleReadOnly(resource()));
    }
    let domain: Option<Domain> = tx.domain(&caller.scope, &name.domain).await?;
    domains::writable(&domain.ok_or_else(|| Error::NotFound(resource()))?)?;
    Ok(role)
}

fn differing(before: &Role, after: &Role) -> Vec<&'static str> {
    let differs = |path: &&&str| match **path {
        "display_name" => before.display_name != after.display_name,
        _ => before.permissions != after.permissions,
    };
    ROLE_PATHS.iter().filter(differs).copied().collect()
}

fn permissions(texts: &[String], found: &mut Violations) -> Vec<Permission> {
    if texts.len() > MAX_PERMISSIONS {
        let why = format_args!("has at most {MAX_PERMISSIONS} permissions");
        found.add("role.permissions", why, texts.len());
        return Vec::new();
    }
    let mut permissions = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        if let Some(permission) = found.parse(&format!("role.permissions[{at}]"), text, Permission::parse)
            && !permissions.contains(&permission)
        {
            permissions.push(permission);
        }
    }
    permissions
}
