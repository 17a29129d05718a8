//! What an import has seen of its file, when nothing of it is in the database yet: in a private temporary
//! database on disk, so that a long file takes no memory.

use super::{lists, pieces};
use crate::store::{StoreError, UniqueRule};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait};
use std::collections::HashSet;

/// Values that rows of one import have taken. It is gone when dropped.
pub struct Scratch {
    db: DatabaseConnection,
}

impl Scratch {
    pub async fn open() -> Result<Self, StoreError> {
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.max_connections(1).min_connections(1).sqlx_logging(false).record_stmt_in_spans(false);
        options.idle_timeout(None).max_lifetime(None);
        options.map_sqlx_sqlite_opts(|o| {
            // An empty name is a temporary file of SQLite's own (https://www.sqlite.org/inmemorydb.html).
            o.in_memory(false).shared_cache(false).filename("").pragma("cache_size", "-2048")
        });
        let db = Database::connect(options).await?;
        db.execute_unprepared("CREATE TABLE seen (value TEXT PRIMARY KEY) WITHOUT ROWID").await?;
        Ok(Self { db })
    }

    /// Those of the values that were seen.
    pub async fn known(
        &self,
        values: &[(UniqueRule, String)],
    ) -> Result<HashSet<(UniqueRule, String)>, StoreError> {
        let mut found = HashSet::new();
        let keys: Vec<String> = values.iter().map(key).collect();
        let mut seen: HashSet<String> = HashSet::new();
        for list in lists(&keys) {
            let marks = vec!["?"; list.len()].join(",");
            let sql = format!("SELECT value FROM seen WHERE value IN ({marks})");
            let query = Statement::from_sql_and_values(
                self.db.get_database_backend(),
                sql,
                list.into_iter().map(Into::into).collect::<Vec<_>>(),
            );
            for row in self.db.query_all_raw(query).await? {
                seen.insert(row.try_get_by_index(0)?);
            }
        }
        if !seen.is_empty() {
            found.extend(values.iter().filter(|value| seen.contains(&key(value))).cloned());
        }
        Ok(found)
    }

    /// Remembers values.
    pub async fn add(&self, values: &[(UniqueRule, String)]) -> Result<(), StoreError> {
        let tx = self.db.begin().await?;
        for piece in pieces(values.iter().map(key).collect()) {
            let marks = vec!["(?)"; piece.len()].join(",");
            let sql = format!("INSERT OR IGNORE INTO seen (value) VALUES {marks}");
            let values = piece.into_iter().map(Into::into).collect::<Vec<_>>();
            tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn key((rule, value): &(UniqueRule, String)) -> String {
    format!("{rule:?} {value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn values_are_remembered_by_their_rule() {
        let scratch = Scratch::open().await.unwrap();
        let login = |n: usize| (UniqueRule::UserLogin, format!("u{n}"));
        let many: Vec<_> = (0..5000).map(login).collect();
        assert!(scratch.known(&many).await.unwrap().is_empty());
        scratch.add(&many[..4000]).await.unwrap();
        assert_eq!(scratch.known(&many).await.unwrap().len(), 4000);
        let email = (UniqueRule::UserEmail, "u1".to_owned());
        let known = scratch.known(&[email, login(1), login(4999)]).await.unwrap();
        assert_eq!(known, [login(1)].into());
    }
}
