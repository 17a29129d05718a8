//! What the directory has answered at one node binds all of them: no node goes by what it remembers.

use super::nodes::{phone, second};
use crate::fleet::{DOMAIN, PARENT, ok};
use crate::support::{Backend, Cluster, Phone, until};
use rollcall::pb::v1;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tonic::{Response, Status};

const ROUNDS: usize = 20;

/// Refreshes at a node as fast as it can, refused or not.
async fn refresh(mut phone: Phone, stop: CancellationToken) -> (Phone, usize) {
    let mut answers = 0;
    while !stop.is_cancelled() {
        phone.register(60).await;
        answers += 1;
    }
    (phone, answers)
}

/// The number of registrations at each node, at the revision of a change at least.
async fn counts(cluster: &Cluster, token: &str) -> Vec<usize> {
    let mut counts = Vec::new();
    for node in 0..cluster.len() {
        let list = v1::ListRegistrationsRequest {
            parent: PARENT.to_owned(),
            at_least: token.to_owned(),
            ..Default::default()
        };
        let answer = cluster.client(node).registrations.list_registrations(list).await.unwrap();
        counts.push(answer.into_inner().registrations.len());
    }
    counts
}

/// Switches something off at n0 while a phone refreshes at n1, and on again at n2.
async fn switched_off(what: &str, switch: impl AsyncFn(&Cluster, usize, bool) -> String) {
    let cluster = Cluster::start(Backend::Postgres, 3, &[]).await;
    cluster.client(0).domain(DOMAIN).await;
    let mut judge = phone(&cluster, 0, DOMAIN, "alice", 1).await;
    let mut busy = second(&cluster, &judge, 1).await;
    let mut slowest = Duration::ZERO;
    let mut refreshed = 0;
    for round in 0..ROUNDS {
        // Both nonces are fresh and the user is remembered.
        ok(&mut judge, 60).await;
        ok(&mut busy, 60).await;
        let stop = CancellationToken::new();
        let refreshing = tokio::spawn(refresh(busy, stop.clone()));
        let token = switch(&cluster, 0, true).await;
        let answer = judge.register(60).await;
        let refused = matches!(answer.status, 401 | 403);
        assert!(refused, "round {round}: n0 has switched {what} off, and n1 answered\n{}", answer.text);
        assert_eq!(counts(&cluster, &token).await, [0; 3], "round {round}: after {what} was switched off");
        stop.cancel();
        let (phone, answers) = refreshing.await.unwrap();
        (busy, refreshed) = (phone, refreshed + answers);
        let token = switch(&cluster, 2, false).await;
        let began = Instant::now();
        until("n1 lets in what n2 has switched on", async || {
            (judge.register(60).await.status == 200).then_some(())
        })
        .await;
        slowest = slowest.max(began.elapsed());
        assert_eq!(counts(&cluster, &token).await.len(), 3);
    }
    println!(
        "{what}: {ROUNDS} rounds, {refreshed} refreshes meanwhile; on again after at most {slowest:.1?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user() {
    switched_off("the user", async |cluster, node, off| {
        super::operator::disable_user(&mut cluster.client(node), "alice@acme.test", off).await.unwrap()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain() {
    switched_off("the domain", async |cluster, node, off| {
        super::operator::disable_domain(&mut cluster.client(node), DOMAIN, off).await.unwrap()
    })
    .await;
}

type Reset = Result<Response<v1::ResetRegistrationCredentialsResponse>, Status>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_password() {
    let cluster = Cluster::start(Backend::Postgres, 2, &[]).await;
    cluster.client(0).domain(DOMAIN).await;
    let mut alice = phone(&cluster, 0, DOMAIN, "alice", 1).await;
    let mut slowest = Duration::ZERO;
    for round in 0..ROUNDS {
        ok(&mut alice, 60).await;
        let reset: Reset = cluster.client(0).reset("alice@acme.test", Default::default()).await;
        let reset = reset.unwrap().into_inner();
        let answer = alice.register(60).await;
        assert_eq!(answer.status, 401, "round {round}: n1 takes the old password");
        assert_eq!(counts(&cluster, &reset.resume_token).await, [0; 2], "round {round}");
        alice.password = reset.generated.unwrap().registration_password;
        let began = Instant::now();
        until("n1 takes the new password", async || (alice.register(60).await.status == 200).then_some(()))
            .await;
        slowest = slowest.max(began.elapsed());
    }
    println!("{ROUNDS} resets; the new password worked at the other node after at most {slowest:.1?}");
}
