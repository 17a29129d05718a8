//! SUBSCRIBE to one's own registrations, and what is told then (RFC 3680, RFC 6665).

mod hard;

use crate::{
    peers::{Account, websocket},
    support::{Backend, Client, PATIENCE, Phone, Server, http::sample, phone::Answer, until},
    wire::{Dialog, Tcp, Udp, nonce},
};
use rollcall::pb::v1;
use std::net::SocketAddr;
use tokio::time::timeout;

const DOMAIN: &str = "acme.test";

struct World {
    server: Server,
    client: Client,
    password: String,
}

impl World {
    async fn new() -> Self {
        Self::on(Backend::Sqlite).await
    }

    async fn on(backend: Backend) -> Self {
        let listeners = ["udp:127.0.0.1:0", "tcp:127.0.0.1:0", "ws:127.0.0.1:0"];
        let flags: Vec<_> = listeners.iter().flat_map(|at| ["--sip-listen", at]).collect();
        let server = Server::with(backend, &flags).await;
        let mut client = server.client("acme").await;
        let policy = v1::RegistrationPolicy { max_registrations: Some(9), ..Default::default() };
        client.domain_with(DOMAIN, policy).await;
        let password = client.user(DOMAIN, "alice").await;
        Self { server, client, password }
    }

    async fn phone(&self) -> Phone {
        Phone::new(self.server.sip("udp"), DOMAIN, "alice", &self.password).await
    }

    async fn subscriber(&self) -> Subscriber {
        let udp = Udp::to(self.server.sip("udp")).await;
        Subscriber::new(udp.local(), "UDP", &self.password, udp)
    }

    async fn connected(&self) -> Subscriber<Tcp> {
        let link = Tcp::to(self.server.sip("tcp")).await;
        Subscriber::new("192.0.2.1:5060".parse().unwrap(), "TCP", &self.password, link)
    }
}

/// One that subscribes, by some link.
struct Subscriber<L = Udp> {
    link: L,
    local: SocketAddr,
    transport: &'static str,
    digest: Dialog,
    /// Of its From, and what came back in the To.
    tag: String,
    to: String,
    cseq: u32,
}

impl<L> Subscriber<L> {
    fn new(local: SocketAddr, transport: &'static str, password: &str, link: L) -> Self {
        let digest = Dialog { method: "SUBSCRIBE", ..Dialog::new(DOMAIN, "alice", password) };
        let to = format!("<sip:alice@{DOMAIN}>");
        Self { link, local, transport, digest, tag: "mine".to_owned(), to, cseq: 0 }
    }

    fn request(&mut self, headers: &str) -> String {
        self.cseq += 1;
        let Self { local, transport, tag, to, cseq, digest, .. } = &*self;
        let branch = uuid::Uuid::new_v4().simple();
        format!(
            "SUBSCRIBE sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/{transport} {local};branch=z9hG4bK{branch};rport\r\n\
             From: \"A\" <sip:alice@{DOMAIN}>;tag={tag}\r\nTo: {to}\r\nCall-ID: {}\r\nCSeq: {cseq} SUBSCRIBE\r\n\
             {headers}Content-Length: 0\r\n\r\n",
            digest.call_id
        )
    }

    fn headers(&self, expires: u32) -> String {
        format!("Contact: <sip:me@{}>\r\nEvent: reg\r\nExpires: {expires}\r\n", self.local)
    }

    /// The answer to a NOTIFY.
    fn answer(notify: &Answer, status: &str) -> String {
        let copied = ["Via", "From", "To", "Call-ID", "CSeq"];
        let line =
            |name: &str| notify.all(name).iter().map(|v| format!("{name}: {v}\r\n")).collect::<String>();
        let copied: String = copied.into_iter().map(line).collect();
        format!("SIP/2.0 {status}\r\n{copied}Content-Length: 0\r\n\r\n")
    }
}

impl Subscriber {
    /// Sends a SUBSCRIBE with these headers and answers the challenge.
    async fn ask(&mut self, headers: &str) -> Answer {
        let challenge = self.request(headers);
        let nonce = nonce(&self.link.ask(challenge).await);
        let answered = self.digest.answer(&nonce, 1);
        let request = self.request(&format!("{headers}{answered}"));
        self.link.ask(request).await
    }

