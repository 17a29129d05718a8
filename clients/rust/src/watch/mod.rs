//! Following registrations for ever.

mod backoff;
mod state;

use crate::{
    Error,
    call::{Caller, told_apart},
    v1::{self, WatchRegistrationsRequest, WatchRegistrationsResponse},
};
use futures::{Stream, stream};
use state::{Follow, Next};
use tokio::time::{Instant, sleep_until, timeout_at};
use tonic::Streaming;

const PATH: &str = "/rollcall.v1.RegistrationService/WatchRegistrations";

/// Where a watch begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Start {
    /// With all registrations that there are.
    #[default]
    Snapshot,
    /// With what changes from now on.
    Now,
    /// Strictly after a token of an earlier watch or call.
    After(String),
}

/// What is watched. The default is everything below the parent, but refreshes.
#[derive(Debug, Clone, Default)]
pub struct WatchOptions {
    pub start: Start,
    /// Only these users, by name or login.
    pub users: Vec<String>,
    /// Only members of these groups; with `users`, either suffices.
    pub groups: Vec<String>,
    /// Only these kinds of events; empty: all but refreshes. It does not narrow the snapshot.
    pub kinds: Vec<v1::EventKind>,
    pub include_refreshes: bool,
}

/// What a watch gives.
#[derive(Debug)]
pub enum Item {
    /// All registrations, whole and of one revision: replace what you have.
    Snapshot { registrations: Vec<v1::Registration>, token: String },
    /// All events of one or more revisions, and where the next ones begin: apply them in order.
    Changes { events: Vec<v1::RegistrationEvent>, token: String },
    /// Everything before this token was delivered.
    Bookmark { token: String },
    /// The watch must begin anew, because of this reason; a snapshot follows.
    Resync { reason: String },
    /// The stream ended, with an error or in order, or fell silent. The watch goes on by itself.
    Disconnected { error: Option<Error> },
}

impl Item {
    /// The token after this item, if it has one. What is stored with it can be gone on from.
    pub fn token(&self) -> Option<&str> {
        match self {
            Self::Snapshot { token, .. } | Self::Changes { token, .. } | Self::Bookmark { token } => {
                Some(token)
            }
            Self::Resync { .. } | Self::Disconnected { .. } => None,
        }
    }
}

/// A watch that connects again whenever its stream ends, after the last token that it delivered, and so misses
/// nothing. It reads on only as items are taken. Dropped, it releases the server's stream.
pub struct Watch {
    caller: Caller,
    request: WatchRegistrationsRequest,
    follow: Follow,
    stream: Option<Streaming<WatchRegistrationsResponse>>,
    /// When to open the next stream.
    open_at: Instant,
    /// When an open stream that said nothing is given up.
    silent_at: Instant,
    ended: bool,
}

impl Watch {
    pub(crate) fn new(caller: Caller, parent: String, options: WatchOptions) -> Self {
        let WatchOptions { start, users, groups, kinds, include_refreshes } = options;
        let kinds = kinds.into_iter().map(i32::from).collect();
        let request = WatchRegistrationsRequest {
            parent,
            users,
            groups,
            kinds,
            include_refreshes,
            ..Default::default()
        };
        let now = Instant::now();
        let follow = Follow::new(start);
        Self { caller, request, follow, stream: None, open_at: now, silent_at: now, ended: false }
    }

    /// The next item. An error is the end: it will not go away by trying again. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Result<Item, Error>> {
        if self.ended {
            return None;
        }
        loop {
            let outcome = match &mut self.stream {
                None => {
                    sleep_until(self.open_at).await;
                    self.open().await
                }
                Some(stream) => match timeout_at(self.silent_at, stream.message()).await {
                    Ok(Ok(Some(message))) => {
                        let item = self.follow.take(message);
                        self.silent_at = Instant::now() + self.follow.patience();
                        if let Some(item) = item {
                            return Some(Ok(item));
                        }
                        continue;
                    }
                    Ok(Ok(None)) => Err(None),
                    Ok(Err(status)) => Err(Some(told_apart(status).into())),
                    Err(_) => Err(Some(tonic::Status::unavailable("the stream fell silent").into())),
                },
            };
            let Err(error) = outcome else { continue };
            self.stream = None;
            match self.follow.ended(error) {
                Next::Go { item, wait } => {
                    self.open_at = Instant::now() + wait;
                    return Some(Ok(item));
                }
                Next::End(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }

    /// The items as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Item, Error>> + Send {
        stream::unfold(self, |mut watch| async move { watch.next().await.map(|item| (item, watch)) })
    }

    async fn open(&mut self) -> Result<(), Option<Error>> {
        let request = WatchRegistrationsRequest { start: Some(self.follow.start()), ..self.request.clone() };
        let limit = Instant::now() + self.follow.patience();
        let opening = timeout_at(limit, self.caller.server_stream(PATH, request)).await;
        let stream = match opening {
            Ok(opened) => opened.map_err(Some)?,
            Err(_) => return Err(Some(tonic::Status::unavailable("the stream did not open in time").into())),
        };
        self.follow.opened();
        self.silent_at = limit;
        self.stream = Some(stream);
        Ok(())
    }
}
