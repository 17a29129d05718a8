//! The log is compacted while phones register: in small transactions, with rests between them.

use crate::model::{Revision, Time};
use crate::store::{Expendable, Retention, Store, StoreError};
use crate::telemetry::Metrics;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often it is looked whether something may go, unless the log is kept for a shorter time than ten of these.
const LONGEST_REST: Duration = Duration::from_secs(10);
const SHORTEST_REST: Duration = Duration::from_millis(100);
/// Between two portions at least; as long as the last one took, if that is longer, so that half of the time is
/// left for those who register.
const PAUSE: Duration = Duration::from_millis(5);

/// What a compaction forgot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compacted {
    /// The last revision that is gone; none went when this is `None`.
    pub upto: Option<Revision>,
    pub rows: u64,
}

/// Forgets all that is expendable, portion by portion. `each` is told of every portion.
pub async fn compact(
    store: &Store,
    what: &Expendable,
    mut each: impl FnMut(Revision, u64),
) -> Result<Compacted, StoreError> {
    let mut done = Compacted::default();
    loop {
        let began = Instant::now();
        let Some(portion) = store.compact_portion(what).await? else { return Ok(done) };
        done.upto = Some(portion.upto);
        done.rows += portion.rows;
        each(portion.upto, portion.rows);
        tokio::time::sleep(began.elapsed().max(PAUSE)).await;
    }
}

/// Keeps the log as short as the retention says, until `stop`.
pub async fn compact_until(store: Store, retention: Retention, metrics: Metrics, stop: CancellationToken) {
    let rest = (retention.keep / 10).clamp(SHORTEST_REST, LONGEST_REST);
    let work = async {
        loop {
            match look(&store, &retention, &metrics).await {
                Ok(Compacted { rows: 0, .. }) => {}
                Ok(Compacted { rows, .. }) => tracing::debug!(rows, "the change log was compacted"),
                Err(error) => tracing::warn!(%error, "the change log was not compacted; it is tried again"),
            }
            tokio::time::sleep(rest).await;
        }
    };
    // A transaction that is cut off is rolled back, and begun again after the start.
    let _stopped = stop.run_until_cancelled(work).await;
}

async fn look(store: &Store, retention: &Retention, metrics: &Metrics) -> Result<Compacted, StoreError> {
    let position = store.log_position().await?;
    // Also what other nodes have forgotten.
    metrics.log_compacted(position.compacted.0, 0);
    let what = retention.expendable(Time::now(), position.last);
    compact(store, &what, |upto, rows| metrics.log_compacted(upto.0, rows)).await
}
