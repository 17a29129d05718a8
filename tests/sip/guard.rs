//! Who guesses is held back, whose phone it is goes on, and the operator is told.

use crate::{
    auth::alike::shape,
    support::{Backend, Client, Phone, Server, http::sample, until},
    wire::{Dialog, Udp},
};
use rollcall::pb::v1::{DigestAlgorithm, RegistrationPolicy};

/// Few failures, so that a test is short; a long back-off, so that no slow machine ends it.
const FEW: [&str; 4] = ["--sip-auth-failures", "5", "--sip-auth-back-off", "60s"];

async fn wrong(udp: &Udp, login: &str, times: u32) -> Vec<u16> {
    let mut dialog = Dialog::new("acme.test", login, "guessed");
    let nonce = udp.nonce(&mut dialog).await;
    let mut statuses = Vec::new();
    for _ in 0..times {
        statuses.push(udp.ask(dialog.answered(&nonce, 1)).await.status);
    }
    statuses
}

async fn start(flags: &[&str]) -> (Server, Client) {
    let server = Server::with(Backend::Sqlite, flags).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    (server, client)
}

#[tokio::test]
async fn a_source_waits_and_is_let_in_again() {
    let (server, mut client) = start(&["--sip-auth-failures", "5", "--sip-auth-back-off", "2s"]).await;
    let (alice, bob) = (client.user("acme.test", "alice").await, client.user("acme.test", "bob").await);
    let udp = Udp::to(server.sip("udp")).await;
    assert_eq!(wrong(&udp, "alice", 6).await, [401, 401, 401, 401, 401, 503]);
    // Bob is not concerned; the source is when it tries others as well.
    for login in ["u1", "u2", "u3"] {
        assert_eq!(wrong(&udp, login, 5).await, [401; 5]);
    }
    // Then the right password does not help who has not been there before. A challenge is still a challenge.
    let mut dialog = Dialog::new("acme.test", "bob", &bob);
    let nonce = udp.nonce(&mut dialog).await;
    let held = udp.ask(dialog.answered(&nonce, 1)).await;
    assert_eq!(held.status, 503, "{}", held.text);
    let wait: u32 = held.all("Retry-After")[0].parse().unwrap();
    assert!((1..=2).contains(&wait), "{}", held.text);
    assert!(!held.text.contains("WWW-Authenticate"), "{}", held.text);
    // Another address is not concerned.
    let other = Udp::from("127.0.0.2", server.sip("udp")).await;
    let mut alice = Dialog::new("acme.test", "alice", &alice);
    assert_eq!(other.register(&mut alice).await.status, 200);
    until("the source is let in again", async || {
        let answer = udp.ask(dialog.answered(&nonce, 2)).await;
        (answer.status == 200).then_some(())
    })
    .await;
    // The next time takes longer.
    let mut again = Dialog::new("acme.test", "alice", "guessed");
    let nonce = udp.nonce(&mut again).await;
    until("the pair is let in again", async || {
        let answer = udp.ask(again.answered(&nonce, 1)).await;
        (answer.status == 401).then_some(())
    })
    .await;
    assert_eq!(wrong(&udp, "alice", 4).await, [401; 4]);
    let mut alice = Dialog::new("acme.test", "alice", "guessed");
    let nonce = udp.nonce(&mut alice).await;
    let held = udp.ask(alice.answered(&nonce, 1)).await;
    assert!(matches!(held.all("Retry-After")[..], ["3" | "4"]), "{}", held.text);
    // TCP and UDP of one address are one source.
    let mut tcp = crate::wire::Tcp::to(server.sip("tcp")).await;
    let nonce = crate::wire::nonce(&tcp.ask(alice.request("")).await);
    assert_eq!(tcp.ask(alice.answered(&nonce, 2)).await.status, 503);
}

#[tokio::test]
async fn only_wrong_answers_count() {
    let (server, mut client) = start(&FEW).await;
    let mut dialog = Dialog::new("acme.test", "alice", &client.user("acme.test", "alice").await);
    let udp = Udp::to(server.sip("udp")).await;
    let nonce = udp.nonce(&mut dialog).await;
    for _ in 0..20 {
        assert_eq!(udp.ask(dialog.request("")).await.status, 401);
        // Not ours any more, and no answer at all.
        assert_eq!(udp.ask(dialog.answered(&"0".repeat(64), 1)).await.status, 401);
        let halved = dialog.answer(&nonce, 1).replace("qop=auth,", "");
        assert_eq!(udp.ask(dialog.request(&halved)).await.status, 401);
    }
    assert_eq!(udp.ask(dialog.answered(&nonce, 1)).await.status, 200);
    // A right one that was used.
    for _ in 0..20 {
        assert_eq!(udp.ask(dialog.answered(&nonce, 1)).await.status, 401);
    }
    assert_eq!(wrong(&udp, "bob", 6).await, [401, 401, 401, 401, 401, 503]);
}

