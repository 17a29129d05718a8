//! Rows of roles.

use super::{
    Store, StoreError, WriteTx,
    domains::{from_json, json, key_of},
    entity::{domain, role, user},
    list::{self, Sql, Table},
    only::only,
};
use crate::model::{
    AccountId, AccountScope, ChildName, Domain, Fqdn, Listing, PREDEFINED, Permission, ResourceId, Role,
    Term, Test, Time, UserName,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QuerySelect,
    RelationTrait, Select,
};
use uuid::Uuid;

/// What a user may do, and what stands in the way of it.
#[derive(Debug, Clone)]
pub struct Permitted {
    /// Neither the user nor its domain is disabled or soft-deleted.
    pub active: bool,
    pub role: Option<(ResourceId, Vec<Permission>)>,
}

static ROLES: Table = Table {
    columns: &[
        ("predefined", "roles.predefined"),
        ("display_name", "roles.display_name"),
        ("create_time", "roles.create_time"),
    ],
    name: &["roles.role_id"],
    deleted: None,
    other: permitting,
};

/// Permissions are JSON: the roles of a domain are few.
fn permitting(backend: DbBackend, term: &Term) -> Option<Sql> {
    let each = match backend {
        DbBackend::Postgres => "json_array_elements_text(roles.permissions::json) p(value)",
        _ => "json_each(roles.permissions) p",
    };
    match &term.test {
        Test::Element(permission) => {
            let sql = format!("EXISTS (SELECT 1 FROM {each} WHERE p.value = ?)");
            Some(Sql::with(sql, [permission.as_str()]))
        }
        Test::Present => Some(Sql::new(format!("EXISTS (SELECT 1 FROM {each})"))),
        _ => None,
    }
}

fn scoped(scope: &AccountScope) -> Select<role::Entity> {
    match scope {
        AccountScope::One(account) => role::Entity::find().filter(role::Column::Account.eq(account.as_str())),
        AccountScope::All => role::Entity::find(),
    }
}

async fn one<C: ConnectionTrait>(
    db: &C,
    scope: &AccountScope,
    name: &ChildName,
) -> Result<Option<Role>, StoreError> {
    let named = scoped(scope)
        .filter(role::Column::DomainId.in_subquery(key_of(&name.domain)))
        .filter(role::Column::RoleId.eq(name.id.as_str()));
    only(named.all(db)).await?.map(|row| read(row, &name.domain)).transpose()
}

impl Store {
    pub async fn role(&self, scope: &AccountScope, name: &ChildName) -> Result<Option<Role>, StoreError> {
        one(&self.read, scope, name).await
    }

    /// A page of a domain's roles; see [`ROLES`](crate::model::ROLES).
    pub async fn roles(
        &self,
        scope: &AccountScope,
        domain: &Domain,
        listing: &Listing,
    ) -> Result<Vec<Role>, StoreError> {
        let mut query = scoped(scope).filter(role::Column::DomainId.eq(domain.id));
        list::page(QuerySelect::query(&mut query), self.backend(), &ROLES, listing);
        query.all(&self.read).await?.into_iter().map(|row| read(row, &domain.fqdn)).collect()
    }

    /// What a user may do; `None` when there is no such user.
    pub async fn permitted(
        &self,
        scope: &AccountScope,
        name: &UserName,
    ) -> Result<Option<Permitted>, StoreError> {
        let mut query = user::Entity::find()
            .select_only()
            .columns([user::Column::Disabled, user::Column::DeleteTime])
            .column_as(domain::Column::Disabled, "domain_disabled")
            .column_as(domain::Column::DeleteTime, "domain_delete_time")
            .columns([role::Column::RoleId, role::Column::Permissions])
            .join(JoinType::InnerJoin, user::Relation::Domain.def())
            .join(JoinType::LeftJoin, user::Relation::Role.def())
            .filter(user::Column::DomainId.in_subquery(key_of(&name.domain)))
            .filter(user::Column::Login.eq(name.login.as_str()));
        if let AccountScope::One(account) = scope {
            query = query.filter(user::Column::Account.eq(account.as_str()));
        }
        type Columns = (bool, Option<i64>, bool, Option<i64>, Option<String>, Option<String>);
        let row: Option<Columns> = only(query.into_tuple().all(&self.read)).await?;
        let Some((disabled, deleted, domain_disabled, domain_deleted, id, permissions)) = row else {
            return Ok(None);
        };
        let role = match (id, permissions) {
            (Some(id), Some(text)) => {
                Some((ResourceId::parse(&id).map_err(StoreError::corrupt)?, read_permissions(&text)?))
            }
            _ => None,
        };
        let active = !disabled && !domain_disabled && deleted.is_none() && domain_deleted.is_none();
        Ok(Some(Permitted { active, role }))
    }
}

