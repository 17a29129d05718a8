//! Any node takes any request, and what one has answered holds at all of them.

use super::edge::{Edge, at_once};
use super::nodes::{BRIEF, domain_of_one, expiring, phone, settled};
use crate::fleet::{DOMAIN, PARENT, ok};
use crate::history::revision;
use crate::support::{Backend, Cluster};
use crate::watcher::{Watcher, all, now, resume, table};
use rollcall::pb::v1::{self, EventKind};

/// One phone goes from node to node, and everybody sees everything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn register_here_refresh_there() {
    let cluster = Cluster::start(Backend::Postgres, 3, &[]).await;
    let mut clients: Vec<_> = (0..3).map(|node| cluster.client(node)).collect();
    clients[0].domain(DOMAIN).await;
    let mut watchers = Vec::new();
    for client in &clients {
        watchers.push(Watcher::begin(client, all("domains/-")).await);
    }
    let mut alice = phone(&cluster, 2, DOMAIN, "alice", 0).await;
    ok(&mut alice, 60).await;
    alice.meet(cluster.at(1).sip);
    ok(&mut alice, 120).await;
    let (state, token) = settled(&cluster, 1, 2).await;
    let [name] = &state.keys().cloned().collect::<Vec<_>>()[..] else { panic!("{state:?}") };
    assert_eq!((state[name].cseq, &*state[name].node), (alice.cseq, "n1"));
    let request = v1::DeleteRegistrationRequest { name: name.clone(), ..Default::default() };
    let kicked =
        clients[2].registrations.delete_registration(request).await.unwrap().into_inner().resume_token;
    assert_eq!(revision(&kicked), revision(&token) + 1, "one log");
    let list = v1::ListRegistrationsRequest {
        parent: PARENT.to_owned(),
        at_least: kicked.clone(),
        ..Default::default()
    };
    for (node, (client, watcher)) in clients.iter_mut().zip(&mut watchers).enumerate() {
        let left = client.registrations.list_registrations(list.clone()).await.unwrap().into_inner();
        assert_eq!(left.registrations, [], "n{node} reads what n2 has answered");
        let kinds = [watcher.event().await, watcher.event().await, watcher.event().await].map(|e| e.kind());
        assert_eq!(kinds, [EventKind::Created, EventKind::Refreshed, EventKind::Deactivated], "n{node}");
    }
    for watcher in &watchers {
        watcher.history.check().unwrap();
        for other in &watchers {
            crate::history::same(&watcher.history, &other.history).unwrap();
        }
    }
    // A token of one node continues at another.
    let middle = watchers[0].history.tokens().find(|t| revision(t) == revision(&token)).unwrap();
    for client in &clients {
        let mut resumed = Watcher::begin(client, resume("domains/-", middle)).await;
        assert_eq!(resumed.event().await.kind(), EventKind::Deactivated);
    }
}

/// A write at one node is read at the next with its token, every time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_of_one_node_is_read_at_another() {
    let cluster = Cluster::start(Backend::Postgres, 2, &[]).await;
    let mut clients: Vec<_> = (0..2).map(|node| cluster.client(node)).collect();
    clients[0].domain(DOMAIN).await;
    let mut alice = phone(&cluster, 0, DOMAIN, "alice", 0).await;
    for round in 0..50 {
        let (here, there) = (round % 2, (round + 1) % 2);
        alice.meet(cluster.at(here).sip);
        ok(&mut alice, 60).await;
        let (_, token) = table(&mut clients[here], PARENT, 0).await;
        let list =
            v1::ListRegistrationsRequest { parent: PARENT.to_owned(), at_least: token, ..Default::default() };
        let read = clients[there].registrations.list_registrations(list).await.unwrap().into_inner();
        assert_eq!(read.registrations[0].cseq, alice.cseq, "round {round}: n{there} is behind n{here}");
        let kick = v1::DeregisterUserRequest { name: format!("{PARENT}/users/alice"), ..Default::default() };
        let kicked = clients[here].registrations.deregister_user(kick).await.unwrap().into_inner();
        assert_eq!(kicked.ended_count, 1);
        let list = v1::ListRegistrationsRequest {
            parent: PARENT.to_owned(),
            at_least: kicked.resume_token,
            ..Default::default()
        };
        let read = clients[there].registrations.list_registrations(list).await.unwrap().into_inner();
        assert_eq!(read.registrations, [], "round {round}: n{there} is behind n{here}");
    }
}

