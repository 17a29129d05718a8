//! Every bad field of one request in one answer, and no secret in any.

use crate::support::{Backend, Failure, Server, refused};
use rollcall::pb::{Date, v1};
use std::collections::BTreeMap;
use tonic::Code;

const SECRETS: [&str; 2] = ["hunter2", "swordfish"];

fn all_bad() -> v1::User {
    v1::User {
        login: "another".to_owned(),
        extension_number: "12a".to_owned(),
        first_name: "x".repeat(65),
        last_name: "a\u{7}b".to_owned(),
        display_name: "x".repeat(129),
        email: "no address".to_owned(),
        phone_number: "030123456".to_owned(),
        mobile_number: "+0".to_owned(),
        job_title: "x".repeat(300),
        date_of_birth: Some(Date { year: 2023, month: 2, day: 29 }),
        gender: 99,
        avatar_uri: "http://acme.example/a.png".to_owned(),
        caller_id: "Alice".to_owned(),
        number_leases: vec!["x".to_owned()],
        auth_username: "a:b".to_owned(),
        max_registrations: Some(-1),
        registration_password: SECRETS[0].to_owned(),
        user_password: SECRETS[1].to_owned(),
        labels: [("Bad Key".to_owned(), "v".to_owned())].into(),
        ..Default::default()
    }
}

const PATHS: [&str; 20] = [
    "user.auth_username",
    "user.avatar_uri",
    "user.caller_id",
    "user.date_of_birth",
    "user.display_name",
    "user.email",
    "user.extension_number",
    "user.first_name",
    "user.gender",
    "user.job_title",
    "user.labels[\"Bad Key\"]",
    "user.last_name",
    "user.login",
    "user.max_registrations",
    "user.mobile_number",
    "user.number_leases[0]",
    "user.phone_number",
    "user.registration_password",
    "user.user_password",
    "user_id",
];

fn check(failure: &Failure, more: &[&str]) {
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    let mut fields: Vec<&str> = failure.fields.iter().map(String::as_str).collect();
    fields.sort_unstable();
    let mut expected: Vec<&str> = PATHS.iter().chain(more).copied().collect();
    expected.sort_unstable();
    assert_eq!(fields, expected);
    assert_eq!(failure.metadata["field_count"], expected.len().to_string());
    let shown: BTreeMap<_, _> = failure.refused.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(shown["user.email"], "no address");
    assert_eq!(shown["user.date_of_birth"], "2023-2-29");
    assert_eq!(shown["user_id"], "a b");
    assert_eq!(shown["user.job_title"].len(), 256, "cut");
    assert!(!shown.contains_key("user.registration_password") && !shown.contains_key("user.user_password"));
}

async fn all_bad_fields_come_back_at_once(backend: Backend) {
    let server = Server::with(backend, &["--log", "debug"]).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let create = |parent: &str| v1::CreateUserRequest {
        parent: parent.to_owned(),
        user_id: "a b".to_owned(),
        user: Some(all_bad()),
        ..Default::default()
    };
    let status = acme.users.create_user(create("domains/acme.test")).await.unwrap_err();
    check(&Failure::of(&status), &[]);
    for secret in SECRETS {
        assert!(!status.details().windows(secret.len()).any(|w| w == secret.as_bytes()));
        assert!(!format!("{status:?}").contains(secret));
    }
    // A domain that has no name is one bad field more.
    check(&refused(acme.users.create_user(create("acme.test")).await), &["parent"]);
    let log = server.log();
    assert!(log.contains("rpc finished"), "it has a line for the call:\n{log}");
    assert!(!SECRETS.iter().any(|secret| log.contains(secret)), "{log}");
    assert_eq!(acme.list_users("acme.test", 0, "").await.unwrap().into_inner().users, []);
}

async fn an_update_with_one_bad_field_changes_nothing(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    acme.user("acme.test", "alice").await;
    let before = acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
    let change = v1::User {
        name: before.name.clone(),
        first_name: "Alice".to_owned(),
        email: "x@".to_owned(),
        date_of_birth: Some(Date { year: 9999, month: 1, day: 1 }),
        user_password: "alice".to_owned(),
        ..Default::default()
    };
    let mut failure = refused(acme.update_user(change, &[]).await);
    failure.fields.sort();
    assert_eq!(failure.fields, ["user.date_of_birth", "user.email", "user.user_password"]);
    assert_eq!(acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap(), before);
}

async fn names_must_be_names(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    for bad in ["", "x", "domains/", "domains/a b", "users/alice", "domains/acme.test/users/alice"] {
        let get = v1::GetDomainRequest { name: bad.to_owned(), ..Default::default() };
        let failure = refused(acme.domains.get_domain(get).await);
        assert_eq!(
            (failure.reason.as_str(), &failure.fields[..]),
            ("FIELD_INVALID", &["name".to_owned()][..])
        );
        assert_eq!(failure.refused["name"], bad);
    }
    for bad in ["", "domains/acme.test", "domains/acme.test/users/", "domains/acme.test/users/a b"] {
        let get = v1::GetUserRequest { name: bad.to_owned(), ..Default::default() };
        let failure = refused(acme.users.get_user(get).await);
        assert_eq!(
            (failure.reason.as_str(), &failure.fields[..]),
            ("FIELD_INVALID", &["name".to_owned()][..])
        );
    }
}

crate::on_both!(
    all_bad_fields_come_back_at_once,
    an_update_with_one_bad_field_changes_nothing,
    names_must_be_names,
);