    async fn subscribe(&mut self, expires: u32) -> Answer {
        let headers = self.headers(expires);
        let answer = self.ask(&headers).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.all("Expires"), [expires.to_string()]);
        assert!(answer.all("Contact")[0].starts_with("<sip:127.0.0.1:"), "{}", answer.text);
        self.to = answer.all("To")[0].to_owned();
        answer
    }

    async fn unanswered(&self) -> Answer {
        let text = String::from_utf8(self.link.datagram().await).unwrap();
        assert!(text.starts_with(&format!("NOTIFY sip:me@{} SIP/2.0\r\n", self.local)), "{text}");
        Answer { status: 0, text }
    }

    /// The next NOTIFY, of this dialog, answered 200.
    async fn notified(&self) -> Answer {
        let notify = self.unanswered().await;
        self.link.send(Self::answer(&notify, "200 OK")).await;
        assert_eq!((notify.all("From"), notify.all("Event")), (vec![&*self.to], vec!["reg"]));
        assert_eq!(notify.all("To"), [format!("\"A\" <sip:alice@{DOMAIN}>;tag={}", self.tag)]);
        assert_eq!(notify.all("Call-ID"), [&*self.digest.call_id]);
        assert_eq!(notify.all("Content-Type"), ["application/reginfo+xml"]);
        notify
    }
}

impl Subscriber<Tcp> {
    async fn subscribe(&mut self) {
        let headers = self.headers(600);
        let challenge = self.request(&headers);
        let nonce = nonce(&self.link.ask(challenge).await);
        let answered = self.digest.answer(&nonce, 1);
        let request = self.request(&format!("{headers}{answered}"));
        assert_eq!(self.link.ask(request).await.status, 200);
    }

    /// The next NOTIFY, answered 200.
    async fn notified(&mut self) -> Answer {
        let notify = self.link.request().await.expect("the connection is open");
        self.link.send(Self::answer(&notify, "200 OK")).await;
        notify
    }
}

/// The attributes of the document, of the registration, and of each contact: what was asked for of them.
fn told(notify: &Answer) -> (String, String, Vec<String>) {
    let body = notify.text.split_once("\r\n\r\n").unwrap().1;
    let value = |element: &str, name: &str| {
        let from = element.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
        element[from..].split('"').next().unwrap().to_owned()
    };
    let element = |name: &str| &body[body.find(&format!("<{name} ")).unwrap()..];
    let document = element("reginfo");
    let contacts = body.split("<contact ").skip(1);
    let contacts = contacts.map(|c| format!("{} {}", value(&format!(" {c}"), "state"), value(c, "event")));
    (
        format!("{} {}", value(document, "version"), value(document, "state")),
        value(element("registration"), "state"),
        contacts.collect(),
    )
}

fn is(notify: &Answer, document: &str, registration: &str, contacts: &[&str]) {
    let (of_document, of_registration, of_contacts) = told(notify);
    assert_eq!(
        (of_document.as_str(), of_registration.as_str(), of_contacts),
        (document, registration, contacts.iter().map(ToString::to_string).collect()),
        "{}",
        notify.text
    );
}

#[tokio::test]
async fn what_changes_is_told() {
    let mut world = World::new().await;
    let (mut first, mut second) = (world.phone().await, world.phone().await);
    assert_eq!(first.register(600).await.status, 200);
    let mut subscriber = world.subscriber().await;
    subscriber.subscribe(600).await;
    let notify = subscriber.notified().await;
    is(&notify, "0 full", "active", &["active registered"]);
    assert!(notify.text.contains(&format!("<uri>sip:alice@{}</uri>", first.local())), "{}", notify.text);
    assert!(notify.all("Subscription-State")[0].starts_with("active;expires="), "{}", notify.text);
    assert_eq!(second.register(600).await.status, 200);
    is(&subscriber.notified().await, "1 partial", "active", &["active registered"]);
    assert_eq!(first.register(0).await.status, 200);
    is(&subscriber.notified().await, "2 partial", "active", &["terminated unregistered"]);
    let kick =
        v1::DeregisterUserRequest { name: format!("domains/{DOMAIN}/users/alice"), ..Default::default() };
    world.client.registrations.deregister_user(kick).await.unwrap();
    is(&subscriber.notified().await, "3 partial", "terminated", &["terminated deactivated"]);
    // A renewal is followed by all there is, and the end by the last of them.
    subscriber.subscribe(300).await;
    is(&subscriber.notified().await, "4 full", "init", &[]);
    subscriber.subscribe(0).await;
    let last = subscriber.notified().await;
    is(&last, "5 full", "init", &[]);
    assert_eq!(last.all("Subscription-State"), ["terminated;reason=timeout"]);
    let headers = subscriber.headers(300);
    assert_eq!(subscriber.ask(&headers).await.status, 481, "it is over");
}

