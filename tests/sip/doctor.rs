//! `TestRegistration`: the server registers as a user through its own listener, and leaves nothing behind.

mod secured;

use crate::{
    events::Events,
    support::{Backend, Client, Phone, Server, data, http, refused, until},
};
use rollcall::{
    model::Time,
    pb::v1::{
        self, DigestAlgorithm,
        EventKind::{Created, Unregistered},
        LimitPolicy, RegistrationPolicy,
        RegistrationTestOutcome::{self as Outcome, Failed, Passed, Skipped},
        RegistrationTestStepKind as Kind, TestRegistrationResponse, Transport,
    },
};
use std::time::Duration;
use tonic::{Code, Request};

const ALICE: &str = "domains/acme.test/users/alice";
const DOMAIN: &str = "domains/acme.test";

/// A server with the user alice@acme.test, and her password.
async fn with_alice(backend: Backend, policy: RegistrationPolicy) -> (Server, Client, String) {
    let server = Server::start(backend).await;
    let mut client = server.client("acme").await;
    client.domain_with("acme.test", policy).await;
    let password = client.user("acme.test", "alice").await;
    (server, client, password)
}

async fn test(client: &mut Client, transport: Transport) -> TestRegistrationResponse {
    let request = v1::TestRegistrationRequest { name: ALICE.to_owned(), transport: transport.into() };
    client.users.test_registration(request).await.unwrap().into_inner()
}

/// What every answer keeps to: all steps, in order, and no more said than is to be.
fn outcomes(answer: &TestRegistrationResponse) -> Vec<Outcome> {
    use Kind::{Answer, Binding, Challenge, Connect, Removal, Resolve, WatchEvent};
    let kinds: Vec<Kind> = answer.steps.iter().map(v1::RegistrationTestStep::kind).collect();
    assert_eq!(kinds, [Resolve, Connect, Challenge, Answer, Binding, WatchEvent, Removal]);
    for step in &answer.steps {
        assert_eq!(step.remedy.is_empty(), step.outcome() != Failed, "{step:?}");
        assert_eq!(step.detail.is_empty(), step.outcome() == Skipped, "{step:?}");
        assert!(step.duration.is_some(), "{step:?}");
    }
    let outcomes: Vec<Outcome> = answer.steps.iter().map(v1::RegistrationTestStep::outcome).collect();
    assert_eq!(answer.passed, outcomes.iter().all(|outcome| *outcome == Passed));
    outcomes
}

/// Only this step failed; those after it were not tried. Its detail and remedy say these words.
fn fails_at(answer: &TestRegistrationResponse, kind: Kind, detail: &str, remedy: &str) {
    let outcomes = outcomes(answer);
    for (step, outcome) in answer.steps.iter().zip(outcomes) {
        let wanted = match step.kind.cmp(&i32::from(kind)) {
            std::cmp::Ordering::Less => Passed,
            std::cmp::Ordering::Equal => Failed,
            std::cmp::Ordering::Greater => Skipped,
        };
        assert_eq!(outcome, wanted, "{answer:#?}");
        if outcome == Failed {
            assert!(step.detail.contains(detail), "{step:?}");
            assert!(step.remedy.contains(remedy), "{step:?}");
        }
    }
}

fn passes(answer: &TestRegistrationResponse) {
    assert_eq!(outcomes(answer), [Passed; 7], "{answer:#?}");
}

async fn the_steps_are_seen_and_nothing_is_left(backend: Backend) {
    let (server, mut client, password) = with_alice(backend, RegistrationPolicy::default()).await;
    let mut events = Events::of(&client, DOMAIN).await;
    for (asked, transport, name) in [
        (Transport::Udp, Transport::Udp, "udp"),
        (Transport::Tcp, Transport::Tcp, "tcp"),
        (Transport::Unspecified, Transport::Udp, "udp"),
    ] {
        let answer = test(&mut client, asked).await;
        passes(&answer);
        assert_eq!(answer.transport(), transport);
        assert_eq!(answer.server_address, server.sip(name).to_string());
        assert_eq!(answer.steps[2].detail, "401 with algorithm MD5");
        assert!(!format!("{answer:?}").contains(&password));
        let created = events.expect(Created).await.registration.unwrap();
        assert!(created.contact_uri.starts_with("sip:probe-"), "{created:?}");
        assert!(created.contact_uri.ends_with(&format!(";transport={name}")), "{created:?}");
        assert_eq!(created.transport(), transport);
        let lifetime = created.expire_time.unwrap().seconds - created.register_time.unwrap().seconds;
        assert_eq!(lifetime, 60, "the shortest that the domain grants");
        let gone = events.expect(Unregistered).await;
        assert_eq!(gone.registration.unwrap().name, created.name);
        assert_eq!(gone.registration_count, 0);
        assert!(client.list(DOMAIN).await.is_empty());
    }
}

