//! Rows of users.

use super::{
    Store, StoreError, WriteTx,
    domains::{from_json, json},
    entity::{domain, role, user},
    list::{Sql, opaque},
    only::only,
    purge::unpurged,
};
use crate::model::{
    AccountId, AccountScope, CivilDate, Domain, DomainTimes, ExtensionNumber, Fqdn, Gender, Invalid, Login,
    PhoneNumber, ResourceId, Time, User, UserName,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, JoinType, PaginatorTrait,
    QueryFilter, QuerySelect, RelationTrait, Select,
    sea_query::Expr,
};
use uuid::Uuid;

const GENDERS: [(Gender, i16); 3] = [(Gender::Female, 1), (Gender::Male, 2), (Gender::Other, 3)];

/// A user with all that it shows, in one query.
#[derive(FromQueryResult)]
pub(super) struct Row {
    #[sea_orm(nested)]
    user: user::Model,
    fqdn: String,
    domain_create_time: i64,
    domain_update_time: i64,
    domain_delete_time: Option<i64>,
    domain_purge_time: Option<i64>,
    role: Option<String>,
    /// Ids, with commas between them.
    organizations: Option<String>,
    groups: Option<String>,
}

/// The users of a tenant, as [`Row`]s, for one who says which by name or id. They are never searched by their
/// account: that would be all users of it.
pub(super) fn scoped(backend: DbBackend, scope: &AccountScope) -> Select<user::Entity> {
    let memberships = |members: &str, sets: &str, id: &str| {
        let joined = if backend == DbBackend::Postgres { "string_agg" } else { "group_concat" };
        Expr::cust(format!(
            "(SELECT {joined}(s.{id}, ',') FROM {members} m JOIN \"{sets}\" s ON s.id = m.set_id \
             WHERE m.user_id = users.id)"
        ))
    };
    let all = user::Entity::find()
        .filter(unpurged())
        .join(JoinType::InnerJoin, user::Relation::Domain.def())
        .join(JoinType::LeftJoin, user::Relation::Role.def())
        .column(domain::Column::Fqdn)
        .column_as(domain::Column::CreateTime, "domain_create_time")
        .column_as(domain::Column::UpdateTime, "domain_update_time")
        .column_as(domain::Column::DeleteTime, "domain_delete_time")
        .column_as(domain::Column::PurgeTime, "domain_purge_time")
        .column_as(role::Column::RoleId, "role")
        .expr_as(memberships("organization_members", "organizations", "organization_id"), "organizations")
        .expr_as(memberships("group_members", "groups", "group_id"), "groups");
    match scope {
        AccountScope::One(account) => all.filter(of_account(backend, account)),
        AccountScope::All => all,
    }
}

fn of_account(backend: DbBackend, account: &AccountId) -> Expr {
    let column = opaque(backend, "users.account");
    Sql::with(format!("{column} = ?"), [account.as_str()]).expr(backend)
}

async fn one<C: ConnectionTrait>(
    db: &C,
    scope: &AccountScope,
    name: &UserName,
) -> Result<Option<User>, StoreError> {
    let named = scoped(db.get_database_backend(), scope)
        .filter(domain::Column::Fqdn.eq(name.domain.as_str()))
        .filter(user::Column::Login.eq(name.login.as_str()))
        .into_model::<Row>();
    only(named.all(db)).await?.map(read).transpose()
}

impl Store {
    pub async fn user(&self, scope: &AccountScope, name: &UserName) -> Result<Option<User>, StoreError> {
        one(&self.read, scope, name).await
    }

