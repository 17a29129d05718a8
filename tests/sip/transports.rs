//! TLS, WebSocket (RFC 7118), STUN keepalives (RFC 5626 §4.4.2), IPv6, and connections that are lost.

use crate::{
    events::Events,
    support::{Backend, Client, PATIENCE, Server, phone::Answer, tls::Ca},
    wire::{Dialog, Io, Tcp, Udp, nonce, options, parse},
};
use futures::{SinkExt, StreamExt};
use rollcall::pb::v1::{self, EventKind, Transport};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{net::SocketAddr, sync::Arc};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

const DOMAIN: &str = "acme.test";

struct World {
    server: Server,
    client: Client,
    ca: Ca,
    password: String,
    _files: TempDir,
}

impl World {
    /// A server with every transport, and alice in a domain of this grace.
    async fn new(grace_ms: i32) -> Self {
        let (ca, files) = (Ca::new(), tempfile::tempdir().unwrap());
        let mut flags: Vec<String> = Vec::new();
        for listener in
            ["udp:127.0.0.1:0", "tcp:127.0.0.1:0", "tls:127.0.0.1:0", "ws:127.0.0.1:0", "wss:127.0.0.1:0"]
        {
            flags.extend(["--sip-listen".to_owned(), listener.to_owned()]);
        }
        let written = ca.leaf().write(files.path());
        flags.extend(written.iter().map(|flag| flag.replace("--tls", "--sip-tls")));
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let server = Server::with(Backend::Sqlite, &flags).await;
        let mut client = server.client("acme").await;
        let flow_grace = Some(prost_types::Duration { seconds: 0, nanos: grace_ms * 1_000_000 });
        let policy = v1::RegistrationPolicy { flow_grace, max_registrations: Some(9), ..Default::default() };
        client.domain_with(DOMAIN, policy).await;
        let password = client.user(DOMAIN, "alice").await;
        Self { server, client, ca, password, _files: files }
    }

    fn dialog(&self, transport: &'static str) -> Dialog {
        Dialog { transport, ..Dialog::new(DOMAIN, "alice", &self.password) }
    }

    async fn tls(&self, transport: &str) -> impl Io + use<> {
        secured(self.server.sip(transport), &self.ca).await.unwrap()
    }

    /// What the API says of the one registration.
    async fn registration(&mut self) -> v1::Registration {
        let mut list = self.client.list("domains/-").await;
        assert_eq!(list.len(), 1, "{list:?}");
        list.remove(0)
    }
}

async fn secured(at: SocketAddr, ca: &Ca) -> std::io::Result<impl Io + use<>> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_slice_iter(ca.pem.as_bytes()) {
        roots.add(root.unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(at).await?).await
}

/// A phone in a browser.
pub(crate) struct Socket(pub(crate) WebSocketStream<Box<dyn Io>>);

impl Socket {
    pub(crate) async fn open(io: impl Io + 'static, protocol: Option<&str>) -> Result<Self, Error> {
        let mut request = "ws://localhost/".into_client_request().unwrap();
        if let Some(protocol) = protocol {
            request.headers_mut().insert("Sec-WebSocket-Protocol", protocol.parse().unwrap());
        }
        let (socket, response) = client_async(request, Box::new(io) as Box<dyn Io>).await?;
        assert_eq!(response.headers().get("Sec-WebSocket-Protocol").unwrap(), "sip");
        Ok(Self(socket))
    }

    pub(crate) async fn next(&mut self) -> Option<Message> {
        timeout(PATIENCE, self.0.next()).await.expect("waited in vain").and_then(Result::ok)
    }

    async fn ask(&mut self, message: Message) -> Answer {
        self.0.send(message).await.unwrap();
        match self.next().await {
            Some(Message::Text(text)) => parse(text.as_bytes()),
            other => panic!("no answer in a string: {other:?}"),
        }
    }

    async fn register(&mut self, dialog: &mut Dialog) -> Answer {
        let nonce = nonce(&self.ask(Message::text(dialog.request(""))).await);
        self.ask(Message::text(dialog.answered(&nonce, 1))).await
    }
}

