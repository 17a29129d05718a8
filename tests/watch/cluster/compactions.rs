//! Several who compact at once: nodes by themselves, the command twice, and callers of one process.

use super::nodes::phone;
use super::reader::Reader;
use crate::fleet::{DOMAIN, PARENT, ok};
use crate::history::revision;
use crate::support::{Backend, Cluster, Failure, PATIENCE, http, until};
use crate::watcher::{Watcher, resume, table};
use rollcall::{
    model::{Revision, Time},
    registrar,
    store::{Retention, Store},
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{sync::watch, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tonic::Code;

/// What they all leave: so little that one who reads late is refused, and enough that a node which looks at the log
/// with each commit has seen what goes.
const LEFT: u32 = 20;

/// Compacts again and again as a node does, and answers how many rows that were.
async fn compact(store: Arc<Store>, stop: CancellationToken) -> u64 {
    let mut rows = 0;
    while !stop.is_cancelled() {
        let last = store.log_position().await.unwrap().last;
        let what = Retention { keep: PATIENCE, revisions: LEFT }.expendable(Time::now(), last);
        rows += registrar::compact(&store, &what, |_, _| {}).await.unwrap().rows;
    }
    rows
}

/// `rollcall log compact`; answers how many rows it said that were.
async fn command(cluster: Arc<Cluster>, how: [&str; 2]) -> u64 {
    let mut command = cluster.command(&[&["log", "compact"], &how[..]].concat()).await;
    let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let said = String::from_utf8(out.stdout).unwrap();
    if said == "nothing to forget\n" {
        return 0;
    }
    let rows = said.strip_suffix(" rows\n").and_then(|said| said.rsplit(' ').next()?.parse().ok());
    rows.unwrap_or_else(|| panic!("{said}"))
}

/// Looks at the ends of the log all the while; answers how often the compacted one rose.
async fn rises(store: Arc<Store>, stop: CancellationToken) -> usize {
    let (mut before, mut rises) = (Revision(0), 0);
    while !stop.is_cancelled() {
        let at = store.log_position().await.unwrap();
        assert!(at.compacted >= before, "{} after {before}", at.compacted);
        assert!(at.compacted < at.last || at.last == Revision(0), "{at:?}: the newest stays");
        rises += usize::from(at.compacted > before);
        before = at.compacted;
    }
    rises
}

/// Of the command, two at a time.
const ROUNDS: usize = 8;
const READERS: usize = 6;

async fn while_phones_register(backend: Backend) {
    let nodes = if backend == Backend::Postgres { 2 } else { 1 };
    let left = LEFT.to_string();
    let flags = ["--log-max-revisions", &left];
    let cluster = Arc::new(Cluster::start(backend, nodes, &flags).await);
    cluster.client(0).domain(DOMAIN).await;
    let mut phones = Vec::new();
    for n in 0..4 * nodes {
        phones.push(phone(&cluster, 0, DOMAIN, &format!("user{n}"), n % nodes).await);
    }
    let (goal, wanted) = watch::channel(None);
    let (store, other) = (Arc::new(cluster.store().await), Arc::new(cluster.store().await));
    let (mut readers, anew) = (JoinSet::new(), Arc::new(AtomicUsize::new(0)));
    for n in 0..READERS {
        let late = n.is_multiple_of(3).then(|| other.clone());
        let reader = Reader { late, anew: anew.clone(), ..Default::default() };
        readers.spawn(reader.live(cluster.clone(), n % nodes, wanted.clone()));
    }

    let stop = CancellationToken::new();
    let looking = tokio::spawn(rises(other.clone(), stop.clone()));
    let (mut living, mut compacting) = (JoinSet::new(), JoinSet::new());
    for mut phone in phones {
        let stop = stop.clone();
        living.spawn(async move {
            while !stop.is_cancelled() {
                ok(&mut phone, 60).await;
            }
        });
    }
    for store in [&store, &store, &other] {
        compacting.spawn(compact(store.clone(), stop.clone()));
    }
    let mut rows = 0;
    for _ in 0..ROUNDS {
        let (one, two) = tokio::join!(command(cluster.clone(), flags), command(cluster.clone(), flags));
        rows += one + two;
    }
    until("a late one is refused", async || (anew.load(Ordering::SeqCst) > 0).then_some(())).await;
    stop.cancel();
    living.join_all().await;
    rows += compacting.join_all().await.into_iter().sum::<u64>();
    let rose = looking.await.unwrap();

    // Whoever forgot a row has counted it, and nobody else.
    let by_command = command(cluster.clone(), ["--upto-revision", "1000000000"]).await + rows;
    let position = store.log_position().await.unwrap();
    assert_eq!(position.compacted.0, position.last.0 - 1);
    until("every row is counted once", async || {
        let mut counted = by_command as f64;
        for node in 0..nodes {
            counted += http::sample(cluster.metrics(node).await, "rollcall_log_compacted_rows_total").await;
        }
        assert!(counted <= position.compacted.0 as f64, "{counted} rows of {position:?}");
        (counted == position.compacted.0 as f64).then_some(())
    })
    .await;
    assert_eq!(store.log_status().await.unwrap().rows, 1, "the newest");

    // Nobody has a gap.
    let (state, token) = table(&mut cluster.client(0), PARENT, 0).await;
    assert_eq!(revision(&token), position.last.0);
    goal.send_replace(Some(token.clone()));
    let (mut told, mut streams) = (BTreeMap::new(), 0);
    for reader in readers.join_all().await {
        assert_eq!(reader.journal.state, state);
        for (revision, events) in reader.told {
            let before = told.entry(revision).or_insert_with(|| events.clone());
            assert_eq!(*before, events, "two were told of {revision}");
        }
        streams += reader.streams;
    }
    println!(
        "{backend:?}: {} revisions, compacted {rose} times; {READERS} readers had {streams} streams, and began anew {} \
         times",
        position.last,
        anew.load(Ordering::SeqCst)
    );
    assert!(rose > 2 * ROUNDS, "it was compacted all the while, {rose} times");
    tokens_are_good_or_refused(&cluster, &token).await;
}

/// Every node refuses what is forgotten, goes on from what is not, and takes what comes.
async fn tokens_are_good_or_refused(cluster: &Cluster, token: &str) {
    let mut alice = phone(cluster, 0, DOMAIN, "alice", 0).await;
    ok(&mut alice, 60).await;
    for node in 0..cluster.len() {
        let client = cluster.client(node);
        let too_old = resume(PARENT, &crate::history::moved(token, -2));
        let refused = Failure::of(&Watcher::open(&client, too_old).await.err().unwrap());
        assert_eq!((refused.code, &*refused.reason), (Code::OutOfRange, "REVISION_COMPACTED"), "n{node}");
        let mut resumed = Watcher::begin(&client, resume(PARENT, token)).await;
        assert_eq!(resumed.event().await.revision, revision(token) + 1, "n{node}");
    }
}

crate::on_both!(while_phones_register);
