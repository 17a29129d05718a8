//! Health: per service and overall, NOT_SERVING while the database is away, the node is behind, or it drains.

use crate::api::SERVICES;
use crate::registrar::Registrar;
use crate::telemetry::Metrics;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic_health::{
    ServingStatus,
    pb::health_server::{Health, HealthServer},
    server::HealthReporter,
};

const LOOK_EVERY: Duration = Duration::from_secs(1);
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// Reports until `drain`, then NOT_SERVING once more, and ends. The first report is made before this returns, so that
/// nobody asks about a service that is not known yet.
pub(super) async fn start(
    registrar: Registrar,
    metrics: Metrics,
    ready: Arc<AtomicBool>,
    drain: CancellationToken,
) -> (JoinHandle<()>, HealthServer<impl Health>) {
    let (reporter, service) = tonic_health::server::health_reporter();
    report(&reporter, &ready, is_up(&registrar).await).await;
    let task = tokio::spawn(async move {
        loop {
            let up = is_up(&registrar).await;
            report(&reporter, &ready, up).await;
            metrics.store_up(up);
            tokio::select! {
                () = drain.cancelled() => break,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        report(&reporter, &ready, false).await;
    });
    (task, service)
}

/// Whether it is current, as far as can be told in time.
async fn is_up(registrar: &Registrar) -> bool {
    tokio::time::timeout(ANSWER_WITHIN, is_current(registrar)).await.unwrap_or(false)
}

/// Whether the database answers, and this node knows all that is committed there.
async fn is_current(registrar: &Registrar) -> bool {
    match registrar.newest().await {
        Ok(newest) => registrar.reach(newest, ANSWER_WITHIN).await.is_ok(),
        Err(_) => false,
    }
}

async fn report(reporter: &HealthReporter, ready: &AtomicBool, up: bool) {
    if ready.swap(up, Ordering::Relaxed) != up {
        tracing::info!(serving = up, "health changed");
    }
    let status = if up { ServingStatus::Serving } else { ServingStatus::NotServing };
    for service in SERVICES.into_iter().chain([""]) {
        reporter.set_service_status(service, status).await;
    }
}
