//! That the checks catch what they are for.

use crate::history::{History, Journal, moved, revision, same};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rollcall::pb::v1::{
    self, EventKind, RegistrationBookmark, RegistrationChanges, RegistrationEvent, RegistrationSnapshot,
    RegistrationSnapshotEnd, RegistrationState, WatchRegistrationsResponse,
    watch_registrations_response::Message,
};

fn token(revision: i64) -> String {
    URL_SAFE_NO_PAD.encode([&[1; 17][..], &revision.to_be_bytes()].concat())
}

pub(crate) fn registration(n: u32, cseq: u32) -> v1::Registration {
    let name = format!("domains/a.test/users/u/registrations/{n}");
    v1::Registration { name, cseq, state: RegistrationState::Active.into(), ..Default::default() }
}

pub(crate) fn event(revision: i64, kind: EventKind, n: u32, cseq: u32, count: i32) -> RegistrationEvent {
    let mut registration = registration(n, cseq);
    if crate::history::ends(kind) {
        registration.state = RegistrationState::Ended.into();
    }
    RegistrationEvent {
        revision,
        kind: kind.into(),
        registration: Some(registration),
        registration_count: count,
        ..Default::default()
    }
}

fn message(message: Message, at: Option<i64>) -> WatchRegistrationsResponse {
    let resume_token = at.map(token).unwrap_or_default();
    WatchRegistrationsResponse { message: Some(message), resume_token, bookmark_interval: None }
}

pub(crate) fn changes(at: Option<i64>, events: &[RegistrationEvent]) -> WatchRegistrationsResponse {
    message(Message::Changes(RegistrationChanges { events: events.to_vec() }), at)
}

pub(crate) fn bookmark(at: i64) -> WatchRegistrationsResponse {
    message(Message::Bookmark(RegistrationBookmark {}), Some(at))
}

pub(crate) fn history(messages: Vec<WatchRegistrationsResponse>) -> History {
    let mut history = History { messages };
    history.messages[0].bookmark_interval = Some(prost_types::Duration::default());
    history
}

pub(crate) fn empty_snapshot(at: i64) -> History {
    history(vec![message(Message::SnapshotEnd(RegistrationSnapshotEnd::default()), Some(at))])
}

/// Snapshot with 1 at revision 5; 2 comes and 1 is refreshed at 6, split; 1 goes at 7.
fn good() -> Vec<WatchRegistrationsResponse> {
    let snapshot = RegistrationSnapshot { registrations: vec![registration(1, 1)] };
    vec![
        message(Message::Snapshot(snapshot), None),
        message(Message::SnapshotEnd(RegistrationSnapshotEnd { registration_count: 1 }), Some(5)),
        changes(None, &[event(6, EventKind::Created, 2, 1, 2)]),
        changes(Some(6), &[event(6, EventKind::Refreshed, 1, 2, 2)]),
        bookmark(6),
        changes(Some(7), &[event(7, EventKind::Expired, 1, 2, 1)]),
    ]
}

#[test]
fn a_good_history_passes() {
    let mut journal = Journal::default();
    journal.take(&history(good())).unwrap();
    assert_eq!(journal.state.keys().count(), 1);
    assert_eq!((journal.events.len(), journal.token), (3, token(7)));
    assert_eq!(revision(&moved(&token(7), 3)), 10);
}

/// Breaks a good history, and expects that to be told.
fn caught(why: &str, spoil: impl FnOnce(&mut Vec<WatchRegistrationsResponse>)) {
    let mut messages = good();
    spoil(&mut messages);
    let said = Journal::default().take(&history(messages)).expect_err(why);
    assert!(said.contains(why), "{said}");
}

fn first_event(message: &mut WatchRegistrationsResponse) -> &mut RegistrationEvent {
    match &mut message.message {
        Some(Message::Changes(changes)) => &mut changes.events[0],
        other => panic!("{other:?}"),
    }
}

