//! What a user refers to, or is found by: its role, its memberships, leases and labels.

use super::{
    Reference, Store, StoreError, WriteTx,
    entity::{group, group_member, number_lease, organization, organization_member, role, user_label},
};
use crate::model::{ResourceId, User};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect};
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
    /// The row of the user's role.
    pub(super) async fn role_row(&self, user: &User) -> Result<Option<i64>, StoreError> {
        let Some(id) = &user.role else { return Ok(None) };
        let row = role::Entity::find()
            .filter(role::Column::DomainId.eq(user.domain_id))
            .filter(role::Column::RoleId.eq(id.as_str()))
            .one(&self.tx)
            .await?;
        row.map(|row| Some(row.id)).ok_or_else(|| StoreError::Missing(Reference::Role(id.clone())))
    }

    /// Writes what differs from `before`, whose user is the same one.
    pub(super) async fn refer(&self, before: Option<&User>, user: &User) -> Result<(), StoreError> {
        let none: &[ResourceId] = &[];
        if before.map_or(none, |b| &b.organizations) != user.organizations {
            self.join_organizations(before.is_some(), user).await?;
        }
        if before.map_or(none, |b| &b.groups) != user.groups {
            self.join_groups(before.is_some(), user).await?;
        }
        if before.map_or(&[][..], |b| &b.number_leases) != user.number_leases {
            self.lease(before.is_some(), user).await?;
        }
        if before.map_or(!user.labels.is_empty(), |b| b.labels != user.labels) {
            self.label(before.is_some(), user).await?;
        }
        Ok(())
    }

    async fn join_organizations(&self, again: bool, user: &User) -> Result<(), StoreError> {
        let sets: Vec<(i64, String)> = organization::Entity::find()
            .select_only()
            .columns([organization::Column::Id, organization::Column::OrganizationId])
            .filter(organization::Column::DomainId.eq(user.domain_id))
            .filter(
                organization::Column::OrganizationId.is_in(user.organizations.iter().map(ResourceId::as_str)),
            )
            .into_tuple()
            .all(&self.tx)
            .await?;
        complete(&user.organizations, &sets, Reference::Organization)?;
        let members = organization_member::Column::UserId.eq(user.id);
        let mut kept: Vec<i64> = Vec::new();
        if again {
            let wanted = sets.iter().map(|(id, _)| *id);
            let left = members.clone().and(organization_member::Column::SetId.is_not_in(wanted));
            organization_member::Entity::delete_many().filter(left).exec(&self.tx).await?;
            let stay = organization_member::Entity::find().filter(members).all(&self.tx).await?;
            kept = stay.into_iter().map(|row| row.set_id).collect();
        }
        let joined = sets.iter().filter(|(id, _)| !kept.contains(id)).map(|(id, _)| {
            organization_member::ActiveModel {
                set_id: Set(*id),
                login: Set(user.login.as_str().to_owned()),
                user_id: Set(user.id),
                join_time: Set(user.update_time.0),
            }
        });
        organization_member::Entity::insert_many(joined).exec_without_returning(&self.tx).await?;
        Ok(())
    }

    async fn join_groups(&self, again: bool, user: &User) -> Result<(), StoreError> {
        let sets: Vec<(i64, String)> = group::Entity::find()
            .select_only()
            .columns([group::Column::Id, group::Column::GroupId])
            .filter(group::Column::DomainId.eq(user.domain_id))
            .filter(group::Column::GroupId.is_in(user.groups.iter().map(ResourceId::as_str)))
            .into_tuple()
            .all(&self.tx)
            .await?;
        complete(&user.groups, &sets, Reference::Group)?;
        let members = group_member::Column::UserId.eq(user.id);
        let mut kept: Vec<i64> = Vec::new();
        if again {
            let wanted = sets.iter().map(|(id, _)| *id);
            let left = members.clone().and(group_member::Column::SetId.is_not_in(wanted));
            group_member::Entity::delete_many().filter(left).exec(&self.tx).await?;
            let stay = group_member::Entity::find().filter(members).all(&self.tx).await?;
            kept = stay.into_iter().map(|row| row.set_id).collect();
        }
        let joined =
            sets.iter().filter(|(id, _)| !kept.contains(id)).map(|(id, _)| group_member::ActiveModel {
                set_id: Set(*id),
                login: Set(user.login.as_str().to_owned()),
                user_id: Set(user.id),
                join_time: Set(user.update_time.0),
            });
        group_member::Entity::insert_many(joined).exec_without_returning(&self.tx).await?;
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

/// Names the first of `wanted` that the domain does not have.
fn complete(
    wanted: &[ResourceId],
    found: &[(i64, String)],
    what: fn(ResourceId) -> Reference,
) -> Result<(), StoreError> {
    match wanted.iter().find(|id| !found.iter().any(|(_, known)| known == id.as_str())) {
        Some(missing) => Err(StoreError::Missing(what(missing.clone()))),
        None => Ok(()),
    }
}
