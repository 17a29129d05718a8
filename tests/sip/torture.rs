//! The messages of RFC 4475 through a running server. How each is read is told beside the parser
//! (`src/sip/message/torture.rs`); this is what comes back.

use crate::support::{Backend, PATIENCE, Phone, Server, phone::Answer};
use std::{
    collections::BTreeMap,
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::{net::UdpSocket, sync::mpsc};

/// The final answers, and 0 for silence.
const EXPECTED: [(u16, &str); 8] = [
    // Responses to nothing of ours.
    (0, "bcast bigcode noreason scalarlg unreason"),
    (200, "badaspec badbranch lwsdisp semiuri transports trws zeromf"),
    // Nobody has authenticated, so nobody learns what is wrong with the contacts (RFC 3261 §10.3 has this order).
    (401, "cparam01 cparam02 dblreq escnull regaut01 regbadct regescrt"),
    (
        400,
        "baddn badinv01 clerr escruri insuf ltgtruri lwsruri mcl01 mismatch01 mismatch02 multi01 ncl quotbal scalar02 \
         unksm2",
    ),
    (405, "baddate esc01 esc02 intmeth inv2543 invut longreq lwsstart mpart01 sdp01 wsinv"),
    (416, "novelsc unkscm"),
    (420, "bext01"),
    (505, "badvers"),
];

/// Without `rport`, an answer goes to the port that Via names, at the source's address (RFC 3261 §18.2.2). So the
/// messages come from an address that nobody else uses, and its ports listen.
const HOME: &str = "127.44.75.1";
const PORTS: [u16; 3] = [5060, 5050, 5070];

struct Sender {
    socket: Arc<UdpSocket>,
    server: SocketAddr,
    answers: mpsc::Receiver<Answer>,
}

impl Sender {
    async fn to(server: SocketAddr) -> Self {
        let (found, answers) = mpsc::channel(64);
        let mut sockets = Vec::new();
        for port in PORTS {
            let socket = Arc::new(UdpSocket::bind((HOME, port)).await.unwrap());
            let (own, found) = (socket.clone(), found.clone());
            tokio::spawn(async move {
                let mut buffer = vec![0; 65_535];
                while let Ok(n) = own.recv(&mut buffer).await {
                    let text = String::from_utf8_lossy(&buffer[..n]).into_owned();
                    let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default();
                    if found.send(Answer { status, text }).await.is_err() {
                        return;
                    }
                }
            });
            sockets.push(socket);
        }
        Self { socket: sockets.remove(0), server, answers }
    }

    /// What comes back: the message's answer, or if it has none that of the request after it.
    async fn first_answer(&mut self, octets: &[u8], after: &str) -> Answer {
        self.socket.send_to(octets, self.server).await.unwrap();
        let marker = crate::wire::options(after);
        let marker = if octets.starts_with(b"SIP/2.0") { marker.as_bytes() } else { &[] };
        self.socket.send_to(marker, self.server).await.unwrap();
        let answer = tokio::time::timeout(PATIENCE, self.answers.recv()).await;
        answer.unwrap_or_else(|_| panic!("waited in vain for an answer to what is before {after}")).unwrap()
    }
}

/// Where the messages are, if they are here.
pub(crate) fn folder() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("ROLLCALL_TEST_RFC4475") {
        return Some(chosen.into());
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/rfc4475");
    beside.is_dir().then_some(beside)
}

#[tokio::test]
async fn every_message_gets_its_answer() {
    let Some(folder) = folder() else {
        // Not by a macro, whose output the test harness keeps for itself.
        let _said = writeln!(
            std::io::stderr(),
            "LEFT OUT: the messages of RFC 4475 are not here. ROLLCALL_TEST_RFC4475 names the folder that has them."
        );
        return;
    };
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    client.domain("example.com").await;
    let password = client.user("example.com", "alice").await;
    let expected: BTreeMap<_, _> = EXPECTED
        .iter()
        .flat_map(|(status, names)| names.split_whitespace().map(|name| (name, *status)))
        .collect();
    let mut sender = Sender::to(server.sip("udp")).await;
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (name, status) in &expected {
        let octets = std::fs::read(folder.join(format!("{name}.dat"))).unwrap();
        let answer = sender.first_answer(&octets, &format!("after-{name}")).await;
        seen += 1;
        let silent = answer.all("Call-ID") == [format!("after-{name}")];
        let got = if silent { 0 } else { answer.status };
        if got != *status {
            wrong.push(format!("{name}: {got} instead of {status}\n{}", answer.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    assert_eq!(
        files.filter(|path| path.extension().is_some_and(|e| e == "dat")).count(),
        seen,
        "all of them"
    );
    assert_eq!(client.list("domains/example.com").await.len(), 0);
    let mut phone = Phone::new(server.sip("udp"), "example.com", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
}
