//! Which domain a REGISTER means (RFC 3261 §10.3, step 5), and what a domain allows.

use crate::{
    support::{Backend, Server},
    wire::{Dialog, Udp},
};
use rollcall::pb::v1::{self, RegistrationPolicy, Transport};

/// Phones that know only the registrar's address put it into the Request-URI.
#[tokio::test]
async fn the_request_uri_and_the_to_header_name_the_domain() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    for domain in ["acme.test", "other.test"] {
        client.domain(domain).await;
    }
    let password = client.user("acme.test", "alice").await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    for (uri, to, status) in [
        ("sip:acme.test", "<sip:alice@acme.test>", 200),
        ("sip:ACME.test;transport=udp", "\"Alice\" <sips:%61lice@Acme.TEST>", 200),
        ("sip:127.0.0.1:5080", "sip:alice@acme.test", 200),
        ("sip:[::1]", "<sip:alice@acme.test>", 200),
        ("sip:proxy.example", "<sip:alice@acme.test>", 200),
        ("sip:acme.test", "<sip:alice@other.test>", 404),
        ("sip:other.test", "<sip:alice@acme.test>", 404),
        ("sip:nowhere.test", "<sip:alice@nowhere.test>", 404),
        ("sip:acme.test", "<tel:+4930123456>", 400),
        ("sip:acme.test", "<sip:acme.test>", 400),
    ] {
        let nonce = udp.nonce(&mut dialog).await;
        let request = dialog
            .answered(&nonce, 1)
            .replacen("REGISTER sip:acme.test", &format!("REGISTER {uri}"), 1)
            .replace("To: <sip:alice@acme.test>", &format!("To: {to}"));
        let answer = udp.ask(request).await;
        assert_eq!(answer.status, status, "{uri} {to}: {}", answer.text);
    }
}

/// The same user name in two domains is two users.
#[tokio::test]
async fn a_domain_is_a_namespace() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut passwords = Vec::new();
    for domain in ["one.test", "two.test"] {
        client.domain(domain).await;
        passwords.push(client.user(domain, "alice").await);
    }
    assert_eq!(udp.register(&mut Dialog::new("two.test", "alice", &passwords[0])).await.status, 401);
    assert_eq!(udp.register(&mut Dialog::new("one.test", "alice", &passwords[0])).await.status, 200);
    assert_eq!(client.list("domains/one.test").await.len(), 1);
    assert_eq!(client.list("domains/two.test").await.len(), 0);
    assert_eq!(udp.register(&mut Dialog::new("two.test", "alice", &passwords[1])).await.status, 200);
}

/// Only its own users learn that a domain is switched off.
#[tokio::test]
async fn a_disabled_domain_refuses_its_users() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let domain = client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let request = v1::UpdateDomainRequest {
        domain: Some(v1::Domain { disabled: true, ..domain }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["disabled".into()] }),
    };
    client.domains.update_domain(request).await.unwrap();
    let udp = Udp::to(server.sip("udp")).await;
    assert_eq!(udp.register(&mut Dialog::new("acme.test", "alice", "wrong")).await.status, 401);
    assert_eq!(udp.register(&mut Dialog::new("acme.test", "alice", &password)).await.status, 403);
    assert_eq!(client.list("domains/acme.test").await.len(), 0);
}

#[tokio::test]
async fn a_domain_may_take_tcp_only() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let policy = RegistrationPolicy { transports: vec![Transport::Tcp.into()], ..Default::default() };
    client.domain_with("acme.test", policy).await;
    let password = client.user("acme.test", "alice").await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    assert_eq!(udp.ask(dialog.request("")).await.status, 403);
    let mut tcp = crate::wire::Tcp::to(server.sip("tcp")).await;
    dialog.transport = "TCP";
    let nonce = crate::wire::nonce(&tcp.ask(dialog.request("")).await);
    assert_eq!(tcp.ask(dialog.answered(&nonce, 1)).await.status, 200);
    assert_eq!(client.list("domains/acme.test").await[0].transport(), Transport::Tcp);
}

/// RFC 3327 and RFC 5626: what a binding keeps besides its contact comes back with it.
#[tokio::test]
async fn paths_and_instances_come_back() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    dialog.headers =
        "Contact: \"A, \\\"x\" <sip:a@192.0.2.1;ob>;+sip.instance=\"<urn:uuid:1>\";reg-id=1;q=0.5;\
                      expires=60\r\nPath: <sip:p1;lr>, <sip:p2;lr>\r\nSupported: path\r\n"
            .into();
    let answer = udp.register(&mut dialog).await;
    assert_eq!(
        answer.all("Contact"),
        ["<sip:a@192.0.2.1;ob>;expires=60;q=0.5;+sip.instance=\"<urn:uuid:1>\";reg-id=1"]
    );
    assert_eq!(answer.all("Path"), ["<sip:p1;lr>", "<sip:p2;lr>"]);
    let kept = client.list("domains/acme.test").await.remove(0);
    assert_eq!((kept.instance_id.as_str(), kept.reg_id, kept.q), ("urn:uuid:1", 1, Some(0.5)));
    assert_eq!(kept.path, ["<sip:p1;lr>", "<sip:p2;lr>"]);
}
