//! Following what other nodes commit. The log is the truth; notifications only say when to look.

use super::commit::Inner;
use crate::store::StoreError;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often the log is looked at without being told to.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The shortest time between two notifications, which take a lock that the whole database server has once.
const ANNOUNCE_EVERY: Duration = Duration::from_millis(5);

/// Starts what follows other nodes and tells them of this one, until `stop`. A store that is this node's alone
/// needs none of it.
pub(super) fn start(inner: &Arc<Inner>, stop: &CancellationToken) {
    if inner.store.is_sole() {
        return;
    }
    tokio::spawn(stop.clone().run_until_cancelled_owned(listen(inner.clone())));
    tokio::spawn(stop.clone().run_until_cancelled_owned(announce(inner.clone())));
    tokio::spawn(stop.clone().run_until_cancelled_owned(follow(inner.clone())));
}

async fn listen(inner: Arc<Inner>) {
    let mut calls = inner.store.calls();
    loop {
        calls.next().await;
        inner.nudge.notify_one();
    }
}

async fn announce(inner: Arc<Inner>) {
    loop {
        inner.news.notified().await;
        // A lost one costs the others a look later.
        if let Err(error) = inner.store.call_others().await {
            tracing::debug!(%error, "other nodes were not told of a commit");
        }
        tokio::time::sleep(ANNOUNCE_EVERY).await;
    }
}

async fn follow(inner: Arc<Inner>) {
    let mut well = true;
    loop {
        let _ = tokio::time::timeout(LOOK_EVERY, inner.nudge.notified()).await;
        let looked = look(&inner).await;
        if let (Err(error), true) = (&looked, well) {
            tracing::warn!(%error, "the log cannot be read; what other nodes commit is not seen");
        }
        well = looked.is_ok();
    }
}

async fn look(inner: &Inner) -> Result<(), StoreError> {
    let last = inner.store.log_position().await?.last;
    if last > inner.table().revision() {
        let mut committer = inner.committer.lock().await;
        inner.catch_up(&mut committer, None).await?;
    }
    Ok(())
}
