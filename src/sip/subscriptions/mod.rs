//! Subscriptions of phones to their own registrations (RFC 3680 over RFC 6665): who else is registered as me, and why
//! am I not any more.
//!
//! One watch of the change log serves them all: [`Subscriptions::follow`] hands each change to the subscriptions of its
//! user. Each subscription has a task ([`notifier`]) with a short mailbox; what does not fit is made up for by telling all
//! there is. Subscriptions are this node's, and in memory: after a restart phones are answered 481, and subscribe anew.

mod dialog;
mod missed;
mod notifier;
mod reginfo;
mod standing;
mod table;

pub(crate) use dialog::{Contact, DialogId, Target};

use super::outgoing::Outgoing;
use crate::directory::{Directory, EdgeUser};
use crate::model::{AccountScope, UserRef};
use crate::registrar::{Registrar, Selection, Start, WatchError, WatchItem};
use crate::telemetry::Metrics;
use dialog::Dialog;
use missed::Missed;
use notifier::{Inbox, Mail, Notifier};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use table::{Known, Table};
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// Seconds: the shortest that is granted, what is granted without a wish (RFC 3680 §4.3), the longest.
pub(crate) const MIN_EXPIRES: u32 = 10;
pub(crate) const DEFAULT_EXPIRES: u32 = 3761;
pub(crate) const MAX_EXPIRES: u32 = 7200;
/// Subscriptions of one user, and of a node.
const OF_USER: usize = 8;
const OF_NODE: usize = 10_000;
/// Changes and renewals that wait for one subscription.
const MAILBOX: usize = 64;
const RETRY_IN: Duration = Duration::from_secs(1);

/// All of this node. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Subscriptions {
    inner: Arc<Inner>,
}

struct Inner {
    directory: Directory,
    registrar: Registrar,
    outgoing: Arc<Outgoing>,
    metrics: Metrics,
    /// The edge's, so that draining waits for the last NOTIFYs.
    tasks: TaskTracker,
    /// Of the subscriptions alone.
    notifiers: TaskTracker,
    /// Cancelled when the node stops.
    stop: CancellationToken,
    table: Mutex<Table>,
    /// There are doubts in the table.
    doubtful: Notify,
}

/// A SUBSCRIBE that begins a dialog.
pub(crate) struct Begin {
    pub(crate) user: Arc<EdgeUser>,
    pub(crate) id: DialogId,
    pub(crate) cseq: u32,
    pub(crate) local: String,
    pub(crate) remote: String,
    pub(crate) event_id: Option<String>,
    /// [`Subscriptions::as_of`] before its user was read.
    pub(crate) as_of: u64,
}

/// What every SUBSCRIBE says: for how many seconds, and where to. 0 seconds: once, and no more.
pub(crate) struct Wish {
    pub(crate) expires: u32,
    pub(crate) target: Target,
}

/// Why there is no subscription, or not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The user, or the node, has as many as it may.
    TooMany,
    /// There is no such dialog.
    Unknown,
    /// The same request began one already, and it is not this one sent again (RFC 3261 §8.2.2.2).
    Merged,
    OutOfOrder,
}

impl Subscriptions {
    pub(crate) fn new(
        directory: Directory,
        registrar: Registrar,
        outgoing: Arc<Outgoing>,
        metrics: Metrics,
        tasks: TaskTracker,
    ) -> Self {
        let (stop, table, doubtful) = (CancellationToken::new(), Mutex::default(), Notify::new());
        let notifiers = TaskTracker::new();
        let inner =
            Inner { directory, registrar, outgoing, metrics, tasks, notifiers, stop, table, doubtful };
        Self { inner: Arc::new(inner) }
    }

    /// Which changes of settings were taken note of: to be asked before the settings are read.
    pub(crate) fn as_of(&self) -> u64 {
        self.inner.lock().generation
    }

