//! TCP (RFC 3261 §18.3, RFC 5626 §4.4.1), and garbage on UDP.

use crate::{
    doctor::hold,
    events::Events,
    support::{
        Backend, PATIENCE, Phone, Postgres, Server, data, delegate::Service, http::sample, postgres::Stop,
        until,
    },
    wire::{Dialog, Tcp, Udp, nonce, options},
};
use rollcall::pb::v1::{self, EventKind, RegistrationPolicy};
use std::{sync::Arc, time::Duration};
use tokio::net::TcpStream;

async fn server() -> (Server, Dialog) {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let dialog = Dialog { transport: "TCP", ..Dialog::new("acme.test", "alice", &password) };
    (server, dialog)
}

#[tokio::test]
async fn many_requests_in_one_write_are_all_answered() {
    let (server, mut dialog) = server().await;
    let mut tcp = Tcp::to(server.sip("tcp")).await;
    let all: String = (0..50).map(|n| options(&format!("n{n}"))).collect();
    tcp.send(all).await;
    for n in 0..50 {
        let answer = tcp.next().await.unwrap();
        assert_eq!((answer.status, answer.all("Call-ID")), (200, vec![format!("n{n}").as_str()]));
    }
    // REGISTERs with rising counts and CSeqs: taken in the order in which they came.
    let nonce = nonce(&tcp.ask(dialog.request("")).await);
    let all: String = (1..=20).map(|count| dialog.answered(&nonce, count)).collect();
    tcp.send(all).await;
    let mut answered = Vec::new();
    for _ in 1..=20 {
        let answer = tcp.next().await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text);
        answered.push(answer.all("CSeq").concat());
    }
    answered.sort_by_key(|cseq| cseq.split(' ').next().unwrap().parse::<u32>().unwrap());
    assert_eq!(answered, (2..=21).map(|n| format!("{n} REGISTER")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_request_may_come_in_any_pieces() {
    let (server, mut dialog) = server().await;
    let mut tcp = Tcp::to(server.sip("tcp")).await;
    // Cut in two at every octet.
    let whole =
        dialog.request("Content-Type: text/plain\r\n").replace("Length: 0\r\n\r\n", "Length: 4\r\n\r\nbody");
    for at in 1..whole.len() {
        tcp.send(&whole[..at]).await;
        // So that the first piece has gone on its own way.
        tokio::task::yield_now().await;
        let answer = tcp.ask(&whole[at..]).await;
        assert_eq!(answer.status, 401, "{at}: {}", answer.text);
    }
    // Octet by octet.
    let nonce = nonce(&tcp.ask(dialog.request("")).await);
    for octet in dialog.answered(&nonce, 1).into_bytes() {
        tcp.send([octet]).await;
    }
    assert_eq!(tcp.next().await.unwrap().status, 200);
}

#[tokio::test]
async fn a_ping_gets_a_pong() {
    let (server, mut dialog) = server().await;
    let mut tcp = Tcp::to(server.sip("tcp")).await;
    tcp.send("\r\n\r\n").await;
    assert_eq!(tcp.exactly(2).await, b"\r\n");
    // In halves, and between requests. A single CRLF is no ping, and between requests it is nothing.
    tcp.send("\r\n").await;
    tcp.send("\r\n").await;
    assert_eq!(tcp.exactly(2).await, b"\r\n");
    assert_eq!(tcp.ask(format!("\r\n{}", dialog.request(""))).await.status, 401);
    tcp.send(format!("{}\r\n\r\n{}", options("a"), options("b"))).await;
    assert_eq!(tcp.next().await.unwrap().all("Call-ID"), ["a"]);
    assert_eq!(tcp.exactly(2).await, b"\r\n");
    assert_eq!(tcp.next().await.unwrap().all("Call-ID"), ["b"]);
}

#[tokio::test]
async fn bodies_are_passed_over() {
    let (server, _) = server().await;
    let mut tcp = Tcp::to(server.sip("tcp")).await;
    let body = options("in-the-body");
    let with = options("a").replace("Content-Length: 0\r\n", &format!("l: {}\r\n", body.len()));
    tcp.send(format!("{with}{body}{}", options("b"))).await;
    for call_id in ["a", "b"] {
        assert_eq!(tcp.next().await.unwrap().all("Call-ID"), [call_id]);
    }
    // Required on streams (§20.14), yet phones forget it: then there is no body, and the stream goes on.
    tcp.send(options("c").replace("Content-Length: 0\r\n", "") + &options("d")).await;
    for call_id in ["c", "d"] {
        assert_eq!(tcp.next().await.unwrap().all("Call-ID"), [call_id]);
    }
}

/// The connection is closed where nobody can tell any more where the next message begins, and only there.
#[tokio::test]
async fn a_stream_that_is_lost_is_closed() {
    let (server, _) = server().await;
    let length = |length: &str| options("a").replace("Content-Length: 0", length);
    for (request, status) in [
        (length("Content-Length: x"), 400),
        (length("Content-Length: -1"), 400),
        (length("Content-Length: 0\r\nContent-Length: 0"), 400),
        (length("Content-Length: 70000"), 513),
        (length("Content-Length: 99999999999999999999999"), 513),
    ] {
        let mut tcp = Tcp::to(server.sip("tcp")).await;
        tcp.send(options("before") + &request + &options("after")).await;
        assert_eq!(tcp.next().await.unwrap().all("Call-ID"), ["before"]);
        assert_eq!(tcp.next().await.unwrap().status, status, "{request}");
        tcp.is_closed().await;
    }
    for garbage in [
        b"GET / HTTP/1.1\r\nHost: acme.test\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(),
        [b"OPTIONS sip:h SIP/2.0\r\nX: ".as_slice(), &vec![b'x'; 70_000]].concat(),
        vec![0; 70_000],
    ] {
        let mut tcp = Tcp::to(server.sip("tcp")).await;
        tcp.send(garbage).await;
        tcp.is_closed().await;
    }
    // A request that is merely wrong does not end the stream.
    let mut tcp = Tcp::to(server.sip("tcp")).await;
    assert_eq!(tcp.ask(options("a").replace("CSeq: 1", "CSeq: one")).await.status, 400);
    assert_eq!(tcp.ask(options("a").replace("OPTIONS", "FOO")).await.status, 405);
    assert_eq!(tcp.ask(options("a")).await.status, 200);
}

/// A client that has said all it has to say still gets its answers.
#[tokio::test]
async fn a_half_closed_connection_is_answered() {
    let (server, mut dialog) = server().await;
    let mut tcp = Tcp::to(server.sip("tcp")).await;
    let nonce = nonce(&tcp.ask(dialog.request("")).await);
    tcp.send(dialog.answered(&nonce, 1) + &dialog.answered(&nonce, 2)).await;
    tcp.finish().await;
    for _ in 0..2 {
        assert_eq!(tcp.next().await.unwrap().status, 200);
    }
    tcp.is_closed().await;
}

#[tokio::test]
async fn garbage_on_udp_stops_nothing() {
    let (server, dialog) = server().await;
    let udp = Udp::to(server.sip("udp")).await;
    let long = options("a").replace("Content-Length: 0", &format!("X: {}", "x".repeat(60_000)));
    // A few at a time: what overflows the socket's buffer is lost, and would show nothing.
    for n in 0..200_usize {
        let garbage: Vec<u8> = (0..n * 7).map(|i| (i * n * 31 + i / 3) as u8).collect();
        udp.send(&garbage).await;
        udp.send(&long.as_bytes()[..n * 5]).await;
        // Whatever was answered of it, the next one is.
        let after = format!("after-{n}");
        udp.send(options(&after)).await;
        while udp.next().await.all("Call-ID") != [after.as_str()] {}
    }
    udp.send([0xff; 65_000]).await;
    udp.send([]).await;
    assert_eq!(udp.ask(long).await.status, 200, "long, but right");
    // A datagram longer than its message: the rest is ignored (§18.3). One shorter: refused.
    assert_eq!(udp.ask(options("a") + "and more").await.status, 200);
    assert_eq!(udp.ask(options("a").replace("Length: 0", "Length: 9")).await.status, 400);
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &dialog.password).await;
    assert_eq!(phone.register(60).await.status, 200);
}

/// Who is one too many is closed at once, and counted; the log says it once a second. A place that is left is given again.
#[tokio::test]
async fn one_connection_too_many_is_turned_away() {
    let server = Server::with(Backend::Sqlite, &["--sip-max-connections", "2"]).await;
    let at = server.sip("tcp");
    let mut kept = [Tcp::to(at).await, Tcp::to(at).await];
    for (n, tcp) in kept.iter_mut().enumerate() {
        assert_eq!(tcp.ask(options(&format!("n{n}"))).await.status, 200);
    }
    for _ in 0..5 {
        Tcp::to(at).await.is_closed().await;
    }
    let refused = r#"rollcall_sip_connections_refused_total{transport="tcp"}"#;
    assert_eq!(sample(server.metrics(), refused).await as u64, 5);
    let line = "WARN rollcall::sip::uas::defence: more connections than --sip-max-connections; closed at once \
                source=127.0.0.1 transport=\"tcp\" left_out=0";
    let log =
        until("the line is written", async || Some(server.log()).filter(|log| log.contains(line))).await;
    // Two, when the second was over in between.
    assert!(log.matches("more connections").count() <= 2, "{log}");
    let [first, mut second] = kept;
    drop(first);
    let mut third = until("a place is free", async || {
        let mut tcp = Tcp::to(at).await;
        tcp.try_ask(options("third")).await.map(|answer| (answer.status, tcp))
    })
    .await;
    assert_eq!((third.0, third.1.ask(options("again")).await.status), (200, 200));
    assert_eq!(second.ask(options("second")).await.status, 200);
}

/// One source cannot take the places of all others.
#[tokio::test]
async fn a_source_has_no_more_than_its_share() {
    let server = Server::with(Backend::Sqlite, &["--sip-max-connections-per-source", "2"]).await;
    let at = server.sip("tcp");
    let mut kept = [Tcp::to(at).await, Tcp::to(at).await];
    for (n, tcp) in kept.iter_mut().enumerate() {
        assert_eq!(tcp.ask(options(&format!("n{n}"))).await.status, 200);
    }
    for _ in 0..3 {
        Tcp::to(at).await.is_closed().await;
        let mut other = Tcp::from("127.0.0.2", at).await;
        assert_eq!(other.ask(options("other")).await.status, 200);
    }
    let refused = r#"rollcall_sip_connections_refused_total{transport="tcp"}"#;
    assert_eq!(sample(server.metrics(), refused).await as u64, 3);
    let line = "more connections than --sip-max-connections-per-source; closed at once source=127.0.0.1";
    until("the line is written", async || server.log().contains(line).then_some(())).await;
    let [first, mut second] = kept;
    drop(first);
    until("a place is free", async || Tcp::to(at).await.try_ask(options("third")).await).await;
    assert_eq!(second.ask(options("second")).await.status, 200);
}

/// It is no matter how busy it is.
#[tokio::test]
async fn who_does_not_authenticate_does_not_stay() {
    let server = Server::with(Backend::Sqlite, &["--sip-anonymous-timeout", "3s"]).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let mut dialog = Dialog { transport: "TCP", ..Dialog::new("acme.test", "alice", &password) };
    let mut phone = Tcp::to(server.sip("tcp")).await;
    assert_eq!(phone.register(&mut dialog).await.status, 200);
    let mut stranger = Tcp::to(server.sip("tcp")).await;
    let busy = async {
        let mut answered = 0;
        while stranger.try_ask(format!("\r\n{}", options("busy"))).await.is_some() {
            answered += 1;
        }
        answered
    };
    let answered = tokio::time::timeout(PATIENCE, busy).await.expect("it is closed");
    assert!(answered > 0);
    assert_eq!(phone.ask(options("still-there")).await.status, 200, "who authenticated stays");
}

/// A connection that is gone takes no place, however long the store keeps its request; what is registered then over a
/// connection that there is no more ends as lost.
async fn who_is_gone_takes_no_place(backend: Backend) {
    let server = Server::with(backend, &["--sip-max-connections", "2"]).await;
    let mut client = server.client("acme").await;
    let flow_grace = Some(prost_types::Duration { seconds: 0, nanos: 0 });
    client.domain_with("acme.test", RegistrationPolicy { flow_grace, ..Default::default() }).await;
    let mut phones = Vec::new();
    for login in ["alice", "bob"] {
        let password = client.user("acme.test", login).await;
        let mut dialog = Dialog { transport: "TCP", ..Dialog::new("acme.test", login, &password) };
        let stream = TcpStream::connect(server.sip("tcp")).await.unwrap();
        // Closed, it is reset: nobody can take it for half of a connection.
        socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        let mut tcp = Tcp::over(stream);
        // Once in vain, so that the directory knows the user by heart.
        let nonce = nonce(&tcp.ask(dialog.request("")).await);
        let fetch = Dialog { headers: String::new(), ..dialog.clone() }.answered(&nonce, 1);
        assert_eq!(tcp.ask(fetch).await.status, 200);
        dialog.cseq += 1;
        phones.push((tcp, dialog, nonce));
    }
    let mut events = Events::of(&client, "domains/acme.test").await;
    let held = hold(&server).await;
    for (tcp, dialog, nonce) in &mut phones {
        tcp.send(dialog.answered(nonce, 2) + &options("after")).await;
        // It waits for the store, as what came after it is answered.
        assert_eq!(tcp.next().await.unwrap().all("Call-ID"), ["after"]);
    }
    drop(phones);
    for _ in 0..2 {
        until("a place is free", async || Tcp::to(server.sip("tcp")).await.try_ask(options("other")).await)
            .await;
    }
    for status in [200, 503] {
        let labels = format!(r#"{{transport="tcp",method="REGISTER",status="{status}"}}"#);
        let answered = sample(server.metrics(), &format!("rollcall_sip_requests_total{labels}")).await as u64;
        assert_eq!(answered, if status == 200 { 2 } else { 0 }, "those before, as the store is held");
    }
    drop(held);
    let mut kinds = Vec::new();
    for _ in 0..4 {
        kinds.push(events.next().await.kind());
    }
    kinds.sort_unstable();
    assert_eq!(kinds, [EventKind::Created, EventKind::Created, EventKind::FlowFailed, EventKind::FlowFailed]);
    assert_eq!(client.list("domains/acme.test").await, []);
}

crate::on_both!(who_is_gone_takes_no_place);

/// Connections that are lost while the database is away leave their places, and their phones are told to be lost when it
/// is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_lost_without_the_database_is_told_later() {
    let postgres = Arc::new(tokio::task::spawn_blocking(Postgres::start).await.unwrap());
    let url = Some(postgres.database());
    let server = Server::over(url, &["--sip-max-connections", "2"]).await;
    let mut client = server.client("acme").await;
    let flow_grace = Some(prost_types::Duration { seconds: 0, nanos: 0 });
    client.domain_with("acme.test", RegistrationPolicy { flow_grace, ..Default::default() }).await;
    let mut phones = Vec::new();
    for login in ["alice", "bob"] {
        let password = client.user("acme.test", login).await;
        let mut dialog = Dialog { transport: "TCP", ..Dialog::new("acme.test", login, &password) };
        let mut tcp = Tcp::to(server.sip("tcp")).await;
        assert_eq!(tcp.register(&mut dialog).await.status, 200);
        phones.push(tcp);
    }
    let (down, up) = (postgres.clone(), postgres.clone());
    tokio::task::spawn_blocking(move || down.stop(Stop::Fast)).await.unwrap();
    drop(phones);
    let mut others = Vec::new();
    for n in 0..2 {
        let other = until("a place is free", async || {
            let mut tcp = Tcp::to(server.sip("tcp")).await;
            tcp.try_ask(options(&format!("n{n}"))).await.map(|_| tcp)
        });
        others.push(other.await);
    }
    let left = async || sample(server.metrics(), "rollcall_registrations").await as u64;
    assert_eq!(left().await, 2, "nothing can be told yet");
    tokio::task::spawn_blocking(move || up.again()).await.unwrap();
    until("they are told", async || (left().await == 0).then_some(())).await;
}

/// A domain whose settings cannot be opened any more holds up nobody else's lost phones, and its own are told to be lost as well.
#[tokio::test]
async fn a_domain_that_cannot_be_read_holds_up_no_others() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let flow_grace = Some(prost_types::Duration { seconds: 0, nanos: 0 });
    let mut phones = Vec::new();
    for domain in ["bad.test", "good.test"] {
        client.domain_with(domain, RegistrationPolicy { flow_grace, ..Default::default() }).await;
        let password = client.user(domain, "alice").await;
        let mut dialog = Dialog { transport: "TCP", ..Dialog::new(domain, "alice", &password) };
        let mut tcp = Tcp::to(server.sip("tcp")).await;
        assert_eq!(tcp.register(&mut dialog).await.status, 200);
        phones.push(tcp);
    }
    let service = Service::default().start().await;
    let domain = |labels| v1::Domain {
        name: "domains/bad.test".to_owned(),
        delegated_authentication: Some(service.setting(v1::DelegationMode::VerifyDigest)),
        labels,
        ..Default::default()
    };
    client.update_domain(domain([].into()), &["delegated_authentication"]).await.unwrap();
    let broken = "update domains set delegation_token = x'00' where delegation_token is not null";
    data::execute(&server, broken).await;
    // So that it is read again.
    client.update_domain(domain([("a".into(), "b".into())].into()), &["labels"]).await.unwrap();
    let mut events = Events::of(&client, "domains/-").await;
    for (phone, domain) in phones.into_iter().zip(["bad.test", "good.test"]) {
        drop(phone);
        if domain == "bad.test" {
            let line = "its settings cannot be read";
            until("it was tried", async || server.log().contains(line).then_some(())).await;
        }
    }
    for domain in ["good.test", "bad.test"] {
        let ended = events.expect(EventKind::FlowFailed).await.registration.unwrap();
        assert!(ended.name.starts_with(&format!("domains/{domain}/")), "{}", ended.name);
    }
}
