//! RFC 3261 §10.3 step 7 where §19.1.4's equality is not transitive: a contact that means several bindings.

use super::*;
use ChangeKind::{Created, Refreshed, Unregistered};

/// Two bindings that differ in a parameter, which a third contact leaves out.
const LEFT: &str = "sip:a@h;x=1";
const RIGHT: &str = "sip:a@h;x=2";
const BOTH: &str = "sip:a@h";

fn two() -> Aor {
    let mut aor = Aor::new();
    assert_eq!(aor.kinds(each("c", 1, [contact(LEFT), contact(RIGHT)])), [Created, Created]);
    aor
}

#[test]
fn a_refresh_leaves_one_of_those_that_it_means() {
    let mut aor = two();
    let first = aor.bindings[0].uid;
    let steps = aor.take(each("d", 1, [contact(BOTH)])).unwrap();
    let seen: Vec<_> = steps.iter().map(|s| (s.kind, s.registration.contact.as_str())).collect();
    assert_eq!(seen, [(Unregistered, RIGHT), (Refreshed, BOTH)]);
    assert_eq!((aor.uris(), aor.bindings[0].uid), (vec![BOTH], first));
    // From there on it is as ever, and the other way round.
    assert_eq!(aor.kinds(each("d", 2, [contact(RIGHT)])), [Refreshed]);
    assert_eq!(aor.uris(), [RIGHT]);
}

#[test]
fn a_removal_removes_all_that_it_means() {
    let mut aor = two();
    aor.take(each("c", 2, [contact("sip:b@h")])).unwrap();
    assert_eq!(aor.kinds(each("d", 1, [lasting(BOTH, 0)])), [Unregistered, Unregistered]);
    assert_eq!(aor.uris(), ["sip:b@h"]);
}

#[test]
fn the_one_that_is_written_the_same_goes_on() {
    let mut aor = two();
    let right = aor.bindings[1].uid;
    assert_eq!(aor.kinds(each("c", 2, [contact(RIGHT)])), [Refreshed], "the other one is not meant");
    // As an update of the server may have left it: three that are pairwise equal in part.
    aor.bindings.push(Arc::new(Registration {
        uid: Uuid::from_u128(7),
        contact: ContactUri::parse(BOTH).unwrap(),
        ..(*aor.bindings[0]).clone()
    }));
    assert_eq!(aor.kinds(each("d", 1, [contact(RIGHT)])), [Unregistered, Refreshed]);
    assert_eq!((aor.uris(), aor.bindings[1].uid), (vec![LEFT, RIGHT], right));
}

#[test]
fn of_what_one_request_names_nothing_is_lost() {
    let mut aor = two();
    assert_eq!(aor.kinds(each("c", 2, [contact(LEFT), contact(RIGHT)])), [Refreshed, Refreshed]);
    // The third is there already, twice.
    let three = |cseq| each("c", cseq, [contact(LEFT), contact(RIGHT), contact(BOTH)]);
    assert_eq!(aor.kinds(three(3)), [Refreshed, Refreshed]);
    assert_eq!(aor.kinds(three(3)), [], "and again");
    // What the request has put there stands for the contact; what was there before goes.
    assert_eq!(aor.kinds(each("c", 4, [contact(LEFT), contact(BOTH)])), [Refreshed, Unregistered]);
    assert_eq!(aor.uris(), [LEFT]);
}

#[test]
fn the_cseq_of_every_one_counts() {
    let mut aor = two();
    aor.take(each("c", 5, [contact(RIGHT)])).unwrap();
    let before = aor.bindings.clone();
    for expires in [0, HOUR] {
        assert_eq!(aor.take(each("c", 4, [lasting(BOTH, expires)])), Err(RegisterError::OutOfOrder));
    }
    assert_eq!(aor.bindings, before);
}

#[test]
fn too_brief_ends_nothing() {
    let mut aor = two();
    assert!(aor.take(each("d", 1, [lasting(BOTH, 59)])).is_err());
    assert_eq!(aor.uris(), [LEFT, RIGHT]);
}

#[test]
fn no_more_room_is_needed_than_before() {
    let mut aor = two();
    (aor.policy.max_registrations, aor.policy.limit_policy) = (Some(2), LimitPolicy::Reject);
    assert_eq!(
        aor.kinds(each("d", 1, [contact(BOTH), contact("sip:b@h")])),
        [Unregistered, Refreshed, Created]
    );
}
