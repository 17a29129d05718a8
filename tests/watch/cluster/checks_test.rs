//! That the checks of the long run catch what they are for.

use super::consumer::{Consumer, Pace};
use super::device::{Device, Habit, by_call};
use super::ledger::{Entry, Kept, agrees, digest_of};
use crate::history::{History, State};
use crate::history_test::{bookmark, changes, event, history, registration};
use crate::support::Phone;
use crate::watcher::all;
use rollcall::{
    model::{Batch, Revision, Time},
    pb::v1::{EventKind, RegistrationEvent},
};

/// 1 comes at 1; 2 comes at 2; 1 goes at 3.
fn told() -> Vec<RegistrationEvent> {
    vec![
        event(1, EventKind::Created, 1, 1, 1),
        event(2, EventKind::Created, 2, 1, 2),
        event(3, EventKind::Expired, 1, 1, 1),
    ]
}

pub(super) fn kept(events: &[RegistrationEvent]) -> Kept {
    let entry = |e: &RegistrationEvent| {
        let r = e.registration.as_ref().unwrap();
        Entry {
            revision: e.revision,
            kind: e.kind(),
            name: r.name.clone(),
            call_id: r.call_id.clone(),
            cseq: r.cseq,
            flow: r.flow_token.clone(),
            reason: e.reason.clone(),
            digest: digest_of(e),
        }
    };
    Kept { entries: events.iter().map(entry).collect(), reached: 3, revisions: 3 }
}

/// A watcher from the beginning that was told these, each in a message with its token.
fn consumer(events: &[RegistrationEvent]) -> Consumer {
    let mut consumer = Consumer::new("the watcher".to_owned(), all("accounts/a"), Pace::Steady, 0);
    consumer.take(&begun()).unwrap();
    consumer.take(&after(0, events)).unwrap();
    consumer
}

/// An empty snapshot at 0.
fn begun() -> History {
    crate::history_test::empty_snapshot(0)
}

/// A stream that was resumed.
fn after(token: i64, events: &[RegistrationEvent]) -> History {
    let told = events.iter().map(|e| changes(Some(e.revision), std::slice::from_ref(e)));
    history(std::iter::once(bookmark(token)).chain(told).chain([bookmark(3)]).collect())
}

#[test]
fn what_is_whole_passes() {
    let kept = kept(&told());
    kept.check_endings().unwrap();
    let watcher = consumer(&told());
    assert_eq!(watcher.verify(&kept), Ok(3));
    let state: State = [registration(2, 1)].into_iter().map(|r| (r.name.clone(), r)).collect();
    agrees(&kept, &state).unwrap();
    watcher.verify_state(&state).unwrap();
    assert!(watcher.verify_state(&State::new()).unwrap_err().contains("snapshot and events"));
    assert!(agrees(&kept, &State::new()).unwrap_err().contains("the table has not"));
}

/// A batch that a node did not publish, and a revision that was overtaken, look the same to a watcher.
#[test]
fn a_hole_is_seen_in_what_a_watcher_was_told() {
    for hole in 0..2 {
        let mut events = told();
        let gone = events.remove(hole);
        // The watcher's own table may tell at once.
        let mut watcher = Consumer::new("the watcher".to_owned(), all("accounts/a"), Pace::Steady, 0);
        watcher.take(&begun()).unwrap();
        if let Err(why) = watcher.take(&after(0, &events)) {
            assert!(why.contains("registrations of") || why.contains("which is not there"), "{why}");
            continue;
        }
        let why = watcher.verify(&kept(&told())).expect_err(&format!("{gone:?} is missing"));
        assert!(why.starts_with("reliable: between 0 and 3 the watcher"), "{why}");
    }
    let last = consumer(&told()[..2]).verify(&kept(&told())).unwrap_err();
    assert!(last.contains("got 2 of 3"), "{last}");
}

#[test]
fn a_hole_is_seen_in_the_log() {
    let batch = |revision| Batch {
        revision: Revision(revision),
        time: Time(0),
        changes: Vec::new(),
        settings: Vec::new(),
    };
    let mut kept = Kept::default();
    kept.take(&[batch(1), batch(2)]).unwrap();
    assert_eq!(kept.take(&[batch(4)]).unwrap_err(), "the log has 4 after 2");
}

#[test]
fn what_ends_twice_is_seen() {
    let mut events = told();
    events.push(event(4, EventKind::Expired, 1, 1, 1));
    assert!(kept(&events).check_endings().unwrap_err().contains("it has ended before"));
}

/// What a phone was promised against the log: `lines` entries of its first REGISTER.
async fn promised(lines: &[i64], removed: bool) -> Result<(), String> {
    let phone = Phone::new("127.0.0.1:9".parse().unwrap(), "a.test", "u", "").await;
    let call_id = phone.call_id.clone();
    let mut device = Device::new(phone, Habit::Trunk(2), 0, Default::default());
    device.acknowledge(1, false);
    device.acknowledge(2, true);
    let mut events = Vec::new();
    for (n, revision) in lines.iter().enumerate() {
        let n = n as u32;
        events.push(event(*revision, EventKind::Created, n, 1, 1));
        if removed {
            events.push(event(9, EventKind::Unregistered, n, 1, 0));
        }
    }
    for e in &mut events {
        e.registration.as_mut().unwrap().call_id.clone_from(&call_id);
    }
    device.verify(&by_call(&kept(&events)))
}

#[tokio::test]
async fn what_was_acknowledged_and_is_not_there_is_seen() {
    promised(&[5, 5], true).await.unwrap();
    for (lines, why) in [(&[] as &[i64], "lost"), (&[5], "half-applied"), (&[5, 6], "half-applied")] {
        assert!(promised(lines, true).await.unwrap_err().contains(why), "{lines:?}");
    }
    let kept_on = promised(&[5, 5], false).await.unwrap_err();
    assert!(kept_on.contains("acknowledged and lost: the removal"), "{kept_on}");
}
