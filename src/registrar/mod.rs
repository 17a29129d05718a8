//! The registrar: who is reachable right now, and every change from then on.
//!
//! All changes pass through one place. Whoever changes something takes the [`committer`](commit), decides
//! against the location table, writes the changes and one row of the log in one transaction, and only
//! then publishes them: first to the table, then to the ring that watchers read. So a revision is
//! durable before anyone sees it, and everyone sees revisions in commit order. On PostgreSQL other nodes do the
//! same over the same log, and each [follows](follow) what the others commit.

mod command;
mod commit;
mod compaction;
mod draft;
mod edge;
mod events;
mod exclusive;
mod fences;
mod follow;
mod membership;
mod parts;
mod published;
mod reachability;
mod ring;
mod rules;
mod selection;
mod snapshot;
mod table;
#[cfg(test)]
pub(crate) mod testing;
mod watch;
mod writer;

pub use command::{
    AccountBasis, Basis, ContactRequest, Contacts, Register, RegisterError, Registered, Source,
};
pub use commit::RegistrarConfig;
pub use compaction::{Compacted, compact, compact_until};
pub use edge::{
    EdgeAnswer, EdgeContact, EdgeError, EdgeMessage, EdgeParts, EdgeRegistered, EdgeRegistrar, EdgeRequest,
    EdgeSource,
};
pub use events::Events;
pub use exclusive::Exclusive;
pub use parts::{octets, octets_of_event};
pub use published::Event;
pub use reachability::{Reachabilities, Reachability};
pub use selection::{Groups, Position, Selection};
pub use watch::{Start, Watch, WatchError, WatchItem};

use crate::model::{AccountScope, Fqdn, Login, Registration, Revision, Settings, StoreId, UserName};
use crate::store::{Store, StoreError, WriteTx};
use crate::telemetry::Metrics;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// A handle on the registrar of this node; cloning shares it.
#[derive(Clone)]
pub struct Registrar {
    inner: Arc<commit::Inner>,
}

impl Registrar {
    /// The name of this node in the registrations that it takes.
    pub fn node(&self) -> &str {
        &self.inner.config.node
    }

    /// Reads the table from the store and starts the writer, which runs until `stop` is cancelled and
    /// what was queued before is answered.
    pub async fn start(
        store: Store,
        config: RegistrarConfig,
        metrics: Metrics,
        stop: CancellationToken,
    ) -> Result<(Self, tokio::task::JoinHandle<()>), StoreError> {
        let (position, registrations) = commit::load(&store).await?;
        let (inner, queue) = commit::Inner::new(store, config, metrics, position.last, registrations);
        let inner = Arc::new(inner);
        follow::start(&inner, &stop);
        let writer = tokio::spawn(writer::run(inner.clone(), queue, stop));
        Ok((Self { inner }, writer))
    }

    /// Handles one REGISTER (RFC 3261 §10.3). When it answers `Ok`, the change is on disk. Dropping the
    /// future does not undo what was queued.
    pub async fn register(&self, command: Register) -> Result<Registered, RegisterError> {
        writer::submit(&self.inner, command).await
    }

    /// Waits for the commit under way and holds off the next, on every node, so that a directory change and the
    /// registrations it ends are one transaction: the one that `begin` begins.
    pub async fn exclusive<E: From<StoreError>>(
        &self,
        begin: impl Future<Output = Result<WriteTx, E>>,
    ) -> Result<(Exclusive, WriteTx), E> {
        Exclusive::take(self.inner.clone(), begin).await
    }

    /// Has `listener` told of every change of settings, whichever node made it, before anything is decided on top
    /// of it; with `None`, that any may have changed. There is one listener.
    pub fn on_settings(&self, listener: impl Fn(Option<&Settings>) + Send + Sync + 'static) {
        self.inner.on_settings(Box::new(listener));
    }

    /// Goes into the [`Basis`] of decisions: read it before the settings are read.
    pub fn epoch(&self) -> u64 {
        self.inner.epoch()
    }

    /// What pings found, for who pings.
    pub fn reachabilities(&self) -> &Reachabilities {
        &self.inner.reachabilities
    }

    /// What the pings of this node found of a registration; `None` when it does not ping it, or not yet.
    pub fn reachability(&self, of: &Registration) -> Option<Reachability> {
        self.inner.reachabilities.of(of).filter(|_| *of.node == *self.node())
    }

    /// The registrations of one user.
    pub fn of_user(&self, user: &UserName) -> Vec<Arc<Registration>> {
        self.inner.table().of_user(user)
    }

    /// The registrations of each of several users (none for `None`), all at the one revision answered.
    pub fn of_users<'a>(
        &self,
        users: impl Iterator<Item = Option<&'a UserName>>,
    ) -> (Revision, Vec<Vec<Arc<Registration>>>) {
        let table = self.inner.table();
        let of = |user: Option<&UserName>| user.map(|user| table.of_user(user)).unwrap_or_default();
        (table.revision(), users.map(of).collect())
    }

    /// Registrations after `after`, by domain, login and id or against that order, and the revision they are at.
    pub fn list(
        &self,
        selection: &Selection,
        after: Option<&Position>,
        descending: bool,
        limit: usize,
    ) -> (Revision, Vec<Arc<Registration>>) {
        let table = self.inner.table();
        (table.revision(), table.list(selection, after, descending, limit))
    }

    /// How many users are online and how many registrations there are in a domain.
    pub fn presence(&self, domain: &Fqdn) -> (usize, usize) {
        self.inner.table().presence(domain)
    }

    /// Up to `limit` online users, as ids of the store, by domain and login: of one domain, from behind a login
    /// on, or of all that the scope covers.
    pub fn online(
        &self,
        scope: &AccountScope,
        domain: Option<&Fqdn>,
        after: Option<&Login>,
        limit: usize,
    ) -> Vec<i64> {
        self.inner.table().online(scope, domain, after, limit)
    }

    /// Follows the changes that `selection` covers. A revision to start after must have been reached.
    pub async fn watch(&self, selection: Selection, start: Start) -> Result<Watch, WatchError> {
        Watch::open(self.inner.clone(), selection, start, true).await
    }

    /// As [`Registrar::watch`], for a part of the server: it is none of the watchers that metrics count.
    pub async fn follow(&self, selection: Selection, start: Start) -> Result<Watch, WatchError> {
        Watch::open(self.inner.clone(), selection, start, false).await
    }

    /// Waits until this node has applied `revision`, no longer than `within`.
    pub async fn reach(&self, revision: Revision, within: Duration) -> Result<(), WatchError> {
        if self.revision() < revision {
            self.inner.nudge.notify_one();
        }
        watch::reach(&mut self.inner.subscribe(), revision, within).await
    }

    /// The newest revision of the store, which this node may not have applied yet.
    pub async fn newest(&self) -> Result<Revision, StoreError> {
        Ok(self.inner.store.log_position().await?.last)
    }

    /// How often an idle watch yields a bookmark.
    pub fn bookmark_interval(&self) -> Duration {
        self.inner.config.bookmark_interval
    }

    /// The last revision that readers of this node see.
    pub fn revision(&self) -> Revision {
        self.inner.table().revision()
    }

    pub fn store_id(&self) -> StoreId {
        self.inner.store.id()
    }
}
