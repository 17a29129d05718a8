//! The task of one subscription: gathers what is new, and tells it.

use super::dialog::{Dialog, DialogId, End, State};
use super::missed::Missed;
use super::reginfo::{News, document};
use super::{Inner, Wish};
use crate::model::{ChangeKind, Revision, Time, UserRef};
use crate::registrar::Event;
use crate::sip::outgoing::NoAnswer;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How far NOTIFYs of changes are apart at least (RFC 3680 §4.10).
const APART: Duration = Duration::from_secs(5);
/// How long a NOTIFY may wait for its answer (RFC 3261 §17.1.2.2, timer F); the last one, when the node stops.
const PATIENCE: Duration = Duration::from_secs(32);
const LAST_PATIENCE: Duration = Duration::from_secs(1);
/// Registrations whose changes are gathered; beyond that, all there is is told.
const GATHERED: usize = 64;

/// What a subscription is sent.
pub(super) enum Mail {
    Changed(Event),
    /// To be acted on when the token is cancelled: once the SUBSCRIBE is answered.
    Renewed(Wish, CancellationToken),
}

/// Where it comes in.
pub(super) struct Inbox {
    pub(super) mail: mpsc::Receiver<Mail>,
    /// What did not fit.
    pub(super) missed: Arc<Missed>,
    /// Set when it is over.
    pub(super) ended: watch::Receiver<Option<End>>,
}

pub(super) struct Notifier {
    inner: Arc<Inner>,
    user: Arc<UserRef>,
    dialog: Dialog,
    inbox: Inbox,
    expires_at: Instant,
    /// Of the next document, and of the request that it goes with.
    version: u32,
    cseq: u32,
    /// All is to be told.
    full: bool,
    /// What was told last is of this revision or a later one.
    told: Revision,
    /// The last change of each registration since then.
    changes: BTreeMap<Uuid, Event>,
    /// Somebody switched something off: what is to be told waits for the end that comes of it.
    held: bool,
}

impl Notifier {
    pub(super) fn new(
        inner: Arc<Inner>,
        user: Arc<UserRef>,
        dialog: Dialog,
        inbox: Inbox,
        expires: u32,
    ) -> Self {
        Self {
            inner,
            user,
            dialog,
            inbox,
            expires_at: after(expires),
            version: 0,
            cseq: 1,
            full: true,
            told: Revision(0),
            changes: BTreeMap::new(),
            held: false,
        }
    }

    /// Tells all there is once the SUBSCRIBE is answered, then what changes, until the subscription ends.
    pub(super) async fn run(mut self, answered: CancellationToken) {
        let mut known = Some(Forgotten(self.inner.clone(), self.user.clone(), self.dialog.id.clone()));
        answered.cancelled().await;
        loop {
            let end = self.due();
            if end.is_some() {
                // Before the phone hears of it: what it sends after that is for no subscription.
                known.take();
                self.rest().await;
            }
            if self.tell(end).await.is_err() || end.is_some() {
                return;
            }
            if self.gather(Instant::now() + APART).await.is_err() {
                return;
            }
        }
    }

    /// Why it is over now, if it is.
    fn due(&self) -> Option<End> {
        let ended = *self.inbox.ended.borrow();
        match () {
            () if self.inner.stop.is_cancelled() => Some(End::Stopping),
            () if ended.is_some() => ended,
            () if Instant::now() >= self.expires_at => Some(End::Timeout),
            () => None,
        }
    }

    /// Waits until there is something to tell and it may be told, or it is over. A SUBSCRIBE is followed by all there is
    /// at once (RFC 6665 §4.2.1.2). An error: nobody knows of it any more.
    async fn gather(&mut self, earliest: Instant) -> Result<(), ()> {
        loop {
            let lack = self.inbox.missed.take();
            self.full |= lack.any;
            self.held |= lack.rejected;
            let news = !self.held && (self.full || !self.changes.is_empty());
            if news && Instant::now() >= earliest {
                return Ok(());
            }
            tokio::select! {
                biased;
                () = self.inner.stop.cancelled() => return Ok(()),
                mail = self.inbox.mail.recv() => match mail {
                    // The table has the other end for as long as this is; without it, there would be no end to this.
                    None => return Err(()),
                    Some(Mail::Changed(event)) => self.take(event),
                    Some(Mail::Renewed(wish, answered)) => {
                        self.renew(wish, answered).await;
                        return Ok(());
                    }
                },
                () = over(&mut self.inbox.ended) => return Ok(()),
                () = self.inbox.missed.noted() => {}
                () = sleep_until(earliest), if news => return Ok(()),
                () = sleep_until(self.expires_at) => return Ok(()),
            }
        }
    }

