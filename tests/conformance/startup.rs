//! What a server finds when it starts: its own data, somebody else's, or the wrong key.

use crate::support::{Backend, Server, server::rollcall, until};
use std::{fs, process::Output};

/// What `serve` says over this data when it refuses to start.
async fn refused(data_dir: &std::path::Path) -> String {
    let mut command = rollcall();
    command.arg("serve").arg("--data-dir").arg(data_dir);
    command.args(["--grpc-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--sip-listen", "none"]);
    let run = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let Output { status, stdout, stderr } = run;
    assert_eq!(status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&stdout), "", "nothing is ready");
    String::from_utf8(stderr).unwrap()
}

/// The lines of the demo's guide that have passwords.
async fn passwords(server: &Server) -> Vec<String> {
    until("the guide", async || server.log().contains("See who comes").then_some(())).await;
    server
        .log()
        .lines()
        .filter_map(|l| l.split_once("password "))
        .map(|(_, rest)| rest[..20].to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_the_same_after_a_restart() {
    let server = Server::with(Backend::Sqlite, &["--demo"]).await;
    let before = passwords(&server).await;
    assert_eq!(before.len(), 2);
    let server = server.restart().await;
    assert_eq!(passwords(&server).await, before);
    // Without the file that keeps them there are new ones.
    fs::remove_file(server.data_dir().join("demo.json")).unwrap();
    let server = server.restart().await;
    let after = passwords(&server).await;
    assert_eq!(after.len(), 2);
    assert!(before.iter().all(|old| !after.contains(old)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_sealing_key_is_not_replaced_silently() {
    let mut server = Server::with(Backend::Sqlite, &["--demo"]).await;
    server.kill().await;
    fs::remove_file(server.data_dir().join("sealing.key")).unwrap();
    let why = refused(server.data_dir()).await;
    assert!(why.contains("--sealing-key-file") && why.contains("do not open"), "{why}");
}
