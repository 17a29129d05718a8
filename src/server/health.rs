//! Health: per service and overall, NOT_SERVING while the database is away or the node drains.

use crate::api::SERVICES;
use crate::store::Store;
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

/// Reports until `drain`, then NOT_SERVING once more, and ends.
pub(super) fn start(
    store: Store,
    metrics: Metrics,
    ready: Arc<AtomicBool>,
    drain: CancellationToken,
) -> (JoinHandle<()>, HealthServer<impl Health>) {
    let (reporter, service) = tonic_health::server::health_reporter();
    let task = tokio::spawn(async move {
        loop {
            let up = matches!(tokio::time::timeout(ANSWER_WITHIN, store.ping()).await, Ok(Ok(())));
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

async fn report(reporter: &HealthReporter, ready: &AtomicBool, up: bool) {
    if ready.swap(up, Ordering::Relaxed) != up {
        tracing::info!(serving = up, "health changed");
    }
    let status = if up { ServingStatus::Serving } else { ServingStatus::NotServing };
    for service in SERVICES.into_iter().chain([""]) {
        reporter.set_service_status(service, status).await;
    }
}
