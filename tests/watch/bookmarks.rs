//! Streams that have nothing to say still say where they are.

use crate::fleet::{self, ACCOUNT, PARENT, ok};
use crate::history::revision;
use crate::support::{Backend, Server};
use crate::watcher::{Watcher, all, is_bookmark, resume, table};
use rollcall::pb::v1::{EventKind, WatchRegistrationsRequest};
use std::time::{Duration, Instant};

const INTERVAL: Duration = Duration::from_millis(200);

async fn idle_streams_get_them_at_a_steady_interval(backend: Backend) {
    let server = Server::with(backend, &["--bookmark-interval", "200ms"]).await;
    let client = fleet::client(&server).await;
    let began = Instant::now();
    let mut watcher = Watcher::begin(&client, all(PARENT)).await;
    let said = watcher.history.messages[0].bookmark_interval;
    assert_eq!(said, prost_types::Duration::try_from(INTERVAL).ok());
    let token = watcher.history.last_token().unwrap().to_owned();
    for _ in 0..5 {
        let message = watcher.read().await.unwrap();
        assert!(is_bookmark(&message) && message.resume_token == token, "{message:?}");
    }
    assert!(began.elapsed() >= 5 * INTERVAL, "{:?}", began.elapsed());
    watcher.history.check().unwrap();
}

async fn filtered_streams_move_on(backend: Backend) {
    let server = Server::with(backend, &["--bookmark-interval", "200ms"]).await;
    let mut client = fleet::client(&server).await;
    client.domain("quiet.test").await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let mut bob = fleet::phone(&server, &mut client, "bob").await;
    let nothing = WatchRegistrationsRequest { kinds: vec![EventKind::Evicted.into()], ..all(ACCOUNT) };
    let nothing = WatchRegistrationsRequest { include_refreshes: false, ..nothing };
    let of_bob = WatchRegistrationsRequest { users: vec![format!("{PARENT}/users/bob")], ..all(ACCOUNT) };
    for (n, request) in [nothing, of_bob, all("domains/quiet.test")].into_iter().enumerate() {
        let mut watcher = Watcher::begin(&client, request).await;
        for _ in 0..20 {
            ok(&mut alice, 60).await;
        }
        let (_, token) = table(&mut client, PARENT, 0).await;
        watcher.reach(&token).await;
        assert_eq!(watcher.history.events().count(), 0, "{n}");
        assert!(is_bookmark(watcher.history.messages.last().unwrap()), "{n}");
        watcher.history.check().unwrap();
        let last = watcher.history.last_token().unwrap();
        assert_eq!(revision(last), revision(&token), "not ahead of what there is");
        // What comes after the bookmark is all that a resumption sends.
        ok(&mut bob, 60 + n as u32).await;
        let mut resumed = Watcher::begin(&client, resume(ACCOUNT, last)).await;
        let event = resumed.event().await;
        assert_eq!(event.revision, revision(last) + 1);
        assert!(event.registration.unwrap().name.starts_with(&format!("{PARENT}/users/bob/")));
    }
}

/// Refreshes that are filtered out must not keep the bookmarks back.
async fn busy_streams_that_match_nothing_get_them_too(backend: Backend) {
    let server = Server::with(backend, &["--bookmark-interval", "200ms"]).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    ok(&mut alice, 60).await;
    let mut watcher =
        Watcher::begin(&client, WatchRegistrationsRequest { include_refreshes: false, ..all(PARENT) }).await;
    let stop = tokio_util::sync::CancellationToken::new();
    let load = {
        let stop = stop.clone();
        tokio::spawn(async move {
            while !stop.is_cancelled() {
                ok(&mut alice, 60).await;
            }
        })
    };
    // The load goes on until the bookmarks have come far enough, however slow the machine is.
    let first = revision(watcher.history.last_token().unwrap());
    for bookmarks in 1.. {
        let message = watcher.read().await.unwrap();
        assert!(is_bookmark(&message), "{message:?}");
        if bookmarks >= 3 && revision(&message.resume_token) > first + 20 {
            break;
        }
    }
    stop.cancel();
    load.await.unwrap();
    watcher.history.check().unwrap();
}

crate::on_both!(
    idle_streams_get_them_at_a_steady_interval,
    filtered_streams_move_on,
    busy_streams_that_match_nothing_get_them_too,
);
