//! The change log: one row per committed batch, one revision per row.

use super::{
    Store, StoreError, WriteTx,
    entity::{log_state, registration_log},
    only::only,
    record,
};
use crate::model::{Batch, Revision, StoreId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

/// The two ends of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogPosition {
    pub last: Revision,
    /// Everything up to and with this revision has been compacted away.
    pub compacted: Revision,
}

/// The one row of `log_state`.
pub(super) const STATE_ID: i32 = 1;

/// Makes the one row of `log_state` if this is a new database.
pub(super) async fn initialise(db: &DatabaseConnection) -> Result<(), StoreError> {
    let row = log_state::ActiveModel {
        id: Set(STATE_ID),
        store_id: Set(Uuid::new_v4()),
        last_revision: Set(0),
        compacted_revision: Set(0),
    };
    log_state::Entity::insert(row)
        .on_conflict(OnConflict::column(log_state::Column::Id).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(super) async fn store_id(db: &DatabaseConnection) -> Result<StoreId, StoreError> {
    Ok(StoreId(state(db).await?.store_id))
}

async fn state<C: ConnectionTrait>(db: &C) -> Result<log_state::Model, StoreError> {
    of_state(only(log_state::Entity::find_by_id(STATE_ID).all(db)).await?)
}

fn of_state(row: Option<log_state::Model>) -> Result<log_state::Model, StoreError> {
    row.ok_or_else(|| StoreError::corrupt("log_state is empty"))
}

pub(super) async fn position<C: ConnectionTrait>(db: &C) -> Result<LogPosition, StoreError> {
    let state = state(db).await?;
    Ok(LogPosition { last: Revision(state.last_revision), compacted: Revision(state.compacted_revision) })
}

impl Store {
    pub async fn log_position(&self) -> Result<LogPosition, StoreError> {
        position(&self.read).await
    }

    /// The batches strictly after `after`, oldest first, at most `limit`.
    ///
    /// Errors: [`StoreError::Compacted`] when some of them are no longer there.
    pub async fn read_log(&self, after: Revision, limit: u64) -> Result<Vec<Batch>, StoreError> {
        read(&self.read, after, limit).await
    }
}

async fn read<C: ConnectionTrait>(db: &C, after: Revision, limit: u64) -> Result<Vec<Batch>, StoreError> {
    let rows = registration_log::Entity::find()
        .filter(registration_log::Column::Revision.gt(after.0))
        .order_by_asc(registration_log::Column::Revision)
        .limit(limit)
        .all(db)
        .await?;
    // Looked at after the rows: a compaction in between is seen, never overlooked.
    let compacted = position(db).await?.compacted;
    if after < compacted {
        return Err(StoreError::Compacted { compacted: compacted.0 });
    }
    rows.into_iter().map(|row| record::decode(row.revision, row.time, &row.changes)).collect()
}

impl WriteTx {
    /// Locks the log, and answers the next revision: that of what this transaction commits. Until it ends, nobody else
    /// commits a batch, on whichever node, so all that was committed before is there to be read, and revision order is
    /// commit order.
    pub async fn lock_log(&self) -> Result<Revision, StoreError> {
        // SQLite's transactions that write are one at a time as they are.
        let state = log_state::Entity::find_by_id(STATE_ID).lock_exclusive();
        let state = only(state.all(&self.tx)).await?;
        Ok(Revision(of_state(state)?.last_revision).next())
    }

    /// As [`Store::read_log`], within this transaction.
    pub async fn read_log(&self, after: Revision, limit: u64) -> Result<Vec<Batch>, StoreError> {
        read(&self.tx, after, limit).await
    }
}
