//! An attack: wrong passwords, unknown users, nonsense and connections that trickle, all at once, while phones go on.
//!
//! `ROLLCALL_TEST_ATTACK` says how many wrong passwords, and as many unknown users, and a fifth of it malformed: 5,000
//! if it is not set. The figures are printed: `cargo xtask test robustness -- attack --nocapture`.

use crate::support::{
    Backend, PATIENCE, Phone, Server,
    http::{get, sample},
    phone::params,
};
use std::{
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
    task::JoinSet,
    time::timeout,
};

const PHONES: usize = 100;
/// Addresses that each of the two kinds of guesses comes from.
const SOURCES: u8 = 20;
const LORIS: usize = 50;
/// What one source may try, for all users, by the defaults of the server.
const FAILURES: u64 = 40;
const BACK_OFF: u64 = 30;
/// Lines of the security log in a second.
const LINES: u64 = 20;

/// A guesser at an address of its own: one request after the other.
struct Guesser {
    socket: UdpSocket,
    nonce: String,
    sent: u32,
}

impl Guesser {
    async fn new(from: Ipv4Addr, server: SocketAddr) -> Self {
        let socket = UdpSocket::bind((from, 0)).await.unwrap();
        socket.connect(server).await.unwrap();
        let mut guesser = Self { socket, nonce: String::new(), sent: 0 };
        let challenge = guesser.ask("x", "").await;
        let (_, challenge) = challenge.split_once("WWW-Authenticate: ").unwrap();
        guesser.nonce = params(challenge.split("\r\n").next().unwrap())["nonce"].clone();
        guesser
    }

    async fn guess(&mut self, user: &str) -> String {
        let answer = format!(
            "Authorization: Digest username=\"{user}\", realm=\"acme.test\", nonce=\"{}\", uri=\"sip:acme.test\", \
             response=\"{:032x}\", algorithm=MD5, cnonce=\"c\", qop=auth, nc=00000001\r\n",
            self.nonce, self.sent
        );
        self.ask(user, &answer).await
    }

    async fn ask(&mut self, user: &str, more: &str) -> String {
        self.sent += 1;
        let n = self.sent;
        let message = format!(
            "REGISTER sip:acme.test SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{n};rport\r\n\
             Max-Forwards: 70\r\nFrom: <sip:{user}@acme.test>;tag=1\r\nTo: <sip:{user}@acme.test>\r\n\
             Call-ID: {n}\r\nCSeq: {n} REGISTER\r\nUser-Agent: friendly-scanner\r\n{more}Content-Length: 0\r\n\r\n"
        );
        self.socket.send(message.as_bytes()).await.unwrap();
        let mut buffer = [0; 2048];
        let read = timeout(PATIENCE, self.socket.recv(&mut buffer)).await.expect("an answer").unwrap();
        String::from_utf8_lossy(&buffer[..read]).into_owned()
    }
}

/// Octets that are no message, some of which look like one at first. In between something that is answered, so that they
/// do not fill the server's receive buffer: what the system loses there is no matter of the server's.
async fn nonsense(server: SocketAddr, count: usize) {
    let from = Ipv4Addr::new(127, 0, 4, 1);
    let socket = UdpSocket::bind((from, 0)).await.unwrap();
    let mut guesser = Guesser::new(from, server).await;
    for n in 1..=count {
        let mut octets =
            b"REGISTER sip:acme.test SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n".to_vec();
        octets.truncate(n % 31);
        octets.extend((0..n % 900).map(|i| (i * 31 + n * 7) as u8 | 0x80));
        socket.send_to(&octets, server).await.unwrap();
        if n % 20 == 0 {
            guesser.ask("x", "").await;
        }
    }
}

/// One octet at a time, until the server has had enough.
async fn trickle(server: SocketAddr) {
    let mut stream = TcpStream::connect(server).await.unwrap();
    for octet in b"REGISTER sip:acme.test SIP/2.0\r\n".iter().chain(std::iter::repeat(&b'x')) {
        if stream.write_all(&[*octet]).await.is_err() {
            return;
        }
        let mut answer = [0; 512];
        match timeout(Duration::from_millis(250), stream.read(&mut answer)).await {
            Ok(Ok(0) | Err(_)) => return,
            Ok(Ok(n)) => panic!("answered {}", String::from_utf8_lossy(&answer[..n])),
            Err(_silent) => {}
        }
    }
}

