//! The rows of many new users.

use super::{check::Known, lookup::Column, pieces};
use crate::model::{DigestAlgorithm, Domain, ResourceId, Time, User};
use crate::store::{
    Reference, StoreError, UniqueRule, WriteTx, credentials,
    entity::{group_member, number_lease, organization_member, user, user_credential, user_label},
    users,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryTrait,
    sea_query::{Expr, OnConflict, Query},
};
use std::collections::HashMap;
use uuid::Uuid;

/// A user to insert. Without a hash it has no portal password, without sealed HA1s it cannot register.
#[derive(Clone)]
pub struct NewUser {
    pub user: User,
    pub password_hash: Option<String>,
    pub sealed: Vec<(DigestAlgorithm, Vec<u8>)>,
}

impl WriteTx {
    /// Inserts users of one domain with their credentials, memberships, leases and labels; their ids are
    /// given by the database. `known` is what was looked up for them.
    ///
    /// Errors: [`StoreError::Taken`], [`StoreError::Missing`], and [`StoreError::Referenced`] when the
    /// domain, or what was known, is gone.
    pub async fn insert_users(&self, new: &[&NewUser], known: &Known) -> Result<(), StoreError> {
        let mut ids: HashMap<String, i64> = HashMap::with_capacity(new.len());
        let rows = new.iter().map(|new| {
            let role = new.user.role.as_ref();
            let role = role.map(|id| row(&known.roles, id, Reference::Role)).transpose()?;
            Ok(users::new_row(&new.user, new.password_hash.clone(), role))
        });
        for piece in pieces(rows.collect::<Result<Vec<_>, StoreError>>()?) {
            let mut insert = user::Entity::insert_many(piece).into_query();
            insert.returning(Query::returning().columns([user::Column::Login, user::Column::Id]));
            for row in self.tx.query_all(&insert).await? {
                ids.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            }
        }
        self.keep_usernames_exclusive(new).await?;
        let (mut sealed_rows, mut organizations, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        let (mut leases, mut labels) = (Vec::new(), Vec::new());
        for NewUser { user, sealed, .. } in new {
            let login = user.login.as_str();
            let id = *ids.get(login).ok_or_else(|| StoreError::corrupt("a user without an id"))?;
            sealed_rows.extend(credentials::rows(id, user, user.create_time, sealed.clone()));
            for organization in &user.organizations {
                organizations.push(organization_member::ActiveModel {
                    set_id: Set(row(&known.organizations, organization, Reference::Organization)?),
                    login: Set(login.to_owned()),
                    user_id: Set(id),
                    join_time: Set(user.create_time.0),
                });
            }
            for group in &user.groups {
                groups.push(group_member::ActiveModel {
                    set_id: Set(row(&known.groups, group, Reference::Group)?),
                    login: Set(login.to_owned()),
                    user_id: Set(id),
                    join_time: Set(user.create_time.0),
                });
            }
            leases.extend(user.number_leases.iter().map(|lease| number_lease::ActiveModel {
                account: Set(user.account.as_str().to_owned()),
                lease: Set(*lease),
                user_id: Set(id),
            }));
            labels.extend(user.labels.iter().map(|(key, value)| user_label::ActiveModel {
                domain_id: Set(user.domain_id),
                key: Set(key.clone()),
                value: Set(value.clone()),
                login: Set(login.to_owned()),
                user_id: Set(id),
            }));
        }
        self.insert_all(sealed_rows).await?;
        self.insert_all(organizations).await?;
        self.insert_all(groups).await?;
        self.insert_all(leases).await?;
        self.insert_all(labels).await
    }

    /// Fails while a credential of somebody else has one of the user names, as
    /// [`WriteTx::keep_username_exclusive`] does for one user. The new users have none yet.
    async fn keep_usernames_exclusive(&self, new: &[&NewUser]) -> Result<(), StoreError> {
        let Some(domain_id) = new.first().map(|new| new.user.domain_id) else { return Ok(()) };
        let names: Vec<&str> = new.iter().map(|new| new.user.auth_username.as_str()).collect();
        let others = Column::CREDENTIAL.find(&self.tx, domain_id, &names).await?;
        let now = Time::now();
        if others.iter().any(|(_, expires)| expires.is_none_or(|at| at > now.0)) {
            return Err(StoreError::Taken(UniqueRule::UserAuthUsername));
        }
        if !others.is_empty() {
            // What has ended must not come to life again with a clock that goes back.
            let names = others.into_iter().map(|(name, _)| name);
            let ended = user_credential::Entity::delete_many()
                .filter(user_credential::Column::DomainId.eq(domain_id))
                .filter(user_credential::Column::AuthUsername.is_in(names));
            ended.exec(&self.tx).await?;
        }
        Ok(())
    }

    pub(in crate::store) async fn insert_all<A>(&self, rows: Vec<A>) -> Result<(), StoreError>
    where
        A: ActiveModelTrait + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        for piece in pieces(rows) {
            A::Entity::insert_many(piece).exec_without_returning(&self.tx).await?;
        }
        Ok(())
    }