async fn every_algorithm_of_the_domain(backend: Backend) {
    use DigestAlgorithm::{Md5, Sha256, Sha512256};
    let (_server, mut client, _) = with_alice(backend, RegistrationPolicy::default()).await;
    for (algorithms, offered, taken) in [
        (vec![Md5], "MD5", "MD5"),
        (vec![Sha256], "SHA-256", "SHA-256"),
        (vec![Sha512256], "SHA-512-256", "SHA-512-256"),
        (vec![Sha512256, Sha256, Md5], "SHA-512-256, SHA-256, MD5", "SHA-512-256"),
    ] {
        let algorithms = algorithms.into_iter().map(i32::from).collect();
        change(
            &mut client,
            RegistrationPolicy { algorithms, ..Default::default() },
            "registration.algorithms",
        )
        .await;
        let answer = test(&mut client, Transport::Unspecified).await;
        passes(&answer);
        assert_eq!(answer.steps[2].detail, format!("401 with algorithm {offered}"));
        assert_eq!(answer.steps[3].detail, format!("200 OK with algorithm {taken}"));
    }
}

/// Changes a part of the domain's policy.
async fn change(client: &mut Client, policy: RegistrationPolicy, path: &str) {
    let domain = v1::Domain { name: DOMAIN.into(), registration: Some(policy), ..Default::default() };
    client.update_domain(domain, &[path]).await.unwrap();
}

async fn who_may_not_register_fails_where_a_phone_does(backend: Backend) {
    let (_server, mut client, password) = with_alice(backend, RegistrationPolicy::default()).await;
    let user = v1::User { name: ALICE.into(), disabled: true, ..Default::default() };
    client.update_user(user, &["disabled"]).await.unwrap();
    let answer = test(&mut client, Transport::Udp).await;
    fails_at(&answer, Kind::Resolve, "the user is disabled", "user update alice@acme.test --disabled false");
    assert!(!format!("{answer:?}").contains(&password));
    let user = v1::User { name: ALICE.into(), ..Default::default() };
    client.update_user(user, &["disabled"]).await.unwrap();
    passes(&test(&mut client, Transport::Udp).await);

    let domain = v1::Domain { name: DOMAIN.into(), disabled: true, ..Default::default() };
    client.update_domain(domain, &["disabled"]).await.unwrap();
    let answer = test(&mut client, Transport::Tcp).await;
    fails_at(&answer, Kind::Answer, "403 Domain Disabled", "domain update acme.test --disabled false");
    let domain = v1::Domain { name: DOMAIN.into(), ..Default::default() };
    client.update_domain(domain, &["disabled"]).await.unwrap();
    passes(&test(&mut client, Transport::Tcp).await);

    client.delete_user("alice@acme.test").await.unwrap();
    let answer = test(&mut client, Transport::Udp).await;
    fails_at(&answer, Kind::Resolve, "soft-deleted", "rollcall user undelete alice@acme.test");
    assert_eq!((answer.transport(), answer.server_address.as_str()), (Transport::Udp, ""));
    client.undelete_user("alice@acme.test").await.unwrap();
    client.delete_domain("acme.test", true).await.unwrap();
    fails_at(&test(&mut client, Transport::Udp).await, Kind::Resolve, "soft-deleted", "undelete");
}

/// A user who came with the HA1 of one algorithm has none for a domain that asks for another; and one that was sealed
/// for something else is none.
async fn no_credential_for_what_the_domain_asks(backend: Backend) {
    let algorithms = vec![DigestAlgorithm::Sha256.into()];
    let policy = RegistrationPolicy { algorithms, ..Default::default() };
    let (server, mut client, _) = with_alice(backend, policy).await;
    let other = "(SELECT sealed_ha1 FROM user_credentials WHERE algorithm = 1)";
    let spoil = format!("UPDATE user_credentials SET sealed_ha1 = {other} WHERE algorithm = 2");
    data::execute(&server, &spoil).await;
    let answer = test(&mut client, Transport::Udp).await;
    fails_at(&answer, Kind::Answer, "the stored credential: ", "--sealing-key-file");
    data::execute(&server, "DELETE FROM user_credentials WHERE algorithm = 2").await;
    let answer = test(&mut client, Transport::Udp).await;
    fails_at(&answer, Kind::Answer, "no HA1 for SHA-256", "rollcall user reset-credentials alice@acme.test");
    assert!(client.list(DOMAIN).await.is_empty());
}

