//! How many devices, and which one has to go.

use super::*;
use ChangeKind::{Created, Evicted, Refreshed};
use LimitPolicy::{EvictOldest, Reject};

fn refused(limit: u32) -> Result<Vec<Step>, RegisterError> {
    Err(RegisterError::TooManyRegistrations { limit })
}

#[test]
fn one_too_many_is_refused() {
    let mut aor = Aor::limited(2, Reject);
    aor.take(each("c", 1, [contact("sip:a@h"), contact("sip:b@h")])).unwrap();
    assert_eq!(aor.take(each("d", 1, [contact("sip:c@h")])), refused(2));
    assert_eq!(aor.kinds(each("c", 2, [contact("sip:a@h")])), [Refreshed], "a refresh is none more");
    // One that goes in the same request makes room.
    let swap = each("c", 3, [lasting("sip:a@h", 0), contact("sip:c@h")]);
    assert_eq!(aor.kinds(swap), [ChangeKind::Unregistered, Created]);
}

#[test]
fn the_one_refreshed_longest_ago_makes_room() {
    let mut aor = Aor::limited(2, EvictOldest);
    aor.take(each("a", 1, [contact("sip:a@h")])).unwrap();
    aor.later(1);
    aor.take(each("b", 1, [contact("sip:b@h")])).unwrap();
    aor.later(1);
    aor.take(each("a", 2, [contact("sip:a@h")])).unwrap();
    aor.later(1);
    let steps = aor.take(each("c", 1, [contact("sip:c@h")])).unwrap();
    assert_eq!(steps[0].kind, Evicted);
    assert_eq!(steps[0].registration.contact.as_str(), "sip:b@h");
    assert_eq!(aor.uris(), ["sip:a@h", "sip:c@h"]);
}

#[test]
fn a_limit_that_was_lowered_is_reached_by_evicting_more() {
    let mut aor = Aor::new();
    aor.take(each("a", 1, ["a", "b", "c"].map(|u| contact(&format!("sip:{u}@h"))))).unwrap();
    (aor.policy.max_registrations, aor.policy.limit_policy) = (Some(2), EvictOldest);
    aor.later(1);
    assert_eq!(aor.kinds(each("d", 1, [contact("sip:d@h")])), [Evicted, Evicted, Created]);
    assert_eq!(aor.uris(), ["sip:c@h", "sip:d@h"]);
}

#[test]
fn zero_is_nobody_and_unset_everybody() {
    for policy in [Reject, EvictOldest] {
        let mut aor = Aor::limited(0, policy);
        assert_eq!(aor.take(each("c", 1, [contact("sip:a@h")])), refused(0));
    }
    let mut aor = Aor::new();
    for n in 0..50 {
        aor.take(each("c", 1, [contact(&format!("sip:{n}@h"))])).unwrap();
    }
    // A limit of zero evicts nobody in vain.
    (aor.policy.max_registrations, aor.policy.limit_policy) = (Some(0), EvictOldest);
    assert_eq!(aor.take(each("d", 1, [contact("sip:a@h")])), refused(0));
    assert_eq!(aor.bindings.len(), 50);
}

#[test]
fn the_users_own_limit_goes_before_the_domains() {
    let mut aor = Aor::limited(1, Reject);
    aor.own_limit = Some(2);
    aor.take(each("c", 1, [contact("sip:a@h"), contact("sip:b@h")])).unwrap();
    aor.own_limit = Some(0);
    assert_eq!(aor.take(each("c", 2, [contact("sip:c@h")])), refused(0));
}

#[test]
fn softphones_do_not_count_unless_the_domain_says_so() {
    let mut aor = Aor::limited(1, Reject);
    aor.take(each("a", 1, [contact("sip:a@h")])).unwrap();
    aor.take(softphone(each("b", 1, [contact("sip:b@h"), contact("sip:c@h")]))).unwrap();
    assert_eq!(aor.take(each("d", 1, [contact("sip:d@h")])), refused(1));
    aor.policy.count_softphones = true;
    assert_eq!(aor.take(softphone(each("e", 1, [contact("sip:e@h")]))), refused(1));
}

#[test]
fn a_softphone_that_does_not_count_is_not_evicted_either() {
    let mut aor = Aor::limited(1, EvictOldest);
    aor.take(softphone(each("a", 1, [contact("sip:soft@h")]))).unwrap();
    aor.later(1);
    aor.take(each("b", 1, [contact("sip:desk@h")])).unwrap();
    aor.later(1);
    assert_eq!(aor.kinds(each("c", 1, [contact("sip:new@h")])), [Evicted, Created]);
    assert_eq!(aor.uris(), ["sip:soft@h", "sip:new@h"]);
}

#[test]
fn the_flows_of_an_instance_are_one_device() {
    let mut aor = Aor::limited(1, Reject);
    aor.take(each("c", 1, [flow("sip:a@h", "i", 1)])).unwrap();
    assert_eq!(aor.kinds(each("c", 2, [flow("sip:a@h", "i", 2)])), [Created]);
    assert_eq!(aor.take(each("d", 1, [flow("sip:b@h", "j", 1)])), refused(1));
    assert_eq!(aor.take(each("d", 1, [contact("sip:b@h")])), refused(1));
}

