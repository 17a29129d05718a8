//! Lists of users, which cost the same however many there are.
//!
//! There are three ways to a page. To *walk*: follow the index of the order, and test the filter on each row; good
//! when many match. To *gather*: take all that an index says match, and sort them; good when few match. To *follow*
//! an index in which one part of the filter and the order lie together, such as the members of a group by login;
//! always good. Databases guess which is best from statistics that SQLite does not have and that PostgreSQL applies
//! to one column at a time. So matches are counted here, up to a small limit, and the query is written so that
//! only one index fits it: a column behind [`opaque`](super::list::opaque) is tested, never searched by.

mod found;
mod query;
mod terms;

use super::{Store, StoreError, list::Sql, users};
use crate::model::{AccountScope, ChildName, Domain, Filter, Listing, Test, User};
use found::Found;
use query::Query;
use sea_orm::{ConnectionTrait, QueryFilter};
use std::collections::HashMap;

/// With fewer matches than this, they are gathered at once.
const FEW: i64 = 500;
/// How far a walk goes before anything else is tried.
const STROLL: u64 = 1000;
/// With fewer matches than this, gathering is better than a walk that found little so far.
const SOME: i64 = 10_000;

/// Who is online, as the registrar knows: users by their ids.
#[derive(Debug, Clone, Default)]
pub struct Online {
    /// All of them; or, in a list by ascending name, the next ones behind the place where the page begins.
    pub users: Vec<i64>,
    /// Whether those are all.
    pub all: bool,
}

/// Where to look for users.
#[derive(Debug, Clone, Copy)]
pub(super) enum Within<'a> {
    Domain(&'a Domain),
    /// All domains.
    Scope,
}

impl Store {
    /// A page of a domain's users; see [`USERS`](crate::model::USERS).
    pub async fn users(
        &self,
        scope: &AccountScope,
        domain: &Domain,
        listing: &Listing,
        online: &Online,
    ) -> Result<Vec<User>, StoreError> {
        let references = self.references(scope, listing).await?;
        let query =
            Query { backend: self.backend(), scope, within: Within::Domain(domain), listing, references };
        let following = listing.conjuncts().iter().position(|part| query.leads(part));
        let found = query.found(online);
        if let ([_], Some(part)) = (&found[..], following) {
            return self.rows(&query, query.follow(part)).await;
        }
        if let Some(few) = self.smallest(&query, &found, FEW).await? {
            return self.rows(&query, query.gather(few)).await;
        }
        if let Some(part) = following {
            return self.rows(&query, query.follow(part)).await;
        }
        if let Some(next) = query.next_online(online) {
            let page = self.rows(&query, query.gather(&next)).await?;
            if page.len() as u64 >= listing.limit {
                return Ok(page);
            }
        }
        if found.is_empty() {
            return self.rows(&query, query.walk(None)).await;
        }
        let Some(end) = self.read.query_one_raw(query.landmark(STROLL).statement(query.backend)).await?
        else {
            return self.rows(&query, query.walk(None)).await;
        };
        let page = self.rows(&query, query.walk(Some(query.position(&end)?))).await?;
        if page.len() as u64 >= listing.limit {
            return Ok(page);
        }
        match self.smallest(&query, &found, SOME).await? {
            Some(some) => self.rows(&query, query.gather(some)).await,
            None => self.rows(&query, query.walk(None)).await,
        }
    }

    /// A page of the users of all domains, if an index finds few that the filter can match. `None` otherwise: look
    /// into one domain after the other.
    pub async fn few_users(
        &self,
        scope: &AccountScope,
        listing: &Listing,
        online: &Online,
    ) -> Result<Option<Vec<User>>, StoreError> {
        let references = self.references(scope, listing).await?;
        let query = Query { backend: self.backend(), scope, within: Within::Scope, listing, references };
        let found = query.found(online);
        match self.smallest(&query, &found, FEW).await? {
            Some(few) => self.rows(&query, query.gather(few)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The smallest of them, if it has fewer than `limit` users.
    async fn smallest<'a>(
        &self,
        query: &Query<'_>,
        found: &'a [Found],
        limit: i64,
    ) -> Result<Option<&'a Found>, StoreError> {
        let mut best = None;
        let mut least = limit;
        for one in found {
            let counted = self.read.query_one_raw(one.count(least).statement(query.backend)).await?;
            let count: i64 = counted.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
            if count < least {
                (best, least) = (Some(one), count);
            }
        }
        Ok(best)
    }

    /// The users whose ids a query finds, in the order of the list.
    async fn rows(&self, query: &Query<'_>, ids: Sql) -> Result<Vec<User>, StoreError> {
        rows(&self.read, query, ids).await
    }

    /// The rows of what the filter refers to, as far as the caller may see them.
    async fn references(
        &self,
        scope: &AccountScope,
        listing: &Listing,
    ) -> Result<HashMap<ChildName, i64>, StoreError> {
        references(&self.read, scope, listing).await
    }
}

/// The next users of a domain for one who reads them all, page by page: the order's index is walked.
pub(super) async fn walk<C: ConnectionTrait>(
    db: &C,
    scope: &AccountScope,
    domain: &Domain,
    listing: &Listing,
) -> Result<Vec<User>, StoreError> {
    let references = references(db, scope, listing).await?;
    let backend = db.get_database_backend();
    let query = Query { backend, scope, within: Within::Domain(domain), listing, references };
    rows(db, &query, query.walk(None)).await
}

async fn rows<C: ConnectionTrait>(db: &C, query: &Query<'_>, ids: Sql) -> Result<Vec<User>, StoreError> {
    let ids = Sql::around("users.id IN (", ids, ")").expr(query.backend);
    let rows = users::scoped(query.backend, query.scope).filter(ids);
    let rows = rows.into_model::<users::Row>().all(db).await?;
    let mut page = rows.into_iter().map(users::read).collect::<Result<Vec<_>, _>>()?;
    query.listing.arrange(&mut page);
    Ok(page)
}

async fn references<C: ConnectionTrait>(
    db: &C,
    scope: &AccountScope,
    listing: &Listing,
) -> Result<HashMap<ChildName, i64>, StoreError> {
    let mut found = HashMap::new();
    for term in listing.filter.iter().flat_map(Filter::terms) {
        if let Test::Refers(name) | Test::Has(name) = &term.test
            && !found.contains_key(name)
            && let Some(id) = reference(db, scope, name).await?
        {
            found.insert(name.clone(), id);
        }
    }
    Ok(found)
}

async fn reference<C: ConnectionTrait>(
    db: &C,
    scope: &AccountScope,
    name: &ChildName,
) -> Result<Option<i64>, StoreError> {
    let (table, key) = match name.collection {
        "roles" => ("roles", "role_id"),
        "groups" => ("\"groups\"", "group_id"),
        "organizations" => ("organizations", "organization_id"),
        _ => return Ok(None),
    };
    let mut sql = Sql::with(
        format!(
            "SELECT s.id FROM {table} s JOIN domains d ON d.id = s.domain_id WHERE d.fqdn = ? AND s.{key} = ?"
        ),
        [name.domain.as_str(), name.id.as_str()],
    );
    if let AccountScope::One(account) = scope {
        sql.append(Sql::with(" AND s.account = ?", [account.as_str()]));
    }
    let row = db.query_one_raw(sql.statement(db.get_database_backend())).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
}