async fn transports(backend: Backend) {
    let (_server, mut client, _) = with_alice(backend, RegistrationPolicy::default()).await;
    let answer = test(&mut client, Transport::Wss).await;
    fails_at(&answer, Kind::Resolve, "does not listen on wss, but on udp, tcp", "--sip-listen wss:ADDRESS");
    assert_eq!((answer.transport(), answer.server_address.as_str()), (Transport::Wss, ""));
    let only = |transport: Transport| RegistrationPolicy {
        transports: vec![transport.into()],
        ..RegistrationPolicy::default()
    };
    change(&mut client, only(Transport::Tcp), "registration.transports").await;
    let answer = test(&mut client, Transport::Unspecified).await;
    passes(&answer);
    assert_eq!(answer.transport(), Transport::Tcp);
    let answer = test(&mut client, Transport::Udp).await;
    fails_at(&answer, Kind::Challenge, "403 Transport Not Allowed", "registration.transports");
    change(&mut client, only(Transport::Tls), "registration.transports").await;
    let answer = test(&mut client, Transport::Unspecified).await;
    fails_at(
        &answer,
        Kind::Resolve,
        "allows tls, the server listens on udp, tcp",
        "--sip-listen tls:ADDRESS",
    );
}

async fn limits(backend: Backend) {
    let policy = RegistrationPolicy { max_registrations: Some(1), ..Default::default() };
    let (server, mut client, password) = with_alice(backend, policy).await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(600).await.status, 200);
    // It does not count, as long as softphones do not.
    let answer = test(&mut client, Transport::Udp).await;
    passes(&answer);
    assert_eq!(answer.steps[4].detail, "expires in 60 s; bindings of the user: 2");
    for (limit_policy, kind, detail, remedy) in [
        (
            LimitPolicy::Reject,
            Kind::Answer,
            "403 Too Many Registrations",
            "registration list alice@acme.test",
        ),
        (LimitPolicy::EvictOldest, Kind::Resolve, "evicts the oldest", "--limit-policy reject"),
    ] {
        let policy = RegistrationPolicy {
            max_registrations: Some(1),
            count_softphones: true,
            limit_policy: limit_policy.into(),
            ..Default::default()
        };
        change(&mut client, policy, "registration").await;
        fails_at(&test(&mut client, Transport::Udp).await, kind, detail, remedy);
    }
    let left = client.list(DOMAIN).await;
    assert_eq!((left.len(), format!("<{}>", left[0].contact_uri)), (1, phone.contact.clone()));

    let operator = &mut server.operator().await;
    let quotas = v1::AccountQuotas { max_registrations: Some(1), ..Default::default() };
    operator.limit("acme", quotas).await;
    change(&mut client, RegistrationPolicy::default(), "registration").await;
    let answer = test(&mut client, Transport::Udp).await;
    // With a 5xx nobody knows, so it unregisters: refused or not, there is nothing.
    assert_eq!(answer.steps[3].detail, "503 Account Registration Quota Exceeded", "{answer:#?}");
    assert_eq!(outcomes(&answer)[3..6], [Failed, Skipped, Skipped]);
    assert_eq!(outcomes(&answer)[6], Passed, "{answer:#?}");
}

