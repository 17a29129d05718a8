//! Pings, end to end: what phones get, and what the API says of them.

use crate::{
    events::Events,
    peers::{Account, baresip::Baresip},
    remote::Edge,
    support::{Backend, Client, PATIENCE, Server, http::sample, until},
    transports::Socket,
    wire::{Dialog, Tcp, nonce, parse},
};
use futures::SinkExt;
use rollcall::pb::v1::{self, EventKind, Reachability, ReachabilityState as State};
use std::net::SocketAddr;
use tokio::{
    net::{TcpStream, UdpSocket},
    time::timeout,
};
use tokio_tungstenite::tungstenite::Message;

const DOMAIN: &str = "acme.test";
const OTHER: &str = "other.test";

fn policy(interval: i64) -> v1::RegistrationPolicy {
    let options_ping_interval = Some(prost_types::Duration { seconds: interval, nanos: 0 });
    v1::RegistrationPolicy { options_ping_interval, max_registrations: Some(9), ..Default::default() }
}

async fn set(client: &mut Client, domain: &str, interval: i64) {
    let (name, registration) = (format!("domains/{domain}"), Some(policy(interval)));
    let domain = v1::Domain { name, registration, ..Default::default() };
    client.update_domain(domain, &["registration.options_ping_interval"]).await.unwrap();
}

enum Link {
    /// Not connected, as the server may come back at another port.
    Udp(UdpSocket, SocketAddr),
    Tcp(Tcp),
    Ws(Box<Socket>),
}

/// A phone that is pinged.
struct Pinged {
    link: Link,
    dialog: Dialog,
    client: Client,
}

impl Pinged {
    async fn new(server: &Server, client: &Client, domain: &str, login: &str, transport: &str) -> Self {
        let mut client = client.clone();
        let password = client.user(domain, login).await;
        let at = server.sip(transport);
        let link = match transport {
            "udp" => Link::Udp(UdpSocket::bind("127.0.0.1:0").await.unwrap(), at),
            "tcp" => Link::Tcp(Tcp::to(at).await),
            _ => {
                let io = TcpStream::connect(at).await.unwrap();
                Link::Ws(Box::new(Socket::open(io, Some("sip")).await.unwrap()))
            }
        };
        let mut dialog = Dialog::new(domain, login, &password);
        dialog.transport = match transport {
            "udp" => "UDP",
            "tcp" => "TCP",
            _ => "WS",
        };
        Self { link, dialog, client }
    }

    async fn registered(mut self) -> Self {
        let request = self.dialog.request("");
        self.send(&request).await;
        let challenge = parse(self.next().await.as_bytes());
        let request = self.dialog.answered(&nonce(&challenge), 1);
        self.send(&request).await;
        assert_eq!(parse(self.next().await.as_bytes()).status, 200);
        self
    }

    async fn send(&mut self, text: &str) {
        match &mut self.link {
            Link::Udp(socket, server) => drop(socket.send_to(text.as_bytes(), *server).await.unwrap()),
            Link::Tcp(tcp) => tcp.send(text).await,
            Link::Ws(socket) => socket.0.send(Message::text(text)).await.unwrap(),
        }
    }

    async fn next(&mut self) -> String {
        let octets = match &mut self.link {
            Link::Udp(socket, _) => {
                let mut buffer = vec![0; 65_535];
                let received = timeout(PATIENCE, socket.recv(&mut buffer)).await;
                let n = received.expect("waited in vain for a datagram").unwrap();
                buffer[..n].to_vec()
            }
            Link::Tcp(tcp) => tcp.message().await.expect("the connection is open"),
            Link::Ws(socket) => match socket.next().await {
                Some(Message::Text(text)) => text.as_bytes().to_vec(),
                other => panic!("{other:?}"),
            },
        };
        String::from_utf8(octets).unwrap()
    }

    async fn ping(&mut self) -> String {
        let ping = self.next().await;
        assert!(ping.starts_with("OPTIONS "), "{ping}");
        ping
    }

    async fn answer(&mut self, ping: &str, status: &str) {
        let mut answer = format!("SIP/2.0 {status}\r\n");
        for line in ping.lines() {
            match line.split(':').next() {
                Some("Via" | "From" | "Call-ID" | "CSeq") => answer += &format!("{line}\r\n"),
                Some("To") => answer += &format!("{line};tag=phone\r\n"),
                _ => {}
            }
        }
        answer += "Content-Length: 0\r\n\r\n";
        self.send(&answer).await;
    }

    /// Answers what has come until now, and says how many pings that were.
    async fn drain(&mut self) -> usize {
        let request = self.dialog.request("");
        self.send(&request).await;
        let mut pings = 0;
        loop {
            let message = self.next().await;
            if message.starts_with("SIP/2.0 401 ") {
                return pings;
            }
            self.answer(&message, "200 OK").await;
            pings += 1;
        }
    }