/// Refreshes every phone once; each must be answered 200.
async fn refresh(phones: &mut [Phone], took: &mut Vec<Duration>) {
    for phone in phones {
        let began = Instant::now();
        let answer = timeout(PATIENCE, phone.register(600)).await.expect("an answer");
        took.push(began.elapsed());
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}

fn percentiles(mut took: Vec<Duration>) -> (Duration, Duration) {
    took.sort_unstable();
    (took[took.len() / 2], took[took.len() * 99 / 100])
}

fn resident(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().trim().parse::<u64>().unwrap() * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_go_on_during_an_attack() {
    let size: usize = std::env::var("ROLLCALL_TEST_ATTACK").map_or(5_000, |n| n.parse().unwrap());
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let mut phones = Vec::new();
    for n in 0..PHONES {
        let password = client.user("acme.test", &format!("u{n}")).await;
        phones.push(Phone::new(server.sip("udp"), "acme.test", &format!("u{n}"), &password).await);
    }
    let mut before = Vec::new();
    refresh(&mut phones, &mut Vec::new()).await;
    for _ in 0..3 {
        refresh(&mut phones, &mut before).await;
    }
    let memory = resident(&server);

    let began = Instant::now();
    let (udp, tcp) = (server.sip("udp"), server.sip("tcp"));
    let mut attack = JoinSet::new();
    let each = size / usize::from(SOURCES);
    for source in 1..=SOURCES {
        attack.spawn(async move {
            let mut guesser = Guesser::new(Ipv4Addr::new(127, 0, 2, source), udp).await;
            for n in 0..each {
                guesser.guess(&format!("u{}", n % PHONES)).await;
            }
        });
        attack.spawn(async move {
            let mut guesser = Guesser::new(Ipv4Addr::new(127, 0, 3, source), udp).await;
            for n in 0..each {
                guesser.guess(&format!("x{source}-{n}")).await;
            }
        });
    }
    attack.spawn(nonsense(udp, size / 5));
    let mut loris = JoinSet::new();
    for _ in 0..LORIS {
        loris.spawn(trickle(tcp));
    }
    let mut during = Vec::new();
    loop {
        refresh(&mut phones, &mut during).await;
        while let Some(done) = attack.try_join_next() {
            done.unwrap();
        }
        if attack.is_empty() {
            break;
        }
    }
    let lasted = began.elapsed();

    // Each source had its tries, and no more.
    let failures =
        |reason: &str| format!(r#"rollcall_sip_auth_failures_total{{transport="udp",reason="{reason}"}}"#);
    let wrong = sample(server.metrics(), &failures("wrong_password")).await as u64;
    let unknown = sample(server.metrics(), &failures("unknown_user")).await as u64;
    let limited = sample(server.metrics(), r#"rollcall_sip_limited_total{transport="udp"}"#).await as u64;
    let most = u64::from(SOURCES) * FAILURES * (1 + lasted.as_secs() / BACK_OFF);
    assert!(wrong <= most && unknown <= most, "{wrong} and {unknown} looked at, of {most}");
    let malformed =
        sample(server.metrics(), r#"rollcall_sip_malformed_total{transport="udp"}"#).await as usize;
    assert_eq!(malformed, size / 5);
    assert_eq!(wrong + unknown + limited, 2 * (each * usize::from(SOURCES)) as u64);
    // So had the log.
    let lines = server.log().matches("rollcall::security").count() as u64;
    assert!(lines <= LINES * (began.elapsed().as_secs() + 2), "{lines} lines");
    // Connections that trickle are cut off, and others are served.
    timeout(PATIENCE, loris.join_all()).await.expect("the server ends them");
    let password = client.user("acme.test", "new").await;
    let mut new = Phone::new(udp, "acme.test", "new", &password).await;
    assert_eq!(new.register(600).await.status, 200);
    refresh(&mut phones, &mut Vec::new()).await;
    assert_eq!(client.list("domains/acme.test").await.len(), PHONES + 1);
    let grown = resident(&server).saturating_sub(memory);
    assert!(grown < 24 << 20, "{grown} octets more");
    assert!(get(server.metrics(), "/readyz").await.is_some_and(|(status, _)| status == 200));
    assert!(!server.log().contains("panicked"), "{}", server.log());

    let refreshes = during.len();
    let ((p50, p99), (during_p50, during_p99)) = (percentiles(before), percentiles(during));
    eprintln!(
        "attack of {size} wrong passwords, {size} unknown users, {malformed} malformed, {LORIS} trickling: {lasted:.1?}\n\
         refreshes before: p50 {p50:.1?}, p99 {p99:.1?}\n\
         refreshes during: p50 {during_p50:.1?}, p99 {during_p99:.1?} of {refreshes}, all answered 200\n\
         guesses looked at: {}, refused unseen: {limited}; lines logged: {lines}\n\
         memory: {} MiB before, {} KiB more after",
        wrong + unknown,
        memory >> 20,
        grown >> 10
    );
}
