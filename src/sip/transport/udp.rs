//! UDP (RFC 3261 §18).

use super::{Shared, run_or_spawn, stun};
use crate::model::Transport;
use crate::sip::message::Refusal;
use crate::sip::uas::{Answer, Flow};
use bytes::Bytes;
use socket2::{Domain, Protocol, Socket, Type};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::UdpSocket;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// One UDP socket.
pub(crate) struct UdpServer {
    id: Uuid,
    socket: Arc<UdpSocket>,
}

/// The largest datagram there is.
const MAX_DATAGRAM: usize = 65_535;

impl UdpServer {
    /// SO_REUSEADDR stays off: on UDP it would let a second process take our packets.
    pub(crate) fn bind(address: SocketAddr, receive_buffer: usize) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
        if address.is_ipv6() {
            // So that [::] and 0.0.0.0 can both be listened on.
            socket.set_only_v6(true)?;
        }
        // The system may grant less (net.core.rmem_max); that is no reason not to serve.
        let _ = socket.set_recv_buffer_size(receive_buffer);
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        Ok(Self { id: Uuid::new_v4(), socket: Arc::new(UdpSocket::from_std(socket.into())?) })
    }

    /// The socket, and what flows call it.
    pub(crate) fn socket(&self) -> (Uuid, Arc<UdpSocket>) {
        (self.id, self.socket.clone())
    }

    pub(crate) fn local_address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    pub(crate) async fn run(self, shared: Arc<Shared>, stop: CancellationToken) {
        let mut buffer = vec![0; MAX_DATAGRAM];
        let stopped = stop.cancelled();
        tokio::pin!(stopped);
        loop {
            let received = tokio::select! {
                biased;
                received = self.socket.recv_from(&mut buffer) => received,
                () = &mut stopped => return,
            };
            match received {
                Ok((len, source)) => self.take(&shared, &buffer[..len], source).await,
                Err(error) => {
                    tracing::debug!(%error, "receiving on udp failed");
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
            if stop.is_cancelled() {
                return;
            }
        }
    }

    async fn take(&self, shared: &Arc<Shared>, datagram: &[u8], source: SocketAddr) {
        if let Some(answer) = stun::answer(datagram, source) {
            // As below: a keepalive that is lost is sent again.
            let _ = self.socket.try_send_to(&answer, source);
            return;
        }
        // Keepalives that are none of RFC 5626's: CRLF, or a few zero octets.
        if datagram.iter().all(|b| matches!(b, b'\r' | b'\n' | 0)) || datagram.len() > shared.limits.message {
            return;
        }
        let flow = Flow { transport: Transport::Udp, source, connection: Some(self.id) };
        let raw = Bytes::copy_from_slice(datagram);
        if shared.core.took_response(&raw, flow) {
            return;
        }
        let Ok(permit) = shared.in_flight.clone().try_acquire_owned() else {
            if let Some(answer) = shared.core.refuse(raw, flow, Refusal::new(503, "Overloaded")) {
                // Waiting for room in the send buffer would make it worse.
                let _ = self.socket.try_send_to(&answer.bytes, answer.to);
            }
            return;
        };
        let (socket, own) = (self.socket.clone(), shared.clone());
        let work = async move {
            let _permit = permit;
            if let Some(Answer { bytes, to, .. }) = own.core.handle(raw, flow).await
                && let Err(error) = socket.send_to(&bytes, to).await
            {
                tracing::debug!(%error, %to, "sending on udp failed");
            }
        };
        run_or_spawn(&shared.tasks, work).await;
    }
}
