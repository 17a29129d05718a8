//! RFC 3261 §10.3 through the wire.

mod expiry;
mod limits;
mod order;

use crate::{
    events::Events,
    support::{Backend, Phone, Server, phone::Answer},
};
use rollcall::pb::v1::EventKind::{Created, Refreshed, Shortened, Unregistered};
use std::collections::BTreeMap;

/// The bindings that a 200 lists, with the seconds that each has left.
fn bindings(answer: &Answer) -> BTreeMap<String, u32> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let contacts = answer.all("Contact").into_iter().map(|value| {
        let (uri, params) = value.strip_prefix('<').unwrap().split_once('>').unwrap();
        let expires = params.split(';').find_map(|p| p.strip_prefix("expires="));
        (uri.to_owned(), expires.unwrap().parse().unwrap())
    });
    contacts.collect()
}

fn map(of: &[(&str, u32)]) -> BTreeMap<String, u32> {
    of.iter().map(|(uri, seconds)| ((*uri).to_owned(), *seconds)).collect()
}

const ONE: &str = "sip:alice@192.0.2.1";
const TWO: &str = "sip:alice@192.0.2.2:5070;transport=tcp";
const THREE: &str = "sip:alice@phone.example.com";

/// Three contacts in one request, over two header lines, two of them in one.
fn three() -> String {
    format!(
        "Contact: <{ONE}>;expires=600;q=0.5, <{TWO}>\r\nContact: \"Desk, Hall\" <{THREE}>;expires=120\r\nExpires: 300\r\n"
    )
}

async fn a_200_lists_what_is_bound(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;

    let answer = phone.request(&three()).await;
    assert_eq!(bindings(&answer), map(&[(ONE, 600), (TWO, 300), (THREE, 120)]));
    assert_eq!(answer.all("Date").len(), 1);
    let mut created = Vec::new();
    for count in 1..=3 {
        let event = events.expect(Created).await;
        assert_eq!(event.registration_count, count);
        created.push((event.revision, event.registration.unwrap().contact_uri));
    }
    let revision = created[0].0;
    assert_eq!(created, [ONE, TWO, THREE].map(|uri| (revision, uri.to_owned())), "one revision, in order");

    // A fetch lists the same, prolongs nothing and is no event.
    let fetched = bindings(&phone.request("").await);
    let granted = map(&[(ONE, 600), (TWO, 300), (THREE, 120)]);
    assert_eq!(fetched.keys().collect::<Vec<_>>(), granted.keys().collect::<Vec<_>>());
    assert!(
        fetched.iter().all(|(uri, left)| *left <= granted[uri] && *left > granted[uri] - 60),
        "{fetched:?}"
    );
    // With an Expires header too: without contacts it means nothing.
    assert_eq!(bindings(&phone.request("Expires: 0\r\n").await).len(), 3);

    // The same contact by RFC 3261 §19.1.4: escapes and the case of the host do not matter.
    let answer = phone.request("Contact: <sip:%61lice@PHONE.example.com>;expires=700\r\n").await;
    assert_eq!(bindings(&answer).len(), 3, "{}", answer.text);
    assert_eq!(events.expect(Refreshed).await.registration_count, 3);
    // But the user part is case-sensitive.
    let answer = phone.request("Contact: <sip:Alice@phone.example.com>;expires=700\r\n").await;
    assert_eq!(bindings(&answer).len(), 4, "{}", answer.text);
    events.expect(Created).await;

    let answer = phone.request(&format!("Contact: <{ONE}>;expires=60\r\n")).await;
    assert_eq!(bindings(&answer)[ONE], 60);
    assert_eq!(events.expect(Shortened).await.registration.unwrap().contact_uri, ONE);

    // Removal, by parameter and by header; of what is not bound as well.
    let answer = phone.request(&format!("Contact: <{ONE}>;expires=0\r\nExpires: 60\r\n")).await;
    assert_eq!(bindings(&answer).len(), 3);
    assert_eq!(events.expect(Unregistered).await.registration.unwrap().contact_uri, ONE);
    let answer = phone.request("Contact: <sip:Alice@phone.example.com>\r\nExpires: 0\r\n").await;
    assert_eq!(bindings(&answer).len(), 2);
    assert_eq!(events.expect(Unregistered).await.registration_count, 2);
    assert_eq!(bindings(&phone.request(&format!("Contact: <{ONE}>;expires=0\r\n")).await).len(), 2);

    // One in, one out, in one request and one revision.
    let answer = phone.request(&format!("Contact: <{TWO}>;expires=0, <{ONE}>;expires=90\r\n")).await;
    assert!(bindings(&answer).contains_key(ONE) && !bindings(&answer).contains_key(TWO));
    let (out, new) = (events.expect(Unregistered).await, events.expect(Created).await);
    assert_eq!((out.revision, out.registration_count, new.registration_count), (new.revision, 1, 2));
    assert_eq!(client.list("domains/acme.test/users/alice").await.len(), 2);
}

async fn a_star_removes_everything(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let bob = client.user("acme.test", "bob").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    let mut other = Phone::new(server.sip("udp"), "acme.test", "bob", &bob).await;
    assert_eq!(bindings(&other.register(60).await).len(), 1);
    assert_eq!(bindings(&phone.request(&three()).await).len(), 3);
    let mut events = Events::of(&client, "domains/acme.test").await;
    for wrong in [
        "Contact: *\r\n".to_owned(),
        "Contact: *\r\nExpires: 60\r\n".to_owned(),
        "Contact: *;expires=0\r\n".to_owned(),
        format!("Contact: *, <{ONE}>\r\nExpires: 0\r\n"),
        format!("Contact: <{ONE}>\r\nContact: *\r\nExpires: 0\r\n"),
        "Contact: *\r\nContact: *\r\nExpires: 0\r\n".to_owned(),
    ] {
        let answer = phone.request(&wrong).await;
        assert_eq!(answer.status, 400, "{wrong}{}", answer.text);
    }
    assert_eq!(client.list("domains/acme.test/users/alice").await.len(), 3);
    assert_eq!(bindings(&phone.request("Contact: *\r\nExpires: 0\r\n").await), map(&[]));
    let mut revisions = Vec::new();
    for left in [2, 1, 0] {
        let event = events.expect(Unregistered).await;
        assert_eq!(event.registration_count, left);
        revisions.push(event.revision);
    }
    revisions.dedup();
    assert_eq!(revisions.len(), 1, "all in one revision");
    // Again: nothing is left, and that is fine. Other users keep theirs.
    assert_eq!(bindings(&phone.request("Contact: *\r\nExpires: 0\r\n").await), map(&[]));
    assert_eq!(client.list("domains/acme.test").await.len(), 1);
}

crate::on_both!(a_200_lists_what_is_bound, a_star_removes_everything);