    /// Creates what users refer to and the domain does not have, with nothing but its id, and makes it known.
    /// Answers the uids of what is new; another writer may have been first.
    pub async fn create_missing(
        &self,
        domain: &Domain,
        missing: &[Reference],
        known: &mut Known,
        now: Time,
    ) -> Result<Vec<(Reference, Uuid)>, StoreError> {
        let mut created = Vec::new();
        for reference in missing {
            let (table, key, name) = place(reference);
            let (uid, account) = (Uuid::new_v4(), domain.account.as_str());
            let mut insert = Query::insert();
            let mut columns = vec!["uid", "account", "domain_id", key, "display_name"];
            let mut values: Vec<Expr> = vec![
                uid.into(),
                account.into(),
                domain.id.into(),
                name.as_str().into(),
                name.as_str().into(),
            ];
            columns.extend(["create_time", "update_time", "version"]);
            values.extend([now.0.into(), now.0.into(), 1_i64.into()]);
            if table == "roles" {
                columns.extend(["permissions", "predefined"]);
                values.extend(["[]".into(), false.into()]);
            }
            let there = OnConflict::columns(["domain_id", key]).do_nothing().to_owned();
            insert.into_table(table).columns(columns).values_panic(values).on_conflict(there);
            self.tx.execute(&insert).await?;
            let mut find = Query::select();
            find.columns(["id", "uid"]).from(table);
            find.and_where(Expr::col("domain_id").eq(domain.id)).and_where(Expr::col(key).eq(name.as_str()));
            let found = self.tx.query_one(&find).await?;
            let found = found.ok_or_else(|| StoreError::Missing(reference.clone()))?;
            if found.try_get_by_index::<Uuid>(1)? == uid {
                created.push((reference.clone(), uid));
            }
            let ids = match reference {
                Reference::Role(_) => &mut known.roles,
                Reference::Organization(_) => &mut known.organizations,
                Reference::Group(_) => &mut known.groups,
            };
            ids.insert(name.clone(), found.try_get_by_index(0)?);
        }
        Ok(created)
    }
}

/// The table of what is referred to, the column of its id, and the id.
fn place(reference: &Reference) -> (&'static str, &'static str, &ResourceId) {
    match reference {
        Reference::Role(id) => ("roles", "role_id", id),
        Reference::Organization(id) => ("organizations", "organization_id", id),
        Reference::Group(id) => ("groups", "group_id", id),
    }
}

fn row(
    known: &HashMap<ResourceId, i64>,
    id: &ResourceId,
    what: fn(ResourceId) -> Reference,
) -> Result<i64, StoreError> {
    known.get(id).copied().ok_or_else(|| StoreError::Missing(what(id.clone())))
}
