//! UserService: ResetRegistrationCredentials.

use crate::support::{Backend, Client, Failure, Phone, Server, data, refused, server::rollcall, sql, until};
use futures::future::join_all;
use prost::Message;
use rollcall::{
    model::{AccountScope, Time, UserName},
    pb::v1::{self, ResetRegistrationCredentialsRequest as Reset},
};
use tonic::Code;

const GOOD: &str = "Correct-Horse-1";

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    (server, acme)
}

fn seconds(seconds: i64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds, nanos: 0 })
}

fn named(auth_username: &str) -> Reset {
    Reset { auth_username: auth_username.to_owned(), ..Default::default() }
}

/// Resources and changed fields of the resets, in order.
async fn audited(server: &Server) -> Vec<[String; 2]> {
    let sql = "SELECT resource, changed_fields FROM audit_entries WHERE action = 6 ORDER BY id";
    sql::texts(&sql::of_server(server).await, sql).await
}

async fn a_password_is_generated_and_told_once(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let first = acme.create_user("alice@acme.test", v1::User::default()).await.unwrap().into_inner();
    let (before, old) = (first.user.unwrap(), first.generated.unwrap().registration_password);
    let done = acme.reset("alice@acme.test", Reset::default()).await.unwrap().into_inner();
    let v1::GeneratedSecrets { registration_password, user_password } = done.generated.unwrap();
    assert_eq!((registration_password.len(), user_password.as_str()), (20, ""));
    assert_ne!(registration_password, old);
    assert_eq!(done.previous_expire_time, None, "it works no more");
    let after = done.user.unwrap();
    assert_ne!(after.etag, before.etag);
    let same = v1::User { etag: before.etag.clone(), update_time: before.update_time, ..after.clone() };
    assert_eq!(same, before, "nothing else changed");
    let read = acme.get_user("alice@acme.test").await.unwrap().into_inner();
    assert_eq!(read.user.as_ref(), Some(&after));

    // A given one is not told at all, and a new name goes with it.
    let given = Reset { registration_password: GOOD.to_owned(), ..named("desk-1") };
    let done = acme.reset("alice@acme.test", given).await.unwrap().into_inner();
    assert_eq!(done.generated, None);
    assert_eq!(done.user.as_ref().unwrap().auth_username, "desk-1");
    for place in [done.encode_to_vec(), read.encode_to_vec(), server.log().into_bytes()] {
        for secret in [GOOD, &old, &registration_password] {
            assert!(!place.windows(secret.len()).any(|w| w == secret.as_bytes()));
        }
    }
    let alice = "domains/acme.test/users/alice".to_owned();
    let fields = [r#"["registration_password"]"#, r#"["registration_password","auth_username"]"#];
    assert_eq!(audited(&server).await, fields.map(|fields| [alice.clone(), fields.to_owned()]));
}

async fn every_bad_field_is_told(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.user("acme.test", "alice").await;
    for overlap in [seconds(30 * 86_400 + 1), seconds(-1), seconds(i64::MAX)] {
        let bad = Reset { registration_password: "short".to_owned(), overlap, ..named("a:b") };
        let failure = refused(acme.reset("alice@acme.test", bad).await);
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
        let mut fields = failure.fields.clone();
        fields.sort();
        assert_eq!(fields, ["auth_username", "overlap", "registration_password"]);
        assert_eq!(failure.refused["auth_username"], "a:b");
        assert!(!failure.refused.contains_key("registration_password"), "a secret stays one");
    }
    // The policy is the domain's, and a password is none of the user's words, the new name included.
    let word = Reset { registration_password: "DESK-Phone-1".to_owned(), ..named("desk-phone-1") };
    assert_eq!(refused(acme.reset("alice@acme.test", word).await).fields, ["registration_password"]);
    let id = Reset { request_id: "x".to_owned(), ..Default::default() };
    assert_eq!(refused(acme.reset("alice@acme.test", id).await).fields, ["request_id"]);
    let name = Reset { name: "users/alice".to_owned(), ..Default::default() };
    let failure = refused(acme.users.reset_registration_credentials(name).await);
    assert_eq!(failure.fields, ["name"]);
    // The longest there may be, and a fraction of a second.
    for overlap in [seconds(30 * 86_400), Some(prost_types::Duration { seconds: 1, nanos: 500_000_000 })] {
        let done = acme.reset("alice@acme.test", Reset { overlap, ..Default::default() }).await;
        let done = done.unwrap().into_inner();
        let (end, start) = (done.previous_expire_time.unwrap(), done.user.unwrap().update_time.unwrap());
        let nanos = |t: prost_types::Timestamp| i128::from(t.seconds) * 1_000_000_000 + i128::from(t.nanos);
        let overlap = overlap.unwrap();
        let wanted = i128::from(overlap.seconds) * 1_000_000_000 + i128::from(overlap.nanos);
        assert_eq!(nanos(end) - nanos(start), wanted);
    }
}

async fn a_retry_gets_the_first_answer(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let password = acme.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(600).await.status, 200);
    let request =
        Reset { request_id: uuid::Uuid::new_v4().to_string(), overlap: seconds(3600), ..Default::default() };
    // Many at once: one takes place, and all are told of that one.
    let all = join_all((0..8).map(|_| {
        let (mut client, request) = (acme.clone(), request.clone());
        async move { client.reset("alice@acme.test", request).await.unwrap().into_inner() }
    }));
    let all = all.await;
    let first = all[0].clone();
    assert!(all.iter().all(|answer| *answer == first));
    let user = first.user.clone().unwrap();
    assert_eq!(user.presence.as_ref().unwrap().registration_count, 1, "as it was then");
    let read = acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
    assert_eq!(read.etag, user.etag, "one change");

    // Without an overlap: the answer tells what is left, now and later.
    let id = uuid::Uuid::new_v4().to_string();
    let ending = Reset { request_id: id.clone(), etag: user.etag, ..Default::default() };
    let ended = acme.reset("alice@acme.test", ending.clone()).await.unwrap().into_inner();
    assert_eq!(ended.user.as_ref().unwrap().presence.as_ref().unwrap().registration_count, 0);
    assert!(ended.resume_token != first.resume_token, "a registration ended");

    let server = server.restart().await;
    let mut acme = server.client("acme").await;
    assert_eq!(acme.reset("alice@acme.test", request.clone()).await.unwrap().into_inner(), first);
    // The etag is not what it was, but this is no new change.
    assert_eq!(acme.reset("alice@acme.test", ending.clone()).await.unwrap().into_inner(), ended);
    let at_least = v1::GetUserRequest {
        name: "domains/acme.test/users/alice".to_owned(),
        at_least: ended.resume_token.clone(),
    };
    let read = acme.users.get_user(at_least).await.unwrap().into_inner().user.unwrap();
    assert_eq!(Some(read), ended.user);
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    phone.password = ended.generated.unwrap().registration_password;
    assert_eq!(phone.register(60).await.status, 200, "the told password is the one that works");

    let failure = refused(acme.reset("alice@acme.test", Reset { etag: String::new(), ..ending }).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "REQUEST_ID_REUSED"));
    assert_eq!(failure.metadata["request_id"], id);
    // Another caller's ids are others.
    let mut evil = server.client("evil").await;
    let failure = refused(evil.reset("alice@acme.test", request).await);
    assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
}

