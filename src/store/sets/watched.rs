//! What a watch asks about the groups that it is filtered by.

use super::tables;
use crate::model::{AccountScope, Fqdn, ResourceId, SetKind};
use crate::store::{Store, StoreError, domains::key_of};
use sea_orm::{
    ConnectionTrait, ExprTrait,
    sea_query::{Expr, Query, SelectStatement},
};
use std::collections::HashSet;

/// A group as a watch knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedGroup {
    pub id: i64,
    pub domain_id: i64,
    pub group_id: ResourceId,
}

/// The tenant's groups, without columns.
fn groups(scope: &AccountScope) -> SelectStatement {
    let sets = tables(SetKind::Group).sets;
    let mut query = Query::select();
    query.from(sets);
    if let AccountScope::One(account) = scope {
        query.and_where(Expr::col((sets, "account")).eq(account.as_str()));
    }
    query
}

impl Store {
    /// Those of the named groups that a domain has.
    pub async fn watched_groups(
        &self,
        scope: &AccountScope,
        domain: &Fqdn,
        names: &[ResourceId],
    ) -> Result<Vec<WatchedGroup>, StoreError> {
        let t = tables(SetKind::Group);
        let mut query = groups(scope);
        query
            .columns([(t.sets, "id"), (t.sets, "domain_id"), (t.sets, t.key)])
            .and_where(Expr::col((t.sets, "domain_id")).in_subquery(key_of(domain)))
            .and_where(Expr::col((t.sets, t.key)).is_in(names.iter().map(ResourceId::as_str)));
        let rows = self.read.query_all(&query).await?;
        rows.iter()
            .map(|row| {
                let group_id: String = row.try_get_by_index(2)?;
                Ok(WatchedGroup {
                    id: row.try_get_by_index(0)?,
                    domain_id: row.try_get_by_index(1)?,
                    group_id: ResourceId::parse(&group_id).map_err(StoreError::corrupt)?,
                })
            })
            .collect()
    }

    /// Those of the groups, given by id, that are still there.
    pub async fn groups_left(&self, scope: &AccountScope, ids: &[i64]) -> Result<HashSet<i64>, StoreError> {
        let sets = tables(SetKind::Group).sets;
        let mut query = groups(scope);
        query.column((sets, "id")).and_where(Expr::col((sets, "id")).is_in(ids.iter().copied()));
        let rows = self.read.query_all(&query).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }

    /// Those of the users, or of all, who are members of any of the groups. One who is soft-deleted is still one.
    pub async fn members_among(
        &self,
        scope: &AccountScope,
        ids: &[i64],
        users: Option<&[i64]>,
    ) -> Result<HashSet<i64>, StoreError> {
        let t = tables(SetKind::Group);
        let mut query = groups(scope);
        query
            .distinct()
            .column((t.members, "user_id"))
            .inner_join(t.members, Expr::col((t.members, "set_id")).equals((t.sets, "id")))
            .and_where(Expr::col((t.sets, "id")).is_in(ids.iter().copied()));
        // All members may be many.
        let db = if users.is_none() { &self.bulk } else { &self.read };
        if let Some(users) = users {
            query.and_where(Expr::col((t.members, "user_id")).is_in(users.iter().copied()));
        }
        let rows = db.query_all(&query).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }
}
