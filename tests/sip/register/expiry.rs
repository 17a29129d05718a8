//! How long a binding lives (RFC 3261 §10.2.1.1 and §10.3, step 7).

use super::{ONE, TWO, bindings, map};
use crate::support::{Backend, Phone, Server};
use rollcall::pb::v1::RegistrationPolicy;

fn seconds(seconds: i64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds, nanos: 0 })
}

#[tokio::test]
async fn a_lifetime_is_the_wish_within_the_domains_bounds() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let policy = RegistrationPolicy {
        min_expiry: seconds(90),
        default_expiry: seconds(1800),
        max_expiry: seconds(3600),
        max_registrations: Some(1000),
        ..Default::default()
    };
    client.domain_with("acme.test", policy).await;
    let password = client.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    for (headers, granted) in [
        // The parameter beats the header.
        ("Contact: <sip:alice@192.0.2.1>;expires=100\r\nExpires: 3000\r\n", 100),
        ("Expires: 3000\r\nContact: <sip:alice@192.0.2.1>\r\n", 3000),
        // None, or none that can be read: the default.
        ("Contact: <sip:alice@192.0.2.1>\r\n", 1800),
        ("Contact: <sip:alice@192.0.2.1>;expires=soon\r\nExpires: later\r\n", 1800),
        ("Contact: <sip:alice@192.0.2.1>;expires=soon\r\nExpires: 200\r\n", 200),
        // Too long: shortened.
        ("Contact: <sip:alice@192.0.2.1>;expires=3601\r\n", 3600),
        ("Contact: <sip:alice@192.0.2.1>\r\nExpires: 99999999999999999999\r\n", 3600),
        // The bounds are within.
        ("Contact: <sip:alice@192.0.2.1>;expires=90\r\n", 90),
        ("Contact: <sip:alice@192.0.2.1>;expires=3600\r\n", 3600),
        // A parameter of the URI is not one of the contact.
        ("Contact: <sip:alice@192.0.2.1;expires=5>;expires=100\r\n", 100),
        ("Contact: <sip:alice@192.0.2.1>\r\nExpires: 300\r\n", 300),
    ] {
        let answer = phone.request(headers).await;
        let bound = bindings(&answer);
        let wanted = if headers.contains(";expires=5>") { "sip:alice@192.0.2.1;expires=5" } else { ONE };
        assert_eq!(bound.get(wanted), Some(&granted), "{headers}{}", answer.text);
    }
}

#[tokio::test]
async fn too_brief_is_refused_whole() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    for headers in [
        format!("Contact: <{ONE}>;expires=59\r\n"),
        format!("Contact: <{ONE}>\r\nExpires: 1\r\n"),
        // All or nothing.
        format!("Contact: <{ONE}>;expires=600, <{TWO}>;expires=59\r\n"),
    ] {
        let answer = phone.request(&headers).await;
        assert_eq!((answer.status, answer.all("Min-Expires")), (423, vec!["60"]), "{}", answer.text);
        assert_eq!(client.list("domains/acme.test").await.len(), 0);
    }
    // What the phone does then.
    assert_eq!(
        bindings(&phone.request(&format!("Contact: <{ONE}>;expires=60\r\n")).await),
        map(&[(ONE, 60)])
    );
    // A refresh that is too brief changes nothing; a removal is never too brief.
    assert_eq!(phone.request(&format!("Contact: <{ONE}>;expires=59\r\n")).await.status, 423);
    assert_eq!(client.list("domains/acme.test").await.len(), 1);
    assert_eq!(bindings(&phone.request(&format!("Contact: <{ONE}>;expires=0\r\n")).await), map(&[]));
}