async fn only_the_user_that_was_meant(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let old =
        acme.create_user("alice@acme.test", v1::User::default()).await.unwrap().into_inner().user.unwrap();
    acme.reset("alice@acme.test", Reset::default()).await.unwrap();
    let stale = Reset { etag: old.etag, ..Default::default() };
    let failure = refused(acme.reset("alice@acme.test", stale).await);
    assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
    for name in ["nobody@acme.test", "alice@nowhere.test"] {
        let failure = refused(acme.reset(name, Reset::default()).await);
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/User");
    }
    let mut evil = server.client("evil").await;
    assert_eq!(refused(evil.reset("alice@acme.test", Reset::default()).await).reason, "RESOURCE_NOT_FOUND");

    let store = data::of_server(&server).await;
    let name = UserName::parse("domains/acme.test/users/alice").unwrap();
    let tx = store.begin().await.unwrap();
    let user = tx.user(&AccountScope::All, &name).await.unwrap().unwrap();
    let deleted = rollcall::model::User { delete_time: Some(Time::now()), ..user.clone() };
    tx.update_user(&user, deleted, None).await.unwrap();
    tx.commit().await.unwrap();
    let failure = refused(acme.reset("alice@acme.test", Reset::default()).await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
}

async fn an_old_name_is_taken_until_it_ends(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.user("acme.test", "alice").await;
    acme.user("acme.test", "bob").await;
    let rename = |overlap, name: &str| Reset { overlap, ..named(name) };
    acme.reset("alice@acme.test", rename(seconds(3600), "alice-2")).await.unwrap();
    let user = |name: &str| v1::User {
        auth_username: name.to_owned(),
        registration_password: GOOD.to_owned(),
        ..Default::default()
    };
    let check = |failure: Failure, field: &str| {
        assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
        assert_eq!(failure.metadata["field"], field);
        assert_eq!(
            (&failure.fields[..], failure.refused[field].as_str()),
            (&[field.to_owned()][..], "alice")
        );
    };
    check(refused(acme.create_user("carol@acme.test", user("alice")).await), "user.auth_username");
    let change = v1::User { name: "domains/acme.test/users/bob".to_owned(), ..user("alice") };
    check(refused(acme.update_user(change.clone(), &[]).await), "user.auth_username");
    check(refused(acme.reset("bob@acme.test", named("alice")).await), "auth_username");
    let taken = refused(acme.reset("bob@acme.test", named("alice-2")).await);
    assert_eq!(taken.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    // Another domain's names are others; and alice may go back to hers.
    acme.domain("second.test").await;
    acme.create_user("alice@second.test", user("alice")).await.unwrap();
    acme.reset("alice@acme.test", rename(seconds(3600), "alice")).await.unwrap();
    check(refused(acme.create_user("carol@acme.test", user("alice")).await), "user.auth_username");
    // A third credential ends the first, and its name with it.
    acme.reset("alice@acme.test", rename(seconds(1), "alice-3")).await.unwrap();
    acme.create_user("carol@acme.test", user("alice-2")).await.unwrap();
    // It ends by itself.
    until("the overlap is over", async || acme.update_user(change.clone(), &[]).await.ok()).await;
    acme.reset("alice@acme.test", named("alice-4")).await.unwrap();
    acme.create_user("dave@acme.test", user("alice-3")).await.unwrap();
}

/// Others take the name while it is given up: with an overlap nobody gets it, without one at most one does.
async fn a_name_that_is_given_up_has_one_owner(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    for round in 0..6 {
        let (domain, overlap) = (format!("d{round}.test"), seconds(3600 * i64::from(round % 2)));
        acme.domain(&domain).await;
        acme.user(&domain, "alice").await;
        let creates = (0..6).map(|n| {
            let (mut client, name) = (acme.clone(), format!("u{n}@{domain}"));
            let user = v1::User {
                auth_username: "alice".to_owned(),
                registration_password: GOOD.to_owned(),
                user_password: GOOD.to_owned(),
                ..Default::default()
            };
            async move { client.create_user(&name, user).await.map(drop) }
        });
        let reset = Reset { overlap, ..named("other") };
        let (mut client, name) = (acme.clone(), format!("alice@{domain}"));
        let (done, creates) = tokio::join!(client.reset(&name, reset), join_all(creates));
        done.unwrap();
        let won = creates.iter().filter(|created| created.is_ok()).count();
        for status in creates.into_iter().filter_map(Result::err) {
            assert_eq!(Failure::of(&status).kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
        }
        assert!(if overlap == seconds(0) { won <= 1 } else { won == 0 }, "round {round}: {won}");
    }
    drop(server);
}

async fn resets_of_one_user_are_one_after_the_other(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    acme.user("acme.test", "alice").await;
    let resets = join_all((0..8).map(|_| {
        let mut client = acme.clone();
        let reset = Reset { overlap: seconds(3600), ..Default::default() };
        async move { client.reset("alice@acme.test", reset).await.unwrap().into_inner() }
    }));
    let mut answers = resets.await;
    let version = |answer: &v1::ResetRegistrationCredentialsResponse| {
        answer.user.as_ref().unwrap().etag.split('-').next().unwrap().parse::<u32>().unwrap()
    };
    answers.sort_by_key(version);
    assert!(answers.windows(2).all(|pair| version(&pair[0]) + 1 == version(&pair[1])));
    // The two newest work.
    for (at, answer) in answers.iter().rev().enumerate() {
        let password = answer.generated.as_ref().unwrap().registration_password.as_str();
        let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", password).await;
        assert_eq!(phone.register(60).await.status, if at < 2 { 200 } else { 401 }, "{at}");
    }
}

async fn an_update_has_no_overlap(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let first = acme.user("acme.test", "alice").await;
    let overlap = Reset { overlap: seconds(3600), ..Default::default() };
    let second = acme.reset("alice@acme.test", overlap).await.unwrap().into_inner();
    let second = second.generated.unwrap().registration_password;
    let name = "domains/acme.test/users/alice".to_owned();
    let change = v1::User { name, registration_password: GOOD.to_owned(), ..Default::default() };
    acme.update_user(change.clone(), &[]).await.unwrap();
    for (password, status) in [(first.as_str(), 401), (&second, 401), (GOOD, 200)] {
        let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", password).await;
        assert_eq!(phone.register(60).await.status, status);
    }
    // A password that the mask leaves out does not count: the name cannot change without one.
    let renamed = v1::User { auth_username: "other".to_owned(), ..change };
    let failure = refused(acme.update_user(renamed, &["auth_username"]).await);
    assert_eq!(failure.fields, ["user.auth_username"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_resets() {
    let (server, mut acme) = start(Backend::Sqlite).await;
    let old = acme.user("acme.test", "alice").await;
    let run = async |line: &str, input: &'static str| {
        let mut command = rollcall();
        command.args(line.split(' ')).env("ROLLCALL_ENDPOINT", format!("http://{}", server.grpc()));
        command.env("ROLLCALL_DATA_DIR", server.data_dir()).env("ROLLCALL_ACCOUNT", "acme");
        let run = tokio::task::spawn_blocking(move || {
            use std::{io::Write, process::Stdio};
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            // It may be gone before it reads.
            let _gone = child.stdin.take().unwrap().write_all(input.as_bytes());
            child.wait_with_output().unwrap()
        });
        let out = run.await.unwrap();
        (out.status.code(), String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
    };
    let registers = async |username: &str, password: &str| {
        let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", password).await;
        username.clone_into(&mut phone.username);
        phone.register(60).await.status == 200
    };
    let reset = "user reset-credentials alice@acme.test";
    let (code, out, _) = run(&format!("{reset} --auth-username desk --overlap 1h"), "").await;
    assert_eq!(code, Some(0));
    assert!(out.contains("works until"), "{out}");
    let password = out.trim_end().rsplit(' ').next().unwrap().to_owned();
    assert!(registers("desk", &password).await && registers("alice", &old).await);

    let (code, out, _) = run(&format!("{reset} --password-stdin --format json"), "Correct-Horse-1\n").await;
    assert_eq!(code, Some(0));
    assert!(!out.contains(GOOD) && out.contains(r#""authUsername": "desk""#), "{out}");
    assert!(registers("desk", GOOD).await && !registers("desk", &password).await);

    assert_eq!(run(&format!("{reset} --password-stdin"), "").await.0, Some(64));
    assert_eq!(run(&format!("{reset} --overlap soon"), "").await.0, Some(64));
    assert_eq!(run(&format!("{reset} --overlap 31d"), "").await.0, Some(65));
    let (code, _, err) = run(&format!("{reset} --etag 1-00000000"), "").await;
    assert_eq!(code, Some(1));
    assert!(err.contains("ETAG_MISMATCH"), "{err}");
}

crate::on_both!(
    a_password_is_generated_and_told_once,
    every_bad_field_is_told,
    a_retry_gets_the_first_answer,
    only_the_user_that_was_meant,
    an_old_name_is_taken_until_it_ends,
    a_name_that_is_given_up_has_one_owner,
    resets_of_one_user_are_one_after_the_other,
    an_update_has_no_overlap,
);
