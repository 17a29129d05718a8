use super::*;
use crate::sip::message::Request;
use std::sync::Arc;
use tokio::net::UdpSocket;

const PATIENCE: Duration = Duration::from_secs(20);

async fn socket() -> Arc<UdpSocket> {
    Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap())
}

/// Something that sends by a socket, and the phone that it sends to.
async fn pair() -> (Arc<Outgoing>, UdpSocket, Destination) {
    let (ours, phone) = (socket().await, UdpSocket::bind("127.0.0.1:0").await.unwrap());
    let outgoing = Arc::new(Outgoing::default());
    outgoing.ways.set_sockets(vec![(uuid::Uuid::new_v4(), ours)]);
    let address = phone.local_addr().unwrap();
    (outgoing, phone, Destination { transport: Transport::Udp, address, connection: None })
}

fn options(via: &Sender) -> Bytes {
    let request = Request::new("OPTIONS", "sip:a@h", via).header("CSeq", "1 OPTIONS");
    request.header("From", "<sip:h>;tag=1").header("To", "<sip:a@h>").header("Call-ID", "c").finish(b"")
}

async fn received(phone: &UdpSocket) -> String {
    let mut buffer = [0; 2000];
    let n = phone.recv(&mut buffer).await.unwrap();
    String::from_utf8_lossy(&buffer[..n]).into_owned()
}

/// What a phone says to it.
fn answer(request: &str, status: &str) -> Message {
    let via = request.lines().find(|line| line.starts_with("Via: ")).unwrap();
    let text = format!("SIP/2.0 {status}\r\n{via};received=127.0.0.1\r\nCSeq: 1 OPTIONS\r\n\r\n");
    Message::parse(Bytes::from(text)).unwrap()
}

#[tokio::test]
async fn on_udp_it_is_sent_again_until_the_answer_comes() {
    let (outgoing, phone, to) = pair().await;
    let answering = async {
        let first = received(&phone).await;
        assert_eq!(received(&phone).await, first);
        // None of these is the final answer to it.
        let other = first.replace("branch=z9hG4bK", "branch=z9hG4bK1");
        for stray in [answer(&other, "200 OK"), answer(&first, "100 Trying"), answer(&first, "9 x")] {
            outgoing.answered(stray);
        }
        outgoing.answered(answer(&first, "486 Busy Here"));
    };
    let (answer, ()) = tokio::join!(outgoing.exchange(to, "OPTIONS", PATIENCE, options), answering);
    assert_eq!(answer.unwrap().status(), Some(486));
    assert!(outgoing.pending.begin("OPTIONS").is_some());
}

#[tokio::test]
async fn an_answer_to_another_method_is_none() {
    let (outgoing, phone, to) = pair().await;
    let answering = async { outgoing.answered(answer(&received(&phone).await, "200 OK")) };
    let within = Duration::from_millis(300);
    let (answer, ()) = tokio::join!(outgoing.exchange(to, "NOTIFY", within, options), answering);
    assert_eq!(answer.unwrap_err(), NoAnswer::InTime);
}

#[tokio::test]
async fn without_a_way_nothing_is_sent() {
    let (outgoing, _, to) = pair().await;
    let of_another = Destination { transport: Transport::Tcp, connection: Some(uuid::Uuid::nil()), ..to };
    let v6 = Destination { address: "[::1]:1".parse().unwrap(), ..to };
    for to in [of_another, v6, Destination { connection: None, ..of_another }] {
        let answer = outgoing.exchange(to, "OPTIONS", PATIENCE, options).await;
        assert_eq!(answer.unwrap_err(), NoAnswer::NoWay, "{to:?}");
    }
}

#[tokio::test]
async fn a_wildcard_socket_says_where_it_is_reached() {
    let outgoing = Outgoing::default();
    let wildcard = Arc::new(UdpSocket::bind("0.0.0.0:0").await.unwrap());
    let port = wildcard.local_addr().unwrap().port();
    outgoing.ways.set_sockets(vec![(uuid::Uuid::new_v4(), wildcard)]);
    let to =
        Destination { transport: Transport::Udp, address: "127.0.0.1:9".parse().unwrap(), connection: None };
    assert_eq!(outgoing.ways.to(to).unwrap().local, SocketAddr::from(([127, 0, 0, 1], port)));
}

/// As far as it is known which socket a phone talks to it is that one; else the one of the address by which it is reached.
#[tokio::test]
async fn of_several_sockets_it_is_the_one_that_the_phone_talks_to() {
    let (outgoing, mut sockets) = (Outgoing::default(), Vec::new());
    for at in ["127.0.0.2:0", "0.0.0.0:0", "127.0.0.1:0", "127.0.0.1:0"] {
        sockets.push((uuid::Uuid::new_v4(), Arc::new(UdpSocket::bind(at).await.unwrap())));
    }
    let at: Vec<SocketAddr> = sockets.iter().map(|(_, socket)| socket.local_addr().unwrap()).collect();
    let ids: Vec<uuid::Uuid> = sockets.iter().map(|(id, _)| *id).collect();
    outgoing.ways.set_sockets(sockets);
    let to = |phone: &str, connection| Destination {
        transport: Transport::Udp,
        address: phone.parse().unwrap(),
        connection,
    };
    let local = |to| outgoing.ways.to(to).unwrap().local;
    let phone = "127.0.0.1:9";
    assert_eq!(local(to(phone, None)), at[2]);
    assert_eq!(local(to(phone, Some(ids[0]))), at[0]);
    outgoing.ways.registered_by(phone.parse().unwrap(), ids[3]);
    assert_eq!(local(to(phone, None)), at[3]);
    assert_eq!(local(to(phone, Some(ids[0]))), at[0]);
    assert_eq!(local(to("127.0.0.1:10", Some(uuid::Uuid::nil()))), at[2]);
}
