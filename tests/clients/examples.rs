//! The examples of a language, as its README shows them, against a real server.

use crate::support::{Backend, PATIENCE, Phone, Server, server::ALL_SCOPES};
use rollcall::pb::v1;
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    time::timeout,
};

const ACCOUNT: &str = "examples";

fn command(words: &[String], server: &Server) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).kill_on_drop(true);
    command.env("ROLLCALL_ENDPOINT", format!("http://{}", server.grpc()));
    command.env("ROLLCALL_TOKEN", server.token(ACCOUNT, ALL_SCOPES));
    command
}

/// The example of the README runs to its end, and has done what it says.
pub(crate) async fn quickstart(words: Vec<String>) {
    let server = Server::start(Backend::Sqlite).await;
    let output = timeout(PATIENCE, command(&words, &server).output()).await.expect("it ends").unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    for part in ["user.email", "not an email address", "online: []"] {
        assert!(said.contains(part), "no {part}: {said}");
    }
}

/// The program that prints who is online says so of a phone that comes and goes.
pub(crate) async fn online(words: Vec<String>) {
    let server = Server::start(Backend::Sqlite).await;
    let mut client = server.client(ACCOUNT).await;
    client.create_domain("c.test", v1::Domain::default()).await.unwrap();
    let user = v1::User {
        auth_username: "alice".to_owned(),
        registration_password: "Conformance-42".to_owned(),
        ..Default::default()
    };
    client.create_user("alice@c.test", user).await.unwrap();
    let mut phone = Phone::new(server.sip("udp"), "c.test", "alice", "Conformance-42").await;
    assert_eq!(phone.register(600).await.status, 200);

    let mut program = command(&words, &server).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let mut next = async || timeout(PATIENCE, lines.next_line()).await.expect("it says so").unwrap();
    assert_eq!(next().await.as_deref(), Some("+ domains/c.test/users/alice"));
    assert_eq!(phone.register(0).await.status, 200);
    assert_eq!(next().await.as_deref(), Some("- domains/c.test/users/alice"));
    program.kill().await.unwrap();
}
