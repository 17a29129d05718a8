//! Several users at once, by their names.

use super::{
    Store, StoreError,
    entity::{domain, user},
    users::{Row, read, scoped},
};
use crate::model::{AccountScope, User, UserName};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Names that one query looks for: a condition that both databases still answer from the index of logins.
const PIECE: usize = 250;

impl Store {
    /// Those of `names` that are users, also soft-deleted ones, in no order, each once.
    pub async fn named_users(
        &self,
        scope: &AccountScope,
        names: &[UserName],
    ) -> Result<Vec<User>, StoreError> {
        let fqdns: BTreeSet<&str> = names.iter().map(|name| name.domain.as_str()).collect();
        let domains: Vec<(String, i64)> = domain::Entity::find()
            .select_only()
            .columns([domain::Column::Fqdn, domain::Column::Id])
            .filter(domain::Column::Fqdn.is_in(fqdns))
            .into_tuple()
            .all(&self.read)
            .await?;
        let domains: HashMap<&str, i64> = domains.iter().map(|(fqdn, id)| (fqdn.as_str(), *id)).collect();
        let wanted: BTreeSet<(i64, &str)> = names
            .iter()
            .filter_map(|name| Some((*domains.get(name.domain.as_str())?, name.login.as_str())))
            .collect();
        let wanted: Vec<(i64, &str)> = wanted.into_iter().collect();
        let mut users = Vec::with_capacity(wanted.len());
        for piece in wanted.chunks(PIECE) {
            let mut logins: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
            for (domain, login) in piece {
                logins.entry(*domain).or_default().push(login);
            }
            let named = logins.into_iter().fold(Condition::any(), |any, (domain, logins)| {
                any.add(user::Column::DomainId.eq(domain).and(user::Column::Login.is_in(logins)))
            });
            let rows = scoped(self.backend(), scope).filter(named).into_model::<Row>().all(&self.read);
            for row in rows.await? {
                users.push(read(row)?);
            }
        }
        Ok(users)
    }
}
