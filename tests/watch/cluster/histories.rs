//! The long run: everything happens at once, and every watcher has everything.

use super::causes::{self, Cause};
use super::consumer::{BOOKMARKS, Consumer, Pace};
use super::device::{self, BRIEF, Device, Habit};
use super::edge::{self, Edge};
use super::faults::{self, Fault};
use super::ledger::{self, Kept, Progress};
use super::operator::Operator;
use crate::fleet::ACCOUNT;
use crate::support::{Backend, Client, Cluster, Phone, postgres::Stop, until};
use crate::watcher::{all, table};
use rollcall::pb::v1::{self, EventKind, WatchRegistrationsRequest};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

/// How much of everything.
struct Run {
    nodes: usize,
    changes: usize,
    watchers: usize,
    faults: Vec<Fault>,
    /// It fails when it takes longer, on the slowest machine.
    bound: Duration,
}

const DOMAINS: usize = 10;
/// In each domain.
const TRUNKS: usize = 6;
const LINES: usize = 16;
const ROAMING: usize = 2;
/// One domain admits one device of a user, and evicts; one grants little time; to one come the phones of edges of others.
const EVICTS: &str = "evicts.test";
const BRIEFLY: &str = "brief.test";
const BEHIND: &str = "behind.test";
/// Edges, and phones at each.
const EDGES: usize = 2;
const PHONES: usize = 4;

fn fqdn(n: usize) -> String {
    format!("d{n}.test")
}

/// Phones behind edges of others, whose registrations end at once with their connections.
async fn behind(client: &mut Client, nodes: usize) -> Vec<Edge> {
    let at_once = Some(prost_types::Duration::default());
    let policy =
        v1::RegistrationPolicy { flow_grace: at_once, max_registrations: Some(1000), ..Default::default() };
    client.domain_with(BEHIND, policy).await;
    let mut edges = Vec::new();
    for n in 0..EDGES * PHONES {
        let login = format!("user{n}");
        client.user(BEHIND, &login).await;
        edges.push(Edge::new(&format!("edge{}", n % EDGES), BEHIND, &login, n % nodes));
    }
    edges
}

/// Domains, users, and their phones, spread over the nodes.
async fn people(cluster: &Cluster) -> (Vec<Device>, Operator) {
    let mut client = cluster.client(0);
    let mut operator = Operator::default();
    let mut wanted: Vec<(String, String, Habit)> = Vec::new();
    for n in 0..DOMAINS {
        client.domain(&fqdn(n)).await;
        operator.domains.push(fqdn(n));
        wanted.extend((0..TRUNKS).map(|t| (fqdn(n), format!("trunk{t}"), Habit::Trunk(LINES))));
        // Two devices of one user.
        wanted.extend((0..ROAMING).map(|_| (fqdn(n), "roaming".to_owned(), Habit::Roaming)));
    }
    let one = v1::RegistrationPolicy {
        max_registrations: Some(1),
        limit_policy: v1::LimitPolicy::EvictOldest.into(),
        ..Default::default()
    };
    client.domain_with(EVICTS, one).await;
    wanted.extend((0..6).map(|n| (EVICTS.to_owned(), format!("user{}", n / 3), Habit::Roaming)));
    let brief = |seconds: u32| Some(prost_types::Duration { seconds: seconds.into(), nanos: 0 });
    let briefly = v1::RegistrationPolicy {
        min_expiry: brief(BRIEF),
        default_expiry: brief(BRIEF),
        max_registrations: Some(1000),
        ..Default::default()
    };
    client.domain_with(BRIEFLY, briefly).await;
    wanted.extend((0..8).map(|n| (BRIEFLY.to_owned(), format!("user{n}"), Habit::Forgetful(8))));
    let mut devices = Vec::new();
    for (n, (domain, login, habit)) in wanted.into_iter().enumerate() {
        let user = format!("{login}@{domain}");
        let known = operator.passwords.lock().unwrap().contains_key(&user);
        if !known {
            let password = client.user(&domain, &login).await;
            operator.passwords.lock().unwrap().insert(user, password);
        }
        let node = n % cluster.len();
        let phone = Phone::new(cluster.at(node).sip, &domain, &login, "").await;
        devices.push(Device::new(phone, habit, node, operator.passwords.clone()));
    }
    (devices, operator)
}

/// What ends registrations without anybody's asking for it from outside, and where.
fn by_itself() -> impl Iterator<Item = Cause> {
    let of = |kind, fqdn: &str| Cause::under(kind, "", &format!("domains/{fqdn}/"));
    let phones = Cause::under(EventKind::Unregistered, "", "domains/");
    [of(EventKind::Expired, BRIEFLY), of(EventKind::Evicted, EVICTS), phones].into_iter()
}

