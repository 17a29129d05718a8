//! UserService.VerifyUserPassword.

use crate::support::{Backend, Client, Failure, Server, data, refused, sql::of_server};
use futures::future::join_all;
use rollcall::{model::AccountScope, pb::v1};
use sea_orm::ConnectionTrait;
use std::time::{Duration, Instant};
use tonic::Code;

const RIGHT: &str = "Battery-Staple-2";
const WRONG: &str = "Battery-Staple-3";

fn check(parent: &str, identifier: &str, password: &str) -> v1::VerifyUserPasswordRequest {
    v1::VerifyUserPasswordRequest {
        parent: parent.to_owned(),
        identifier: identifier.to_owned(),
        user_password: password.to_owned(),
    }
}

/// The user whose password it is, or nothing.
async fn verify(client: &Client, parent: &str, identifier: &str, password: &str) -> Option<String> {
    let request = check(parent, identifier, password);
    let answer = client.users.clone().verify_user_password(request).await.unwrap().into_inner();
    assert_eq!(answer.verified, !answer.user.is_empty());
    answer.verified.then_some(answer.user)
}

/// A user with the right password, and more.
fn person(more: v1::User) -> v1::User {
    v1::User { user_password: RIGHT.to_owned(), ..more }
}

fn numbered(extension: &str, email: &str) -> v1::User {
    person(v1::User { extension_number: extension.to_owned(), email: email.to_owned(), ..Default::default() })
}

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    acme.create_user("alice@acme.test", numbered("1001", "alice@acme.example")).await.unwrap();
    (server, acme)
}

const HERE: &str = "domains/acme.test";
const ALICE: &str = "domains/acme.test/users/alice";

async fn who_logs_in_may_say_it_in_three_ways(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.domain("second.test").await;
    for (parent, identifier) in [
        (HERE, "alice"),
        (HERE, "1001"),
        (HERE, "alice@acme.example"),
        (HERE, "ALICE@acme.example"),
        ("domains/-", "Alice@Acme.example"),
    ] {
        let found = verify(&acme, parent, identifier, RIGHT).await;
        assert_eq!(found.as_deref(), Some(ALICE), "{parent} {identifier}");
        assert_eq!(verify(&acme, parent, identifier, WRONG).await, None, "{parent} {identifier}");
    }
    for (parent, identifier) in [
        (HERE, "Alice"),
        (HERE, "bob"),
        (HERE, "a b"),
        (HERE, "1002"),
        (HERE, "bob@acme.example"),
        ("domains/-", "bob@acme.example"),
        ("domains/second.test", "alice"),
        ("domains/second.test", "alice@acme.example"),
    ] {
        assert_eq!(verify(&acme, parent, identifier, RIGHT).await, None, "{parent} {identifier}");
    }
}

async fn a_login_goes_before_an_extension(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let other = v1::User { user_password: "Correct-Horse-1".to_owned(), ..Default::default() };
    acme.create_user("1001@acme.test", other).await.unwrap();
    assert_eq!(verify(&acme, HERE, "1001", RIGHT).await, None, "no longer alice's number");
    let found = verify(&acme, HERE, "1001", "Correct-Horse-1").await;
    assert_eq!(found.as_deref(), Some("domains/acme.test/users/1001"));
}

async fn who_cannot_log_in_is_not_told(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let disabled = |disabled| v1::User { name: ALICE.to_owned(), disabled, ..Default::default() };
    acme.update_user(disabled(true), &["disabled"]).await.unwrap();
    assert_eq!(verify(&acme, HERE, "alice", RIGHT).await, None, "disabled");
    acme.update_user(disabled(false), &["disabled"]).await.unwrap();
    assert_eq!(verify(&acme, HERE, "alice", RIGHT).await.as_deref(), Some(ALICE));

    let domain = |disabled| v1::Domain { name: HERE.to_owned(), disabled, ..Default::default() };
    acme.update_domain(domain(true), &["disabled"]).await.unwrap();
    assert_eq!(verify(&acme, HERE, "alice", RIGHT).await, None, "of a disabled domain");
    acme.update_domain(domain(false), &["disabled"]).await.unwrap();

    let db = of_server(&server).await;
    let (yes, no) = if backend == Backend::Sqlite { ("1", "0") } else { ("true", "false") };
    for (set, reset, why) in [
        ("users SET delete_time = 1".to_owned(), "users SET delete_time = NULL".to_owned(), "deleted"),
        (
            format!("accounts SET disabled = {yes}"),
            format!("accounts SET disabled = {no}"),
            "of a disabled account",
        ),
    ] {
        db.execute_unprepared(&format!("UPDATE {set}")).await.unwrap();
        assert_eq!(verify_as_admin(&server, "alice@acme.example").await, None, "{why}");
        db.execute_unprepared(&format!("UPDATE {reset}")).await.unwrap();
    }
    assert_eq!(verify_as_admin(&server, "alice@acme.example").await.as_deref(), Some(ALICE));

    // Without a password at all, as an import may leave it.
    let store = data::of_server(&server).await;
    let fqdn = rollcall::model::Fqdn::parse("acme.test").unwrap();
    let domain = store.domain(&AccountScope::All, &fqdn).await.unwrap().unwrap();
    data::insert_user(&store, data::user(&domain, "bob")).await;
    assert_eq!(verify(&acme, HERE, "bob", RIGHT).await, None, "without a password");
}

/// As somebody who sees every account.
async fn verify_as_admin(server: &Server, email: &str) -> Option<String> {
    let admin = Client::connect(server.grpc(), &server.token("-", "admin")).await;
    verify(&admin, "domains/-", email, RIGHT).await
}

