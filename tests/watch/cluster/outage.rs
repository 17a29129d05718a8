//! Nodes without their database, and nodes that stand still.

use super::nodes::{phone, settled};
use crate::fleet::{DOMAIN, PARENT, ok};
use crate::history::{Journal, soon};
use crate::support::{Backend, Cluster, PATIENCE, calls, postgres::Stop, until};
use crate::watcher::{Watcher, all, resume};
use std::{sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

/// Waits until a node says so of itself.
async fn health(cluster: &Cluster, node: usize, wanted: ServingStatus) {
    let mut health = HealthClient::new(calls::channel(cluster.at(node).grpc).await);
    let watch = health.watch(HealthCheckRequest::default()).await.unwrap();
    let mut stream = watch.into_inner();
    soon(&format!("n{node} is {wanted:?}"), async {
        while stream.message().await.unwrap().unwrap().status() != wanted {}
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_database() {
    let cluster = Cluster::with_database(2, &[]).await;
    let mut client = cluster.client(0);
    client.domain(DOMAIN).await;
    let mut alice = phone(&cluster, 0, DOMAIN, "alice", 0).await;
    let mut bob = phone(&cluster, 0, DOMAIN, "bob", 1).await;
    ok(&mut alice, 60).await;
    ok(&mut bob, 60).await;
    let (_, token) = settled(&cluster, 0, 1).await;
    let mut journals = [Journal::default(), Journal::default()];
    for (node, journal) in journals.iter_mut().enumerate() {
        let mut watcher = Watcher::begin(&cluster.client(node), all(PARENT)).await;
        watcher.reach(&token).await;
        journal.take(&watcher.history).unwrap();
    }
    for how in [Stop::Fast, Stop::Immediate] {
        cluster.stop_database(how).await;
        for node in 0..2 {
            health(&cluster, node, ServingStatus::NotServing).await;
        }
        assert_eq!(
            alice.register(60).await.status,
            503,
            "{how:?}: nothing is acknowledged without the database"
        );
        cluster.start_database().await;
        let began = Instant::now();
        for node in 0..2 {
            health(&cluster, node, ServingStatus::Serving).await;
        }
        // What one of them takes from then on the other one tells.
        for phone in [&mut alice, &mut bob] {
            until("a REGISTER is taken", async || (phone.register(90).await.status == 200).then_some(()))
                .await;
        }
        println!("{how:?}: all is well {:.1?} after the database is", began.elapsed());
        let (state, token) = settled(&cluster, 1, 0).await;
        for (node, journal) in journals.iter_mut().enumerate() {
            let mut watcher = Watcher::begin(&cluster.client(node), resume(PARENT, &journal.token)).await;
            watcher.reach(&token).await;
            journal.take(&watcher.history).unwrap();
            assert_eq!(journal.state, state, "{how:?}: n{node}");
        }
    }
}

/// How long the others may stand still because of one that does.
const AT_MOST: Duration = Duration::from_secs(15);
const PAUSES: usize = 8;

/// One node stops in the middle of its work. Wherever that is, the others go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_one_that_stands_still() {
    let cluster = Arc::new(Cluster::start(Backend::Postgres, 2, &[]).await);
    cluster.client(0).domain(DOMAIN).await;
    let stop = CancellationToken::new();
    let mut living = JoinSet::new();
    // Enough of them that the node is nearly always within a commit.
    for n in 0..16 {
        let mut phone = phone(&cluster, 0, DOMAIN, &format!("user{n}"), 0).await;
        let stop = stop.clone();
        living.spawn(async move {
            while !stop.is_cancelled() {
                phone.attempt("Contact: <sip:a@b.test>\r\nExpires: 60\r\n", Duration::from_millis(500)).await;
            }
        });
    }
    let mut alice = phone(&cluster, 0, DOMAIN, "alice", 1).await;
    ok(&mut alice, 60).await;
    let mut longest = Duration::ZERO;
    for n in 0..PAUSES {
        tokio::time::sleep(Duration::from_millis(rand::random_range(100..400))).await;
        cluster.pause(0).await;
        let began = Instant::now();
        let contact = format!("Contact: {}\r\nExpires: 60\r\n", alice.contact);
        loop {
            let answer = alice.attempt(&contact, PATIENCE).await;
            if answer.is_some_and(|a| a.status == 200) {
                break;
            }
            assert!(began.elapsed() < AT_MOST, "pause {n}: n1 has stood still for {:.1?}", began.elapsed());
        }
        let took = began.elapsed();
        println!("pause {n}: n1 answered after {took:.1?}");
        longest = longest.max(took);
        cluster.go_on(0).await;
    }
    assert!(longest < AT_MOST, "n1 stood still for {longest:.1?}");
    stop.cancel();
    living.join_all().await;
    // And the one that stood still has lost nothing.
    let (state, _) = settled(&cluster, 1, 0).await;
    assert_eq!(state, settled(&cluster, 0, 1).await.0);
}
