//! Broken messages, from datagram to answer.

use crate::{
    support::{Backend, PATIENCE, Phone, Server},
    wire::{Dialog, Udp, options},
};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// One thing done to a message.
#[derive(Debug, Clone)]
enum Damage {
    Set(Index, u8),
    Cut(Index, Index),
    Insert(Index, Vec<u8>),
    Repeat(Index, Index),
    Truncate(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let i = any::<Index>;
    prop_oneof![
        4 => (i(), any::<u8>()).prop_map(|(at, octet)| Damage::Set(at, octet)),
        2 => (i(), i()).prop_map(|(a, b)| Damage::Cut(a, b)),
        // What means something to a parser, more often than what does not.
        3 => (i(), "[\r\n\t ;:,<>\"@=?%*/\\\\0-9a]{1,8}").prop_map(|(at, text)| Damage::Insert(at, text.into_bytes())),
        1 => (i(), i()).prop_map(|(a, b)| Damage::Repeat(a, b)),
        1 => i().prop_map(Damage::Truncate),
    ]
}

impl Damage {
    fn to(&self, message: &mut Vec<u8>) {
        if message.is_empty() {
            return;
        }
        let len = message.len();
        let range = |a: &Index, b: &Index| {
            let (a, b) = (a.index(len), b.index(len));
            // Short, or there is nothing left to read.
            a.min(b)..a.max(b).min(a.min(b) + 40)
        };
        match self {
            Self::Set(at, octet) => message[at.index(len)] = *octet,
            Self::Cut(a, b) => drop(message.drain(range(a, b))),
            Self::Insert(at, octets) => {
                let at = at.index(len);
                message.splice(at..at, octets.iter().copied());
            }
            Self::Repeat(a, b) => {
                let range = range(a, b);
                let copy = message[range.clone()].to_vec();
                message.splice(range.start..range.start, copy);
            }
            Self::Truncate(at) => message.truncate(at.index(len)),
        }
    }
}

struct Prober {
    socket: UdpSocket,
    server: SocketAddr,
    sent: u32,
}

impl Prober {
    /// Sends a datagram and then a sound request; what comes before that one's answer must be sound as well: answers,
    /// or requests to a phone that has subscribed.
    fn probe(&mut self, octets: &[u8]) -> Result<(), TestCaseError> {
        self.sent += 1;
        let id = format!("probe-{}-", self.sent);
        self.socket.send_to(octets, self.server).unwrap();
        self.socket.send_to(options(&id).as_bytes(), self.server).unwrap();
        let mut buffer = [0; 65_535];
        loop {
            let received = self.socket.recv(&mut buffer);
            let n = received.map_err(|error| TestCaseError::fail(format!("no answer: {error}")))?;
            let text = String::from_utf8_lossy(&buffer[..n]);
            let told = text.starts_with("NOTIFY ");
            prop_assert!(told || text.starts_with("SIP/2.0 "), "{text:?}");
            let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
            prop_assert!(told || body.is_empty(), "one message: {text:?}");
            prop_assert!(
                head.split("\r\n").all(|line| !line.bytes().any(|b| b.is_ascii_control())),
                "{text:?}"
            );
            if head.contains(&format!("Call-ID: {id}")) {
                prop_assert!(head.starts_with("SIP/2.0 200 "), "{text}");
                return Ok(());
            }
        }
    }
}

/// Sound requests, of which the damaged ones are made: each method, before and after a challenge, and an answer to a
/// request of the server's.
async fn requests(udp: &Udp, password: &str) -> Vec<Vec<u8>> {
    let mut dialog = Dialog::new("acme.test", "alice", password);
    dialog.headers = "Contact: \"A\" <sip:alice@192.0.2.1;x=y>;expires=600;q=0.5;+sip.instance=\"<urn:uuid:1>\";reg-id=1\r\n\
                      Path: <sip:192.0.2.9;lr>\r\nSupported: path\r\nExpires: 60\r\n"
        .into();
    let nonce = udp.nonce(&mut dialog).await;
    let mut sound = vec![dialog.request(""), dialog.answered(&nonce, 1)];
    assert_eq!(udp.ask(&sound[0]).await.status, 401);
    assert_eq!(udp.ask(dialog.answered(&nonce, 2)).await.status, 200);
    // Fetched once, so that there is no NOTIFY but those for what is damaged.
    let headers = "Contact: <sip:alice@192.0.2.1>\r\nEvent: reg;id=1\r\nAccept: application/reginfo+xml\r\n\
                   Record-Route: <sip:192.0.2.9;lr>\r\nExpires: 0\r\n";
    let mut subscribing = Dialog { method: "SUBSCRIBE", headers: headers.into(), ..dialog };
    sound.extend([subscribing.request(""), subscribing.answered(&nonce, 3)]);
    assert_eq!(udp.ask(&sound[2]).await.status, 401);
    sound.push(options("fuzz"));
    sound.push(
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK0123456789abcdef0123456789abcdef;rport\r\n\
         From: <sip:a@acme.test>;tag=1\r\nTo: <sip:b@acme.test>;tag=2\r\nCall-ID: x\r\nCSeq: 1 NOTIFY\r\n\
         Content-Length: 0\r\n\r\n"
            .into(),
    );
    let mut all: Vec<_> = sound.into_iter().map(String::into_bytes).collect();
    all.extend(crate::torture::folder().iter().flat_map(|folder| {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files
            .filter(|path| path.extension().is_some_and(|e| e == "dat"))
            .map(|path| std::fs::read(path).unwrap())
    }));
    all
}

/// What once was answered badly, or not at all: fed first, for ever.
const FOUND: [&[u8]; 0] = [];

/// How long it goes on: ROLLCALL_TEST_FUZZ seconds.
fn time() -> Duration {
    let chosen = std::env::var("ROLLCALL_TEST_FUZZ").ok();
    Duration::from_secs(
        chosen.map_or(30, |seconds| seconds.parse().expect("ROLLCALL_TEST_FUZZ is in seconds")),
    )
}

#[tokio::test]
async fn a_damaged_request_gets_a_sound_answer_or_none() {
    // Nobody is held back: what is guessed is to be looked at.
    let server = Server::with(Backend::Sqlite, &["--sip-auth-failures", "0"]).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let at = server.sip("udp");
    let requests = requests(&Udp::to(at).await, &password).await;
    let (sent, requests) = tokio::task::spawn_blocking(move || {
        let mut prober = Prober { socket, server: at, sent: 0 };
        for octets in FOUND {
            prober.probe(octets).unwrap();
        }
        let prober = std::cell::RefCell::new(&mut prober);
        let strategy = (any::<Index>(), proptest::collection::vec(damage(), 1..6));
        let until = Instant::now() + time();
        while Instant::now() < until {
            let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
            let outcome = TestRunner::new(config).run(&strategy, |(which, damages)| {
                let mut message = which.get(&requests).clone();
                damages.iter().for_each(|damage| damage.to(&mut message));
                prober.borrow_mut().probe(&message)
            });
            outcome.unwrap_or_else(|error| panic!("{error}"));
        }
        let sent = prober.borrow().sent;
        (sent, requests.len())
    })
    .await
    .unwrap();
    eprintln!("{sent} damaged messages, made of {requests}");
    let mut phone = Phone::new(at, "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
}
