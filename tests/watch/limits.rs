//! How many watches there may be, and that their places come back however they end.

use crate::fleet::{self, DOMAIN, PARENT};
use crate::history::moved;
use crate::support::{Backend, Client, Server, refused, server::ALL_SCOPES, until};
use crate::watcher::{Watcher, all, resume};
use rollcall::pb::v1::{self, WatchRegistrationsRequest};
use std::time::Duration;
use tonic::Code;

/// Expects that no more watches may be opened, for that limit.
async fn full(client: &Client, setting: &str, limit: &str) {
    let mut registrations = client.registrations.clone();
    let refused = refused(registrations.watch_registrations(all("domains/-")).await);
    assert_eq!((refused.code, &*refused.reason), (Code::ResourceExhausted, "TOO_MANY_WATCHERS"));
    assert_eq!((&*refused.metadata["setting"], &*refused.metadata["limit"]), (setting, limit));
}

/// The next watch, as soon as there is a place.
async fn place(client: &Client) -> Watcher {
    until("a place is free", async || Watcher::open(client, all("domains/-")).await.ok()).await
}

async fn a_caller_has_so_many_and_so_has_the_server(backend: Backend) {
    let server = Server::with(backend, &["--max-watchers", "3", "--max-watchers-per-caller", "2"]).await;
    let client = server.client("acme").await;
    let first = Watcher::begin(&client, all("domains/-")).await;
    let _second = Watcher::begin(&client, all("domains/-")).await;
    full(&client, "max-watchers-per-caller", "2").await;
    // Another token and another connection of the same caller change nothing.
    full(&server.client("acme").await, "max-watchers-per-caller", "2").await;
    let other = server.client("other").await;
    let _third = Watcher::begin(&other, all("domains/-")).await;
    full(&other, "max-watchers", "3").await;
    drop(first);
    place(&other).await;
}

async fn places_come_back_however_a_watch_ends(backend: Backend) {
    let flags = ["--max-watchers", "1", "--bookmark-interval", "100ms"];
    let server = Server::with(backend, &flags).await;
    let mut client = fleet::client(&server).await;
    client.user(DOMAIN, "alice").await;
    let alice = format!("{PARENT}/users/alice");

    let watcher = Watcher::begin(&client, all(&alice)).await;
    let token = watcher.history.last_token().unwrap().to_owned();
    full(&client, "max-watchers", "1").await;
    drop(watcher);
    drop(place(&client).await);

    // Refused after the place was taken.
    let nobody = WatchRegistrationsRequest { users: vec![format!("{PARENT}/users/nobody")], ..all(PARENT) };
    let ahead = resume(PARENT, &moved(&token, 1000));
    for request in [nobody, all("domains/nobody.test"), ahead] {
        until("the place of the one before is free", async || {
            let mut call = tonic::Request::new(request.clone());
            call.set_timeout(Duration::from_millis(300));
            let status = client.registrations.clone().watch_registrations(call).await.unwrap_err();
            (status.code() != Code::ResourceExhausted).then_some(())
        })
        .await;
    }

    // Ended by the server: the caller's token, and what it watches.
    let brief = Client::connect(server.grpc(), &server.token_for("acme", ALL_SCOPES, "3s")).await;
    assert_eq!(place(&brief).await.end().await.code(), Code::Unauthenticated);
    drop(place(&client).await);
    let mut watcher = until("a place is free", async || Watcher::open(&client, all(&alice)).await.ok()).await;
    client.users.delete_user(v1::DeleteUserRequest { name: alice, ..Default::default() }).await.unwrap();
    assert_eq!(watcher.end().await.code(), Code::NotFound);
    drop(place(&client).await);
}

crate::on_both!(a_caller_has_so_many_and_so_has_the_server, places_come_back_however_a_watch_ends);
