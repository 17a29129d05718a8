//! New credentials as phones meet them: which password works when, and what becomes of registrations.

use crate::{
    events::Events,
    support::{Backend, Client, Phone, Server, data, until},
    wire::{Dialog, Udp},
};
use rollcall::{
    model::{AccountScope, Time, UserName},
    pb::v1::{
        self, DigestAlgorithm, EventKind, RegistrationPolicy, ResetRegistrationCredentialsRequest as Reset,
    },
};

const OLD: &str = "Correct-Horse-1";
const NEW: &str = "Battery-Staple-2";

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let user = v1::User {
        auth_username: "desk".to_owned(),
        registration_password: OLD.to_owned(),
        ..Default::default()
    };
    client.create_user("alice@acme.test", user).await.unwrap();
    (server, client)
}

async fn phone(server: &Server, username: &str, password: &str) -> Phone {
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", password).await;
    username.clone_into(&mut phone.username);
    phone
}

async fn registers(server: &Server, username: &str, password: &str) -> bool {
    phone(server, username, password).await.register(600).await.status == 200
}

fn reset(auth_username: &str, overlap: std::time::Duration) -> Reset {
    Reset {
        registration_password: NEW.to_owned(),
        auth_username: auth_username.to_owned(),
        overlap: Some(overlap.try_into().unwrap()),
        ..Default::default()
    }
}

const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);

async fn without_an_overlap_the_old_one_ends_with_what_it_registered(backend: Backend) {
    let (server, mut client) = start(backend).await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let mut old = phone(&server, "desk", OLD).await;
    assert_eq!(old.register(600).await.status, 200);
    events.expect(EventKind::Created).await;
    let answer = client.reset("alice@acme.test", reset("", Default::default())).await.unwrap().into_inner();
    let event = events.expect(EventKind::Rejected).await;
    assert_eq!(event.reason, "registration credential changed");
    assert_eq!(answer.user.unwrap().presence.unwrap().state(), v1::PresenceState::Offline);
    assert!(client.list("domains/acme.test").await.is_empty());
    assert_eq!(old.register(600).await.status, 401);
    assert!(registers(&server, "desk", NEW).await);
    events.expect(EventKind::Created).await;
}

async fn in_an_overlap_both_work_and_registrations_go_on(backend: Backend) {
    let (server, mut client) = start(backend).await;
    let mut old = phone(&server, "desk", OLD).await;
    assert_eq!(old.register(600).await.status, 200);
    let before = client.list("domains/acme.test").await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    client.reset("alice@acme.test", reset("", HOUR)).await.unwrap();
    assert_eq!(client.list("domains/acme.test").await, before);
    // The phone with the old one refreshes, another one comes with the new one.
    assert_eq!(old.register(600).await.status, 200);
    events.expect(EventKind::Refreshed).await;
    assert!(registers(&server, "desk", NEW).await);
    events.expect(EventKind::Created).await;
    assert!(!registers(&server, "desk", "Wrong-Horse-3").await);
    // They survive a restart.
    let server = server.restart().await;
    assert!(registers(&server, "desk", OLD).await && registers(&server, "desk", NEW).await);
    let mut client = server.client("acme").await;
    // Another change in the meantime takes nothing away, but switching the user off does, whatever the name.
    let name = "domains/acme.test/users/alice".to_owned();
    let change = v1::User { name: name.clone(), first_name: "A".to_owned(), ..Default::default() };
    client.update_user(change, &[]).await.unwrap();
    assert!(registers(&server, "desk", OLD).await && registers(&server, "desk", NEW).await);
    let off = v1::User { name, disabled: true, ..Default::default() };
    client.update_user(off, &[]).await.unwrap();
    assert!(!registers(&server, "desk", OLD).await && !registers(&server, "desk", NEW).await);
}

async fn the_old_user_name_works_with_the_old_password_only(backend: Backend) {
    let (server, mut client) = start(backend).await;
    // Both names are looked up before, and remembered.
    assert!(registers(&server, "desk", OLD).await && !registers(&server, "hall", NEW).await);
    client.reset("alice@acme.test", reset("hall", HOUR)).await.unwrap();
    for (username, password, works) in
        [("desk", OLD, true), ("hall", NEW, true), ("desk", NEW, false), ("hall", OLD, false)]
    {
        assert_eq!(registers(&server, username, password).await, works, "{username} {password}");
    }
    // Everything that changes the user is seen under the old name as well.
    let name = "domains/acme.test/users/alice".to_owned();
    let of = |disabled| v1::User { name: name.clone(), disabled, ..Default::default() };
    for disabled in [true, false] {
        client.update_user(of(disabled), &["disabled"]).await.unwrap();
        assert_eq!(registers(&server, "desk", OLD).await, !disabled);
        assert_eq!(registers(&server, "hall", NEW).await, !disabled);
    }
    let none = v1::User { max_registrations: Some(0), ..of(false) };
    client.update_user(none, &["max_registrations"]).await.unwrap();
    assert_eq!(phone(&server, "desk", OLD).await.register(600).await.status, 403, "no more than it may");
    // Without an overlap the next one ends both.
    client.reset("alice@acme.test", reset("desk", Default::default())).await.unwrap();
    client
        .update_user(v1::User { max_registrations: None, ..of(false) }, &["max_registrations"])
        .await
        .unwrap();
    for (username, password, works) in [("desk", OLD, false), ("hall", NEW, false), ("desk", NEW, true)] {
        assert_eq!(registers(&server, username, password).await, works, "{username} {password}");
    }
    client.delete_user("alice@acme.test").await.unwrap();
    assert!(!registers(&server, "desk", NEW).await);
}

