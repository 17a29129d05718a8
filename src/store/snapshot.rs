//! Reads at one point in time.

use super::{Store, StoreError, entity::user, users};
use crate::model::{AccountScope, Domain, Fqdn, User};
use sea_orm::{
    AccessMode, ColumnTrait, DatabaseTransaction, DbBackend, IsolationLevel, QueryFilter, QueryOrder,
    QuerySelect, SqliteTransactionMode, TransactionOptions, TransactionTrait,
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

    /// The users of a domain that are not deleted, after this login, in the order of their names.
    pub async fn users(
        &self,
        scope: &AccountScope,
        domain: &Domain,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Vec<User>, StoreError> {
        let backend = sea_orm::ConnectionTrait::get_database_backend(&self.tx);
        let mut query = users::scoped(backend, scope)
            .filter(user::Column::DomainId.eq(domain.id))
            .filter(user::Column::DeleteTime.is_null());
        if let Some(after) = after {
            query = query.filter(user::Column::Login.gt(after));
        }
        let rows =
            query.order_by_asc(user::Column::Login).limit(limit).into_model::<users::Row>().all(&self.tx);
        rows.await?.into_iter().map(users::read).collect()
    }

    /// Ends it. Dropped, it ends too, a little later.
    pub async fn end(self) -> Result<(), StoreError> {
        Ok(self.tx.rollback().await?)
    }
}
