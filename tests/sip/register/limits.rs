//! How many devices a user may have.

use super::bindings;
use crate::{
    events::Events,
    support::{Backend, Client, Phone, Server},
};
use rollcall::pb::v1::{
    EventKind::{Created, Evicted, Refreshed, Unregistered},
    LimitPolicy, RegistrationPolicy,
};

async fn limited(client: &mut Client, limit: i32, policy: LimitPolicy) -> String {
    let policy = RegistrationPolicy {
        max_registrations: Some(limit),
        limit_policy: policy.into(),
        ..Default::default()
    };
    client.domain_with("acme.test", policy).await;
    client.user("acme.test", "alice").await
}

async fn one_too_many_is_refused(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    let password = limited(&mut client, 2, LimitPolicy::Reject).await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let udp = server.sip("udp");
    let mut phones = Vec::new();
    for _ in 0..3 {
        phones.push(Phone::new(udp, "acme.test", "alice", &password).await);
    }
    for phone in &mut phones[..2] {
        assert_eq!(phone.register(600).await.status, 200);
        events.expect(Created).await;
    }
    let answer = phones[2].register(600).await;
    assert_eq!((answer.status, answer.all("Contact").len()), (403, 0), "{}", answer.text);
    // Two at once, when there is room for none, bind neither; nor one with one that is there.
    let both = format!("Contact: {}, {}\r\nExpires: 600\r\n", phones[0].contact, phones[2].contact);
    assert_eq!(phones[2].request(&both).await.status, 403);
    assert_eq!(client.list("domains/acme.test").await.len(), 2);
    // Those that are in may stay, and leave their place.
    assert_eq!(bindings(&phones[0].register(900).await).len(), 2);
    events.expect(Refreshed).await;
    assert_eq!(bindings(&phones[1].register(0).await).len(), 1);
    events.expect(Unregistered).await;
    assert_eq!(bindings(&phones[2].register(600).await).len(), 2);
    assert_eq!(events.expect(Created).await.registration_count, 2);
}

async fn the_oldest_gives_way(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    let password = limited(&mut client, 2, LimitPolicy::EvictOldest).await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let udp = server.sip("udp");
    let mut phones = Vec::new();
    for _ in 0..3 {
        phones.push(Phone::new(udp, "acme.test", "alice", &password).await);
    }
    for phone in &mut phones[..2] {
        assert_eq!(phone.register(600).await.status, 200);
        events.expect(Created).await;
    }
    // Refreshed, so the other one is the oldest now.
    assert_eq!(phones[0].register(900).await.status, 200);
    events.expect(Refreshed).await;
    let left = bindings(&phones[2].register(600).await);
    let uri = |phone: &Phone| phone.contact.trim_matches(['<', '>']).to_owned();
    let mut wanted = [uri(&phones[0]), uri(&phones[2])];
    wanted.sort();
    assert_eq!(left.into_keys().collect::<Vec<_>>(), wanted);
    let (evicted, created) = (events.expect(Evicted).await, events.expect(Created).await);
    assert_eq!((evicted.revision, evicted.registration_count), (created.revision, 1));
    assert_eq!(evicted.registration.unwrap().contact_uri, uri(&phones[1]));
    assert_eq!((created.registration_count, client.list("domains/acme.test").await.len()), (2, 2));
}

crate::on_both!(one_too_many_is_refused, the_oldest_gives_way);

/// The limit is about phones; a softphone comes on top (Yeastar's rule).
#[tokio::test]
async fn softphones_do_not_count() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let password = limited(&mut client, 1, LimitPolicy::Reject).await;
    let udp = crate::wire::Udp::to(server.sip("udp")).await;
    for (agent, host, status) in [
        ("Yealink SIP-T46S 66.85", 1, 200),
        ("Linphonec/5.1.65", 2, 200),
        ("Snom/8.9", 3, 403),
        ("JsSIP 3.13.8", 4, 200),
    ] {
        let mut dialog = crate::wire::Dialog::new("acme.test", "alice", &password);
        dialog.headers = format!("Contact: <sip:alice@192.0.2.{host}>\r\nUser-Agent: {agent}\r\n");
        assert_eq!(udp.register(&mut dialog).await.status, status, "{agent}");
    }
}