#[tokio::test]
async fn a_notify_is_sent_until_it_is_answered() {
    let world = World::new().await;
    let mut subscriber = world.subscriber().await;
    subscriber.subscribe(600).await;
    let first = subscriber.unanswered().await;
    assert_eq!(subscriber.unanswered().await.text, first.text);
    // Who does not want it gets no more of it.
    subscriber.link.send(Subscriber::<Udp>::answer(&first, "481 Gone")).await;
    let headers = subscriber.headers(600);
    let gone = async {
        loop {
            // The nonce is fresh, so only the subscription can be amiss.
            let answer = subscriber.ask(&headers).await;
            if answer.status == 481 {
                return;
            }
        }
    };
    timeout(PATIENCE, gone).await.unwrap();
}

#[tokio::test]
async fn it_ends_with_its_time_its_user_and_its_node() {
    let mut world = World::new().await;
    let mut phone = world.phone().await;
    assert_eq!(phone.register(600).await.status, 200);
    let (mut brief, mut long) = (world.subscriber().await, world.subscriber().await);
    brief.subscribe(10).await;
    long.subscribe(600).await;
    for subscriber in [&brief, &long] {
        is(&subscriber.notified().await, "0 full", "active", &["active registered"]);
    }
    assert_eq!(brief.notified().await.all("Subscription-State"), ["terminated;reason=timeout"]);
    let user =
        v1::User { name: format!("domains/{DOMAIN}/users/alice"), disabled: true, ..Default::default() };
    let update_mask = Some(prost_types::FieldMask { paths: vec!["disabled".to_owned()] });
    let update = |user| v1::UpdateUserRequest { user: Some(user), update_mask: update_mask.clone() };
    world.client.users.update_user(update(user.clone())).await.unwrap();
    let last = long.notified().await;
    is(&last, "1 partial", "terminated", &["terminated rejected"]);
    assert_eq!(last.all("Subscription-State"), ["terminated;reason=rejected"]);
    world.client.users.update_user(update(v1::User { disabled: false, ..user })).await.unwrap();
    let mut until_the_end = world.subscriber().await;
    until_the_end.subscribe(600).await;
    is(&until_the_end.notified().await, "0 full", "init", &[]);
    world.server.signal("-TERM");
    let last = until_the_end.notified().await;
    assert_eq!(last.all("Subscription-State"), ["terminated;reason=probation;retry-after=5"]);
    assert!(world.server.wait().await.success());
}

/// Nothing is registered that could end: it is the settings that end it, whichever they are.
async fn it_ends_when_its_user_may_not_have_it_any_more(backend: Backend) {
    let mut world = World::on(backend).await;
    let disabled = |paths: &[&str]| {
        Some(prost_types::FieldMask { paths: paths.iter().map(ToString::to_string).collect() })
    };
    let name = format!("domains/{DOMAIN}/users/alice");
    let user = |change: v1::User| v1::UpdateUserRequest {
        update_mask: disabled(if change.disabled { &["disabled"] } else { &["first_name", "disabled"] }),
        user: Some(v1::User { name: name.clone(), ..change }),
    };
    let domain = |disabled| v1::Domain { name: format!("domains/{DOMAIN}"), disabled, ..Default::default() };
    let begun = async |world: &World| {
        let mut subscriber = world.subscriber().await;
        subscriber.subscribe(600).await;
        is(&subscriber.notified().await, "0 full", "init", &[]);
        subscriber
    };
    let ended = async |subscriber: &mut Subscriber, reason: &str| {
        let last = subscriber.notified().await;
        is(&last, "1 full", "init", &[]);
        assert_eq!(last.all("Subscription-State"), [format!("terminated;reason={reason}")]);
    };
    // What changes nothing of that ends nothing: the next NOTIFY is that of the change after it.
    let mut subscriber = begun(&world).await;
    let harmless = v1::User { first_name: "Alice".to_owned(), ..Default::default() };
    world.client.users.update_user(user(harmless)).await.unwrap();
    world
        .client
        .update_domain(v1::Domain { labels: [("a".into(), "b".into())].into(), ..domain(false) }, &["labels"])
        .await
        .unwrap();
    world.client.users.update_user(user(v1::User { disabled: true, ..Default::default() })).await.unwrap();
    ended(&mut subscriber, "rejected").await;
    let headers = subscriber.headers(600);
    assert_eq!(subscriber.ask(&headers).await.status, 401, "who is disabled gets none");
    world.client.users.update_user(user(v1::User::default())).await.unwrap();

    let mut subscriber = begun(&world).await;
    world.client.update_domain(domain(true), &["disabled"]).await.unwrap();
    ended(&mut subscriber, "rejected").await;
    world.client.update_domain(domain(false), &["disabled"]).await.unwrap();

    let mut subscriber = begun(&world).await;
    let delete = v1::DeleteUserRequest { name: name.clone(), ..Default::default() };
    world.client.users.delete_user(delete).await.unwrap();
    ended(&mut subscriber, "noresource").await;
    let undelete = v1::UndeleteUserRequest { name: name.clone(), ..Default::default() };
    world.client.users.undelete_user(undelete).await.unwrap();

    let mut subscriber = begun(&world).await;
    let delete = v1::DeleteDomainRequest { name: domain(false).name, force: true, ..Default::default() };
    world.client.domains.delete_domain(delete).await.unwrap();
    ended(&mut subscriber, "noresource").await;
    assert_eq!(sample(world.server.metrics(), "rollcall_sip_subscriptions").await as u64, 0);
}

