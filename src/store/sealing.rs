//! Sealed values, wherever they are, by the key that sealed them: their first four octets. The store opens
//! none of them.

use super::{
    RequestKey, Store, StoreError, WriteTx,
    credentials::algorithm_of,
    entity::{domain, request, user, user_credential},
};
use crate::model::{DigestAlgorithm, Time};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Expr, SimpleExpr},
};
use uuid::Uuid;

/// The octets that every value sealed under one key begins with.
pub type KeyPrefix = [u8; 4];

/// A sealed value and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedValue {
    pub place: SealedPlace,
    pub sealed: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealedPlace {
    /// An HA1 of the user with this uid.
    Credential { row: i64, owner: Uuid, algorithm: DigestAlgorithm },
    /// The answer to a request.
    Answer(RequestKey),
    /// The token of the delegation of the domain with this uid.
    Token { row: i64, owner: Uuid },
}

/// Where sealed values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedKind {
    Credentials,
    Answers,
    Tokens,
}

impl SealedKind {
    pub const ALL: [Self; 3] = [Self::Credentials, Self::Answers, Self::Tokens];

    /// As in the indexes.
    fn prefix(self) -> SimpleExpr {
        Expr::cust(match self {
            Self::Credentials => "substr(sealed_ha1, 1, 4)",
            Self::Answers => "substr(sealed_answer, 1, 4)",
            Self::Tokens => "substr(delegation_token, 1, 4)",
        })
    }
}

#[derive(FromQueryResult)]
struct Credential {
    id: i64,
    uid: Uuid,
    algorithm: i16,
    sealed_ha1: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Token {
    id: i64,
    uid: Uuid,
    delegation_token: Vec<u8>,
}

impl Store {
    /// The keys that values of one kind are sealed under, read from the index by leaps. Answers that have
    /// expired at `now` do not count.
    pub async fn sealing_keys(&self, kind: SealedKind, now: Time) -> Result<Vec<KeyPrefix>, StoreError> {
        let mut keys = Vec::new();
        let mut last: Vec<u8> = Vec::new();
        loop {
            let next = kind.prefix().gt(last.clone());
            let found: Option<Vec<u8>> = match kind {
                SealedKind::Credentials => {
                    self.first(kind, user_credential::Entity::find().filter(next)).await?
                }
                SealedKind::Answers => {
                    let live = request::Column::ExpireTime.gt(now.0);
                    self.first(kind, request::Entity::find().filter(next).filter(live)).await?
                }
                SealedKind::Tokens => self.first(kind, domain::Entity::find().filter(next)).await?,
            };
            let Some(found) = found else { return Ok(keys) };
            keys.push(
                KeyPrefix::try_from(found.as_slice()).map_err(|_| StoreError::corrupt("sealed value"))?,
            );
            last = found;
        }
    }

    /// The first prefix of those that are selected.
    async fn first<E: EntityTrait>(
        &self,
        kind: SealedKind,
        values: Select<E>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let prefixes = values.select_only().column_as(kind.prefix(), "prefix").order_by_asc(kind.prefix());
        Ok(prefixes.limit(1).into_tuple().one(&self.read).await?)
    }

