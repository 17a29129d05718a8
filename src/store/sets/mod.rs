//! Rows of organizations and groups, whose tables are alike but for their names.

mod members;
mod tree;
mod watched;

pub use watched::WatchedGroup;

use super::{
    Page, Store, StoreError, WriteTx,
    domains::key_of,
    list::{self, Sql, Table},
};
use crate::model::{
    AccountId, AccountScope, ChildName, Domain, Fqdn, Listing, ResourceId, SetKind, Term, Test, Time, User,
    UserSet,
};
use sea_orm::{
    ConnectionTrait, DbBackend, ExprTrait, QueryResult, Value,
    sea_query::{Expr, LockType, Order, Query, SelectStatement},
};

/// The names of a kind's tables and columns.
struct Tables {
    sets: &'static str,
    /// The column of the id that callers know.
    key: &'static str,
    members: &'static str,
    list: &'static Table,
}

static ORGANIZATIONS: Table = Table {
    columns: &[("display_name", "organizations.display_name"), ("create_time", "organizations.create_time")],
    name: &["organizations.organization_id"],
    deleted: None,
    other: below,
};

static GROUPS: Table = Table {
    columns: &[("display_name", "\"groups\".display_name"), ("create_time", "\"groups\".create_time")],
    name: &["\"groups\".group_id"],
    deleted: None,
    other: |_, _| None,
};

/// What is directly below an organization, which is one of the same domain.
fn below(_: DbBackend, term: &Term) -> Option<Sql> {
    match &term.test {
        Test::Refers(parent) => {
            let of_parent = "EXISTS (SELECT 1 FROM organizations p JOIN domains d ON d.id = p.domain_id \
                             WHERE p.id = organizations.parent_id AND d.fqdn = ? AND p.organization_id = ?)";
            Some(Sql::with(of_parent, [parent.domain.as_str(), parent.id.as_str()]))
        }
        Test::Present => Some(Sql::new("organizations.parent_id IS NOT NULL")),
        _ => None,
    }
}

fn tables(kind: SetKind) -> Tables {
    match kind {
        SetKind::Organization => {
            let (key, members) = ("organization_id", "organization_members");
            Tables { sets: "organizations", key, members, list: &ORGANIZATIONS }
        }
        SetKind::Group => Tables { sets: "groups", key: "group_id", members: "group_members", list: &GROUPS },
    }
}

/// The sets of a tenant, as rows for [`read`].
fn scoped(kind: SetKind, scope: &AccountScope) -> SelectStatement {
    let t = tables(kind);
    let mut query = Query::select();
    query
        .columns(["id", "uid", "account", "domain_id", "display_name"].map(|column| (t.sets, column)))
        .columns(["create_time", "update_time", "version", t.key].map(|column| (t.sets, column)))
        .from(t.sets);
    if kind == SetKind::Organization {
        let above = "(SELECT p.organization_id FROM organizations p WHERE p.id = organizations.parent_id)";
        query.expr_as(Expr::cust(above), "parent");
    }
    if let AccountScope::One(account) = scope {
        query.and_where(Expr::col((t.sets, "account")).eq(account.as_str()));
    }
    query
}

fn named(kind: SetKind, scope: &AccountScope, name: &ChildName) -> SelectStatement {
    let t = tables(kind);
    let mut query = scoped(kind, scope);
    query
        .and_where(Expr::col((t.sets, "domain_id")).in_subquery(key_of(&name.domain)))
        .and_where(Expr::col((t.sets, t.key)).eq(name.id.as_str()));
    query
}

async fn one<C: ConnectionTrait>(
    db: &C,
    kind: SetKind,
    query: &SelectStatement,
    domain: &Fqdn,
) -> Result<Option<UserSet>, StoreError> {
    db.query_one(query).await?.map(|row| read(kind, &row, domain)).transpose()
}

impl Store {
    pub async fn set(
        &self,
        scope: &AccountScope,
        kind: SetKind,
        name: &ChildName,
    ) -> Result<Option<UserSet>, StoreError> {
        one(&self.read, kind, &named(kind, scope, name), &name.domain).await
    }

    /// A page of a domain's sets; see [`SetKind::list`].
    pub async fn sets(
        &self,
        scope: &AccountScope,
        kind: SetKind,
        domain: &Domain,
        listing: &Listing,
    ) -> Result<Vec<UserSet>, StoreError> {
        let t = tables(kind);
        let mut query = scoped(kind, scope);
        query.and_where(Expr::col((t.sets, "domain_id")).eq(domain.id));
        list::page(&mut query, self.backend(), t.list, listing);
        let rows = self.read.query_all(&query).await?;
        rows.iter().map(|row| read(kind, row, &domain.fqdn)).collect()
    }

    /// The sets that a user is a member of, by id; the page's key is the last id seen.
    pub async fn sets_of_user(
        &self,
        scope: &AccountScope,
        kind: SetKind,
        user: &User,
        page: &Page,
    ) -> Result<Vec<UserSet>, StoreError> {
        let t = tables(kind);
        let mut mine = Query::select();
        mine.column("set_id").from(t.members).and_where(Expr::col("user_id").eq(user.id));
        let mut query = scoped(kind, scope);
        query.and_where(Expr::col((t.sets, "id")).in_subquery(mine));
        if let Some(after) = &page.after {
            query.and_where(Expr::col((t.sets, t.key)).gt(after.as_str()));
        }
        query.order_by((t.sets, t.key), Order::Asc).limit(page.limit);
        let rows = self.read.query_all(&query).await?;
        rows.iter().map(|row| read(kind, row, &user.domain)).collect()
    }
}

