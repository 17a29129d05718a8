//! Transports (RFC 3261 §18): bytes in, bytes out, with every queue bounded.

mod connection;
pub(super) mod framing;
mod octets;
mod places;
mod stream;
mod stun;
mod udp;
mod websocket;

pub(crate) use places::NoPlace;
pub(crate) use stream::StreamServer;
pub(crate) use udp::UdpServer;

use super::SipConfig;
use super::outgoing::Outgoing;
use super::subscriptions::Subscriptions;
use super::uas::{Core, RETRY_IN};
use crate::registrar::{EdgeAnswer, EdgeError, EdgeRegistrar, EdgeRequest};
use futures::future::BoxFuture;
use places::Places;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

/// What all listeners have in common.
pub(crate) struct Shared {
    pub(crate) core: Core,
    pub(crate) outgoing: Arc<Outgoing>,
    pub(crate) subscriptions: Subscriptions,
    /// Requests under way.
    pub(crate) in_flight: Arc<Semaphore>,
    places: Arc<Places>,
    /// Every task of the edge, so that draining can wait for them.
    pub(crate) tasks: TaskTracker,
    /// Cancelled when draining has taken too long.
    pub(crate) abandon: CancellationToken,
    pub(crate) limits: Limits,
    /// Connections that ended and had registrations.
    pub(crate) lost: mpsc::Sender<Uuid>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) message: usize,
    pub(crate) pipelining: usize,
    pub(crate) idle: Duration,
    /// In all, where `idle` is of silence.
    pub(crate) anonymous: Duration,
    pub(crate) one_message: Duration,
}

impl Shared {
    pub(crate) fn new(
        config: &SipConfig,
        core: Core,
        outgoing: Arc<Outgoing>,
        subscriptions: Subscriptions,
        tasks: TaskTracker,
        lost: mpsc::Sender<Uuid>,
    ) -> Self {
        Self {
            core,
            outgoing,
            subscriptions,
            lost,
            in_flight: Arc::new(Semaphore::new(config.max_in_flight.min(Semaphore::MAX_PERMITS))),
            places: Arc::new(Places::new(config.max_connections, config.max_connections_per_source)),
            tasks,
            abandon: CancellationToken::new(),
            limits: Limits {
                message: config.max_message_size,
                pipelining: config.pipelining.clamp(1, 1024),
                idle: config.idle_timeout,
                anonymous: config.anonymous_timeout,
                one_message: config.message_timeout,
            },
        }
    }
}

impl EdgeRegistrar for Shared {
    fn register(&self, request: EdgeRequest) -> BoxFuture<'_, Result<EdgeAnswer, EdgeError>> {
        Box::pin(async move {
            let Ok(_permit) = self.in_flight.try_acquire() else {
                self.core.turned_away(request.source.transport);
                return Err(EdgeError::Overloaded { queue: "sip requests", retry_in: RETRY_IN });
            };
            self.core.register_for(request).await
        })
    }
}

/// Runs `work` here as far as it goes without waiting, and the rest of it as a task of its own. Challenges
/// and repeated answers never wait, so they cost no task; what waits for a commit does not hold up the
/// receive loop. The caller bounds how many there are by a permit that `work` owns.
async fn run_or_spawn(tasks: &TaskTracker, work: impl Future<Output = ()> + Send + 'static) {
    let mut work: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(work);
    let done = std::future::poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx).is_ready())).await;
    if !done {
        tasks.spawn(work);
    }
}
