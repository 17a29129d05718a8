//! Compaction: the log forgets its oldest batches, a bounded portion at a time.
//!
//! `compacted_revision` moves in the transaction that deletes the rows, so that readers see both or neither. It
//! moves last: every commit needs that row, and waits for it only while this one ends. Several nodes may
//! compact at once: the second waits for the first, before it touches a row, and finds nothing left of that portion.

use super::{
    LogPosition, Store, StoreError, WriteTx,
    entity::{log_state, registration_log},
    log,
};
use crate::model::{Revision, Time};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use std::time::Duration;

/// Rows that one transaction deletes at most.
const PORTION_ROWS: u64 = 1_000;
/// Octets of changes that it deletes at most, unless one row alone has more: SQLite walks through all of them.
const PORTION_OCTETS: i64 = 4 << 20;

/// The advisory lock of PostgreSQL under which one of many compacts. Without it two could find the rows in different
/// orders, each holding what the other needs.
const COMPACTION_LOCK: i64 = 0x726f_6c6c_6361_6c6f;

/// How much of the log is kept: what is younger than `keep`, but no more than so many revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    pub keep: Duration,
    pub revisions: u32,
}

impl Retention {
    /// What is not kept any more when `last` is the newest revision.
    pub fn expendable(&self, now: Time, last: Revision) -> Expendable {
        let upto = Revision(last.0.saturating_sub(i64::from(self.revisions)));
        Expendable { before: now.before(self.keep), upto }
    }
}

/// What the log may be without: batches older than an instant, and batches up to a revision. The newest batch is
/// never among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expendable {
    pub before: Time,
    pub upto: Revision,
}

/// What one transaction forgot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    pub upto: Revision,
    pub rows: u64,
}

/// How much there is of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogStatus {
    pub position: LogPosition,
    pub rows: u64,
    /// When the oldest batch that is left was committed.
    pub oldest: Option<Time>,
}

impl Store {
    /// Forgets the oldest portion of what is expendable; `None` when nothing of it is left.
    pub async fn compact_portion(&self, what: &Expendable) -> Result<Option<Portion>, StoreError> {
        let Some(upto) = self.portion(what).await? else { return Ok(None) };
        let tx = self.begin().await?;
        let rows = tx.compact_log(upto).await?;
        tx.commit().await?;
        Ok(Some(Portion { upto, rows }))
    }

    /// Up to where the next portion goes. Found outside of the transaction that deletes it: rows never change, and
    /// the newest one of now is never deleted later.
    async fn portion(&self, what: &Expendable) -> Result<Option<Revision>, StoreError> {
        use registration_log::Column::{Revision as Number, Time as At};
        let LogPosition { last, compacted } = self.log_position().await?;
        let oldest: Vec<(i64, i64, i64)> = registration_log::Entity::find()
            .select_only()
            .columns([Number, At])
            .expr(Expr::cust("CAST(LENGTH(changes) AS BIGINT)"))
            .filter(Number.gt(compacted.0))
            .filter(Number.lt(last.0))
            .order_by_asc(Number)
            .limit(PORTION_ROWS)
            .into_tuple()
            .all(&self.read)
            .await?;
        let mut octets = 0;
        let goes = oldest.into_iter().take_while(|(revision, time, size)| {
            let first = octets == 0;
            octets += size;
            (*time < what.before.0 || *revision <= what.upto.0) && (first || octets <= PORTION_OCTETS)
        });
        Ok(goes.last().map(|(revision, ..)| Revision(revision)))
    }

    /// Counts the log. That takes as long as reading its keys does.
    pub async fn log_status(&self) -> Result<LogStatus, StoreError> {
        use registration_log::Column::{Revision as Number, Time as At};
        let rows = registration_log::Entity::find()
            .select_only()
            .expr(Expr::col(Number).count())
            .into_tuple::<i64>()
            .one(&self.bulk)
            .await?;
        let oldest = registration_log::Entity::find()
            .select_only()
            .column(At)
            .order_by_asc(Number)
            .limit(1)
            .into_tuple::<i64>()
            .one(&self.read)
            .await?;
        Ok(LogStatus {
            position: self.log_position().await?,
            rows: u64::try_from(rows.unwrap_or_default()).unwrap_or_default(),
            oldest: oldest.map(Time),
        })
    }
}

impl WriteTx {
    /// Forgets the batches up to and with `upto`, and answers how many rows that were. Does nothing when they are
    /// gone already, and when the newest would be among them.
    pub async fn compact_log(&self, upto: Revision) -> Result<u64, StoreError> {
        if self.tx.get_database_backend() == DbBackend::Postgres {
            // It goes with the transaction.
            let lock = format!("SELECT pg_advisory_xact_lock({COMPACTION_LOCK})");
            self.tx.execute_unprepared(&lock).await?;
        }
        let LogPosition { last, compacted } = log::position(&self.tx).await?;
        if upto <= compacted || upto >= last {
            return Ok(0);
        }
        let gone = registration_log::Entity::delete_many()
            .filter(registration_log::Column::Revision.lte(upto.0))
            .exec(&self.tx)
            .await?;
        log_state::Entity::update_many()
            .col_expr(log_state::Column::CompactedRevision, Expr::value(upto.0))
            .filter(log_state::Column::CompactedRevision.lt(upto.0))
            .exec(&self.tx)
            .await?;
        Ok(gone.rows_affected)
    }
}