    /// Begins a subscription. Its first NOTIFY goes out when the guard is dropped: after the answer.
    pub(crate) fn begin(&self, begin: Begin, wish: Wish) -> Result<DropGuard, Refused> {
        let Begin { user: by, id, cseq, local, remote, event_id, as_of } = begin;
        let (mailbox, mail) = mpsc::channel(MAILBOX);
        let missed = Arc::<Missed>::default();
        let (over, ended) = watch::channel(None);
        let user = by.user.clone();
        let mut table = self.inner.lock();
        table.add(id.clone(), Known { by, cseq, mailbox, missed: missed.clone(), over })?;
        self.inner.metrics.sip_subscriptions(1);
        if table.generation != as_of {
            // It may rest on settings that are not these any more.
            table.doubts.of_user(user.user_id, false);
            self.inner.doubtful.notify_one();
        }
        drop(table);
        let dialog = Dialog { id, target: wish.target, local, remote, event_id };
        let answered = CancellationToken::new();
        let notifier =
            Notifier::new(self.inner.clone(), user, dialog, Inbox { mail, missed, ended }, wish.expires);
        let task = self.inner.notifiers.track_future(notifier.run(answered.clone()));
        self.inner.tasks.spawn(task);
        Ok(answered.drop_guard())
    }

    /// Goes on with one, or ends it. What is to be told goes out when the guard is dropped.
    pub(crate) fn renew(
        &self,
        user: Arc<EdgeUser>,
        id: &DialogId,
        cseq: u32,
        wish: Wish,
    ) -> Result<DropGuard, Refused> {
        let mut table = self.inner.lock();
        let known = table
            .dialogs
            .get_mut(id)
            .filter(|known| known.user().user_id == user.user.user_id)
            .ok_or(Refused::Unknown)?;
        if cseq <= known.cseq {
            return Err(Refused::OutOfOrder);
        }
        let answered = CancellationToken::new();
        let mail = Mail::Renewed(wish, answered.clone());
        known.mailbox.try_send(mail).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Refused::TooMany,
            mpsc::error::TrySendError::Closed(_) => Refused::Unknown,
        })?;
        (known.cseq, known.by) = (cseq, user);
        Ok(answered.drop_guard())
    }

    /// Hands changes to the subscriptions that they concern, until the node stops; then ends them all.
    pub(crate) async fn follow(self, stop: CancellationToken) {
        let following = async {
            loop {
                let Err(error) = self.inner.follow().await;
                tracing::debug!(%error, "following registrations for subscriptions begins anew");
                tokio::time::sleep(RETRY_IN).await;
            }
        };
        let judging = self.inner.judge();
        let _stopped: Option<((), ())> =
            stop.run_until_cancelled(futures::future::join(following, judging)).await;
        self.inner.stop.cancel();
        self.inner.notifiers.close();
    }

    /// Waits until the node stops and every subscription has told its phone that it is over, or given up.
    pub(crate) async fn ended(&self) {
        self.inner.notifiers.wait().await;
    }
}

impl Inner {
    async fn follow(&self) -> Result<std::convert::Infallible, WatchError> {
        let watch = self.registrar.follow(Selection::all(AccountScope::All), Start::Now).await?;
        let mut watch = watch.with_settings();
        // What happened before is not handed out.
        {
            let mut table = self.lock();
            table.dialogs.values().for_each(|known| known.missed.note(false));
            table.doubt_all();
        }
        self.doubtful.notify_one();
        loop {
            let item = watch.next().await?;
            let settings = watch.settings();
            let mut table = self.lock();
            if let WatchItem::Changes { events, .. } = &item
                && !table.dialogs.is_empty()
            {
                events.iter().for_each(|event| table.deliver(&event));
            }
            // After the changes that they caused: these are told with the end.
            settings.iter().for_each(|of| table.changed(of));
            if !table.doubts.is_empty() {
                self.doubtful.notify_one();
            }
        }
    }

    /// Forgets a subscription that has ended.
    fn forget(&self, user: &UserRef, id: &DialogId) {
        if self.lock().remove(user, id) {
            self.metrics.sip_subscriptions(-1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
