//! A watch that remembers all it was sent.

use crate::history::{History, State, revision, soon};
use crate::support::Client;
use rollcall::pb::v1::{
    self, RegistrationEvent, WatchRegistrationsRequest, WatchRegistrationsResponse,
    watch_registrations_request::Start, watch_registrations_response::Message,
};
use tonic::{Code, Status, Streaming};

pub(crate) struct Watcher {
    stream: Streaming<WatchRegistrationsResponse>,
    pub(crate) history: History,
    /// Events that [`Watcher::event`] has answered.
    answered: usize,
}

/// A watch of everything under a parent, refreshes too.
pub(crate) fn all(parent: &str) -> WatchRegistrationsRequest {
    WatchRegistrationsRequest { parent: parent.to_owned(), include_refreshes: true, ..Default::default() }
}

pub(crate) fn resume(parent: &str, token: &str) -> WatchRegistrationsRequest {
    WatchRegistrationsRequest { start: Some(Start::ResumeToken(token.to_owned())), ..all(parent) }
}

pub(crate) fn now(parent: &str) -> WatchRegistrationsRequest {
    WatchRegistrationsRequest { start: Some(Start::StartNow(v1::StartNow {})), ..all(parent) }
}

impl Watcher {
    pub(crate) async fn open(client: &Client, request: WatchRegistrationsRequest) -> Result<Self, Status> {
        let mut registrations = client.registrations.clone();
        let opened = soon("a watch opens", registrations.watch_registrations(request)).await?;
        Ok(Self { stream: opened.into_inner(), history: History::default(), answered: 0 })
    }

    /// Opens one, and reads its snapshot or its first bookmark.
    pub(crate) async fn begin(client: &Client, request: WatchRegistrationsRequest) -> Self {
        let mut watcher = Self::open(client, request).await.unwrap();
        while watcher.history.last_token().is_none() {
            watcher.read().await.unwrap();
        }
        watcher
    }

    pub(crate) async fn read(&mut self) -> Result<WatchRegistrationsResponse, Status> {
        let message = soon("a message", self.stream.message()).await?;
        let message = message.ok_or_else(|| Status::new(Code::Ok, "the stream ended"))?;
        self.history.messages.push(message.clone());
        Ok(message)
    }

    /// The next event, in order, each once.
    pub(crate) async fn event(&mut self) -> RegistrationEvent {
        loop {
            if let Some(event) = self.history.events().nth(self.answered) {
                self.answered += 1;
                return event.clone();
            }
            self.read().await.unwrap();
        }
    }

    /// The events of the next message and its token, not remembered: for more than can be kept.
    pub(crate) async fn batch(&mut self) -> (Vec<RegistrationEvent>, String) {
        let message = self.read().await.unwrap();
        self.history.messages.pop();
        let events = match message.message {
            Some(Message::Changes(changes)) => changes.events,
            _ => Vec::new(),
        };
        (events, message.resume_token)
    }

    /// Reads until it has been sent all up to a token.
    pub(crate) async fn reach(&mut self, token: &str) {
        let goal = revision(token);
        while self.history.last_token().is_none_or(|at| revision(at) < goal) {
            self.read().await.unwrap();
        }
    }

    /// Reads until the stream ends.
    pub(crate) async fn end(&mut self) -> Status {
        loop {
            if let Err(status) = self.read().await {
                return status;
            }
        }
    }

    /// The events that nobody has asked for yet, as far as they came.
    pub(crate) fn rest(&self) -> Vec<RegistrationEvent> {
        self.history.events().skip(self.answered).cloned().collect()
    }
}

pub(crate) fn is_bookmark(message: &WatchRegistrationsResponse) -> bool {
    matches!(message.message, Some(Message::Bookmark(_)))
}

/// All pages of a listing, at rest.
pub(crate) async fn table(client: &mut Client, parent: &str, page_size: i32) -> (State, String) {
    let (mut state, mut page_token) = (State::new(), String::new());
    loop {
        let request = v1::ListRegistrationsRequest {
            parent: parent.to_owned(),
            page_size,
            page_token,
            ..Default::default()
        };
        let page = client.registrations.list_registrations(request).await.unwrap().into_inner();
        for r in page.registrations {
            assert!(state.insert(r.name.clone(), r).is_none(), "listed twice");
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return (state, page.resume_token);
        }
    }
}