#[tokio::test]
async fn a_phone_registers_over_tls() {
    let mut world = World::new(10).await;
    let mut phone = Tcp::over(world.tls("tls").await);
    assert_eq!(phone.register(&mut world.dialog("TLS")).await.status, 200);
    assert_eq!(world.registration().await.transport(), Transport::Tls);
    phone.send("\r\n\r\n").await;
    assert_eq!(phone.exactly(2).await, b"\r\n");
    // Whoever trusts another CA does not get in; what is no TLS neither, and both disturb nobody.
    assert!(secured(world.server.sip("tls"), &Ca::new()).await.is_err());
    let mut plain = TcpStream::connect(world.server.sip("tls")).await.unwrap();
    plain.write_all(options("plain").as_bytes()).await.unwrap();
    let mut said = Vec::new();
    // The connection may also be reset.
    let _ended = timeout(PATIENCE, plain.read_to_end(&mut said)).await.expect("the connection is closed");
    assert!(!said.starts_with(b"SIP/2.0"));
    assert_eq!(phone.ask(options("still-there")).await.status, 200);
}

#[tokio::test]
async fn a_browser_registers_over_websockets() {
    let mut world = World::new(10).await;
    for (transport, wanted) in [("ws", Transport::Ws), ("wss", Transport::Wss)] {
        let io: Box<dyn Io> = match transport {
            "ws" => Box::new(TcpStream::connect(world.server.sip("ws")).await.unwrap()),
            _ => Box::new(world.tls("wss").await),
        };
        let mut phone = Socket::open(io, Some("chat, sip")).await.unwrap();
        let mut dialog = world.dialog(if transport == "ws" { "WS" } else { "WSS" });
        assert_eq!(phone.register(&mut dialog).await.status, 200);
        let registration = world.registration().await;
        assert_eq!(
            (registration.transport(), registration.client_class()),
            (wanted, v1::ClientClass::Softphone)
        );
        // A message may be octets, and have no Content-Length.
        let bare = options("octets").replace("Content-Length: 0\r\n", "");
        assert_eq!(phone.ask(Message::binary(bare)).await.status, 200);
        phone.0.send(Message::Ping("are you there".into())).await.unwrap();
        assert_eq!(phone.next().await, Some(Message::Pong("are you there".into())));
        phone.0.send(Message::text("\r\n\r\n")).await.unwrap();
        assert_eq!(phone.next().await, Some(Message::text("\r\n")));
        dialog.headers = "Contact: *\r\nExpires: 0\r\n".to_owned();
        assert_eq!(phone.register(&mut dialog).await.status, 200);
        assert_eq!(world.client.list("domains/-").await, []);
    }
}

#[tokio::test]
async fn what_is_no_sip_over_websocket_is_refused() {
    let world = World::new(10).await;
    let at = world.server.sip("ws");
    for protocol in [None, Some("chat")] {
        let stream = TcpStream::connect(at).await.unwrap();
        match Socket::open(stream, protocol).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 400),
            other => panic!("{protocol:?}: {:?}", other.map(drop)),
        }
    }
    let mut phone = Socket::open(TcpStream::connect(at).await.unwrap(), Some("sip")).await.unwrap();
    // Too large for a message: the connection goes, and no more.
    let _sent = phone.0.send(Message::text("x".repeat(100_000))).await;
    assert!(matches!(phone.next().await, None | Some(Message::Close(_))));
    let mut other = Socket::open(TcpStream::connect(at).await.unwrap(), Some("sip")).await.unwrap();
    // What is no SIP has no answer; the next message has.
    other.0.send(Message::text("GET / HTTP/1.1\r\n\r\n")).await.unwrap();
    assert_eq!(other.ask(Message::text(options("after"))).await.status, 200);
}