crate::on_both!(it_ends_when_its_user_may_not_have_it_any_more);

#[tokio::test]
async fn subscriptions_and_notifies_are_counted() {
    let world = World::new().await;
    let at = world.server.metrics();
    let notifies = async |transport: &str, outcome: &str| {
        let name = format!(r#"rollcall_sip_notifies_total{{transport="{transport}",outcome="{outcome}"}}"#);
        sample(at, &name).await as u64
    };
    let there = async |n: f64| {
        until("there are as many", async || {
            (sample(at, "rollcall_sip_subscriptions").await == n).then_some(())
        })
        .await;
    };
    let (mut first, mut second) = (world.subscriber().await, world.subscriber().await);
    first.subscribe(600).await;
    first.notified().await;
    there(1.0).await;
    second.subscribe(600).await;
    there(2.0).await;
    let refused = second.unanswered().await;
    second.link.send(Subscriber::<Udp>::answer(&refused, "481 Gone")).await;
    there(1.0).await;
    first.subscribe(0).await;
    first.notified().await;
    there(0.0).await;
    until("the last one is counted", async || (notifies("udp", "accepted").await == 2).then_some(())).await;
    assert_eq!(notifies("udp", "refused").await, 1);
    // Its connection is gone before there is something to tell.
    let mut third = world.connected().await;
    third.subscribe().await;
    third.notified().await;
    until("it is counted", async || (notifies("tcp", "accepted").await == 1).then_some(())).await;
    third.link.finish().await;
    third.link.is_closed().await;
    assert_eq!(world.phone().await.register(600).await.status, 200);
    until("there is no way", async || (notifies("tcp", "no_way").await == 1).then_some(())).await;
    there(0.0).await;
}

#[tokio::test]
async fn what_is_wrong_is_refused() {
    let mut world = World::new().await;
    let bob = world.client.user(DOMAIN, "bob").await;
    let mut subscriber = world.subscriber().await;
    let sound = subscriber.headers(600);
    let without =
        |line: &str| sound.lines().filter(|l| !l.starts_with(line)).map(|l| format!("{l}\r\n")).collect();
    for (headers, status, name, value) in [
        (without("Event"), 489, "Allow-Events", "reg"),
        (sound.replace("Event: reg", "Event: presence"), 489, "Allow-Events", "reg"),
        (format!("{sound}Accept: application/pidf+xml\r\n"), 406, "Content-Length", "0"),
        (sound.replace("Expires: 600", "Expires: 9"), 423, "Min-Expires", "10"),
        (without("Contact"), 400, "Content-Length", "0"),
        (sound.replace("<sip:me", "<sip me"), 400, "Content-Length", "0"),
    ] {
        let request = subscriber.request(&headers);
        let answer = subscriber.link.ask(&request).await;
        assert_eq!((answer.status, answer.all(name)), (status, vec![value]), "{request}{}", answer.text);
    }
    // It is said to whom it concerns: whoever may subscribe.
    let (tag, long) = (subscriber.tag.clone(), "t".repeat(1024));
    subscriber.tag = long;
    let answer = subscriber.ask(&sound).await;
    assert_eq!((answer.status, answer.text.contains("From or To Too Long")), (400, true), "{}", answer.text);
    subscriber.tag = tag;
    // A dialog that there is not, and somebody else's registrations.
    let to = std::mem::replace(&mut subscriber.to, format!("<sip:alice@{DOMAIN}>;tag=none"));
    assert_eq!(subscriber.ask(&sound).await.status, 481);
    subscriber.to = to;
    (subscriber.digest.username, subscriber.digest.password) = ("bob".to_owned(), bob);
    assert_eq!(subscriber.ask(&sound).await.status, 401);
    // What comes again is answered again, and not a second subscription; what is older than the last is out of order.
    let mut subscriber = world.subscriber().await;
    let (challenge, headers) = (subscriber.request(&sound), subscriber.headers(600));
    let nonce = nonce(&subscriber.link.ask(challenge).await);
    let answered = subscriber.digest.answer(&nonce, 1);
    let request = subscriber.request(&format!("{headers}{answered}"));
    let answer = subscriber.link.ask(&request).await;
    subscriber.to = answer.all("To")[0].to_owned();
    subscriber.notified().await;
    assert_eq!(subscriber.link.ask(&request).await.text, answer.text);
    subscriber.cseq = 0;
    assert_eq!(subscriber.ask(&headers).await.status, 500);
    // As many as a user may have; the two refused ones above are none.
    let mut more = Vec::new();
    for _ in 1..8 {
        let mut another = world.subscriber().await;
        another.subscribe(600).await;
        another.notified().await;
        more.push(another);
    }
    let mut another = world.subscriber().await;
    assert_eq!(another.ask(&headers).await.status, 503);
}

#[tokio::test]
async fn over_a_connection_it_is_told_there() {
    let world = World::new().await;
    let mut subscriber = world.connected().await;
    subscriber.subscribe().await;
    let notify = subscriber.notified().await;
    assert!(notify.text.starts_with("NOTIFY sip:me@192.0.2.1:5060 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:"));
    is(&notify, "0 full", "init", &[]);
    let mut phone = world.phone().await;
    assert_eq!(phone.register(600).await.status, 200);
    is(&subscriber.notified().await, "1 partial", "active", &["active registered"]);
}

/// Behind a NAT nothing else would arrive.
#[tokio::test]
async fn of_several_listeners_the_one_that_was_asked_tells() {
    let flags = ["udp:127.0.0.1:0", "udp:127.0.0.1:0", "udp:127.0.0.2:0"].map(|at| ["--sip-listen", at]);
    let server = Server::with(Backend::Sqlite, flags.as_flattened()).await;
    let mut client = server.client("acme").await;
    client.domain(DOMAIN).await;
    let password = client.user(DOMAIN, "alice").await;
    for at in server.sip_all("udp") {
        // It takes nothing from elsewhere.
        let udp = Udp::to(at).await;
        let mut subscriber = Subscriber::new(udp.local(), "UDP", &password, udp);
        let headers = subscriber.headers(600);
        let answer = subscriber.ask(&headers).await;
        assert_eq!(
            (answer.status, answer.all("Contact")),
            (200, vec![&*format!("<sip:{at};transport=udp>")])
        );
        subscriber.to = answer.all("To")[0].to_owned();
        let notify = subscriber.notified().await;
        assert!(notify.all("Via")[0].starts_with(&format!("SIP/2.0/UDP {at};")), "{}", notify.text);
    }
}

/// The proxies on the way are in the answer as they were in the request, and then in the NOTIFYs (RFC 3261 §12.1.1).
#[tokio::test]
async fn proxies_stay_on_the_way() {
    let world = World::new().await;
    let mut subscriber = world.subscriber().await;
    let routes = ["<sip:p1.test;lr>", "<sip:p2.test;lr;x=1>"];
    let headers = format!("{}Record-Route: {}, {}\r\n", subscriber.headers(600), routes[0], routes[1]);
    let answer = subscriber.ask(&headers).await;
    assert_eq!((answer.status, answer.all("Record-Route")), (200, routes.to_vec()), "{}", answer.text);
    subscriber.to = answer.all("To")[0].to_owned();
    assert_eq!(subscriber.notified().await.all("Route"), routes);
}

/// Two libraries that browsers use.
#[tokio::test]
async fn real_phones_are_told() {
    let mut world = World::new().await;
    for (library, user) in [("sipjs", "sipjs"), ("jssip", "jssip")] {
        let account = Account {
            user: user.to_owned(),
            password: world.client.user(DOMAIN, user).await,
            domain: DOMAIN.to_owned(),
            proxy: world.server.sip("ws"),
            transport: "ws",
            ca: None,
        };
        let mut phone = websocket::start(library, &account);
        phone.tell("register").await;
        phone.says("registered").await;
        phone.tell("subscribe").await;
        phone.says("told full active").await;
        phone.tell("unregister").await;
        phone.says("told partial terminated").await;
        phone.tell("quit").await;
        assert!(phone.ended().await.success(), "{}", phone.output());
    }
}
