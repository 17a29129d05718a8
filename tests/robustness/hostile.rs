//! Too much, nonsense, and silence.

use crate::support::{Backend, Client, Server, calls, refused, server::ALL_SCOPES, tls::Ca};
use rollcall::pb::v1;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tonic::Code;

#[tokio::test]
async fn a_message_that_is_too_large_is_refused_and_the_connection_goes_on() {
    let server = Server::start(Backend::Sqlite).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    for megabytes in [5, 64] {
        let user = v1::User { first_name: "x".repeat(megabytes << 20), ..Default::default() };
        let failure = refused(acme.create_user("alice@acme.test", user).await);
        assert_eq!(failure.kind(), (Code::ResourceExhausted, "MESSAGE_TOO_LARGE"));
        assert_eq!(failure.metadata["limit"], (4 << 20).to_string());
        assert!(failure.metadata["size"].parse::<usize>().unwrap() > megabytes << 20);
        acme.get_domain("acme.test").await.unwrap();
    }
    // Just below, it is the field that is wrong.
    let user = v1::User { first_name: "x".repeat(4_000_000), ..Default::default() };
    let failure = refused(acme.create_user("alice@acme.test", user).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    assert_eq!(failure.refused["user.first_name"].len(), 256);
}

#[tokio::test]
async fn headers_that_are_too_large_are_refused() {
    let server = Server::start(Backend::Sqlite).await;
    let channel = calls::channel(server.grpc()).await;
    let token = server.token("acme", ALL_SCOPES);
    let list = "rollcall.v1.DomainService/ListDomains";
    let long = "x".repeat(64 << 10);
    let answer = calls::raw(&channel, &[("x-auth-token", &token), ("x-long", &long)], list, ()).await;
    assert!(answer.is_err());
    calls::raw(&channel, &[("x-auth-token", &token)], list, ()).await.expect("others are served");
}

#[tokio::test]
async fn nonsense_on_the_port_ends_its_own_connection_only() {
    let server = Server::start(Backend::Sqlite).await;
    let mut acme = server.client("acme").await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice();
    let garbage: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let frames = [
        garbage.clone(),
        b"GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
        [preface, &garbage].concat(),
        // A frame of 16 MiB that never comes, and one of a stream that is not open.
        [preface, &[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]].concat(),
        [preface, &[0, 0, 1, 0, 0, 0, 0, 0, 9, 7]].concat(),
    ];
    for bytes in frames {
        let mut stream = TcpStream::connect(server.grpc()).await.unwrap();
        // It may be gone before all is sent.
        let _reset = stream.write_all(&bytes).await;
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        let _reset = tokio::time::timeout(crate::support::PATIENCE, read).await.expect("the connection ends");
    }
    acme.domain("acme.test").await;
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

/// More connections that say nothing than there are places for handshakes would be too many; these are half.
#[tokio::test]
async fn handshakes_that_do_not_come_hold_up_nobody() {
    let (dir, ca) = (tempfile::tempdir().unwrap(), Ca::new());
    let flags = ca.leaf().write(dir.path());
    let server = Server::with(Backend::Sqlite, &flags.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut silent = Vec::new();
    for n in 0..128 {
        let mut stream = TcpStream::connect(server.grpc()).await.unwrap();
        if n % 2 == 0 {
            // The beginning of a ClientHello.
            stream.write_all(&[0x16, 3, 1, 2, 0, 1]).await.unwrap();
        }
        silent.push(stream);
    }
    let began = std::time::Instant::now();
    let channel = ca.connect(server.grpc(), None).await.unwrap();
    Client::over(channel, &server.token("acme", ALL_SCOPES)).domain("acme.test").await;
    // Less than the ten seconds after which a silent one gives up its place.
    assert!(began.elapsed() < std::time::Duration::from_secs(8), "{:?}", began.elapsed());
    let mut answer = [0; 1];
    let held = silent[1].try_read(&mut answer).unwrap_err();
    assert_eq!(held.kind(), std::io::ErrorKind::WouldBlock, "the silent ones are still there");
}
