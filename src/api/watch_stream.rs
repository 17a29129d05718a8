//! A watch as a stream of messages, with an end: the caller's token or account, the stream's lifetime, the drain.

use super::{convert, error, resume_token};
use crate::directory::{Directory, STANDING_LIFETIME};
use crate::model::{AccountId, ChangeKind, StoreId};
use crate::pb::v1::{self, watch_registrations_response::Message};
use crate::registrar::{Watch, WatchItem};
use futures::{StreamExt, stream};
use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Status, codegen::BoxStream};

/// How many watches there may be, and how long each may last.
#[derive(Clone)]
pub struct StreamLimits {
    watchers: Arc<Semaphore>,
    max: usize,
    lifetime: Duration,
    drain: CancellationToken,
}

impl StreamLimits {
    /// `drain` ends all streams, after a last bookmark.
    pub fn new(max: usize, lifetime: Duration, drain: CancellationToken) -> Self {
        Self { watchers: Arc::new(Semaphore::new(max)), max, lifetime, drain }
    }

    /// How long a stream that begins now may last: no longer than the caller's token.
    pub(super) fn life(&self, token_expires: SystemTime) -> Life {
        // Spread over a tenth, so that streams opened together do not all come back together.
        let jitter = rand::random_range(0.9..1.0);
        let lifetime = self.lifetime.mul_f64(jitter);
        let of_token = token_expires.duration_since(SystemTime::now()).unwrap_or_default();
        let (lasts, farewell) = if of_token <= lifetime {
            let expired = crate::auth::AuthError::TokenExpired { expired_at: token_expires };
            (of_token, error::of_auth(expired))
        } else {
            (lifetime, error::stream_lifetime_ended())
        };
        Life { drain: self.drain.clone(), end: Instant::now() + lasts, farewell }
    }

    pub(super) fn take(&self) -> Result<OwnedSemaphorePermit, Status> {
        if self.drain.is_cancelled() {
            return Err(error::draining());
        }
        let permit = self.watchers.clone().try_acquire_owned();
        permit.map_err(|_| error::too_many_watchers(self.max))
    }
}

/// When a stream ends.
pub(super) struct Life {
    pub(super) drain: CancellationToken,
    pub(super) end: Instant,
    /// What it is told at its end.
    pub(super) farewell: Status,
}

/// The kinds that a request wants: all but refreshes unless it names some.
pub(super) fn kinds(asked: &[i32], refreshes: bool) -> Result<HashSet<ChangeKind>, Status> {
    let mut found = crate::directory::Violations::default();
    let mut kinds = HashSet::new();
    for (at, value) in asked.iter().enumerate() {
        match convert::kind(*value) {
            Some(kind) => drop(kinds.insert(kind)),
            None => found.add(&format!("kinds[{at}]"), "not a kind of event", value),
        }
    }
    found.check().map_err(error::of_directory)?;
    if asked.is_empty() {
        kinds = convert::all_kinds().filter(|k| *k != ChangeKind::Refreshed).collect();
    }
    if refreshes {
        kinds.insert(ChangeKind::Refreshed);
    }
    Ok(kinds)
}

/// One open stream.
struct Open {
    watch: Watch,
    store: StoreId,
    drain: CancellationToken,
    /// When it ends, and what it is told then.
    end: Instant,
    farewell: Status,
    /// The account that the stream ends with when it is switched off, and when that is looked at next.
    account: Option<(Directory, AccountId)>,
    look: Instant,
    first: bool,
    _permit: OwnedSemaphorePermit,
}

pub(super) fn messages(
    watch: Watch,
    store: StoreId,
    limits: &StreamLimits,
    permit: OwnedSemaphorePermit,
    token_expires: SystemTime,
    account: Option<(Directory, AccountId)>,
) -> BoxStream<v1::WatchRegistrationsResponse> {
    let Life { drain, end, farewell } = limits.life(token_expires);
    let open = Open {
        watch,
        store,
        drain,
        end,
        farewell,
        account,
        // Spread, so that streams opened together do not all look together.
        look: Instant::now() + STANDING_LIFETIME.mul_f64(rand::random_range(0.1..1.0)),
        first: true,
        _permit: permit,
    };
    stream::unfold(Some(open), |open| async move {
        let mut open = open?;
        Some(match open.next().await {
            Ok(message) => (stream::iter(vec![Ok(message)]), Some(open)),
            Err(status) => {
                // The last thing that is said is where to go on.
                let bookmark = open.last_bookmark(&status).map(Ok);
                let last: Vec<_> = bookmark.into_iter().chain([Err(status)]).collect();
                (stream::iter(last), None)
            }
        })
    })
    .flatten()
    .boxed()
}

impl Open {
    async fn next(&mut self) -> Result<v1::WatchRegistrationsResponse, Status> {
        let item = loop {
            tokio::select! {
                biased;
                () = self.drain.cancelled() => return Err(error::draining()),
                () = tokio::time::sleep_until(self.end) => return Err(self.farewell.clone()),
                () = tokio::time::sleep_until(self.look), if self.account.is_some() => {}
                item = self.watch.next() => break item.map_err(|e| error::of_watch(&e, self.watch.position().unwrap_or_default()))?,
            }
            self.look_at_account().await?;
        };
        let mut response = self.response(item);
        if std::mem::take(&mut self.first) {
            let interval = self.watch.bookmark_interval();
            response.bookmark_interval = prost_types::Duration::try_from(interval).ok();
        }
        Ok(response)
    }

    /// Fails when the account was switched off. While nobody can tell, the stream goes on.
    async fn look_at_account(&mut self) -> Result<(), Status> {
        self.look = Instant::now() + STANDING_LIFETIME;
        let Some((directory, account)) = &self.account else { return Ok(()) };
        match directory.account_disabled(account).await {
            Ok(true) => Err(error::account_disabled(account)),
            Ok(false) | Err(_) => Ok(()),
        }
    }

    fn response(&self, item: WatchItem) -> v1::WatchRegistrationsResponse {
        let (message, complete) = match item {
            WatchItem::Snapshot(rows) => {
                let registrations = rows.iter().map(|r| convert::registration(r)).collect();
                (Message::Snapshot(v1::RegistrationSnapshot { registrations }), None)
            }
            WatchItem::SnapshotEnd { revision, count } => {
                let registration_count = i64::try_from(count).unwrap_or(i64::MAX);
                let end = v1::RegistrationSnapshotEnd { registration_count };
                (Message::SnapshotEnd(end), Some(revision))
            }
            WatchItem::Changes { events, complete } => {
                let events = events.iter().map(convert::event).collect();
                (Message::Changes(v1::RegistrationChanges { events }), complete)
            }
            WatchItem::Bookmark(revision) => (Message::Bookmark(v1::RegistrationBookmark {}), Some(revision)),
        };
        v1::WatchRegistrationsResponse {
            message: Some(message),
            resume_token: complete.map(|r| resume_token::write(self.store, r)).unwrap_or_default(),
            bookmark_interval: None,
        }
    }

    fn last_bookmark(&self, status: &Status) -> Option<v1::WatchRegistrationsResponse> {
        let orderly =
            matches!(status.code(), Code::Unavailable | Code::Unauthenticated | Code::PermissionDenied);
        let revision = self.watch.position().filter(|_| orderly)?;
        Some(self.response(WatchItem::Bookmark(revision)))
    }
}
