//! Steps 6 to 8 for contacts without flows.

use super::*;
use ChangeKind::{Created, Refreshed, Shortened, Unregistered};

#[test]
fn a_fetch_changes_nothing() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [contact("sip:a@h")])).unwrap();
    // Not even where the same request with a contact would be refused.
    assert_eq!(aor.take(request("c", 0, Contacts::Fetch)), Ok(vec![]));
}

#[test]
fn a_new_contact_is_kept_as_it_was_sent() {
    let mut aor = Aor::new();
    let mut sent = each("c", 9, [contact("sip:A@H;x=1")]);
    sent.source.path = vec!["<sip:edge;lr>".to_owned()];
    let steps = aor.take(sent).unwrap();
    assert_eq!(steps.len(), 1);
    let b = &aor.bindings[0];
    assert_eq!((b.contact.as_str(), &*b.call_id, b.cseq, &*b.node), ("sip:A@H;x=1", "c", 9, "here"));
    assert_eq!((b.register_time, b.refresh_time, b.path.len()), (aor.now, aor.now, 1));
    assert_eq!((b.user.login.as_str(), &*b.source_address), ("alice", "192.0.2.1:5060"));
}

#[test]
fn its_id_tells_when_it_was_created() {
    let mut aor = Aor::new();
    let began = Time::now();
    aor.take(each("c", 1, [contact("sip:a@h")])).unwrap();
    let created = aor.bindings[0].create_time();
    // To the millisecond.
    assert!(began.0 / 1000 * 1000 <= created.0 && created <= Time::now(), "{began:?} {created:?}");
    let other = Registration { uid: Uuid::from_u128(7), ..(*aor.bindings[0]).clone() };
    assert_eq!(other.create_time(), other.register_time, "an id that does not tell");
}

#[test]
fn a_refresh_goes_on_under_the_same_id() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [contact("sip:%61@h;transport=UDP")])).unwrap();
    let (uid, began) = (aor.bindings[0].uid, aor.now);
    aor.later(60);
    // The same by RFC 3261 §19.1.4, however it is written.
    assert_eq!(aor.kinds(each("c", 2, [contact("sip:a@H;Transport=udp")])), [Refreshed]);
    let b = &aor.bindings[0];
    assert_eq!((b.uid, b.register_time, b.refresh_time), (uid, began, aor.now));
    assert_eq!((aor.bindings.len(), aor.left(0)), (1, u64::from(HOUR)));
}

#[test]
fn an_expiry_brought_forward_is_a_shortening() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [lasting("sip:a@h", HOUR)])).unwrap();
    aor.later(60);
    assert_eq!(aor.kinds(each("c", 2, [lasting("sip:a@h", HOUR - 61)])), [Shortened]);
    assert_eq!(aor.kinds(each("c", 3, [lasting("sip:a@h", HOUR - 61)])), [Refreshed], "as long as before");
}

#[test]
fn zero_removes_and_only_what_it_names() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [contact("sip:a@h"), contact("sip:b@h")])).unwrap();
    assert_eq!(aor.kinds(each("c", 2, [lasting("sip:a@h", 0)])), [Unregistered]);
    assert_eq!(aor.uris(), ["sip:b@h"]);
    assert_eq!(aor.kinds(each("c", 3, [lasting("sip:nobody@h", 0)])), []);
}

#[test]
fn one_request_adds_refreshes_and_removes() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [contact("sip:a@h"), contact("sip:b@h")])).unwrap();
    let sent = each("c", 2, [lasting("sip:a@h", 0), contact("sip:b@h"), contact("sip:d@h")]);
    assert_eq!(aor.kinds(sent), [Unregistered, Refreshed, Created]);
    assert_eq!(aor.uris(), ["sip:b@h", "sip:d@h"]);
}

#[test]
fn a_star_removes_all() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [contact("sip:a@h"), flow("sip:b@h", "i", 1)])).unwrap();
    aor.take(each("d", 5, [contact("sip:d@h")])).unwrap();
    assert_eq!(aor.kinds(request("c", 2, Contacts::RemoveAll)), [Unregistered; 3]);
    assert_eq!(aor.kinds(request("c", 3, Contacts::RemoveAll)), []);
}