    /// Takes in what came before the end.
    async fn rest(&mut self) {
        while let Ok(mail) = self.inbox.mail.try_recv() {
            match mail {
                Mail::Changed(event) => self.take(event),
                Mail::Renewed(wish, answered) => self.renew(wish, answered).await,
            }
        }
    }

    async fn renew(&mut self, wish: Wish, answered: CancellationToken) {
        answered.cancelled().await;
        self.dialog.target = wish.target;
        self.expires_at = after(wish.expires);
        self.full = true;
    }

    fn take(&mut self, event: Event) {
        // Also where it is told already that it is gone: what that means for the user is not.
        self.held |= event.change().kind == ChangeKind::Rejected;
        if event.revision() <= self.told {
            return;
        }
        if self.changes.len() >= GATHERED {
            self.full = true;
        } else {
            self.changes.insert(event.change().registration.uid, event);
        }
    }

    /// Sends a NOTIFY and waits for its answer. An error ends the subscription: the phone is gone, or does not want it
    /// any more (RFC 6665 §4.2.2).
    async fn tell(&mut self, end: Option<End>) -> Result<(), ()> {
        let registrar = &self.inner.registrar;
        let (revision, now) = (registrar.revision(), Time::now());
        let user = self.user.name();
        let registrations = registrar.of_user(&user);
        let last =
            matches!(end, Some(End::Timeout | End::Stopping)) || (end.is_some() && self.changes.is_empty());
        let full = std::mem::take(&mut self.full) || last;
        let changes = std::mem::take(&mut self.changes);
        let news = if full {
            self.told = revision;
            News::Full(&registrations)
        } else {
            let changes = changes.values().map(Event::change).collect();
            News::Partial { changes, active: !registrations.is_empty() }
        };
        let body = document(&user, self.version, &news, now);
        let left = self.expires_at.saturating_duration_since(Instant::now()).as_secs();
        let state = end.map_or(State::Active(left), State::Terminated);
        let (dialog, cseq) = (&self.dialog, self.cseq);
        let write = |sender: &_| dialog.notify(sender, cseq, state, &body);
        let stopping = end == Some(End::Stopping);
        let patience = if stopping { LAST_PATIENCE } else { PATIENCE };
        let exchange = self.inner.outgoing.exchange(dialog.target.flow, "NOTIFY", patience, write);
        let answer = match stopping {
            true => Some(exchange.await),
            false => self.inner.stop.run_until_cancelled(exchange).await,
        };
        let answer = answer.map(|answer| answer.map(|answer| answer.status()));
        let outcome = match answer {
            Some(Ok(Some(200..300))) => "accepted",
            Some(Ok(_)) => "refused",
            Some(Err(NoAnswer::NoWay)) => "no_way",
            Some(Err(NoAnswer::TooMany)) => "not_sent",
            Some(Err(NoAnswer::InTime)) | None => "unanswered",
        };
        self.inner.metrics.sip_notify(dialog.target.flow.transport, outcome);
        if answer == Some(Err(NoAnswer::TooMany)) {
            // Nothing was sent. That is this node's fault and not the phone's: all there is follows later.
            self.full = true;
            return Ok(());
        }
        self.version = self.version.wrapping_add(1);
        self.cseq += 1;
        match answer {
            // Without an answer the node stops, and the last NOTIFY follows.
            None | Some(Ok(Some(200..300))) => Ok(()),
            Some(answered) => {
                tracing::debug!(%user, ?answered, "a subscription ends, as its notify was not taken");
                Err(())
            }
        }
    }
}

/// Takes a subscription off the table when its task ends, however it ends.
struct Forgotten(Arc<Inner>, Arc<UserRef>, DialogId);

impl Drop for Forgotten {
    fn drop(&mut self) {
        self.0.forget(&self.1, &self.2);
    }
}

/// Waits until there is a reason for it to be over.
async fn over(ended: &mut watch::Receiver<Option<End>>) {
    let _reason = ended.wait_for(Option::is_some).await;
}

fn after(seconds: u32) -> Instant {
    Instant::now() + Duration::from_secs(seconds.into())
}

#[cfg(test)]
#[path = "notifier_test.rs"]
mod tests;
