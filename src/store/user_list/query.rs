//! The queries of a page: each finds the ids of its users.

use super::{
    Within,
    found::Found,
    terms::{column, is_equality, members},
};
use crate::{
    model::{AccountScope, ChildName, Filter, Listing, Pattern, Term, Test},
    store::{
        StoreError,
        list::{self, Sql, behind, compared, condition, opaque},
    },
};
use sea_orm::{DbBackend, QueryResult, Value};
use std::collections::HashMap;

/// That a domain is there for anybody but the purge.
const UNPURGED: &str = "COALESCE(d.purge_time, 1) <> 0";

/// The part of the filter that the index of a query serves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    None,
    /// By a column of the users.
    Searched(usize),
    /// By another table: it is true of every row that is read.
    Settled(usize),
}

/// How the domain of a row is looked at.
#[derive(Clone, Copy)]
enum How {
    /// By an index.
    Searched,
    /// Row by row.
    Tested,
    /// Row by row, and PostgreSQL is to know of how many rows it is true: of nearly all, so it need not read more.
    Known,
}

/// What is asked for, and the rows of what the filter refers to.
pub(super) struct Query<'a> {
    pub(super) backend: DbBackend,
    pub(super) scope: &'a AccountScope,
    pub(super) within: Within<'a>,
    pub(super) listing: &'a Listing,
    pub(super) references: HashMap<ChildName, i64>,
}

