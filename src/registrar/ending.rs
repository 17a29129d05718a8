//! Ending registrations by hand.

use super::{Registrar, Selection};
use crate::model::{ChangeKind, Registration, Revision};
use crate::store::StoreError;
use uuid::Uuid;

/// Who ends registrations, and why.
#[derive(Debug, Clone)]
pub struct Ending {
    pub selection: Selection,
    /// One registration only.
    pub uid: Option<Uuid>,
    /// What is still at this etag only; empty is whatever it has.
    pub etag: String,
    pub reason: String,
    pub actor: String,
}

/// What was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub count: usize,
    pub revision: Revision,
}

/// Why nothing was ended.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EndError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the server failed")]
    Failed,
}

impl Registrar {
    /// Ends registrations as DEACTIVATED (RFC 3680 §4.1). Ending what is not there is no error.
    ///
    /// The work goes on when the future is dropped: a commit is never left half-way.
    pub async fn end(&self, ending: Ending) -> Result<Ended, EndError> {
        let registrar = self.clone();
        let task = tokio::spawn(async move {
            let mut exclusive = registrar.exclusive().await?;
            let which = |r: &Registration| {
                ending.uid.is_none_or(|uid| uid == r.uid) && r.etag().matches(&ending.etag)
            };
            let count = exclusive.end(
                &ending.selection,
                which,
                ChangeKind::Deactivated,
                &ending.reason,
                &ending.actor,
            );
            if count == 0 {
                return Ok(Ended { count, revision: registrar.revision() });
            }
            let tx = registrar.inner.store.begin().await?;
            let revision = exclusive.commit(tx).await?;
            Ok(Ended { count, revision })
        });
        task.await.unwrap_or(Err(EndError::Failed))
    }
}
