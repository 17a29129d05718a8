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

    /// Tells of these. While the store is away they wait; what fails for good is tried in halves, so that it takes no
    /// others with it.
    async fn report(&self, flow_tokens: Vec<String>) {
        let (mut parts, mut untold) = (vec![flow_tokens], 0_usize);
        while let Some(mut part) = parts.pop() {
            match self.directory.flows_failed(self.failure(part.clone())).await {
                Ok(_) => {}
                Err(error) if !error.is_lasting() => {
                    tracing::warn!(%error, "lost connections could not be told of; it is tried again");
                    tokio::time::sleep(RETRY_IN).await;
                    parts.push(part);
                }
                Err(_) if part.len() > 1 => {
                    let rest = part.split_off(part.len() / 2);
                    parts.extend([rest, part]);
                }
                Err(error) => {
                    untold += 1;
                    tracing::debug!(%error, "a lost connection cannot be told of");
                }
            }
        }
        if untold > 0 {
            tracing::warn!(
                untold,
                "registrations of lost connections stay until they expire: the directory failed"
            );
        }
    }

    fn failure(&self, flow_tokens: Vec<String>) -> FlowFailure {
        FlowFailure {
            scope: AccountScope::All,
            edge: self.node.clone(),
            flow_tokens,
            registrations: Vec::new(),
            reason: "connection lost".to_owned(),
            actor: String::new(),
        }
    }
}