/// A loss that is told again at another node, because the first answer was lost, is answered with a token at which the
/// registration is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loss_is_told_at_two_nodes() {
    let cluster = Cluster::start(Backend::Postgres, 2, &[]).await;
    let mut clients: Vec<_> = (0..2).map(|node| cluster.client(node)).collect();
    clients[0].domain_with(DOMAIN, at_once()).await;
    clients[0].user(DOMAIN, "alice").await;
    let mut edge = Edge::new("edge", DOMAIN, "alice", 0);
    for round in 0..50 {
        let (here, there) = (round % 2, (round + 1) % 2);
        let flow = edge.connect();
        assert!(edge.register(&cluster, &flow).await);
        let mut told = Vec::new();
        for node in [here, there] {
            let answer = clients[node].registrar.report_flow_failure(edge.loss(&flow)).await;
            told.push(answer.unwrap().into_inner());
        }
        assert_eq!([told[0].affected_count, told[1].affected_count], [1, 0], "a flow fails once");
        let [gone, again] = [&told[0], &told[1]].map(|answer| revision(&answer.resume_token));
        assert!(again >= gone, "round {round}: gone at {gone} by n{here}, and n{there} says {again}");
    }
}

/// A node that dies leaves its registrations, until they expire; then that is told once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_dead_node_took_stays_until_it_expires() {
    let cluster = Cluster::start(Backend::Postgres, 3, &[]).await;
    let mut clients: Vec<_> = (0..3).map(|node| cluster.client(node)).collect();
    clients[1].domain_with(DOMAIN, expiring(domain_of_one())).await;
    let mut alice = phone(&cluster, 1, DOMAIN, "alice", 0).await;
    ok(&mut alice, BRIEF).await;
    let (state, token) = settled(&cluster, 0, 1).await;
    let mut watchers = Vec::new();
    for client in &clients[1..] {
        watchers.push(Watcher::begin(client, resume(PARENT, &token)).await);
    }
    cluster.kill(0).await;
    assert_eq!(table(&mut clients[1], PARENT, 0).await.0, state, "it is there without its node");
    for watcher in &mut watchers {
        let event = watcher.event().await;
        let r = event.registration.as_ref().unwrap();
        assert_eq!(
            (event.kind(), &*r.node, event.revision),
            (EventKind::Expired, "n0", revision(&token) + 1)
        );
    }
    // The dead one comes back and finds nothing to end again; the next change has the next revision.
    cluster.again(0).await;
    alice.meet(cluster.at(0).sip);
    ok(&mut alice, 60).await;
    for watcher in &mut watchers {
        let event = watcher.event().await;
        assert_eq!((event.kind(), event.revision), (EventKind::Created, revision(&token) + 2));
    }
}

/// What is due at all of them at once is ended by one of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn expiry_comes_once() {
    let cluster = Cluster::start(Backend::Postgres, 3, &[]).await;
    let mut client = cluster.client(0);
    client.domain_with(DOMAIN, expiring(v1::RegistrationPolicy::default())).await;
    let mut watchers = Vec::new();
    for node in 0..3 {
        watchers.push(Watcher::begin(&cluster.client(node), now(PARENT)).await);
    }
    const PHONES: usize = 30;
    for n in 0..PHONES {
        let mut phone = phone(&cluster, n % 3, DOMAIN, &format!("user{n}"), n % 3).await;
        ok(&mut phone, BRIEF).await;
    }
    for (node, watcher) in watchers.iter_mut().enumerate() {
        let mut ended = std::collections::BTreeSet::new();
        while ended.len() < PHONES {
            let event = watcher.event().await;
            if event.kind() == EventKind::Expired {
                let name = event.registration.unwrap().name;
                assert!(ended.insert(name.clone()), "n{node} tells twice that {name} expired");
            }
        }
    }
    let (state, token) = table(&mut client, PARENT, 0).await;
    assert!(state.is_empty());
    for watcher in &mut watchers {
        watcher.reach(&token).await;
        assert_eq!(watcher.history.events().count(), 2 * PHONES, "one beginning and one end for each");
    }
}
