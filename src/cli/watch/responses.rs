//! The items of a watch as the API's messages, which is how JSON shows them.

use crate::pb::v1::{
    RegistrationBookmark, RegistrationChanges, RegistrationSnapshot, RegistrationSnapshotEnd,
    WatchRegistrationsResponse, watch_registrations_response::Message,
};
use rollcall_client::Item;

/// Registrations of a snapshot in one message: a line that a reader can hold.
const PART: usize = 1000;

/// The messages of an item, the last with its token.
pub(super) fn of(item: Item) -> Vec<WatchRegistrationsResponse> {
    let response = |message: Message, resume_token: String| WatchRegistrationsResponse {
        message: Some(message),
        resume_token,
        bookmark_interval: None,
    };
    match item {
        Item::Snapshot { registrations, token } => {
            let mut parts: Vec<_> = registrations
                .chunks(PART)
                .map(|part| RegistrationSnapshot { registrations: part.to_vec() })
                .map(|part| response(Message::Snapshot(part), String::new()))
                .collect();
            let registration_count = i64::try_from(registrations.len()).unwrap_or(i64::MAX);
            let end = RegistrationSnapshotEnd { registration_count };
            parts.push(response(Message::SnapshotEnd(end), token));
            parts
        }
        Item::Changes { events, token } => {
            vec![response(Message::Changes(RegistrationChanges { events }), token)]
        }
        Item::Bookmark { token } => vec![response(Message::Bookmark(RegistrationBookmark {}), token)],
        Item::Resync { .. } | Item::Disconnected { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pb::v1::Registration;

    #[test]
    fn a_snapshot_ends_with_its_token() {
        let registrations = vec![Registration::default(); PART + 1];
        let said = of(Item::Snapshot { registrations, token: "t".into() });
        let parts: Vec<_> = said
            .iter()
            .map(|response| match &response.message {
                Some(Message::Snapshot(part)) => (part.registrations.len(), &*response.resume_token),
                Some(Message::SnapshotEnd(_)) => (0, &*response.resume_token),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(parts, [(PART, ""), (1, ""), (0, "t")]);
    }
}
