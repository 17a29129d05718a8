//! A watch as a stream of messages, with an end: the caller's token, the stream's lifetime, the drain, and what
//! [`watch_ends`](super::watch_ends) looks at.

use super::{
    convert, error, resume_token,
    stream_limits::{Life, Place},
    watch_ends::{Ends, Gone},
};
use crate::model::{ChangeKind, StoreId};
use crate::pb::{EncodedChanges, WatchItem as Message, WatchMessage, v1};
use crate::registrar::{Event, Watch, WatchItem};
use bytes::Bytes;
use futures::{StreamExt, stream};
use prost::Message as _;
use std::{collections::HashSet, pin::Pin};
use tokio::time::{Instant, Sleep};
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::{Code, Status, codegen::BoxStream};

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

/// An event as it is on the wire, once for all who watch.
fn encoded(event: &Event) -> Bytes {
    event.rendered(|e| convert::event(e.revision(), e.time(), e.change()).encode_to_vec().into())
}

/// One open stream.
struct Open {
    watch: Watch,
    store: StoreId,
    life: Life,
    /// Set once for all messages: a stream that has much to say has no time for timers.
    end: Pin<Box<Sleep>>,
    drained: Pin<Box<WaitForCancellationFutureOwned>>,
    ends: Ends,
    /// What it rests on was deleted.
    gone: Option<Gone>,
    first: bool,
    _place: Place,
}

/// Where a stream stands.
enum State {
    Open(Box<Open>),
    /// It has said its last message, and ends with this.
    Ending(Status),
    Ended,
}

/// `gone` says that it is to end when all up to then was sent.
pub(super) fn messages(
    watch: Watch,
    store: StoreId,
    life: Life,
    place: Place,
    ends: Ends,
    gone: Option<Gone>,
) -> BoxStream<WatchMessage> {
    let end = Box::pin(tokio::time::sleep_until(life.end));
    let drained = Box::pin(life.drain.clone().cancelled_owned());
    let open = Open { watch, store, life, end, drained, ends, gone, first: true, _place: place };
    stream::unfold(State::Open(Box::new(open)), |state| async move {
        let mut open = match state {
            State::Open(open) => open,
            State::Ending(status) => return Some((Err(status), State::Ended)),
            State::Ended => return None,
        };
        Some(match open.next().await {
            Ok(message) => (Ok(message), State::Open(open)),
            // The last thing that is said is where to go on.
            Err(status) => match open.last_bookmark(&status) {
                Some(bookmark) => (Ok(bookmark), State::Ending(status)),
                None => (Err(status), State::Ended),
            },
        })
    })
    .boxed()
}

impl Open {
    async fn next(&mut self) -> Result<WatchMessage, Status> {
        let item = self.item().await?;
        self.ends.sent(&item);
        let mut response = self.response(item);
        if std::mem::take(&mut self.first) {
            let interval = self.watch.bookmark_interval();
            response.bookmark_interval = prost_types::Duration::try_from(interval).ok();
        }
        Ok(response)
    }

    async fn item(&mut self) -> Result<WatchItem, Status> {
        loop {
            if let Some(gone) = &self.gone
                && self.watch.position().is_some_and(|at| at >= gone.after)
            {
                return Err(gone.status.clone());
            }
            // Looked at here as well, because there may always be a next item.
            if self.life.drain.is_cancelled() {
                return Err(error::draining());
            }
            if Instant::now() >= self.life.end {
                return Err(self.life.farewell.clone());
            }
            if self.gone.is_none()
                && let Some(gone) = self.ends.found_by_now()?
            {
                self.gone = Some(gone);
                continue;
            }
            let item = tokio::select! {
                biased;
                item = self.watch.next() => item,
                () = &mut self.drained => return Err(error::draining()),
                () = &mut self.end => return Err(self.life.farewell.clone()),
                found = self.ends.found(), if self.gone.is_none() => {
                    self.gone = Some(found?);
                    continue;
                }
            };
            return item.map_err(|e| error::of_watch(&e, self.watch.position().unwrap_or_default()));
        }
    }

    fn response(&self, item: WatchItem) -> WatchMessage {
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
                let events = events.iter().map(encoded).collect();
                (Message::Changes(EncodedChanges { events }), complete)
            }
            WatchItem::Bookmark(revision) => (Message::Bookmark(v1::RegistrationBookmark {}), Some(revision)),
        };
        WatchMessage {
            message: Some(message),
            resume_token: complete.map(|r| resume_token::write(self.store, r)).unwrap_or_default(),
            bookmark_interval: None,
        }
    }

    fn last_bookmark(&self, status: &Status) -> Option<WatchMessage> {
        use Code::{NotFound, PermissionDenied, Unauthenticated, Unavailable};
        let orderly = matches!(status.code(), Unavailable | Unauthenticated | PermissionDenied | NotFound);
        let revision = self.watch.position().filter(|_| orderly)?;
        Some(self.response(WatchItem::Bookmark(revision)))
    }
}
