//! Which of many values are in a column, among the rows of one domain or account.
//!
//! While an import runs, the statistics of PostgreSQL do not know what it has written: its planner takes a new domain
//! for nearly empty, and would answer `domain_id = … AND login IN (…)` by reading all of the domain each time. So
//! there each value is looked up by itself, with both columns of the index; `OFFSET 0` keeps the planner from
//! making a join of it.

use super::{VALUES, lists};
use crate::store::StoreError;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

/// A column that has an index after the column of the owner.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) table: &'static str,
    pub(super) owner: &'static str,
    pub(super) name: &'static str,
    /// A number, or NULL, that is told of each row that is found.
    pub(super) told: &'static str,
}

impl Column {
    pub(super) const LOGIN: Self = Self::of_domain("login");
    pub(super) const AUTH_USERNAME: Self = Self::of_domain("auth_username");
    pub(super) const EXTENSION_NUMBER: Self = Self::of_domain("extension_number");
    pub(super) const EMAIL: Self = Self { owner: "account", ..Self::of_domain("email") };
    /// Of credentials; told is when they end.
    pub(super) const CREDENTIAL: Self =
        Self { table: "user_credentials", told: "expire_time", ..Self::of_domain("auth_username") };

    const fn of_domain(name: &'static str) -> Self {
        Self { table: "users", owner: "domain_id", name, told: "id" }
    }

    /// The rows of the owner that have one of the values: the value, and what is told.
    pub(super) async fn find(
        self,
        db: &impl ConnectionTrait,
        owner: impl Into<Value>,
        values: &[&str],
    ) -> Result<Vec<(String, Option<i64>)>, StoreError> {
        let owner = owner.into();
        let mut found = Vec::new();
        let statements: Vec<Statement> = match db.get_database_backend() {
            backend @ DbBackend::Postgres => {
                let list = |chunk: &[&str]| chunk.iter().map(ToString::to_string).collect::<Vec<_>>().into();
                let one = |chunk| vec![owner.clone(), list(chunk)];
                values
                    .chunks(VALUES)
                    .map(|chunk| Statement::from_sql_and_values(backend, self.each(), one(chunk)))
                    .collect()
            }
            backend => lists(values)
                .map(|list| {
                    let sql = self.among(list.len());
                    let list = list.into_iter().map(Value::from);
                    Statement::from_sql_and_values(backend, sql, std::iter::once(owner.clone()).chain(list))
                })
                .collect(),
        };
        for statement in statements {
            for row in db.query_all_raw(statement).await? {
                found.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
            }
        }
        Ok(found)
    }

    fn each(self) -> String {
        let Self { table, owner, name, told } = self;
        format!(
            "SELECT w.v, t.told FROM unnest($2::text[]) AS w(v) CROSS JOIN LATERAL \
             (SELECT {told} AS told FROM {table} WHERE {owner} = $1 AND {name} = w.v OFFSET 0) AS t"
        )
    }

    fn among(self, values: usize) -> String {
        let Self { table, owner, name, told } = self;
        let marks = vec!["?"; values].join(",");
        format!("SELECT {name}, {told} FROM {table} WHERE {owner} = ? AND {name} IN ({marks})")
    }
}
