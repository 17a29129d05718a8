//! Everything that ends registrations besides the phone and the clock: with its kind, its reason, its
//! actor, in the revision of the change.

use crate::fleet::{self, ACCOUNT, PARENT, ok};
use crate::history::{ends, revision};
use crate::support::{Backend, Client, Phone, Server, reason};
use crate::watcher::{Watcher, all, now};
use rollcall::pb::v1::{self, EventKind, RegistrationEvent};
use tonic::Code;

/// The subject of the tests' tokens.
const ACTOR: &str = "rollcall-cli";

/// A server where alice has two phones registered and bob one, and somebody watches.
struct Scene {
    server: Server,
    client: Client,
    watcher: Watcher,
    alice: [Phone; 2],
    bob: Phone,
}

impl Scene {
    async fn new(backend: Backend) -> Self {
        let server = Server::start(backend).await;
        let mut client = fleet::client(&server).await;
        let mut first = fleet::phone(&server, &mut client, "alice").await;
        let mut second = Phone::new(server.sip("udp"), &first.domain, &first.user, &first.password).await;
        let mut bob = fleet::phone(&server, &mut client, "bob").await;
        for phone in [&mut first, &mut second, &mut bob] {
            ok(phone, 60).await;
        }
        let watcher = Watcher::begin(&client, now(ACCOUNT)).await;
        Self { server, client, watcher, alice: [first, second], bob }
    }

    /// Expects so many endings in one revision, that of the answer to the change, and nothing more.
    async fn ended(&mut self, count: i32, kind: EventKind, why: &str, token: &str) {
        let mut events: Vec<RegistrationEvent> = Vec::new();
        for _ in 0..count {
            events.push(self.watcher.event().await);
        }
        for (n, event) in events.iter().enumerate() {
            assert!(ends(kind));
            assert_eq!((event.kind(), &*event.reason, &*event.actor), (kind, why, ACTOR));
            assert_eq!(event.revision, revision(token), "in the revision of the change");
            let r = event.registration.as_ref().unwrap();
            assert_eq!(r.state(), v1::RegistrationState::Ended);
            let of_user = |e: &&RegistrationEvent| {
                let name = |e: &RegistrationEvent| e.registration.as_ref().unwrap().name.clone();
                name(e).rsplit_once('/').unwrap().0 == name(event).rsplit_once('/').unwrap().0
            };
            let left = events[n + 1..].iter().filter(of_user).count();
            let others = if why == "one only" { 1 } else { 0 };
            assert_eq!(event.registration_count, left as i32 + others);
        }
        assert_eq!(self.watcher.rest(), []);
        self.watcher.history.check().unwrap();
        // Whoever reads at that token sees them gone.
        let list = v1::ListRegistrationsRequest {
            parent: ACCOUNT.to_owned(),
            at_least: token.to_owned(),
            ..Default::default()
        };
        let left = self.client.registrations.list_registrations(list).await.unwrap().into_inner();
        assert_eq!(left.registrations.len(), 3 - count as usize);
    }

    async fn update_user(&mut self, user: v1::User, path: &str) -> String {
        let update_mask = Some(prost_types::FieldMask { paths: vec![path.to_owned()] });
        let user = Some(v1::User { name: name("alice"), ..user });
        let request = v1::UpdateUserRequest { user, update_mask };
        self.client.users.update_user(request).await.unwrap().into_inner().resume_token
    }

    async fn disable_domain(&mut self, disabled: bool) -> String {
        let request = v1::UpdateDomainRequest {
            domain: Some(v1::Domain { name: PARENT.to_owned(), disabled, ..Default::default() }),
            update_mask: Some(prost_types::FieldMask { paths: vec!["disabled".to_owned()] }),
        };
        self.client.domains.update_domain(request).await.unwrap().into_inner().resume_token
    }
}

fn name(login: &str) -> String {
    format!("{PARENT}/users/{login}")
}

fn delete(name: &str, reason: &str, etag: &str) -> v1::DeleteRegistrationRequest {
    let [name, reason, etag] = [name, reason, etag].map(str::to_owned);
    v1::DeleteRegistrationRequest { name, reason, etag }
}

