//! What accounts have, counted exactly: in the transaction that changes it.

use super::{StoreError, WriteTx, entity::account, only::only};
use crate::model::{Account, AccountId, Quota, Time};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

impl WriteTx {
    /// Gives an account its row if it has none: accounts come into being with their first domain.
    pub async fn ensure_account(&self, id: &AccountId) -> Result<(), StoreError> {
        let row = super::accounts::new_row(&Account::new(id.clone(), Time::now()));
        let there = OnConflict::column(account::Column::Account).do_nothing().to_owned();
        account::Entity::insert(row).on_conflict(there).exec_without_returning(&self.tx).await?;
        Ok(())
    }

    /// Counts `more` domains or users of an account. Taken late in a transaction: on PostgreSQL it locks
    /// the account's row until the commit, which is what makes the count exact.
    ///
    /// Errors: [`StoreError::QuotaExceeded`]; [`StoreError::Changed`] when the account was deleted, or its
    /// quota raised, at the same time.
    pub async fn take_quota(&self, id: &AccountId, quota: Quota, more: u64) -> Result<(), StoreError> {
        let (count, max) = columns(quota)?;
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        let within = Condition::any().add(max.is_null()).add(Expr::col(count).add(more).lte(Expr::col(max)));
        let done = account::Entity::update_many()
            .col_expr(count, Expr::col(count).add(more))
            .filter(account::Column::Account.eq(id.as_str()))
            .filter(within)
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 {
            return Ok(());
        }
        let named = account::Entity::find().filter(account::Column::Account.eq(id.as_str()));
        let row = only(named.all(&self.tx)).await?;
        let row = row.ok_or(StoreError::Changed)?;
        let (count, limit) = match quota {
            Quota::Domains => (row.domain_count, row.max_domains),
            _ => (row.user_count, row.max_users),
        };
        match limit {
            Some(limit) if count.saturating_add(more) > limit => {
                Err(StoreError::QuotaExceeded { account: id.clone(), quota, limit })
            }
            // There was no row, or no room, and now there is.
            _ => Err(StoreError::Changed),
        }
    }

    /// Counts off what is gone for good.
    pub async fn release_quota(&self, id: &AccountId, quota: Quota, less: u64) -> Result<(), StoreError> {
        let (count, _) = columns(quota)?;
        let less = i64::try_from(less).unwrap_or(i64::MAX);
        account::Entity::update_many()
            .col_expr(count, Expr::col(count).sub(less))
            .filter(account::Column::Account.eq(id.as_str()))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

fn columns(quota: Quota) -> Result<(account::Column, account::Column), StoreError> {
    match quota {
        Quota::Domains => Ok((account::Column::DomainCount, account::Column::MaxDomains)),
        Quota::Users => Ok((account::Column::UserCount, account::Column::MaxUsers)),
        Quota::Registrations => Err(StoreError::Internal("registrations are not counted in rows".to_owned())),
    }
}
