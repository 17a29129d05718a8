//! A test's connection to a listener: a socket of its own, for this test alone.
//!
//! Each transport is a variant of [`Link`], with a file that knows how to send and receive on it.

mod octets;
mod udp;
mod websocket;

use super::answer::Answer;
use crate::model::Transport;
use crate::tls::{HandshakeError, ReloadingTls};
use bytes::Bytes;
use octets::Octets;
use rustls::pki_types::{CertificateDer, ServerName};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use udp::Udp;
use websocket::WebSocket;

/// The largest answer.
const LARGEST: usize = 65_535;

/// What messages travel on, once it is secured.
trait Io: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Io for T {}

pub(super) struct Link {
    way: Way,
    /// Our end of it.
    pub(super) local: SocketAddr,
    /// What the listener showed, over TLS.
    pub(super) certificates: Vec<CertificateDer<'static>>,
}

enum Way {
    Udp(Udp),
    Octets(Octets),
    WebSocket(Box<WebSocket>),
}

/// Where to connect to, and as whom.
pub(super) struct Target<'a> {
    pub(super) transport: Transport,
    pub(super) listener: SocketAddr,
    /// The domain that a phone asks for.
    pub(super) host: &'a str,
    /// Of the listeners over TLS.
    pub(super) tls: Option<&'a ReloadingTls>,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error(transparent)]
    Tls(HandshakeError),
    #[error("no WebSocket handshake: {0}")]
    WebSocket(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Link {
    /// Connects to a listener of this node.
    pub(super) async fn open(target: &Target<'_>) -> Result<Self, ConnectError> {
        let server = reachable(target.listener);
        if target.transport == Transport::Udp {
            let (udp, local) = Udp::open(server).await?;
            return Ok(Self { way: Way::Udp(udp), local, certificates: Vec::new() });
        }
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let local = stream.local_addr()?;
        let (io, certificates): (Box<dyn Io>, _) = match target.transport {
            Transport::Tls | Transport::Wss => {
                let tls = target.tls.ok_or_else(|| io::Error::other("the listener has no certificate"))?;
                let name = ServerName::try_from(target.host.to_owned())
                    .unwrap_or_else(|_| ServerName::IpAddress(server.ip().into()));
                let (secured, certificates) = tls.connect(name, stream).await.map_err(ConnectError::Tls)?;
                (Box::new(secured), certificates)
            }
            _ => (Box::new(stream), Vec::new()),
        };
        let way = match target.transport {
            Transport::Ws | Transport::Wss => Way::WebSocket(Box::new(WebSocket::open(io, server).await?)),
            _ => Way::Octets(Octets::new(io)),
        };
        Ok(Self { way, local, certificates })
    }

    /// Sends a request and waits for the final answer that `is_meant` takes; on UDP it is sent again and again meanwhile.
    /// The caller bounds the time.
    pub(super) async fn exchange(
        &mut self,
        request: &str,
        is_meant: impl Fn(&Answer) -> bool + Sync,
    ) -> io::Result<Answer> {
        let meant = |raw| Answer::parse(raw).filter(|answer| answer.status >= 200 && is_meant(answer));
        match &mut self.way {
            Way::Udp(udp) => udp.exchange(request.as_bytes(), meant).await,
            Way::Octets(octets) => octets.exchange(request.as_bytes(), meant).await,
            Way::WebSocket(socket) => socket.exchange(request, meant).await,
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

fn no_sip() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "an answer that is no SIP")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::TlsFiles;
    use tokio::{
        io::AsyncWriteExt,
        net::{TcpListener, UdpSocket},
    };
    use tokio_tungstenite::accept_async;

    const REQUEST: &str = "REGISTER sip:h SIP/2.0\r\n\r\n";

    async fn open(transport: Transport, listener: SocketAddr) -> Result<Link, ConnectError> {
        Link::open(&Target { transport, listener, host: "acme.test", tls: None }).await
    }

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
        let mut link = open(Transport::Udp, server.local_addr().unwrap()).await.unwrap();
        let answering = async {
            let mut buffer = [0; 100];
            let (n, _) = server.recv_from(&mut buffer).await.unwrap();
            assert_eq!(&buffer[..n], REQUEST.as_bytes());
            // The first one is lost. What follows is not meant, or not final.
            let (n, source) = server.recv_from(&mut buffer).await.unwrap();
            assert_eq!(&buffer[..n], REQUEST.as_bytes());
            for said in ["nonsense".to_owned(), answer(200, 1), answer(100, 2), answer(403, 2)] {
                server.send_to(said.as_bytes(), source).await.unwrap();
            }
        };
        let (_, answered) = tokio::join!(answering, link.exchange(REQUEST, of_second));
        assert_eq!(answered.unwrap().status, 403);
    }

    #[tokio::test]
    async fn on_tcp_answers_come_in_any_pieces() {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut link = open(Transport::Tcp, server.local_addr().unwrap()).await.unwrap();
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
    async fn a_websocket_is_held_to_its_subprotocol() {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let accepting = async {
            let (stream, _) = server.accept().await.unwrap();
            accept_async(stream).await
        };
        let (_, opened) = tokio::join!(accepting, open(Transport::Ws, address));
        assert!(matches!(opened, Err(ConnectError::WebSocket(_))), "it agreed on none");
    }

    #[tokio::test]
    async fn another_certificate_is_not_ours() {
        let dir = tempfile::tempdir().unwrap();
        let certificate = |name: &str| {
            let made = rcgen::generate_simple_self_signed(vec!["acme.test".to_owned()]).unwrap();
            let files = TlsFiles {
                cert: dir.path().join(format!("{name}.pem")),
                key: dir.path().join(format!("{name}.key")),
                client_ca: None,
            };
            std::fs::write(&files.cert, made.cert.pem()).unwrap();
            std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
            ReloadingTls::load(files, &[]).unwrap()
        };
        let (ours, other) = (certificate("ours"), certificate("other"));
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let target =
            Target { transport: Transport::Tls, listener: address, host: "acme.test", tls: Some(&ours) };
        let accept = async |tls: &ReloadingTls| tls.accept(server.accept().await.unwrap().0).await;
        let (_, opened) = tokio::join!(accept(&other), Link::open(&target));
        assert!(matches!(opened, Err(ConnectError::Tls(HandshakeError::NotOurs))));
        let (accepted, opened) = tokio::join!(accept(&ours), Link::open(&target));
        assert_eq!((accepted.is_ok(), opened.unwrap().certificates.len()), (true, 1));
    }
}
