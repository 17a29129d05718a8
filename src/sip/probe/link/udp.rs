//! UDP: what is lost is sent again (RFC 3261 §17.1.2.2).

use super::{Answer, Bytes, LARGEST};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{
    net::UdpSocket,
    time::{Instant, timeout_at},
};

/// When a request is first sent again, and the longest that two are apart.
const T1: Duration = Duration::from_millis(500);
const T2: Duration = Duration::from_secs(4);

pub(super) struct Udp(UdpSocket);

impl Udp {
    pub(super) async fn open(server: SocketAddr) -> io::Result<(Self, SocketAddr)> {
        let any: IpAddr = match server {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let socket = UdpSocket::bind((any, 0)).await?;
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