#[test]
fn a_device_is_as_old_as_its_last_flow_and_goes_whole() {
    let mut aor = Aor::limited(2, EvictOldest);
    aor.take(each("i", 1, [flow("sip:i@h:1", "i", 1)])).unwrap();
    aor.later(1);
    aor.take(each("j", 1, [flow("sip:j@h:1", "j", 1), flow("sip:j@h:2", "j", 2)])).unwrap();
    aor.later(1);
    aor.take(each("i", 2, [flow("sip:i@h:2", "i", 2)])).unwrap();
    aor.later(1);
    // The oldest flow is of i, the oldest device is j.
    assert_eq!(aor.kinds(each("k", 1, [contact("sip:k@h")])), [Evicted, Evicted, Created]);
    assert_eq!(aor.uris(), ["sip:i@h:1", "sip:i@h:2", "sip:k@h"]);
}

/// A phone that was restarted, and has another port, is no other phone.
#[test]
fn so_are_the_contacts_of_an_instance_without_flows() {
    let mut aor = Aor::limited(1, Reject);
    let instance = |n: u32| ContactRequest { reg_id: None, ..flow(&format!("sip:a@h:{n}"), "i", 1) };
    for n in 1..=8 {
        assert_eq!(aor.kinds(each("c", n, [instance(n)])), [Created]);
    }
    // But nobody has any number of bindings under one instance.
    assert_eq!(aor.take(each("c", 9, [instance(9)])), refused(1));
    assert_eq!(aor.kinds(each("c", 9, [instance(8)])), [Refreshed]);
    aor.policy.max_registrations = Some(2);
    assert_eq!(aor.kinds(each("c", 10, [instance(9)])), [Created], "the ninth is as one device more");
    assert_eq!(aor.take(each("d", 1, [contact("sip:b@h")])), refused(2));
}

#[test]
fn flows_are_bounded_too() {
    let mut aor = Aor::limited(1, EvictOldest);
    for n in 1..=8 {
        assert_eq!(aor.kinds(each("c", n, [flow(&format!("sip:a@h:{n}"), "i", n)])), [Created]);
    }
    let steps = aor.kinds(each("c", 9, [flow("sip:a@h:9", "i", 9)]));
    assert_eq!(steps.iter().filter(|kind| **kind == Evicted).count(), 8, "the device goes whole");
    assert_eq!(aor.uris(), ["sip:a@h:9"]);
}

#[test]
fn the_flows_of_one_request_are_one_device_and_of_another_kind_none() {
    let mut aor = Aor::limited(1, Reject);
    let two = [flow("sip:a@h:1", "i", 1), flow("sip:a@h:2", "i", 2)];
    assert_eq!(aor.kinds(each("c", 1, two)), [Created, Created]);
    // A softphone with the instance of a phone does not count, and makes no room for it.
    assert_eq!(aor.kinds(softphone(each("d", 1, [flow("sip:s@h", "j", 1)]))), [Created]);
    assert_eq!(aor.take(each("e", 1, [flow("sip:t@h", "j", 2)])), refused(1));
    // All or nothing: the first of two would have been a flow of the device that is there.
    let mixed = [flow("sip:a@h:3", "i", 3), contact("sip:b@h")];
    assert_eq!(aor.take(each("c", 2, mixed)), refused(1));
    assert_eq!(aor.bindings.len(), 3);
}

#[test]
fn what_was_evicted_for_the_first_contact_is_back_when_the_second_is_refused() {
    let mut aor = Aor::limited(1, EvictOldest);
    aor.take(each("a", 1, [contact("sip:a@h")])).unwrap();
    let before = aor.bindings.clone();
    let sent = each("b", 1, [contact("sip:b@h"), lasting("sip:c@h", 1)]);
    assert!(matches!(aor.take(sent), Err(RegisterError::IntervalTooBrief { .. })));
    assert_eq!(aor.bindings, before);
}

/// Whatever a client calls itself, and whatever the domain says.
#[test]
fn nobody_has_any_number_of_bindings() {
    for policy in [Reject, EvictOldest] {
        for limit in [None, Some(MAX_BINDINGS)] {
            let mut aor = Aor::new();
            (aor.policy.max_registrations, aor.policy.limit_policy) = (limit, policy);
            for n in 0..MAX_BINDINGS {
                aor.take(softphone(each("c", 1, [contact(&format!("sip:{n}@h"))]))).unwrap();
            }
            assert_eq!(aor.take(softphone(each("c", 1, [contact("sip:more@h")]))), refused(MAX_BINDINGS));
            assert_eq!(aor.kinds(softphone(each("c", 2, [contact("sip:0@h")]))), [Refreshed]);
            assert_eq!(aor.bindings.len(), MAX_BINDINGS as usize);
        }
    }
}
