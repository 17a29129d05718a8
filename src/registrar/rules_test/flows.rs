//! RFC 5626 §6: flows.

use super::*;
use ChangeKind::{Created, Refreshed, Replaced, Unregistered};

#[test]
fn a_new_contact_on_a_flow_replaces_the_old_one() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [flow("sip:a@h:1", "i", 1)])).unwrap();
    let (uid, began) = (aor.bindings[0].uid, aor.now);
    aor.later(60);
    assert_eq!(aor.kinds(each("d", 1, [flow("sip:a@h:2", "i", 1)])), [Replaced]);
    assert_eq!((aor.uris(), aor.bindings[0].uid), (vec!["sip:a@h:2"], uid));
    assert_eq!(aor.bindings[0].register_time, aor.now, "that of the flow");
    let moved = aor.now;
    assert!(moved > began);
    aor.later(60);
    assert_eq!(aor.kinds(each("e", 1, [flow("sip:a@h:2", "i", 1)])), [Refreshed]);
    assert_eq!(aor.bindings[0].register_time, moved);
}

#[test]
fn so_does_the_same_contact_from_elsewhere() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [flow("sip:a@h", "i", 1)])).unwrap();
    let uid = aor.bindings[0].uid;
    let mut moved = each("c", 2, [flow("sip:a@h", "i", 1)]);
    moved.source.address = "198.51.100.7:5060".to_owned();
    assert_eq!(aor.kinds(moved.clone()), [Replaced]);
    moved.cseq = 3;
    assert_eq!(aor.kinds(moved.clone()), [Refreshed]);
    moved.cseq = 4;
    moved.source.transport = Transport::Tcp;
    assert_eq!(aor.kinds(moved), [Replaced]);
    assert_eq!(aor.bindings[0].uid, uid);
}

#[test]
fn without_a_flow_another_address_is_a_refresh() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [contact("sip:a@h")])).unwrap();
    let mut moved = each("c", 2, [contact("sip:a@h")]);
    moved.source.address = "198.51.100.7:5060".to_owned();
    assert_eq!(aor.kinds(moved), [Refreshed]);
}

#[test]
fn instance_and_reg_id_together_name_a_flow() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [flow("sip:a@h", "i", 1)])).unwrap();
    assert_eq!(aor.kinds(each("c", 2, [flow("sip:a@h", "i", 2)])), [Created]);
    assert_eq!(aor.kinds(each("c", 3, [flow("sip:a@h", "j", 1)])), [Created]);
    assert_eq!(aor.kinds(each("c", 4, [contact("sip:b@h")])), [Created]);
    let gone = ContactRequest { expires: Some(0), ..flow("sip:elsewhere@h", "i", 2) };
    assert_eq!(aor.kinds(each("c", 5, [gone])), [Unregistered]);
    let left: Vec<_> = aor.bindings.iter().map(|b| (b.instance_id.as_deref(), b.reg_id)).collect();
    assert_eq!(left, [(Some("i"), Some(1)), (Some("j"), Some(1)), (None, None)]);
}

#[test]
fn a_gruu_that_was_given_stays_that_of_its_device() {
    let mut aor = Aor::new();
    let asking = |uri, instance| ContactRequest { gruu: true, ..flow(uri, instance, 1) };
    aor.take(each("c", 1, [flow("sip:a@h", "i", 1), asking("sip:b@h", "j")])).unwrap();
    let given = |aor: &Aor| aor.bindings.iter().map(|b| b.gruu).collect::<Vec<_>>();
    assert_eq!(given(&aor), [false, true]);
    // It is not asked for again, once over the same flow and once over another.
    aor.take(each("c", 2, [flow("sip:b@h", "j", 1), flow("sip:b@h", "j", 2)])).unwrap();
    assert_eq!(given(&aor), [false, true, true]);
    aor.take(each("c", 3, [asking("sip:a@h", "i")])).unwrap();
    assert_eq!(given(&aor), [true; 3]);
    assert_eq!(aor.bindings[0].public_gruu().unwrap().to_string(), "sip:alice@a.test;gr=i");
    // A binding that becomes another device's begins anew.
    let plain = |instance: &str| ContactRequest { reg_id: None, ..flow("sip:p@h", instance, 1) };
    aor.take(each("d", 1, [ContactRequest { gruu: true, ..plain("k") }])).unwrap();
    aor.take(each("d", 2, [plain("l")])).unwrap();
    assert_eq!((aor.bindings.len(), given(&aor)[3]), (4, false));
}

#[test]
fn an_instance_alone_is_found_by_its_uri() {
    let mut aor = Aor::new();
    let instance = |uri| ContactRequest { reg_id: None, ..flow(uri, "i", 1) };
    aor.take(each("c", 1, [instance("sip:a@h")])).unwrap();
    assert_eq!(aor.kinds(each("c", 2, [instance("sip:a@h")])), [Refreshed]);
    assert_eq!(aor.kinds(each("c", 3, [instance("sip:b@h")])), [Created]);
}

