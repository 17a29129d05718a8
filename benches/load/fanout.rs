//! Events delivered per second to a thousand watchers that keep up.

use crate::{
    Outcome, Scale, bare,
    data::{Backend, Database, Phone},
    served::{self, Served},
    table::{Table, Target},
};
use bytes::Bytes;
use futures::StreamExt;
use prost::Message as _;
use rollcall::pb::v1::{
    StartNow, WatchRegistrationsRequest, WatchRegistrationsResponse, watch_registrations_request::Start,
    watch_registrations_response::Message,
};
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Notify, broadcast};
use tokio_stream::wrappers::BroadcastStream;

const WATCHERS: usize = 1000;
/// Changes of one round; the next begins when every watcher has them.
const ROUND: usize = 64;

pub(crate) async fn run(table: &mut Table, scale: Scale) -> Outcome {
    eprintln!("==> fan-out to {WATCHERS} watchers");
    let database = Database::new(Backend::Sqlite, ROUND as u64).await?;
    let served = Served::start(&database).await?;
    let mut phones = (1..=ROUND as u64).map(|n| Phone::new(&database, n)).collect::<Outcome<Vec<_>>>()?;

    let lasts = Duration::from_secs(scale.seconds());
    let mut watched = Watched::open(served.address, &served.token).await?;
    let rate = watched
        .rounds(lasts, async || {
            let all = phones.iter_mut().map(|phone| served.registrar.register(phone.next()));
            futures::future::try_join_all(all).await?;
            Ok(())
        })
        .await?;
    // The messages of the first round, as one watcher got them.
    let (mut messages, mut kept) = (watched.record()?, 0);
    messages.retain(|(events, _)| {
        kept += events;
        kept <= ROUND
    });
    drop(watched);
    served.stop().await?;

    let (sender, _) = broadcast::channel::<Bytes>(1024);
    let source = sender.clone();
    let bare = bare::stream(Arc::new(move || {
        let hello = WatchRegistrationsResponse::default().encode_to_vec().into();
        let live = BroadcastStream::new(source.subscribe()).filter_map(|m| std::future::ready(m.ok()));
        futures::stream::iter([hello]).chain(live).boxed()
    }))
    .await?;
    let mut watched = Watched::open(bare.address, "").await?;
    let floor = watched
        .rounds(lasts, async || {
            for (_, message) in &messages {
                sender.send(message.clone())?;
            }
            Ok(())
        })
        .await?;
    table.add(
        format!("fan-out to {WATCHERS} watchers, rounds of {ROUND} changes"),
        (rate, "events/s"),
        format!("{} messages a round", messages.len()),
        Some((floor, "a bare tonic stream of the same messages")),
        Target::RatioAtLeast(0.8),
    );
    Ok(())
}

/// Messages with the number of their events.
type Recorded = Vec<(usize, Bytes)>;

/// A thousand watchers, counting.
struct Watched {
    delivered: Arc<AtomicU64>,
    arrived: Arc<Notify>,
    /// What the first watcher got.
    record: Arc<Mutex<Recorded>>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Watched {
    async fn open(address: SocketAddr, token: &str) -> Outcome<Self> {
        let request = WatchRegistrationsRequest {
            parent: "domains/-".to_owned(),
            include_refreshes: true,
            start: Some(Start::StartNow(StartNow {})),
            ..Default::default()
        };
        let mut streams = served::watch(address, token, WATCHERS, &request).await?;
        for stream in &mut streams {
            // The first message says that the watch has begun.
            stream.message().await?.ok_or("a stream ended")?;
        }
        let (delivered, arrived) = (Arc::new(AtomicU64::new(0)), Arc::new(Notify::new()));
        let (mut tasks, record) = (Vec::new(), Arc::new(Mutex::new(Recorded::new())));
        for (n, mut stream) in streams.into_iter().enumerate() {
            let (delivered, arrived, record) = (delivered.clone(), arrived.clone(), record.clone());
            let task = tokio::spawn(async move {
                while let Ok(Some(response)) = stream.message().await {
                    let events = match &response.message {
                        Some(Message::Changes(changes)) => changes.events.len(),
                        _ => 0,
                    };
                    if n == 0
                        && events > 0
                        && let Ok(mut record) = record.lock()
                    {
                        record.push((events, response.encode_to_vec().into()));
                    }
                    delivered.fetch_add(events as u64, Ordering::Relaxed);
                    arrived.notify_one();
                }
            });
            tasks.push(task);
        }
        Ok(Self { delivered, arrived, record, tasks })
    }

    fn record(&self) -> Outcome<Recorded> {
        Ok(self.record.lock().map_err(|_| "a watcher failed")?.clone())
    }

    /// Rounds for as long as said; the events delivered per second.
    async fn rounds(&mut self, lasts: Duration, mut round: impl AsyncFnMut() -> Outcome) -> Outcome<f64> {
        let began = Instant::now();
        let mut expected = 0;
        while began.elapsed() < lasts {
            round().await?;
            expected += (ROUND * WATCHERS) as u64;
            while self.delivered.load(Ordering::Relaxed) < expected {
                tokio::time::timeout(Duration::from_secs(30), self.arrived.notified()).await?;
            }
        }
        Ok(expected as f64 / began.elapsed().as_secs_f64())
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.tasks.iter().for_each(tokio::task::JoinHandle::abort);
    }
}