impl Query<'_> {
    /// Whether an index has this part of the filter in front and the order of the list behind it.
    pub(super) fn leads(&self, part: &Filter) -> bool {
        let Filter::Term(Term { field, test }) = part else { return false };
        let resolved = match test {
            Test::Has(name) | Test::Refers(name) => self.references.contains_key(name),
            _ => true,
        };
        resolved && (self.by_login() && is_equality(test) || self.ordered_by() == *field)
    }

    /// Walks the index that a [leading](Self::leads) part has in common with the order.
    pub(super) fn follow(&self, leading: usize) -> Sql {
        let Some(Filter::Term(term)) = self.listing.conjuncts().get(leading) else { return self.walk(None) };
        let (table, at) = match (&term.test, self.within, members(term.field)) {
            (Test::Has(set), _, Some(table)) => {
                let id = self.references.get(set).copied().unwrap_or_default();
                (table, Sql::with("m.set_id = ?", [id]))
            }
            (Test::Label(key, Pattern::Equal(value)), Within::Domain(domain), _) => {
                let values: [Value; 3] = [domain.id.into(), key.as_str().into(), value.as_str().into()];
                ("user_labels", Sql::with("m.domain_id = ? AND m.key = ? AND m.value = ?", values))
            }
            _ => {
                return self.select(
                    "users u",
                    self.domain(How::Searched),
                    &self.keys(),
                    None,
                    Lead::Searched(leading),
                );
            }
        };
        // In this order also on SQLite, which keeps a cross join as it is written.
        let from = format!("{table} m CROSS JOIN users u");
        let start = vec![at, Sql::new("u.id = m.user_id"), self.domain(How::Known)];
        self.select(
            &from,
            Sql::joined("", start, " AND ", ""),
            &["m.login".to_owned()],
            None,
            Lead::Settled(leading),
        )
    }

    /// Walks the index of the order, as far as `end`.
    pub(super) fn walk(&self, end: Option<Vec<Value>>) -> Sql {
        self.select("users u", self.domain(How::Searched), &self.keys(), end, Lead::None)
    }

    /// Sorts what was found.
    pub(super) fn gather(&self, found: &Found) -> Sql {
        let ids = Sql::around("u.id IN (", found.ids(), ")");
        let mut start = Sql::joined("", vec![ids, self.domain(How::Tested)], " AND ", "");
        let from = match self.within {
            Within::Domain(_) => "users u",
            Within::Scope => "users u JOIN domains d ON d.id = u.domain_id",
        };
        if matches!(self.within, Within::Scope) {
            let shown = if self.listing.show_deleted { UNPURGED } else { "d.delete_time IS NULL" };
            start.push(" AND ");
            start.push(shown);
        }
        self.select(from, start, &self.keys(), None, Lead::None)
    }

    /// The position of the row that is this many behind the page's place.
    pub(super) fn landmark(&self, skipped: u64) -> Sql {
        let keys = self.keys();
        let mut sql = Sql::new(format!("SELECT {} FROM users u WHERE ", keys.join(", ")));
        sql.append(self.domain(How::Searched));
        self.restrict_to_page(&mut sql, &keys);
        sql.push(&format!(" ORDER BY {} LIMIT 1 OFFSET {skipped}", self.order(&keys)));
        sql
    }

    /// The position that [`landmark`](Self::landmark) answers.
    pub(super) fn position(&self, row: &QueryResult) -> Result<Vec<Value>, StoreError> {
        if self.by_login() {
            return Ok(vec![row.try_get_by_index::<String>(0)?.into()]);
        }
        let value: Value = match self.listing.order.field {
            "create_time" | "update_time" => row.try_get_by_index::<i64>(0)?.into(),
            _ => row.try_get_by_index::<String>(0)?.into(),
        };
        Ok(vec![value, row.try_get_by_index::<String>(1)?.into()])
    }

    /// Whether the order is by login alone.
    fn by_login(&self) -> bool {
        matches!(self.within, Within::Domain(_)) && self.ordered_by() == "login"
    }

    fn ordered_by(&self) -> &'static str {
        let order = self.listing.order;
        if order.is_by_name() { "login" } else { order.field }
    }

    fn select(&self, from: &str, start: Sql, keys: &[String], end: Option<Vec<Value>>, lead: Lead) -> Sql {
        let mut sql = Sql::around(&format!("SELECT u.id FROM {from} WHERE "), start, "");
        if !self.listing.show_deleted {
            sql.push(" AND u.delete_time IS NULL");
        }
        self.restrict_to_page(&mut sql, keys);
        if let Some(end) = end {
            sql.push(" AND ");
            sql.append(compared(keys, if self.listing.order.descending { ">=" } else { "<=" }, end));
        }
        for (at, part) in self.listing.conjuncts().iter().enumerate() {
            if lead == Lead::Settled(at) {
                continue;
            }
            let leads = lead == Lead::Searched(at);
            sql.push(" AND ");
            sql.append(condition(part, &|term| self.term(term, leads || term.field == self.ordered_by())));
        }
        sql.push(&format!(" ORDER BY {} LIMIT {}", self.order(keys), self.listing.limit));
        sql
    }

    fn restrict_to_page(&self, sql: &mut Sql, keys: &[String]) {
        let Some(after) = &self.listing.after else { return };
        let value = after.value.as_ref().map(list::value);
        // Within one domain, the domain's name says nothing.
        let skipped = usize::from(matches!(self.within, Within::Domain(_)));
        let name = after.name.iter().skip(skipped).map(list::value);
        let values: Vec<_> = value.into_iter().chain(name).collect();
        // By login, the place may be of a user of another domain: its login comes first, then what is behind it here.
        let twice = self.by_login() && values.len() == 2;
        let keys = if twice { [keys, keys].concat() } else { keys.to_vec() };
        sql.push(" AND ");
        sql.append(behind(&keys, self.listing.order, values));
    }

    /// What a page is ordered by.
    fn keys(&self) -> Vec<String> {
        let order = self.listing.order;
        let value = if self.by_login() || order.is_by_name() { None } else { column("u", order.field) };
        let domain = matches!(self.within, Within::Scope).then(|| "d.fqdn".to_owned());
        value.into_iter().chain(domain).chain(["u.login".to_owned()]).collect()
    }

    fn order(&self, keys: &[String]) -> String {
        let direction = if self.listing.order.descending { " DESC" } else { "" };
        keys.iter().map(|key| format!("{key}{direction}")).collect::<Vec<_>>().join(", ")
    }

    /// That a user is of the domain, or of the account.
    fn domain(&self, how: How) -> Sql {
        let equals = |name: &str| match (how, self.backend) {
            (How::Searched, _) => format!("{name} = ?"),
            (How::Known, DbBackend::Postgres) => format!("({name} = ?) IS TRUE"),
            (How::Tested | How::Known, backend) => format!("{} = ?", opaque(backend, name)),
        };
        match (self.within, self.scope) {
            (Within::Domain(domain), _) => Sql::with(equals("u.domain_id"), [domain.id]),
            (Within::Scope, AccountScope::One(account)) => Sql::with(equals("u.account"), [account.as_str()]),
            (Within::Scope, AccountScope::All) => Sql::constant(true),
        }
    }
}