/// What is no user of the caller's is not found, also one of another tenant.
async fn who_is_not_there(backend: Backend) {
    let (server, mut client, _) = with_alice(backend, RegistrationPolicy::default()).await;
    let ask = async |client: &mut Client, name: &str, transport: i32| {
        let request = v1::TestRegistrationRequest { name: name.to_owned(), transport };
        refused(client.users.test_registration(request).await)
    };
    for name in ["domains/acme.test/users/bob", "domains/other.test/users/alice"] {
        let failure = ask(&mut client, name, 0).await;
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{name}");
        assert_eq!(failure.metadata["resource"], name);
    }
    let mut other = server.client("other").await;
    assert_eq!(ask(&mut other, ALICE, 0).await.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    let failure = ask(&mut client, "alice", 99).await;
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    assert_eq!(failure.fields, ["name", "transport"]);
}

/// Holds off every commit, so that a REGISTER is not answered meanwhile.
pub(crate) async fn hold(server: &Server) -> data::Held {
    let tx = data::of_server(server).await.begin().await.unwrap();
    data::log(&tx, Time::now(), &[]).await;
    data::Held::new(tx)
}

/// Where nothing is answered in time, the caller still is, and what comes of it later is removed.
async fn a_deadline_is_kept(backend: Backend) {
    let (server, mut client, _) = with_alice(backend, RegistrationPolicy::default()).await;
    let mut events = Events::of(&client, DOMAIN).await;
    let held = hold(&server).await;
    let mut request = Request::new(v1::TestRegistrationRequest { name: ALICE.into(), ..Default::default() });
    request.set_timeout(Duration::from_secs(2));
    let answer = client.users.test_registration(request).await.unwrap().into_inner();
    assert_eq!(outcomes(&answer), [Passed, Passed, Passed, Failed, Skipped, Skipped, Failed], "{answer:#?}");
    assert_eq!(answer.steps[3].detail, "no answer in time");
    // It still unregisters, so another test has to wait.
    let again = v1::TestRegistrationRequest { name: ALICE.into(), ..Default::default() };
    let failure = refused(client.users.test_registration(again).await);
    assert_eq!(failure.kind(), (Code::ResourceExhausted, "RATE_LIMITED"));
    assert_eq!(failure.metadata["limit"], "registration tests of this user at once");
    assert!(failure.details.iter().any(|detail| detail.ends_with("RetryInfo")), "{failure:?}");
    drop(held);
    let created = events.expect(Created).await.registration.unwrap();
    let gone = events.expect(Unregistered).await;
    assert_eq!((gone.registration.unwrap().name, gone.registration_count), (created.name, 0));
}

/// A caller who goes away in the middle leaves nothing.
async fn a_caller_goes_away(backend: Backend) {
    let (server, mut client, _) = with_alice(backend, RegistrationPolicy::default()).await;
    let mut events = Events::of(&client, DOMAIN).await;
    let held = hold(&server).await;
    let call = tokio::spawn({
        let mut client = client.clone();
        async move { test(&mut client, Transport::Udp).await }
    });
    challenged(&server).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    drop(held);
    // Its place is free when it is done.
    let next = until("the next test may run", async || {
        let request = v1::TestRegistrationRequest { name: ALICE.into(), ..Default::default() };
        client.users.test_registration(request).await.ok()
    })
    .await
    .into_inner();
    passes(&next);
    assert!(client.list(DOMAIN).await.is_empty());
    let mut created = events.expect(Created).await.registration.unwrap();
    let mut gone = events.expect(Unregistered).await;
    while gone.revision < revision(&next) {
        assert_eq!(gone.registration.unwrap().name, created.name);
        created = events.expect(Created).await.registration.unwrap();
        gone = events.expect(Unregistered).await;
    }
    assert_eq!((gone.registration.unwrap().name, gone.registration_count), (created.name, 0));
}

/// A server that is stopped in the middle of a test ends it first: the listener answers nothing any more, so the
/// registrar itself removes what there is.
async fn a_server_that_stops(backend: Backend) {
    let (mut server, client, _) = with_alice(backend, RegistrationPolicy::default()).await;
    let held = hold(&server).await;
    let call = tokio::spawn({
        let mut client = client.clone();
        async move {
            let request = v1::TestRegistrationRequest { name: ALICE.into(), ..Default::default() };
            client.users.test_registration(request).await
        }
    });
    challenged(&server).await;
    server.signal("-TERM");
    until("it drains", async || server.log().contains("draining").then_some(())).await;
    drop(held);
    let _answered_or_not = call.await.unwrap();
    assert_eq!(server.wait().await.code(), Some(0), "{}", server.log());
    let server = server.restart().await;
    assert!(server.client("acme").await.list(DOMAIN).await.is_empty());
}

/// Waits until the listener has challenged a test.
async fn challenged(server: &Server) {
    let name = "rollcall_sip_requests_total{transport=\"udp\",method=\"REGISTER\",status=\"401\"}";
    until("the test is challenged", async || {
        (http::sample(server.metrics(), name).await >= 1.0).then_some(())
    })
    .await;
}

/// At which the test was seen in the watch.
fn revision(answer: &TestRegistrationResponse) -> i64 {
    answer.steps[5].detail.strip_prefix("CREATED at revision ").unwrap().parse().unwrap()
}

crate::on_both!(
    the_steps_are_seen_and_nothing_is_left,
    every_algorithm_of_the_domain,
    who_may_not_register_fails_where_a_phone_does,
    no_credential_for_what_the_domain_asks,
    transports,
    limits,
    who_is_not_there,
    a_deadline_is_kept,
    a_caller_goes_away,
    a_server_that_stops,
);
