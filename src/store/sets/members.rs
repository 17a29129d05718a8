//! Memberships. Who changes those of a user locks the user first and the set after it.

use super::tables;
use crate::model::{AccountScope, Login, Member, ResourceId, SetKind, Time, User, UserName, UserSet};
use crate::store::{Page, Reference, Store, StoreError, WriteTx, domains::key_of, entity::user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, Value,
    sea_query::{
        CommonTableExpression, Expr, Func, LockType, OnConflict, Order, Query, UnionType, WithClause,
    },
};

/// `tree`: an organization and all below it.
fn tree(organization: &UserSet) -> WithClause {
    let table = tables(SetKind::Organization).sets;
    let mut below = Query::select();
    below
        .column((table, "id"))
        .from(table)
        .inner_join("tree", Expr::col((table, "parent_id")).equals(("tree", "id")));
    let mut tree = Query::select();
    tree.column("id")
        .from(table)
        .and_where(Expr::col("id").eq(organization.id))
        .union(UnionType::Distinct, below);
    let tree = CommonTableExpression::new().table_name("tree").column("id").query(tree).to_owned();
    Query::with().recursive(true).cte(tree).to_owned()
}

impl Store {
    /// The members of a set by login, each once and without those who are soft-deleted; the page's key is
    /// the last login seen. With `descendants`, the members of all organizations below it too: one of
    /// several is listed with the time of the first.
    pub async fn members(
        &self,
        scope: &AccountScope,
        set: &UserSet,
        descendants: bool,
        page: &Page,
    ) -> Result<Vec<Member>, StoreError> {
        let members = tables(set.kind).members;
        let mut query = Query::select();
        query
            .column((members, "login"))
            .column(("users", "display_name"))
            .from(members)
            .inner_join("users", Expr::col(("users", "id")).equals((members, "user_id")))
            .and_where(Expr::col(("users", "delete_time")).is_null());
        if descendants && set.kind == SetKind::Organization {
            let within = Query::select().column("id").from("tree").to_owned();
            query
                .with_cte(tree(set))
                .expr_as(Func::min(Expr::col((members, "join_time"))), "join_time")
                .and_where(Expr::col((members, "set_id")).in_subquery(within))
                .group_by_columns([(members, "login"), ("users", "display_name")]);
        } else {
            query.column((members, "join_time")).and_where(Expr::col((members, "set_id")).eq(set.id));
        }
        if let AccountScope::One(account) = scope {
            query.and_where(Expr::col(("users", "account")).eq(account.as_str()));
        }
        if let Some(after) = &page.after {
            query.and_where(Expr::col((members, "login")).gt(after.as_str()));
        }
        query.order_by((members, "login"), Order::Asc).limit(page.limit);
        let rows = self.read.query_all(&query).await?;
        rows.iter()
            .map(|row| {
                let login: String = row.try_get("", "login")?;
                let login = Login::parse(&login).map_err(StoreError::corrupt)?;
                Ok(Member {
                    user: UserName { domain: set.domain.clone(), login },
                    display_name: row.try_get("", "display_name")?,
                    join_time: Time(row.try_get("", "join_time")?),
                })
            })
            .collect()
    }
}

impl WriteTx {
    /// A user as nobody else changes it before the commit.
    pub async fn lock_user(&self, scope: &AccountScope, name: &UserName) -> Result<Option<User>, StoreError> {
        let mut lock = Query::select();
        lock.column("id")
            .from("users")
            .and_where(Expr::col("domain_id").in_subquery(key_of(&name.domain)))
            .and_where(Expr::col("login").eq(name.login.as_str()))
            .lock(LockType::NoKeyUpdate);
        if let AccountScope::One(account) = scope {
            lock.and_where(Expr::col("account").eq(account.as_str()));
        }
        self.tx.query_one(&lock).await?;
        self.user(scope, name).await
    }

    /// Makes a user a member, and answers since when it is one and whether that is new.
    pub async fn add_member(
        &self,
        set: &UserSet,
        user: &User,
        now: Time,
    ) -> Result<(Time, bool), StoreError> {
        if self.join(set.kind, &[set.id], user, now).await? > 0 {
            return Ok((now, true));
        }
        let since = Query::select()
            .column("join_time")
            .from(tables(set.kind).members)
            .and_where(Expr::col("set_id").eq(set.id))
            .and_where(Expr::col("login").eq(user.login.as_str()))
            .to_owned();
        let row = self.tx.query_one(&since).await?.ok_or(StoreError::Changed)?;
        Ok((Time(row.try_get_by_index(0)?), false))
    }

