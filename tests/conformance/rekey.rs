//! `rollcall rekey`: the keys that seal what is stored, and their rotation.

use crate::support::{Backend, Client, Phone, Server, server::rollcall};
use rollcall::pb::v1::{self, ResetRegistrationCredentialsRequest as Reset};
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

fn key_file(server: &Server) -> PathBuf {
    server.data_dir().join("sealing.key")
}

/// The ids in the key file, in order.
fn keys(server: &Server) -> Vec<String> {
    let text = fs::read_to_string(key_file(server)).unwrap();
    text.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

fn remove_key(server: &Server, id: &str) {
    let text = fs::read_to_string(key_file(server)).unwrap();
    let kept = text.lines().filter(|line| !line.starts_with(&format!("{id}:")));
    fs::write(key_file(server), kept.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

async fn rekey(server: &Server, flags: &[&str]) -> Said {
    let mut command = rollcall();
    command.arg("rekey").args(flags).arg("--data-dir").arg(server.data_dir());
    if let Some(url) = server.database_url() {
        command.args(["--database-url", url]);
    }
    let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: out.status.code(), out: text(out.stdout), err: text(out.stderr) }
}

/// What `serve` says when it refuses to start.
async fn refused(server: &Server) -> String {
    let mut command = rollcall();
    command.args(["serve", "--grpc-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"]);
    command.args(["--sip-listen", "none"]).arg("--data-dir").arg(server.data_dir());
    if let Some(url) = server.database_url() {
        command.args(["--database-url", url]);
    }
    let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert_eq!(out.status.code(), Some(1));
    String::from_utf8(out.stderr).unwrap()
}

/// Registers every user with its password.
async fn all_register(server: &Server, passwords: &[String]) {
    for (n, password) in passwords.iter().enumerate() {
        let mut phone = Phone::new(server.sip("udp"), "acme.test", &format!("u{n}"), password).await;
        assert_eq!(phone.register(600).await.status, 200, "u{n}");
    }
}

async fn users(client: &mut Client, from: usize, count: usize) -> Vec<String> {
    let mut passwords = Vec::new();
    for n in from..from + count {
        let password = format!("Correct-Horse-{n}");
        let user = v1::User {
            auth_username: format!("u{n}"),
            registration_password: password.clone(),
            ..Default::default()
        };
        client.create_user(&format!("u{n}@acme.test"), user).await.unwrap();
        passwords.push(password);
    }
    passwords
}

async fn a_key_is_rotated_while_phones_register(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let mut passwords = users(&mut acme, 0, 3).await;
    let request = Reset {
        request_id: uuid::Uuid::new_v4().to_string(),
        overlap: Some(prost_types::Duration { seconds: 3600, nanos: 0 }),
        ..Default::default()
    };
    let answer = acme.reset("u0@acme.test", request.clone()).await.unwrap().into_inner();

    // A new key goes in front; nothing else happens.
    let said = rekey(&server, &["--new-key"]).await;
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
    assert!(said.out.starts_with("key 2 is new and first in ") && said.out.contains("restart every node"));
    assert_eq!(keys(&server), ["2", "1"]);
    assert_eq!(fs::metadata(key_file(&server)).unwrap().permissions().mode() & 0o777, 0o600);

    // A server that was started before still seals with the old one, and opens what is under the new one.
    all_register(&server, &passwords[..1]).await;
    let said = rekey(&server, &[]).await;
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(
        said.out,
        "sealed anew with key 2: 12 credentials, 1 answers\n\
         key 1 is no longer used: its line may be removed from the key file\n"
    );
    all_register(&server, &passwords).await;
    assert_eq!(acme.reset("u0@acme.test", request.clone()).await.unwrap().into_inner(), answer);
    passwords.extend(users(&mut acme, 3, 1).await);

    // So the old one is not gone yet, and a server without it is told which one it lacks.
    let whole = fs::read(key_file(&server)).unwrap();
    remove_key(&server, "1");
    let mut server = server;
    server.kill().await;
    let why = refused(&server).await;
    assert!(why.contains("--sealing-key-file") && why.contains("sealed under key 1 do not open"), "{why}");
    let said = rekey(&server, &[]).await;
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("3 values do not open and stay as they are, under key 1"), "{}", said.err);
    fs::write(key_file(&server), whole).unwrap();

    // Restarted with the new key in front, it seals with that; what is left is sealed anew, once.
    let server = server.restart().await;
    let mut acme = server.client("acme").await;
    passwords.extend(users(&mut acme, 4, 1).await);
    let said = rekey(&server, &[]).await;
    assert!(
        said.out.starts_with("sealed anew with key 2: 3 credentials, 0 answers\nkey 1 is no longer used")
    );
    let again = rekey(&server, &[]).await;
    assert!(
        again.out.starts_with("sealed anew with key 2: 0 credentials, 0 answers\nkey 1 is no longer used")
    );
    remove_key(&server, "1");
    let server = server.restart().await;
    let mut acme = server.client("acme").await;
    all_register(&server, &passwords).await;
    assert_eq!(acme.reset("u0@acme.test", request).await.unwrap().into_inner(), answer);
    assert_eq!(rekey(&server, &[]).await.out, "sealed anew with key 2: 0 credentials, 0 answers\n");
}

/// Resets that come while everything is sealed anew are not undone.
async fn what_changes_meanwhile_stays(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let mut passwords = users(&mut acme, 0, 6).await;
    for round in 0..3 {
        assert_eq!(rekey(&server, &["--new-key"]).await.code, Some(0));
        let resets = async {
            let mut news = Vec::new();
            for n in 0..passwords.len() {
                let answer = acme.reset(&format!("u{n}@acme.test"), Reset::default()).await.unwrap();
                news.push(answer.into_inner().generated.unwrap().registration_password);
            }
            news
        };
        let (said, news) = tokio::join!(rekey(&server, &[]), resets);
        // The running server seals with the key that it was started with.
        assert!(said.code == Some(0) || said.err.contains("restart every node"), "{}", said.err);
        all_register(&server, &news).await;
        passwords = news;
        assert_eq!(keys(&server).len(), round + 2);
    }
    let server = server.restart().await;
    let said = rekey(&server, &[]).await;
    assert_eq!(said.code, Some(0), "{}", said.err);
    let unused = said.out.lines().filter(|line| line.contains("is no longer used")).count();
    assert_eq!(unused, 3, "{}", said.out);
    for id in ["1", "2", "3"] {
        remove_key(&server, id);
    }
    let server = server.restart().await;
    all_register(&server, &passwords).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_key_files_are_named() {
    let server = Server::start(Backend::Sqlite).await;
    let text = fs::read_to_string(key_file(&server)).unwrap();
    fs::write(key_file(&server), format!("{text}{text}")).unwrap();
    for flags in [&[][..], &["--new-key"]] {
        let said = rekey(&server, flags).await;
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
        assert!(
            said.err.starts_with("error: --sealing-key-file: ") && said.err.contains("key 1 is there twice")
        );
        assert!(!said.err.contains(text.trim().split(':').nth(1).unwrap()), "the key is not told");
    }
    fs::remove_file(key_file(&server)).unwrap();
    assert_eq!(rekey(&server, &["--new-key"]).await.code, Some(1));
    assert!(!key_file(&server).exists(), "only a server makes the first");
    let said = rekey(&server, &["--sealing-key-file", "/nowhere/k"]).await;
    assert_eq!(said.code, Some(64), "{}", said.err);
}

crate::on_both!(a_key_is_rotated_while_phones_register, what_changes_meanwhile_stays);
