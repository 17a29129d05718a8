//! TLS and mutual TLS on the gRPC listener.

use crate::support::{Backend, Client, Server, server::ALL_SCOPES, tls::Ca, until};
use std::path::Path;
use tonic::transport::Channel;

async fn start(dir: &Path, flags: &[String]) -> Server {
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    assert!(dir.join("cert.pem").exists());
    Server::with(Backend::Sqlite, &flags).await
}

/// Whether calls work over a connection.
async fn works(server: &Server, channel: Channel) -> bool {
    let mut client = Client::over(channel, &server.token("acme", ALL_SCOPES));
    client.domains.list_domains(rollcall::pb::v1::ListDomainsRequest::default()).await.is_ok()
}

#[tokio::test]
async fn certificates_are_reloaded_while_it_runs() {
    let (dir, ca, next) = (tempfile::tempdir().unwrap(), Ca::new(), Ca::new());
    let server = start(dir.path(), &ca.leaf().write(dir.path())).await;
    let before = ca.connect(server.grpc(), None).await.unwrap();
    assert!(works(&server, before.clone()).await);
    assert!(next.connect(server.grpc(), None).await.is_err(), "of another CA");
    let plain = Channel::from_shared(format!("http://{}", server.grpc())).unwrap();
    if let Ok(channel) = plain.connect().await {
        assert!(!works(&server, channel).await, "no plaintext beside TLS");
    }

    next.leaf().write(dir.path());
    let after = until("the new certificate is served", async || next.connect(server.grpc(), None).await.ok());
    assert!(works(&server, after.await).await);
    assert!(works(&server, before).await, "connections keep what they began with");
    // Bad ones change nothing.
    std::fs::write(dir.path().join("key.pem"), "nonsense").unwrap();
    until("the bad key is complained of", async || server.log().contains("bad TLS files").then_some(()))
        .await;
    assert!(works(&server, next.connect(server.grpc(), None).await.unwrap()).await);
}

#[tokio::test]
async fn mutual_tls_wants_a_certificate() {
    let (dir, ca, clients) = (tempfile::tempdir().unwrap(), Ca::new(), Ca::new());
    let mut flags = ca.leaf().write(dir.path());
    let path = dir.path().join("clients.pem");
    std::fs::write(&path, &clients.pem).unwrap();
    flags.extend(["--tls-client-ca".to_owned(), path.display().to_string()]);
    let server = start(dir.path(), &flags).await;
    let own = clients.leaf();
    let channel = ca.connect(server.grpc(), Some(&own)).await.unwrap();
    assert!(works(&server, channel.clone()).await);
    // In TLS 1.3 a client learns of the refusal only when it reads.
    for wrong in [None, Some(&ca.leaf())] {
        if let Ok(channel) = ca.connect(server.grpc(), wrong).await {
            assert!(!works(&server, channel).await);
        }
    }
    // A certificate is no token.
    let mut nobody = Client::over(channel, "x");
    let answer = nobody.get_domain("acme.test").await;
    assert_eq!(crate::support::refused(answer).reason, "TOKEN_INVALID");
}

#[tokio::test]
async fn the_command_line_speaks_tls() {
    let (dir, ca) = (tempfile::tempdir().unwrap(), Ca::new());
    let server = start(dir.path(), &ca.leaf().write(dir.path())).await;
    let ca_file = dir.path().join("ca.pem");
    std::fs::write(&ca_file, &ca.pem).unwrap();
    let endpoint = format!("https://localhost:{}", server.grpc().port());
    let mut list = crate::support::server::rollcall();
    list.args(["domain", "list", "--format", "json", "--endpoint", &endpoint, "--account", "acme", "--ca"]);
    list.arg(&ca_file).arg("--data-dir").arg(server.data_dir());
    let output = tokio::task::spawn_blocking(move || list.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "{}\n");
}
