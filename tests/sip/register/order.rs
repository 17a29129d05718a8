//! CSeq and Call-ID (RFC 3261 §10.3, step 7), and retransmissions (§17.2.2).

use super::{ONE, bindings};
use crate::{
    events::Events,
    support::{Backend, Phone, Server},
    wire::{Dialog, Udp},
};
use rollcall::pb::v1::EventKind::{Created, Refreshed, Unregistered};

async fn an_older_request_changes_nothing(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    phone.cseq = 10;
    assert_eq!(phone.register(600).await.status, 200);
    let bound = events.expect(Created).await.registration.unwrap();
    assert_eq!((bound.cseq, bound.call_id.clone()), (12, phone.call_id.clone()));
    for (expires, star) in [(3000, false), (0, false), (0, true)] {
        phone.cseq = 5;
        let answer = match star {
            true => phone.request("Contact: *\r\nExpires: 0\r\n").await,
            false => phone.register(expires).await,
        };
        assert_eq!((answer.status, answer.all("Contact").len()), (500, 0), "{}", answer.text);
        assert_eq!(client.list("domains/acme.test").await, std::slice::from_ref(&bound));
    }
    // A phone that was started again has another Call-ID, and counts from the beginning.
    phone.call_id = uuid::Uuid::new_v4().to_string();
    phone.cseq = 0;
    assert_eq!(phone.register(3000).await.status, 200);
    let refreshed = events.expect(Refreshed).await.registration.unwrap();
    assert_eq!((refreshed.cseq, &refreshed.call_id), (1, &phone.call_id));
}

async fn a_retransmission_is_absorbed(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    let nonce = udp.nonce(&mut dialog).await;
    // While the first is under way, and after it.
    let request = dialog.answered(&nonce, 1);
    for _ in 0..4 {
        udp.send(&request).await;
    }
    let first = udp.next().await;
    assert_eq!(first.status, 200, "{}", first.text);
    udp.send(&request).await;
    // The removal's answer comes after all of theirs.
    dialog.headers = format!("Contact: <{ONE}>\r\nExpires: 0\r\n");
    let last = dialog.answered(&nonce, 2);
    udp.send(&last).await;
    let mut repeated = 0;
    loop {
        let answer = udp.next().await;
        if answer.all("CSeq") != first.all("CSeq") {
            assert!(bindings(&answer).is_empty(), "{}", answer.text);
            break;
        }
        repeated += 1;
        assert_eq!(answer.text, first.text, "the same answer, octet for octet");
    }
    assert!(repeated >= 1, "the retransmission after the answer was answered");
    events.expect(Created).await;
    events.expect(Unregistered).await;
    assert_eq!(udp.ask(&request).await.text, first.text, "and bound nothing again");
    assert_eq!(client.list("domains/acme.test").await.len(), 0);
}

/// Without the cache of answers, on a stream: the same CSeq again does nothing, and lists what is bound.
async fn the_same_cseq_again_does_nothing(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    assert_eq!(bindings(&udp.register(&mut dialog).await)[ONE], 600);
    // Another transaction, with a nonce of its own and the same CSeq.
    let nonce = udp.nonce(&mut dialog.clone()).await;
    dialog.cseq -= 1;
    dialog.headers = format!("Contact: <{ONE}>\r\nExpires: 3000\r\n");
    let again = bindings(&udp.ask(dialog.answered(&nonce, 1)).await);
    assert!(again[ONE] <= 600, "{again:?}");
    dialog.headers = format!("Contact: <{ONE}>\r\nExpires: 0\r\n");
    assert!(bindings(&udp.ask(dialog.answered(&nonce, 2)).await).is_empty());
    events.expect(Created).await;
    events.expect(Unregistered).await;
}

crate::on_both!(
    an_older_request_changes_nothing,
    a_retransmission_is_absorbed,
    the_same_cseq_again_does_nothing,
);
