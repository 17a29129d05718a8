//! An edge that has authenticated the user itself: no digest, every other rule.

use super::{Edge, all, parts};
use crate::{
    events::Events,
    support::{Backend, Server, calls::user_name},
};
use rollcall::pb::v1::{self, EventKind};

const ALICE: &str = "domains/acme.test/users/alice";

async fn no_digest_is_asked_for(backend: Backend) {
    let server = Server::with(backend, &["--sip-listen", "none"]).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    client.user("acme.test", "alice").await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let edge = Edge::new(&server, "acme", "kam1").await.flow("f1");
    let answer = edge.trusted(ALICE, parts("alice", "acme.test", 1)).await;
    assert_eq!((answer.status_code, &*answer.user), (200, ALICE), "{answer:?}");
    assert_eq!(events.expect(EventKind::Created).await.registration, Some(answer.bindings[0].clone()));
    // A digest beside it is not looked at.
    let wrong = v1::SipRegister {
        authorization: vec!["Digest username=\"alice\", response=\"0\"".to_owned()],
        ..parts("alice", "acme.test", 2)
    };
    assert_eq!(edge.trusted(ALICE, wrong).await.status_code, 200);
    let r = events.expect(EventKind::Refreshed).await.registration.unwrap();
    assert_eq!((&*r.node, &*r.flow_token, &*r.source_address), ("kam1", "f1", "192.0.2.7:5062"));

    // A device with outbound that comes by another connection goes on under its name.
    let outbound = |cseq| {
        let contact = v1::SipContact {
            uri: "sip:alice@192.0.2.7;ob".to_owned(),
            instance_id: "urn:uuid:1".to_owned(),
            reg_id: Some(1),
            ..Default::default()
        };
        v1::SipRegister { contacts: vec![contact], ..parts("alice", "acme.test", cseq) }
    };
    edge.trusted(ALICE, outbound(3)).await;
    let before = events.expect(EventKind::Created).await.registration.unwrap();
    edge.flow("f2").trusted(ALICE, outbound(4)).await;
    let after = events.expect(EventKind::Replaced).await.registration.unwrap();
    assert_eq!((&*after.name, &*after.flow_token), (&*before.name, "f2"));

    // How long its flow lasts is told as the phone is told it, where outbound is agreed on.
    let answer = edge.trusted(ALICE, outbound(5)).await;
    assert_eq!((answer.flow_timer, all(&answer, "Flow-Timer").len()), (None, 0));
    let supported = vec!["outbound".to_owned()];
    let answer = edge.trusted(ALICE, v1::SipRegister { supported, ..outbound(6) }).await;
    let timer = Some(prost_types::Duration { seconds: 120, nanos: 0 });
    assert_eq!((answer.flow_timer, all(&answer, "Flow-Timer")), (timer, vec!["120"]));
}

async fn all_other_rules_hold(backend: Backend) {
    let server = Server::with(backend, &["--sip-listen", "none"]).await;
    let mut client = server.client("acme").await;
    let policy = v1::RegistrationPolicy {
        max_registrations: Some(1),
        transports: vec![v1::Transport::Tcp.into()],
        ..Default::default()
    };
    let domain = client.domain_with("acme.test", policy).await;
    for login in ["alice", "bob", "gone", "off"] {
        client.user("acme.test", login).await;
    }
    client.delete_user("gone@acme.test").await.unwrap();
    let off = v1::User { name: user_name("off@acme.test"), disabled: true, ..Default::default() };
    client.update_user(off, &["disabled"]).await.unwrap();
    let edge = Edge::new(&server, "acme", "kam1").await;
    let ask = async |who: &str, sip| {
        let answer = edge.trusted(&user_name(who), sip).await;
        assert!(
            answer.status_code == 200 || answer.bindings.is_empty() && answer.user.is_empty(),
            "{answer:?}"
        );
        (answer.status_code, answer.reason_phrase)
    };
    let refused = |status, reason: &str| (status, reason.to_owned());
    let own = |login: &str, cseq| parts(login, "acme.test", cseq);
    for who in ["nobody@acme.test", "gone@acme.test"] {
        let sip = own(who.split_once('@').unwrap().0, 1);
        assert_eq!(ask(who, sip).await, refused(403, "Unknown User"), "{who}");
    }
    assert_eq!(ask("off@acme.test", own("off", 1)).await, refused(403, "User Disabled"));
    let foreign = refused(403, "Not the User's Address of Record");
    assert_eq!(ask("alice@acme.test", own("bob", 1)).await, foreign);
    assert_eq!(ask("alice@elsewhere.test", own("alice", 1)).await, foreign);
    assert_eq!(client.list("domains/acme.test").await, []);

    assert_eq!(ask("alice@acme.test", own("alice", 1)).await.0, 200);
    let second = v1::SipRegister {
        contacts: vec![v1::SipContact { uri: "sip:other@192.0.2.8".to_owned(), ..Default::default() }],
        ..own("alice", 2)
    };
    assert_eq!(ask("alice@acme.test", second).await, refused(403, "Too Many Registrations"));
    let brief = v1::SipRegister { expires: Some(5), ..own("alice", 3) };
    let answer = edge.trusted(&user_name("alice@acme.test"), brief).await;
    assert_eq!((answer.status_code, all(&answer, "Min-Expires")), (423, vec!["60"]));
    assert_eq!(ask("alice@acme.test", own("alice", 0)).await, refused(500, "CSeq Out of Order"));
    let mut udp = edge.clone();
    udp.source.transport = v1::Transport::Udp.into();
    let answer = udp.trusted(&user_name("alice@acme.test"), own("alice", 4)).await;
    assert_eq!((answer.status_code, &*answer.reason_phrase), (403, "Transport Not Allowed"));

    client.update_domain(v1::Domain { disabled: true, ..domain }, &["disabled"]).await.unwrap();
    assert_eq!(ask("alice@acme.test", own("alice", 5)).await, refused(403, "Domain Disabled"));
    assert_eq!(client.list("domains/acme.test").await, []);
}

crate::on_both!(no_digest_is_asked_for, all_other_rules_hold);
