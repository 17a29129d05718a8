//! What goes wrong during a run, one thing after the other, each at a point of the run's progress.

use super::ledger::Progress;
use crate::support::{Cluster, postgres::Stop};
use rollcall::{model::Revision, store::Store};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// `kill -9`, and a start at once.
    Kill(usize),
    /// SIGSTOP in the middle of whatever it does, and SIGCONT after a while.
    Pause(usize, Duration),
    /// Two at the same moment.
    KillBoth(usize, usize),
    Database(Stop),
}

impl Fault {
    async fn happen(self, cluster: &Cluster) {
        match self {
            Self::Kill(node) => {
                cluster.kill(node).await;
                cluster.again(node).await;
            }
            Self::KillBoth(one, other) => {
                tokio::join!(cluster.kill(one), cluster.kill(other));
                cluster.again(one).await;
                cluster.again(other).await;
            }
            Self::Pause(node, lasts) => {
                cluster.pause(node).await;
                tokio::time::sleep(lasts).await;
                cluster.go_on(node).await;
            }
            Self::Database(how) => {
                cluster.stop_database(how).await;
                cluster.start_database().await;
            }
        }
    }
}

/// Lets faults happen, spread over a run of `total` changes, and says what it did when.
pub(super) async fn spread(
    faults: Vec<Fault>,
    total: usize,
    cluster: Arc<Cluster>,
    mut progress: watch::Receiver<Progress>,
) {
    let share = total / (faults.len() + 1);
    for (n, fault) in faults.into_iter().enumerate() {
        let due = share * (n + 1);
        let at = progress.wait_for(|p| p.changes >= due).await.expect("the ledger is kept").changes;
        let began = tokio::time::Instant::now();
        fault.happen(&cluster).await;
        let meanwhile = progress.borrow().changes - at;
        println!("  at {at} changes: {fault:?}, {:.1?}, {meanwhile} changes meanwhile", began.elapsed());
    }
}

/// Revisions that are left in the log: so few that a slow reader is sometimes behind.
const LEFT: i64 = 20;
const EVERY: Duration = Duration::from_secs(1);

/// Compacts the log now and then, never past what the ledger has; answers how often, and how many rows went.
pub(super) async fn compact(
    store: Store,
    progress: watch::Receiver<Progress>,
    stop: CancellationToken,
) -> (usize, u64) {
    let (mut times, mut rows) = (0, 0);
    while !stop.is_cancelled() {
        let upto = Revision((progress.borrow().reached - LEFT).max(0));
        let compacted = async {
            let tx = store.begin().await?;
            let gone = tx.compact_log(upto).await?;
            tx.commit().await.map(|()| gone)
        };
        // The database is away now and then.
        if let Ok(gone @ 1..) = compacted.await {
            (times, rows) = (times + 1, rows + gone);
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
    (times, rows)
}
