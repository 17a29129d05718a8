//! Strangers cannot tell a wrong password from no such user: not by the answer, not by the time it takes.

use crate::{
    events::Events,
    support::{Backend, Server, data, phone::Answer},
    wire::{Dialog, Udp},
};
use rollcall::{
    model::{AccountScope, Fqdn},
    pb::v1::{EventKind, ResetRegistrationCredentialsRequest, UpdateUserRequest, User},
};
use std::time::{Duration, Instant};

/// All from one address, and more of them than it may try.
const NO_LIMIT: [&str; 2] = ["--sip-auth-failures", "0"];

/// What is tried: the address of record, the user name, the password; with logins of one length.
async fn cases(server: &Server) -> (Vec<(&'static str, Dialog)>, String) {
    let mut client = server.client("acme").await;
    client.domain("acme.test").await;
    let alice = client.user("acme.test", "alice").await;
    client.user("acme.test", "bobby").await;
    let carol = client.user("acme.test", "carol").await;
    let david = client.user("acme.test", "david").await;
    client.delete_user("david@acme.test").await.unwrap();
    let request = UpdateUserRequest {
        user: Some(User {
            name: "domains/acme.test/users/carol".into(),
            disabled: true,
            ..Default::default()
        }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["disabled".into()] }),
    };
    client.users.update_user(request).await.unwrap();
    // In a rotation, under two user names.
    client.user("acme.test", "frank").await;
    let reset = ResetRegistrationCredentialsRequest {
        auth_username: "dave2".into(),
        overlap: Some(prost_types::Duration { seconds: 3600, nanos: 0 }),
        ..Default::default()
    };
    client.reset("frank@acme.test", reset).await.unwrap();
    // Without any credential, as an import may leave it.
    let store = data::of_server(server).await;
    let domain = store.domain(&AccountScope::All, &Fqdn::parse("acme.test").unwrap()).await.unwrap().unwrap();
    let bare = rollcall::model::User { auth_username: "erika".into(), ..data::user(&domain, "erika") };
    data::insert_user(&store, bare).await;
    let dialog = |login: &str, username: &str, password: &str| Dialog {
        username: username.to_owned(),
        ..Dialog::new("acme.test", login, password)
    };
    let cases = vec![
        ("a wrong password", dialog("alice", "alice", "guessed")),
        ("no such user", dialog("nobod", "nobod", "guessed")),
        ("a disabled user's right password", dialog("carol", "carol", &carol)),
        ("a disabled user's wrong password", dialog("carol", "carol", "guessed")),
        ("a deleted user's right password", dialog("david", "david", &david)),
        ("a deleted user's wrong password", dialog("david", "david", "guessed")),
        ("somebody else's address of record", dialog("bobby", "alice", &alice)),
        ("nobody's address of record", dialog("nobod", "alice", &alice)),
        ("no possible address of record", dialog("a%00%0", "alice", &alice)),
        ("a wrong password in a rotation", dialog("frank", "dave2", "guessed")),
        ("a wrong password under the old name", dialog("frank", "frank", "guessed")),
        ("a user without a credential", dialog("erika", "erika", "guessed")),
        ("no such user name", dialog("alice", "nobod", &alice)),
    ];
    (cases, alice)
}

/// The answer without what is different in every answer and without what the request had in it.
pub(crate) fn shape(answer: &Answer, dialog: &Dialog) -> String {
    let mut text = answer.text.replace(&dialog.login, "LOGIN").replace(&dialog.call_id, "CALL-ID");
    for (before, end) in [("branch=", ";"), ("tag=", "\r"), ("nonce=\"", "\"")] {
        let mut parts = text.split(before);
        let mut out = parts.next().unwrap().to_owned();
        for part in parts {
            let (value, rest) = part.split_once(end).unwrap();
            out += &format!("{before}[{}]{end}{rest}", value.len());
        }
        text = out;
    }
    text
}

#[tokio::test]
async fn by_the_answer() {
    let server = Server::with(Backend::Sqlite, &NO_LIMIT).await;
    let (cases, password) = cases(&server).await;
    let mut client = server.client("acme").await;
    let mut events = Events::of(&client, "domains/acme.test").await;
    let udp = Udp::to(server.sip("udp")).await;
    let mut shapes = Vec::new();
    for (what, mut dialog) in cases {
        let challenge = udp.ask(dialog.request("")).await;
        let nonce = crate::wire::nonce(&challenge);
        let refused = udp.ask(dialog.answered(&nonce, 1)).await;
        assert_eq!(refused.status, 401, "{what}");
        assert_ne!(crate::wire::nonce(&refused), nonce, "{what}: a nonce of its own");
        assert!(!refused.text.contains("stale"), "{what}: {}", refused.text);
        let again = udp.ask(dialog.answered(&nonce, 2)).await;
        shapes.push((what, [&challenge, &refused, &again].map(|answer| shape(answer, &dialog))));
    }
    let (_, expected) = &shapes[0];
    for (what, shape) in &shapes {
        assert_eq!(shape, expected, "{what}");
    }
    assert_eq!(client.list("domains/acme.test").await.len(), 0);
    // Nor was any of it an event: the first one is that of a phone that may.
    assert_eq!(udp.register(&mut Dialog::new("acme.test", "alice", &password)).await.status, 200);
    assert_eq!(events.expect(EventKind::Created).await.registration_count, 1);
}

/// Medians of many tries on warm caches, the cases taking turns, so that a busy machine slows all of them alike. The
/// bound is wide enough for the noise of a loopback socket; a look into the database, a password hash or a
/// missing user's shortcut around the queue would be seen. That the hashes are the same in number is the code's matter
/// (`Core::authenticate`): a microsecond cannot be measured here, nor over a network.
#[tokio::test]
async fn by_the_time() {
    const ROUNDS: usize = 400;
    let server = Server::with(Backend::Sqlite, &NO_LIMIT).await;
    let (mut cases, _) = cases(&server).await;
    let udp = Udp::to(server.sip("udp")).await;
    let nonce = udp.nonce(&mut cases[0].1).await;
    let mut times = vec![Vec::with_capacity(ROUNDS); cases.len()];
    for round in 0..ROUNDS + 20 {
        for ((_, dialog), times) in cases.iter_mut().zip(&mut times) {
            let request = dialog.answered(&nonce, 1);
            let begun = Instant::now();
            let answer = udp.ask(request).await;
            let took = begun.elapsed();
            assert_eq!(answer.status, 401);
            if round >= 20 {
                times.push(took);
            }
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    let medians: Vec<_> = times.iter_mut().map(median).collect();
    let (low, high) = (medians.iter().min().unwrap(), medians.iter().max().unwrap());
    let named: Vec<_> = cases.iter().map(|(what, _)| *what).zip(&medians).collect();
    assert!(*high <= low.mul_f64(1.35) + Duration::from_micros(200), "{named:#?}");
}
