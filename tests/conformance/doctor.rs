//! `rollcall doctor`.

use crate::{
    cli::{at, good, json, run},
    support::{Backend, Server},
};

#[tokio::test]
async fn a_user_who_can_register() {
    let server = Server::start(Backend::Sqlite).await;
    good(&server, "domain create acme.test").await;
    good(&server, "user create alice@acme.test").await;
    let said = good(&server, "doctor alice@acme.test --transport tcp").await;
    let lines: Vec<&str> = said.lines().collect();
    let steps = ["resolve", "connect", "challenge", "answer", "binding", "watch event", "removal"];
    assert_eq!(lines.len(), steps.len() + 1, "{said}");
    for (line, step) in lines.iter().zip(steps) {
        assert!(line.starts_with(&format!("{step:<12} ok  ")) && line.contains(" ms  "), "{line}");
    }
    assert_eq!(lines[7], format!("alice@acme.test can register over tcp at {}", server.sip("tcp")));

    let answer = json(&server, "doctor sip:alice@acme.test").await;
    assert_eq!((&answer["passed"], &answer["transport"]), (&true.into(), &"TRANSPORT_UDP".into()));
    assert_eq!(answer["serverAddress"], server.sip("udp").to_string());
    assert_eq!(answer["steps"].as_array().unwrap().len(), steps.len());
    assert_eq!(answer["steps"][0]["outcome"], "REGISTRATION_TEST_OUTCOME_PASSED");
}

#[tokio::test]
async fn a_user_who_cannot() {
    let server = Server::start(Backend::Sqlite).await;
    good(&server, "domain create acme.test").await;
    good(&server, "user create alice@acme.test --disabled").await;
    let said = run(at(&server, "doctor alice@acme.test")).await;
    assert_eq!((said.code, said.err.as_str()), (1, ""), "{}", said.out);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(
        lines[0].starts_with("resolve      FAILED ") && lines[0].ends_with("  the user is disabled"),
        "{}",
        lines[0]
    );
    assert_eq!(lines[1], "  what to do: rollcall user update alice@acme.test --disabled false");
    assert_eq!(lines[7], "removal      skipped");
    assert_eq!(lines[8], "alice@acme.test FAILED to register");
    // The same in JSON, and what is no step that fails.
    let said = run(at(&server, "doctor alice@acme.test --format json")).await;
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    assert!(said.out.contains("REGISTRATION_TEST_OUTCOME_FAILED"), "{}", said.out);
    for (line, code, begins) in [
        ("doctor bob@acme.test", 1, "error: NOT_FOUND RESOURCE_NOT_FOUND: "),
        ("doctor alice@acme.test --transport sctp", 64, "error: "),
        ("doctor alice", 64, "error: "),
    ] {
        let said = run(at(&server, line)).await;
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{line}");
        assert!(said.err.starts_with(begins), "{line}: {}", said.err);
    }
}