#[test]
fn broken_streams_are_caught() {
    caught("not ordered", |m| first_event(&mut m[3]).revision = 5);
    caught("not unique", |m| m[3] = m[2].clone());
    caught("not atomic", |m| m[2].resume_token = token(6));
    caught("after events of 7", |m| m[5].resume_token = token(6));
    caught("after one of 6", |m| m[4].resume_token = token(5));
    caught("a bare bookmark", |m| m[4].resume_token.clear());
    caught("an end out of place", |m| m[1].resume_token.clear());
    caught("a snapshot out of place", |m| m.push(m[0].clone()));
    caught("1 said, 0 sent", |m| drop(m.remove(0)));
    caught("bookmark_interval true", |m| m[3].bookmark_interval = Some(Default::default()));
    caught("changes out of place", |m| drop(m.drain(..2)));
    caught("changes without a change", |m| m[2] = changes(None, &[]));
    caught("an empty message", |m| m[2].message = None);
}

#[test]
fn broken_contents_are_caught() {
    caught("which is not there", |m| *first_event(&mut m[3]) = event(6, EventKind::Refreshed, 9, 2, 2));
    caught("created twice", |m| *first_event(&mut m[2]) = event(6, EventKind::Created, 1, 1, 1));
    caught("registrations of", |m| first_event(&mut m[2]).registration_count = 1);
    caught("as it never was", |m| drop(m.remove(3)));
    caught("created twice", |m| m.insert(5, changes(None, &[event(7, EventKind::Created, 1, 3, 2)])));
    caught("did not change", |m| *first_event(&mut m[3]) = event(6, EventKind::Refreshed, 1, 1, 2));
    caught("has not ended", |m| {
        first_event(&mut m[5]).registration.as_mut().unwrap().state = RegistrationState::Active.into();
    });
    caught("no kind", |m| first_event(&mut m[2]).kind = 0);
}

#[test]
fn a_resumption_must_begin_where_the_last_stream_ended() {
    let resumed = |at, next| {
        let mut journal = Journal::default();
        journal.take(&history(good())).unwrap();
        journal.take(&history(vec![
            bookmark(at),
            changes(Some(next), &[event(next, EventKind::Evicted, 2, 1, 0)]),
        ]))
    };
    resumed(7, 9).unwrap();
    assert!(resumed(8, 9).unwrap_err().contains("resumed at 7"));
    assert!(resumed(7, 7).unwrap_err().contains("not atomic"));
}

#[test]
fn what_came_after_the_last_token_does_not_count() {
    let mut messages = good();
    messages[5].resume_token.clear();
    let mut journal = Journal::default();
    journal.take(&history(messages)).unwrap();
    assert_eq!((journal.state.len(), journal.token), (2, token(6)));
}

#[test]
fn a_skipped_batch_is_seen_by_the_other_watcher() {
    let whole = history(good());
    same(&whole, &whole).unwrap();
    let mut skipped = good();
    skipped.remove(5);
    skipped.push(bookmark(7));
    assert!(same(&whole, &history(skipped)).unwrap_err().contains("events"));
    let mut other = good();
    *first_event(&mut other[5]) = event(7, EventKind::Evicted, 1, 2, 1);
    assert!(same(&whole, &history(other)).unwrap_err().contains("not the same"));
    // One that is not as far yet is no contradiction.
    same(&whole, &history(good()[..4].to_vec())).unwrap();
}

/// What a sequence does that gives out 6 and 7 before 7 is visible and 6 is not: a reader that was told 7 asks for what
/// is after it, and never hears of 6.
#[test]
fn a_revision_that_is_visible_too_late_is_seen() {
    let overtaken = |m: &mut Vec<WatchRegistrationsResponse>| {
        m.drain(2..4);
        m[2] = bookmark(5);
        m[3] = changes(Some(7), &[event(7, EventKind::Created, 3, 1, 2)]);
    };
    let mut messages = good();
    overtaken(&mut messages);
    let mut journal = Journal::default();
    journal.take(&history(messages.clone())).unwrap();
    // The reader's own table tells as soon as something comes of what it does not know.
    let resumed = |next| history(vec![bookmark(7), changes(Some(8), &[next])]);
    let of_unknown = resumed(event(8, EventKind::Refreshed, 2, 2, 3));
    assert!(journal.clone().take(&of_unknown).unwrap_err().contains("which is not there"));
    let miscounted = resumed(event(8, EventKind::Created, 4, 1, 4));
    assert!(journal.clone().take(&miscounted).unwrap_err().contains("registrations of"));
    // Another reader that waited for 6 has more between the same tokens.
    let mut waited = good();
    waited[5] = changes(Some(7), &[event(7, EventKind::Created, 3, 1, 3)]);
    assert!(same(&history(waited), &history(messages)).unwrap_err().contains("not the same"));
}
