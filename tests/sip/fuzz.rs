//! Broken messages, from datagram to answer.

use crate::{
    support::{Backend, PATIENCE, Phone, Server},
    wire::{Dialog, options},
};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};
use std::net::{SocketAddr, UdpSocket};

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
    /// Sends a datagram and then a sound request; what comes before that one's answer must be answers as well.
    fn probe(&mut self, octets: &[u8]) -> Result<(), TestCaseError> {
        self.sent += 1;
        let id = format!("probe-{}-", self.sent);
        self.socket.send_to(octets, self.server).unwrap();
        self.socket.send_to(options(&id).as_bytes(), self.server).unwrap();
        let mut buffer = [0; 65_535];
        loop {
            let received = self.socket.recv(&mut buffer);
            let n = received.map_err(|error| TestCaseError::fail(format!("no answer: {error}")))?;
            let answer = &buffer[..n];
            prop_assert!(answer.starts_with(b"SIP/2.0 ") && answer.ends_with(b"\r\n\r\n"));
            let head = &answer[..n - 4];
            prop_assert!(!head.windows(4).any(|w| w == b"\r\n\r\n"), "one message");
            let is_line = |line: &[u8]| !line.iter().any(u8::is_ascii_control);
            let text = String::from_utf8_lossy(head);
            prop_assert!(text.split("\r\n").all(|line| is_line(line.as_bytes())), "{text:?}");
            if text.contains(&format!("Call-ID: {id}")) {
                prop_assert!(text.starts_with("SIP/2.0 200 "), "{text}");
                return Ok(());
            }
        }
    }
}

#[tokio::test]
async fn a_damaged_request_gets_a_sound_answer_or_none() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let at = server.sip("udp");
    let udp = crate::wire::Udp::to(at).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    dialog.headers = "Contact: \"A\" <sip:alice@192.0.2.1;x=y>;expires=600;q=0.5;+sip.instance=\"<urn:uuid:1>\";reg-id=1\r\n\
                      Path: <sip:192.0.2.9;lr>\r\nSupported: path\r\nExpires: 60\r\n"
        .into();
    let nonce = udp.nonce(&mut dialog).await;
    // Once with an answer to a challenge, so that there is more to read; each must be sound before it is damaged.
    let requests = [dialog.request(""), dialog.answered(&nonce, 1)];
    assert_eq!(udp.ask(&requests[0]).await.status, 401);
    assert_eq!(udp.ask(dialog.answered(&nonce, 2)).await.status, 200);
    tokio::task::spawn_blocking(move || {
        let mut prober = Prober { socket, server: at, sent: 0 };
        let config = Config { cases: 1500, failure_persistence: None, ..Config::default() };
        let prober = std::cell::RefCell::new(&mut prober);
        let strategy = (any::<bool>(), proptest::collection::vec(damage(), 1..6));
        let outcome = TestRunner::new(config).run(&strategy, |(authorized, damages)| {
            let mut message = requests[usize::from(authorized)].clone().into_bytes();
            damages.iter().for_each(|damage| damage.to(&mut message));
            prober.borrow_mut().probe(&message)
        });
        outcome.unwrap_or_else(|error| panic!("{error}"));
    })
    .await
    .unwrap();
    let mut phone = Phone::new(at, "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
}
