//! A batch on SQLite: one INSERT into a view that is not stored, whose triggers write the rows.
//!
//! SQLite has no statement that writes to several tables, and SQLite's driver is a thread: to wake it and to be woken by it, for each
//! statement of a transaction, costs more than the statements. What is one statement needs no transaction around
//! it either, so no error and no lost task can leave one open.

use super::{
    BatchRows,
    columns::{self, COLUMNS, fields},
};
use crate::model::Registration;
use crate::store::{StoreError, log::STATE_ID, record};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, RuntimeErr, Statement, Value};
use sqlx::{AssertSqlSafe, Executor, SqliteConnection};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

/// Values of the first row: the revision, the time, the changes, and what is deleted.
const HEAD: usize = 4;
/// How many registrations a statement takes. Those that are not there are NULL, which is passed over.
const SIZES: [usize; 19] = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, MOST];
/// The most registrations of one statement.
pub(super) const MOST: usize = 512;

/// What a connection needs for [`write`]. It is made anew by each, so it goes with the code and not with the schema.
static PREPARE: LazyLock<String> = LazyLock::new(|| {
    let nothing = columns::each(|name| format!("NULL AS {name}"));
    let put = columns::upsert(&format!("VALUES ({})", columns::each(|name| format!("NEW.{name}"))));
    format!(
        "CREATE TEMP VIEW batches AS SELECT NULL AS revision, NULL AS time, NULL AS changes, NULL AS gone, {nothing};
         CREATE TEMP TRIGGER batch INSTEAD OF INSERT ON batches WHEN NEW.revision IS NOT NULL BEGIN
           SELECT RAISE(ABORT, 'the revision is not the next one') FROM log_state
             WHERE id = {STATE_ID} AND last_revision <> NEW.revision - 1;
           UPDATE log_state SET last_revision = NEW.revision WHERE id = {STATE_ID};
           INSERT INTO registration_log (revision, time, changes) VALUES (NEW.revision, NEW.time, NEW.changes);
           DELETE FROM registrations WHERE uid IN (SELECT unhex(value) FROM json_each(NEW.gone));
         END;
         CREATE TEMP TRIGGER batch_row INSTEAD OF INSERT ON batches WHEN NEW.uid IS NOT NULL BEGIN {put}; END;"
    )
});

static WRITE: LazyLock<[String; SIZES.len()]> = LazyLock::new(|| {
    let row =
        |head, columns| format!("({}, {})", [head; HEAD].join(", "), [columns; COLUMNS.len()].join(", "));
    SIZES.map(|size| {
        let mut rows = vec![row("?", "NULL")];
        rows.resize(size + 1, row("NULL", "?"));
        format!("INSERT INTO batches VALUES {}", rows.join(", "))
    })
});

/// Makes a connection ready for [`write`].
pub(in crate::store) async fn prepare(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    connection.execute(AssertSqlSafe(PREPARE.as_str())).await.map(drop)
}

/// Answers whether the revision of the batch was the next one. Up to [`MOST`] registrations are one statement; more want a
/// transaction around them.
pub(super) async fn write<C: ConnectionTrait>(db: &C, rows: &BatchRows) -> Result<bool, StoreError> {
    let BatchRows { batch, put, delete } = rows;
    let (before, last) = put.split_at((put.len().saturating_sub(1)) / MOST * MOST);
    for piece in before.chunks(MOST) {
        insert(db, [const { Value::BigInt(None) }; HEAD], piece).await?;
    }
    let gone = gone(delete);
    let head = [batch.revision.0.into(), batch.time.0.into(), record::encode(batch).into(), gone.into()];
    match insert(db, head, last).await {
        Err(error) if is_raised(&error) => Ok(false),
        done => Ok(done.map(|()| true)?),
    }
}

async fn insert<C: ConnectionTrait>(
    db: &C,
    head: [Value; HEAD],
    rows: &[Arc<Registration>],
) -> Result<(), DbErr> {
    let at = SIZES.partition_point(|size| *size < rows.len());
    let mut values = Vec::with_capacity(HEAD + SIZES[at] * COLUMNS.len());
    values.extend(head);
    values.extend(rows.iter().flat_map(|r| fields(r)));
    values.resize(HEAD + SIZES[at] * COLUMNS.len(), Value::BigInt(None));
    db.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, WRITE[at].as_str(), values)).await?;
    Ok(())
}

/// Whether the trigger refused (SQLITE_CONSTRAINT_TRIGGER).
fn is_raised(error: &DbErr) -> bool {
    let DbErr::Exec(RuntimeErr::SqlxError(error)) = error else { return false };
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == "1811")
}

/// A JSON array of what is deleted, so that the statement is the same for any number.
fn gone(uids: &[Uuid]) -> String {
    let uids: Vec<String> = uids.iter().map(|uid| format!("\"{}\"", uid.simple())).collect();
    format!("[{}]", uids.join(","))
}
