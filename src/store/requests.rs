//! Rows of answered requests: what makes a retry safe (AIP-155). The store never opens the answers.

use super::{Store, StoreError, WriteTx, entity::request, only::only};
use crate::model::Time;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Whose request it is: ids of different callers do not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// The account, or `-` for a caller who has none.
    pub account: String,
    pub actor: String,
    pub id: Uuid,
}

impl Store {
    /// The sealed answer of a request that took place and has not expired at `now`.
    pub async fn answered(&self, key: &RequestKey, now: Time) -> Result<Option<Vec<u8>>, StoreError> {
        let of_key = request::Entity::find_by_id((key.account.clone(), key.actor.clone(), key.id))
            .filter(request::Column::ExpireTime.gt(now.0));
        Ok(only(of_key.all(&self.read)).await?.map(|row| row.sealed_answer))
    }
}

impl WriteTx {
    /// Takes the place of a request, so that the same one cannot take place beside it.
    ///
    /// Errors: [`StoreError::Taken`] with `Request` when it took place meanwhile.
    pub async fn begin_request(&self, key: &RequestKey, now: Time, expire: Time) -> Result<(), StoreError> {
        request::Entity::delete_by_id((key.account.clone(), key.actor.clone(), key.id))
            .filter(request::Column::ExpireTime.lte(now.0))
            .exec(&self.tx)
            .await?;
        let row = request::ActiveModel {
            account: Set(key.account.clone()),
            actor: Set(key.actor.clone()),
            request_id: Set(key.id),
            sealed_answer: Set(Vec::new()),
            expire_time: Set(expire.0),
        };
        request::Entity::insert(row).exec_without_returning(&self.tx).await?;
        Ok(())
    }

    pub async fn end_request(&self, key: &RequestKey, sealed_answer: Vec<u8>) -> Result<(), StoreError> {
        let row = request::ActiveModel { sealed_answer: Set(sealed_answer), ..Default::default() };
        request::Entity::update_many()
            .set(row)
            .filter(request::Column::Account.eq(key.account.as_str()))
            .filter(request::Column::Actor.eq(key.actor.as_str()))
            .filter(request::Column::RequestId.eq(key.id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Forgets requests that have expired, the `limit` longest ago and what expired with the last of them.
    pub async fn forget_requests(&self, now: Time, limit: u64) -> Result<u64, StoreError> {
        let last: Option<i64> = request::Entity::find()
            .select_only()
            .column(request::Column::ExpireTime)
            .filter(request::Column::ExpireTime.lte(now.0))
            .order_by_asc(request::Column::ExpireTime)
            .offset(limit.saturating_sub(1))
            .limit(1)
            .into_tuple()
            .one(&self.tx)
            .await?;
        let upto = last.unwrap_or(now.0);
        let expired = request::Entity::delete_many().filter(request::Column::ExpireTime.lte(upto));
        Ok(expired.exec(&self.tx).await?.rows_affected)
    }
}
