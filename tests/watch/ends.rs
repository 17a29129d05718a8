//! How streams end.

use crate::fleet::{self, PARENT, ok};
use crate::history::Journal;
use crate::support::{Backend, Client, Server, reason, server::ALL_SCOPES};
use crate::watcher::{Watcher, all, is_bookmark, resume, table};
use std::time::{Duration, Instant, SystemTime};
use tonic::Code;

async fn with_the_callers_token(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let began = Instant::now();
    let short = server.token_for("acme", ALL_SCOPES, "5s");
    let brief = Client::connect(server.grpc(), &short).await;
    let mut watcher = Watcher::begin(&brief, all(PARENT)).await;
    ok(&mut alice, 60).await;
    let ended = watcher.end().await;
    assert_eq!((ended.code(), &*reason(&ended)), (Code::Unauthenticated, "TOKEN_EXPIRED"));
    // Tokens count whole seconds.
    assert!(began.elapsed() >= Duration::from_secs(4), "{:?}", began.elapsed());
    assert!(is_bookmark(watcher.history.messages.last().unwrap()), "where to go on is said last");
    goes_on(&mut client, &watcher).await;
}

async fn with_their_lifetime(backend: Backend) {
    let server = Server::with(backend, &["--max-stream-lifetime", "1s"]).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let began = SystemTime::now();
    let mut watcher = Watcher::begin(&client, all(PARENT)).await;
    ok(&mut alice, 60).await;
    let ended = watcher.end().await;
    assert_eq!((ended.code(), &*reason(&ended)), (Code::Unavailable, "STREAM_LIFETIME_ENDED"));
    // Up to a tenth less, so that not all come back together.
    assert!(began.elapsed().unwrap() >= Duration::from_millis(900));
    assert!(is_bookmark(watcher.history.messages.last().unwrap()));
    goes_on(&mut client, &watcher).await;
}

/// A stream that was ended goes on with its last token, to the whole.
async fn goes_on(client: &mut Client, watcher: &Watcher) {
    let (state, token) = table(client, PARENT, 0).await;
    let mut journal = Journal::default();
    journal.take(&watcher.history).unwrap();
    let mut resumed = Watcher::begin(client, resume(PARENT, &journal.token)).await;
    resumed.reach(&token).await;
    journal.take(&resumed.history).unwrap();
    assert_eq!((journal.events.len(), journal.state), (1, state));
}

crate::on_both!(with_the_callers_token, with_their_lifetime);