#[test]
fn a_contact_without_a_flow_means_the_binding_without_one() {
    let mut aor = Aor::new();
    aor.take(each("c", 1, [flow("sip:a@h", "i", 1)])).unwrap();
    // Where there is none, the flow's: a phone that stopped using outbound.
    assert_eq!(aor.kinds(each("c", 2, [contact("sip:a@h")])), [Refreshed]);
    assert_eq!(aor.bindings[0].reg_id, None);
    aor.take(each("c", 3, [flow("sip:a@h", "i", 1)])).unwrap();
    aor.bindings.reverse();
    assert_eq!(aor.kinds(each("c", 4, [contact("sip:a@h")])), [Refreshed]);
    let flows: Vec<_> = aor.bindings.iter().map(|b| b.reg_id).collect();
    assert_eq!(flows, [Some(1), None], "not two without a flow and with one URI");
}

#[test]
fn where_outbound_is_off_reg_id_means_nothing() {
    let mut aor = Aor::new();
    aor.policy.outbound_mode = OutboundMode::Off;
    aor.take(each("c", 1, [flow("sip:a@h", "i", 1)])).unwrap();
    assert_eq!(aor.bindings[0].reg_id, None);
    assert_eq!(aor.kinds(each("c", 2, [flow("sip:a@h", "i", 2)])), [Refreshed]);
    assert_eq!(aor.kinds(each("c", 3, [flow("sip:b@h", "i", 1)])), [Created]);
}

#[test]
fn cseq_rules_hold_for_flows() {
    let mut aor = Aor::new();
    aor.take(each("c", 5, [flow("sip:a@h", "i", 1)])).unwrap();
    assert_eq!(aor.take(each("c", 4, [flow("sip:b@h", "i", 1)])), Err(RegisterError::OutOfOrder));
    assert_eq!(aor.kinds(each("c", 5, [flow("sip:b@h", "i", 1)])), []);
}

#[test]
fn another_flow_of_an_edge_is_a_new_flow() {
    let mut aor = Aor::new();
    let by = |cseq, edge: &str, token: &str| over(each("c", cseq, [flow("sip:a@h", "i", 1)]), edge, token);
    assert_eq!(aor.kinds(by(1, "kam1", "f1")), [Created]);
    let uid = aor.bindings[0].uid;
    assert_eq!((&*aor.bindings[0].node, &*aor.bindings[0].flow_token), ("kam1", "f1"));
    assert_eq!(aor.kinds(by(2, "kam1", "f1")), [Refreshed]);
    assert_eq!(aor.kinds(by(3, "kam1", "f2")), [Replaced]);
    // Edges name their flows each for itself.
    assert_eq!(aor.kinds(by(4, "kam2", "f2")), [Replaced]);
    assert_eq!(aor.kinds(each("c", 5, [flow("sip:a@h", "i", 1)])), [Replaced], "to this node itself");
    let last = &aor.bindings[0];
    assert_eq!((last.uid, &*last.node, &*last.flow_token), (uid, "here", ""));
}

#[test]
fn without_reg_id_the_flow_is_taken_over_by_a_refresh() {
    let mut aor = Aor::new();
    aor.take(over(each("c", 1, [contact("sip:a@h")]), "kam1", "f1")).unwrap();
    assert_eq!(aor.kinds(over(each("c", 2, [contact("sip:a@h")]), "kam2", "f9")), [Refreshed]);
    assert_eq!((&*aor.bindings[0].node, &*aor.bindings[0].flow_token), ("kam2", "f9"));
}

#[test]
fn the_other_flows_of_an_instance_stay() {
    let mut aor = Aor::new();
    aor.take(over(each("c", 1, [flow("sip:a@h:1", "i", 1)]), "kam1", "f1")).unwrap();
    aor.take(over(each("c", 2, [flow("sip:a@h:1", "i", 2)]), "kam2", "f2")).unwrap();
    assert_eq!(aor.kinds(over(each("c", 3, [flow("sip:a@h:1", "i", 2)]), "kam2", "f3")), [Replaced]);
    let flows: Vec<_> = aor.bindings.iter().map(|b| (b.reg_id, &*b.flow_token)).collect();
    assert_eq!(flows, [(Some(1), "f1"), (Some(2), "f3")]);
    assert_eq!(aor.kinds(request("c", 4, Contacts::RemoveAll)), [Unregistered, Unregistered]);
}

/// RFC 3327 §5.3: the path of the last REGISTER, in its order, for each of its contacts.
#[test]
fn the_path_is_that_of_the_last_request() {
    let mut aor = Aor::new();
    let by = |cseq, path: &[&str]| {
        let mut sent = each("c", cseq, [contact("sip:a@h"), flow("sip:b@h", "i", 1)]);
        sent.source.path = path.iter().map(ToString::to_string).collect();
        sent
    };
    aor.take(by(1, &["<sip:p1;lr>", "<sip:p2;lr>"])).unwrap();
    assert!(aor.bindings.iter().all(|b| b.path == ["<sip:p1;lr>", "<sip:p2;lr>"]));
    assert_eq!(aor.kinds(by(2, &["<sip:p3;lr>"])), [Refreshed, Refreshed], "another path is no other flow");
    assert!(aor.bindings.iter().all(|b| b.path == ["<sip:p3;lr>"]));
    aor.take(by(3, &[])).unwrap();
    assert!(aor.bindings.iter().all(|b| b.path.is_empty()));
}
