//! Exact messages: what [`crate::support::Phone`] hides.

use crate::support::{PATIENCE, phone::Answer};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha512_256};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpSocket, TcpStream, UdpSocket},
    time::timeout,
};

/// One user's REGISTERs, and how it answers challenges.
#[derive(Clone)]
pub(crate) struct Dialog {
    pub(crate) domain: String,
    /// The user part of the address of record.
    pub(crate) login: String,
    /// The digest user name.
    pub(crate) username: String,
    pub(crate) password: String,
    pub(crate) algorithm: &'static str,
    pub(crate) transport: &'static str,
    pub(crate) method: &'static str,
    /// Header lines of every request.
    pub(crate) headers: String,
    pub(crate) call_id: String,
    pub(crate) cseq: u32,
}

impl Dialog {
    pub(crate) fn new(domain: &str, login: &str, password: &str) -> Self {
        Self {
            domain: domain.to_owned(),
            login: login.to_owned(),
            username: login.to_owned(),
            password: password.to_owned(),
            algorithm: "MD5",
            transport: "UDP",
            method: "REGISTER",
            headers: format!("Contact: <sip:{login}@192.0.2.1>\r\nExpires: 600\r\n"),
            call_id: uuid::Uuid::new_v4().to_string(),
            cseq: 0,
        }
    }

    /// The next request, with a branch and a CSeq of its own and these lines besides.
    pub(crate) fn request(&mut self, more: &str) -> String {
        self.cseq += 1;
        let Self { domain, login, transport, method, headers, call_id, cseq, .. } = &*self;
        let branch = uuid::Uuid::new_v4().simple();
        format!(
            "{method} sip:{domain} SIP/2.0\r\n\
             Via: SIP/2.0/{transport} 192.0.2.1:5062;branch=z9hG4bK{branch};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:{login}@{domain}>;tag={branch}\r\n\
             To: <sip:{login}@{domain}>\r\n\
             Call-ID: {call_id}\r\n\
             CSeq: {cseq} {method}\r\n\
             {headers}{more}\
             Content-Length: 0\r\n\r\n"
        )
    }

    /// The answer to a challenge, as a header line.
    pub(crate) fn answer(&self, nonce: &str, count: u32) -> String {
        let Self { domain, username, password, algorithm, method, .. } = self;
        let hash = |text: String| hash(algorithm, &text);
        let a1 = hash(format!("{username}:{domain}:{password}"));
        let a2 = hash(format!("{method}:sip:{domain}"));
        let response = hash(format!("{a1}:{nonce}:{count:08x}:c0ffee:auth:{a2}"));
        format!(
            "Authorization: Digest username=\"{username}\", realm=\"{domain}\", nonce=\"{nonce}\", \
             uri=\"sip:{domain}\", response=\"{response}\", algorithm={algorithm}, cnonce=\"c0ffee\", \
             qop=auth, nc={count:08x}\r\n"
        )
    }

    /// The next request with the answer to a challenge.
    pub(crate) fn answered(&mut self, nonce: &str, count: u32) -> String {
        let answer = self.answer(nonce, count);
        self.request(&answer)
    }
}

fn hash(algorithm: &str, text: &str) -> String {
    match algorithm {
        "MD5" => hex::encode(Md5::digest(text)),
        "SHA-256" => hex::encode(Sha256::digest(text)),
        "SHA-512-256" => hex::encode(Sha512_256::digest(text)),
        other => panic!("{other}"),
    }
}

/// An OPTIONS that every server answers 200.
pub(crate) fn options(call_id: &str) -> String {
    format!(
        "OPTIONS sip:acme.test SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{call_id};rport\r\n\
         From: <sip:a@acme.test>;tag=1\r\nTo: <sip:acme.test>\r\nCall-ID: {call_id}\r\nCSeq: 1 OPTIONS\r\n\
         Content-Length: 0\r\n\r\n"
    )
}

/// The nonce of a challenge.
pub(crate) fn nonce(answer: &Answer) -> String {
    let challenges = answer.all("WWW-Authenticate");
    let challenge = challenges.first().unwrap_or_else(|| panic!("no challenge: {}", answer.text));
    crate::support::phone::params(challenge)["nonce"].clone()
}

/// Whether the answer is a challenge that says that the nonce was stale.
pub(crate) fn is_stale(answer: &Answer) -> bool {
    answer.status == 401 && answer.all("WWW-Authenticate").iter().all(|value| value.ends_with("stale=true"))
}

pub(crate) fn parse(octets: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(octets).into_owned();
    let status = text.strip_prefix("SIP/2.0 ").and_then(|rest| rest.get(..3)?.parse().ok());
    Answer { status: status.unwrap_or_else(|| panic!("no answer: {text:?}")), text }
}

pub(crate) struct Udp {
    socket: UdpSocket,
}

impl Udp {
    pub(crate) async fn to(server: SocketAddr) -> Self {
        Self::from("127.0.0.1", server).await
    }

