//! The events of a server, one by one.

use crate::support::{Client, PATIENCE};
use rollcall::pb::v1::{
    EventKind, RegistrationEvent, StartNow, WatchRegistrationsRequest, WatchRegistrationsResponse,
    watch_registrations_request::Start, watch_registrations_response::Message,
};
use std::collections::VecDeque;
use tonic::Streaming;

/// A watch that has begun: it misses nothing that happens from now on.
pub(crate) struct Events {
    stream: Streaming<WatchRegistrationsResponse>,
    waiting: VecDeque<RegistrationEvent>,
}

impl Events {
    pub(crate) async fn of(client: &Client, parent: &str) -> Self {
        let request = WatchRegistrationsRequest {
            parent: parent.to_owned(),
            include_refreshes: true,
            start: Some(Start::StartNow(StartNow {})),
            ..Default::default()
        };
        let mut registrations = client.registrations.clone();
        let mut stream = registrations.watch_registrations(request).await.unwrap().into_inner();
        let first = tokio::time::timeout(PATIENCE, stream.message()).await.unwrap().unwrap();
        assert!(matches!(first.unwrap().message, Some(Message::Bookmark(_))));
        Self { stream, waiting: VecDeque::new() }
    }

    /// The next event.
    pub(crate) async fn next(&mut self) -> RegistrationEvent {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return event;
            }
            let response = tokio::time::timeout(PATIENCE, self.stream.message());
            let response = response.await.expect("waited in vain for an event").unwrap();
            if let Some(Message::Changes(changes)) = response.expect("the watch goes on").message {
                self.waiting.extend(changes.events);
            }
        }
    }

    /// The next event, which must be of this kind.
    pub(crate) async fn expect(&mut self, kind: EventKind) -> RegistrationEvent {
        let event = self.next().await;
        assert_eq!(event.kind(), kind, "{event:?}");
        event
    }
}
