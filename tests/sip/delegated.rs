//! Domains whose digest checks a service of the account decides.

mod alike;
mod away;
mod fetched;
mod nodes;
mod tested;

use crate::{
    remote::{Edge, parts},
    support::{
        Backend, Client, Phone, Server,
        delegate::{Asked, Reply, Running, Service},
        http::sample,
        until,
    },
    wire::{Dialog, Udp, nonce},
};
use rollcall::pb::v1::{
    self, DelegationMode,
    DelegationMode::{FetchHa1, VerifyDigest},
    DigestAlgorithm, RegistrationPolicy,
};
use std::sync::Arc;
use tokio::sync::Semaphore;

const DOMAIN: &str = "acme.test";
/// What the service knows of alice.
const RIGHT: &str = "known to the service alone";
/// Few failures, so that a test is short.
const FEW: [&str; 4] = ["--sip-auth-failures", "5", "--sip-auth-back-off", "60s"];

struct World {
    server: Server,
    client: Client,
    service: Service,
    running: Running,
    /// The registration password of alice that Rollcall has, and does not look at.
    stored: String,
}

impl World {
    async fn new(backend: Backend, mode: DelegationMode, flags: &[&str]) -> Self {
        let server = Server::with(backend, flags).await;
        let mut client = server.client("acme").await;
        client.domain(DOMAIN).await;
        let stored = client.user(DOMAIN, "alice").await;
        let service = Service::default();
        service.password("alice", RIGHT);
        let running = service.start().await;
        let mut world = Self { server, client, service, running, stored };
        let setting = world.running.setting(mode);
        world.set(Some(setting)).await;
        world
    }

    async fn set(&mut self, setting: Option<v1::DelegatedAuthentication>) {
        let domain = v1::Domain {
            name: format!("domains/{DOMAIN}"),
            delegated_authentication: setting,
            ..Default::default()
        };
        self.client.update_domain(domain, &["delegated_authentication"]).await.unwrap();
    }

    async fn algorithms(&mut self, algorithms: &[DigestAlgorithm]) {
        let algorithms = algorithms.iter().map(|a| (*a).into()).collect();
        let policy = RegistrationPolicy { algorithms, ..Default::default() };
        let domain = v1::Domain {
            name: format!("domains/{DOMAIN}"),
            registration: Some(policy),
            ..Default::default()
        };
        self.client.update_domain(domain, &["registration.algorithms"]).await.unwrap();
    }

    async fn phone(&self, password: &str) -> Phone {
        Phone::new(self.server.sip("udp"), DOMAIN, "alice", password).await
    }

    /// The status that a new phone of alice gets.
    async fn register(&self, password: &str) -> u16 {
        self.phone(password).await.register(600).await.status
    }

    async fn registered(&mut self) -> usize {
        self.client.list(&format!("domains/{DOMAIN}")).await.len()
    }

    async fn outcomes(&self, method: &str, outcome: &str) -> f64 {
        let labels = format!("{{method=\"{method}\",outcome=\"{outcome}\"}}");
        let name = format!("rollcall_delegated_authentications_total{labels}");
        sample(self.server.metrics(), &name).await
    }
}