    /// Those of `logins` that are users of the domain, neither they nor the domain soft-deleted.
    pub async fn existing_logins(
        &self,
        scope: &AccountScope,
        domain: &Fqdn,
        logins: &[Login],
    ) -> Result<Vec<Login>, StoreError> {
        let rows: Vec<String> = {
            let mut query = user::Entity::find()
                .select_only()
                .column(user::Column::Login)
                .inner_join(domain::Entity)
                .filter(domain::Column::Fqdn.eq(domain.as_str()))
                .filter(domain::Column::DeleteTime.is_null())
                .filter(user::Column::DeleteTime.is_null())
                .filter(user::Column::Login.is_in(logins.iter().map(Login::as_str)));
            if let AccountScope::One(account) = scope {
                query = query.filter(of_account(self.backend(), account));
            }
            query.into_tuple().all(&self.read).await?
        };
        rows.iter().map(|l| Login::parse(l).map_err(StoreError::corrupt)).collect()
    }
}

impl WriteTx {
    pub async fn user(&self, scope: &AccountScope, name: &UserName) -> Result<Option<User>, StoreError> {
        one(&self.tx, scope, name).await
    }

    /// How many users of a domain are not soft-deleted.
    pub async fn count_users(&self, domain: &Domain) -> Result<u64, StoreError> {
        let of_domain = user::Entity::find()
            .filter(user::Column::DomainId.eq(domain.id))
            .filter(user::Column::DeleteTime.is_null());
        Ok(of_domain.count(&self.tx).await?)
    }

    /// Inserts a user with its memberships, leases and labels; its `id` is given by the database, whatever
    /// `new` says.
    ///
    /// Errors: [`StoreError::Taken`] naming the first rule that is broken; [`StoreError::Missing`] naming
    /// what the domain does not have; [`StoreError::Referenced`] when the domain is gone.
    pub async fn insert_user(&self, new: User, password_hash: Option<String>) -> Result<User, StoreError> {
        let role = self.role_row(&new).await?;
        let row = new_row(&new, password_hash, role);
        let id = user::Entity::insert(row).exec(&self.tx).await?.last_insert_id;
        let new = User { id, ..new };
        self.keep_username_exclusive(&new).await?;
        self.refer(None, &new).await?;
        Ok(new)
    }

    /// Writes what may change of a user and raises its version. A `password_hash` of `None` leaves the
    /// password alone.
    ///
    /// Errors: [`StoreError::Changed`] when the row is no longer at `user.version`;
    /// [`StoreError::Taken`]; [`StoreError::Missing`].
    pub async fn update_user(
        &self,
        before: &User,
        mut user: User,
        password_hash: Option<String>,
    ) -> Result<User, StoreError> {
        user.version = before.version + 1;
        let mut row = write(&user);
        if user.role != before.role {
            row.role_id = Set(self.role_row(&user).await?);
        }
        if password_hash.is_some() {
            row.password_hash = Set(password_hash);
        }
        let done = user::Entity::update_many()
            .set(row)
            .filter(user::Column::Id.eq(user.id))
            .filter(user::Column::Version.eq(before.version))
            .exec(&self.tx)
            .await?;
        if done.rows_affected != 1 {
            return Err(StoreError::Changed);
        }
        if user.auth_username != before.auth_username {
            self.keep_username_exclusive(&user).await?;
        }
        self.refer(Some(before), &user).await?;
        Ok(user)
    }
}

/// The row of a user who is not there yet.
pub(super) fn new_row(new: &User, password_hash: Option<String>, role: Option<i64>) -> user::ActiveModel {
    user::ActiveModel {
        uid: Set(new.uid),
        account: Set(new.account.as_str().to_owned()),
        domain_id: Set(new.domain_id),
        login: Set(new.login.as_str().to_owned()),
        create_time: Set(new.create_time.0),
        password_hash: Set(password_hash),
        role_id: Set(role),
        ..write(new)
    }
}

