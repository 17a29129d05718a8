//! `WatchRegistrationsResponse` as the server writes it: octet by octet the same on the wire, but its events are
//! encoded already, once for all who watch.

use super::v1;
use bytes::Bytes;

/// `WatchRegistrationsResponse`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct WatchMessage {
    #[prost(oneof = "WatchItem", tags = "1, 2, 3, 4")]
    pub message: Option<WatchItem>,
    #[prost(string, tag = "5")]
    pub resume_token: String,
    #[prost(message, optional, tag = "6")]
    pub bookmark_interval: Option<prost_types::Duration>,
}

/// Its `message`.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum WatchItem {
    #[prost(message, tag = "1")]
    Snapshot(v1::RegistrationSnapshot),
    #[prost(message, tag = "2")]
    SnapshotEnd(v1::RegistrationSnapshotEnd),
    #[prost(message, tag = "3")]
    Changes(EncodedChanges),
    #[prost(message, tag = "4")]
    Bookmark(v1::RegistrationBookmark),
}

/// `RegistrationChanges`: a message within a message has the form of octets (protobuf encoding, "length-delimited").
#[derive(Clone, PartialEq, prost::Message)]
pub struct EncodedChanges {
    /// Each a `RegistrationEvent`.
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub events: Vec<Bytes>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost::Message;
    use v1::watch_registrations_response::Message as Case;

    fn alike(ours: WatchItem, theirs: Case) {
        let interval = Some(prost_types::Duration { seconds: 10, nanos: 1 });
        let ours =
            WatchMessage { message: Some(ours), resume_token: "t".to_owned(), bookmark_interval: interval };
        let theirs = v1::WatchRegistrationsResponse {
            message: Some(theirs),
            resume_token: "t".to_owned(),
            bookmark_interval: interval,
        };
        assert_eq!(ours.encode_to_vec(), theirs.encode_to_vec());
    }

    #[test]
    fn every_message_is_on_the_wire_what_the_contract_says() {
        let event = |revision| v1::RegistrationEvent {
            revision,
            reason: "r".repeat(200),
            registration: Some(v1::Registration { name: "n".to_owned(), ..Default::default() }),
            ..Default::default()
        };
        for events in
            [vec![], vec![event(1)], vec![event(1), v1::RegistrationEvent::default(), event(i64::MAX)]]
        {
            let encoded = events.iter().map(|event| event.encode_to_vec().into()).collect();
            alike(
                WatchItem::Changes(EncodedChanges { events: encoded }),
                Case::Changes(v1::RegistrationChanges { events }),
            );
        }
        let registrations = vec![v1::Registration { name: "n".to_owned(), ..Default::default() }];
        let snapshot = v1::RegistrationSnapshot { registrations };
        alike(WatchItem::Snapshot(snapshot.clone()), Case::Snapshot(snapshot));
        let end = v1::RegistrationSnapshotEnd { registration_count: 7 };
        alike(WatchItem::SnapshotEnd(end), Case::SnapshotEnd(end));
        alike(WatchItem::Bookmark(v1::RegistrationBookmark {}), Case::Bookmark(v1::RegistrationBookmark {}));
    }
}
