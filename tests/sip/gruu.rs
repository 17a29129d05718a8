//! Public GRUUs (RFC 5627): given to phones that ask, known to the API, the same for ever.

use crate::{
    events::Events,
    peers::{Account, websocket},
    support::{Backend, Client, Phone, Server, phone::Answer},
    wire::{Udp, options},
};
use rollcall::pb::v1::{self, EventKind};

const ALICE: &str = "domains/acme.test/users/alice";
const INSTANCE: &str = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
const GRUU: &str = "sip:alice@acme.test;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

async fn start(backend: Backend) -> (Server, Client, Phone) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    let policy = v1::RegistrationPolicy { max_registrations: Some(9), ..Default::default() };
    client.domain_with("acme.test", policy).await;
    let password = client.user("acme.test", "alice").await;
    let phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    (server, client, phone)
}

/// Registers a contact of an instance, and says what the answer lists for it.
async fn register(phone: &mut Phone, uri: &str, instance: &str, more: &str) -> String {
    let headers = format!("Contact: <{uri}>;+sip.instance=\"<{instance}>\"\r\nExpires: 600\r\n{more}");
    let answer = phone.request(&headers).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    listed(&answer, uri)
}

fn listed(answer: &Answer, uri: &str) -> String {
    let start = format!("<{uri}>;");
    let contacts = answer.all("Contact");
    contacts.into_iter().find(|line| line.starts_with(&start)).unwrap_or_default().to_owned()
}

/// What the API says was given out, by contact.
async fn told(client: &mut Client) -> Vec<(String, String)> {
    let mut all = client.list(ALICE).await;
    all.sort_by(|a, b| a.contact_uri.cmp(&b.contact_uri));
    all.into_iter().map(|r| (r.contact_uri, r.public_gruu)).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(uri, gruu)| ((*uri).to_owned(), (*gruu).to_owned())).collect()
}

async fn it_is_given_to_who_asks_and_stays(backend: Backend) {
    let (server, mut client, mut phone) = start(backend).await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let (one, two) = ("sip:one@192.0.2.1", "sip:two@192.0.2.2");
    let param = format!(";pub-gruu=\"{GRUU}\"");
    // Who does not ask gets none, though there is an instance.
    let line = register(&mut phone, one, INSTANCE, "").await;
    assert!(line.contains("+sip.instance") && !line.contains("gruu"), "{line}");
    assert_eq!(events.expect(EventKind::Created).await.registration.unwrap().public_gruu, "");
    assert_eq!(told(&mut client).await, pairs(&[(one, "")]));

    let line = register(&mut phone, one, INSTANCE, "Supported: path, gruu\r\n").await;
    assert!(line.contains(&param) && !line.contains("temp-gruu"), "{line}");
    assert_eq!(events.expect(EventKind::Refreshed).await.registration.unwrap().public_gruu, GRUU);
    let line = register(&mut phone, two, "urn:x:a;b%", "Supported: gruu\r\n").await;
    assert!(line.contains(";pub-gruu=\"sip:alice@acme.test;gr=urn:x:a%3Bb%25\""), "{line}");
    // All that the user has are listed with theirs; a contact without an instance has none.
    let answer = phone.request("Contact: <sip:bare@192.0.2.3>\r\nSupported: gruu\r\n").await;
    assert!(listed(&answer, one).contains(&param), "{}", answer.text);
    assert!(!listed(&answer, "sip:bare@192.0.2.3").contains("gruu"), "{}", answer.text);
    let fetched = phone.request("").await;
    assert_eq!((fetched.status, fetched.text.contains("gruu")), (200, false), "who does not ask is not told");
    let all =
        pairs(&[("sip:bare@192.0.2.3", ""), (one, GRUU), (two, "sip:alice@acme.test;gr=urn:x:a%3Bb%25")]);
    assert_eq!(told(&mut client).await, all);

    // A refresh that does not ask takes nothing away, and neither does a restart.
    let line = register(&mut phone, one, INSTANCE, "").await;
    assert!(!line.contains("gruu"), "{line}");
    assert_eq!(told(&mut client).await, all);
    let server = server.restart().await;
    let mut client = server.client("acme").await;
    assert_eq!(told(&mut client).await, all);
    phone.server(server.sip("udp"));
    let line = register(&mut phone, one, INSTANCE, "Require: gruu\r\n").await;
    assert!(line.contains(&param), "{line}");
    let name = client.list(ALICE).await.into_iter().find(|r| r.contact_uri == one).unwrap().name;
    let request = v1::GetRegistrationRequest { name, ..Default::default() };
    let got = client.registrations.get_registration(request).await.unwrap().into_inner();
    assert_eq!(got.registration.unwrap().public_gruu, GRUU);
}

