//! What a watch prints.

use super::super::{
    failure::Failure,
    format,
    output::{self, Format, printable},
};
use crate::pb::v1::{Registration, WatchRegistrationsResponse, watch_registrations_response::Message};

/// The lines of one response; none for those that say nothing new.
pub(super) fn lines(
    response: &WatchRegistrationsResponse,
    as_json: Format,
    tokens: bool,
) -> Result<String, Failure> {
    if as_json == Format::Json {
        let quiet = matches!(response.message, Some(Message::Bookmark(_)) | None) && !tokens;
        return if quiet {
            Ok(String::new())
        } else {
            output::json("WatchRegistrationsResponse", response, false)
        };
    }
    let mut out = match &response.message {
        Some(Message::Snapshot(part)) => part.registrations.iter().map(online).collect(),
        Some(Message::Changes(changes)) => changes
            .events
            .iter()
            .map(|event| {
                let registration = event.registration.clone().unwrap_or_default();
                let count = event.registration_count.to_string();
                line(&format::time(event.time.as_ref()), &format::event(event.kind), &registration, &count)
            })
            .collect(),
        _ => String::new(),
    };
    if tokens && !response.resume_token.is_empty() {
        out += &format!("TOKEN {}\n", printable(&response.resume_token));
    }
    Ok(out)
}

/// A part of the snapshot does not tell how many others the user has.
fn online(registration: &Registration) -> String {
    line(&format::time(registration.refresh_time.as_ref()), "ONLINE", registration, "-")
}

fn line(time: &str, kind: &str, registration: &Registration, count: &str) -> String {
    let user = format::short(&registration.name);
    let transport = format::transport(registration.transport);
    let fields =
        [time, kind, &user, &registration.contact_uri, &transport, &registration.source_address, count];
    let [time, kind, user, contact, transport, source, count] =
        fields.map(|field| if field.is_empty() { "-".to_owned() } else { printable(field) });
    format!("{time}  {kind:<12}  {user}  {contact}  {transport}  {source}  {count}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pb::v1::{EventKind, RegistrationBookmark, RegistrationChanges, RegistrationEvent, Transport};

    fn response(message: Message) -> WatchRegistrationsResponse {
        WatchRegistrationsResponse {
            message: Some(message),
            resume_token: "t".into(),
            bookmark_interval: None,
        }
    }

    #[test]
    fn one_line_per_change() {
        let registration = Registration {
            name: "domains/demo.rollcall.test/users/alice/registrations/x".into(),
            contact_uri: "sip:alice@192.0.2.7:5062".into(),
            transport: Transport::Udp.into(),
            source_address: "192.0.2.7:5062".into(),
            ..Default::default()
        };
        let event = RegistrationEvent {
            time: Some(prost_types::Timestamp { seconds: 1_795_341_600, nanos: 123_000_000 }),
            kind: EventKind::Created.into(),
            registration: Some(registration),
            registration_count: 1,
            ..Default::default()
        };
        let changes = response(Message::Changes(RegistrationChanges { events: vec![event] }));
        let expected = "2026-11-22T10:00:00Z  CREATED       alice@demo.rollcall.test  sip:alice@192.0.2.7:5062  udp  192.0.2.7:5062  1\n";
        assert_eq!(lines(&changes, Format::Table, false).unwrap(), expected);
        assert_eq!(lines(&changes, Format::Table, true).unwrap(), format!("{expected}TOKEN t\n"));
        assert_eq!(lines(&changes, Format::Json, false).unwrap().matches('\n').count(), 1);
    }

    #[test]
    fn a_bookmark_is_printed_only_for_its_token() {
        let bookmark = response(Message::Bookmark(RegistrationBookmark {}));
        for format in [Format::Table, Format::Json] {
            assert_eq!(lines(&bookmark, format, false).unwrap(), "");
        }
        assert_eq!(lines(&bookmark, Format::Table, true).unwrap(), "TOKEN t\n");
        assert_eq!(
            lines(&bookmark, Format::Json, true).unwrap(),
            "{\"bookmark\":{},\"resumeToken\":\"t\"}\n"
        );
    }
}
