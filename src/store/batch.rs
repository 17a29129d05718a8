//! How the registrar's batches become rows: what is registered, the log, and the revision, in one statement. It is the
//! hottest path of the store: each trip to the database costs more than what it does there, and a query builder as
//! much as the database.

mod columns;
mod postgres;
mod sqlite;

pub(super) use sqlite::prepare as prepare_sqlite;

use super::{Store, StoreError, WriteTx};
use crate::model::{Batch, Registration};
use sea_orm::{ConnectionTrait, DbBackend};
use std::sync::Arc;
use uuid::Uuid;

/// A batch, and what becomes of the rows by it.
#[derive(Debug, Clone)]
pub struct BatchRows {
    pub batch: Arc<Batch>,
    /// Inserted or updated by their uid; each uid once, in order, so that two nodes never wait for each other's rows.
    pub put: Vec<Arc<Registration>>,
    /// Deleted by their uid.
    pub delete: Vec<Uuid>,
}

impl Store {
    /// Commits a batch under its revision, by itself. Answers `false`, and changes nothing, where that revision is not
    /// the next one, because others committed.
    ///
    /// An error may leave it open whether the commit took place.
    pub async fn commit_batch(&self, rows: &BatchRows) -> Result<bool, StoreError> {
        if self.backend() == DbBackend::Sqlite && rows.put.len() > sqlite::MOST {
            let tx = self.begin().await?;
            let written = write(&tx.tx, rows).await?;
            if written {
                tx.commit().await?;
            }
            return Ok(written);
        }
        write(&self.write, rows).await
    }
}

impl WriteTx {
    /// Writes a batch under the revision that [`WriteTx::lock_log`] answered. There may be one in a transaction.
    pub async fn write_batch(&self, rows: &BatchRows) -> Result<(), StoreError> {
        match write(&self.tx, rows).await? {
            true => Ok(()),
            false => {
                let revision = rows.batch.revision;
                Err(StoreError::Internal(format!(
                    "revision {revision} is not the next one, although it was locked"
                )))
            }
        }
    }
}

/// Answers whether the revision of the batch was the next one.
async fn write<C: ConnectionTrait>(db: &C, rows: &BatchRows) -> Result<bool, StoreError> {
    match db.get_database_backend() {
        DbBackend::Postgres => postgres::write(db, rows).await,
        _ => sqlite::write(db, rows).await,
    }
}
