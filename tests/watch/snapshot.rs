//! How a watch begins, what it covers, and what it leaves out.

use crate::fleet::{self, ACCOUNT, PARENT, ok};
use crate::history::{Journal, revision};
use crate::support::{Backend, Phone, Server, reason};
use crate::watcher::{Watcher, all, is_bookmark, now, table};
use rollcall::pb::v1::{
    EventKind, WatchRegistrationsRequest, watch_registrations_request::Start,
    watch_registrations_response::Message,
};
use tonic::Code;
use tonic_types::StatusExt;

async fn snapshot_then_tail(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    ok(&mut alice, 60).await;
    let mut watcher = Watcher::begin(&client, all(PARENT)).await;
    let [snapshot, end] = &watcher.history.messages[..] else { panic!("{:?}", watcher.history) };
    let Some(Message::Snapshot(part)) = &snapshot.message else { panic!("{snapshot:?}") };
    assert_eq!(part.registrations, client.list(PARENT).await);
    assert_eq!(snapshot.bookmark_interval, Some(prost_types::Duration { seconds: 10, nanos: 0 }));
    let Some(Message::SnapshotEnd(end)) = end.message else { panic!("{end:?}") };
    assert_eq!(end.registration_count, 1);

    ok(&mut alice, 120).await;
    let refreshed = watcher.event().await;
    assert_eq!((refreshed.kind(), refreshed.registration_count), (EventKind::Refreshed, 1));
    assert_eq!(refreshed.registration, client.list(PARENT).await.pop());
    ok(&mut alice, 60).await;
    assert_eq!(watcher.event().await.kind(), EventKind::Shortened);
    ok(&mut alice, 0).await;
    let gone = watcher.event().await;
    assert_eq!((gone.kind(), gone.registration_count), (EventKind::Unregistered, 0));
    assert_eq!((&*gone.reason, &*gone.actor), ("", ""), "the phone itself");
    ok(&mut alice, 60).await;
    assert_eq!(watcher.event().await.kind(), EventKind::Created);
    let mut journal = Journal::default();
    journal.take(&watcher.history).unwrap();
    assert_eq!(journal.state, table(&mut client, PARENT, 0).await.0);
}

async fn an_empty_snapshot_ends_too(backend: Backend) {
    let server = Server::start(backend).await;
    let client = fleet::client(&server).await;
    for parent in [PARENT, ACCOUNT, "domains/-"] {
        let watcher = Watcher::begin(&client, all(parent)).await;
        let [end] = &watcher.history.messages[..] else { panic!("{:?}", watcher.history) };
        let Some(Message::SnapshotEnd(count)) = end.message else { panic!("{end:?}") };
        assert_eq!(count.registration_count, 0);
        watcher.history.check().unwrap();
    }
}

async fn opened_under_load_it_has_everything(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let phones = fleet::phones(&server, &client, 4, 3).await;
    let opening = {
        let client = client.clone();
        tokio::spawn(async move {
            let mut watchers = Vec::new();
            for _ in 0..20 {
                watchers.push(Watcher::begin(&client, all(PARENT)).await);
            }
            watchers
        })
    };
    fleet::together(phones, async |mut phone: Phone| {
        for n in 0..30 {
            ok(&mut phone, if n % 5 == 4 { 0 } else { 60 + n }).await;
        }
        ok(&mut phone, 60).await;
        phone
    })
    .await;
    let (state, token) = table(&mut client, PARENT, 0).await;
    assert_eq!(state.len(), 12);
    for mut watcher in opening.await.unwrap() {
        watcher.reach(&token).await;
        let mut journal = Journal::default();
        journal.take(&watcher.history).unwrap();
        assert_eq!(journal.state, state);
    }
}

