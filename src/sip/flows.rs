//! Connections of this node that were lost with phones on them (RFC 5626 §5.3): their registrations end after the
//! domain's grace, unless the phones come back.

use crate::directory::{Directory, FlowFailure};
use crate::model::AccountScope;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Told of in one go.
const BATCH: usize = 1000;
/// Some 16 octets each.
const MOST: usize = 1 << 20;
const RETRY_IN: Duration = Duration::from_secs(1);

/// The connections that were lost, on their way to the directory.
pub(super) struct LostFlows {
    directory: Directory,
    node: String,
    connections: mpsc::Receiver<Uuid>,
}

impl LostFlows {
    /// Twice as many as there may be connections at once wait to be told of. Half of that is enough for the time that
    /// a database is away, as nobody registers meanwhile; the other half is for those of whom nobody knows.
    pub(super) fn new(directory: Directory, node: String, connections: usize) -> (mpsc::Sender<Uuid>, Self) {
        let (sender, connections) = mpsc::channel(connections.saturating_mul(2).clamp(BATCH, MOST));
        (sender, Self { directory, node, connections })
    }

    /// Tells of them until `stop`. What is told of no more stays until it expires.
    pub(super) async fn report_until(mut self, stop: CancellationToken) {
        let work = async {
            let mut lost = Vec::with_capacity(BATCH);
            while self.connections.recv_many(&mut lost, BATCH).await > 0 {
                let flow_tokens = lost.drain(..).map(|id| id.simple().to_string()).collect();
                self.report(flow_tokens).await;
            }
        };
        let _stopped = stop.run_until_cancelled(work).await;
    }

    async fn report(&self, flow_tokens: Vec<String>) {
        let failure = FlowFailure {
            scope: AccountScope::All,
            edge: self.node.clone(),
            flow_tokens,
            registrations: Vec::new(),
            reason: "connection lost".to_owned(),
            actor: String::new(),
        };
        while let Err(error) = self.directory.flows_failed(failure.clone()).await {
            tracing::warn!(%error, "lost connections could not be told of; it is tried again");
            tokio::time::sleep(RETRY_IN).await;
        }
    }
}
