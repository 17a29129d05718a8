use super::*;
use crate::model::{ChangeKind, Revision};
use crate::registrar::testing::{registration, user};

fn step(kind: ChangeKind, registration: &Arc<Registration>) -> Step {
    Step { kind, registration: registration.clone() }
}

#[test]
fn counts_are_those_after_each_event() {
    let alice = user("a.test", "alice");
    let [one, two, three] = [1, 2, 3].map(|n| registration(&alice, n, 10));
    let table = LocationTable::new(Revision(7), vec![one.clone()]);
    let mut draft = Draft::default();
    draft.add(&table, step(ChangeKind::Created, &two), "", "");
    draft.add(&table, step(ChangeKind::Refreshed, &one), "", "");
    draft.add(&table, step(ChangeKind::Evicted, &one), "", "");
    draft.add(&table, step(ChangeKind::Created, &three), "", "");
    draft.add(&table, step(ChangeKind::Deactivated, &two), "tidy", "root");
    let counts: Vec<_> = draft.changes.iter().map(|c| c.registration_count).collect();
    assert_eq!(counts, [2, 2, 1, 2, 1]);
    assert_eq!((&*draft.changes[4].reason, &*draft.changes[4].actor), ("tidy", "root"));
    assert_eq!(draft.bindings(&table, &alice.domain, &alice.login), [three]);
    assert_eq!((table.of_account(&alice.account), draft.of_account(&table, &alice.account)), (1, 1));
}

#[test]
fn what_ended_ends_once() {
    let alice = user("a.test", "alice");
    let one = registration(&alice, 1, 10);
    let table = LocationTable::new(Revision(7), vec![one.clone()]);
    let mut draft = Draft::default();
    draft.add(&table, step(ChangeKind::Expired, &one), "", "");
    draft.add(&table, step(ChangeKind::Deactivated, &one), "", "");
    assert_eq!(draft.changes.len(), 1);
}

#[test]
fn each_row_is_written_once_in_its_last_state() {
    let alice = user("a.test", "alice");
    let [one, two] = [1, 2].map(|n| registration(&alice, n, 10));
    let later = Arc::new(Registration { cseq: 2, ..(*one).clone() });
    let table = LocationTable::default();
    let mut draft = Draft::default();
    for (kind, r) in [
        (ChangeKind::Created, &two),
        (ChangeKind::Created, &one),
        (ChangeKind::Refreshed, &later),
        (ChangeKind::Unregistered, &two),
    ] {
        draft.add(&table, step(kind, r), "", "");
    }
    let rows = draft.into_rows(Revision(1), Time(2), Vec::new());
    assert_eq!((rows.batch.revision, rows.batch.time, rows.batch.changes.len()), (Revision(1), Time(2), 4));
    assert_eq!((rows.put, rows.delete), (vec![later], vec![two.uid]));
}

#[test]
fn untouched_users_are_as_in_the_table() {
    let (alice, bob) = (user("a.test", "alice"), user("a.test", "bob"));
    let one = registration(&bob, 1, 10);
    let table = LocationTable::new(Revision(7), vec![one.clone()]);
    let mut draft = Draft::default();
    draft.add(&table, step(ChangeKind::Created, &registration(&alice, 2, 10)), "", "");
    assert_eq!(draft.bindings(&table, &bob.domain, &bob.login), [one]);
}