/// Typing it right in the end makes the typing errors good, one's own only.
#[tokio::test]
async fn a_success_takes_back_failures() {
    let (server, mut client) = start(&FEW).await;
    let alice = client.user("acme.test", "alice").await;
    let udp = Udp::to(server.sip("udp")).await;
    for _ in 0..4 {
        assert_eq!(wrong(&udp, "alice", 4).await, [401; 4]);
        assert_eq!(udp.register(&mut Dialog::new("acme.test", "alice", &alice)).await.status, 200);
    }
    for login in ["u1", "u2", "u3", "u4"] {
        assert_eq!(wrong(&udp, login, 4).await, [401; 4]);
    }
    assert_eq!(udp.register(&mut Dialog::new("acme.test", "alice", &alice)).await.status, 200);
    assert_eq!(wrong(&udp, "bob", 6).await, [401, 401, 401, 401, 503, 503]);
}

#[tokio::test]
async fn the_owner_goes_on_while_others_guess() {
    let (mut server, mut client) = start(&FEW).await;
    let (alice, bob) = (client.user("acme.test", "alice").await, client.user("acme.test", "bob").await);
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &alice).await;
    assert_eq!(phone.register(600).await.status, 200);
    for round in 0..2 {
        let at = server.sip("udp");
        // Nobody is held back as a source, the user is; and another one is as a source, at the owner's own address.
        for n in 10..16 {
            wrong(&Udp::from(&format!("127.0.0.{n}"), at).await, "alice", 4).await;
            assert_eq!(phone.register(600).await.status, 200, "round {round}, {n}");
        }
        for login in ["u1", "u2", "u3", "u4", "u5"] {
            wrong(&Udp::to(at).await, login, 5).await;
        }
        let elsewhere = Udp::from("127.0.0.20", at).await;
        let refused = elsewhere.register(&mut Dialog::new("acme.test", "alice", &alice)).await;
        assert_eq!(refused.status, 503, "round {round}: {}", refused.text);
        assert_eq!(elsewhere.register(&mut Dialog::new("acme.test", "bob", &bob)).await.status, 200);
        assert_eq!(phone.register(600).await.status, 200, "round {round}");
        // The counts go with the process. Where the phone is registered, the registrar still knows.
        server = server.restart().await;
        phone.server(server.sip("udp"));
    }
}

/// Strangers learn nothing from being held back either: not from which source, not for which user.
#[tokio::test]
async fn unknown_users_and_wrong_passwords_are_held_back_alike() {
    let (server, mut client) = start(&FEW).await;
    client.user("acme.test", "alice").await;
    let at = server.sip("udp");
    let held = |text: &str| {
        let (before, wait) = text.split_once("Retry-After: ").unwrap();
        let (wait, rest) = wait.split_once("\r\n").unwrap();
        assert!((1..=60).contains(&wait.parse::<u32>().unwrap()), "{wait}");
        format!("{before}Retry-After: N\r\n{rest}")
    };
    // By the source: ten answers each from an address of its own.
    let mut seen = Vec::new();
    for (address, login) in [("127.0.0.30", "alice"), ("127.0.0.31", "nobod")] {
        let udp = Udp::from(address, at).await;
        let mut dialog = Dialog::new("acme.test", login, "guessed");
        let nonce = udp.nonce(&mut dialog).await;
        let mut shapes = Vec::new();
        for count in 0..10 {
            let answer = udp.ask(dialog.answered(&nonce, 1)).await;
            assert_eq!(answer.status, if count < 5 { 401 } else { 503 });
            let text = shape(&answer, &dialog).replace(address, "ADDRESS");
            let text = text.replace(&format!("rport={}", udp.local().port()), "rport=N");
            shapes.push(if count < 5 { text } else { held(&text) });
        }
        seen.push(shapes);
    }
    assert_eq!(seen[0], seen[1]);
    // By the user: from addresses that are not held back themselves.
    let mut seen = Vec::new();
    for (net, login) in [(2, "alice"), (3, "nobod")] {
        let mut statuses = Vec::new();
        for n in 1..=6 {
            statuses.push(wrong(&Udp::from(&format!("127.0.{net}.{n}"), at).await, login, 4).await);
        }
        seen.push(statuses);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].last().unwrap(), &[503; 4], "{seen:?}");
}

