//! The data layer: the only place that knows SQL.
//!
//! SQLite has one writer connection, whose transactions begin IMMEDIATE, and a pool of readers, so that
//! no transaction ever has to be upgraded and none fails with SQLITE_BUSY. PostgreSQL has one pool.
//! Every call that touches a tenant's data takes an [`AccountScope`](crate::model::AccountScope).

mod accounts;
mod audit;
mod batch;
mod calls;
mod checkpoint;
mod compaction;
mod connect;
mod credentials;
mod domains;
mod entity;
mod error;
mod flows;
mod import;
mod invitations;
mod list;
mod log;
mod named_users;
mod only;
mod passwords;
mod purge;
mod quotas;
mod record;
mod references;
mod registrations;
mod requests;
mod roles;
mod sealing;
mod sets;
mod settings_record;
mod snapshot;
mod user_list;
mod users;

pub use batch::BatchRows;
pub use calls::Calls;
pub use compaction::{Expendable, LogStatus, Portion, Retention};
pub use connect::{DatabaseUrl, PoolSizes, migrate_database};
pub use credentials::{DigestUser, SealedHa1};
pub use error::{Reference, StoreError, UniqueRule};
pub use import::{Known, NewUser, Scratch, Wanted};
pub use log::LogPosition;
pub use passwords::Password;
pub use purge::Doomed;
pub use requests::RequestKey;
pub use roles::Permitted;
pub use sealing::{KeyPrefix, SealedKind, SealedPlace, SealedValue};
pub use sets::WatchedGroup;
pub use snapshot::ReadTx;
pub use user_list::Online;

use crate::model::StoreId;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

/// A handle on the database; cloning shares the pools.
#[derive(Debug, Clone)]
pub struct Store {
    write: DatabaseConnection,
    read: DatabaseConnection,
    /// For long reads, so that they leave the others their connections.
    bulk: DatabaseConnection,
    id: StoreId,
    url: DatabaseUrl,
}

/// A page of a list: what to skip and how much to take.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Begin after this key; `None` is from the start.
    pub after: Option<String>,
    pub limit: u64,
}

/// A write transaction. Dropped without [`WriteTx::commit`], it is rolled back.
#[derive(Debug)]
pub struct WriteTx {
    tx: DatabaseTransaction,
}

/// Takes SQLite's write lock at once, not when the first statement writes.
fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

impl Store {
    /// The identity of this store, which tokens carry.
    pub fn id(&self) -> StoreId {
        self.id
    }

    /// Begins a write. On SQLite it waits for its turn on the one writer connection.
    pub async fn begin(&self) -> Result<WriteTx, StoreError> {
        Ok(WriteTx { tx: self.write.begin_with_options(immediate()).await? })
    }

    /// Closes the pools, letting SQLite check its write-ahead log in.
    pub async fn close(self) -> Result<(), StoreError> {
        let sqlite = self.backend() == DbBackend::Sqlite;
        self.bulk.close().await?;
        if sqlite {
            self.read.close().await?;
        }
        Ok(self.write.close().await?)
    }

    fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }
}

impl WriteTx {
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }

    /// Undoes it, and waits until that is done. One that is dropped is undone too, but some time later, and its
    /// locks are held until then.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.tx.rollback().await?)
    }
}
