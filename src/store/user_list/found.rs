//! What indexes find: subqueries of the ids of all users of whom a part of the filter can be true.

use super::{
    Online, Within,
    query::Query,
    terms::{column, members},
};
use crate::{
    model::{AccountScope, Filter, Pattern, Term, Test},
    store::list::{Sql, of_column, of_text},
};
use sea_orm::DbBackend;

/// The ids of users, from one index or, for an `OR`, from several.
#[derive(Debug, Clone)]
pub(super) struct Found(Vec<Sql>);

impl Found {
    pub(super) fn ids(&self) -> Sql {
        Sql::joined("", self.0.clone(), " UNION ALL ", "")
    }

    /// Counts them, up to `limit`.
    pub(super) fn count(&self, limit: i64) -> Sql {
        Sql::around("SELECT count(*) FROM (", self.ids(), &format!(" LIMIT {limit}) p"))
    }

    /// Exactly these.
    pub(super) fn of(backend: DbBackend, users: &[i64]) -> Self {
        let list = users.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        // One value, so that the statement stays the same.
        let each = match backend {
            DbBackend::Postgres => "SELECT value::bigint AS id FROM json_array_elements_text(?::json)",
            _ => "SELECT value AS id FROM json_each(?)",
        };
        Self(vec![Sql::with(each, [format!("[{list}]")])])
    }
}

impl Query<'_> {
    /// What indexes find for each part that must be true.
    pub(super) fn found(&self, online: &Online) -> Vec<Found> {
        let parts = self.listing.conjuncts().iter();
        parts.filter_map(|part| self.by_index(part, online).map(Found)).collect()
    }

    /// The users that are online from the page's place on, when not all of them are known.
    pub(super) fn next_online(&self, online: &Online) -> Option<Found> {
        let asked = self.listing.conjuncts().iter().any(is_online);
        (asked && !online.all && !online.users.is_empty()).then(|| Found::of(self.backend, &online.users))
    }

    fn by_index(&self, filter: &Filter, online: &Online) -> Option<Vec<Sql>> {
        match filter {
            Filter::Term(term) => self.of_term(term, online).map(|sql| vec![sql]),
            Filter::And(parts) => parts.iter().find_map(|part| self.by_index(part, online)),
            Filter::Or(parts) => {
                let arms: Option<Vec<_>> = parts.iter().map(|part| self.by_index(part, online)).collect();
                arms.map(|arms| arms.concat())
            }
            Filter::Not(_) => None,
        }
    }

    fn of_term(&self, term: &Term, online: &Online) -> Option<Sql> {
        match &term.test {
            Test::Enum("ONLINE") if online.all => Some(Found::of(self.backend, &online.users).ids()),
            Test::Has(set) => {
                let (id, table) =
                    (self.references.get(set).copied().unwrap_or_default(), members(term.field)?);
                Some(Sql::with(format!("SELECT x.user_id AS id FROM {table} x WHERE x.set_id = ?"), [id]))
            }
            Test::Label(key, pattern) => {
                let mut sql = self.in_domains("SELECT x.user_id AS id", "user_labels");
                sql.append(Sql::with(" AND x.key = ? AND ", [key.as_str()]));
                sql.append(of_text("x.value", pattern));
                Some(sql)
            }
            Test::Refers(role) => {
                let id = self.references.get(role).copied().unwrap_or_default();
                let mut sql = self.in_domains("SELECT x.id AS id", "users");
                sql.append(Sql::with(" AND x.role_id = ?", [id]));
                Some(sql)
            }
            Test::Text(pattern) if term.field == "email" && !pattern.matches("") => self.of_email(pattern),
            // What is not searched by: all, or the many that are not disabled.
            Test::Text(Pattern::Prefix(prefix)) if prefix.is_empty() => None,
            Test::Is(false) => None,
            test => {
                let mut sql = self.in_domains("SELECT x.id AS id", "users");
                sql.push(" AND ");
                sql.append(of_column(&column("x", term.field)?, test)?);
                Some(sql)
            }
        }
    }

    /// An account has an address once, in whichever domain.
    fn of_email(&self, pattern: &Pattern) -> Option<Sql> {
        let mut sql = match (self.within, self.scope) {
            (Within::Scope, AccountScope::One(account)) => {
                let mut sql =
                    Sql::with("SELECT x.id AS id FROM users x WHERE x.account = ?", [account.as_str()]);
                sql.push(" AND ");
                sql.append(of_text("x.email", pattern));
                return Some(sql);
            }
            _ => self.in_domains("SELECT x.id AS id", "users"),
        };
        sql.push(" AND ");
        sql.append(of_text(&column("x", "email")?, pattern));
        Some(sql)
    }

    /// The rows `x` of a table in the domain, or in each of the domains.
    fn in_domains(&self, select: &str, table: &str) -> Sql {
        match (self.within, self.scope) {
            (Within::Domain(domain), _) => {
                Sql::with(format!("{select} FROM {table} x WHERE x.domain_id = ?"), [domain.id])
            }
            // Joined in this order, also where the database keeps to what is written.
            (Within::Scope, AccountScope::One(account)) => Sql::with(
                format!(
                    "{select} FROM domains e CROSS JOIN {table} x WHERE e.account = ? AND x.domain_id = e.id"
                ),
                [account.as_str()],
            ),
            (Within::Scope, AccountScope::All) => {
                Sql::new(format!("{select} FROM domains e CROSS JOIN {table} x WHERE x.domain_id = e.id"))
            }
        }
    }
}

fn is_online(filter: &Filter) -> bool {
    matches!(filter, Filter::Term(Term { test: Test::Enum("ONLINE"), .. }))
}
