//! A watch as a stream of messages, with an end: the caller's token, the stream's lifetime, the drain, and what
//! [`watch_ends`](super::watch_ends) looks at.

use super::{
    convert, error, resume_token,
    stream_limits::{Drained, Life, Place},
    watch_ends::{Ends, Gone},
};
use crate::model::{ChangeKind, ChangeKinds, Registration, StoreId};
use crate::pb::{WatchItem as Message, WatchMessage, put_item, v1};
use crate::registrar::{Event, Watch, WatchItem};
use bytes::{Bytes, BytesMut};
use futures::{StreamExt, stream};
use std::{pin::Pin, sync::Arc};
use tokio::time::{Instant, Sleep};
use tonic::{Code, Status, codegen::BoxStream};

/// The kinds that a request wants: all but refreshes unless it names some.
pub(super) fn kinds(asked: &[i32], refreshes: bool) -> Result<ChangeKinds, Status> {
    let mut found = crate::directory::Violations::default();
    let mut kinds = ChangeKinds::default();
    for (at, value) in asked.iter().enumerate() {
        match convert::kind(*value) {
            Some(kind) => kinds = kinds.with(kind),
            None => found.add(&format!("kinds[{at}]"), "not a kind of event", value),
        }
    }
    found.check().map_err(error::of_directory)?;
    if asked.is_empty() {
        kinds = ChangeKinds::all().without(ChangeKind::Refreshed);
    }
    if refreshes {
        kinds = kinds.with(ChangeKind::Refreshed);
    }
    Ok(kinds)
}

/// Writes an event as it is on the wire.
fn put_event(event: &Event, to: &mut BytesMut) {
    put_item(&convert::event(event.revision(), event.time(), event.change()), to);
}

/// Registrations as they are on the wire. One message is made of all, one after the other: its texts keep their memory.
fn encoded(registrations: &[Arc<Registration>]) -> Bytes {
    let (mut octets, mut message) = (BytesMut::new(), v1::Registration::default());
    for registration in registrations {
        convert::into_registration(registration, &mut message);
        put_item(&message, &mut octets);
    }
    octets.freeze()
}

/// One open stream.
struct Open {
    watch: Watch,
    store: StoreId,
    life: Life,
    drained: Drained,
    ends: Ends,
    /// Fires when its life ends or something is due to be looked at. One for all, and set anew only when that changes:
    /// a stream that has much to say has no time for timers.
    clock: Pin<Box<Sleep>>,
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
    (place, drained): (Place, Drained),
    ends: Ends,
    gone: Option<Gone>,
) -> BoxStream<WatchMessage> {
    let clock = Box::pin(tokio::time::sleep_until(life.end));
    let open = Open { watch, store, life, drained, ends, clock, gone, first: true, _place: place };
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
            if self.drained.is_aborted() {
                return Err(error::draining());
            }
            let now = Instant::now();
            if now >= self.life.end {
                return Err(self.life.farewell.clone());
            }
            if self.gone.is_none() {
                self.gone = self.ends.look(now)?;
                if self.gone.is_some() {
                    continue;
                }
            }
            let due = self.ends.due().filter(|_| self.gone.is_none());
            let next = due.map_or(self.life.end, |due| due.min(self.life.end));
            if self.clock.deadline() != next {
                self.clock.as_mut().reset(next);
            }
            let item = tokio::select! {
                biased;
                item = self.watch.next() => item,
                _ = &mut self.drained => return Err(error::draining()),
                () = &mut self.clock => continue,
                found = self.ends.found(), if self.ends.is_looking() => {
                    self.gone = found?;
                    continue;
                }
            };
            return item.map_err(|e| error::of_watch(&e, self.watch.position().unwrap_or_default()));
        }
    }

    fn response(&self, item: WatchItem) -> WatchMessage {
        let (message, complete) = match item {
            WatchItem::Snapshot(part) => (Message::Snapshot(encoded(&part)), None),
            WatchItem::SnapshotEnd { revision, count } => {
                let registration_count = i64::try_from(count).unwrap_or(i64::MAX);
                let end = v1::RegistrationSnapshotEnd { registration_count };
                (Message::SnapshotEnd(end), Some(revision))
            }
            WatchItem::Changes { events, complete } => {
                (Message::Changes(events.rendered(put_event)), complete)
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
