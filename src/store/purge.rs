//! What goes for good: rows whose time has come, found and deleted a bounded number at a time.
//!
//! On PostgreSQL several nodes may do this at once. Rows are locked as they are found, and found again as
//! they are then, so that an undelete in between wins; what another node has locked is its work.

use super::{
    StoreError, WriteTx, domains,
    entity::{domain, user, user_credential},
};
use crate::model::{AccountId, Domain, Fqdn, Login, Time, UserName};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{LockBehavior, LockType, SimpleExpr},
};
use uuid::Uuid;

/// The purge time of a domain whose purge has begun: some of its users are gone already, so nothing may
/// bring it back, and nobody but the purge sees it.
const BEGUN: i64 = 0;

/// Whether there is a domain for anybody but the purge.
pub(super) fn unpurged() -> SimpleExpr {
    domain::Column::PurgeTime.if_null(1).ne(BEGUN)
}

/// A user about to go.
#[derive(Debug, Clone)]
pub struct Doomed {
    pub id: i64,
    pub uid: Uuid,
    pub account: AccountId,
    pub name: UserName,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    uid: Uuid,
    account: String,
    fqdn: String,
    login: String,
}

impl WriteTx {
    /// Users whose time has come, at most `limit`.
    pub async fn users_to_purge(&self, now: Time, limit: u64) -> Result<Vec<Doomed>, StoreError> {
        let due = user::Entity::find()
            .filter(user::Column::PurgeTime.lte(now.0))
            .order_by_asc(user::Column::PurgeTime);
        self.doomed(due, limit, Some(LockBehavior::SkipLocked)).await
    }

    /// Users of a domain that is held by [`WriteTx::domain_to_purge`], at most `limit`. Waits for those
    /// that are locked, so that fewer than `limit` are the last ones.
    pub async fn users_below(&self, domain: &Domain, limit: u64) -> Result<Vec<Doomed>, StoreError> {
        let all = user::Entity::find().filter(user::Column::DomainId.eq(domain.id));
        self.doomed(all.order_by_asc(user::Column::Login), limit, None).await
    }

    async fn doomed(
        &self,
        users: Select<user::Entity>,
        limit: u64,
        locked: Option<LockBehavior>,
    ) -> Result<Vec<Doomed>, StoreError> {
        let mut users = users
            .select_only()
            .columns([user::Column::Id, user::Column::Uid, user::Column::Account, user::Column::Login])
            .column(domain::Column::Fqdn)
            .inner_join(domain::Entity)
            .limit(limit);
        // The users only: others may hold their domains.
        let query = QueryTrait::query(&mut users);
        match locked {
            Some(behavior) => {
                query.lock_with_tables_behavior(LockType::Update, [user::Entity], behavior);
            }
            None => {
                query.lock_with_tables(LockType::Update, [user::Entity]);
            }
        }
        let rows = users.into_model::<Row>().all(&self.tx).await?;
        rows.into_iter()
            .map(|Row { id, uid, account, fqdn, login }| {
                let name = UserName {
                    domain: Fqdn::parse(&fqdn).map_err(StoreError::corrupt)?,
                    login: Login::parse(&login).map_err(StoreError::corrupt)?,
                };
                let account = AccountId::parse(&account).map_err(StoreError::corrupt)?;
                Ok(Doomed { id, uid, account, name })
            })
            .collect()
    }

    /// Deletes users with all that is theirs.
    ///
    /// Errors: [`StoreError::Referenced`] while one has registrations.
    pub async fn delete_users(&self, users: &[Doomed]) -> Result<(), StoreError> {
        let ids = users.iter().map(|user| user.id);
        user::Entity::delete_many().filter(user::Column::Id.is_in(ids)).exec(&self.tx).await?;
        Ok(())
    }

    /// A domain whose time has come. From this transaction on nobody else finds it: what is below it may
    /// go in this one and in later ones, and at the end the domain.
    pub async fn domain_to_purge(&self, now: Time) -> Result<Option<Domain>, StoreError> {
        let row = domain::Entity::find()
            .filter(domain::Column::PurgeTime.lte(now.0))
            .order_by_asc(domain::Column::PurgeTime)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .one(&self.tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.purge_time != Some(BEGUN) {
            // A new version, so that an undelete that was about to be written finds it changed.
            let begun = domain::ActiveModel {
                purge_time: Set(Some(BEGUN)),
                version: Set(row.version + 1),
                ..Default::default()
            };
            domain::Entity::update_many()
                .set(begun)
                .filter(domain::Column::Id.eq(row.id))
                .exec(&self.tx)
                .await?;
        }
        domains::read(row).map(Some)
    }

    /// Deletes credentials that have expired, at most `limit`.
    pub async fn forget_credentials(&self, now: Time, limit: u64) -> Result<u64, StoreError> {
        let expired: Vec<i64> = user_credential::Entity::find()
            .select_only()
            .column(user_credential::Column::Id)
            .filter(user_credential::Column::ExpireTime.lte(now.0))
            .order_by_asc(user_credential::Column::ExpireTime)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_tuple()
            .all(&self.tx)
            .await?;
        let gone = user_credential::Entity::delete_many()
            .filter(user_credential::Column::Id.is_in(expired))
            .exec(&self.tx)
            .await?;
        Ok(gone.rows_affected)
    }
}
