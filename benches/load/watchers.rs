//! From commit to delivery, over real gRPC.

use crate::{
    Outcome, Scale,
    data::{Backend, Database, Phone},
    etcd,
    latency::Latencies,
    served::{self, Served},
    table::{Table, Target},
};
use rollcall::pb::v1::{
    StartNow, WatchRegistrationsRequest, watch_registrations_request::Start,
    watch_registrations_response::Message,
};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};
use tokio::time::MissedTickBehavior;

const USERS: u64 = 1000;
const WATCHERS: [usize; 3] = [1, 100, 1000];
/// Changes per second, each a commit of its own.
pub(crate) const PACE: u64 = 50;

pub(crate) async fn run(table: &mut Table, scale: Scale) -> Outcome {
    eprintln!("==> commit to delivery");
    let database = Database::new(Backend::Sqlite, USERS).await?;
    let served = Served::start(&database).await?;
    let mut phones = (1..=USERS).map(|n| Phone::new(&database, n)).collect::<Outcome<Vec<_>>>()?;
    for phone in &mut phones {
        served.registrar.register(phone.next()).await?;
    }
    for watchers in WATCHERS {
        let run = paced(&served, &mut phones, watchers, scale).await?;
        let (p50, p99) = run.since_commit.p50_p99();
        let (whole_p50, whole_p99) = run.since_request.p50_p99();
        table.add(
            format!("commit to delivery, {watchers} watchers, {PACE} commits/s"),
            (p99, "ms"),
            format!("p99; p50 {p50:.2} ms"),
            None,
            Target::None,
        );
        let peer = if watchers == 1000 { etcd::latency(watchers, scale).await? } else { None };
        let target = peer.as_ref().map_or(Target::None, |_| Target::RatioAtMost(0.5));
        let peer = peer.map(Latencies::p50_p99);
        let peer_p50 = peer.map(|(p50, _)| format!("; etcd's p50 {p50:.1} ms")).unwrap_or_default();
        table.add(
            format!("request to delivery, {watchers} watchers, {PACE} requests/s"),
            (whole_p99, "ms"),
            format!("p99; p50 {whole_p50:.1} ms{peer_p50}"),
            peer.map(|(_, p99)| (p99, "etcd 3.4: put to watch event")),
            target,
        );
    }
    served.stop().await
}

/// What one paced run measured, over all watchers.
#[derive(Default)]
pub(crate) struct Paced {
    since_commit: Latencies,
    pub(crate) since_request: Latencies,
}

pub(crate) async fn paced(
    served: &Served,
    phones: &mut [Phone],
    watchers: usize,
    scale: Scale,
) -> Outcome<Paced> {
    let request = WatchRegistrationsRequest {
        parent: "domains/-".to_owned(),
        include_refreshes: true,
        start: Some(Start::StartNow(StartNow {})),
        ..Default::default()
    };
    let mut streams = served::watch(served.address, &served.token, watchers, &request).await?;
    for stream in &mut streams {
        // The first message says that the watch has begun.
        stream.message().await?.ok_or("a stream ended")?;
    }
    let changes = scale.seconds() * PACE;
    let mut tasks = Vec::new();
    for mut stream in streams {
        tasks.push(tokio::spawn(async move {
            let mut seen = Vec::with_capacity(usize::try_from(changes)?);
            while (seen.len() as u64) < changes
                && let Some(response) = stream.message().await?
            {
                let now = Instant::now();
                if let Some(Message::Changes(changes)) = response.message {
                    seen.extend(changes.events.iter().map(|event| (event.revision, now)));
                }
            }
            Outcome::Ok(seen)
        }));
    }
    let mut times: HashMap<i64, (Instant, Instant)> = HashMap::new();
    let mut tick = tokio::time::interval(Duration::from_millis(1000 / PACE));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for n in 0..changes {
        tick.tick().await;
        let sent = Instant::now();
        let at = usize::try_from(n)? % phones.len();
        let answer = served.registrar.register(phones[at].next()).await?;
        times.insert(answer.revision.0, (sent, Instant::now()));
    }
    let mut paced = Paced::default();
    for task in tasks {
        for (revision, received) in task.await?? {
            let Some((sent, committed)) = times.get(&revision) else { continue };
            paced.since_request.add(received.duration_since(*sent));
            // The watcher may be told before the one who registered.
            paced.since_commit.add(received.saturating_duration_since(*committed));
        }
    }
    Ok(paced)
}
