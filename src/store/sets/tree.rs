//! The tree of organizations. Who changes it holds the lock of the domain, so that what is read here stays
//! true until the commit.

use crate::model::{SetKind, UserSet};
use crate::store::{StoreError, WriteTx};
use sea_orm::{
    ConnectionTrait, ExprTrait, Statement,
    sea_query::{Expr, Func, Query},
};

/// Deeper than any tree may be: a bound on recursion, should the rows ever have a cycle.
const BOUND: usize = 2 * UserSet::MAX_LEVELS;

impl WriteTx {
    /// The row ids from an organization up to its root, itself first.
    pub async fn ancestry(&self, organization: &UserSet) -> Result<Vec<i64>, StoreError> {
        let sql = format!(
            "WITH RECURSIVE up(id, parent_id, level) AS (
                 SELECT id, parent_id, 1 FROM organizations WHERE id = $1
                 UNION ALL
                 SELECT o.id, o.parent_id, up.level + 1 FROM organizations o JOIN up ON o.id = up.parent_id
                 WHERE up.level < {BOUND})
             SELECT id FROM up ORDER BY level"
        );
        let rows = self.tx.query_all_raw(self.about(&sql, organization)).await?;
        Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
    }

    /// How many levels there are from an organization down, its own being one.
    pub async fn height(&self, organization: &UserSet) -> Result<usize, StoreError> {
        let sql = format!(
            "WITH RECURSIVE down(id, level) AS (
                 SELECT id, CAST(1 AS BIGINT) FROM organizations WHERE id = $1
                 UNION ALL
                 SELECT o.id, down.level + 1 FROM organizations o JOIN down ON o.parent_id = down.id
                 WHERE down.level < {BOUND})
             SELECT MAX(level) FROM down"
        );
        let row = self.tx.query_one_raw(self.about(&sql, organization)).await?;
        let levels = row.map(|row| row.try_get_by_index::<Option<i64>>(0)).transpose()?.flatten();
        Ok(levels.and_then(|levels| usize::try_from(levels).ok()).unwrap_or_default())
    }

    /// How many organizations are right below one.
    pub async fn count_children(&self, organization: &UserSet) -> Result<u64, StoreError> {
        let table = super::tables(SetKind::Organization).sets;
        let count = Query::select()
            .expr(Func::count(Expr::col("id")))
            .from(table)
            .and_where(Expr::col("parent_id").eq(organization.id))
            .to_owned();
        let row = self.tx.query_one(&count).await?;
        let children = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
        Ok(children.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
    }

    fn about(&self, sql: &str, organization: &UserSet) -> Statement {
        Statement::from_sql_and_values(self.tx.get_database_backend(), sql, [organization.id.into()])
    }
}