/// The edge remembers the user for minutes; the end of an overlap is seen all the same.
async fn the_end_of_an_overlap_is_seen_while_the_user_is_remembered(backend: Backend) {
    let (server, mut client) = start(backend).await;
    let overlap = std::time::Duration::from_millis(2_500);
    let answer = client.reset("alice@acme.test", reset("hall", overlap)).await.unwrap().into_inner();
    let end = answer.previous_expire_time.unwrap();
    let end = Time(end.seconds * 1_000_000 + i64::from(end.nanos) / 1_000);
    let mut old = phone(&server, "desk", OLD).await;
    let mut worked = 0;
    until("the old one works no more", async || {
        let begun = Time::now();
        let status = old.register(600).await.status;
        worked += u32::from(status == 200);
        assert!(status == 200 || Time::now() >= end, "it works until then");
        assert!(status == 401 || begun <= end, "and not longer");
        (status == 401).then_some(())
    })
    .await;
    assert!(worked > 0, "it was remembered");
    // What was registered stays until it expires.
    assert_eq!(client.list("domains/acme.test").await.len(), 1);
    assert!(registers(&server, "hall", NEW).await);
}

/// Users of an import may have no secret at all, or only some algorithms'.
async fn users_may_lack_secrets(backend: Backend) {
    let (server, mut client) = start(backend).await;
    let algorithms = vec![DigestAlgorithm::Sha256.into(), DigestAlgorithm::Md5.into()];
    let policy = RegistrationPolicy { algorithms, max_registrations: Some(1000), ..Default::default() };
    client.domain_with("some.test", policy).await;
    let store = data::of_server(&server).await;
    let fqdn = rollcall::model::Fqdn::parse("some.test").unwrap();
    let domain = store.domain(&AccountScope::All, &fqdn).await.unwrap().unwrap();
    data::insert_user(&store, data::user(&domain, "bare")).await;
    let password = client.user("some.test", "half").await;
    // Only what was made for SHA-256 is left.
    let half = UserName::parse("domains/some.test/users/half").unwrap();
    let half = store.user(&AccountScope::All, &half).await.unwrap().unwrap();
    let found = store.digest_user(half.domain_id, "half", Time::now()).await.unwrap().unwrap();
    let keep = rollcall::model::DigestAlgorithm::Sha256;
    let kept = found.secrets.into_iter().filter(|s| s.algorithm == keep).map(|s| (s.algorithm, s.sealed));
    let tx = store.begin().await.unwrap();
    tx.replace_credentials(&half, Time::now(), kept.collect()).await.unwrap();
    tx.commit().await.unwrap();

    let udp = Udp::to(server.sip("udp")).await;
    let asked = async |username: &str, login: &str, algorithm, password: &str| {
        let dialog = Dialog::new("some.test", login, password);
        let mut dialog = Dialog { username: username.to_owned(), algorithm, ..dialog };
        udp.register(&mut dialog).await.status
    };
    for algorithm in ["SHA-256", "MD5"] {
        assert_eq!(asked("auth-bare", "bare", algorithm, "").await, 401);
        let works = if algorithm == "MD5" { 401 } else { 200 };
        assert_eq!(asked("half", "half", algorithm, &password).await, works, "{algorithm}");
    }
    // A reset gives them what they lack; there was nothing to overlap with, or what there was.
    let overlap = Some(prost_types::Duration { seconds: 60, nanos: 0 });
    let full = |name: &'static str| (name, Reset { overlap, ..Default::default() });
    for (username, (name, request)) in
        [("auth-bare", full("bare@some.test")), ("half", full("half@some.test"))]
    {
        let answer = client.reset(name, request).await.unwrap().into_inner();
        assert_eq!(answer.previous_expire_time.is_some(), username == "half");
        let (login, new) = (name.split('@').next().unwrap(), answer.generated.unwrap().registration_password);
        for algorithm in ["SHA-256", "MD5"] {
            assert_eq!(asked(username, login, algorithm, &new).await, 200, "{username} {algorithm}");
        }
    }
    assert_eq!(asked("half", "half", "SHA-256", &password).await, 200, "for a minute");
}

crate::on_both!(
    without_an_overlap_the_old_one_ends_with_what_it_registered,
    in_an_overlap_both_work_and_registrations_go_on,
    the_old_user_name_works_with_the_old_password_only,
    the_end_of_an_overlap_is_seen_while_the_user_is_remembered,
    users_may_lack_secrets,
);
