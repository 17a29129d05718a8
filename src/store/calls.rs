//! Calls between the nodes of one database, which say that the log has grown. They may get lost.

use super::{Store, StoreError};
use sea_orm::{ConnectionTrait, DbBackend};
use sqlx::postgres::PgListener;
use std::time::Duration;

const CHANNEL: &str = "rollcall_log";
/// How long to wait before connecting again.
const AGAIN: Duration = Duration::from_secs(1);

/// The calls of other nodes, and this one's own. They have a connection for themselves.
pub struct Calls {
    store: Store,
    listener: Option<PgListener>,
}

impl Store {
    /// Whether nobody but this process changes what is stored, as with SQLite.
    pub fn is_sole(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    pub fn calls(&self) -> Calls {
        Calls { store: self.clone(), listener: None }
    }

    /// Tells all nodes that the log has grown. Not within the transaction that did it: notifying takes a lock at
    /// the commit that the database server has once.
    pub async fn call_others(&self) -> Result<(), StoreError> {
        Ok(self.read.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await.map(drop)?)
    }
}

impl Calls {
    /// Waits for a call. Also returns after a connection was lost and is there again, as calls may have been
    /// missed.
    pub async fn next(&mut self) {
        loop {
            match &mut self.listener {
                Some(listener) => {
                    if listener.recv().await.is_ok() {
                        return;
                    }
                    self.listener = None;
                }
                None => match self.connect().await {
                    Ok(listener) => {
                        self.listener = Some(listener);
                        return;
                    }
                    Err(error) => {
                        tracing::debug!(%error, "cannot listen for other nodes' commits");
                        tokio::time::sleep(AGAIN).await;
                    }
                },
            }
        }
    }

    async fn connect(&self) -> Result<PgListener, sqlx::Error> {
        let mut listener = PgListener::connect(self.store.url.expose()).await?;
        listener.listen(CHANNEL).await?;
        Ok(listener)
    }
}
