//! `rollcall user|domain update|undelete`.

use crate::{
    cli::{Said, at, good, json, run},
    support::{Backend, Phone, Server, server::rollcall},
};
use serde_json::{Value, json};
use std::{io::Write, process::Stdio};

/// Runs a command whose arguments may be empty or have spaces.
async fn update(server: &Server, line: &[&str]) -> Value {
    let mut command = at(server, "");
    command.args(line).args(["--format", "json"]);
    let said = run(command).await;
    assert_eq!(said.code, 0, "{line:?}: {}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

#[tokio::test]
async fn an_update_changes_what_is_given_and_nothing_else() {
    let server = Server::start(Backend::Sqlite).await;
    good(&server, "domain create acme.test").await;
    let create = "user create alice@acme.test --first-name Alice --last-name Adams --email a@acme.example \
                  --label tier=gold --disabled";
    let before = json(&server, create).await;
    let mut expected = before["user"].clone();
    let changed = update(
        &server,
        &[
            "user",
            "update",
            "alice@acme.test",
            "--first-name",
            "Alicia Maria",
            "--email",
            "",
            "--disabled",
            "false",
            "--max-registrations",
            "3",
            "--job-title",
            "Engineer",
        ],
    )
    .await;
    expected["firstName"] = json!("Alicia Maria");
    expected["maxRegistrations"] = json!(3);
    expected["jobTitle"] = json!("Engineer");
    for cleared in ["email", "disabled"] {
        expected.as_object_mut().unwrap().remove(cleared).unwrap();
    }
    for moves in ["etag", "updateTime"] {
        assert_ne!(changed["user"][moves], expected[moves]);
        expected[moves] = changed["user"][moves].clone();
    }
    assert_eq!(changed["user"], expected);

    let labels = async |flags: &[&str]| {
        let line = [&["user", "update", "alice@acme.test", "--max-registrations", ""], flags].concat();
        let user = update(&server, &line).await["user"].clone();
        assert_eq!(user.get("maxRegistrations"), None);
        user.get("labels").cloned()
    };
    assert_eq!(labels(&["--label", "a=1", "--label", "b=2"]).await, Some(json!({ "a": "1", "b": "2" })));
    assert_eq!(labels(&[]).await, Some(json!({ "a": "1", "b": "2" })), "not given, not changed");
    assert_eq!(labels(&["--label", ""]).await, None);
    let etag = changed["user"]["etag"].as_str().unwrap();
    let said = run(at(&server, &format!("user update alice@acme.test --first-name X --etag {etag}"))).await;
    assert!(said.err.starts_with("error: ABORTED ETAG_MISMATCH: "), "{}", said.err);
}

#[tokio::test]
async fn a_domain_is_changed_by_its_flags() {
    let server = Server::start(Backend::Sqlite).await;
    good(&server, "domain create acme.test --max-expiry 3h --max-registrations 3 --options-ping-interval 1m")
        .await;
    let line = "domain update acme.test --min-expiry 2m --limit-policy evict-oldest --disabled true \
                --min-password-length 14 --organization-management true --label tier=gold";
    let domain = json(&server, line).await["domain"].clone();
    let policy = &domain["registration"];
    assert_eq!(policy["minExpiry"], "120s");
    assert_eq!(policy["maxExpiry"], "10800s", "not given, not changed");
    assert_eq!(policy["optionsPingInterval"], "60s");
    assert_eq!(
        (&policy["maxRegistrations"], &policy["limitPolicy"]),
        (&json!(3), &json!("LIMIT_POLICY_EVICT_OLDEST"))
    );
    assert_eq!((&domain["disabled"], &domain["organizationManagement"]), (&json!(true), &json!(true)));
    assert_eq!(domain["passwordPolicy"]["minLength"], 14);
    assert_eq!(domain["labels"], json!({ "tier": "gold" }));
    let unlimited =
        ["domain", "update", "acme.test", "--max-registrations", "", "--options-ping-interval", "0s"];
    let domain = update(&server, &unlimited).await["domain"].clone();
    assert_eq!(
        ["maxRegistrations", "optionsPingInterval"].map(|field| domain["registration"].get(field)),
        [None, None]
    );
}

/// Runs a command with something on standard input.
async fn with_input(server: &Server, line: &str, input: &'static [u8]) -> Said {
    let mut command = at(server, line);
    let said = tokio::task::spawn_blocking(move || {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Said::from(child.wait_with_output().unwrap())
    });
    said.await.unwrap()
}

#[tokio::test]
async fn delegated_authentication_is_set_by_flags() {
    let server = Server::start(Backend::Sqlite).await;
    let create = "domain create acme.test --auth-endpoint https://auth.acme.test --auth-mode fetch-ha1 \
                  --auth-bearer-token-stdin --format json";
    let said = with_input(&server, create, b"a-secret-token\n").await;
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!said.out.contains("a-secret-token"), "{}", said.out);
    let domain: Value = serde_json::from_str(&said.out).unwrap();
    let whole =
        json!({ "endpoint": "https://auth.acme.test", "mode": "DELEGATION_MODE_FETCH_HA1", "timeout": "1s" });
    assert_eq!(domain["domain"]["delegatedAuthentication"], whole);
    // Parts of it, and the rest stays.
    let line = "domain update acme.test --auth-timeout 250ms --auth-mode verify-digest";
    let domain = json(&server, line).await["domain"].clone();
    let mode = "DELEGATION_MODE_VERIFY_DIGEST";
    let changed = json!({ "endpoint": "https://auth.acme.test", "mode": mode, "timeout": "0.250s" });
    assert_eq!(domain["delegatedAuthentication"], changed);
    let said = with_input(&server, "domain update acme.test --auth-bearer-token-stdin", b"").await;
    assert_eq!(said.code, 64, "an empty token would take it away");
    assert!(said.err.contains("--auth-bearer-token-stdin: standard input has no token"), "{}", said.err);
    let domain = json(&server, "domain update acme.test --no-auth-delegation").await["domain"].clone();
    assert_eq!(domain.get("delegatedAuthentication"), None);
    // Where there is none, the parts are a new one, which is whole or refused.
    let said = run(at(&server, "domain update acme.test --auth-timeout 2s")).await;
    assert!(said.err.starts_with("error: INVALID_ARGUMENT FIELD_INVALID: "), "{}", said.err);
    let line = "domain update acme.test --auth-endpoint http://127.0.0.1:9 --auth-mode fetch-ha1";
    let domain = json(&server, line).await["domain"].clone();
    assert_eq!(domain["delegatedAuthentication"]["endpoint"], "http://127.0.0.1:9");
    let help = good(&server, "domain update --help").await;
    for said in ["--auth-endpoint <URL>", "100ms to 5s [default: 1s]", "verify-digest", "standard input"] {
        assert!(help.contains(said), "{said}: {help}");
    }
}

#[tokio::test]
async fn nothing_to_change_and_bad_values_are_told_before_anything_is_sent() {
    for (line, named) in [
        ("user update alice@acme.test", "nothing to change"),
        ("domain update acme.test", "nothing to change"),
        ("user update alice@acme.test --disabled maybe", "--disabled"),
        ("user update alice@acme.test --max-registrations many", "--max-registrations"),
        ("user update alice@acme.test --label x", "--label"),
        ("domain update acme.test --auth-timeout 6s", "--auth-timeout"),
        ("domain update acme.test --auth-timeout 99ms", "--auth-timeout"),
        ("domain update acme.test --auth-mode guess", "--auth-mode"),
        ("domain update acme.test --auth-endpoint http://auth.acme.test", "--auth-endpoint"),
        ("domain update acme.test --no-auth-delegation --auth-mode fetch-ha1", "--no-auth-delegation"),
        ("domain create acme.test --auth-mode fetch-ha1", "--auth-endpoint"),
        ("domain create acme.test --auth-endpoint https://auth.acme.test", "--auth-mode"),
        ("user undelete alice", "alice@example.com"),
    ] {
        let mut command = rollcall();
        command.args(line.split(' ')).args(["--endpoint", "http://127.0.0.1:1"]);
        let said = run(command).await;
        assert_eq!((said.code, said.out.as_str()), (64, ""), "{line}: {}", said.err);
        assert!(said.err.contains(named), "{line}: {}", said.err);
    }
}

#[tokio::test]
async fn what_was_deleted_is_brought_back() {
    let server = Server::start(Backend::Sqlite).await;
    good(&server, "domain create acme.test").await;
    let line = "user create alice@acme.test --auth-username alice";
    let password =
        json(&server, line).await["generated"]["registrationPassword"].as_str().unwrap().to_owned();
    good(&server, "user delete alice@acme.test").await;
    let table = good(&server, "user get alice@acme.test").await;
    assert!(table.contains("purge_time"), "{table}");
    let said = run(at(&server, "user update alice@acme.test --first-name X")).await;
    assert!(said.err.starts_with("error: FAILED_PRECONDITION RESOURCE_DELETED: "), "{}", said.err);
    good(&server, "domain delete acme.test").await;
    let said = run(at(&server, "user undelete alice@acme.test")).await;
    assert!(said.err.starts_with("error: FAILED_PRECONDITION RESOURCE_DELETED: "), "{}", said.err);
    assert_eq!(good(&server, "domain undelete acme.test").await, "undeleted acme.test\n");
    assert_eq!(good(&server, "user undelete alice@acme.test").await, "undeleted alice@acme.test\n");
    let said = run(at(&server, "user undelete alice@acme.test")).await;
    assert!(said.err.starts_with("error: ALREADY_EXISTS RESOURCE_NOT_DELETED: "), "{}", said.err);
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
}