#[test]
fn a_star_is_all_or_nothing_too() {
    let mut aor = Aor::new();
    aor.take(each("d", 1, [contact("sip:a@h")])).unwrap();
    aor.take(each("c", 5, [contact("sip:b@h")])).unwrap();
    assert_eq!(aor.take(request("c", 4, Contacts::RemoveAll)), Err(RegisterError::OutOfOrder));
    assert_eq!(aor.bindings.len(), 2);
    // What the same request has put there is not what it means to remove.
    assert_eq!(aor.kinds(request("c", 5, Contacts::RemoveAll)), [Unregistered]);
    assert_eq!(aor.uris(), ["sip:b@h"]);
}

#[test]
fn parameter_before_header_before_default() {
    let mut aor = Aor::new();
    aor.policy.default_expiry = 300;
    let mut sent = each("c", 1, [lasting("sip:a@h", 100), contact("sip:b@h")]);
    sent.expires = Some(200);
    aor.take(sent).unwrap();
    aor.take(each("c", 1, [contact("sip:c@h")])).unwrap();
    assert_eq!([aor.left(0), aor.left(1), aor.left(2)], [100, 200, 300]);
    // A header of 0 does not remove what has a parameter, and removes what has none.
    let mut sent = each("c", 2, [lasting("sip:a@h", 100), contact("sip:b@h")]);
    sent.expires = Some(0);
    assert_eq!(aor.kinds(sent), [Refreshed, Unregistered]);
}

#[test]
fn bounds() {
    let mut aor = Aor::new();
    let min = Duration::from_secs(60);
    for below in [1, 59] {
        let refused = aor.take(each("c", 1, [lasting("sip:a@h", below)]));
        assert_eq!(refused, Err(RegisterError::IntervalTooBrief { min }));
    }
    aor.take(each("c", 1, [lasting("sip:a@h", 60), lasting("sip:b@h", u32::MAX)])).unwrap();
    assert_eq!([aor.left(0), aor.left(1)], [60, 7200]);
    let brief = each("c", 2, [lasting("sip:a@h", 59)]);
    assert_eq!(aor.take(brief), Err(RegisterError::IntervalTooBrief { min }), "a refresh as well");
}

#[test]
fn with_one_call_id_the_cseq_must_rise() {
    let mut aor = Aor::new();
    aor.take(each("c", 5, [contact("sip:a@h")])).unwrap();
    for expires in [0, HOUR] {
        let lower = each("c", 4, [lasting("sip:a@h", expires)]);
        assert_eq!(aor.take(lower), Err(RegisterError::OutOfOrder));
    }
    // A phone that was restarted has a new Call-ID and may begin anywhere.
    assert_eq!(aor.kinds(each("new", 1, [contact("sip:a@h")])), [Refreshed]);
    assert_eq!(aor.kinds(each("new", 2, [contact("sip:a@h")])), [Refreshed]);
    // Each contact has its own memory.
    assert_eq!(aor.kinds(each("new", 1, [contact("sip:b@h")])), [Created]);
}

#[test]
fn the_same_cseq_again_is_a_repeat() {
    let mut aor = Aor::new();
    aor.take(each("c", 5, [contact("sip:a@h")])).unwrap();
    let before = aor.bindings.clone();
    aor.later(10);
    assert_eq!(aor.kinds(each("c", 5, [contact("sip:a@h")])), []);
    assert_eq!(aor.kinds(each("c", 5, [lasting("sip:a@h", 0)])), []);
    assert_eq!(aor.bindings, before);
    // Also of one that removed.
    aor.take(each("c", 6, [lasting("sip:a@h", 0)])).unwrap();
    assert_eq!(aor.kinds(each("c", 6, [lasting("sip:a@h", 0)])), []);
}

#[test]
fn one_bad_contact_fails_the_request() {
    let mut aor = Aor::new();
    aor.take(each("c", 5, [contact("sip:a@h")])).unwrap();
    let before = aor.bindings.clone();
    let good = || [contact("sip:new@h"), lasting("sip:a@h", 0)];
    let [new, gone] = good();
    let brief = each("d", 6, [new, gone, lasting("sip:b@h", 1)]);
    assert!(matches!(aor.take(brief), Err(RegisterError::IntervalTooBrief { .. })));
    let [new, gone] = good();
    let early = each("c", 4, [new, gone]);
    assert_eq!(aor.take(early), Err(RegisterError::OutOfOrder));
    assert_eq!(aor.bindings, before);
}

#[test]
fn a_contact_twice_in_one_request_is_one() {
    let mut aor = Aor::new();
    assert_eq!(aor.kinds(each("c", 1, [contact("sip:a@h"), contact("sip:a@H")])), [Created]);
    assert_eq!(aor.kinds(each("c", 2, [contact("sip:a@h"), contact("sip:a@H")])), [Refreshed]);
}
