//! A test's connection to a listener: a socket of its own, for this test alone.
//!
//! Another transport is a variant of [`Link`] here, its arm in [`Link::open`], and its way to send and receive in
//! [`Link::exchange`].

use super::answer::Answer;
use crate::model::Transport;
use crate::sip::transport::framing::{Frame, Framer};
use bytes::{Bytes, BytesMut};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
    time::{Instant, timeout_at},
};

/// When a request is first sent again on UDP, and the longest that two are apart (RFC 3261 §17.1.2.2).
const T1: Duration = Duration::from_millis(500);
const T2: Duration = Duration::from_secs(4);
/// The largest answer.
const LARGEST: usize = 65_535;

pub(super) enum Link {
    Udp(UdpSocket),
    Tcp { stream: TcpStream, framer: Framer, buffer: BytesMut },
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("this version of the test does not speak {}", .0.as_str())]
    Unsupported(Transport),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Link {
    /// Connects to a listener of this node.
    pub(super) async fn open(transport: Transport, listener: SocketAddr) -> Result<Self, ConnectError> {
        let server = reachable(listener);
        match transport {
            Transport::Udp => {
                let any: IpAddr = match server {
                    SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
                    SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
                };
                let socket = UdpSocket::bind((any, 0)).await?;
                socket.connect(server).await?;
                Ok(Self::Udp(socket))
            }
            Transport::Tcp => {
                let stream = TcpStream::connect(server).await?;
                stream.set_nodelay(true)?;
                Ok(Self::Tcp { stream, framer: Framer::new(LARGEST), buffer: BytesMut::new() })
            }
            Transport::Tls | Transport::Ws | Transport::Wss => Err(ConnectError::Unsupported(transport)),
        }
    }

    /// Our end of it.
    pub(super) fn local(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Udp(socket) => socket.local_addr(),
            Self::Tcp { stream, .. } => stream.local_addr(),
        }
    }

    /// Sends a request and waits for the final answer that `is_meant` takes; on UDP it is sent again and again meanwhile.
    /// The caller bounds the time.
    pub(super) async fn exchange(
        &mut self,
        request: &[u8],
        is_meant: impl Fn(&Answer) -> bool,
    ) -> io::Result<Answer> {
        let meant = |raw| Answer::parse(raw).filter(|answer| answer.status >= 200 && is_meant(answer));
        match self {
            Self::Udp(socket) => {
                let (mut buffer, mut apart) = (vec![0; LARGEST], T1);
                loop {
                    socket.send(request).await?;
                    let again = Instant::now() + apart;
                    while let Ok(received) = timeout_at(again, socket.recv(&mut buffer)).await {
                        if let Some(answer) = meant(Bytes::copy_from_slice(&buffer[..received?])) {
                            return Ok(answer);
                        }
                    }
                    apart = (2 * apart).min(T2);
                }
            }
            Self::Tcp { stream, framer, buffer } => {
                stream.write_all(request).await?;
                loop {
                    match framer.next(buffer) {
                        Frame::Message(raw) => {
                            if let Some(answer) = meant(raw) {
                                return Ok(answer);
                            }
                        }
                        Frame::Ping => {}
                        Frame::More { .. } => {
                            if stream.read_buf(buffer).await? == 0 {
                                return Err(io::ErrorKind::UnexpectedEof.into());
                            }
                        }
                        Frame::Broken(_) | Frame::TooLarge(_) | Frame::Hopeless => {
                            return Err(io::Error::new(
                                io::ErrorKind::InvalidData,
                                "an answer that is no SIP",
                            ));
                        }
                    }
                }
            }
        }
    }
}

/// Where a listener is reached from this machine: a wildcard means loopback too.
pub(super) fn reachable(listener: SocketAddr) -> SocketAddr {
    let ip = match listener.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listener.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &[u8] = b"REGISTER sip:h SIP/2.0\r\n\r\n";

    fn answer(status: u16, cseq: u32) -> String {
        format!("SIP/2.0 {status} x\r\nCall-ID: c\r\nCSeq: {cseq} REGISTER\r\nContent-Length: 0\r\n\r\n")
    }

    fn of_second(answer: &Answer) -> bool {
        answer.is_to("c", 2)
    }

    #[test]
    fn a_wildcard_is_reached_by_loopback() {
        for (listener, server) in [
            ("0.0.0.0:5060", "127.0.0.1:5060"),
            ("[::]:5060", "[::1]:5060"),
            ("192.0.2.1:5060", "192.0.2.1:5060"),
        ] {
            assert_eq!(reachable(listener.parse().unwrap()), server.parse().unwrap());
        }
    }

    #[tokio::test]
    async fn on_udp_it_is_sent_again_until_the_answer_comes() {
        let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut link = Link::open(Transport::Udp, server.local_addr().unwrap()).await.unwrap();
        let answering = async {
            let mut buffer = [0; 100];
            let (n, _) = server.recv_from(&mut buffer).await.unwrap();
            assert_eq!(&buffer[..n], REQUEST);
            // The first one is lost. What follows is not meant, or not final.
            let (n, source) = server.recv_from(&mut buffer).await.unwrap();
            assert_eq!(&buffer[..n], REQUEST);
            for said in ["nonsense".to_owned(), answer(200, 1), answer(100, 2), answer(403, 2)] {
                server.send_to(said.as_bytes(), source).await.unwrap();
            }
        };
        let (_, answered) = tokio::join!(answering, link.exchange(REQUEST, of_second));
        assert_eq!(answered.unwrap().status, 403);
    }

    #[tokio::test]
    async fn on_tcp_answers_come_in_any_pieces() {
        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut link = Link::open(Transport::Tcp, server.local_addr().unwrap()).await.unwrap();
        let (mut peer, _) = server.accept().await.unwrap();
        let said = format!("\r\n\r\n{}{}", answer(401, 1), answer(200, 2));
        let answering = async {
            for piece in said.as_bytes().chunks(7) {
                peer.write_all(piece).await.unwrap();
                peer.flush().await.unwrap();
            }
        };
        let (_, answered) = tokio::join!(answering, link.exchange(REQUEST, of_second));
        assert_eq!(answered.unwrap().status, 200);
        drop(peer);
        assert!(link.exchange(REQUEST, of_second).await.is_err(), "the connection is gone");
    }

    #[tokio::test]
    async fn a_transport_that_the_test_does_not_speak() {
        for transport in [Transport::Tls, Transport::Ws, Transport::Wss] {
            let refused = Link::open(transport, "127.0.0.1:1".parse().unwrap()).await;
            assert!(matches!(refused, Err(ConnectError::Unsupported(t)) if t == transport));
        }
    }
}
