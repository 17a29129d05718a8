//! More than the server takes at once: told at once, and nothing else is lost by it.

use super::{Edge, parts};
use crate::support::{Backend, PATIENCE, Server, data, refused};
use rollcall::pb::v1::{self, register_request::Request};
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
    client.user("acme.test", "alice").await;
    // Nobody commits meanwhile.
    let store = data::of_server(&server).await;
    let held = store.begin().await.unwrap();
    held.append_log(rollcall::model::Time::now(), &[]).await.unwrap();
    let mut calls = JoinSet::new();
    let mut edge = Edge::new(&server, "acme", "kam1").await;
    for n in 0..PLACES + MORE {
        if n % ON_ONE_CONNECTION == 0 {
            edge = Edge::new(&server, "acme", "kam1").await;
        }
        let edge = edge.clone();
        calls.spawn(async move {
            // One contact, as if restarted each time: answers list all contacts.
            let sip = v1::SipRegister { call_id: n.to_string(), ..parts("alice", "acme.test", 1) };
            let user = "domains/acme.test/users/alice".to_owned();
            edge.ask(v1::RegisterRequest {
                request: Some(Request::Sip(sip)),
                source: Some(edge.source.clone()),
                trusted_identity: Some(v1::TrustedIdentity { user, ..Default::default() }),
            })
            .await
        });
    }
    for _ in 0..MORE {
        let answer =
            tokio::time::timeout(PATIENCE, calls.join_next()).await.expect("a refusal comes at once");
        let failure = refused(answer.unwrap().unwrap().map(tonic::Response::new));
        assert_eq!(failure.kind(), (Code::ResourceExhausted, "OVERLOADED"));
        assert_eq!(failure.metadata["queue"], "sip requests");
        assert!(failure.details.iter().any(|detail| detail == "google.rpc.RetryInfo"), "{failure:?}");
    }
    drop(held);
    while let Some(answer) = calls.join_next().await {
        assert_eq!(answer.unwrap().unwrap().status_code, 200);
    }
    let left = client.list("domains/acme.test").await;
    assert_eq!(left.len(), 1);
    assert_ne!(left[0].register_time, left[0].refresh_time, "all were taken");
}