    /// From another address of loopback.
    pub(crate) async fn from(address: &str, server: SocketAddr) -> Self {
        let socket = UdpSocket::bind((address, 0)).await.unwrap();
        socket.connect(server).await.unwrap();
        Self { socket }
    }

    pub(crate) fn local(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    pub(crate) async fn send(&self, octets: impl AsRef<[u8]>) {
        self.socket.send(octets.as_ref()).await.unwrap();
    }

    pub(crate) async fn next(&self) -> Answer {
        let mut buffer = vec![0; 65_535];
        let received = timeout(PATIENCE, self.socket.recv(&mut buffer)).await;
        let n = received.expect("waited in vain for an answer").unwrap();
        parse(&buffer[..n])
    }

    pub(crate) async fn ask(&self, octets: impl AsRef<[u8]>) -> Answer {
        self.send(octets).await;
        self.next().await
    }

    /// The next datagram, which is no answer of SIP.
    pub(crate) async fn datagram(&self) -> Vec<u8> {
        let mut buffer = vec![0; 65_535];
        let received = timeout(PATIENCE, self.socket.recv(&mut buffer)).await;
        let n = received.expect("waited in vain for a datagram").unwrap();
        buffer.truncate(n);
        buffer
    }

    pub(crate) fn local_address(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    /// A fresh nonce.
    pub(crate) async fn nonce(&self, dialog: &mut Dialog) -> String {
        nonce(&self.ask(dialog.request("")).await)
    }

    /// Registers with a fresh nonce.
    pub(crate) async fn register(&self, dialog: &mut Dialog) -> Answer {
        let nonce = self.nonce(dialog).await;
        self.ask(dialog.answered(&nonce, 1)).await
    }
}

/// What a stream of messages goes over.
pub(crate) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A stream of messages: TCP, or what goes over it.
pub(crate) struct Tcp {
    stream: Box<dyn Io>,
    read: Vec<u8>,
}

impl Tcp {
    pub(crate) async fn to(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self::over(stream)
    }

    /// From another address of loopback.
    pub(crate) async fn from(address: &str, server: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(address.parse().unwrap(), 0)).unwrap();
        let stream = socket.connect(server).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self::over(stream)
    }

    pub(crate) fn over(stream: impl Io + 'static) -> Self {
        Self { stream: Box::new(stream), read: Vec::new() }
    }

    pub(crate) async fn send(&mut self, octets: impl AsRef<[u8]>) {
        self.stream.write_all(octets.as_ref()).await.unwrap();
    }

    /// Says that nothing more comes.
    pub(crate) async fn finish(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// Takes the next octets; `None` when the server has closed the connection.
    async fn more(&mut self) -> Option<()> {
        match timeout(PATIENCE, self.stream.read_buf(&mut self.read)).await.expect("waited in vain") {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(()),
        }
    }

    /// The next answer; `None` when the connection is closed first. Answers have no body here.
    pub(crate) async fn next(&mut self) -> Option<Answer> {
        self.message().await.map(|message| parse(&message))
    }

    /// The next message, whatever it is.
    pub(crate) async fn message(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(at) = self.read.windows(4).position(|w| w == b"\r\n\r\n") {
                return Some(self.read.drain(..at + 4).collect());
            }
            self.more().await?;
        }
    }

    pub(crate) async fn ask(&mut self, octets: impl AsRef<[u8]>) -> Answer {
        self.send(octets).await;
        self.next().await.expect("the connection is open")
    }

    /// The answer, unless the server closes the connection first.
    pub(crate) async fn try_ask(&mut self, octets: impl AsRef<[u8]>) -> Option<Answer> {
        self.stream.write_all(octets.as_ref()).await.ok()?;
        self.next().await
    }

    /// Registers, or with what the dialog's headers say.
    pub(crate) async fn register(&mut self, dialog: &mut Dialog) -> Answer {
        let nonce = nonce(&self.ask(dialog.request("")).await);
        self.ask(dialog.answered(&nonce, 1)).await
    }

    /// The next request, with its body.
    pub(crate) async fn request(&mut self) -> Option<Answer> {
        loop {
            if let Some(at) = self.read.windows(4).position(|w| w == b"\r\n\r\n") {
                let text = String::from_utf8_lossy(&self.read[..at + 4]).into_owned();
                let length = Answer { status: 0, text }.all("Content-Length")[0].parse::<usize>().unwrap();
                let text = String::from_utf8(self.exactly(at + 4 + length).await).unwrap();
                return Some(Answer { status: 0, text });
            }
            self.more().await?;
        }
    }

    /// Exactly so many octets.
    pub(crate) async fn exactly(&mut self, n: usize) -> Vec<u8> {
        while self.read.len() < n {
            self.more().await.expect("the connection is open");
        }
        self.read.drain(..n).collect()
    }

    /// That the server closes the connection and sends nothing before.
    pub(crate) async fn is_closed(&mut self) {
        while self.more().await.is_some() {}
        assert_eq!(String::from_utf8_lossy(&self.read), "");
    }
}
