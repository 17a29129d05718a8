//! `WatchRegistrationsResponse` as the server writes it: octet by octet the same on the wire, but what it lists is
//! encoded already, once for all who watch.
//!
//! A message within a message has the form of octets (protobuf encoding, "length-delimited"), and so have those that it
//! lists.

use super::v1;
use bytes::{BufMut, Bytes};
use prost::Message;

/// `WatchRegistrationsResponse`.
#[derive(Clone, PartialEq, Message)]
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
    /// `RegistrationSnapshot`: each registration as [`put_item`] writes it.
    #[prost(bytes = "bytes", tag = "1")]
    Snapshot(Bytes),
    #[prost(message, tag = "2")]
    SnapshotEnd(v1::RegistrationSnapshotEnd),
    /// `RegistrationChanges`: each event as [`put_item`] writes it.
    #[prost(bytes = "bytes", tag = "3")]
    Changes(Bytes),
    #[prost(message, tag = "4")]
    Bookmark(v1::RegistrationBookmark),
}

/// What is before a message in field 1: the field's number and its type, "length-delimited".
const FIELD_1: u8 = 1 << 3 | 2;

/// Writes a registration of `RegistrationSnapshot.registrations`, or an event of `RegistrationChanges.events`: both are
/// field 1.
pub fn put_item(item: &impl Message, to: &mut bytes::BytesMut) {
    let len = item.encoded_len();
    to.reserve(1 + prost::length_delimiter_len(len) + len);
    to.put_u8(FIELD_1);
    // There is room, which is all that can be wrong.
    let _written = item.encode_length_delimited(to);
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::BytesMut;
    use v1::watch_registrations_response::Message as Case;

    fn items(of: &[impl Message]) -> Bytes {
        let mut octets = BytesMut::new();
        of.iter().for_each(|item| put_item(item, &mut octets));
        octets.freeze()
    }

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
            alike(WatchItem::Changes(items(&events)), Case::Changes(v1::RegistrationChanges { events }));
        }
        let named = |name: &str| v1::Registration { name: name.to_owned(), ..Default::default() };
        let registrations = vec![named("n"), named(&"n".repeat(300))];
        alike(
            WatchItem::Snapshot(items(&registrations)),
            Case::Snapshot(v1::RegistrationSnapshot { registrations }),
        );
        let end = v1::RegistrationSnapshotEnd { registration_count: 7 };
        alike(WatchItem::SnapshotEnd(end), Case::SnapshotEnd(end));
        alike(WatchItem::Bookmark(v1::RegistrationBookmark {}), Case::Bookmark(v1::RegistrationBookmark {}));
    }
}
