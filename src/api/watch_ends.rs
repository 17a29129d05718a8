//! What a watch ends with, apart from its time: its caller's account is switched off, its parent or a group of its
//! filter is deleted.
//!
//! An account is looked at every few seconds. What was deleted is looked for at every bookmark interval, and soon
//! after an event of kind REJECTED, which is what a deletion does to registrations.

use super::error;
use crate::directory::{Caller, Directory, STANDING_LIFETIME, Watched};
use crate::model::{AccountId, ChangeKind, Revision};
use crate::registrar::{Registrar, WatchItem};
use std::{pin::Pin, time::Duration};
use tokio::time::{Instant, Sleep};
use tonic::Status;

/// After a REJECTED, it is looked within this time: many watches are told of it at once.
const SOON: Duration = Duration::from_secs(1);

/// What one watch depends on, and when it is looked at next.
pub(super) struct Ends {
    directory: Directory,
    registrar: Registrar,
    caller: Caller,
    account: Option<AccountId>,
    watched: Watched,
    /// How often it is looked for what was deleted.
    every: Duration,
    account_due: Option<Instant>,
    deleted_due: Option<Instant>,
    /// Fires at the earlier of the two.
    timer: Pin<Box<Sleep>>,
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
        let timer = Box::pin(tokio::time::sleep_until(now));
        let mut ends =
            Self { directory, registrar, caller, account, watched, every, account_due, deleted_due, timer };
        ends.set_timer();
        ends
    }

    fn next_look(&self) -> Option<Instant> {
        [self.account_due, self.deleted_due].into_iter().flatten().min()
    }

    fn set_timer(&mut self) {
        if let Some(at) = self.next_look() {
            self.timer.as_mut().reset(at);
        }
    }

    /// Whether something has to be looked at.
    pub(super) fn are_due(&self, now: Instant) -> bool {
        self.next_look().is_some_and(|at| at <= now)
    }

    /// Waits until something has to be looked at.
    pub(super) async fn due(&mut self) {
        match self.next_look() {
            Some(_) => self.timer.as_mut().await,
            None => std::future::pending().await,
        }
    }

    /// Looks at what is due. Fails when the account is switched off. While nobody can tell, the stream goes on.
    pub(super) async fn look(&mut self) -> Result<Option<Gone>, Status> {
        let now = Instant::now();
        let account = self.account.as_ref().filter(|_| self.account_due.is_some_and(|at| at <= now));
        let look_for_deleted = self.deleted_due.is_some_and(|at| at <= now);
        if let Some(account) = account {
            self.account_due = Some(now + STANDING_LIFETIME);
            if let Ok(true) = self.directory.account_disabled(account).await {
                return Err(error::account_disabled(account));
            }
        }
        if look_for_deleted {
            self.deleted_due = Some(now + self.every);
        }
        self.set_timer();
        Ok(if look_for_deleted { self.deleted().await } else { None })
    }

    /// Whether something was deleted.
    pub(super) async fn deleted(&self) -> Option<Gone> {
        let gone = self.directory.deleted_since(&self.caller, &self.watched).await.ok()??;
        // Read after it was seen to be gone: what was registered ended no later than at this revision.
        let after = self.registrar.newest().await.ok()?;
        Some(Gone { after, status: error::not_found(&gone) })
    }

    /// Takes note of what the watch is going to be sent.
    pub(super) fn sent(&mut self, item: &WatchItem) {
        let WatchItem::Changes { events, .. } = item else { return };
        if let Some(due) = &mut self.deleted_due
            && events.iter().any(|event| event.change().kind == ChangeKind::Rejected)
        {
            *due = (*due).min(Instant::now() + SOON.mul_f64(rand::random_range(0.0..1.0)));
            self.set_timer();
        }
    }
}