fn write(u: &User) -> user::ActiveModel {
    user::ActiveModel {
        id: NotSet,
        extension_number: Set(u.extension_number.as_ref().map(|n| n.as_str().to_owned())),
        first_name: Set(u.first_name.clone()),
        last_name: Set(u.last_name.clone()),
        display_name: Set(u.display_name.clone()),
        email: Set(u.email.clone()),
        phone_number: Set(u.phone_number.as_ref().map(|n| n.as_str().to_owned())),
        mobile_number: Set(u.mobile_number.as_ref().map(|n| n.as_str().to_owned())),
        job_title: Set(u.job_title.clone()),
        date_of_birth: Set(u.date_of_birth.map(|d| d.to_string())),
        gender: Set(u.gender.and_then(|g| GENDERS.iter().find(|(v, _)| *v == g)).map(|(_, n)| *n)),
        avatar_uri: Set(u.avatar_uri.clone()),
        caller_id: Set(u.caller_id.clone()),
        disabled: Set(u.disabled),
        auth_username: Set(u.auth_username.clone()),
        max_registrations: Set(u.max_registrations.and_then(|n| i32::try_from(n).ok())),
        call_policy: Set(json(&u.call_policy)),
        forwarding: Set(json(&u.forwarding)),
        number_leases: Set(json(&u.number_leases.iter().map(ToString::to_string).collect::<Vec<_>>())),
        delete_time: Set(u.delete_time.map(|t| t.0)),
        purge_time: Set(u.purge_time.map(|t| t.0)),
        labels: Set(json(&u.labels)),
        update_time: Set(u.update_time.0),
        version: Set(u.version),
        ..Default::default()
    }
}

pub(super) fn read(row: Row) -> Result<User, StoreError> {
    fn opt<T>(
        value: Option<String>,
        parse: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, StoreError> {
        value.map(|v| parse(&v).map_err(StoreError::corrupt)).transpose()
    }
    fn ids(joined: Option<String>) -> Result<Vec<ResourceId>, StoreError> {
        let joined = joined.unwrap_or_default();
        let ids = joined.split(',').filter(|id| !id.is_empty()).map(ResourceId::parse);
        let mut ids = ids.collect::<Result<Vec<_>, _>>().map_err(StoreError::corrupt)?;
        ids.sort();
        Ok(ids)
    }
    let domain_times = DomainTimes {
        create_time: Time(row.domain_create_time),
        update_time: Time(row.domain_update_time),
        delete_time: row.domain_delete_time.map(Time),
        purge_time: row.domain_purge_time.map(Time),
    };
    let Row { user: row, fqdn, role, organizations, groups, .. } = row;
    Ok(User {
        id: row.id,
        uid: row.uid,
        account: AccountId::parse(&row.account).map_err(StoreError::corrupt)?,
        domain_id: row.domain_id,
        domain: Fqdn::parse(&fqdn).map_err(StoreError::corrupt)?,
        login: Login::parse(&row.login).map_err(StoreError::corrupt)?,
        extension_number: opt(row.extension_number, ExtensionNumber::parse)?,
        first_name: row.first_name,
        last_name: row.last_name,
        display_name: row.display_name,
        email: row.email,
        phone_number: opt(row.phone_number, PhoneNumber::parse)?,
        mobile_number: opt(row.mobile_number, PhoneNumber::parse)?,
        job_title: row.job_title,
        date_of_birth: opt(row.date_of_birth, CivilDate::parse)?,
        gender: row.gender.and_then(|g| GENDERS.iter().find(|(_, n)| *n == g)).map(|(v, _)| *v),
        avatar_uri: row.avatar_uri,
        caller_id: row.caller_id,
        number_leases: from_json::<Vec<String>>(&row.number_leases)?
            .iter()
            .map(|lease| Uuid::parse_str(lease).map_err(StoreError::corrupt))
            .collect::<Result<_, _>>()?,
        role: opt(role, ResourceId::parse)?,
        organizations: ids(organizations)?,
        groups: ids(groups)?,
        disabled: row.disabled,
        auth_username: row.auth_username,
        max_registrations: row.max_registrations.and_then(|n| u32::try_from(n).ok()),
        call_policy: from_json(&row.call_policy)?,
        forwarding: from_json(&row.forwarding)?,
        labels: from_json(&row.labels)?,
        create_time: Time(row.create_time),
        update_time: Time(row.update_time),
        delete_time: row.delete_time.map(Time),
        purge_time: row.purge_time.map(Time),
        domain_times,
        version: row.version,
    })
}