    /// Values of one kind under one key, in an order of their own, after `after`.
    pub async fn sealed_under(
        &self,
        kind: SealedKind,
        key: KeyPrefix,
        after: Option<&SealedPlace>,
        limit: u64,
    ) -> Result<Vec<SealedValue>, StoreError> {
        let under = kind.prefix().eq(key.to_vec());
        match kind {
            SealedKind::Credentials => {
                let after = after.and_then(|place| match place {
                    SealedPlace::Credential { row, .. } => Some(user_credential::Column::Id.gt(*row)),
                    SealedPlace::Answer(_) | SealedPlace::Token { .. } => None,
                });
                let rows: Vec<Credential> = user_credential::Entity::find()
                    .select_only()
                    .columns([
                        user_credential::Column::Id,
                        user_credential::Column::Algorithm,
                        user_credential::Column::SealedHa1,
                    ])
                    .column(user::Column::Uid)
                    .inner_join(user::Entity)
                    .filter(under)
                    .apply_if(after, QueryFilter::filter)
                    .order_by_asc(user_credential::Column::Id)
                    .limit(limit)
                    .into_model()
                    .all(&self.read)
                    .await?;
                rows.into_iter()
                    .map(|row| {
                        let algorithm = algorithm_of(row.algorithm)?;
                        let place = SealedPlace::Credential { row: row.id, owner: row.uid, algorithm };
                        Ok(SealedValue { place, sealed: row.sealed_ha1 })
                    })
                    .collect()
            }
            SealedKind::Answers => {
                use request::Column::{Account, Actor, RequestId};
                let columns = || Expr::tuple([RequestId, Account, Actor].map(Expr::col));
                let after = after.and_then(|place| match place {
                    SealedPlace::Answer(RequestKey { account, actor, id }) => {
                        let last: [SimpleExpr; 3] =
                            [(*id).into(), account.as_str().into(), actor.as_str().into()];
                        Some(columns().gt(Expr::tuple(last)))
                    }
                    SealedPlace::Credential { .. } | SealedPlace::Token { .. } => None,
                });
                let rows = request::Entity::find()
                    .filter(under)
                    .apply_if(after, QueryFilter::filter)
                    .order_by_asc(RequestId)
                    .order_by_asc(Account)
                    .order_by_asc(Actor)
                    .limit(limit)
                    .all(&self.read)
                    .await?;
                let value = |row: request::Model| SealedValue {
                    place: SealedPlace::Answer(RequestKey {
                        account: row.account,
                        actor: row.actor,
                        id: row.request_id,
                    }),
                    sealed: row.sealed_answer,
                };
                Ok(rows.into_iter().map(value).collect())
            }
            SealedKind::Tokens => {
                let after = after.and_then(|place| match place {
                    SealedPlace::Token { row, .. } => Some(domain::Column::Id.gt(*row)),
                    SealedPlace::Credential { .. } | SealedPlace::Answer(_) => None,
                });
                let rows: Vec<Token> = domain::Entity::find()
                    .select_only()
                    .columns([domain::Column::Id, domain::Column::Uid, domain::Column::DelegationToken])
                    .filter(under)
                    .apply_if(after, QueryFilter::filter)
                    .order_by_asc(domain::Column::Id)
                    .limit(limit)
                    .into_model()
                    .all(&self.read)
                    .await?;
                let value = |row: Token| SealedValue {
                    place: SealedPlace::Token { row: row.id, owner: row.uid },
                    sealed: row.delegation_token,
                };
                Ok(rows.into_iter().map(value).collect())
            }
        }
    }
}

impl WriteTx {
    /// Writes a value sealed anew, unless it is another one by now. Answers whether it did.
    pub async fn reseal(&self, value: &SealedValue, sealed: Vec<u8>) -> Result<bool, StoreError> {
        let before = value.sealed.as_slice();
        let done = match &value.place {
            SealedPlace::Credential { row, .. } => {
                let sealed = user_credential::ActiveModel { sealed_ha1: Set(sealed), ..Default::default() };
                user_credential::Entity::update_many()
                    .set(sealed)
                    .filter(user_credential::Column::Id.eq(*row))
                    .filter(user_credential::Column::SealedHa1.eq(before))
                    .exec(&self.tx)
                    .await?
            }
            SealedPlace::Answer(RequestKey { account, actor, id }) => {
                let sealed = request::ActiveModel { sealed_answer: Set(sealed), ..Default::default() };
                request::Entity::update_many()
                    .set(sealed)
                    .filter(request::Column::Account.eq(account.as_str()))
                    .filter(request::Column::Actor.eq(actor.as_str()))
                    .filter(request::Column::RequestId.eq(*id))
                    .filter(request::Column::SealedAnswer.eq(before))
                    .exec(&self.tx)
                    .await?
            }
            SealedPlace::Token { row, .. } => {
                let sealed =
                    domain::ActiveModel { delegation_token: Set(Some(sealed)), ..Default::default() };
                domain::Entity::update_many()
                    .set(sealed)
                    .filter(domain::Column::Id.eq(*row))
                    .filter(domain::Column::DelegationToken.eq(before))
                    .exec(&self.tx)
                    .await?
            }
        };
        Ok(done.rows_affected == 1)
    }
}
