//! Reads at one point in time.

use super::{Store, StoreError, user_list};
use crate::model::{AccountScope, Domain, Fqdn, Listing, User};
use sea_orm::{
    AccessMode, DatabaseTransaction, DbBackend, IsolationLevel, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

/// A read transaction: everything in it is as of its first read. It holds one connection, of a pool that
/// other calls do not use, and on SQLite keeps the write-ahead log from being checked in: end it soon.
pub struct ReadTx {
    tx: DatabaseTransaction,
}

impl Store {
    /// Begins a read at one point in time. It waits for a connection while others are under way.
    pub async fn snapshot(&self) -> Result<ReadTx, StoreError> {
        let postgres = self.backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: (!postgres).then_some(SqliteTransactionMode::Deferred),
        };
        Ok(ReadTx { tx: self.bulk.begin_with_options(options).await? })
    }
}

impl ReadTx {
    pub async fn domain(&self, scope: &AccountScope, fqdn: &Fqdn) -> Result<Option<Domain>, StoreError> {
        super::domains::one(&self.tx, scope, fqdn).await
    }

    /// The next users of a domain; see [`USERS`](crate::model::USERS).
    pub async fn users(
        &self,
        scope: &AccountScope,
        domain: &Domain,
        listing: &Listing,
    ) -> Result<Vec<User>, StoreError> {
        user_list::walk(&self.tx, scope, domain, listing).await
    }

    /// Ends it. Dropped, it ends too, a little later.
    pub async fn end(self) -> Result<(), StoreError> {
        Ok(self.tx.rollback().await?)
    }
}
