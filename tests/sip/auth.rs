//! Digest authentication through the wire (RFC 3261 §22, RFC 7616, RFC 8760).

pub(crate) mod alike;

use crate::{
    support::{Backend, Client, Server, phone::params},
    wire::{Dialog, Tcp, Udp, is_stale},
};
use rollcall::pb::v1::{self, DigestAlgorithm, RegistrationPolicy};

async fn domain(client: &mut Client, algorithms: &[DigestAlgorithm]) -> String {
    let policy = RegistrationPolicy {
        algorithms: algorithms.iter().map(|a| (*a).into()).collect(),
        max_registrations: Some(1000),
        ..Default::default()
    };
    client.domain_with("acme.test", policy).await;
    client.user("acme.test", "alice").await
}

#[tokio::test]
async fn only_the_algorithms_of_the_domain_in_their_order() {
    use DigestAlgorithm::{Md5, Sha256, Sha512256};
    for listed in [vec![], vec![Sha256], vec![Sha256, Md5], vec![Md5, Sha256], vec![Sha512256, Sha256, Md5]] {
        let server = Server::start(Backend::Sqlite).await;
        let mut client = server.client("acme").await;
        let password = domain(&mut client, &listed).await;
        let udp = Udp::to(server.sip("udp")).await;
        let name = |algorithm: &DigestAlgorithm| match algorithm {
            Sha256 => "SHA-256",
            Sha512256 => "SHA-512-256",
            _ => "MD5",
        };
        let names: Vec<_> = if listed.is_empty() { vec!["MD5"] } else { listed.iter().map(name).collect() };
        let mut dialog = Dialog::new("acme.test", "alice", &password);
        let challenge = udp.ask(dialog.request("")).await;
        let challenges: Vec<_> = challenge.all("WWW-Authenticate").into_iter().map(params).collect();
        assert_eq!(challenges.iter().map(|c| c["algorithm"].as_str()).collect::<Vec<_>>(), names);
        assert!(challenges.iter().all(|c| c["qop"] == "auth" && c["realm"] == "acme.test"), "{challenges:?}");
        for algorithm in ["MD5", "SHA-256", "SHA-512-256"] {
            let before = client.list("domains/acme.test").await.len();
            dialog.algorithm = algorithm;
            dialog.headers = format!("Contact: <sip:{algorithm}@192.0.2.1>\r\n");
            let answer = udp.register(&mut dialog).await;
            let known = names.contains(&algorithm);
            assert_eq!(
                answer.status,
                if known { 200 } else { 401 },
                "{algorithm} of {names:?}: {}",
                answer.text
            );
            assert_eq!(client.list("domains/acme.test").await.len(), before + usize::from(known));
        }
    }
}

/// baresip answers every challenge at once (RFC 8760 §2.4 lets it choose one).
#[tokio::test]
async fn of_several_answers_the_first_of_ours_counts() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let password = domain(&mut client, &[DigestAlgorithm::Sha256, DigestAlgorithm::Md5]).await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    let answer = |algorithm, realm: &str, nonce: &str, count| {
        let dialog = Dialog { algorithm, ..Dialog::new("acme.test", "alice", &password) };
        dialog.answer(nonce, count).replace("realm=\"acme.test\"", &format!("realm=\"{realm}\""))
    };
    let nonce = udp.nonce(&mut dialog).await;
    let both = answer("SHA-256", "acme.test", &nonce, 1) + &answer("MD5", "acme.test", &nonce, 1);
    assert_eq!(udp.ask(dialog.request(&both)).await.status, 200);
    // Another realm's first, then an unknown scheme, then ours. Counts are kept per algorithm.
    let mixed = answer("MD5", "elsewhere.test", &nonce, 1)
        + "Authorization: Basic YTpi\r\n"
        + &answer("MD5", "acme.test", &nonce, 1);
    assert_eq!(udp.ask(dialog.request(&mixed)).await.status, 200);
    // The first that is ours counts, even if another one would be right.
    let wrong = answer("SHA-256", "acme.test", &nonce, 2).replace("response=\"", "response=\"0");
    let answer = udp.ask(dialog.request(&(wrong + &answer("MD5", "acme.test", &nonce, 2)))).await;
    assert_eq!(answer.status, 401, "{}", answer.text);
}

#[tokio::test]
async fn a_count_is_good_once() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let password = domain(&mut client, &[]).await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    let nonce = udp.nonce(&mut dialog).await;
    for (count, good) in [(1, true), (1, false), (2, true), (9, true), (3, false), (9, false), (10, true)] {
        let answer = udp.ask(dialog.answered(&nonce, count)).await;
        assert_eq!(answer.status == 200, good, "{count}: {}", answer.text);
        // The password was right, so the phone may try again without asking for it.
        assert!(good || is_stale(&answer), "{}", answer.text);
    }
    // A wrong answer uses up nothing.
    let mut thief = Dialog { password: "guessed".into(), ..dialog.clone() };
    let answer = udp.ask(thief.answered(&nonce, 4000)).await;
    assert!(answer.status == 401 && !is_stale(&answer), "{}", answer.text);
    assert_eq!(udp.ask(dialog.answered(&nonce, 11)).await.status, 200);
    // Nor does somebody who listens gain anything by sending it from elsewhere.
    let request = dialog.answered(&nonce, 12);
    assert_eq!(udp.ask(&request).await.status, 200);
    let elsewhere = Udp::to(server.sip("udp")).await;
    assert!(is_stale(&elsewhere.ask(&request).await));
}