async fn the_service_decides(backend: Backend) {
    let mut world = World::new(backend, VerifyDigest, &[]).await;
    let mut phone = world.phone(RIGHT).await;
    let answer = phone.register(600).await;
    assert_eq!((answer.status, answer.all("Contact").len()), (200, 1), "{}", answer.text);
    let asked = world.service.take();
    let [Asked::Verify(asked)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((&*asked.domain, &*asked.user), ("domains/acme.test", "domains/acme.test/users/alice"));
    assert_eq!((&*asked.username, &*asked.realm), ("alice", "acme.test"));
    assert_eq!(
        (asked.algorithm(), &*asked.method, &*asked.uri),
        (DigestAlgorithm::Md5, "REGISTER", "sip:acme.test")
    );
    assert_eq!((&*asked.cnonce, &*asked.nonce_count, &*asked.qop), ("abcd", "00000001", "auth"));
    assert_eq!((asked.source_address.parse().ok(), &*asked.user_agent), (Some(phone.local()), "test phone"));
    // It is asked each time, and unregistering is a REGISTER as well.
    assert_eq!((phone.register(600).await.status, phone.register(0).await.status), (200, 200));
    assert_eq!((world.service.take().len(), world.registered().await), (2, 0));

    // Nobody else gets in, with whatever Rollcall knows.
    for wrong in ["guessed", &world.stored] {
        let answer = world.phone(wrong).await.register(600).await;
        assert_eq!((answer.status, answer.all("WWW-Authenticate").len()), (401, 1), "{}", answer.text);
    }
    world.service.next(&[Reply::Unspecified]);
    assert_eq!(world.register(RIGHT).await, 401);
    assert_eq!(world.registered().await, 0);
    assert_eq!(world.outcomes("VerifyDigest", "accept").await, 3.0);
    assert_eq!(world.outcomes("VerifyDigest", "deny").await, 3.0);
    let took = "rollcall_delegated_authentication_duration_seconds_count{method=\"VerifyDigest\"}";
    assert_eq!(sample(world.server.metrics(), took).await, 6.0);

    // Switched off, Rollcall decides again, and switched on, the service does.
    let setting = world.running.setting(FetchHa1);
    world.set(None).await;
    world.service.take();
    let stored = world.stored.clone();
    assert_eq!((world.register(RIGHT).await, world.register(&stored).await), (401, 200));
    assert_eq!(world.service.calls(), 0);
    world.set(Some(setting)).await;
    assert_eq!((world.register(&stored).await, world.register(RIGHT).await), (401, 200));
    assert!(matches!(world.service.take()[..], [Asked::Fetch(_), Asked::Fetch(_)]));
}

#[tokio::test]
async fn by_every_algorithm() {
    for mode in [VerifyDigest, FetchHa1] {
        let mut world = World::new(Backend::Sqlite, mode, &[]).await;
        let udp = Udp::to(world.server.sip("udp")).await;
        for (algorithm, name) in [
            (DigestAlgorithm::Md5, "MD5"),
            (DigestAlgorithm::Sha256, "SHA-256"),
            (DigestAlgorithm::Sha512256, "SHA-512-256"),
        ] {
            world.algorithms(&[algorithm]).await;
            for (password, status) in [(RIGHT, 200), ("guessed", 401)] {
                let mut dialog = Dialog::new(DOMAIN, "alice", password);
                dialog.algorithm = name;
                assert_eq!(udp.register(&mut dialog).await.status, status, "{mode:?} {name}");
            }
            let of = |asked: &Asked| match asked {
                Asked::Verify(v) => v.algorithm(),
                Asked::Fetch(f) => f.algorithm(),
            };
            assert_eq!(world.service.take().iter().map(of).collect::<Vec<_>>(), [algorithm; 2]);
        }
    }
}

/// The user name is the service's matter, the owner of the address of record is Rollcall's.
#[tokio::test]
async fn who_owns_the_address_is_known_here() {
    for mode in [VerifyDigest, FetchHa1] {
        let mut world = World::new(Backend::Sqlite, mode, &[]).await;
        world.client.user(DOMAIN, "bob").await;
        world.service.password("desk 7", RIGHT);
        let mut phone = Phone::new(world.server.sip("udp"), DOMAIN, "bob", RIGHT).await;
        phone.username = "desk 7".to_owned();
        assert_eq!(phone.register(600).await.status, 200);
        let asked = world.service.take().remove(0);
        let told = match asked {
            Asked::Verify(v) => (v.user, v.username),
            Asked::Fetch(f) => (f.user, f.username),
        };
        assert_eq!(told, ("domains/acme.test/users/bob".to_owned(), "desk 7".to_owned()));

        // Nobody's address: the service is not asked.
        world.service.password("zed", RIGHT);
        let mut nobody = Phone::new(world.server.sip("udp"), DOMAIN, "zed", RIGHT).await;
        let answer = nobody.register(600).await;
        assert_eq!((answer.status, answer.all("WWW-Authenticate").len()), (401, 1), "{}", answer.text);
        world.client.delete_user("bob@acme.test").await.unwrap();
        assert_eq!(phone.register(600).await.status, 401);
        assert_eq!(world.service.calls(), 0);

        let user =
            v1::User { name: "domains/acme.test/users/alice".into(), disabled: true, ..Default::default() };
        world.client.update_user(user.clone(), &["disabled"]).await.unwrap();
        assert_eq!(world.register(RIGHT).await, 401);
        world.client.update_user(v1::User { disabled: false, ..user }, &["disabled"]).await.unwrap();
        assert_eq!(world.register(RIGHT).await, 200);
        let failures = |reason: &str| {
            format!("rollcall_sip_auth_failures_total{{transport=\"udp\",reason=\"{reason}\"}}")
        };
        for (reason, times) in [("unknown_user", 3.0), ("not_allowed", 1.0)] {
            assert_eq!(sample(world.server.metrics(), &failures(reason)).await, times, "{mode:?} {reason}");
        }
    }
}

#[tokio::test]
async fn guesses_are_held_back_before_the_service_is_asked() {
    for mode in [VerifyDigest, FetchHa1] {
        let world = World::new(Backend::Sqlite, mode, &FEW).await;
        world.service.ttl(std::time::Duration::from_secs(600));
        let udp = Udp::to(world.server.sip("udp")).await;
        let mut dialog = Dialog::new(DOMAIN, "alice", "guessed");
        let nonce = udp.nonce(&mut dialog).await;
        let mut statuses = Vec::new();
        for _ in 0..7 {
            statuses.push(udp.ask(dialog.answered(&nonce, 1)).await.status);
        }
        assert_eq!(statuses, [401, 401, 401, 401, 401, 503, 503], "{mode:?}");
        assert_eq!(world.service.calls(), if mode == VerifyDigest { 5 } else { 1 });
    }
}

/// A count is used once, and a retransmission is answered as the first was.
#[tokio::test]
async fn replays_and_retransmissions() {
    for mode in [VerifyDigest, FetchHa1] {
        let world = World::new(Backend::Sqlite, mode, &[]).await;
        let udp = Udp::to(world.server.sip("udp")).await;
        let mut dialog = Dialog::new(DOMAIN, "alice", RIGHT);
        let nonce = udp.nonce(&mut dialog).await;
        let gate = Arc::new(Semaphore::new(0));
        world.service.next(&[Reply::Wait(gate.clone())]);
        let message = dialog.answered(&nonce, 1);
        udp.send(&message).await;
        until("the service is asked", async || (world.service.calls() == 1).then_some(())).await;
        udp.send(&message).await;
        // Something that is answered behind it, so that it has been looked at.
        assert_eq!(udp.ask(crate::wire::options("o1")).await.status, 200);
        gate.add_permits(1);
        let answer = udp.next().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(udp.ask(&message).await.text, answer.text);
        assert_eq!(world.service.calls(), 1, "{mode:?}");
        let again = udp.ask(dialog.answered(&nonce, 1)).await;
        assert!(crate::wire::is_stale(&again), "{}", again.text);
        assert_eq!(udp.ask(dialog.answered(&nonce, 2)).await.status, 200);
    }
}

async fn over_an_edge_of_ones_own(backend: Backend) {
    for mode in [VerifyDigest, FetchHa1] {
        let mut world = World::new(backend, mode, &["--sip-listen", "none"]).await;
        let edge = Edge::new(&world.server, "-", "kam-1.test").await;
        for (password, status) in [(RIGHT, 200), ("guessed", 401)] {
            let mut dialog = Dialog::new(DOMAIN, "alice", password);
            let challenge = edge.raw(dialog.request("")).await.unwrap();
            let text: String =
                challenge.headers.iter().map(|h| format!("{}: {}\r\n", h.name, h.value)).collect();
            let nonce = nonce(&crate::support::phone::Answer { status: 401, text });
            let answer = edge.raw(dialog.answered(&nonce, 1)).await.unwrap();
            assert_eq!(answer.status_code, status, "{mode:?} {answer:?}");
            if let Some(Asked::Verify(asked)) = world.service.take().pop() {
                assert_eq!(asked.source_address, "192.0.2.7:5062");
            }
        }
        // Nobody knows: the edge is told what to tell.
        world.service.always(Some(Reply::Fail(tonic::Code::Internal)));
        let mut dialog = Dialog::new(DOMAIN, "alice", RIGHT);
        let challenge = edge.raw(dialog.request("")).await.unwrap();
        let text: String = challenge.headers.iter().map(|h| format!("{}: {}\r\n", h.name, h.value)).collect();
        let nonce = nonce(&crate::support::phone::Answer { status: 401, text });
        let answer = edge.raw(dialog.answered(&nonce, 1)).await.unwrap();
        assert_eq!(
            (answer.status_code, crate::remote::all(&answer, "Retry-After").len()),
            (503, 1),
            "{answer:?}"
        );
        // By its word alone, nobody is asked.
        world.service.take();
        let answer = edge.trusted("domains/acme.test/users/alice", parts("alice", DOMAIN, 1)).await;
        assert_eq!(answer.status_code, 200, "{answer:?}");
        assert_eq!((world.service.calls(), world.registered().await), (0, 2), "{mode:?}");
    }
}

crate::on_both!(the_service_decides, over_an_edge_of_ones_own);
