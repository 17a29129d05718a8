//! The restrictions of users in SQL.

use super::query::Query;
use crate::{
    model::{Pattern, Term, Test},
    store::list::{Sql, of_column, of_text, opaque},
};
use sea_orm::DbBackend;

/// The SQL of a field that is a column, in the table of this alias. Each is written as the index of it is.
pub(super) fn column(alias: &str, field: &str) -> Option<String> {
    match field {
        "email" | "extension_number" => Some(format!("COALESCE({alias}.{field}, '')")),
        "login" | "first_name" | "last_name" | "display_name" | "create_time" | "update_time"
        | "disabled" => Some(format!("{alias}.{field}")),
        _ => None,
    }
}

/// A subquery that is looked at row by row, and never made a join of.
fn exists(backend: DbBackend, inner: Sql) -> Sql {
    let end = if backend == DbBackend::Postgres { " OFFSET 0)" } else { ")" };
    Sql::around("EXISTS (", inner, end)
}

impl Query<'_> {
    /// A restriction of a row of `users u`. If `searched`, an index may serve it.
    pub(super) fn term(&self, term: &Term, searched: bool) -> Sql {
        let written = |name: &str| match searched {
            true => name.to_owned(),
            false => opaque(self.backend, name),
        };
        let of_user = |table: &str| format!("SELECT 1 FROM {table} m WHERE m.user_id = u.id");
        match &term.test {
            Test::Enum(state) => {
                let online = exists(self.backend, Sql::new(of_user("registrations")));
                if *state == "ONLINE" { online } else { Sql::around("NOT ", online, "") }
            }
            Test::Refers(role) => match self.references.get(role) {
                Some(id) => {
                    Sql::with(format!("(u.role_id IS NOT NULL AND {} = ?)", written("u.role_id")), [*id])
                }
                None => Sql::constant(false),
            },
            Test::Has(set) => match (self.references.get(set), members(term.field)) {
                (Some(id), Some(table)) => {
                    let member = Sql::with(format!("{} AND m.set_id = ?", of_user(table)), [*id]);
                    exists(self.backend, member)
                }
                _ => Sql::constant(false),
            },
            Test::Present => match members(term.field) {
                Some(table) => exists(self.backend, Sql::new(of_user(table))),
                None => Sql::new("u.role_id IS NOT NULL"),
            },
            Test::Label(key, pattern) => {
                let mut label =
                    Sql::with(format!("{} AND m.key = ? AND ", of_user("user_labels")), [key.as_str()]);
                label.append(of_text("m.value", pattern));
                exists(self.backend, label)
            }
            test => column("u", term.field)
                .and_then(|column| of_column(&written(&column), test))
                .unwrap_or_else(|| Sql::constant(false)),
        }
    }
}

/// The table of a set's members.
pub(super) fn members(field: &str) -> Option<&'static str> {
    match field {
        "groups" => Some("group_members"),
        "organizations" => Some("organization_members"),
        _ => None,
    }
}

/// Whether an index has all rows of which this is true side by side, in the order of their logins.
pub(super) fn is_equality(test: &Test) -> bool {
    matches!(
        test,
        Test::Is(true)
            | Test::Text(Pattern::Equal(_))
            | Test::Refers(_)
            | Test::Has(_)
            | Test::Label(_, Pattern::Equal(_))
    )
}