async fn it_is_ours_to_give(backend: Backend) {
    let (server, mut client, mut phone) = start(backend).await;
    // What a phone makes up does not come back, and is not believed.
    let forged = ";pub-gruu=\"sip:eve@evil.test;gr\";temp-gruu=\"sip:t@evil.test;gr\"";
    let headers = format!("Contact: <sip:a@h>;+sip.instance=\"<{INSTANCE}>\"{forged};audio\r\n");
    let answer = phone.request(&headers).await;
    let line = listed(&answer, "sip:a@h");
    assert!(line.ends_with(";audio") && !line.contains("gruu"), "{line}");
    assert_eq!(told(&mut client).await, pairs(&[("sip:a@h", "")]));
    // A device that is its own address, or a GRUU of it, would be called in a circle (RFC 5627 §5.1).
    for uri in ["sip:alice@acme.test", "sip:%61lice@ACME.test", GRUU, "sip:alice@acme.test;gr=other"] {
        let headers = format!("Contact: <{uri}>;+sip.instance=\"<urn:x:1>\"\r\nSupported: gruu\r\n");
        let answer = phone.request(&headers).await;
        let wanted = "SIP/2.0 403 Contact Is the Address of Record\r\n";
        assert!(answer.text.starts_with(wanted), "{uri}: {}", answer.text);
    }
    assert_eq!(told(&mut client).await.len(), 1);
    // It may be removed, and another port is another place.
    let gone = format!("Contact: <{GRUU}>;+sip.instance=\"<urn:x:1>\";expires=0\r\nSupported: gruu\r\n");
    assert_eq!(phone.request(&gone).await.status, 200);
    register(&mut phone, "sip:alice@acme.test:5066", "urn:x:1", "Supported: gruu\r\n").await;
    let answer = Udp::to(server.sip("udp")).await.ask(options("1")).await;
    assert_eq!(answer.all("Supported"), ["path, outbound, gruu"]);
}

async fn every_node_says_the_same(backend: Backend) {
    if backend == Backend::Sqlite {
        return;
    }
    let (server, mut client, mut phone) = start(backend).await;
    let other = server.beside(&[]).await;
    let line = register(&mut phone, "sip:a@h", INSTANCE, "Supported: gruu\r\n").await;
    let mut there = other.client("acme").await;
    let all = pairs(&[("sip:a@h", GRUU)]);
    crate::support::until("the other node has it", async || (told(&mut there).await == all).then_some(()))
        .await;
    assert_eq!(told(&mut client).await, all);
    phone.server(other.sip("udp"));
    let again = register(&mut phone, "sip:a@h", INSTANCE, "Supported: gruu\r\n").await;
    let gruu = |line: &str| line.split_once("pub-gruu").unwrap().1.to_owned();
    assert_eq!(gruu(&line), gruu(&again));
}

/// JsSIP asks by itself.
#[tokio::test]
async fn a_browser_knows_its_own() {
    let server = Server::with(Backend::Sqlite, &["--sip-listen", "ws:127.0.0.1:0"]).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let password = client.user("acme.test", "alice").await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let account = Account {
        user: "alice".to_owned(),
        password,
        domain: "acme.test".to_owned(),
        proxy: server.sip("ws"),
        transport: "ws",
        ca: None,
    };
    let mut phone = websocket::start("jssip", &account);
    phone.tell("register").await;
    phone.says("registered").await;
    let registration = events.expect(EventKind::Created).await.registration.unwrap();
    assert_eq!(registration.public_gruu, format!("sip:alice@acme.test;gr={}", registration.instance_id));
    phone.tell("gruu").await;
    phone.says(&format!("gruu {}\n", registration.public_gruu)).await;
    // It goes on with the contact that it had.
    phone.tell("refresh").await;
    events.expect(EventKind::Refreshed).await;
}

crate::on_both!(it_is_given_to_who_asks_and_stays, it_is_ours_to_give, every_node_says_the_same);
