//! More than the server takes at once: told at once, and nothing else is lost by it.

use super::{Edge, all};
use crate::{
    support::{Backend, PATIENCE, Server, data, phone::params, refused},
    wire::Dialog,
};
use tokio::task::JoinSet;
use tonic::Code;

/// Requests under way at once, over all edges.
const PLACES: usize = 4096;
const MORE: usize = 100;
/// Below what one connection may have open.
const ON_ONE_CONNECTION: usize = 1000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_much_is_refused_at_once() {
    let server = Server::with(Backend::Postgres, &["--sip-listen", "none"]).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    // As many phones, each with a challenge of its own, and all with one contact: answers list all contacts.
    let mut phones = Vec::with_capacity(PLACES + MORE);
    while phones.len() < PLACES + MORE {
        let edge = Edge::new(&server, "acme", "kam1").await;
        let mut asked = JoinSet::new();
        for _ in 0..ON_ONE_CONNECTION.min(PLACES + MORE - phones.len()) {
            let (edge, mut dialog) = (edge.clone(), Dialog::new("acme.test", "alice", &password));
            asked.spawn(async move {
                let challenge = edge.raw(dialog.request("")).await.unwrap();
                let nonce = params(all(&challenge, "WWW-Authenticate")[0])["nonce"].clone();
                (edge, dialog.answered(&nonce, 1))
            });
        }
        phones.extend(asked.join_all().await);
    }
    let (edge, first) = phones.pop().unwrap();
    assert_eq!(edge.raw(first).await.unwrap().status_code, 200);

    // Nobody commits meanwhile.
    let store = data::of_server(&server).await;
    let held = store.begin().await.unwrap();
    held.lock_log().await.unwrap();
    let held = data::Held::new(held);
    let mut calls = JoinSet::new();
    for (edge, request) in phones {
        calls.spawn(async move { edge.raw(request).await });
    }
    for _ in 1..MORE {
        let answer =
            tokio::time::timeout(PATIENCE, calls.join_next()).await.expect("a refusal comes at once");
        let failure = refused(answer.unwrap().unwrap().map(tonic::Response::new));
        assert_eq!(failure.kind(), (Code::ResourceExhausted, "OVERLOADED"));
        assert_eq!(failure.metadata["queue"], "sip requests");
        assert!(failure.details.iter().any(|detail| detail == "google.rpc.RetryInfo"), "{failure:?}");
    }
    drop(held);
    let mut taken = 0;
    while let Some(answer) = calls.join_next().await {
        assert_eq!(answer.unwrap().unwrap().status_code, 200);
        taken += 1;
    }
    assert_eq!(taken, PLACES);
    assert_eq!(client.list("domains/acme.test").await.len(), 1);
}