/// Some watch all, most a domain, the rest a few users; some without refreshes.
fn watcher(n: usize, nodes: usize) -> Consumer {
    let domain = fqdn(n % DOMAINS);
    let parent = format!("domains/{domain}");
    let (what, request) = match n {
        0..3 => ("all", all(ACCOUNT)),
        3..5 => ("all but refreshes", WatchRegistrationsRequest { include_refreshes: false, ..all(ACCOUNT) }),
        5..7 => ("the evicting domain", all(&format!("domains/{EVICTS}"))),
        7..9 => ("the brief domain", all(&format!("domains/{BRIEFLY}"))),
        _ if n.is_multiple_of(3) => ("a domain", all(&parent)),
        _ if n % 3 == 1 => ("a user", all(&format!("{parent}/users/trunk{}", n % TRUNKS))),
        _ => {
            let users = [format!("{parent}/users/roaming"), format!("{parent}/users/trunk{}", n % TRUNKS)];
            ("two users", WatchRegistrationsRequest { users: users.into(), ..all("domains/-") })
        }
    };
    let pace = match n % 5 {
        1 => Pace::Hopping,
        2 => Pace::Slow,
        _ => Pace::Steady,
    };
    let node = n % nodes;
    Consumer::new(
        format!("watcher {n} of {what} ({parent}), {pace:?}, first at n{node}"),
        request,
        pace,
        node,
    )
}

/// Every way in which a registration can end, but those of what is deleted.
const ENDINGS: [(EventKind, &str); 9] = [
    (EventKind::Unregistered, ""),
    (EventKind::Expired, ""),
    (EventKind::Evicted, ""),
    (EventKind::Deactivated, "all"),
    (EventKind::Deactivated, "one"),
    (EventKind::Rejected, "user disabled"),
    (EventKind::Rejected, "domain disabled"),
    (EventKind::Rejected, "registration credential changed"),
    (EventKind::FlowFailed, edge::LOST),
];

/// All parts of a run, from its beginning to its checks.
async fn run(backend: Backend, run: Run) {
    let began = Instant::now();
    let flags = ["--bookmark-interval", BOOKMARKS, "--max-stream-lifetime", "8s"];
    let cluster = Arc::new(match backend {
        Backend::Sqlite => Cluster::start(backend, run.nodes, &flags).await,
        Backend::Postgres => Cluster::with_database(run.nodes, &flags).await,
    });
    let (devices, operator) = people(&cluster).await;
    let edges = behind(&mut cluster.client(0), run.nodes).await;
    let (progress, mut watched) = watch::channel(Progress::default());
    let (stop, noted) = (CancellationToken::new(), CancellationToken::new());
    let (goal, wanted) = watch::channel(None);

    let ledger = tokio::spawn(Kept::follow(cluster.store().await, progress, noted.clone()));
    let mut watchers = JoinSet::new();
    for n in 0..run.watchers {
        watchers.spawn(watcher(n, run.nodes).live(cluster.clone(), wanted.clone()));
    }
    let mut living = JoinSet::new();
    for device in devices {
        living.spawn(device.live(cluster.clone(), stop.clone()));
    }
    let mut behind = JoinSet::new();
    for edge in edges {
        behind.spawn(edge.live(cluster.clone(), stop.clone()));
    }
    let operator = tokio::spawn(operator.live(cluster.clone(), stop.clone()));
    let compactor = tokio::spawn(faults::compact(cluster.store().await, watched.clone(), stop.clone()));
    let faults = tokio::spawn(faults::spread(run.faults, run.changes, cluster.clone(), watched.clone()));

    let loaded = Instant::now();
    println!("{} nodes on {backend:?}, ready after {:.1?}:", run.nodes, began.elapsed());
    watched.wait_for(|p| p.changes >= run.changes).await.expect("the ledger is kept");
    faults.await.unwrap();
    stop.cancel();
    let (devices, edges) = (living.join_all().await, behind.join_all().await);
    let lasted = loaded.elapsed();
    let (operator, compacted) = (operator.await.unwrap(), compactor.await.unwrap());

    let (state, token) = at_rest(&cluster).await;
    goal.send_replace(Some(token));
    let watchers: Vec<Consumer> =
        watchers.join_all().await.into_iter().collect::<Result<_, _>>().unwrap_or_else(|why| panic!("{why}"));
    noted.cancel();
    let kept = ledger.await.unwrap().unwrap_or_else(|why| panic!("{why}"));

    let checked = Instant::now();
    let mut faults = Vec::new();
    faults.extend(kept.check_endings().err());
    faults.extend(ledger::agrees(&kept, &state).err());
    let of_calls = device::by_call(&kept);
    faults.extend(devices.iter().filter_map(|d| d.verify(&of_calls).err()));
    faults.extend(edges.iter().filter_map(|e| e.verify(&of_calls).err()));
    let asked = operator.causes.iter().chain(edges.iter().flat_map(|e| &e.causes)).cloned();
    faults.extend(causes::check(&kept, &asked.chain(by_itself()).collect::<Vec<_>>()));
    faults.extend(watchers.iter().filter_map(|w| w.verify_state(&state).err()));
    let told: Vec<_> = watchers.iter().map(|w| w.verify(&kept)).collect();
    faults.extend(told.iter().filter_map(|t| t.clone().err()));

    let changes = kept.entries.len();
    let acknowledged: usize = devices.iter().map(Device::acknowledged).sum();
    let (streams, begun): (usize, usize) =
        watchers.iter().fold((0, 0), |(s, c), w| (s + w.streams, c + w.compacted));
    println!(
        "  {changes} changes in {} revisions, {:.0}/s; {acknowledged} REGISTERs acknowledged; {} deeds of the operator",
        kept.revisions,
        changes as f64 / lasted.as_secs_f64(),
        operator.done,
    );
    println!("  {:?}", kept.kinds());
    println!("  {:?}", kept.endings());
    println!("  compacted {} times, {} rows", compacted.0, compacted.1);
    println!(
        "  {} watchers had {} events in {streams} streams, {begun} of them begun anew after a compaction",
        watchers.len(),
        told.iter().flatten().sum::<usize>(),
    );
    println!("  load {lasted:.1?}, checks {:.1?}, all {:.1?}", checked.elapsed(), began.elapsed());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(changes >= run.changes && compacted.0 > 0, "it was not what it was to be");
    let kinds = kept.kinds();
    let begun = ["CREATED", "REFRESHED", "SHORTENED", "REPLACED"];
    let missing: Vec<_> = begun.iter().filter(|kind| !kinds.contains_key(*kind)).collect();
    assert!(missing.is_empty(), "kinds that did not happen: {missing:?}");
    let endings = kept.endings();
    let missing: Vec<_> = ENDINGS.iter().filter(|ending| !endings.contains_key(*ending)).collect();
    assert!(missing.is_empty(), "endings that did not happen: {missing:?}");
    assert!(began.elapsed() < run.bound, "it took {:?}", began.elapsed());
}