    /// Answers until everything is answered.
    async fn settle(&mut self) {
        for _ in 0..2 {
            self.drain().await;
        }
    }

    fn user(&self) -> String {
        format!("domains/{}/users/{}", self.dialog.domain, self.dialog.login)
    }

    /// The registration, as each of the reads tells it.
    async fn reads(&self) -> [v1::Registration; 3] {
        let mut client = self.client.clone();
        let listed = client.list(&self.user()).await.remove(0);
        let request = v1::GetRegistrationRequest { name: listed.name.clone(), ..Default::default() };
        let got = client.registrations.get_registration(request).await.unwrap().into_inner().registration;
        let (parent, users) = (format!("domains/{}", self.dialog.domain), vec![self.dialog.login.clone()]);
        let request = v1::BatchGetUserStatusesRequest { parent, users, ..Default::default() };
        let statuses = client.registrations.batch_get_user_statuses(request).await.unwrap().into_inner();
        [listed, got.unwrap(), statuses.statuses[0].registrations[0].clone()]
    }

    async fn reachability(&self) -> Option<Reachability> {
        self.client.clone().list(&self.user()).await[0].reachability
    }

    async fn is(&self, state: State) -> Reachability {
        let what = format!("{} is {state:?}", self.user());
        until(&what, async || self.reachability().await.filter(|found| found.state() == state)).await
    }

    /// It answers, is silent for a while, and answers again.
    async fn life(mut self, status: &'static str) -> (Self, String) {
        let [before, ..] = self.reads().await;
        let ping = self.ping().await;
        self.answer(&ping, status).await;
        let first = self.is(State::Reachable).await;
        let took = first.round_trip_time.unwrap();
        assert!(took.seconds < 5 && (took.seconds, took.nanos) > (0, 0), "{took:?}");
        // Nothing comes in the next seconds that would make them differ.
        let reads = self.reads().await;
        assert_eq!(reads.each_ref().map(|read| read.reachability), [Some(first); 3]);

        let silent = self.is(State::Unreachable).await;
        assert_eq!(silent.round_trip_time, None);
        let sent = |of: &Reachability| of.check_time.map(|at| (at.seconds, at.nanos));
        assert!(sent(&silent) > sent(&first), "{silent:?} {first:?}");

        let (user, client) = (self.user(), self.client.clone());
        let again = async {
            until("it is reachable again", async || {
                let found = client.clone().list(&user).await[0].reachability;
                found.filter(|found| found.state() == State::Reachable)
            })
            .await
        };
        let answering = async {
            loop {
                let ping = self.ping().await;
                self.answer(&ping, status).await;
            }
        };
        tokio::select! {
            again = again => assert!(sent(&again) > sent(&silent)),
            never = answering => never,
        }
        let [after, ..] = self.reads().await;
        // A ping does not change the registration.
        assert_eq!(v1::Registration { reachability: None, ..after }, before);
        (self, ping)
    }
}

