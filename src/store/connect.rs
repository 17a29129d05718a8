//! Opening the database.

use super::{Store, StoreError, batch, checkpoint, log};
use rollcall_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr,
    TransactionTrait,
};
use std::{
    fmt,
    path::Path,
    time::{Duration, Instant},
};

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

/// Long reads at once.
const BULK_READERS: u32 = 4;
const BULK_IDLE: Duration = Duration::from_secs(60);
/// Page cache of a SQLite connection, in KiB.
pub(super) const CACHE: u32 = 65_536;
/// Rows that a SQLite connection, which is a thread, reads ahead of those that take them: each time that it
/// waits costs more than a row.
const ROWS_AHEAD: usize = 1024;
/// How long a session of PostgreSQL that did its work is taken to be well; after that it is asked first, which costs as
/// much as what it is wanted for.
const TRUSTED: Duration = Duration::from_secs(1);
/// How long to wait for others who hold a SQLite database.
const BUSY: Duration = Duration::from_secs(10);
/// After this time PostgreSQL ends a transaction whose node does nothing: it may have been stopped, or its machine
/// may be gone, and all others wait for what it holds.
const IDLE_IN_TRANSACTION: &str = "5s";
/// How long PostgreSQL lets a statement wait for a lock: longer than anybody may hold one and do nothing.
const LOCK_WITHIN: &str = "15s";
/// How long PostgreSQL waits for a node to take what it sends, before it gives the session up: a node that was stopped in
/// the middle of a large answer is idle in no transaction.
const TAKEN_WITHIN: &str = "10s";
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

    /// With the password in it.
    pub(super) fn expose(&self) -> &str {
        &self.0
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
            let write = connect_with(&writer(url)).await?;
            (write, connect(url, sizes.sqlite_readers).await?)
        } else {
            let pool = connect_with(&timed(url, sizes.postgres)).await?;
            (pool.clone(), pool)
        };
        let bulk = connect_lazily(url, BULK_READERS).await?;
        let id = log::store_id(&write).await?;
        Ok(Self { write, read, bulk, id, url: url.clone() })
    }
}

/// Applies what is missing of the schema. Many nodes may call this at once: on PostgreSQL the first
/// holds an advisory lock, on SQLite the one write lock; the others wait and then find nothing to do.
pub async fn migrate_database(url: &DatabaseUrl) -> Result<(), StoreError> {
    // One connection, because the lock belongs to the session that took it.
    let db = connect(url, 1).await?;
    let locks = db.get_database_backend() == DbBackend::Postgres;
    if locks {
        db.execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")).await?;
        Migrator::up(&db, None).await?;
    } else {
        // SQLite runs a migration outside of a transaction unless it is given one.
        let tx = db.begin_with_options(super::immediate()).await?;
        Migrator::up(&tx, None).await?;
        tx.commit().await?;
    }
    log::initialise(&db).await?;
    // The lock goes with the session.
    Ok(db.close().await?)
}

async fn connect(url: &DatabaseUrl, max: u32) -> Result<DatabaseConnection, StoreError> {
    connect_with(&options(url, max)).await
}

async fn connect_with(options: &ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    let deadline = Instant::now() + BUSY;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if is_busy(&error) && Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            done => return Ok(done?),
        }
    }
}

/// Whether SQLite is held by another process. Its busy timeout does not cover the change to the write-ahead log
/// with which each connection begins.
fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == "5")
}

/// Connections that are made when they are needed, and closed when they are not.
async fn connect_lazily(url: &DatabaseUrl, max: u32) -> Result<DatabaseConnection, StoreError> {
    let mut options = options(url, max);
    options.connect_lazy(true).min_connections(0).idle_timeout(BULK_IDLE);
    Ok(Database::connect(options).await?)
}

/// Sessions that hold nothing for long.
fn timed(url: &DatabaseUrl, max: u32) -> ConnectOptions {
    let mut options = options(url, max);
    options.map_sqlx_postgres_opts(|o| {
        o.options([
            ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION),
            ("lock_timeout", LOCK_WITHIN),
            ("tcp_user_timeout", TAKEN_WITHIN),
        ])
    });
    options
}

/// The one connection that writes to SQLite.
fn writer(url: &DatabaseUrl) -> ConnectOptions {
    let mut options = options(url, 1);
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_connect(|connection, _| Box::pin(batch::prepare_sqlite(connection)))
    });
    options
}

fn options(url: &DatabaseUrl, max: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.0.clone());
    options
        .max_connections(max)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(false);
    if url.is_sqlite() || max == 1 {
        // Connections to a file never go stale, reopening them would only drop their page caches; and a
        // single session is kept for the lock that it holds.
        options.idle_timeout(None).max_lifetime(None);
    }
    if !url.is_sqlite() {
        options.test_before_acquire_if_idle_for(TRUSTED);
    }
    if url.is_sqlite() {
        options.map_sqlx_sqlite_opts(|o| {
            use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            o.create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY)
                .row_buffer_size(ROWS_AHEAD)
                .pragma("cache_size", format!("-{CACHE}"))
                .pragma("wal_autocheckpoint", checkpoint::TOO_LONG)
        });
    }
    options
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

    #[tokio::test]
    async fn every_sqlite_connection_is_durable() {
        let dir = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::sqlite_file(&dir.path().join("test.db"));
        let store = Store::open(&url, PoolSizes::default()).await.unwrap();
        for db in [&store.write, &store.read] {
            // 2 is FULL (https://www.sqlite.org/pragma.html#pragma_synchronous).
            for (pragma, expected) in [("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1")] {
                let row = db.query_one_raw(sea_orm::Statement::from_string(
                    DbBackend::Sqlite,
                    format!("SELECT CAST({pragma} AS TEXT) FROM pragma_{pragma}"),
                ));
                let value: String = row.await.unwrap().unwrap().try_get_by_index(0).unwrap();
                assert_eq!(value, expected, "{pragma}");
            }
        }
    }
}
