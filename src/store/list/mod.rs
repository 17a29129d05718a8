//! Lists of any resource: filter, order, the place to begin behind, and a limit.
//!
//! A list names the SQL of its fields in a [`Table`] and applies [`page`] to its select:
//!
//! ```text
//! static ROLES: Table = Table {
//!     columns: &[("display_name", "roles.display_name"), ("create_time", "roles.create_time")],
//!     name: &["roles.role_id"],
//!     deleted: None,
//!     other: |_, _| None,
//! };
//!
//! let mut query = scoped(scope).filter(role::Column::DomainId.eq(domain.id));
//! list::page(QuerySelect::query(&mut query), self.backend(), &ROLES, listing);
//! ```
//!
//! Columns are never NULL: one that may be is written `COALESCE(column, '')`. What is not a column of the row,
//! such as a label or a membership, is written by `other`.

mod condition;
mod sql;

pub(super) use condition::{condition, of_column, of_text};
pub(super) use sql::{Sql, opaque};

use crate::model::{Key, Listing, Order, Place, Term};
use sea_orm::{
    DbBackend, Value,
    sea_query::{self, Expr, SelectStatement},
};

/// The SQL of one resource's fields.
pub(super) struct Table {
    /// Of the fields that are columns, and of `name` if it may be filtered by.
    pub(super) columns: &'static [(&'static str, &'static str)],
    /// Of the parts of the name, the widest first.
    pub(super) name: &'static [&'static str],
    /// When it was soft-deleted, if it can be.
    pub(super) deleted: Option<&'static str>,
    /// Restrictions that are not of one column.
    pub(super) other: fn(DbBackend, &Term) -> Option<Sql>,
}

impl Table {
    fn column(&self, field: &str) -> Option<&'static str> {
        self.columns.iter().find(|(name, _)| *name == field).map(|(_, column)| *column)
    }

    /// What it is ordered by.
    fn keys(&self, order: Order) -> Vec<&'static str> {
        let value = if order.is_by_name() { None } else { self.column(order.field) };
        value.into_iter().chain(self.name.iter().copied()).collect()
    }

    fn term(&self, backend: DbBackend, term: &Term) -> Sql {
        let other = (self.other)(backend, term);
        let column = || self.column(term.field).and_then(|column| of_column(column, &term.test));
        // A field of the contract that has no SQL lets nothing pass; the tests filter by every field.
        other.or_else(column).unwrap_or_else(|| Sql::constant(false))
    }
}

/// Makes of a select the page that a listing asks for.
pub(super) fn page(query: &mut SelectStatement, backend: DbBackend, table: &Table, listing: &Listing) {
    if let Some(deleted) = table.deleted.filter(|_| !listing.show_deleted) {
        query.and_where(Expr::cust(format!("{deleted} IS NULL")));
    }
    if let Some(filter) = &listing.filter {
        query.and_where(condition(filter, &|term| table.term(backend, term)).expr(backend));
    }
    let keys = table.keys(listing.order);
    if let Some(after) = &listing.after {
        query.and_where(behind(&keys, listing.order, values(after)).expr(backend));
    }
    let direction = if listing.order.descending { sea_query::Order::Desc } else { sea_query::Order::Asc };
    for key in keys {
        query.order_by_expr(Expr::cust(key), direction.clone());
    }
    query.limit(listing.limit);
}

/// What comes behind a place in an order: one value for each key.
pub(super) fn behind<K: AsRef<str>>(keys: &[K], order: Order, values: Vec<Value>) -> Sql {
    compared(keys, if order.descending { "<" } else { ">" }, values)
}

/// A comparison of all keys at once, which an index of them serves.
pub(super) fn compared<K: AsRef<str>>(keys: &[K], operator: &str, values: Vec<Value>) -> Sql {
    let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    let marks = vec!["?"; values.len()].join(", ");
    let rows = format!("({}) {operator} ({marks})", keys.join(", "));
    match (keys.first(), values.first()) {
        // SQLite searches by a comparison of rows only if it begins with a column, and not with an expression.
        (Some(first), Some(value)) if first.contains('(') => {
            let bound = format!("{first} {}= ?", operator.trim_end_matches('='));
            let value = value.clone();
            Sql::with(format!("({bound} AND {rows})"), [value].into_iter().chain(values))
        }
        _ => Sql::with(rows, values),
    }
}

/// The value of a place, as it is bound.
pub(super) fn value(key: &Key) -> Value {
    match key {
        Key::Number(n) => Value::from(*n),
        Key::Text(text) => Value::from(text.as_str()),
    }
}

fn values(place: &Place) -> Vec<Value> {
    place.value.iter().chain(&place.name).map(value).collect()
}
