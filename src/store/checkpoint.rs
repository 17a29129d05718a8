//! Checkpoints of SQLite: what the write-ahead log holds goes into the database file.
//!
//! Left to itself, SQLite does it within the commit that makes the log 1000 pages long, and whoever waits for that
//! commit waits for the pages of all others too, several times a second under load. Here a connection of its own does
//! it, which holds up neither readers nor the writer. Only the last pages are done in the writer's turn, now and then, so that
//! the log begins anew instead of growing.

use super::{Store, StoreError};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// When there is little to do, and when there is much.
const SELDOM: Duration = Duration::from_secs(1);
const OFTEN: Duration = Duration::from_millis(50);
/// Pages in the log from which on there is much to do.
const MUCH: i64 = 2048;
/// Pages in the log from which on it is to begin anew: 64 MiB.
const LONG: i64 = 16_384;
/// Pages in the log at which a commit does it after all, because nobody else did: 256 MiB.
pub(super) const TOO_LONG: &str = "65536";

impl Store {
    /// Does checkpoints until `stop`. On PostgreSQL there is nothing to do.
    pub async fn checkpoint_until(self, stop: CancellationToken) {
        if self.backend() != DbBackend::Sqlite {
            return;
        }
        let work = async {
            let mut before = 0;
            loop {
                let pages = self.checkpoint(before).await.unwrap_or_else(|error| {
                    tracing::warn!(%error, "the write-ahead log could not be checked in; it is tried again");
                    before
                });
                let grows = pages != before;
                tokio::time::sleep(if grows && pages >= MUCH { OFTEN } else { SELDOM }).await;
                before = pages;
            }
        };
        let _stopped = stop.run_until_cancelled(work).await;
    }

    /// Answers how many pages the log has, which were `before`.
    async fn checkpoint(&self, before: i64) -> Result<i64, StoreError> {
        let pages = check_in(&self.bulk).await?;
        if pages >= LONG && pages != before {
            return check_in(&self.write).await;
        }
        Ok(pages)
    }
}

/// Checks in what no reader holds back, without waiting for anybody.
async fn check_in(db: &DatabaseConnection) -> Result<i64, StoreError> {
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(PASSIVE)");
    let row = db.query_one_raw(statement).await?;
    // busy, pages in the log, pages checked in
    Ok(row.map(|row| row.try_get_by_index(1)).transpose()?.unwrap_or_default())
}
