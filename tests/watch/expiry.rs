//! Expiry is an event, exactly once, also when it was due while nobody ran.

use crate::fleet::{self, PARENT, ok, store};
use crate::history::{Journal, revision};
use crate::support::{Backend, Server, data};
use crate::watcher::{Watcher, all, resume, table};
use rollcall::model::{Registration, Time};
use rollcall::pb::v1::EventKind;
use std::time::Duration;

/// Sets the expiry of some users' registrations, while the server is stopped.
async fn expire(server: &Server, whose: impl Fn(&str) -> bool, at: Time) {
    let store = store(server).await;
    let (_, rows) = store.load_registrations().await.unwrap();
    let rows: Vec<Registration> = rows
        .into_iter()
        .filter(|r| whose(r.user.login.as_str()))
        .map(|r| Registration { expire_time: at, ..r })
        .collect();
    let tx = store.begin().await.unwrap();
    data::write(&tx, Time::now(), &[], &rows.iter().collect::<Vec<_>>(), &[]).await;
    tx.commit().await.unwrap();
    store.close().await.unwrap();
}

async fn expiry_is_told_once(backend: Backend) {
    let mut server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut phones = Vec::new();
    for login in ["past", "soon", "later"] {
        phones.push(fleet::phone(&server, &mut client, login).await);
        ok(phones.last_mut().unwrap(), 60).await;
    }
    let watcher = Watcher::begin(&client, all(PARENT)).await;
    let token = watcher.history.last_token().unwrap().to_owned();
    server.kill().await;
    expire(&server, |login| login == "past", Time(Time::now().0 - 1_000_000)).await;
    let soon = Time::now().plus(Duration::from_secs(3));
    expire(&server, |login| login == "soon", soon).await;
    server = server.restart().await;
    let mut client = server.client("acme").await;
    let mut watcher = Watcher::begin(&client, resume(PARENT, &token)).await;
    for login in ["past", "soon"] {
        let event = watcher.event().await;
        let r = event.registration.unwrap();
        assert_eq!(event.kind, i32::from(EventKind::Expired));
        assert!(r.name.starts_with(&format!("{PARENT}/users/{login}/")), "{}", r.name);
        assert_eq!((event.registration_count, &*event.reason, &*event.actor), (0, "", ""));
        let micros = |t: prost_types::Timestamp| t.seconds * 1_000_000 + i64::from(t.nanos) / 1000;
        let late = micros(event.time.unwrap()) - micros(r.expire_time.unwrap());
        assert!(late >= 0, "told {late} µs before it was due");
    }
    // Another start finds nothing to expire again.
    let last = watcher.history.last_token().unwrap().to_owned();
    server = server.restart().await;
    client = server.client("acme").await;
    phones[2].server(server.sip("udp"));
    ok(&mut phones[2], 60).await;
    let mut watcher = Watcher::begin(&client, resume(PARENT, &last)).await;
    let event = watcher.event().await;
    assert_eq!((event.kind(), event.revision), (EventKind::Refreshed, revision(&last) + 1));
    assert_eq!(client.list(PARENT).await.len(), 1);
    // A phone whose registration has expired begins anew.
    phones[0].server(server.sip("udp"));
    ok(&mut phones[0], 60).await;
    let event = watcher.event().await;
    assert_eq!((event.kind(), event.registration_count), (EventKind::Created, 1));
}

const PHONES: usize = 10;
const ROUNDS: usize = 5;
/// More than one commit lets expire.
const MANY: usize = PHONES * ROUNDS * 32;

async fn many_at_once(backend: Backend) {
    let mut server = Server::start(backend).await;
    let client = fleet::client(&server).await;
    fleet::together(fleet::phones(&server, &client, PHONES, 1).await, async |mut phone| {
        for round in 0..ROUNDS {
            let line = |n| format!("Contact: <tel:{}>\r\n", round * 32 + n);
            assert_eq!(phone.request(&(0..32).map(line).collect::<String>()).await.status, 200);
        }
        phone
    })
    .await;
    let watcher = Watcher::begin(&client, all(PARENT)).await;
    let mut journal = Journal::default();
    journal.take(&watcher.history).unwrap();
    assert_eq!(journal.state.len(), MANY);
    server.kill().await;
    let due = Time::now();
    expire(&server, |_| true, due).await;
    // The rows were set back behind the log's back; the client's table is set back with them.
    for r in journal.state.values_mut() {
        let nanos = i32::try_from(due.0.rem_euclid(1_000_000) * 1000).unwrap();
        r.expire_time = Some(prost_types::Timestamp { seconds: due.0.div_euclid(1_000_000), nanos });
    }
    server = server.restart().await;
    let mut client = server.client("acme").await;
    let mut watcher = Watcher::begin(&client, resume(PARENT, &journal.token)).await;
    for _ in 0..MANY {
        assert_eq!(watcher.event().await.kind(), EventKind::Expired);
    }
    let (state, token) = table(&mut client, PARENT, 0).await;
    watcher.reach(&token).await;
    journal.take(&watcher.history).unwrap();
    assert_eq!((journal.events.len(), journal.state), (MANY, state));
}

crate::on_both!(expiry_is_told_once, many_at_once);