/// The values of a header field.
fn header<'a>(message: &'a str, name: &str) -> Vec<&'a str> {
    let lines = message.lines().filter_map(|line| line.split_once(": "));
    lines.filter(|(n, _)| *n == name).map(|(_, value)| value).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_are_pinged_as_long_as_their_domain_wants_it() {
    let flags = ["udp:127.0.0.1:0", "tcp:127.0.0.1:0", "ws:127.0.0.1:0"].map(|at| ["--sip-listen", at]);
    let server = Server::with(Backend::Sqlite, flags.as_flattened()).await;
    let mut client = server.client("acme").await;
    client.domain_with(DOMAIN, policy(5)).await;
    client.domain_with(OTHER, policy(0)).await;
    let mut events = Events::of(&client, "domains/-").await;

    // A phone of another edge is that edge's.
    let foreign = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    client.user(DOMAIN, "foreign").await;
    let mut edge = Edge::new(&server, "acme", "kam1").await;
    edge.source.transport = v1::Transport::Udp.into();
    edge.source.source_address = foreign.local_addr().unwrap().to_string();
    edge.registered(&format!("foreign@{DOMAIN}"), 1).await;

    let mut phones = [
        Pinged::new(&server, &client, DOMAIN, "u", "udp").await,
        Pinged::new(&server, &client, DOMAIN, "t", "tcp").await,
        Pinged::new(&server, &client, DOMAIN, "w", "ws").await,
    ];
    phones[0].dialog.headers += "Supported: path\r\nPath: <sip:p1.test;lr>, <sip:p2.test;lr>\r\n";
    let [udp, tcp, ws] = phones;
    let (udp, tcp, ws) = (udp.registered().await, tcp.registered().await, ws.registered().await);
    let ((udp, one), (tcp, two), (ws, three)) =
        tokio::join!(udp.life("200 OK"), tcp.life("486 Busy Here"), ws.life("200 OK"));

    for (ping, via, login) in [(&one, "UDP", "u"), (&two, "TCP", "t"), (&three, "WS", "w")] {
        let uri = format!("sip:{login}@192.0.2.1");
        assert!(ping.starts_with(&format!("OPTIONS {uri} SIP/2.0\r\n")), "{ping}");
        assert_eq!(header(ping, "To"), [format!("<{uri}>")]);
        assert!(header(ping, "From")[0].starts_with(&format!("<sip:{DOMAIN}>;tag=")), "{ping}");
        let at = server.sip(&via.to_lowercase());
        assert!(header(ping, "Via")[0].starts_with(&format!("SIP/2.0/{via} {at};branch=z9hG4bK")), "{ping}");
        assert_eq!(header(ping, "User-Agent"), [concat!("Rollcall/", env!("CARGO_PKG_VERSION"))]);
        assert_eq!((header(ping, "CSeq"), header(ping, "Max-Forwards")), (vec!["1 OPTIONS"], vec!["70"]));
    }
    assert_eq!(header(&one, "Route"), ["<sip:p1.test;lr>", "<sip:p2.test;lr>"]);
    assert!(header(&two, "Route").is_empty());

    // Switched off here, they go on there, where they were switched on meanwhile.
    let mut witness = Pinged::new(&server, &client, OTHER, "witness", "udp").await.registered().await;
    let mut gone = Pinged::new(&server, &client, OTHER, "gone", "udp").await.registered().await;
    assert_eq!(witness.reachability().await, None);
    set(&mut client, OTHER, 5).await;
    set(&mut client, DOMAIN, 0).await;
    let mut phones = [udp, tcp, ws];
    for phone in &mut phones {
        let what = "nothing is known where nothing is pinged";
        until(what, async || phone.reachability().await.is_none().then_some(())).await;
        phone.settle().await;
    }
    let ping = gone.ping().await;
    gone.answer(&ping, "200 OK").await;
    gone.is(State::Reachable).await;
    let request = v1::DeregisterUserRequest { name: gone.user(), ..Default::default() };
    client.registrations.deregister_user(request).await.unwrap();
    gone.settle().await;
    // By the third, an interval has passed for everybody.
    for _ in 0..3 {
        let ping = witness.ping().await;
        witness.answer(&ping, "404 Not Found").await;
    }
    for phone in phones.iter_mut().chain([&mut gone]) {
        assert_eq!(phone.drain().await, 0, "{}", phone.user());
    }
    assert_eq!(foreign.try_recv(&mut [0]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    assert_eq!(client.list(&format!("domains/{DOMAIN}/users/foreign")).await[0].reachability, None);

    // Six phones came and one was ended: no ping was an event.
    for _ in 0..6 {
        events.expect(EventKind::Created).await;
    }
    events.expect(EventKind::Deactivated).await;
    let request = v1::DeregisterUserRequest { name: witness.user(), ..Default::default() };
    client.registrations.deregister_user(request).await.unwrap();
    assert!(events.expect(EventKind::Deactivated).await.registration.unwrap().name.contains("witness"));

    let count = async |transport: &str, outcome: &str| {
        let labels = format!("{{transport=\"{transport}\",outcome=\"{outcome}\"}}");
        sample(server.metrics(), &format!("rollcall_sip_pings_total{labels}")).await
    };
    for transport in ["udp", "tcp", "ws"] {
        assert!(count(transport, "answered").await >= 2.0, "{transport}");
        assert!(count(transport, "unanswered").await >= 1.0, "{transport}");
        let times = format!("rollcall_sip_ping_round_trip_seconds_count{{transport=\"{transport}\"}}");
        assert!(sample(server.metrics(), &times).await >= 2.0, "{transport}");
    }
}

/// Nobody registers again, and the new server knows whom to ping; over the lost connection there is no way.
async fn after_a_restart_the_pings_go_on(backend: Backend) {
    let mut server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    client.domain_with(DOMAIN, policy(5)).await;
    let mut udp = Pinged::new(&server, &client, DOMAIN, "u", "udp").await.registered().await;
    let mut tcp = Pinged::new(&server, &client, DOMAIN, "t", "tcp").await.registered().await;
    let ping = tcp.ping().await;
    tcp.answer(&ping, "200 OK").await;
    tcp.is(State::Reachable).await;
    server.signal("-TERM");
    server.wait().await;
    let server = server.restart().await;
    udp.client = server.client("acme").await;
    tcp.client = udp.client.clone();
    if let Link::Udp(_, at) = &mut udp.link {
        *at = server.sip("udp");
    }
    let new = format!("SIP/2.0/UDP {};", server.sip("udp"));
    let mut ping = udp.ping().await;
    while !header(&ping, "Via")[0].starts_with(&new) {
        ping = udp.ping().await;
    }
    udp.answer(&ping, "200 OK").await;
    udp.is(State::Reachable).await;
    assert_eq!(tcp.is(State::Unreachable).await.round_trip_time, None);
    let no_way = r#"rollcall_sip_pings_total{transport="tcp",outcome="no_way"}"#;
    assert!(sample(server.metrics(), no_way).await >= 1.0);
}

crate::on_both!(after_a_restart_the_pings_go_on);

/// The domain was made by another node, which tells nobody of a new one; and what it has not pinged it does not know.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_node_of_the_phone_pings_it_and_no_other() {
    let one = Server::with(Backend::Postgres, &["--node", "one"]).await;
    let other = one.beside(&["--node", "other"]).await;
    let [client, mut far] = [one.client("acme").await, other.client("acme").await];
    far.domain_with(DOMAIN, policy(5)).await;
    let mut phone = Pinged::new(&one, &client, DOMAIN, "u", "udp").await.registered().await;
    let via = format!("SIP/2.0/UDP {};", one.sip("udp"));
    for _ in 0..3 {
        let ping = phone.ping().await;
        assert!(header(&ping, "Via")[0].starts_with(&via), "{ping}");
        phone.answer(&ping, "200 OK").await;
    }
    phone.is(State::Reachable).await;
    let there = far.list(&phone.user()).await.remove(0);
    assert_eq!((&*there.node, there.reachability), ("one", None));
    // Changed through the other node too.
    set(&mut far, DOMAIN, 0).await;
    let what = "nothing is known where nothing is pinged";
    until(what, async || phone.reachability().await.is_none().then_some(())).await;
}

/// Nor does one that has the name of an edge: where that registers from is what the edge says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_of_an_edge_is_pinged_by_no_node_of_its_name() {
    let one = Server::with(Backend::Postgres, &["--node", "one"]).await;
    let mut client = one.client("acme").await;
    client.domain_with(DOMAIN, policy(5)).await;
    client.user(DOMAIN, "foreign").await;
    let foreign = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut edge = Edge::new(&one, "acme", "two").await;
    edge.source.transport = v1::Transport::Udp.into();
    edge.source.source_address = foreign.local_addr().unwrap().to_string();
    let registered = edge.registered(&format!("foreign@{DOMAIN}"), 1).await;
    assert_eq!((&*registered.node, &*registered.flow_token), ("two", ""));
    let two = one.beside(&["--node", "two"]).await;
    let mut witness = Pinged::new(&two, &client, DOMAIN, "u", "udp").await.registered().await;
    // By the third, an interval has passed for everybody.
    for _ in 0..3 {
        let ping = witness.ping().await;
        witness.answer(&ping, "200 OK").await;
    }
    assert_eq!(foreign.try_recv(&mut [0]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    let there = two.client("acme").await.list(&format!("domains/{DOMAIN}/users/foreign")).await.remove(0);
    assert_eq!((&*there.flow_token, there.reachability), ("", None));
}

/// Pings come from where the phone sent to, and so pass a NAT.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_listeners_the_phones_own_one_pings() {
    let flags = ["udp:127.0.0.1:0", "udp:127.0.0.1:0", "udp:127.0.0.2:0"].map(|at| ["--sip-listen", at]);
    let server = Server::with(Backend::Sqlite, flags.as_flattened()).await;
    let mut client = server.client("acme").await;
    client.domain_with(DOMAIN, policy(5)).await;
    for (n, at) in server.sip_all("udp").into_iter().enumerate() {
        let mut phone = Pinged::new(&server, &client, DOMAIN, &format!("u{n}"), "udp").await;
        if let Link::Udp(socket, to) = &mut phone.link {
            socket.connect(at).await.unwrap();
            *to = at;
        }
        let mut phone = phone.registered().await;
        let ping = phone.ping().await;
        assert!(header(&ping, "Via")[0].starts_with(&format!("SIP/2.0/UDP {at};")), "{ping}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_phone_answers() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    client.domain_with(DOMAIN, policy(5)).await;
    let mut phones = Vec::new();
    for transport in ["udp", "tcp"] {
        let password = client.user(DOMAIN, transport).await;
        let (user, domain, proxy) = (transport.to_owned(), DOMAIN.to_owned(), server.sip(transport));
        phones.push(Baresip::start(&Account { user, password, domain, proxy, transport, ca: None }).await);
    }
    for transport in ["udp", "tcp"] {
        let user = format!("domains/{DOMAIN}/users/{transport}");
        until("baresip answers", async || {
            let list = client.list(&user).await;
            list.first()?.reachability.filter(|found| found.state() == State::Reachable)
        })
        .await;
    }
    for phone in phones {
        phone.quit().await;
    }
}
