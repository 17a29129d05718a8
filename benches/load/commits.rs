//! Durable refreshes per second through the registrar, without SIP.

use crate::{
    Outcome, Scale,
    data::{Backend, Database, Phone},
    floor,
    latency::Latencies,
    table::{Table, Target},
};
use rollcall::registrar::{Registrar, RegistrarConfig};
use rollcall::telemetry::Metrics;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const USERS: u64 = 10_000;
const CONCURRENCY: [u64; 4] = [1, 64, 512, 1024];

/// What Kamailio 5.6 did with 8 workers, written through to the same PostgreSQL (refreshes at 64 concurrent).
const KAMAILIO_WRITE_THROUGH: f64 = 4_300.0;
/// And with everything in memory (refreshes).
const KAMAILIO_MEMORY: f64 = 31_000.0;

pub(crate) async fn run(table: &mut Table, backend: Backend, scale: Scale) -> Outcome {
    eprintln!("==> refreshes through the registrar, {backend}");
    let database = Database::new(backend, USERS).await?;
    let store = database.open().await?;
    let stop = CancellationToken::new();
    let config = RegistrarConfig::default();
    let (registrar, writer) = Registrar::start(store.clone(), config, Metrics::new(), stop.clone()).await?;
    let mut phones = (1..=USERS).map(|n| Phone::new(&database, n)).collect::<Outcome<Vec<_>>>()?;
    // Everybody is there before anything is measured.
    for some in phones.chunks_mut(1000) {
        let all = some.iter_mut().map(|phone| registrar.register(phone.next()));
        futures::future::try_join_all(all).await?;
    }
    for concurrency in CONCURRENCY {
        let load = Load { registrar: &registrar, lasts: Duration::from_secs(scale.seconds()) };
        let (refreshes, latencies, batch);
        (phones, refreshes, latencies, batch) = load.run(phones, concurrency).await?;
        let (p50, p99) = latencies.p50_p99();
        let bare = floor::rows_per_second(&database, batch, Duration::from_secs(scale.seconds()) / 2).await?;
        let target = match (backend, concurrency) {
            (Backend::Sqlite, 64) => Target::AtLeast(KAMAILIO_MEMORY),
            (Backend::Postgres, 64) => Target::AtLeast(3.0 * KAMAILIO_WRITE_THROUGH),
            (Backend::Postgres, 512) => Target::AtLeast(4.0 * KAMAILIO_WRITE_THROUGH),
            _ => Target::None,
        };
        table.add(
            format!("refreshes, {backend}, {concurrency} at once"),
            (refreshes, "/s"),
            format!("p50 {p50:.1} ms, p99 {p99:.1} ms, {batch} a commit"),
            Some((bare, "the same rows by plain SQL, commits of the same size")),
            target,
        );
    }
    stop.cancel();
    writer.await?;
    store.close().await?;
    Ok(())
}

struct Load<'a> {
    registrar: &'a Registrar,
    lasts: Duration,
}

impl Load<'_> {
    /// Each of `concurrency` tasks has its share of the phones, and refreshes one after the other.
    async fn run(
        &self,
        phones: Vec<Phone>,
        concurrency: u64,
    ) -> Outcome<(Vec<Phone>, f64, Latencies, usize)> {
        let share = phones.len().div_ceil(usize::try_from(concurrency)?);
        let (before, began) = (self.registrar.revision(), Instant::now());
        let mut tasks = Vec::new();
        let mut phones = phones.into_iter();
        loop {
            let mut some: Vec<Phone> = phones.by_ref().take(share).collect();
            if some.is_empty() {
                break;
            }
            let (registrar, until) = (self.registrar.clone(), began + self.lasts);
            tasks.push(tokio::spawn(async move {
                let mut latencies = Latencies::default();
                'measured: loop {
                    for phone in &mut some {
                        let sent = Instant::now();
                        if sent >= until {
                            break 'measured;
                        }
                        registrar.register(phone.next()).await?;
                        latencies.add(sent.elapsed());
                    }
                }
                Outcome::Ok((some, latencies))
            }));
        }
        let (mut phones, mut latencies) = (Vec::new(), Latencies::default());
        for task in tasks {
            let (some, taken) = task.await??;
            phones.extend(some);
            latencies.extend(taken);
        }
        let rate = latencies.len() as f64 / began.elapsed().as_secs_f64();
        let commits = usize::try_from(self.registrar.revision().0 - before.0)?.max(1);
        let batch = latencies.len().div_ceil(commits);
        Ok((phones, rate, latencies, batch))
    }
}