async fn parents_and_users(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    client.domain("other.test").await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let mut bob = fleet::phone(&server, &mut client, "bob").await;
    let password = client.user("other.test", "carol").await;
    let mut carol = Phone::new(server.sip("udp"), "other.test", "carol", &password).await;
    let mut foreign = server.client("rival").await;
    foreign.domain("rival.test").await;
    let password = foreign.user("rival.test", "dave").await;
    let mut dave = Phone::new(server.sip("udp"), "rival.test", "dave", &password).await;

    let user = |login: &str| format!("{PARENT}/users/{login}");
    let only = |parent: &str, users: &[&str]| WatchRegistrationsRequest {
        users: users.iter().map(|u| user(u)).collect(),
        ..all(parent)
    };
    let wanted: [(WatchRegistrationsRequest, &[&str]); 7] = [
        (all(ACCOUNT), &["alice", "bob", "carol"]),
        (all("domains/-"), &["alice", "bob", "carol"]),
        (all(PARENT), &["alice", "bob"]),
        (all(&user("bob")), &["bob"]),
        (only("domains/-", &["alice"]), &["alice"]),
        (only(PARENT, &["bob", "alice"]), &["alice", "bob"]),
        (only("domains/other.test", &["bob"]), &[]),
    ];
    let mut watchers = Vec::new();
    for (request, _) in &wanted {
        watchers.push(Watcher::begin(&client, request.clone()).await);
    }
    for phone in [&mut dave, &mut alice, &mut bob, &mut carol] {
        ok(phone, 60).await;
    }
    let login = |name: &str| name.split('/').nth(3).unwrap().to_owned();
    for ((request, logins), mut watcher) in wanted.into_iter().zip(watchers) {
        let mut seen = Vec::new();
        for _ in logins {
            seen.push(login(&watcher.event().await.registration.unwrap().name));
        }
        assert_eq!(seen, logins, "{request:?}");
        // The snapshot is of the same ones, and nothing else came in between.
        let again = Watcher::begin(&client, request.clone()).await;
        let mut listed: Vec<String> = again.history.snapshot().map(|r| login(&r.name)).collect();
        listed.sort();
        assert_eq!(listed, logins, "{request:?}");
        assert_eq!(watcher.rest(), [], "{request:?}");
    }
    for parent in ["domains/nobody.test", "accounts/rival", "domains/rival.test", &user("nobody")] {
        let refused = Watcher::open(&client, all(parent)).await.err().unwrap();
        assert_eq!((refused.code(), &*reason(&refused)), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{parent}");
    }
    let refused = Watcher::open(&client, only(PARENT, &["alice", "nobody"])).await.err().unwrap();
    assert_eq!(reason(&refused), "RESOURCE_NOT_FOUND");
}

async fn kinds_are_a_filter(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let of = |kinds: &[EventKind], include_refreshes| WatchRegistrationsRequest {
        kinds: kinds.iter().map(|k| i32::from(*k)).collect(),
        include_refreshes,
        ..all(PARENT)
    };
    use EventKind::{Created, Refreshed, Shortened, Unregistered};
    let wanted: [(WatchRegistrationsRequest, &[EventKind]); 6] = [
        (of(&[], false), &[Created, Shortened, Unregistered]),
        (of(&[], true), &[Created, Refreshed, Shortened, Unregistered]),
        (of(&[Refreshed], false), &[Refreshed]),
        (of(&[Unregistered], false), &[Unregistered]),
        (of(&[Created, Unregistered], true), &[Created, Refreshed, Unregistered]),
        (of(&[EventKind::Expired], false), &[]),
    ];
    let mut watchers = Vec::new();
    for (request, _) in &wanted {
        watchers.push(Watcher::begin(&client, request.clone()).await);
    }
    for expires in [60, 120, 60, 0] {
        ok(&mut alice, expires).await;
    }
    for ((request, kinds), mut watcher) in wanted.into_iter().zip(watchers) {
        for kind in kinds {
            assert_eq!(watcher.event().await.kind(), *kind, "{request:?}");
        }
        assert_eq!(watcher.rest(), []);
        watcher.history.check().unwrap();
    }
    let unknown = WatchRegistrationsRequest { kinds: vec![1, 77], ..all(PARENT) };
    let refused = Watcher::open(&client, unknown).await.err().unwrap();
    assert_eq!(fields(&refused), ["kinds[1]"]);
}

async fn from_now_on(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    ok(&mut alice, 60).await;
    let mut watcher = Watcher::open(&client, now(PARENT)).await.unwrap();
    let first = watcher.read().await.unwrap();
    assert!(is_bookmark(&first) && first.bookmark_interval.is_some(), "{first:?}");
    let (_, token) = table(&mut client, PARENT, 0).await;
    assert_eq!(revision(&first.resume_token), revision(&token), "it says what now is");
    ok(&mut alice, 60).await;
    let event = watcher.event().await;
    assert_eq!((event.kind(), event.revision), (EventKind::Refreshed, revision(&token) + 1));
    watcher.history.check().unwrap();
}

async fn what_is_wrong_is_refused_by_field(backend: Backend) {
    let server = Server::start(backend).await;
    let client = fleet::client(&server).await;
    let users = vec![format!("{PARENT}/users/alice"); 1001];
    let refused = Watcher::open(&client, WatchRegistrationsRequest { users, ..all(PARENT) }).await;
    assert_eq!(fields(&refused.err().unwrap()), ["users"]);
    for bad in ["", "domains/", "nonsense", "domains/acme.test/users/", "accounts/UPPER CASE"] {
        let refused = Watcher::open(&client, all(bad)).await.err().unwrap();
        assert_eq!(fields(&refused), ["parent"], "{bad:?}");
    }
    let token = Watcher::begin(&client, all(PARENT)).await.history.last_token().unwrap().to_owned();
    let both = WatchRegistrationsRequest {
        at_least: token.clone(),
        start: Some(Start::ResumeToken(token)),
        ..all(PARENT)
    };
    assert_eq!(fields(&Watcher::open(&client, both).await.err().unwrap()), ["at_least"]);
}

/// The fields that an INVALID_ARGUMENT names.
fn fields(status: &tonic::Status) -> Vec<String> {
    assert_eq!((status.code(), &*reason(status)), (Code::InvalidArgument, "FIELD_INVALID"));
    let bad = status.get_details_bad_request().unwrap();
    bad.field_violations.into_iter().map(|v| v.field).collect()
}

crate::on_both!(
    snapshot_then_tail,
    an_empty_snapshot_ends_too,
    opened_under_load_it_has_everything,
    parents_and_users,
    kinds_are_a_filter,
    from_now_on,
    what_is_wrong_is_refused_by_field,
);
