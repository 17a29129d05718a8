//! Rows of accounts.

use super::{
    Store, StoreError, WriteTx,
    entity::account,
    list::{self, Table},
    only::only,
};
use crate::model::{Account, AccountId, AccountScope, Listing, Quotas, Time};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select,
};

static ACCOUNTS: Table = Table {
    columns: &[
        ("disabled", "accounts.disabled"),
        ("display_name", "accounts.display_name"),
        ("create_time", "accounts.create_time"),
    ],
    name: &["accounts.account"],
    deleted: None,
    other: |_, _| None,
};

fn scoped(scope: &AccountScope) -> Select<account::Entity> {
    match scope {
        AccountScope::One(own) => account::Entity::find().filter(account::Column::Account.eq(own.as_str())),
        AccountScope::All => account::Entity::find(),
    }
}

async fn one<C: ConnectionTrait>(
    db: &C,
    scope: &AccountScope,
    id: &AccountId,
) -> Result<Option<account::Model>, StoreError> {
    Ok(only(scoped(scope).filter(account::Column::Account.eq(id.as_str())).all(db)).await?)
}

impl Store {
    pub async fn account(&self, scope: &AccountScope, id: &AccountId) -> Result<Option<Account>, StoreError> {
        one(&self.read, scope, id).await?.map(read).transpose()
    }

    /// A page of the accounts; see [`ACCOUNTS`](crate::model::ACCOUNTS).
    pub async fn accounts(
        &self,
        scope: &AccountScope,
        listing: &Listing,
    ) -> Result<Vec<Account>, StoreError> {
        let mut query = scoped(scope);
        list::page(QuerySelect::query(&mut query), self.backend(), &ACCOUNTS, listing);
        query.all(&self.read).await?.into_iter().map(read).collect()
    }
}

impl WriteTx {
    /// An account and how many domains it has, soft-deleted ones included.
    pub async fn account(
        &self,
        scope: &AccountScope,
        id: &AccountId,
    ) -> Result<Option<(Account, u64)>, StoreError> {
        let Some(row) = one(&self.tx, scope, id).await? else { return Ok(None) };
        let domains = u64::try_from(row.domain_count).unwrap_or_default();
        Ok(Some((read(row)?, domains)))
    }

    /// Inserts an account; its `id` is given by the database, whatever `new` says.
    ///
    /// Errors: [`StoreError::Taken`] when there is one of the name.
    pub async fn insert_account(&self, new: Account) -> Result<Account, StoreError> {
        let id = account::Entity::insert(new_row(&new)).exec(&self.tx).await?.last_insert_id;
        Ok(Account { id, ..new })
    }

    /// Writes what may change of an account and raises its version.
    ///
    /// Errors: [`StoreError::Changed`] when the row is no longer at `account.version`.
    pub async fn update_account(&self, mut account: Account) -> Result<Account, StoreError> {
        let before = account.version;
        account.version += 1;
        let done = account::Entity::update_many()
            .set(write(&account))
            .filter(account::Column::Id.eq(account.id))
            .filter(account::Column::Version.eq(before))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 { Ok(account) } else { Err(StoreError::Changed) }
    }

    /// Deletes an account without domains.
    ///
    /// Errors: [`StoreError::Changed`] when it has one by now, or is no longer at `account.version`.
    pub async fn delete_account(&self, account: &Account) -> Result<(), StoreError> {
        let done = account::Entity::delete_many()
            .filter(account::Column::Id.eq(account.id))
            .filter(account::Column::Version.eq(account.version))
            // Whoever creates a domain counts it here before the commit, so none can slip in beside.
            .filter(account::Column::DomainCount.lte(0))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Changed) }
    }
}

/// The row of an account that has nothing yet.
pub(super) fn new_row(a: &Account) -> account::ActiveModel {
    account::ActiveModel {
        uid: Set(a.uid),
        account: Set(a.account.as_str().to_owned()),
        domain_count: Set(0),
        user_count: Set(0),
        create_time: Set(a.create_time.0),
        ..write(a)
    }
}

fn write(a: &Account) -> account::ActiveModel {
    let limit = |n: Option<u64>| n.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    account::ActiveModel {
        id: NotSet,
        display_name: Set(a.display_name.clone()),
        disabled: Set(a.disabled),
        max_domains: Set(limit(a.quotas.max_domains)),
        max_users: Set(limit(a.quotas.max_users)),
        max_registrations: Set(limit(a.quotas.max_registrations)),
        update_time: Set(a.update_time.0),
        version: Set(a.version),
        ..Default::default()
    }
}

fn read(row: account::Model) -> Result<Account, StoreError> {
    let limit = |n: Option<i64>| n.map(|n| u64::try_from(n).unwrap_or_default());
    Ok(Account {
        id: row.id,
        uid: row.uid,
        account: AccountId::parse(&row.account).map_err(StoreError::corrupt)?,
        display_name: row.display_name,
        disabled: row.disabled,
        quotas: Quotas {
            max_domains: limit(row.max_domains),
            max_users: limit(row.max_users),
            max_registrations: limit(row.max_registrations),
        },
        create_time: Time(row.create_time),
        update_time: Time(row.update_time),
        version: row.version,
    })
}
