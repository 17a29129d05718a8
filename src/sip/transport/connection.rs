//! What connections have in common, whatever separates their messages.

use super::{Shared, run_or_spawn};
use crate::sip::message::Refusal;
use crate::sip::outgoing::Outlet;
use crate::sip::uas::Flow;
use bytes::Bytes;
use futures::future::BoxFuture;
use std::net::SocketAddr;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use std::time::Duration;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The writing side of a connection.
pub(super) trait Sink: Send {
    /// Sends one whole message; says whether that worked.
    fn send(&mut self, message: Bytes) -> BoxFuture<'_, bool>;

    fn close(&mut self) -> BoxFuture<'_, ()>;
}

/// One connection, shared by the requests under way on it.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) shared: Arc<Shared>,
    flow: Flow,
    /// Our end.
    local: SocketAddr,
    out: Arc<Out>,
    /// Requests that may be under way.
    slots: Arc<Semaphore>,
    /// Cancelled when the edge stops.
    stop: CancellationToken,
}

/// How the reading of a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing more is read; the peer may still wait for answers.
    Said,
    /// The peer is gone.
    Gone,
}

struct Out {
    /// `None` once the connection is closed.
    sink: Mutex<Option<Box<dyn Sink>>>,
    timeout: Duration,
    /// Cancelled when the connection is of no more use.
    closed: CancellationToken,
    authenticated: AtomicBool,
    /// Something was registered over it, or nobody knows whether it was.
    registered: AtomicBool,
    doubtful: AtomicBool,
}

impl Outlet for Out {
    fn send(&self, message: Bytes) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            let write = async {
                let mut sink = self.sink.lock().await;
                let Some(sink) = sink.as_mut() else { return false };
                // Given up in the middle of a message, nothing can follow it.
                let whole = self.closed.clone().drop_guard();
                let sent = sink.send(message).await;
                whole.disarm();
                sent
            };
            let sent = tokio::select! {
                () = self.closed.cancelled() => false,
                sent = tokio::time::timeout(self.timeout, write) => matches!(sent, Ok(true)),
            };
            if !sent {
                self.closed.cancel();
            }
            sent
        })
    }
}

impl Out {
    /// Closes the socket, whatever is still under way that could write to it.
    async fn close(&self) {
        let close = async {
            if let Some(sink) = self.sink.lock().await.as_mut() {
                sink.close().await;
            }
        };
        let _ = tokio::time::timeout(self.timeout, close).await;
        // Who still writes gives up, so that this waits for nobody.
        self.closed.cancel();
        drop(self.sink.lock().await.take());
    }
}

impl Connection {
    pub(super) fn new(
        shared: &Arc<Shared>,
        flow: Flow,
        local: SocketAddr,
        sink: Box<dyn Sink>,
        stop: &CancellationToken,
    ) -> Self {
        let out = Out {
            sink: Mutex::new(Some(sink)),
            timeout: shared.limits.one_message,
            closed: CancellationToken::new(),
            authenticated: AtomicBool::new(false),
            registered: AtomicBool::new(false),
            doubtful: AtomicBool::new(false),
        };
        let slots = Arc::new(Semaphore::new(shared.limits.pipelining));
        Self { shared: shared.clone(), flow, local, out: Arc::new(out), slots, stop: stop.clone() }
    }

    /// Lets `reading` go on until it ends, the connection is of no more use, nobody has authenticated on it for too long,
    /// or the edge has stopped; then closes it. What was read is answered before, unless the peer is gone or that takes
    /// longer than an answer may take to leave.
    pub(super) async fn serve(&self, reading: impl Future<Output = End>) {
        let ways = &self.shared.outgoing.ways;
        let open = self.flow.connection.map(|id| ways.open(id, self.local, self.out.clone()));
        let end = tokio::select! {
            () = self.out.closed.cancelled() => End::Gone,
            end = reading => end,
            () = self.stopped() => End::Said,
            () = self.overstayed() => End::Said,
        };
        drop(open);
        if end == End::Said {
            tokio::select! {
                () = self.out.closed.cancelled() => {}
                _ = tokio::time::timeout(self.out.timeout, self.answered()) => {}
            }
        }
        self.out.close().await;
    }

