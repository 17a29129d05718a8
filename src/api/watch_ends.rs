//! What a watch ends with, apart from its time: its caller's account is switched off, its parent or a group of its
//! filter is deleted.
//!
//! An account is looked at every few seconds. What was deleted is looked for at every bookmark interval, and soon
//! after an event of kind REJECTED, which is what a deletion does to registrations.

use super::error;
use crate::directory::{Caller, Directory, STANDING_LIFETIME, Watched};
use crate::model::{AccountId, ChangeKind, Revision};
use crate::registrar::{Registrar, WatchItem};
use futures::{FutureExt, future::BoxFuture};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use tonic::Status;

/// After a REJECTED, it is looked within this time: many watches are told of it at once.
const SOON: Duration = Duration::from_secs(1);

/// What one watch depends on.
struct Grounds {
    directory: Directory,
    registrar: Registrar,
    caller: Caller,
    account: Option<AccountId>,
    watched: Watched,
}

/// Looks at what one watch depends on, from time to time, while it goes on. It has no timer: who has one asks when it
/// is [`due`](Ends::due).
pub(super) struct Ends {
    grounds: Arc<Grounds>,
    /// How often it is looked for what was deleted.
    every: Duration,
    account_due: Option<Instant>,
    deleted_due: Option<Instant>,
    under_way: Option<BoxFuture<'static, Result<Option<Gone>, Status>>>,
}

/// What is told to a watch when it has been sent all up to a revision.
pub(super) struct Gone {
    pub(super) after: Revision,
    pub(super) status: Status,
}

impl Ends {
    /// `account` is the one that the watch ends with when it is switched off.
    pub(super) fn new(
        directory: Directory,
        registrar: Registrar,
        caller: Caller,
        account: Option<AccountId>,
        watched: Watched,
    ) -> Self {
        let every = registrar.bookmark_interval();
        // The first looks are spread, so that streams opened together do not all look together.
        let share = rand::random_range(0.1..1.0);
        let now = Instant::now();
        let account_due = account.is_some().then(|| now + STANDING_LIFETIME.mul_f64(share));
        let deleted_due = watched.may_end().then(|| now + every.mul_f64(share));
        let grounds = Arc::new(Grounds { directory, registrar, caller, account, watched });
        Self { grounds, every, account_due, deleted_due, under_way: None }
    }

    /// Whether something was deleted before the watch begins.
    pub(super) fn deleted(&self) -> impl Future<Output = Option<Gone>> + use<> {
        let grounds = self.grounds.clone();
        async move { grounds.deleted().await }
    }

    /// When it is to look next; `None`: never, or it is looking.
    pub(super) fn due(&self) -> Option<Instant> {
        let due = [self.account_due, self.deleted_due].into_iter().flatten().min();
        due.filter(|_| !self.is_looking())
    }

    pub(super) fn is_looking(&self) -> bool {
        self.under_way.is_some()
    }

    /// Begins to look if it is time, and says what is found if that is known at once. While nobody can tell, the
    /// stream goes on.
    pub(super) fn look(&mut self, now: Instant) -> Result<Option<Gone>, Status> {
        if self.due().is_some_and(|due| due <= now) {
            let account = self.account_due.is_some_and(|at| at <= now);
            let deleted = self.deleted_due.is_some_and(|at| at <= now);
            if account {
                self.account_due = Some(now + STANDING_LIFETIME);
            }
            if deleted {
                self.deleted_due = Some(now + self.every);
            }
            let grounds = self.grounds.clone();
            self.under_way = Some(Box::pin(async move {
                if account {
                    grounds.account_holds().await?;
                }
                Ok(if deleted { grounds.deleted().await } else { None })
            }));
        }
        if !self.is_looking() {
            return Ok(None);
        }
        self.found().now_or_never().unwrap_or(Ok(None))
    }

    /// Waits for what is found by the look that is under way: something that was deleted, or that the account is
    /// switched off, which is the error. Dropping the future loses nothing.
    pub(super) async fn found(&mut self) -> Result<Option<Gone>, Status> {
        let Some(look) = &mut self.under_way else { return Ok(None) };
        let found = look.await;
        self.under_way = None;
        found
    }

    /// Takes note of what the watch is going to be sent.
    pub(super) fn sent(&mut self, item: &WatchItem) {
        let WatchItem::Changes { events, .. } = item else { return };
        if let Some(due) = &mut self.deleted_due
            && events.changes().any(|change| change.kind == ChangeKind::Rejected)
        {
            *due = (*due).min(Instant::now() + SOON.mul_f64(rand::random_range(0.0..1.0)));
        }
    }
}

impl Grounds {
    async fn account_holds(&self) -> Result<(), Status> {
        let Some(account) = &self.account else { return Ok(()) };
        match self.directory.account_disabled(account).await {
            Ok(true) => Err(error::account_disabled(account)),
            _ => Ok(()),
        }
    }

    async fn deleted(&self) -> Option<Gone> {
        let gone = self.directory.deleted_since(&self.caller, &self.watched).await.ok()??;
        // Read after it was seen to be gone: what was registered ended no later than at this revision.
        let after = self.registrar.newest().await.ok()?;
        Some(Gone { after, status: error::not_found(&gone) })
    }
}
