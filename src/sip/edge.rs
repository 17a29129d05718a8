//! Binding the listeners and running them.

use super::flows::LostFlows;
use super::outgoing::Outgoing;
use super::pings::Pinger;
use super::subscriptions::Subscriptions;
use super::transport::{Shared, StreamServer, UdpServer};
use super::uas::Core;
use super::{ListenAddress, SipConfig};
use crate::directory::Directory;
use crate::model::Transport;
use crate::registrar::{EdgeRegistrar, Registrar};
use crate::telemetry::Metrics;
use std::{io, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Why the edge cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    #[error("cannot listen on {at}: {source}")]
    Io { at: ListenAddress, source: io::Error },
    #[error("cannot listen on {at}: there is no certificate")]
    NoCertificate { at: ListenAddress },
}

/// All listeners, bound and not yet serving. Packets that come before [`SipEdge::run`] wait in the
/// system's buffers.
pub struct SipEdge {
    shared: Arc<Shared>,
    udp: Vec<UdpServer>,
    streams: Vec<StreamServer>,
    flows: LostFlows,
    subscriptions: Subscriptions,
    pings: Pinger,
    addresses: Vec<ListenAddress>,
    drain: Duration,
}

impl SipEdge {
    /// Binds every listener, or none. Must be called within a tokio runtime.
    pub fn bind(
        config: SipConfig,
        directory: Directory,
        registrar: Registrar,
        metrics: Metrics,
    ) -> Result<Self, BindError> {
        let (mut udp, mut streams, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
        for &at in &config.listeners {
            let io = |source| BindError::Io { at, source };
            let address = match at.transport {
                Transport::Udp => {
                    let server = UdpServer::bind(at.address, config.receive_buffer).map_err(io)?;
                    let address = server.local_address().map_err(io)?;
                    udp.push(server);
                    address
                }
                transport => {
                    let secured = matches!(transport, Transport::Tls | Transport::Wss);
                    let tls = config.tls.clone().filter(|_| secured);
                    if secured && tls.is_none() {
                        return Err(BindError::NoCertificate { at });
                    }
                    let server = StreamServer::bind(at, tls).map_err(io)?;
                    let address = server.local_address().map_err(io)?;
                    streams.push(server);
                    address
                }
            };
            addresses.push(ListenAddress { transport: at.transport, address });
        }
        let drain = config.drain_timeout;
        let (lost, flows) =
            LostFlows::new(directory.clone(), registrar.node().to_owned(), config.max_connections);
        let outgoing = Arc::new(Outgoing::default());
        outgoing.ways.set_sockets(udp.iter().map(UdpServer::socket).collect());
        let tasks = TaskTracker::new();
        let subscriptions = Subscriptions::new(
            directory.clone(),
            registrar.clone(),
            outgoing.clone(),
            metrics.clone(),
            tasks.clone(),
        );
        let pings = Pinger::new(
            directory.clone(),
            registrar.clone(),
            outgoing.clone(),
            metrics.clone(),
            tasks.clone(),
        );
        let core = Core::new(&config, directory, registrar, outgoing.clone(), subscriptions.clone(), metrics);
        let shared = Arc::new(Shared::new(&config, core, outgoing, subscriptions.clone(), tasks, lost));
        Ok(Self { shared, udp, streams, flows, subscriptions, pings, addresses, drain })
    }

    /// Where it listens, with the real ports, in the order of the configuration.
    pub fn local_addresses(&self) -> Vec<ListenAddress> {
        self.addresses.clone()
    }

    /// The registrar as other edges see it; it needs no listener, and shares the limit on requests under way.
    pub fn for_other_edges(&self) -> Arc<dyn EdgeRegistrar> {
        self.shared.clone()
    }

    /// Serves until `stop` is cancelled; then takes nothing more, and returns when all requests under way
    /// are answered or the drain timeout has passed.
    pub async fn run(self, stop: CancellationToken) {
        let tasks = self.shared.tasks.clone();
        for server in self.udp {
            tasks.spawn(server.run(self.shared.clone(), stop.clone()));
        }
        for server in self.streams {
            tasks.spawn(server.run(self.shared.clone(), stop.clone()));
        }
        tasks.spawn(self.flows.report_until(stop.clone()));
        tasks.spawn(self.subscriptions.follow(stop.clone()));
        // Without listeners there is no way to any phone.
        if !self.addresses.is_empty() {
            tasks.spawn(self.pings.ping_until(stop.clone()));
        }
        stop.cancelled().await;
        tasks.close();
        if tokio::time::timeout(self.drain, tasks.wait()).await.is_err() {
            tracing::warn!(left = tasks.len(), "sip edge stopped before every request was answered");
        }
        self.shared.abandon.cancel();
    }
}
