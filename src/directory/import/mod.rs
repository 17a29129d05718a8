//! Importing many users: rows are judged, hashed and sealed beside the writer, and written in short
//! transactions, so that registrations get their turn in between.
//!
//! Rows go through three places, each bounded: the batch that was just read, the rows that are prepared,
//! and the rows being written. An ATOMIC import keeps its rows until the end; so their number is bounded.

mod check;
mod prepare;
mod write;

use super::{Caller, Directory, Error, Secrets, UserDraft, Violation, domains};
use crate::model::{AuditAction, DigestAlgorithm, Fqdn, UserName};
use futures::Stream;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Rows that an ATOMIC import may have: they are all kept in memory, and written in one transaction,
/// during which nobody can register on SQLite.
const MAX_ATOMIC_ROWS: u64 = 10_000;
/// Row errors that are told; more are only counted.
const MAX_TOLD: u64 = 10_000;

/// What ImportUsers is asked.
#[derive(Debug, Clone)]
pub struct ImportUsers {
    pub domain: Fqdn,
    /// Check everything and create nothing.
    pub dry_run: bool,
    /// All or none; otherwise each row for itself.
    pub atomic: bool,
    pub generate_missing: bool,
    /// Create the groups, organizations and roles that rows refer to and the domain does not have.
    pub create_missing: bool,
}

/// One user to create.
pub struct ImportRow {
    /// As the caller numbers it.
    pub row: i64,
    pub draft: UserDraft,
    pub credential: Option<CredentialDraft>,
}

/// A registration credential from elsewhere, as the caller sent it.
#[derive(Default)]
pub struct CredentialDraft {
    /// In hexadecimal. `None` for an algorithm that was noted as unknown already.
    pub ha1: Vec<(Option<DigestAlgorithm>, String)>,
    pub auth_username: String,
    pub realm: String,
}

/// What an import tells on its way.
pub enum ImportEvent {
    Errors(Vec<RowError>),
    /// Told once their users are committed.
    Generated(Vec<GeneratedRow>),
}

/// Why a row cannot be imported.
#[derive(Debug, Clone)]
pub struct RowError {
    pub row: i64,
    pub login: String,
    /// What CreateUser would answer.
    pub error: Error,
    /// Every bad field of the row.
    pub fields: Vec<Violation>,
}

/// The passwords that were generated for a row.
pub struct GeneratedRow {
    pub row: i64,
    pub user: UserName,
    pub auth_username: String,
    pub generated: Secrets,
}

/// How far an import is; read while it runs.
#[derive(Debug, Default)]
pub struct ImportProgress {
    received: AtomicU64,
    checked: AtomicU64,
    errors: AtomicU64,
    committed: AtomicU64,
}

/// The counts of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportCounts {
    pub received: u64,
    pub checked: u64,
    pub errors: u64,
    pub committed: u64,
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportSummary {
    pub received: u64,
    /// With `dry_run`, that would have been.
    pub created: u64,
    pub errors: u64,
    /// Whether anything was committed.
    pub committed: bool,
}

/// Why an import did not come to its end.
#[derive(Debug)]
pub enum ImportEnd<I> {
    Failed(Error),
    /// The rows ended with this.
    Stopped(I),
}

impl<I> From<Error> for ImportEnd<I> {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl ImportProgress {
    pub fn counts(&self) -> ImportCounts {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        ImportCounts {
            received: of(&self.received),
            checked: of(&self.checked),
            errors: of(&self.errors),
            committed: of(&self.committed),
        }
    }
}

fn count(counter: &AtomicU64, more: usize) -> u64 {
    let more = u64::try_from(more).unwrap_or(u64::MAX);
    counter.fetch_add(more, Ordering::Relaxed) + more
}

/// What the parts of one import share.
#[derive(Clone)]
struct Import {
    directory: Directory,
    caller: Caller,
    request: ImportUsers,
    domain: Arc<crate::model::Domain>,
    progress: Arc<ImportProgress>,
    /// Ends the parts when one of them has ended early.
    stop: CancellationToken,
}

impl Directory {
    /// Creates the users of `rows`. When the rows end with an error, what is being written is still
    /// finished and told, nothing more is begun.
    ///
    /// Errors: `NotFound` and `Deleted` for the domain; `TooManyRows`. What is wrong with a row is told as an
    /// event.
    pub async fn import_users<I: Send>(
        &self,
        caller: &Caller,
        request: ImportUsers,
        rows: impl Stream<Item = Result<Vec<ImportRow>, I>> + Send,
        events: mpsc::Sender<ImportEvent>,
        progress: Arc<ImportProgress>,
    ) -> Result<ImportSummary, ImportEnd<I>> {
        let domain = self.domain(caller, &request.domain).await?;
        domains::writable(&domain)?;
        let import = Import {
            directory: self.clone(),
            caller: caller.clone(),
            request,
            domain: Arc::new(domain),
            progress,
            stop: CancellationToken::new(),
        };
        let (prepared, chunks) = mpsc::channel(1);
        let mut writer = write::Writer::new(import.clone(), events).await?;
        let (read, written) = tokio::join!(prepare::run(&import, rows, prepared), writer.run(chunks));
        let ended = match (read, written) {
            (_, Err(error)) => Err(error.into()),
            (Err(end), Ok(())) => Err(end),
            (Ok(()), Ok(())) => writer.finish().await.map_err(ImportEnd::Failed),
        };
        import.audit().await?;
        ended
    }
}

impl Import {
    /// Tells the audit of an import whose users were committed chunk by chunk, whether or not it came to its end.
    async fn audit(&self) -> Result<(), Error> {
        let ImportCounts { committed, .. } = self.progress.counts();
        if committed == 0 || self.request.atomic {
            return Ok(());
        }
        let import = self.clone();
        super::detached(move || {
            let import = import.clone();
            async move {
                let tx = import.directory.inner.store.begin().await?;
                tx.audit(vec![import.entry()]).await?;
                Ok(tx.commit().await?)
            }
        })
        .await
    }

    fn entry(&self) -> crate::model::AuditEntry {
        let (domain, none) = (&self.domain, [""; 0]);
        self.caller.entry(&domain.account, AuditAction::Import, domain.name(), domain.uid, none)
    }
}
