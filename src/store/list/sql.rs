//! Pieces of SQL with their values, written with `?` for both databases.

use sea_orm::{DbBackend, Statement, Value, sea_query::Expr};

/// Values are always bound; the text holds names, operators and `?` only.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(in crate::store) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Vec::new() }
    }

    pub(in crate::store) fn with<V: Into<Value>>(
        text: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        Self { text: text.into(), values: values.into_iter().map(Into::into).collect() }
    }

    /// What is always, or never, true.
    pub(in crate::store) fn constant(truth: bool) -> Self {
        Self::new(if truth { "1 = 1" } else { "1 = 0" })
    }

    pub(in crate::store) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(in crate::store) fn append(&mut self, other: Self) {
        self.text.push_str(&other.text);
        self.values.extend(other.values);
    }

    /// `open`, the pieces with `between`, `close`.
    pub(in crate::store) fn joined(open: &str, pieces: Vec<Self>, between: &str, close: &str) -> Self {
        let mut all = Self::new(open);
        for (at, piece) in pieces.into_iter().enumerate() {
            all.push(if at == 0 { "" } else { between });
            all.append(piece);
        }
        all.push(close);
        all
    }

    pub(in crate::store) fn around(open: &str, piece: Self, close: &str) -> Self {
        Self::joined(open, vec![piece], "", close)
    }

    /// As an expression of a larger query.
    pub(in crate::store) fn expr(self, backend: DbBackend) -> Expr {
        let text = numbered(&self.text, backend);
        if self.values.is_empty() { Expr::cust(text) } else { Expr::cust_with_values(text, self.values) }
    }

    pub(in crate::store) fn statement(self, backend: DbBackend) -> Statement {
        Statement::from_sql_and_values(backend, numbered(&self.text, backend), self.values)
    }
}

/// The same value, by which no index can be searched.
pub(in crate::store) fn opaque(backend: DbBackend, column: &str) -> String {
    match backend {
        DbBackend::Postgres => format!("COALESCE({column}, {column})"),
        _ => format!("+{column}"),
    }
}

/// PostgreSQL numbers what it binds.
fn numbered(text: &str, backend: DbBackend) -> String {
    if backend != DbBackend::Postgres {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut next = 1;
    for c in text.chars() {
        match c {
            '?' => {
                out.push_str(&format!("${next}"));
                next += 1;
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_with_their_places() {
        let one = |n: i64| Sql::with("a = ?", [n]);
        let both = Sql::joined("(", vec![one(7), one(8)], " OR ", ")");
        let statement = both.clone().statement(DbBackend::Postgres);
        assert_eq!(statement.sql, "(a = $1 OR a = $2)");
        assert_eq!(both.statement(DbBackend::Sqlite).to_string(), "(a = 7 OR a = 8)");
    }
}
