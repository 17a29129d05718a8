//! The floor under the registrar: a toy that writes the same rows with one statement a batch and nothing else.

use crate::{
    Outcome,
    data::{Backend, Database},
};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// What the log keeps of one change, about.
const LOGGED: usize = 240;

const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS toy (uid UUID PRIMARY KEY, user_id BIGINT NOT NULL, contact TEXT NOT NULL, \
     call_id TEXT NOT NULL, cseq BIGINT NOT NULL, source TEXT NOT NULL, agent TEXT NOT NULL, \
     refreshed BIGINT NOT NULL, expires BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS toy_log (id BIGINT PRIMARY KEY, changes BYTEA NOT NULL)",
];
const ON_CONFLICT: &str = "ON CONFLICT (uid) DO UPDATE SET contact = excluded.contact, call_id = excluded.call_id, \
     cseq = excluded.cseq, source = excluded.source, agent = excluded.agent, refreshed = excluded.refreshed, \
     expires = excluded.expires";
/// Rows there are, and a number that has no divisor in common with that.
const ROWS: u64 = 10_000;
const STRIDE: u64 = 7919;

/// Rows upserted per second, in transactions of `batch` rows and one row of a log.
pub(crate) async fn rows_per_second(database: &Database, batch: usize, lasts: Duration) -> Outcome<f64> {
    match database.backend {
        Backend::Sqlite => sqlite(database, batch, lasts).await,
        Backend::Postgres => postgres(database, batch, lasts).await,
    }
}

/// Batch after batch of row numbers, until the time is up.
struct Batches {
    at: u64,
    commits: u64,
}

impl Batches {
    fn new() -> Self {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        Self { at: 0, commits: u64::try_from(since.as_micros()).unwrap_or_default() }
    }

    fn next(&mut self, batch: usize) -> (i64, Vec<u64>) {
        // Each row once a round, but not beside its neighbour: so phones come, and each is a page of its own.
        let rows = (0..batch as u64).map(|n| (self.at + n) * STRIDE % ROWS).collect();
        self.at += batch as u64;
        self.commits += 1;
        (self.commits as i64, rows)
    }
}

fn uid(n: u64) -> Uuid {
    Uuid::from_u128(u128::from(n) << 32)
}

fn contact(n: u64) -> String {
    format!("sip:user{n}@10.0.{}.{}:5060", n / 256 % 256, n % 256)
}

async fn sqlite(database: &Database, batch: usize, lasts: Duration) -> Outcome<f64> {
    let options: SqliteConnectOptions = database.plain_url.parse()?;
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    let mut db = options.connect().await?;
    for table in TABLES {
        sqlx::query(table).execute(&mut db).await?;
    }
    let values = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?)"; batch].join(", ");
    let sql = format!("INSERT INTO toy VALUES {values} {ON_CONFLICT}");
    let (mut batches, began) = (Batches::new(), Instant::now());
    while began.elapsed() < lasts {
        let (id, rows) = batches.next(batch);
        let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
        let mut insert = sqlx::query(AssertSqlSafe(sql.clone()));
        for n in rows {
            insert = insert
                .bind(uid(n))
                .bind(n as i64)
                .bind(contact(n))
                .bind(format!("{n:024x}@10.0.0.1"))
                .bind(id)
                .bind("10.0.0.1:5060")
                .bind("Yealink SIP-T46U 108.86.0.20")
                .bind(id)
                .bind(id);
        }
        insert.execute(&mut *tx).await?;
        let logged = vec![7_u8; LOGGED * batch];
        sqlx::query("INSERT INTO toy_log VALUES (?, ?)").bind(id).bind(logged).execute(&mut *tx).await?;
        tx.commit().await?;
    }
    let rate = batches.at as f64 / began.elapsed().as_secs_f64();
    sqlx::query("DELETE FROM toy_log").execute(&mut db).await?;
    db.close().await?;
    Ok(rate)
}

async fn postgres(database: &Database, batch: usize, lasts: Duration) -> Outcome<f64> {
    let options: PgConnectOptions = database.plain_url.parse()?;
    let mut db = options.disable_statement_logging().connect().await?;
    for table in TABLES {
        sqlx::query(table).execute(&mut db).await?;
    }
    let sql = format!(
        "INSERT INTO toy SELECT * FROM UNNEST ($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], \
         $6::text[], $7::text[], $8::bigint[], $9::bigint[]) {ON_CONFLICT}"
    );
    let (mut batches, began) = (Batches::new(), Instant::now());
    while began.elapsed() < lasts {
        let (id, rows) = batches.next(batch);
        let mut tx = db.begin().await?;
        sqlx::query(AssertSqlSafe(sql.clone()))
            .bind(rows.iter().map(|n| uid(*n)).collect::<Vec<_>>())
            .bind(rows.iter().map(|n| *n as i64).collect::<Vec<_>>())
            .bind(rows.iter().map(|n| contact(*n)).collect::<Vec<_>>())
            .bind(rows.iter().map(|n| format!("{n:024x}@10.0.0.1")).collect::<Vec<_>>())
            .bind(vec![id; batch])
            .bind(vec!["10.0.0.1:5060"; batch])
            .bind(vec!["Yealink SIP-T46U 108.86.0.20"; batch])
            .bind(vec![id; batch])
            .bind(vec![id; batch])
            .execute(&mut *tx)
            .await?;
        let logged = vec![7_u8; LOGGED * batch];
        sqlx::query("INSERT INTO toy_log VALUES ($1, $2)").bind(id).bind(logged).execute(&mut *tx).await?;
        tx.commit().await?;
    }
    let rate = batches.at as f64 / began.elapsed().as_secs_f64();
    sqlx::query("TRUNCATE toy_log").execute(&mut db).await?;
    db.close().await?;
    Ok(rate)
}