impl WriteTx {
    /// A set that the transaction is going to refer to: nobody deletes it before the commit.
    pub async fn set_to_refer(
        &self,
        scope: &AccountScope,
        kind: SetKind,
        name: &ChildName,
    ) -> Result<Option<UserSet>, StoreError> {
        let mut query = named(kind, scope, name);
        query.lock(LockType::KeyShare);
        one(&self.tx, kind, &query, &name.domain).await
    }

    /// A set that the transaction is going to change or delete: nobody else does before the commit.
    pub async fn set_to_change(
        &self,
        scope: &AccountScope,
        kind: SetKind,
        name: &ChildName,
    ) -> Result<Option<UserSet>, StoreError> {
        let mut query = named(kind, scope, name);
        query.lock(LockType::Update);
        one(&self.tx, kind, &query, &name.domain).await
    }

    /// Inserts a set below `parent`, which is the one that it names; its `id` is given by the database.
    ///
    /// Errors: [`StoreError::Taken`]; [`StoreError::Referenced`] when the domain is gone.
    pub async fn insert_set(&self, new: UserSet, parent: Option<&UserSet>) -> Result<UserSet, StoreError> {
        let t = tables(new.kind);
        let mut cells: Vec<(&'static str, Value)> = vec![
            ("uid", new.uid.into()),
            ("account", new.account.as_str().into()),
            ("domain_id", new.domain_id.into()),
            (t.key, new.set_id.as_str().into()),
            ("create_time", new.create_time.0.into()),
        ];
        cells.extend(changeable(&new, parent));
        let (columns, values): (Vec<_>, Vec<_>) = cells.into_iter().unzip();
        let insert = Query::insert()
            .into_table(t.sets)
            .columns(columns)
            .values(values.into_iter().map(Expr::from))
            .map_err(|why| StoreError::Internal(why.to_string()))?
            .returning_col("id")
            .to_owned();
        let row = self.tx.query_one(&insert).await?;
        let row = row.ok_or_else(|| StoreError::Internal("an insert answered no id".to_owned()))?;
        Ok(UserSet { id: row.try_get_by_index(0)?, ..new })
    }

    /// Writes what may change of a set and raises its version. `parent` is the one that it names.
    ///
    /// Errors: [`StoreError::Changed`] when the row is no longer at `set.version`.
    pub async fn update_set(
        &self,
        mut set: UserSet,
        parent: Option<&UserSet>,
    ) -> Result<UserSet, StoreError> {
        let before = set.version;
        set.version += 1;
        let update = Query::update()
            .table(tables(set.kind).sets)
            .values(changeable(&set, parent).into_iter().map(|(column, value)| (column, Expr::from(value))))
            .and_where(Expr::col("id").eq(set.id))
            .and_where(Expr::col("version").eq(before))
            .to_owned();
        let done = self.tx.execute(&update).await?;
        if done.rows_affected() == 1 { Ok(set) } else { Err(StoreError::Changed) }
    }

    /// Deletes a set with its memberships. Its members' versions stay what they are: there may be very many.
    ///
    /// Errors: [`StoreError::Referenced`] while there are organizations below it.
    pub async fn delete_set(&self, set: &UserSet) -> Result<(), StoreError> {
        let delete = Query::delete()
            .from_table(tables(set.kind).sets)
            .and_where(Expr::col("id").eq(set.id))
            .to_owned();
        self.tx.execute(&delete).await?;
        Ok(())
    }
}

fn changeable(set: &UserSet, parent: Option<&UserSet>) -> Vec<(&'static str, Value)> {
    let mut cells = vec![
        ("display_name", Value::from(set.display_name.as_str())),
        ("update_time", set.update_time.0.into()),
        ("version", set.version.into()),
    ];
    if set.kind == SetKind::Organization {
        cells.push(("parent_id", parent.map(|parent| parent.id).into()));
    }
    cells
}

fn read(kind: SetKind, row: &QueryResult, domain: &Fqdn) -> Result<UserSet, StoreError> {
    let id = |text: String| ResourceId::parse(&text).map_err(StoreError::corrupt);
    let text = |column: &str| row.try_get::<String>("", column);
    let number = |column: &str| row.try_get::<i64>("", column);
    let parent = match kind {
        SetKind::Organization => row.try_get::<Option<String>>("", "parent")?,
        SetKind::Group => None,
    };
    Ok(UserSet {
        kind,
        id: number("id")?,
        uid: row.try_get("", "uid")?,
        account: AccountId::parse(&text("account")?).map_err(StoreError::corrupt)?,
        domain_id: number("domain_id")?,
        domain: domain.clone(),
        set_id: id(text(tables(kind).key)?)?,
        display_name: text("display_name")?,
        parent: parent.map(id).transpose()?,
        create_time: Time(number("create_time")?),
        update_time: Time(number("update_time")?),
        version: number("version")?,
    })
}
