//! `rollcall user|domain update|undelete`.

use crate::{
    cli::{at, good, json, run},
    support::{Backend, Phone, Server, server::rollcall},
};
use serde_json::{Value, json};

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

#[tokio::test]
async fn nothing_to_change_and_bad_values_are_told_before_anything_is_sent() {
    for (line, named) in [
        ("user update alice@acme.test", "nothing to change"),
        ("domain update acme.test", "nothing to change"),
        ("user update alice@acme.test --disabled maybe", "--disabled"),
        ("user update alice@acme.test --max-registrations many", "--max-registrations"),
        ("user update alice@acme.test --label x", "--label"),
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