    /// What is left to do of a connection that is closed: once nothing can be registered over it any more, what was
    /// registered is told to be lost. It waits only for requests under way, and there are not many of these.
    pub(super) async fn left(self) {
        self.answered().await;
        let lost = &self.shared.lost;
        // While a database is away there are many of whom nobody knows: they leave room for the others.
        let doubtful = self.out.doubtful.load(Ordering::Relaxed) && lost.capacity() > lost.max_capacity() / 2;
        // When the edge stops, its phones go elsewhere or come back: nothing was lost.
        let registered =
            (self.out.registered.load(Ordering::Relaxed) || doubtful) && !self.stop.is_cancelled();
        if let Some(connection) = self.flow.connection.filter(|_| registered)
            && let Err(TrySendError::Full(_)) = lost.try_send(connection)
        {
            self.shared.core.not_told();
        }
    }

    /// Waits until the edge stops and the subscriptions have told their phones so, which they do by connections.
    async fn stopped(&self) {
        self.stop.cancelled().await;
        // A phone that does not read takes no longer than any message may.
        let _told = tokio::time::timeout(self.out.timeout, self.shared.subscriptions.ended()).await;
    }

    /// Waits until nobody has authenticated for as long as that may take, whatever else came: a connection is a place that
    /// somebody else does not have.
    async fn overstayed(&self) {
        tokio::time::sleep(self.shared.limits.anonymous).await;
        if self.out.authenticated.load(Ordering::Relaxed) {
            std::future::pending().await
        }
    }

    /// Waits until nothing is under way.
    async fn answered(&self) {
        let all = u32::try_from(self.shared.limits.pipelining).unwrap_or(u32::MAX);
        let _all = self.slots.acquire_many(all).await;
    }

    /// By when the next octets must come if no message has begun.
    pub(super) fn silent_at(&self) -> Instant {
        Instant::now() + self.shared.limits.idle
    }

    /// Sends whole messages only; a peer that does not read loses its connection.
    pub(super) async fn send(&self, message: Bytes) {
        let _closed = self.out.send(message).await;
    }

    /// Hands one message over. Waits while too many are under way on this connection: then it is not read,
    /// and TCP slows the peer down.
    pub(super) async fn answer(&self, raw: Bytes) {
        if self.shared.core.took_response(&raw, self.flow) {
            return;
        }
        if self.stop.is_cancelled() {
            // It is open for responses only.
            return self.refuse(raw, Refusal::new(503, "Service Unavailable")).await;
        }
        let Ok(slot) = self.slots.clone().acquire_owned().await else { return };
        let Ok(permit) = self.shared.in_flight.clone().try_acquire_owned() else {
            return self.refuse(raw, Refusal::new(503, "Overloaded")).await;
        };
        let own = self.clone();
        let work = async move {
            let _permits = (slot, permit);
            if let Some(answer) = own.shared.core.handle(raw, own.flow).await {
                if answer.authenticated {
                    own.out.authenticated.store(true, Ordering::Relaxed);
                }
                match answer.registered {
                    Some(true) => own.out.registered.store(true, Ordering::Relaxed),
                    Some(false) => {}
                    None => own.out.doubtful.store(true, Ordering::Relaxed),
                }
                own.send(answer.bytes).await;
            }
        };
        run_or_spawn(&self.shared.tasks, work).await;
    }

    pub(super) async fn refuse(&self, raw: Bytes, refusal: Refusal) {
        if let Some(answer) = self.shared.core.refuse(raw, self.flow, refusal) {
            self.send(answer.bytes).await;
        }
    }
}