impl WriteTx {
    pub async fn role(&self, scope: &AccountScope, name: &ChildName) -> Result<Option<Role>, StoreError> {
        one(&self.tx, scope, name).await
    }

    /// Inserts a role; its `id` is given by the database, whatever `new` says.
    ///
    /// Errors: [`StoreError::Taken`]; [`StoreError::Referenced`] when the domain is gone.
    pub async fn insert_role(&self, new: Role) -> Result<Role, StoreError> {
        let mut row = write(&new);
        row.uid = Set(new.uid);
        row.account = Set(new.account.as_str().to_owned());
        row.domain_id = Set(new.domain_id);
        row.role_id = Set(new.role_id.as_str().to_owned());
        row.predefined = Set(new.predefined);
        row.create_time = Set(new.create_time.0);
        let id = role::Entity::insert(row).exec(&self.tx).await?.last_insert_id;
        Ok(Role { id, ..new })
    }

    /// Gives a new domain the roles that every domain has.
    pub(super) async fn insert_predefined_roles(&self, domain: &Domain) -> Result<(), StoreError> {
        let rows = PREDEFINED.iter().map(|predefined| role::ActiveModel {
            id: NotSet,
            uid: Set(Uuid::new_v4()),
            account: Set(domain.account.as_str().to_owned()),
            domain_id: Set(domain.id),
            role_id: Set(predefined.role_id.to_owned()),
            display_name: Set(predefined.display_name.to_owned()),
            permissions: Set(json(&predefined.permissions)),
            predefined: Set(true),
            create_time: Set(domain.create_time.0),
            update_time: Set(domain.create_time.0),
            version: Set(1),
        });
        role::Entity::insert_many(rows).exec_without_returning(&self.tx).await?;
        Ok(())
    }

    /// Writes what may change of a role and raises its version.
    ///
    /// Errors: [`StoreError::Changed`] when the row is no longer at `role.version`.
    pub async fn update_role(&self, mut role: Role) -> Result<Role, StoreError> {
        let before = role.version;
        role.version += 1;
        let done = role::Entity::update_many()
            .set(write(&role))
            .filter(role::Column::Id.eq(role.id))
            .filter(role::Column::Version.eq(before))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 { Ok(role) } else { Err(StoreError::Changed) }
    }

    /// Errors: [`StoreError::Referenced`] while a user has it; [`StoreError::Changed`] when the row is no
    /// longer at `role.version`.
    pub async fn delete_role(&self, role: &Role) -> Result<(), StoreError> {
        let done = role::Entity::delete_by_id(role.id)
            .filter(role::Column::Version.eq(role.version))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Changed) }
    }

    /// How many users have a role, the soft-deleted ones included.
    pub async fn count_users_with(&self, role: &Role) -> Result<u64, StoreError> {
        let having = user::Entity::find()
            .filter(user::Column::DomainId.eq(role.domain_id))
            .filter(user::Column::RoleId.eq(role.id));
        Ok(having.count(&self.tx).await?)
    }
}

fn write(r: &Role) -> role::ActiveModel {
    role::ActiveModel {
        id: NotSet,
        display_name: Set(r.display_name.clone()),
        permissions: Set(json(&r.permissions.iter().map(Permission::as_str).collect::<Vec<_>>())),
        update_time: Set(r.update_time.0),
        version: Set(r.version),
        ..Default::default()
    }
}

fn read(row: role::Model, domain: &Fqdn) -> Result<Role, StoreError> {
    Ok(Role {
        id: row.id,
        uid: row.uid,
        account: AccountId::parse(&row.account).map_err(StoreError::corrupt)?,
        domain_id: row.domain_id,
        domain: domain.clone(),
        role_id: ResourceId::parse(&row.role_id).map_err(StoreError::corrupt)?,
        display_name: row.display_name,
        permissions: read_permissions(&row.permissions)?,
        predefined: row.predefined,
        create_time: Time(row.create_time),
        update_time: Time(row.update_time),
        version: row.version,
    })
}

fn read_permissions(text: &str) -> Result<Vec<Permission>, StoreError> {
    let permissions: Vec<String> = from_json(text)?;
    permissions.iter().map(|text| Permission::parse(text).map_err(StoreError::corrupt)).collect()
}