    /// Ends a membership, and answers whether there was one.
    pub async fn remove_member(&self, set: &UserSet, user: &User) -> Result<bool, StoreError> {
        let delete = Query::delete()
            .from_table(tables(set.kind).members)
            .and_where(Expr::col("set_id").eq(set.id))
            .and_where(Expr::col("login").eq(user.login.as_str()))
            .to_owned();
        Ok(self.tx.execute(&delete).await?.rows_affected() > 0)
    }

    /// Raises the version of a user of whom something changed that is not in its row.
    pub async fn touch_user(&self, user: &User, now: Time) -> Result<(), StoreError> {
        user::Entity::update_many()
            .col_expr(user::Column::Version, Expr::col(user::Column::Version).add(1))
            .col_expr(user::Column::UpdateTime, Expr::val(now.0))
            .filter(user::Column::Id.eq(user.id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// The rows of the sets of a kind that a user names, which nobody deletes before the commit.
    ///
    /// Errors: [`StoreError::Missing`] naming the first that the domain does not have.
    pub(in crate::store) async fn set_rows(
        &self,
        kind: SetKind,
        user: &User,
    ) -> Result<Vec<i64>, StoreError> {
        let t = tables(kind);
        let (wanted, missing): (&[ResourceId], fn(ResourceId) -> Reference) = match kind {
            SetKind::Organization => (&user.organizations, Reference::Organization),
            SetKind::Group => (&user.groups, Reference::Group),
        };
        let find = Query::select()
            .columns(["id", t.key])
            .from(t.sets)
            .and_where(Expr::col("domain_id").eq(user.domain_id))
            .and_where(Expr::col(t.key).is_in(wanted.iter().map(ResourceId::as_str)))
            // In one order whoever asks.
            .order_by("id", Order::Asc)
            .lock(LockType::KeyShare)
            .to_owned();
        let rows = if wanted.is_empty() { Vec::new() } else { self.tx.query_all(&find).await? };
        let found: Vec<(i64, String)> = rows
            .iter()
            .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
            .collect::<Result<_, sea_orm::DbErr>>()?;
        if let Some(id) = wanted.iter().find(|id| !found.iter().any(|(_, known)| known == id.as_str())) {
            return Err(StoreError::Missing(missing(id.clone())));
        }
        Ok(found.into_iter().map(|(id, _)| id).collect())
    }

    /// Makes a user a member of exactly the sets of a kind that it names. `again` is for a user who may be
    /// a member of some already.
    ///
    /// Errors: [`StoreError::Missing`] naming the first that the domain does not have.
    pub(in crate::store) async fn join_sets(
        &self,
        kind: SetKind,
        again: bool,
        user: &User,
    ) -> Result<(), StoreError> {
        let t = tables(kind);
        let sets = self.set_rows(kind, user).await?;
        if again {
            let leave = Query::delete()
                .from_table(t.members)
                .and_where(Expr::col("user_id").eq(user.id))
                .and_where(Expr::col("set_id").is_not_in(sets.iter().copied()))
                .to_owned();
            self.tx.execute(&leave).await?;
        }
        self.join(kind, &sets, user, user.update_time).await.map(drop)
    }

    /// Adds the memberships that are not there yet, and answers how many.
    async fn join(&self, kind: SetKind, sets: &[i64], user: &User, now: Time) -> Result<u64, StoreError> {
        if sets.is_empty() {
            return Ok(0);
        }
        let mut insert = Query::insert();
        insert
            .into_table(tables(kind).members)
            .columns(["set_id", "login", "user_id", "join_time"])
            .on_conflict(OnConflict::columns(["set_id", "login"]).do_nothing().to_owned());
        for set in sets {
            let row: [Value; 4] = [(*set).into(), user.login.as_str().into(), user.id.into(), now.0.into()];
            insert.values(row.map(Expr::from)).map_err(|why| StoreError::Internal(why.to_string()))?;
        }
        Ok(self.tx.execute(&insert).await?.rows_affected())
    }
}