#[tokio::test]
async fn each_reason_is_counted_and_logged() {
    let (server, mut client) = start(&FEW).await;
    let policy =
        RegistrationPolicy { algorithms: vec![DigestAlgorithm::Sha256.into()], ..Default::default() };
    client.domain_with("sha.test", policy).await;
    let alice = client.user("acme.test", "alice").await;
    client.user("acme.test", "bob").await;
    let at = server.sip("udp");
    let udp = Udp::to(at).await;
    let agent = "User-Agent: evil\" source=192.0.2.1 \\ phone\r\n";
    let mut dialog = Dialog::new("acme.test", "alice", &alice);
    dialog.headers += agent;
    let nonce = udp.nonce(&mut dialog).await;
    // In this order: what counts as a failure comes last.
    udp.ask(dialog.answered(&nonce, 1)).await;
    udp.ask(dialog.answered(&nonce, 1)).await;
    udp.ask(Dialog::new("nowhere.test", "alice", "").request("")).await;
    let mut unlisted = Dialog::new("sha.test", "alice", "guessed");
    let foreign = udp.nonce(&mut unlisted).await;
    udp.ask(unlisted.answered(&foreign, 1)).await;
    udp.send("nonsense\r\n\r\n").await;
    udp.ask(dialog.request("").replace("Call-ID:", "X:")).await;
    let mut other = Dialog { login: "bob".into(), ..dialog.clone() };
    udp.ask(other.answered(&nonce, 2)).await;
    let guesses = Udp::from("127.0.0.40", at).await;
    let mut wrong = Dialog { password: "a-secret-guess".into(), ..dialog.clone() };
    let there = guesses.nonce(&mut wrong).await;
    guesses.ask(wrong.answered(&there, 1)).await;
    let mut nobody = Dialog { username: "nobody".into(), ..wrong.clone() };
    for _ in 0..6 {
        guesses.ask(nobody.answered(&there, 1)).await;
    }
    for (name, labels, number) in [
        ("auth_failures", r#",reason="replay""#, 1.0),
        ("auth_failures", r#",reason="unknown_domain""#, 1.0),
        ("auth_failures", r#",reason="algorithm""#, 1.0),
        ("auth_failures", r#",reason="not_allowed""#, 1.0),
        ("auth_failures", r#",reason="wrong_password""#, 1.0),
        ("auth_failures", r#",reason="unknown_user""#, 5.0),
        ("limited", "", 1.0),
        ("malformed", "", 2.0),
    ] {
        let metric = format!("rollcall_sip_{name}_total{{transport=\"udp\"{labels}}}");
        assert_eq!(sample(server.metrics(), &metric).await, number, "{metric}");
    }
    let log = until("the last line is written", async || {
        Some(server.log()).filter(|log| log.contains("reason=\"limited\""))
    })
    .await;
    for line in [
        r#"source=127.0.0.1 transport="udp" reason="replay" left_out=0 domain="acme.test" user="alice" user_agent="evil? source=192.0.2.1 ? phone""#,
        r#"source=127.0.0.1 transport="udp" reason="unknown_domain" left_out=0 domain="nowhere.test" user="alice""#,
        r#"source=127.0.0.1 transport="udp" reason="algorithm" left_out=0 domain="sha.test""#,
        r#"source=127.0.0.1 transport="udp" reason="malformed" left_out=0 domain="" user="" user_agent="""#,
        r#"source=127.0.0.1 transport="udp" reason="not_allowed" left_out=0 domain="acme.test" user="alice""#,
        r#"source=127.0.0.40 transport="udp" reason="wrong_password" left_out=0 domain="acme.test" user="alice""#,
        r#"source=127.0.0.40 transport="udp" reason="unknown_user" left_out=0 domain="acme.test" user="nobody""#,
        r#"source=127.0.0.40 transport="udp" reason="limited" left_out=0 domain="acme.test" user="nobody""#,
    ] {
        assert!(log.contains(&format!("INFO rollcall::security: refused {line}")), "{line}");
    }
    for secret in [alice.as_str(), "a-secret-guess", &nonce, &there, "c0ffee", "response"] {
        assert!(!log.contains(secret), "{secret}");
    }
}
