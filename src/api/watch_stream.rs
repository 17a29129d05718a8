//! A watch as a stream of messages, with an end: the caller's token, the stream's lifetime, the drain, and what
//! [`watch_ends`](super::watch_ends) looks at.

use super::{
    convert, error, resume_token,
    stream_limits::{Life, Place},
    watch_ends::{Ends, Gone},
};
use crate::model::{ChangeKind, StoreId};
use crate::pb::v1::{self, watch_registrations_response::Message};
use crate::registrar::{Watch, WatchItem};
use futures::{StreamExt, stream};
use std::{collections::HashSet, pin::pin};
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

/// One open stream.
struct Open {
    watch: Watch,
    store: StoreId,
    life: Life,
    ends: Ends,
    /// What it rests on was deleted.
    gone: Option<Gone>,
    first: bool,
    _place: Place,
}

/// `gone` says that it is to end when all up to then was sent.
pub(super) fn messages(
    watch: Watch,
    store: StoreId,
    life: Life,
    place: Place,
    mut ends: Ends,
    gone: Option<Gone>,
) -> BoxStream<v1::WatchRegistrationsResponse> {
    ends.begin();
    let open = Open { watch, store, life, ends, gone, first: true, _place: place };
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
            let waited = {
                // One future for as long as it takes: looks do not set it back.
                let mut next = pin!(self.watch.next());
                loop {
                    tokio::select! {
                        biased;
                        () = self.life.drain.cancelled() => return Err(error::draining()),
                        () = tokio::time::sleep_until(self.life.end) => return Err(self.life.farewell.clone()),
                        () = self.ends.due(), if self.gone.is_none() => {}
                        item = &mut next => break Some(item),
                    }
                    self.gone = self.ends.look().await?;
                    if self.gone.is_some() {
                        break None;
                    }
                }
            };
            if let Some(item) = waited {
                return item.map_err(|e| error::of_watch(&e, self.watch.position().unwrap_or_default()));
            }
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
        use Code::{NotFound, PermissionDenied, Unauthenticated, Unavailable};
        let orderly = matches!(status.code(), Unavailable | Unauthenticated | PermissionDenied | NotFound);
        let revision = self.watch.position().filter(|_| orderly)?;
        Some(self.response(WatchItem::Bookmark(revision)))
    }
}
