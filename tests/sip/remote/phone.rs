//! A real edge on UDP, as small as can be, before a server that has no SIP listener of its own.

use super::Edge;
use crate::{
    events::Events,
    support::{Backend, Phone, Server},
};
use rollcall::pb::v1::{self, EventKind};
use std::{net::SocketAddr, sync::Arc};
use tokio::{net::UdpSocket, task::JoinSet};

/// Takes SIP and hands it on as it came; it knows nothing of what is in it but how to answer.
async fn serve(socket: UdpSocket, edge: Edge) {
    let (socket, mut buffer, mut under_way) = (Arc::new(socket), vec![0; 65_535], JoinSet::new());
    loop {
        let (n, from) = socket.recv_from(&mut buffer).await.unwrap();
        let (message, socket, mut edge) = (buffer[..n].to_vec(), socket.clone(), edge.clone());
        edge.source.transport = v1::Transport::Udp.into();
        edge.source.source_address = from.to_string();
        edge.source.flow_token = format!("from {}", from.port());
        under_way.spawn(async move {
            let answer = edge.raw(&message).await.unwrap();
            socket.send_to(reply(&message, from, &answer).as_bytes(), from).await.unwrap();
        });
    }
}

/// Status line, what every answer copies, what the registrar said.
fn reply(request: &[u8], from: SocketAddr, answer: &v1::RegisterResponse) -> String {
    let mut out = format!("SIP/2.0 {} {}\r\n", answer.status_code, answer.reason_phrase);
    for line in std::str::from_utf8(request).unwrap().lines() {
        let copied = match line.split_once(':').map(|(name, _)| name) {
            Some("Via") => line.replace(";rport", &format!(";rport={};received={}", from.port(), from.ip())),
            Some("To") => format!("{line};tag=edge"),
            Some("From" | "Call-ID" | "CSeq") => line.to_owned(),
            _ => continue,
        };
        out.push_str(&format!("{copied}\r\n"));
    }
    for v1::SipHeader { name, value } in &answer.headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    out + "Content-Length: 0\r\n\r\n"
}

async fn a_phone_behind_an_edge(backend: Backend) {
    let server = Server::with(backend, &["--sip-listen", "none"]).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let at = socket.local_addr().unwrap();
    let mut edges = JoinSet::new();
    edges.spawn(serve(socket, Edge::new(&server, "-", "kam-1.test").await));

    let mut wrong = Phone::new(at, "acme.test", "alice", "guessed").await;
    let answer = wrong.register(60).await;
    assert_eq!((answer.status, answer.all("WWW-Authenticate").len()), (401, 1), "{}", answer.text);

    let mut phone = Phone::new(at, "acme.test", "alice", &password).await;
    let answer = phone.register(60).await;
    assert_eq!((answer.status, answer.all("Contact").len()), (200, 1), "{}", answer.text);
    assert!(
        answer.all("Contact")[0].ends_with(";expires=60") && answer.all("Date").len() == 1,
        "{}",
        answer.text
    );
    let created = events.expect(EventKind::Created).await.registration.unwrap();
    assert_eq!(created.node, "kam-1.test");
    assert_eq!(created.flow_token.strip_prefix("from "), created.source_address.strip_prefix("127.0.0.1:"));
    assert_eq!((created.transport(), &*created.user_agent), (v1::Transport::Udp, "test phone"));

    assert_eq!(phone.register(120).await.status, 200);
    let refreshed = events.expect(EventKind::Refreshed).await.registration.unwrap();
    assert_eq!((&refreshed.name, &refreshed.flow_token), (&created.name, &created.flow_token));
    let answer = phone.register(30).await;
    assert_eq!((answer.status, answer.all("Min-Expires")), (423, vec!["60"]), "{}", answer.text);
    assert_eq!(client.list("domains/acme.test").await, std::slice::from_ref(&refreshed));
    assert_eq!(phone.register(0).await.status, 200);
    assert_eq!(events.expect(EventKind::Unregistered).await.registration.unwrap().name, created.name);

    // They count as SIP requests do.
    let mut seen = Vec::new();
    for status in [200, 401, 423] {
        let name = format!(
            "rollcall_sip_requests_total{{transport=\"udp\",method=\"REGISTER\",status=\"{status}\"}}"
        );
        seen.push(crate::support::http::sample(server.metrics(), &name).await);
    }
    assert_eq!(seen, [3.0, 3.0, 1.0]);
}

crate::on_both!(a_phone_behind_an_edge);
