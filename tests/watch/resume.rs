//! Continuing after a token.

use crate::fleet::{self, PARENT, ok, store};
use crate::history::{Journal, moved, revision};
use crate::support::{Backend, Server, reason};
use crate::watcher::{Watcher, all, is_bookmark, now, resume, table};
use rollcall::model::Revision;
use rollcall::pb::v1;
use tonic::{Code, Status};

/// Why a watch does not open.
async fn refusal(server: &Server, request: v1::WatchRegistrationsRequest) -> (Code, String) {
    let client = server.client("acme").await;
    let status: Status = Watcher::open(&client, request).await.err().expect("a refusal");
    (status.code(), reason(&status))
}

async fn strictly_after_every_token(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let mut whole = Watcher::begin(&client, all(PARENT)).await;
    // A token of every origin, with how many changes were before it.
    let mut tokens = vec![(0, whole.history.last_token().unwrap().to_owned())];
    for n in 1..=10 {
        ok(&mut alice, if n % 4 == 0 { 0 } else { 60 }).await;
        whole.event().await;
        tokens.push((n, whole.history.last_token().unwrap().to_owned()));
        tokens.push((n, table(&mut client, PARENT, 0).await.1));
        let bookmark = Watcher::begin(&client, now(PARENT)).await;
        tokens.push((n, bookmark.history.last_token().unwrap().to_owned()));
    }
    let last = tokens.last().unwrap().1.clone();
    let events: Vec<_> = whole.history.events().cloned().collect();
    assert_eq!(events.len(), 10);
    for (n, token) in &tokens {
        let mut watcher = Watcher::begin(&client, resume(PARENT, token)).await;
        let first = watcher.history.messages[0].clone();
        assert!(is_bookmark(&first) && first.resume_token == *token, "{first:?}");
        watcher.reach(&last).await;
        watcher.history.check().unwrap();
        let got: Vec<_> = watcher.history.events().cloned().collect();
        assert_eq!(got, events[*n..], "nothing twice, nothing missed");
    }
}

async fn across_a_restart_and_with_other_filters(backend: Backend) {
    let mut server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let mut bob = fleet::phone(&server, &mut client, "bob").await;
    let mut watcher = Watcher::begin(&client, all(PARENT)).await;
    ok(&mut alice, 60).await;
    watcher.event().await;
    let mut journal = Journal::default();
    journal.take(&watcher.history).unwrap();
    for _ in 0..3 {
        ok(&mut bob, 60).await;
    }
    ok(&mut alice, 0).await;
    server = server.restart().await;
    let mut client = server.client("acme").await;
    bob.server(server.sip("udp"));
    ok(&mut bob, 60).await;
    let (state, last) = table(&mut client, PARENT, 0).await;
    let mut resumed = Watcher::begin(&client, resume(PARENT, &journal.token)).await;
    resumed.reach(&last).await;
    let only = resume(&format!("{PARENT}/users/alice"), &journal.token);
    journal.take(&resumed.history).unwrap();
    assert_eq!((journal.state, journal.events.len()), (state, 6));
    let mut narrow = Watcher::begin(&client, only).await;
    assert_eq!(narrow.event().await.kind(), v1::EventKind::Unregistered);
}

async fn a_token_of_another_store(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let other = Server::start(Backend::Sqlite).await;
    let theirs = Watcher::begin(&fleet::client(&other).await, all(PARENT)).await;
    let theirs = theirs.history.last_token().unwrap();
    let foreign = (Code::InvalidArgument, "RESUME_TOKEN_FOREIGN".to_owned());
    assert_eq!(refusal(&server, resume(PARENT, theirs)).await, foreign);
    let at_least = theirs.to_owned();
    let request = v1::WatchRegistrationsRequest { at_least: at_least.clone(), ..all(PARENT) };
    assert_eq!(refusal(&server, request).await, foreign);
    let list = v1::ListRegistrationsRequest { parent: PARENT.to_owned(), at_least, ..Default::default() };
    let refused = client.registrations.list_registrations(list).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused)), foreign);
}

async fn no_token_at_all(backend: Backend) {
    let server = Server::start(backend).await;
    let client = fleet::client(&server).await;
    let good = Watcher::begin(&client, all(PARENT)).await.history.last_token().unwrap().to_owned();
    let negative = moved(&good, i64::MIN);
    for bad in ["", "x", "not a token", &good[1..], &format!("{good}A"), &negative] {
        let wanted = (Code::InvalidArgument, "RESUME_TOKEN_INVALID".to_owned());
        assert_eq!(refusal(&server, resume(PARENT, bad)).await, wanted, "{bad:?}");
    }
}

async fn a_token_ahead_is_waited_for(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let (_, token) = table(&mut client, PARENT, 0).await;
    let next = moved(&token, 1);
    let opening = {
        let (client, next) = (client.clone(), next.clone());
        tokio::spawn(async move { Watcher::begin(&client, resume(PARENT, &next)).await })
    };
    let reading = {
        let (mut client, at_least) = (client.clone(), next.clone());
        let list = v1::ListRegistrationsRequest { parent: PARENT.to_owned(), at_least, ..Default::default() };
        tokio::spawn(async move { client.registrations.list_registrations(list).await })
    };
    ok(&mut alice, 60).await;
    let read = reading.await.unwrap().unwrap().into_inner();
    assert_eq!((read.registrations.len(), revision(&read.resume_token)), (1, revision(&next)));
    let mut watcher = opening.await.unwrap();
    ok(&mut alice, 60).await;
    let event = watcher.event().await;
    assert_eq!(event.revision, revision(&next) + 1, "what the token says was seen is not sent again");
    // One that never comes, as from a database that was set back: not older events, but an error.
    let wanted = (Code::Unavailable, "REVISION_NOT_REACHED".to_owned());
    assert_eq!(refusal(&server, resume(PARENT, &moved(&token, 1000))).await, wanted);
}

async fn a_compacted_token_is_refused_before_any_event(backend: Backend) {
    let mut server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let mut watcher = Watcher::begin(&client, all(PARENT)).await;
    for _ in 0..6 {
        ok(&mut alice, 60).await;
        watcher.event().await;
    }
    server.kill().await;
    let base = revision(watcher.history.tokens().next().unwrap());
    let store = store(&server).await;
    let tx = store.begin().await.unwrap();
    assert_eq!(tx.compact_log(Revision(base + 3)).await.unwrap(), 3);
    tx.commit().await.unwrap();
    store.close().await.unwrap();
    let server = server.restart().await;
    let client = server.client("acme").await;
    let tokens: Vec<String> = watcher.history.tokens().map(str::to_owned).collect();
    assert_eq!(tokens.len(), 7);
    for (n, token) in tokens.iter().enumerate() {
        if n < 3 {
            let wanted = (Code::OutOfRange, "REVISION_COMPACTED".to_owned());
            assert_eq!(refusal(&server, resume(PARENT, token)).await, wanted, "{n}");
        } else {
            let mut resumed = Watcher::begin(&client, resume(PARENT, token)).await;
            resumed.reach(&tokens[6]).await;
            assert_eq!(resumed.history.events().count(), 6 - n);
        }
    }
    // A snapshot needs no log.
    assert_eq!(Watcher::begin(&client, all(PARENT)).await.history.snapshot().count(), 1);
}

crate::on_both!(
    strictly_after_every_token,
    across_a_restart_and_with_other_filters,
    a_token_of_another_store,
    no_token_at_all,
    a_token_ahead_is_waited_for,
    a_compacted_token_is_refused_before_any_event,
);
