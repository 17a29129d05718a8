//! Rows of SIP credentials: sealed HA1s. The store never opens them.
//!
//! A credential is up to one row per algorithm, under the user name that it was made with. The current one
//! never expires; the one before it does when a rotation overlaps, and keeps its user name taken until then.

use super::{
    Store, StoreError, UniqueRule, WriteTx,
    entity::{user, user_credential},
};
use crate::model::{AccountId, DigestAlgorithm, Login, Time, User};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::Condition,
};
use uuid::Uuid;

const ALGORITHMS: [(DigestAlgorithm, i16); 3] =
    [(DigestAlgorithm::Md5, 1), (DigestAlgorithm::Sha256, 2), (DigestAlgorithm::Sha512_256, 3)];

/// A user as digest authentication knows it, under one user name.
#[derive(Debug, Clone)]
pub struct DigestUser {
    pub id: i64,
    pub uid: Uuid,
    pub account: AccountId,
    pub login: Login,
    /// Switched off, or soft-deleted.
    pub disabled: bool,
    pub max_registrations: Option<u32>,
    pub version: i64,
    /// The current user name: another one than was asked for while a rotation overlaps.
    pub auth_username: String,
    pub secrets: Vec<SealedHa1>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedHa1 {
    pub algorithm: DigestAlgorithm,
    pub sealed: Vec<u8>,
    /// When it stops working, if it does.
    pub expire_time: Option<Time>,
}

#[derive(FromQueryResult)]
struct Row {
    user_id: i64,
    uid: Uuid,
    account: String,
    login: String,
    disabled: bool,
    delete_time: Option<i64>,
    max_registrations: Option<i32>,
    version: i64,
    current_username: String,
    algorithm: i16,
    sealed_ha1: Vec<u8>,
    expire_time: Option<i64>,
}

/// What still works at `now`.
fn live(now: Time) -> Condition {
    Condition::any()
        .add(user_credential::Column::ExpireTime.is_null())
        .add(user_credential::Column::ExpireTime.gt(now.0))
}

impl Store {
    /// The user who has a live credential under this user name, with the secrets under it. One statement, so
    /// that the secrets are those of the version.
    pub async fn digest_user(
        &self,
        domain_id: i64,
        auth_username: &str,
        now: Time,
    ) -> Result<Option<DigestUser>, StoreError> {
        let rows: Vec<Row> = user_credential::Entity::find()
            .select_only()
            .columns([
                user_credential::Column::UserId,
                user_credential::Column::Algorithm,
                user_credential::Column::SealedHa1,
                user_credential::Column::ExpireTime,
            ])
            .columns([
                user::Column::Uid,
                user::Column::Account,
                user::Column::Login,
                user::Column::Disabled,
                user::Column::DeleteTime,
                user::Column::MaxRegistrations,
                user::Column::Version,
            ])
            .column_as(user::Column::AuthUsername, "current_username")
            .inner_join(user::Entity)
            .filter(user_credential::Column::DomainId.eq(domain_id))
            .filter(user_credential::Column::AuthUsername.eq(auth_username))
            .filter(live(now))
            .into_model()
            .all(&self.read)
            .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let mut found = DigestUser {
            id: first.user_id,
            uid: first.uid,
            account: AccountId::parse(&first.account).map_err(StoreError::corrupt)?,
            login: Login::parse(&first.login).map_err(StoreError::corrupt)?,
            disabled: first.disabled || first.delete_time.is_some(),
            max_registrations: first.max_registrations.and_then(|n| u32::try_from(n).ok()),
            version: first.version,
            auth_username: first.current_username.clone(),
            secrets: Vec::with_capacity(rows.len()),
        };
        // A user name is one user's; should a clock have gone back, no secret is taken for somebody else's.
        for row in rows.into_iter().filter(|row| row.user_id == found.id) {
            found.secrets.push(SealedHa1 {
                algorithm: algorithm_of(row.algorithm)?,
                sealed: row.sealed_ha1,
                expire_time: row.expire_time.map(Time),
            });
        }
        Ok(Some(found))
    }
}

pub(super) fn algorithm_of(code: i16) -> Result<DigestAlgorithm, StoreError> {
    let known = ALGORITHMS.iter().find(|(_, n)| *n == code);
    known.map(|(algorithm, _)| *algorithm).ok_or_else(|| StoreError::corrupt("algorithm"))
}

impl WriteTx {
    /// Gives a user a credential under its user name. The one before ends, or lives until `overlap`; what
    /// was still living of an earlier overlap ends. Answers whether the one before lives on.
    pub async fn renew_credentials(
        &self,
        user: &User,
        now: Time,
        overlap: Option<Time>,
        sealed: Vec<(DigestAlgorithm, Vec<u8>)>,
    ) -> Result<bool, StoreError> {
        let mut ending =
            user_credential::Entity::delete_many().filter(user_credential::Column::UserId.eq(user.id));
        if overlap.is_some() {
            ending = ending.filter(user_credential::Column::ExpireTime.is_not_null());
        }
        ending.exec(&self.tx).await?;
        let mut lives_on = false;
        if let Some(until) = overlap {
            let until =
                user_credential::ActiveModel { expire_time: Set(Some(until.0)), ..Default::default() };
            let kept = user_credential::Entity::update_many()
                .set(until)
                .filter(user_credential::Column::UserId.eq(user.id))
                .exec(&self.tx)
                .await?;
            lives_on = kept.rows_affected > 0;
        }
        let rows = rows(user.id, user, now, sealed);
        user_credential::Entity::insert_many(rows).exec_without_returning(&self.tx).await?;
        Ok(lives_on)
    }

    /// Replaces every credential of a user.
    pub async fn replace_credentials(
        &self,
        user: &User,
        now: Time,
        sealed: Vec<(DigestAlgorithm, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        self.renew_credentials(user, now, None, sealed).await.map(drop)
    }

    /// Fails while another user's overlapping credential has the user name of `user`. Called once the row of
    /// `user` is written: the unique index has then made this transaction wait for whoever gives the name up,
    /// and what they left is seen.
    pub(super) async fn keep_username_exclusive(&self, user: &User) -> Result<(), StoreError> {
        let others = Condition::all()
            .add(user_credential::Column::DomainId.eq(user.domain_id))
            .add(user_credential::Column::AuthUsername.eq(user.auth_username.as_str()))
            .add(user_credential::Column::UserId.ne(user.id));
        let expiries: Vec<Option<i64>> = user_credential::Entity::find()
            .select_only()
            .column(user_credential::Column::ExpireTime)
            .filter(others.clone())
            .into_tuple()
            .all(&self.tx)
            .await?;
        if expiries.is_empty() {
            return Ok(());
        }
        let now = Time::now();
        if expiries.into_iter().any(|at| at.is_none_or(|at| at > now.0)) {
            return Err(StoreError::Taken(UniqueRule::UserAuthUsername));
        }
        // What has ended must not come to life again with a clock that goes back.
        user_credential::Entity::delete_many().filter(others).exec(&self.tx).await?;
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
