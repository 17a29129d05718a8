//! Listeners of connections: TCP, TLS (RFC 3261 §26.2), WebSocket and secure WebSocket (RFC 7118).

use super::connection::Connection;
use super::{Shared, octets, websocket};
use crate::model::Transport;
use crate::sip::ListenAddress;
use crate::sip::uas::Flow;
use crate::tls::ReloadingTls;
use socket2::{Domain, Protocol, Socket, Type};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What messages travel on, once it is secured.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// One listener.
pub(crate) struct StreamServer {
    listener: TcpListener,
    transport: Transport,
    /// Set for transports over TLS.
    tls: Option<ReloadingTls>,
}

impl StreamServer {
    pub(crate) fn bind(at: ListenAddress, tls: Option<ReloadingTls>) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(at.address), Type::STREAM, Some(Protocol::TCP))?;
        if at.address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        // On TCP it only means that a restart need not wait for old connections to time out.
        socket.set_reuse_address(true)?;
        socket.set_nonblocking(true)?;
        socket.bind(&at.address.into())?;
        socket.listen(1024)?;
        Ok(Self { listener: TcpListener::from_std(socket.into())?, transport: at.transport, tls })
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
                    tracing::debug!(%error, "accepting on {} failed", self.transport.as_str());
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let place = match shared.places.take(source.ip()) {
                Ok(place) => place,
                Err(why) => {
                    shared.core.no_room(self.transport, source, why);
                    continue;
                }
            };
            let flow = Flow { transport: self.transport, source, connection: Some(Uuid::new_v4()) };
            let (own, tls, stop) = (shared.clone(), self.tls.clone(), stop.clone());
            shared.tasks.spawn(async move {
                let _ = stream.set_nodelay(true);
                let work = async {
                    let closed = open(stream, tls, flow, &own, &stop).await;
                    // What is left waits for the store, maybe; nobody else waits for that.
                    drop(place);
                    if let Some(connection) = closed {
                        connection.left().await;
                    }
                };
                tokio::select! {
                    () = own.abandon.cancelled() => {}
                    () = work => {}
                }
            });
        }
    }
}

/// Does the handshakes that the transport has, and serves until the connection is closed. `None`: it never came to it.
async fn open(
    stream: TcpStream,
    tls: Option<ReloadingTls>,
    flow: Flow,
    shared: &Arc<Shared>,
    stop: &CancellationToken,
) -> Option<Connection> {
    // Gone already, if it has none.
    let local = stream.local_addr().ok()?;
    let io: Box<dyn Io> = match tls {
        None => Box::new(stream),
        Some(tls) => {
            let secured = tokio::select! {
                () = stop.cancelled() => return None,
                secured = tls.accept(stream) => secured,
            };
            match secured {
                Ok(secured) => Box::new(secured),
                Err(error) => {
                    let source = flow.source;
                    tracing::debug!(%source, %error, "a TLS handshake failed");
                    return None;
                }
            }
        }
    };
    match flow.transport {
        Transport::Ws | Transport::Wss => websocket::serve(io, flow, local, shared, stop).await,
        _ => Some(octets::serve(io, flow, local, shared, stop).await),
    }
}
