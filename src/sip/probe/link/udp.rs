//! UDP: what is lost is sent again (RFC 3261 §17.1.2.2).

use super::{Answer, Bytes, LARGEST};
use crate::sip::outgoing::{T1, T2, any_address};
use std::{io, net::SocketAddr};
use tokio::{
    net::UdpSocket,
    time::{Instant, timeout_at},
};

pub(super) struct Udp(UdpSocket);

impl Udp {
    pub(super) async fn open(server: SocketAddr) -> io::Result<(Self, SocketAddr)> {
        let socket = UdpSocket::bind(any_address(server)).await?;
        socket.connect(server).await?;
        let local = socket.local_addr()?;
        Ok((Self(socket), local))
    }

    pub(super) async fn exchange(
        &self,
        request: &[u8],
        meant: impl Fn(Bytes) -> Option<Answer>,
    ) -> io::Result<Answer> {
        let (mut buffer, mut apart) = (vec![0; LARGEST], T1);
        loop {
            self.0.send(request).await?;
            let again = Instant::now() + apart;
            while let Ok(received) = timeout_at(again, self.0.recv(&mut buffer)).await {
                if let Some(answer) = meant(Bytes::copy_from_slice(&buffer[..received?])) {
                    return Ok(answer);
                }
            }
            apart = (2 * apart).min(T2);
        }
    }
}
