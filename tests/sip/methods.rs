//! What is not a REGISTER (RFC 3261 §8.2).

use crate::{
    support::{Backend, Server},
    wire::{Udp, options},
};

#[tokio::test]
async fn every_request_gets_the_answer_of_section_8_2() {
    let server = Server::start(Backend::Sqlite).await;
    let udp = Udp::to(server.sip("udp")).await;
    let answer = udp.ask(options("a")).await;
    assert_eq!((answer.status, answer.all("Allow")), (200, vec!["REGISTER, OPTIONS, SUBSCRIBE"]));
    let replaced = |from: &str, to: &str| options("a").replace(from, to);
    for (request, status) in [
        (replaced("OPTIONS", "INVITE"), 405),
        (replaced("OPTIONS", "FOO"), 405),
        // Methods are case-sensitive.
        (replaced("OPTIONS", "options"), 405),
        (replaced("SIP/2.0\r\n", "SIP/3.0\r\n"), 505),
        (replaced("OPTIONS sip:", "OPTIONS tel:"), 416),
        (replaced("CSeq: 1 OPTIONS", "CSeq: 1 INVITE"), 400),
        (replaced("CSeq: 1 OPTIONS", "CSeq: 4294967296 OPTIONS"), 400),
        (replaced("From", "X"), 400),
        (replaced("Call-ID: a\r\n", "Call-ID: a\r\nCall-ID: b\r\n"), 400),
        (replaced("Content-Length: 0", "Content-Length: 1"), 400),
        (replaced("Content-Length: 0", "Require: foo, path, bar"), 420),
    ] {
        let answer = udp.ask(&request).await;
        assert_eq!(answer.status, status, "{request}{}", answer.text);
        match status {
            405 => assert_eq!(answer.all("Allow"), ["REGISTER, OPTIONS, SUBSCRIBE"]),
            420 => assert_eq!(answer.all("Unsupported"), ["foo, bar"]),
            _ => {}
        }
    }
}

/// The first answer after all of these is that of the request after them.
#[tokio::test]
async fn what_must_not_be_answered_is_not() {
    let server = Server::start(Backend::Sqlite).await;
    let udp = Udp::to(server.sip("udp")).await;
    for silent in [
        options("a").replace("OPTIONS", "ACK"),
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bKa\r\nCSeq: 1 OPTIONS\r\n\r\n"
            .into(),
        // Nowhere to send an answer.
        "OPTIONS sip:acme.test SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\n".into(),
        "\r\n\r\n".into(),
        "\0\0\0\0".into(),
        "jaK".into(),
        "GET / HTTP/1.1\r\nHost: acme.test\r\n\r\n".into(),
    ] {
        udp.send(silent).await;
    }
    let answer = udp.ask(options("last")).await;
    assert_eq!((answer.status, answer.all("Call-ID")), (200, vec!["last"]));
}

/// An answer goes back to where the request came from, whatever its Via says (RFC 3581).
#[tokio::test]
async fn answers_carry_the_request_back() {
    let server = Server::start(Backend::Sqlite).await;
    let udp = Udp::to(server.sip("udp")).await;
    let request = options("a")
        .replace(";rport\r\n", ";rport=9;received=192.0.2.9, SIP/2.0/TCP 192.0.2.3:1;branch=z9hG4bKb\r\n")
        .replace("From: ", "f: \"B\u{f6}b\" ");
    let answer = udp.ask(&request).await;
    let via = answer.all("Via").join(", ");
    assert!(via.contains("received=127.0.0.1;rport=") && !via.contains("192.0.2.9"), "{via}");
    assert!(via.ends_with(", SIP/2.0/TCP 192.0.2.3:1;branch=z9hG4bKb"), "{via}");
    assert_eq!(answer.all("From"), ["\"B\u{f6}b\" <sip:a@acme.test>;tag=1"]);
    assert!(answer.all("To")[0].starts_with("<sip:acme.test>;tag="), "{}", answer.text);
    assert_eq!(answer.all("CSeq"), ["1 OPTIONS"]);
    // Again: the same tag (§8.2.7).
    assert_eq!(udp.ask(&request).await.all("To"), answer.all("To"));
}
