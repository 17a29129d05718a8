//! Opening the database.

use super::{Store, StoreError, log};
use rollcall_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend};
use std::{fmt, path::Path, time::Duration};

/// Where the database is: `sqlite:PATH` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// How many connections each pool may hold.
#[derive(Debug, Clone, Copy)]
pub struct PoolSizes {
    pub sqlite_readers: u32,
    pub postgres: u32,
}

impl Default for PoolSizes {
    fn default() -> Self {
        Self { sqlite_readers: 4, postgres: 16 }
    }
}

/// The advisory lock under which one of many starting nodes migrates.
const MIGRATION_LOCK: i64 = 0x726f_6c6c_6361_6c6c;

impl DatabaseUrl {
    /// Accepts `sqlite:PATH`, `postgres://…` and `postgresql://…`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let sqlite = text.strip_prefix("sqlite:").is_some_and(|path| !path.is_empty());
        let postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
        if sqlite || postgres {
            Ok(Self(text.to_owned()))
        } else {
            Err("a database URL begins with sqlite: or postgres://".to_owned())
        }
    }

    /// The embedded database in a file.
    pub fn sqlite_file(path: &Path) -> Self {
        Self(format!("sqlite:{}", path.display()))
    }

    pub fn is_sqlite(&self) -> bool {
        self.0.starts_with("sqlite:")
    }
}

/// Without what may be a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.split_once("://"), self.0.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, rest))) => {
                write!(f, "{scheme}://…@{}", rest.split('?').next().unwrap_or(""))
            }
            _ => f.write_str(self.0.split('?').next().unwrap_or("")),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Store {
    /// Opens the database, brings its schema up to date, and reads its identity.
    pub async fn open(url: &DatabaseUrl, sizes: PoolSizes) -> Result<Self, StoreError> {
        migrate_database(url).await?;
        let (write, read) = if url.is_sqlite() {
            let write = connect(url, 1).await?;
            (write, connect(url, sizes.sqlite_readers).await?)
        } else {
            let pool = connect(url, sizes.postgres).await?;
            (pool.clone(), pool)
        };
        let id = log::store_id(&write).await?;
        Ok(Self { write, read, id })
    }
}

/// Applies what is missing of the schema. Many nodes may call this at once: on PostgreSQL the first
/// holds an advisory lock, the others wait and then find nothing to do.
pub async fn migrate_database(url: &DatabaseUrl) -> Result<(), StoreError> {
    // One connection, because the lock belongs to the session that took it.
    let db = connect(url, 1).await?;
    let locks = db.get_database_backend() == DbBackend::Postgres;
    if locks {
        db.execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).await?;
    }
    Migrator::up(&db, None).await?;
    log::initialise(&db).await?;
    // The lock goes with the session.
    Ok(db.close().await?)
}

async fn connect(url: &DatabaseUrl, max: u32) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url.0.clone());
    options
        .max_connections(max)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(!url.is_sqlite());
    if url.is_sqlite() {
        // Connections to a file never go stale; reopening them would only drop their page caches.
        options.idle_timeout(None).max_lifetime(None);
        options.map_sqlx_sqlite_opts(|o| {
            use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            o.create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("cache_size", "-65536")
        });
    }
    Ok(Database::connect(options).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_hide_passwords() {
        let url = DatabaseUrl::parse("postgres://rollcall:s3cret@db:5432/r?x=y").unwrap();
        assert_eq!(format!("{url} {url:?}"), "postgres://…@db:5432/r postgres://…@db:5432/r");
        assert!(DatabaseUrl::parse("mysql://x").is_err());
        assert!(DatabaseUrl::parse("sqlite:").is_err());
    }
}
