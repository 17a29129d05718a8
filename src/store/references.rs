//! What a user refers to, or is found by: its role, its memberships, leases and labels.

use super::{
    Reference, Store, StoreError, WriteTx,
    entity::{number_lease, role, user_label},
    only::only,
};
use crate::model::{ResourceId, SetKind, User};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType};
use uuid::Uuid;

impl Store {
    /// Those of the user's leases that another user of the account has.
    pub async fn taken_leases(&self, user: &User) -> Result<Vec<Uuid>, StoreError> {
        let taken = number_lease::Entity::find()
            .select_only()
            .column(number_lease::Column::Lease)
            .filter(number_lease::Column::Account.eq(user.account.as_str()))
            .filter(number_lease::Column::UserId.ne(user.id))
            .filter(number_lease::Column::Lease.is_in(user.number_leases.iter().copied()));
        Ok(taken.into_tuple().all(&self.read).await?)
    }
}

impl WriteTx {
    /// The row of the user's role, which nobody deletes before the commit.
    pub(super) async fn role_row(&self, user: &User) -> Result<Option<i64>, StoreError> {
        let Some(id) = &user.role else { return Ok(None) };
        let named = role::Entity::find()
            .filter(role::Column::DomainId.eq(user.domain_id))
            .filter(role::Column::RoleId.eq(id.as_str()))
            .lock(LockType::KeyShare);
        only(named.all(&self.tx))
            .await?
            .map(|row| Some(row.id))
            .ok_or_else(|| StoreError::Missing(Reference::Role(id.clone())))
    }

    /// Writes what differs from `before`, whose user is the same one.
    pub(super) async fn refer(&self, before: Option<&User>, user: &User) -> Result<(), StoreError> {
        let none: &[ResourceId] = &[];
        if before.map_or(none, |b| &b.organizations) != user.organizations {
            self.join_sets(SetKind::Organization, before.is_some(), user).await?;
        }
        if before.map_or(none, |b| &b.groups) != user.groups {
            self.join_sets(SetKind::Group, before.is_some(), user).await?;
        }
        if before.map_or(&[][..], |b| &b.number_leases) != user.number_leases {
            self.lease(before.is_some(), user).await?;
        }
        if before.map_or(!user.labels.is_empty(), |b| b.labels != user.labels) {
            self.label(before.is_some(), user).await?;
        }
        Ok(())
    }

    async fn lease(&self, again: bool, user: &User) -> Result<(), StoreError> {
        if again {
            let mine = number_lease::Column::UserId.eq(user.id);
            number_lease::Entity::delete_many().filter(mine).exec(&self.tx).await?;
        }
        // In one order, so that two who want the same ones never wait for each other.
        let mut leases: Vec<&Uuid> = user.number_leases.iter().collect();
        leases.sort();
        let rows = leases.into_iter().map(|lease| number_lease::ActiveModel {
            account: Set(user.account.as_str().to_owned()),
            lease: Set(*lease),
            user_id: Set(user.id),
        });
        number_lease::Entity::insert_many(rows).exec_without_returning(&self.tx).await?;
        Ok(())
    }

    async fn label(&self, again: bool, user: &User) -> Result<(), StoreError> {
        if again {
            let mine = user_label::Column::UserId.eq(user.id);
            user_label::Entity::delete_many().filter(mine).exec(&self.tx).await?;
        }
        let rows = user.labels.iter().map(|(key, value)| user_label::ActiveModel {
            domain_id: Set(user.domain_id),
            key: Set(key.clone()),
            value: Set(value.clone()),
            login: Set(user.login.as_str().to_owned()),
            user_id: Set(user.id),
        });
        user_label::Entity::insert_many(rows).exec_without_returning(&self.tx).await?;
        Ok(())
    }
}