async fn other_accounts_learn_nothing(backend: Backend) {
    let (server, _acme) = start(backend).await;
    let mut globex = server.client("globex").await;
    let request = check(HERE, "alice", RIGHT);
    let failure = refused(globex.users.verify_user_password(request).await);
    assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(verify(&globex, "domains/-", "alice@acme.example", RIGHT).await, None);
    assert_eq!(verify_as_admin(&server, "alice@acme.example").await.as_deref(), Some(ALICE));
    // An address that two accounts have means nobody to one who sees both.
    globex.domain("globex.test").await;
    globex.create_user("alice@globex.test", numbered("1001", "alice@acme.example")).await.unwrap();
    assert_eq!(verify_as_admin(&server, "alice@acme.example").await, None);
    let own = verify(&globex, "domains/-", "alice@acme.example", RIGHT).await;
    assert_eq!(own.as_deref(), Some("domains/globex.test/users/alice"));
}

async fn bad_fields_are_told_at_once(backend: Backend) {
    let (server, acme) = start(backend).await;
    let long = format!("{}@acme.example", "a".repeat(250));
    for (request, fields) in [
        (check("", "", ""), &["identifier", "parent", "user_password"][..]),
        (check("domains/-", "alice", RIGHT), &["identifier"]),
        (check(HERE, "a\u{0}b", RIGHT), &["identifier"]),
        (check(HERE, &long, RIGHT), &["identifier"]),
        (check("acme", "alice", RIGHT), &["parent"]),
    ] {
        let failure = refused(acme.users.clone().verify_user_password(request).await);
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
        let mut told = failure.fields.clone();
        told.sort();
        assert_eq!(told, fields);
        assert!(!failure.refused.contains_key("user_password"));
    }
    assert!(!server.log().contains(RIGHT));
}

async fn one_user_is_tried_so_often(backend: Backend) {
    let (_server, acme) = start(backend).await;
    // As well for one who is not there; another one is not held up.
    for identifier in ["alice", "nobody"] {
        let mut tries = 0;
        let limited = loop {
            let request = check(HERE, identifier, WRONG);
            match acme.users.clone().verify_user_password(request).await {
                Ok(answer) => assert!(!answer.into_inner().verified),
                Err(status) => break Failure::of(&status),
            }
            tries += 1;
            assert!(tries < 200, "ten tries a minute come back, no more");
        };
        assert!(tries >= 10, "{tries}");
        assert_eq!(limited.kind(), (Code::ResourceExhausted, "RATE_LIMITED"));
        assert_eq!(limited.metadata["limit"], "password checks for this user");
        assert!(limited.details.iter().any(|detail| detail == "google.rpc.RetryInfo"), "{limited:?}");
    }
    assert_eq!(verify(&acme, HERE, "1001", RIGHT).await.as_deref(), Some(ALICE));
}

/// The counts are of the node, so one database is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_caller_tries_so_often() {
    let (_server, acme) = start(Backend::Sqlite).await;
    // What has no domain costs nothing and counts all the same.
    let mut tries = 0;
    let limited = loop {
        let checks = (0..50).map(|_| {
            let mut users = acme.users.clone();
            async move { users.verify_user_password(check("domains/nowhere.test", "alice", WRONG)).await }
        });
        let failures: Vec<Failure> = join_all(checks).await.into_iter().map(refused).collect();
        let limited = failures.iter().find(|failure| failure.reason == "RATE_LIMITED").cloned();
        tries += failures.iter().filter(|failure| failure.reason == "RESOURCE_NOT_FOUND").count();
        if let Some(limited) = limited {
            break limited;
        }
        assert!(tries < 100_000, "ten tries a second come back, no more");
    };
    assert!(tries >= 600, "{tries}");
    assert_eq!(limited.metadata["limit"], "password checks by this caller");
}

/// Whoever it is, one Argon2id verification is done. It takes tens of times as long as the rest, so a case
/// without one would take a small part of the others' time, however busy the machine is.
async fn every_case_takes_as_long(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let store = data::of_server(&server).await;
    let fqdn = rollcall::model::Fqdn::parse("acme.test").unwrap();
    let domain = store.domain(&AccountScope::All, &fqdn).await.unwrap().unwrap();
    const ROUNDS: usize = 7;
    for n in 0..ROUNDS {
        let known = person(v1::User::default());
        acme.create_user(&format!("known{n}@acme.test"), known.clone()).await.unwrap();
        acme.create_user(&format!("disabled{n}@acme.test"), v1::User { disabled: true, ..known })
            .await
            .unwrap();
        data::insert_user(&store, data::user(&domain, &format!("bare{n}"))).await;
    }
    // In turns, so that what else runs on the machine meets all of them alike; a login for each try.
    let cases =
        [("known", RIGHT), ("known", WRONG), ("unknown", WRONG), ("disabled", RIGHT), ("bare", WRONG)];
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); cases.len()];
    for n in 0..ROUNDS {
        for ((who, password), times) in cases.iter().zip(&mut times) {
            let begin = Instant::now();
            let found = verify(&acme, HERE, &format!("{who}{n}"), password).await;
            times.push(begin.elapsed());
            assert_eq!(found.is_some(), (*who, *password) == ("known", RIGHT));
        }
    }
    let medians: Vec<Duration> = times
        .into_iter()
        .map(|mut times| {
            times.sort();
            times[ROUNDS / 2]
        })
        .collect();
    let (shortest, longest) = (medians.iter().min().unwrap(), medians.iter().max().unwrap());
    assert!(*longest < *shortest * 4, "{medians:?}");
}

crate::on_both!(
    who_logs_in_may_say_it_in_three_ways,
    a_login_goes_before_an_extension,
    who_cannot_log_in_is_not_told,
    other_accounts_learn_nothing,
    bad_fields_are_told_at_once,
    one_user_is_tried_so_often,
    every_case_takes_as_long,
);
