//! Rows of SIP credentials: sealed HA1s. The store never opens them.

use super::{
    Store, StoreError, WriteTx,
    entity::{user, user_credential},
};
use crate::model::{DigestAlgorithm, Time, User};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

const ALGORITHMS: [(DigestAlgorithm, i16); 3] =
    [(DigestAlgorithm::Md5, 1), (DigestAlgorithm::Sha256, 2), (DigestAlgorithm::Sha512_256, 3)];

impl Store {
    /// The sealed secrets of a user that are live at `now`, one row per algorithm and credential.
    pub async fn live_credentials(
        &self,
        user_id: i64,
        now: Time,
    ) -> Result<Vec<(DigestAlgorithm, Vec<u8>)>, StoreError> {
        let rows = user_credential::Entity::find()
            .filter(user_credential::Column::UserId.eq(user_id))
            .all(&self.read)
            .await?;
        rows.into_iter()
            .filter(|row| row.expire_time.is_none_or(|at| at > now.0))
            .map(|row| Ok((algorithm_of(row.algorithm)?, row.sealed_ha1)))
            .collect()
    }
}

impl Store {
    /// One sealed secret and whose it is, if there is any: to see whether the key at hand opens it.
    pub async fn any_credential(&self) -> Result<Option<(Uuid, DigestAlgorithm, Vec<u8>)>, StoreError> {
        let Some(row) = user_credential::Entity::find().one(&self.read).await? else { return Ok(None) };
        let owner = user::Entity::find_by_id(row.user_id).one(&self.read).await?;
        let owner = owner.ok_or_else(|| StoreError::corrupt("credential without user"))?;
        Ok(Some((owner.uid, algorithm_of(row.algorithm)?, row.sealed_ha1)))
    }
}

fn algorithm_of(code: i16) -> Result<DigestAlgorithm, StoreError> {
    let known = ALGORITHMS.iter().find(|(_, n)| *n == code);
    known.map(|(algorithm, _)| *algorithm).ok_or_else(|| StoreError::corrupt("algorithm"))
}

impl WriteTx {
    /// Replaces every credential of a user.
    pub async fn replace_credentials(
        &self,
        user: &User,
        now: Time,
        sealed: Vec<(DigestAlgorithm, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        user_credential::Entity::delete_many()
            .filter(user_credential::Column::UserId.eq(user.id))
            .exec(&self.tx)
            .await?;
        let rows = rows(user.id, user, now, sealed);
        user_credential::Entity::insert_many(rows).exec_without_returning(&self.tx).await?;
        Ok(())
    }
}

/// The rows of a user's credential, one per algorithm.
pub(super) fn rows(
    user_id: i64,
    user: &User,
    now: Time,
    sealed: Vec<(DigestAlgorithm, Vec<u8>)>,
) -> impl Iterator<Item = user_credential::ActiveModel> + use<> {
    let (domain_id, auth_username) = (user.domain_id, user.auth_username.clone());
    sealed.into_iter().map(move |(algorithm, sealed_ha1)| user_credential::ActiveModel {
        user_id: Set(user_id),
        domain_id: Set(domain_id),
        auth_username: Set(auth_username.clone()),
        algorithm: Set(ALGORITHMS.iter().find(|(a, _)| *a == algorithm).map_or(0, |(_, n)| *n)),
        sealed_ha1: Set(sealed_ha1),
        create_time: Set(now.0),
        expire_time: Set(None),
        ..Default::default()
    })
}
