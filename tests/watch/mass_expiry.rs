//! Very many registrations that end in the same moment: each is told once, and phones are answered meanwhile.

use crate::fleet::{self, DOMAIN, PARENT, store};
use crate::history::{revision, soon};
use crate::support::{Backend, PATIENCE, Phone, Server, data, sql};
use crate::watcher::{Watcher, now, table};
use rollcall::{
    model::{AccountScope, Fqdn, Registration, Time},
    pb::v1::EventKind,
};
use sea_orm::ConnectionTrait;
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

const DUE: usize = 100_000;
const USERS: usize = 2_000;
const PHONES: usize = 8;
/// What one of a hundred REGISTERs may take meanwhile at most, in a debug build on a busy machine.
const P99: Duration = Duration::from_secs(3);

/// Writes users with registrations below a server that does not run; answers the names of the registrations.
async fn fill(server: &Server) -> BTreeSet<String> {
    let store = store(server).await;
    let fqdn = Fqdn::parse(DOMAIN).unwrap();
    let domain = store.domain(&AccountScope::All, &fqdn).await.unwrap().unwrap();
    let tx = store.begin().await.unwrap();
    let mut rows: Vec<Registration> = Vec::with_capacity(DUE);
    let (began, late) = (Time::now(), Time::now().plus(Duration::from_secs(3600)));
    for n in 0..USERS {
        let user = tx.insert_user(data::user(&domain, &format!("due{n}")), None).await.unwrap();
        let first = data::registration(&user, "sip:0@due.test");
        rows.extend((0..DUE / USERS).map(|line| Registration {
            uid: uuid::Uuid::new_v4(),
            contact: rollcall::model::ContactUri::parse(&format!("sip:{line}@due.test")).unwrap(),
            instance_id: None,
            reg_id: None,
            user: first.user.clone(),
            register_time: began,
            refresh_time: began,
            expire_time: late,
            ..first.clone()
        }));
    }
    data::write(&tx, Time::now(), &[], &rows.iter().collect::<Vec<_>>(), &[]).await;
    tx.commit().await.unwrap();
    store.close().await.unwrap();
    rows.iter().map(|r| r.name().to_string()).collect()
}

/// How long each REGISTER took, and when it was sent.
async fn register(mut phone: Phone, stop: CancellationToken) -> Vec<(Instant, Duration)> {
    let mut took = Vec::new();
    while !stop.is_cancelled() {
        let sent = Instant::now();
        fleet::ok(&mut phone, 3600).await;
        took.push((sent, sent.elapsed()));
    }
    took
}

/// The middle one, and the one that a hundredth is above.
fn percentiles(
    took: &[(Instant, Duration)],
    within: impl Fn(Instant) -> bool,
) -> (usize, Duration, Duration) {
    let mut took: Vec<Duration> = took.iter().filter(|(at, _)| within(*at)).map(|(_, took)| *took).collect();
    took.sort();
    let of = |share: usize| took.get((took.len() * share / 100).min(took.len().saturating_sub(1))).copied();
    (took.len(), of(50).unwrap_or_default(), of(99).unwrap_or_default())
}

/// Reads until all of `left` have expired, each once, and answers when that was.
async fn read(
    node: usize,
    mut watcher: Watcher,
    mut left: BTreeSet<String>,
    due: Time,
) -> (Watcher, Instant) {
    while !left.is_empty() {
        for event in watcher.batch().await.0 {
            if event.kind() == EventKind::Expired {
                let name = event.registration.unwrap().name;
                assert!(left.remove(&name), "node {node}: {name} expires twice, or was never there");
                assert!(Time::now() >= due, "node {node}: {name} expires before it is due");
            }
        }
    }
    (watcher, Instant::now())
}

async fn due_at_once(backend: Backend, nodes: usize) {
    let mut server = Server::start(backend).await;
    let client = fleet::client(&server).await;
    let mut phones = fleet::phones(&server, &client, PHONES, 1).await;
    server.kill().await;
    let began = Instant::now();
    let names = fill(&server).await;
    let (filled, starting) = (began.elapsed(), Instant::now());
    server = server.restart().await;
    let start = starting.elapsed();
    server.kill().await;
    // Late enough for all nodes to have started, however slow this machine is.
    let late = start.mul_f64(1.5 * nodes as f64) + Duration::from_secs(5);
    let due = Time::now().plus(late);
    let due_at = Instant::now() + late;
    let update = format!("UPDATE registrations SET expire_time = {} WHERE user_agent = 'phone'", due.0);
    let db = sql::of_server(&server).await;
    let updated = db.execute_unprepared(&update).await.unwrap().rows_affected();
    db.close().await.unwrap();
    assert_eq!(updated, DUE as u64);

    server = server.restart().await;
    let mut others = Vec::new();
    for n in 1..nodes {
        others.push(server.beside(&["--node", &format!("other{n}")]).await);
    }
    let mut watchers = Vec::new();
    for node in std::iter::once(&server).chain(&others) {
        watchers.push(Watcher::begin(&node.client("acme").await, now(PARENT)).await);
    }
    assert!(Time::now() < due, "the nodes have not started in {late:.1?}, and the first took {start:.1?}");
    let stop = CancellationToken::new();
    let mut registering = JoinSet::new();
    let all: Vec<&Server> = std::iter::once(&server).chain(&others).collect();
    for (n, mut phone) in phones.drain(..).enumerate() {
        phone.server(all[n % nodes].sip("udp"));
        registering.spawn(register(phone, stop.clone()));
    }
    let mut reading = JoinSet::new();
    for (node, watcher) in watchers.into_iter().enumerate() {
        reading.spawn(read(node, watcher, names.clone(), due));
    }
    let read = tokio::time::timeout(4 * PATIENCE, reading.join_all()).await.expect("all of them expire");
    let over = read.iter().map(|(_, at)| *at).max().unwrap();
    stop.cancel();
    let took: Vec<_> = registering.join_all().await.into_iter().flatten().collect();
    let (state, token) = table(&mut server.client("acme").await, PARENT, 0).await;
    assert_eq!(state.len(), PHONES, "the phones are left");
    for (mut watcher, _) in read {
        // Nothing of them is told again after the last one.
        loop {
            let (events, at) = soon("a message", watcher.batch()).await;
            let again = events.iter().find(|e| e.kind() == EventKind::Expired);
            assert!(again.is_none(), "it expires again: {again:?}");
            if !at.is_empty() && revision(&at) >= revision(&token) {
                break;
            }
        }
    }
    let (quiet, during) =
        (percentiles(&took, |at| at < due_at), percentiles(&took, |at| at >= due_at && at < over));
    println!(
        "{backend:?}, {nodes} nodes: {DUE} rows in {filled:.1?}, start {start:.1?}, all expired {:.1?} after they were due",
        over - due_at,
    );
    println!("  REGISTER before: {} p50 {:.1?} p99 {:.1?}", quiet.0, quiet.1, quiet.2);
    println!("  REGISTER meanwhile: {} p50 {:.1?} p99 {:.1?}", during.0, during.1, during.2);
    assert!(during.0 > 0, "no phone was answered meanwhile");
    assert!(during.2 < P99, "phones have waited for those who were gone: p99 {:.1?}", during.2);
}

async fn on_one_node(backend: Backend) {
    due_at_once(backend, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_two_nodes() {
    due_at_once(Backend::Postgres, 2).await;
}

crate::on_both!(on_one_node);