#[tokio::test]
async fn a_binding_request_of_stun_is_answered() {
    let world = World::new(10).await;
    let phone = Udp::to(world.server.sip("udp")).await;
    let request = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    phone.send(request).await;
    let answer = phone.datagram().await;
    assert_eq!((&answer[..2], &answer[4..20]), (&[1, 1][..], &request[4..]));
    let port = u16::from_be_bytes([answer[26], answer[27]]) ^ 0x2112;
    assert_eq!(port, phone.local_address().port());
}

#[tokio::test]
async fn every_transport_listens_on_ipv6() {
    let flags = ["--sip-listen", "udp:[::1]:0", "--sip-listen", "tcp:[::1]:0", "--sip-listen", "ws:[::1]:0"];
    let server = Server::with(Backend::Sqlite, &flags).await;
    let mut client = server.client("acme").await;
    client.domain(DOMAIN).await;
    let password = client.user(DOMAIN, "alice").await;
    let mut dialog = Dialog { transport: "TCP", ..Dialog::new(DOMAIN, "alice", &password) };
    let mut phone = Tcp::to(server.sip("tcp")).await;
    assert_eq!(phone.register(&mut dialog).await.status, 200);
    let list = client.list("domains/-").await;
    assert!(list[0].source_address.starts_with("[::1]:"), "{list:?}");
    let stream = TcpStream::connect(server.sip("ws")).await.unwrap();
    let mut browser = Socket::open(stream, Some("sip")).await.unwrap();
    assert_eq!(browser.ask(Message::text(options("six"))).await.status, 200);
}

#[tokio::test]
async fn a_registration_ends_with_its_connection() {
    let mut world = World::new(200).await;
    let mut events = Events::of(&world.client, "domains/-").await;
    for transport in ["tcp", "tls", "ws", "wss"] {
        let io: Box<dyn Io> = match transport {
            "tls" | "wss" => Box::new(world.tls(transport).await),
            _ => Box::new(TcpStream::connect(world.server.sip(transport)).await.unwrap()),
        };
        let mut dialog = world.dialog("TCP");
        if transport.starts_with("ws") {
            let mut phone = Socket::open(io, Some("sip")).await.unwrap();
            assert_eq!(phone.register(&mut dialog).await.status, 200);
        } else {
            assert_eq!(Tcp::over(io).register(&mut dialog).await.status, 200);
        }
        events.expect(EventKind::Created).await;
        let ended = events.expect(EventKind::FlowFailed).await;
        assert_eq!((&*ended.reason, &*ended.actor), ("connection lost", ""), "{transport}");
    }
    assert_eq!(world.client.list("domains/-").await, []);
}

#[tokio::test]
async fn a_phone_that_comes_back_keeps_its_registration() {
    let world = World::new(999).await;
    let mut events = Events::of(&world.client, "domains/-").await;
    let mut dialog = world.dialog("TCP");
    let mut first = Tcp::to(world.server.sip("tcp")).await;
    assert_eq!(first.register(&mut dialog).await.status, 200);
    drop(first);
    let mut second = Tcp::to(world.server.sip("tcp")).await;
    assert_eq!(second.register(&mut dialog).await.status, 200);
    let created = events.expect(EventKind::Created).await.registration.unwrap();
    let refreshed = events.expect(EventKind::Refreshed).await.registration.unwrap();
    assert_eq!(created.name, refreshed.name);
    // The second connection ends it, as the only one that it has now.
    drop(second);
    let ended = events.expect(EventKind::FlowFailed).await.registration.unwrap();
    assert_eq!(ended.name, created.name);
}

/// A server that stops has not lost its phones.
#[tokio::test]
async fn a_stop_of_the_server_ends_no_registration() {
    let mut world = World::new(0).await;
    let mut phone = Tcp::to(world.server.sip("tcp")).await;
    assert_eq!(phone.register(&mut world.dialog("TCP")).await.status, 200);
    world.server.signal("-TERM");
    world.server.wait().await;
    world.server = world.server.restart().await;
    let mut client = world.server.client("acme").await;
    assert_eq!(client.list("domains/-").await.len(), 1);
}
