//! Lost connections: FLOW_FAILED after the grace, unless the phone came back.

use super::{Edge, parts};
use crate::{
    events::Events,
    support::{Backend, Client, Server, refused},
};
use rollcall::pb::v1::{self, EventKind};
use tonic::Code;

const ACTOR: &str = "rollcall-cli";

/// A server with a domain of this grace, and users in it.
async fn world(backend: Backend, grace: Option<(i64, i32)>, users: &[&str]) -> (Server, Client, Events) {
    let server = Server::with(backend, &["--sip-listen", "none"]).await;
    let mut client = server.client("acme").await;
    let flow_grace = grace.map(|(seconds, nanos)| prost_types::Duration { seconds, nanos });
    let policy = v1::RegistrationPolicy { flow_grace, max_registrations: Some(1000), ..Default::default() };
    client.domain_with("acme.test", policy).await;
    for user in users {
        client.user("acme.test", user).await;
    }
    let events = Events::of(&client, "domains/acme.test").await;
    (server, client, events)
}

async fn without_a_grace_they_end_at_once(backend: Backend) {
    let (server, mut client, mut events) = world(backend, Some((0, 0)), &["alice", "bob", "carol"]).await;
    let edge = Edge::new(&server, "-", "kam1").await;
    let alice = edge.flow("f1").registered("alice@acme.test", 1).await;
    let bob = edge.flow("f1").registered("bob@acme.test", 1).await;
    let carol = edge.flow("f2").registered("carol@acme.test", 1).await;
    for _ in 0..3 {
        events.expect(EventKind::Created).await;
    }
    // Another edge's flows have the same names and are others.
    let other = Edge::new(&server, "-", "kam2").await;
    assert_eq!(other.lost(&["f1", "f2"], &[&alice.name]).await.affected_count, 0);
    // One behind whom there is no flow, and one who is not there.
    let gone = alice.name.replace(&alice.uid, "00000000-0000-4000-8000-000000000000");
    let mixed = alice.name.replace("alice", "bob");
    assert_eq!(edge.lost(&["f3"], &[&gone, &mixed]).await.affected_count, 0);

    let lost = edge.lost(&["f1"], &[&alice.name]).await;
    assert_eq!(lost.affected_count, 2, "each once");
    let list = v1::ListRegistrationsRequest {
        parent: "domains/acme.test".to_owned(),
        at_least: lost.resume_token,
        ..Default::default()
    };
    let left = client.registrations.list_registrations(list).await.unwrap().into_inner().registrations;
    assert_eq!(left.iter().map(|r| &*r.name).collect::<Vec<_>>(), [&*carol.name]);
    let mut ended = Vec::new();
    for _ in 0..2 {
        let event = events.expect(EventKind::FlowFailed).await;
        assert_eq!((&*event.reason, &*event.actor, event.registration_count), ("connection reset", ACTOR, 0));
        ended.push((event.revision, event.registration.unwrap().name));
    }
    ended.sort();
    let revision = ended[0].0;
    let mut names = [alice.name, bob.name];
    names.sort();
    assert_eq!(ended, names.map(|name| (revision, name)), "in one revision");
    assert_eq!(edge.lost(&["f1"], &[]).await.affected_count, 0, "a flow fails once");

    assert_eq!(edge.lost(&[], &[&carol.name]).await.affected_count, 1);
    events.expect(EventKind::FlowFailed).await;
    // The phone may register again, and is another registration.
    let again = edge.flow("f1").registered("alice@acme.test", 2).await;
    assert_eq!(events.expect(EventKind::Created).await.registration, Some(again));
}

async fn a_phone_that_comes_back_stays(backend: Backend) {
    let users = ["alice", "bob", "carol"];
    // Long enough for two phones to come back on a busy machine.
    let (server, mut client, mut events) = world(backend, Some((5, 0)), &users).await;
    let edge = Edge::new(&server, "acme", "kam1").await;
    for user in users {
        edge.flow("f1").registered(&format!("{user}@acme.test"), 1).await;
        events.expect(EventKind::Created).await;
    }
    let lost = edge.lost(&["f1"], &[]).await;
    assert_eq!(lost.affected_count, 3);
    assert_eq!(client.list("domains/acme.test").await.len(), 3, "the grace");
    // By a new flow, and by the same one.
    let back = edge.flow("f2").registered("alice@acme.test", 2).await;
    let told = events.expect(EventKind::Refreshed).await.registration.unwrap();
    assert_eq!((&told.name, &*told.flow_token), (&back.name, "f2"));
    edge.flow("f1").registered("bob@acme.test", 2).await;
    events.expect(EventKind::Refreshed).await;
    // Told again it does not wait longer; bob's flow has failed anew.
    assert_eq!(edge.lost(&["f1"], &[]).await.affected_count, 2);
    // All three were due together: when carol goes, the others are let stay. Bob goes later, by what was told later.
    let first = events.expect(EventKind::FlowFailed).await;
    assert!(first.registration.unwrap().name.contains("/carol/"));
    let second = events.expect(EventKind::FlowFailed).await;
    assert!(second.registration.unwrap().name.contains("/bob/"));
    assert!(second.revision > first.revision, "not together with carol");
    assert_eq!(client.list("domains/acme.test").await, [back]);
}