/// Waits until nothing expires any more, and answers the table, which is the same at all nodes.
async fn at_rest(cluster: &Cluster) -> (crate::history::State, String) {
    let mut first = cluster.client(0);
    until("the brief registrations expire", async || {
        let there = first.list(&format!("domains/{BRIEFLY}")).await;
        there.is_empty().then_some(())
    })
    .await;
    let (state, token) = table(&mut first, ACCOUNT, 1000).await;
    for node in 1..cluster.len() {
        let mut client = cluster.client(node);
        reach(&mut client, &token).await;
        let (other, _) = table(&mut client, ACCOUNT, 1000).await;
        let differs = state.iter().find(|(name, r)| other.get(*name) != Some(r));
        assert!(differs.is_none() && other.len() == state.len(), "n0 and n{node} differ: {differs:?}");
    }
    let store = cluster.store().await;
    let (_, rows) = store.load_registrations().await.unwrap();
    store.close().await.unwrap();
    let names: std::collections::BTreeSet<String> = rows.iter().map(|r| r.name().to_string()).collect();
    assert!(names.iter().eq(state.keys()), "{} rows, {} in the table", names.len(), state.len());
    (state, token)
}

async fn reach(client: &mut Client, token: &str) {
    let at_least = token.to_owned();
    let request = v1::ListRegistrationsRequest {
        parent: ACCOUNT.to_owned(),
        at_least,
        page_size: 1,
        ..Default::default()
    };
    client.registrations.list_registrations(request).await.unwrap();
}

const SECOND: Duration = Duration::from_secs(1);

/// How many changes the long run makes at least; `ROLLCALL_TEST_CHANGES` makes it longer or shorter.
fn changes() -> usize {
    let asked = std::env::var("ROLLCALL_TEST_CHANGES").ok();
    asked.map_or(200_000, |n| n.parse().expect("ROLLCALL_TEST_CHANGES is a number"))
}

/// CI's long run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes() {
    let faults = vec![
        Fault::Kill(1),
        Fault::Pause(2, SECOND),
        Fault::Database(Stop::Fast),
        Fault::Kill(0),
        Fault::Pause(0, 7 * SECOND),
        Fault::Database(Stop::Immediate),
        Fault::KillBoth(1, 2),
        Fault::Pause(1, 3 * SECOND),
        Fault::Kill(2),
        Fault::Pause(2, 12 * SECOND),
        Fault::Database(Stop::Immediate),
        Fault::Kill(0),
    ];
    run(Backend::Postgres, Run { nodes: 3, changes: changes(), watchers: 100, faults, bound: 600 * SECOND })
        .await;
}

async fn one_node(backend: Backend) {
    let mut faults = vec![Fault::Kill(0), Fault::Pause(0, 4 * SECOND), Fault::Kill(0)];
    if backend == Backend::Postgres {
        faults.extend([Fault::Database(Stop::Fast), Fault::Kill(0), Fault::Database(Stop::Immediate)]);
    }
    run(backend, Run { nodes: 1, changes: 20_000, watchers: 30, faults, bound: 300 * SECOND }).await;
}

crate::on_both!(one_node);