/// Whoever answers by UDP has received the challenge where the answer comes from; and so nobody has what a SUBSCRIBE asks
/// for sent to somebody else.
#[tokio::test]
async fn a_nonce_is_good_from_one_address() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let password = domain(&mut client, &[]).await;
    let at = server.sip("udp");
    let here = Udp::to(at).await;
    for method in ["REGISTER", "SUBSCRIBE"] {
        let mut dialog = Dialog { method, ..Dialog::new("acme.test", "alice", &password) };
        dialog.headers += "Event: reg\r\n";
        let nonce = here.nonce(&mut dialog).await;
        // The port may change: NATs forget.
        let rebound = Udp::to(at).await;
        assert_eq!(rebound.ask(dialog.answered(&nonce, 1)).await.status, 200, "{method}");
        let elsewhere = Udp::from("127.0.0.2", at).await;
        let answer = elsewhere.ask(dialog.answered(&nonce, 2)).await;
        assert!(is_stale(&answer), "{}", answer.text);
        // Who is there goes on with the one that it is given.
        let again = params(answer.all("WWW-Authenticate")[0])["nonce"].clone();
        assert_eq!(elsewhere.ask(dialog.answered(&again, 1)).await.status, 200, "{method}");
        let mut tcp = Tcp::to(server.sip("tcp")).await;
        dialog.transport = "TCP";
        assert!(is_stale(&tcp.ask(dialog.answered(&again, 2)).await));
        let nonce = crate::wire::nonce(&tcp.ask(dialog.request("")).await);
        dialog.transport = "UDP";
        assert!(is_stale(&here.ask(dialog.answered(&nonce, 1)).await));
    }
}

#[tokio::test]
async fn a_nonce_that_is_not_ours_is_stale() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let password = domain(&mut client, &[]).await;
    client.domain("other.test").await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    let own = udp.nonce(&mut dialog).await;
    let flipped = format!("{}{}", if own.starts_with('0') { 'f' } else { '0' }, &own[1..]);
    let of_another_realm = udp.nonce(&mut Dialog::new("other.test", "alice", "")).await;
    for nonce in ["0", "dcd98b7102dd2f0e8b11d0f600bfb0c093", &flipped, &of_another_realm, &"0".repeat(64)] {
        let right = udp.ask(dialog.answered(nonce, 1)).await;
        assert!(is_stale(&right), "{nonce}: {}", right.text);
        // It says nothing about the password.
        let mut thief = Dialog { password: "guessed".into(), ..dialog.clone() };
        assert!(is_stale(&udp.ask(thief.answered(nonce, 1)).await));
    }
    assert_eq!(client.list("domains/acme.test").await.len(), 0);
    // One from before a restart as well, and then the phone goes on by itself.
    let server = server.restart().await;
    let udp = Udp::to(server.sip("udp")).await;
    let answer = udp.ask(dialog.answered(&own, 1)).await;
    assert!(is_stale(&answer), "{}", answer.text);
    assert_eq!(udp.ask(dialog.answered(&crate::wire::nonce(&answer), 1)).await.status, 200);
}

/// Y7: the digest user name is not the login.
#[tokio::test]
async fn the_user_name_may_differ_from_the_login() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let request = v1::CreateUserRequest {
        parent: "domains/acme.test".into(),
        user_id: "alice".into(),
        user: Some(v1::User { auth_username: "desk-77@hall/#3".into(), ..Default::default() }),
        ..Default::default()
    };
    let created = client.users.create_user(request).await.unwrap().into_inner();
    let password = created.generated.unwrap().registration_password;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    assert_eq!(udp.register(&mut dialog).await.status, 401, "the login is not the user name");
    dialog.username = "desk-77@hall/#3".into();
    assert_eq!(udp.register(&mut dialog).await.status, 200);
    assert_eq!(client.list("domains/acme.test/users/alice").await.len(), 1);
}

/// Everything that is no whole answer with `qop=auth` is as good as none: challenged, and nothing bound.
#[tokio::test]
async fn less_than_a_whole_answer_is_none() {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client("acme").await;
    let password = domain(&mut client, &[]).await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut dialog = Dialog::new("acme.test", "alice", &password);
    let nonce = udp.nonce(&mut dialog).await;
    let whole = dialog.answer(&nonce, 1);
    for (from, to) in [
        ("qop=auth,", "qop=auth-int,"),
        (" qop=auth,", ""),
        ("nc=00000001", "nc=00000000"),
        ("nc=00000001", "nc=x"),
        ("Digest ", "Bearer "),
        ("algorithm=MD5", "algorithm=MD5-sess"),
        ("algorithm=MD5", "algorithm=SHA-256"),
        ("cnonce=\"c0ffee\",", ""),
        ("username=\"alice\"", "username=\"alice\", username=\"alice\""),
        ("realm=\"acme.test\"", "realm=\"ACME.test\""),
        ("uri=\"sip:acme.test\"", "uri=\"sip:acme.test;x\""),
        ("response=\"", "response=\"00"),
        ("response=\"", "response=\"z"),
    ] {
        let broken = whole.replace(from, to);
        assert_ne!(broken, whole, "{from}");
        let answer = udp.ask(dialog.request(&broken)).await;
        assert_eq!(answer.status, 401, "{to}: {}", answer.text);
    }
    assert_eq!(client.list("domains/acme.test").await.len(), 0);
    assert_eq!(udp.ask(dialog.request(&whole)).await.status, 200, "and the nonce is still good");
}
