//! The transports beside UDP and TCP, and what the domain and the certificates ask of a test.

use super::{DOMAIN, Kind, change, fails_at, outcomes, passes, test};
use crate::{
    events::Events,
    support::{
        Backend, Client, Server,
        server::{ALL_SCOPES, rollcall},
        tls::{Ca, Leaf},
        until,
    },
};
use rcgen::{DnType, date_time_ymd};
use rollcall::pb::v1::{
    EventKind::{Created, Unregistered},
    OutboundMode, RegistrationPolicy,
    RegistrationTestOutcome::{Failed, Passed},
    TestRegistrationResponse, Transport,
};
use tempfile::TempDir;

const ALL: [(Transport, &str); 5] = [
    (Transport::Udp, "udp"),
    (Transport::Tcp, "tcp"),
    (Transport::Tls, "tls"),
    (Transport::Ws, "ws"),
    (Transport::Wss, "wss"),
];

/// A server with every transport, and alice@acme.test.
struct World {
    server: Server,
    client: Client,
    ca: Ca,
    files: TempDir,
}

impl World {
    async fn new(backend: Backend) -> Self {
        let (ca, files) = (Ca::new(), tempfile::tempdir().unwrap());
        let mut flags = leaf(&ca, 2099).write_for("sip-tls", files.path());
        for (_, name) in ALL {
            flags.extend(["--sip-listen".to_owned(), format!("{name}:127.0.0.1:0")]);
        }
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let server = Server::with(backend, &flags).await;
        let mut client = server.client("acme").await;
        client.domain("acme.test").await;
        client.user("acme.test", "alice").await;
        Self { server, client, ca, files }
    }

    /// Puts another certificate there, and waits until the server says that it has seen it.
    async fn swap(&self, leaf: &Leaf, seen: &str) {
        let before = self.server.log().matches(seen).count();
        leaf.write_for("sip-tls", self.files.path());
        let log = || self.server.log();
        until(seen, async || (log().matches(seen).count() > before).then_some(())).await;
    }
}

/// A certificate for the domain.
fn leaf(ca: &Ca, not_after: i32) -> Leaf {
    ca.leaf_with(|params| {
        params.subject_alt_names = vec![rcgen::SanType::DnsName("acme.test".try_into().unwrap())];
        params.distinguished_name.push(DnType::CommonName, "sip of acme");
        params.not_after = date_time_ymd(not_after, 2, 3);
    })
}

/// What was seen when connecting.
fn connected(answer: &TestRegistrationResponse) -> &str {
    &answer.steps[1].detail
}

async fn every_transport(backend: Backend) {
    let mut world = World::new(backend).await;
    let mut events = Events::of(&world.client, DOMAIN).await;
    for (transport, name) in ALL {
        let answer = test(&mut world.client, transport).await;
        passes(&answer);
        assert_eq!(answer.transport(), transport);
        assert_eq!(answer.server_address, world.server.sip(name).to_string());
        let certificate = connected(&answer).split_once("; ").map(|(_, said)| said);
        let secured = matches!(transport, Transport::Tls | Transport::Wss);
        let wanted = "certificate of \"sip of acme\" until 2099-02-03T00:00:00Z, names acme.test";
        assert_eq!(certificate, secured.then_some(wanted));
        let created = events.expect(Created).await.registration.unwrap();
        assert_eq!(created.transport(), transport);
        let named = if name == "wss" { "ws" } else { name };
        assert!(created.contact_uri.ends_with(&format!(";transport={named}")), "{created:?}");
        assert_eq!((created.instance_id.as_str(), created.reg_id), ("", 0));
        let gone = events.expect(Unregistered).await;
        assert_eq!((gone.registration.unwrap().name, gone.registration_count), (created.name, 0));
    }
    // As it is shown to people.
    for (_, name) in ALL {
        let mut doctor = rollcall();
        doctor.args(["doctor", "alice@acme.test", "--transport", name]);
        doctor.args(["--endpoint", &format!("http://{}", world.server.grpc())]);
        doctor.args(["--token", &world.server.token("acme", ALL_SCOPES)]);
        let said = tokio::task::spawn_blocking(move || doctor.output().unwrap()).await.unwrap();
        let text = String::from_utf8(said.stdout).unwrap();
        assert!(said.status.success(), "{text}{}", String::from_utf8_lossy(&said.stderr));
        let last = format!("alice@acme.test can register over {name} at {}", world.server.sip(name));
        assert_eq!(text.lines().last(), Some(last.as_str()), "{text}");
    }
}

