//! Many callers at once.

use crate::support::{Backend, Failure, Server};
use futures::future::join_all;
use rollcall::pb::v1;
use tonic::Code;

async fn one_of_many_creates_wins(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let creates = (0..24).map(|n| {
        let mut client = acme.clone();
        let user = v1::User {
            first_name: n.to_string(),
            registration_password: format!("Correct-Horse-{n}"),
            user_password: format!("Battery-Staple-{n}"),
            ..Default::default()
        };
        async move { client.create_user("alice@acme.test", user).await }
    });
    let (won, lost): (Vec<_>, Vec<_>) = join_all(creates).await.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 23));
    for status in lost.into_iter().filter_map(Result::err) {
        let failure = Failure::of(&status);
        assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
        assert_eq!(failure.metadata["field"], "name");
    }
    let winner = won.into_iter().next().unwrap().unwrap().into_inner().user.unwrap();
    let read = acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
    assert_eq!(read, winner, "nothing of the losers");
}

async fn every_update_counts_once(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    acme.user("acme.test", "alice").await;
    let name = "domains/acme.test/users/alice".to_owned();
    // Each writes its own label, with the etag that it read, and reads again when another was first.
    let writers = (0..12).map(|n| {
        let (mut client, name) = (acme.clone(), name.clone());
        async move {
            let mut lost = 0;
            loop {
                let mut user = client.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
                user.labels.insert(format!("w{n}"), "x".to_owned());
                let v1::User { labels, etag, .. } = user;
                let change = v1::User { name: name.clone(), labels, etag, ..Default::default() };
                match client.update_user(change, &["labels"]).await {
                    Ok(_) => return lost,
                    Err(status) => assert_eq!(Failure::of(&status).reason, "ETAG_MISMATCH"),
                }
                lost += 1;
                assert!(lost <= 12, "one of all wins each time");
            }
        }
    });
    join_all(writers).await;
    let user = acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
    assert_eq!(user.labels.len(), 12, "none was lost");
}

/// A domain that is emptied and deleted while others put users into it: each call ends in a way it may.
async fn deletes_and_creates_cross(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    for round in 0..6 {
        let fqdn = format!("d{round}.test");
        acme.domain(&fqdn).await;
        let creates = (0..8).map(|n| {
            let (mut client, name) = (acme.clone(), format!("u{n}@{fqdn}"));
            let user = v1::User { user_password: "Correct-Horse-1".into(), ..Default::default() };
            async move { client.create_user(&name, user).await.map(drop) }
        });
        let deletes = (0..8).map(|n| {
            let (mut client, fqdn) = (acme.clone(), fqdn.clone());
            async move { client.delete_domain(&fqdn, n % 4 == 3).await.map(drop) }
        });
        let (creates, deletes) = tokio::join!(join_all(creates), join_all(deletes));
        for status in creates.into_iter().filter_map(Result::err) {
            assert_eq!(Failure::of(&status).kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
        }
        for status in deletes.into_iter().filter_map(Result::err) {
            let failure = Failure::of(&status);
            let may = ["RESOURCE_NOT_FOUND", "DOMAIN_NOT_EMPTY", "WRITE_CONFLICT"];
            assert!(may.contains(&failure.reason.as_str()), "{failure:?}");
        }
    }
}

crate::on_both!(one_of_many_creates_wins, every_update_counts_once, deletes_and_creates_cross);
