//! TCP (RFC 3261 §18).

use super::framing::{Frame, Framer};
use super::{Shared, run_or_spawn};
use crate::model::Transport;
use crate::sip::message::Refusal;
use crate::sip::uas::Flow;
use bytes::{Bytes, BytesMut};
use socket2::{Domain, Protocol, Socket, Type};
use std::sync::atomic::{AtomicBool, Ordering};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Room for one usual message, kept for each connection.
const READ: usize = 2048;

/// One TCP listener.
pub(crate) struct TcpServer {
    listener: TcpListener,
}

impl TcpServer {
    pub(crate) fn bind(address: SocketAddr) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        if address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        // On TCP it only means that a restart need not wait for old connections to time out.
        socket.set_reuse_address(true)?;
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        socket.listen(1024)?;
        Ok(Self { listener: TcpListener::from_std(socket.into())? })
    }

    pub(crate) fn local_address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    pub(crate) async fn run(self, shared: Arc<Shared>, stop: CancellationToken) {
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => return,
                accepted = self.listener.accept() => accepted,
            };
            let (stream, source) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of descriptors, most likely: they do not come back by asking at once.
                    tracing::debug!(%error, "accepting on tcp failed");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let Ok(permit) = shared.connections.clone().try_acquire_owned() else {
                tracing::debug!(%source, "connection limit reached");
                continue;
            };
            let (own, stop) = (shared.clone(), stop.clone());
            shared.tasks.spawn(async move {
                let _permit = permit;
                let _ = stream.set_nodelay(true);
                tokio::select! {
                    () = own.abandon.cancelled() => {}
                    () = serve(stream, source, &own, stop) => {}
                }
            });
        }
    }
}

/// The writing side of a connection, shared by the requests under way on it.
struct Out {
    stream: Mutex<OwnedWriteHalf>,
    timeout: Duration,
    /// Cancelled when the connection is of no more use.
    closed: CancellationToken,
    authenticated: AtomicBool,
}

impl Out {
    /// Sends whole messages only; a peer that does not read loses its connection.
    async fn send(&self, bytes: &[u8]) {
        let write = async { self.stream.lock().await.write_all(bytes).await };
        if !matches!(tokio::time::timeout(self.timeout, write).await, Ok(Ok(()))) {
            self.closed.cancel();
        }
    }
}

async fn serve(stream: TcpStream, source: SocketAddr, shared: &Arc<Shared>, stop: CancellationToken) {
    let (reader, writer) = stream.into_split();
    let out = Arc::new(Out {
        stream: Mutex::new(writer),
        timeout: shared.limits.one_message,
        closed: CancellationToken::new(),
        authenticated: AtomicBool::new(false),
    });
    let slots = Arc::new(Semaphore::new(shared.limits.pipelining));
    let flow = Flow { transport: Transport::Tcp, source };
    tokio::select! {
        () = stop.cancelled() => {}
        () = out.closed.cancelled() => {}
        () = read(reader, flow, shared, &out, &slots) => {}
    }
    // What was read is answered before the connection goes.
    let all = u32::try_from(shared.limits.pipelining).unwrap_or(u32::MAX);
    tokio::select! {
        () = out.closed.cancelled() => {}
        _ = slots.acquire_many(all) => {}
    }
    let _ =
        tokio::time::timeout(shared.limits.one_message, async { out.stream.lock().await.shutdown().await })
            .await;
}

async fn read(
    mut reader: OwnedReadHalf,
    flow: Flow,
    shared: &Arc<Shared>,
    out: &Arc<Out>,
    slots: &Arc<Semaphore>,
) {
    let limits = shared.limits;
    let mut framer = Framer::new(limits.message);
    let mut buffer = BytesMut::with_capacity(READ);
    // By when the message that has begun must be whole, however slowly it trickles.
    let mut due: Option<Instant> = None;
    loop {
        loop {
            match framer.next(&mut buffer) {
                Frame::Message(raw) => {
                    due = None;
                    answer(raw, flow, shared, out, slots).await;
                }
                Frame::Ping => {
                    due = None;
                    out.send(b"\r\n").await;
                }
                Frame::More { begun: true } => {
                    due.get_or_insert_with(|| Instant::now() + limits.one_message);
                    break;
                }
                Frame::More { begun: false } => {
                    due = None;
                    break;
                }
                Frame::Broken(head) => {
                    return refuse(head, flow, shared, out, Refusal::bad("Malformed Content-Length")).await;
                }
                Frame::TooLarge(head) => {
                    return refuse(head, flow, shared, out, Refusal::new(513, "Message Too Large")).await;
                }
                Frame::Hopeless => return,
            }
        }
        let silence = if out.authenticated.load(Ordering::Relaxed) { limits.idle } else { limits.anonymous };
        let deadline = due.unwrap_or_else(|| Instant::now() + silence);
        if buffer.capacity() - buffer.len() < READ {
            buffer.reserve(READ);
        }
        match tokio::time::timeout_at(deadline, reader.read_buf(&mut buffer)).await {
            Ok(Ok(n)) if n > 0 => {}
            _ => return,
        }
    }
}

/// Hands one message over. Waits while too many are under way on this connection: then it is not read,
/// and TCP slows the peer down.
async fn answer(raw: Bytes, flow: Flow, shared: &Arc<Shared>, out: &Arc<Out>, slots: &Arc<Semaphore>) {
    let Ok(slot) = slots.clone().acquire_owned().await else { return };
    let Ok(permit) = shared.in_flight.clone().try_acquire_owned() else {
        return refuse(raw, flow, shared, out, Refusal::new(503, "Overloaded")).await;
    };
    let (own, out) = (shared.clone(), out.clone());
    let work = async move {
        let _permits = (slot, permit);
        if let Some(answer) = own.core.handle(raw, flow).await {
            if answer.authenticated {
                out.authenticated.store(true, Ordering::Relaxed);
            }
            out.send(&answer.bytes).await;
        }
    };
    run_or_spawn(&shared.tasks, work).await;
}

async fn refuse(raw: Bytes, flow: Flow, shared: &Shared, out: &Out, refusal: Refusal) {
    if let Some(answer) = shared.core.refuse(raw, flow, refusal) {
        out.send(&answer.bytes).await;
    }
}