/// Where the domain lets nobody in without, the test has its flow told apart as a phone has.
async fn outbound_where_it_is_required(backend: Backend) {
    let mut world = World::new(backend).await;
    let mut events = Events::of(&world.client, DOMAIN).await;
    let policy = RegistrationPolicy { outbound_mode: OutboundMode::Required.into(), ..Default::default() };
    change(&mut world.client, policy, "registration.outbound_mode").await;
    for (transport, _) in ALL {
        passes(&test(&mut world.client, transport).await);
        let created = events.expect(Created).await.registration.unwrap();
        let id = created.contact_uri.strip_prefix("sip:probe-").and_then(|rest| rest.split('@').next());
        assert_eq!(created.instance_id.strip_prefix("urn:uuid:"), id, "{created:?}");
        assert_eq!(created.reg_id, 1);
        assert_eq!(events.expect(Unregistered).await.registration.unwrap().name, created.name);
    }
    assert!(world.client.list(DOMAIN).await.is_empty());
}

async fn a_certificate_that_is_not_good_now(backend: Backend) {
    let mut world = World::new(backend).await;
    let taken = "took new TLS certificates";
    world.swap(&leaf(&world.ca, 2020), taken).await;
    for transport in [Transport::Tls, Transport::Wss] {
        let answer = test(&mut world.client, transport).await;
        let expired = "the certificate of \"sip of acme\" expired at 2020-02-03T00:00:00Z";
        fails_at(&answer, Kind::Connect, expired, "renew the files of --sip-tls-cert");
        assert!(!answer.steps[1].remedy.contains("bad"), "{answer:?}");
    }
    // It is renewed, but the key is another's: the server does not take it.
    let bad = Leaf { key: world.ca.leaf().key, ..leaf(&world.ca, 2098) };
    world.swap(&bad, "bad TLS files").await;
    let answer = test(&mut world.client, Transport::Tls).await;
    fails_at(&answer, Kind::Connect, "expired at 2020-02-03", "Newer ones are there, but bad");
    let early = world.ca.leaf_with(|params| params.not_before = date_time_ymd(2090, 1, 2));
    world.swap(&early, taken).await;
    let answer = test(&mut world.client, Transport::Wss).await;
    fails_at(&answer, Kind::Connect, "is not valid before 2090-01-02T00:00:00Z", "clock is right");
    // What has no certificate is not concerned.
    passes(&test(&mut world.client, Transport::Ws).await);
    world.swap(&world.ca.leaf(), taken).await;
    let answer = test(&mut world.client, Transport::Tls).await;
    passes(&answer);
    assert!(connected(&answer).ends_with(", does not name acme.test"), "{answer:?}");
}

/// Nobody is asked to guess why the test's own request is refused.
async fn a_domain_that_lets_in_only_some(backend: Backend) {
    let mut world = World::new(backend).await;
    let policy = RegistrationPolicy {
        source_policy: Some(rollcall::pb::v1::SourcePolicy {
            allow_user_agent_prefixes: vec!["Yealink".to_owned()],
            ..Default::default()
        }),
        ..Default::default()
    };
    change(&mut world.client, policy, "registration.source_policy").await;
    let answer = test(&mut world.client, Transport::Wss).await;
    fails_at(&answer, Kind::Challenge, "403 Source Not Allowed", "User-Agent Rollcall-Doctor/");
    assert_eq!(outcomes(&answer)[1..3], [Passed, Failed]);
    assert!(answer.steps[2].remedy.contains("registration.source_policy"), "{answer:?}");
}

crate::on_both!(
    every_transport,
    outbound_where_it_is_required,
    a_certificate_that_is_not_good_now,
    a_domain_that_lets_in_only_some,
);