/// The registration ends not before its grace, and a node that dies meanwhile forgets the loss.
async fn the_grace_is_the_domains(backend: Backend) {
    let (server, mut client, mut events) = world(backend, Some((0, 400_000_000)), &["alice"]).await;
    let edge = Edge::new(&server, "acme", "kam1").await.flow("f1");
    edge.registered("alice@acme.test", 1).await;
    events.expect(EventKind::Created).await;
    let began = std::time::Instant::now();
    edge.lost(&["f1"], &[]).await;
    events.expect(EventKind::FlowFailed).await;
    assert!(began.elapsed() >= std::time::Duration::from_millis(400), "{:?}", began.elapsed());

    let policy = async |client: &mut Client| {
        client.get_domain("acme.test").await.unwrap().into_inner().domain.unwrap().registration.unwrap()
    };
    let kept = policy(&mut client).await;
    assert_eq!(kept.flow_grace, Some(prost_types::Duration { seconds: 0, nanos: 400_000_000 }));
    let mut update = async |seconds, nanos| {
        let flow_grace = Some(prost_types::Duration { seconds, nanos });
        let registration = Some(v1::RegistrationPolicy { flow_grace, ..Default::default() });
        let domain = v1::Domain { name: "domains/acme.test".to_owned(), registration, ..Default::default() };
        client.update_domain(domain, &["registration.flow_grace"]).await
    };
    for (seconds, nanos) in [(-1, 0), (3601, 0), (1, 1), (i64::MAX, 0)] {
        let failure = refused(update(seconds, nanos).await);
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
        assert_eq!(failure.fields, ["domain.registration.flow_grace"], "{seconds} {nanos}");
    }
    update(3600, 0).await.unwrap();
    edge.registered("alice@acme.test", 2).await;
    assert_eq!(edge.lost(&["f1"], &[]).await.affected_count, 1);
    let server = server.restart().await;
    let mut client = server.client("acme").await;
    assert_eq!(client.list("domains/acme.test").await.len(), 1, "until it expires");
    assert_eq!(policy(&mut client).await.flow_grace.unwrap().seconds, 3600);
    let reset = v1::Domain {
        name: "domains/acme.test".to_owned(),
        registration: Some(v1::RegistrationPolicy::default()),
        ..Default::default()
    };
    client.update_domain(reset, &["registration.flow_grace"]).await.unwrap();
    assert_eq!(policy(&mut client).await.flow_grace.unwrap().seconds, 10, "unset is the default");
}

/// Many flows in one call, and those of a connection that carried many phones.
async fn a_whole_edge_is_lost(backend: Backend) {
    const PHONES: i32 = 100;
    const FLOWS: i32 = 50;
    let (server, mut client, mut events) = world(backend, Some((0, 0)), &["alice"]).await;
    let edge = Edge::new(&server, "acme", "kam1").await;
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..PHONES {
        let edge = edge.flow(&format!("f{}", n % FLOWS));
        calls.spawn(async move {
            let contact = v1::SipContact { uri: format!("sip:{n}@192.0.2.7"), ..Default::default() };
            let sip = v1::SipRegister { contacts: vec![contact], ..parts("alice", "acme.test", 1) };
            edge.trusted("domains/acme.test/users/alice", sip).await.status_code
        });
    }
    assert!(calls.join_all().await.into_iter().all(|status| status == 200));
    for _ in 0..PHONES {
        events.expect(EventKind::Created).await;
    }
    let tokens: Vec<String> = (0..FLOWS).map(|n| format!("f{n}")).collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    assert_eq!(edge.lost(&tokens, &[]).await.affected_count, PHONES);
    let first = events.expect(EventKind::FlowFailed).await;
    for left in (0..PHONES - 1).rev() {
        let event = events.expect(EventKind::FlowFailed).await;
        assert_eq!((event.registration_count, event.revision), (left, first.revision));
    }
    assert_eq!(client.list("domains/acme.test").await, []);
}

crate::on_both!(
    without_a_grace_they_end_at_once,
    a_phone_that_comes_back_stays,
    the_grace_is_the_domains,
    a_whole_edge_is_lost,
);