async fn kicked(backend: Backend) {
    let mut scene = Scene::new(backend).await;
    let registrations = scene.client.list(&name("alice")).await;
    let [one, two] = &registrations[..] else { panic!("{registrations:?}") };
    let calls = &mut scene.client.registrations;
    let stale = one.etag.clone();
    let index =
        scene.alice.iter().position(|p| one.contact_uri == p.contact.trim_matches(['<', '>'])).unwrap();
    ok(&mut scene.alice[index], 60).await;
    assert_eq!(scene.watcher.event().await.kind(), EventKind::Refreshed);
    let refused = calls.delete_registration(delete(&one.name, "", &stale)).await.unwrap_err();
    assert_eq!((refused.code(), &*reason(&refused)), (Code::Aborted, "ETAG_MISMATCH"));
    let long = "x".repeat(257);
    let refused = calls.delete_registration(delete(&one.name, &long, "")).await.unwrap_err();
    assert_eq!(reason(&refused), "FIELD_INVALID");

    let get = v1::GetRegistrationRequest { name: one.name.clone(), ..Default::default() };
    let got = calls.get_registration(get.clone()).await.unwrap().into_inner().registration.unwrap();
    assert_ne!(got.etag, stale);
    let request = delete(&one.name, "one only", &got.etag);
    let token = calls.delete_registration(request).await.unwrap().into_inner().resume_token;
    let missing = calls.get_registration(get).await.unwrap_err();
    assert_eq!((missing.code(), &*reason(&missing)), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    scene.ended(1, EventKind::Deactivated, "one only", &token).await;

    let calls = &mut scene.client.registrations;
    let refused = calls.delete_registration(delete(&one.name, "", "")).await.unwrap_err();
    assert_eq!((refused.code(), &*reason(&refused)), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    // Another tenant's is not there either.
    let mut foreign = scene.server.client("rival").await;
    let refused = foreign.registrations.delete_registration(delete(&two.name, "", "")).await.unwrap_err();
    assert_eq!((refused.code(), &*reason(&refused)), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    ok(&mut scene.alice[index], 60).await;
    let back = scene.watcher.event().await;
    assert_eq!((back.kind(), back.registration_count), (EventKind::Created, 2));
}

async fn a_user_is_kicked_out(backend: Backend) {
    let mut scene = Scene::new(backend).await;
    let request = |login: &str| v1::DeregisterUserRequest { name: name(login), reason: "moved".to_owned() };
    let calls = &mut scene.client.registrations;
    let answer = calls.deregister_user(request("alice")).await.unwrap().into_inner();
    assert_eq!(answer.ended_count, 2);
    scene.ended(2, EventKind::Deactivated, "moved", &answer.resume_token).await;
    let calls = &mut scene.client.registrations;
    let again = calls.deregister_user(request("alice")).await.unwrap().into_inner();
    assert_eq!((again.ended_count, again.resume_token), (0, answer.resume_token));
    let refused = calls.deregister_user(request("nobody")).await.unwrap_err();
    assert_eq!((refused.code(), &*reason(&refused)), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    ok(&mut scene.alice[0], 60).await;
}

async fn a_disabled_user_is_out(backend: Backend) {
    let mut scene = Scene::new(backend).await;
    let off = v1::User { disabled: true, ..Default::default() };
    let token = scene.update_user(off, "disabled").await;
    scene.ended(2, EventKind::Rejected, "user disabled", &token).await;
    assert_eq!(scene.alice[0].register(60).await.status, 401);
    ok(&mut scene.bob, 60).await;
    scene.update_user(v1::User::default(), "disabled").await;
    ok(&mut scene.alice[0], 60).await;
}

async fn a_deleted_user_is_out(backend: Backend) {
    let mut scene = Scene::new(backend).await;
    let request = v1::DeleteUserRequest { name: name("alice"), ..Default::default() };
    let token = scene.client.users.delete_user(request).await.unwrap().into_inner().resume_token;
    scene.ended(2, EventKind::Rejected, "user deleted", &token).await;
    assert_eq!(scene.alice[0].register(60).await.status, 401);
    scene.client.undelete_user("alice@acme.test").await.unwrap();
    assert_eq!(scene.client.list(PARENT).await.len(), 1, "what was registered does not come back");
    ok(&mut scene.alice[0], 60).await;
}

async fn a_deleted_domain_is_gone(backend: Backend) {
    let mut scene = Scene::new(backend).await;
    let mut request = v1::DeleteDomainRequest { name: PARENT.to_owned(), ..Default::default() };
    let refused = scene.client.domains.delete_domain(request.clone()).await.unwrap_err();
    assert_eq!((refused.code(), &*reason(&refused)), (Code::FailedPrecondition, "DOMAIN_NOT_EMPTY"));
    request.force = true;
    let token = scene.client.domains.delete_domain(request).await.unwrap().into_inner().resume_token;
    scene.ended(3, EventKind::Rejected, "domain deleted", &token).await;
    assert_eq!(scene.bob.register(60).await.status, 404);
}

async fn a_disabled_domain_is_out(backend: Backend) {
    let mut scene = Scene::new(backend).await;
    let token = scene.disable_domain(true).await;
    scene.ended(3, EventKind::Rejected, "domain disabled", &token).await;
    let refused = scene.bob.register(60).await.status;
    assert!((400..500).contains(&refused), "{refused}");
    scene.disable_domain(false).await;
    ok(&mut scene.bob, 60).await;
}

async fn a_new_password_ends_what_the_old_one_began(backend: Backend) {
    let mut scene = Scene::new(backend).await;
    let password = "Quite-another-1".to_owned();
    let user = v1::User { registration_password: password.clone(), ..Default::default() };
    let token = scene.update_user(user, "registration_password").await;
    scene.ended(2, EventKind::Rejected, "registration credential changed", &token).await;
    assert_eq!(scene.alice[0].register(60).await.status, 401);
    scene.alice[0].password = password;
    ok(&mut scene.alice[0], 60).await;
    assert_eq!(scene.watcher.event().await.kind(), EventKind::Created);
}

async fn other_changes_end_nothing(backend: Backend) {
    let mut scene = Scene::new(backend).await;
    let user = v1::User { first_name: "Alice".to_owned(), ..Default::default() };
    let token = scene.update_user(user, "first_name").await;
    scene.ended(0, EventKind::Rejected, "", &token).await;
    ok(&mut scene.alice[0], 60).await;
    let next = scene.watcher.event().await;
    assert_eq!((next.kind(), next.revision), (EventKind::Refreshed, revision(&token) + 1));
}

async fn the_oldest_makes_room(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    let policy = v1::RegistrationPolicy {
        max_registrations: Some(1),
        limit_policy: v1::LimitPolicy::EvictOldest.into(),
        ..Default::default()
    };
    client.domain_with("acme.test", policy).await;
    let mut first = fleet::phone(&server, &mut client, "alice").await;
    let mut second = Phone::new(server.sip("udp"), "acme.test", "alice", &first.password).await;
    let mut watcher = Watcher::begin(&client, all(PARENT)).await;
    ok(&mut first, 60).await;
    let first_event = watcher.event().await;
    let answer = ok(&mut second, 60).await;
    assert_eq!(answer.all("Contact").len(), 1, "{}", answer.text);
    let (evicted, created) = (watcher.event().await, watcher.event().await);
    assert_eq!((evicted.kind(), evicted.registration_count), (EventKind::Evicted, 0));
    assert_eq!((created.kind(), created.registration_count), (EventKind::Created, 1));
    assert_eq!(evicted.revision, created.revision);
    let name = |e: &RegistrationEvent| e.registration.as_ref().unwrap().name.clone();
    assert_eq!(name(&evicted), name(&first_event));
    watcher.history.check().unwrap();
}

crate::on_both!(
    kicked,
    a_user_is_kicked_out,
    a_disabled_user_is_out,
    a_deleted_user_is_out,
    a_deleted_domain_is_gone,
    a_disabled_domain_is_out,
    a_new_password_ends_what_the_old_one_began,
    other_changes_end_nothing,
    the_oldest_makes_room,
);
