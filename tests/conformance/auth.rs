//! Tokens over the wire: where they come from, what they allow, and whose keys sign them.

use crate::issuer::{self, Issuer};
use crate::support::{Backend, Client, Failure, Server, calls, refused, server::ALL_SCOPES, until};
use rollcall::pb::v1;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tonic::{Code, transport::Channel};

const LIST: &str = "rollcall.v1.DomainService/ListDomains";

async fn call(channel: &Channel, headers: &[(&'static str, &str)]) -> Option<Failure> {
    calls::raw(channel, headers, LIST, ()).await.err().map(|status| Failure::of(&status))
}

/// How a call with a bearer token goes.
async fn with(channel: &Channel, token: &str) -> Result<(), Failure> {
    call(channel, &[("authorization", &format!("Bearer {token}"))]).await.map_or(Ok(()), Err)
}

async fn trusting(flags: Vec<String>) -> (Server, Channel) {
    let server = Server::with(Backend::Sqlite, &flags.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let channel = calls::channel(server.grpc()).await;
    (server, channel)
}

#[tokio::test]
async fn a_token_comes_in_either_header() {
    let server = Server::start(Backend::Sqlite).await;
    let channel = calls::channel(server.grpc()).await;
    let (token, other) = (server.token("acme", "domains:read"), server.token("acme", "users:read"));
    let bearer = format!("Bearer {token}");
    let good: [&[(&'static str, &str)]; 4] = [
        &[("authorization", &bearer)],
        &[("authorization", &format!("bearer {token}"))],
        &[("x-auth-token", &token)],
        &[("authorization", &bearer), ("x-auth-token", &token)],
    ];
    for headers in good {
        assert!(call(&channel, headers).await.is_none(), "{headers:?}");
    }
    let missing = call(&channel, &[]).await.unwrap();
    assert_eq!(missing.kind(), (Code::Unauthenticated, "TOKEN_MISSING"));
    let bad: [&[(&'static str, &str)]; 6] = [
        &[("authorization", &bearer), ("x-auth-token", &other)],
        &[("authorization", &bearer), ("authorization", &format!("Bearer {other}"))],
        &[("authorization", &token)],
        &[("authorization", "Basic YTpi")],
        &[("x-auth-token", "")],
        &[("x-auth-token", &token[..token.len() - 4])],
    ];
    for headers in bad {
        let failure = call(&channel, headers).await.unwrap();
        assert_eq!(failure.kind(), (Code::Unauthenticated, "TOKEN_INVALID"), "{headers:?}");
        assert!(!failure.message.contains(&token[..20]), "no part of a token is told");
    }
}

#[tokio::test]
async fn a_scope_allows_what_it_says() {
    let server = Server::start(Backend::Sqlite).await;
    let reader = Client::connect(server.grpc(), &server.token("acme", "domains:read")).await;
    let mut writer = Client::connect(server.grpc(), &server.token("acme", "domains:write")).await;
    writer.domain("acme.test").await;
    for client in [&reader, &writer] {
        client.clone().get_domain("acme.test").await.unwrap();
    }
    let failure = refused(reader.clone().delete_domain("acme.test", false).await);
    assert_eq!(failure.kind(), (Code::PermissionDenied, "SCOPE_MISSING"));
    assert_eq!(failure.metadata["scope"], "domains:write");
    assert_eq!(failure.metadata["method"], "rollcall.v1.DomainService/DeleteDomain");
    // Decided before it is looked whether the resource is there.
    let failure = refused(reader.clone().get_user("nobody@nowhere.test").await);
    assert_eq!(
        (failure.reason.as_str(), failure.metadata["scope"].as_str()),
        ("SCOPE_MISSING", "users:read")
    );
}

#[tokio::test]
async fn unknown_methods_are_for_nobody() {
    let server = Server::start(Backend::Sqlite).await;
    let channel = calls::channel(server.grpc()).await;
    let token = server.token("acme", &format!("{ALL_SCOPES},admin"));
    for method in [
        "rollcall.v1.UserService/Nonsense",
        "x.Y/Z",
        "rollcall.v1.DelegatedAuthenticationService/VerifyDigest",
    ] {
        let answer = calls::raw(&channel, &[("x-auth-token", &token)], method, ()).await;
        let failure = refused(answer);
        assert_eq!(failure.kind(), (Code::PermissionDenied, "METHOD_UNKNOWN"), "{method}");
        assert_eq!(failure.metadata["method"], method);
        // Who has no token does not learn which methods there are.
        let failure = refused(calls::raw(&channel, &[], method, ()).await);
        assert_eq!(failure.reason, "TOKEN_MISSING");
    }
}

#[tokio::test]
async fn admin_sees_every_account() {
    let server = Server::start(Backend::Sqlite).await;
    for account in ["acme", "evil"] {
        let mut client = server.client(account).await;
        client.domain(&format!("{account}.test")).await;
        client.user(&format!("{account}.test"), "alice").await;
    }
    let mut admin = Client::connect(server.grpc(), &server.token("acme", "admin")).await;
    let seen: Vec<_> = admin.page_of_domains(0, "").await.0.into_iter().map(|d| d.account).collect();
    assert_eq!(seen, ["accounts/acme", "accounts/evil"]);
    admin.get_user("alice@evil.test").await.unwrap();
    let named = v1::Domain { account: "accounts/third".into(), ..Default::default() };
    admin.create_domain("third.test", named).await.unwrap();
    server.client("third").await.get_domain("third.test").await.unwrap();
    admin.delete_domain("evil.test", true).await.unwrap();
    // Without the scope it is one account's, whatever else it may do.
    let mut acme = server.client("acme").await;
    assert_eq!(refused(acme.get_domain("third.test").await).reason, "RESOURCE_NOT_FOUND");
}

#[tokio::test]
async fn three_kinds_of_keys_from_a_file_and_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let keys = [Issuer::ed25519("ed"), Issuer::p256("ec"), Issuer::rsa("rsa")];
    let (_server, channel) = trusting(issuer::file_flags(dir.path(), &keys.each_ref())).await;
    for key in &keys {
        with(&channel, &key.token("acme", "domains:read", 60)).await.unwrap();
        let expired = with(&channel, &key.token("acme", "domains:read", -3600)).await.unwrap_err();
        assert_eq!(expired.kind(), (Code::Unauthenticated, "TOKEN_EXPIRED"));
        assert!(expired.metadata["expire_time"].ends_with('Z'));
    }
    let mut bad = vec![Issuer::ed25519("ed").token("acme", "domains:read", 60)];
    for (claim, value) in [
        ("iss", json!("https://evil.test")),
        ("iss", Value::Null),
        ("aud", json!("another")),
        ("aud", Value::Null),
        ("exp", Value::Null),
        ("nbf", json!(4_000_000_000_u64)),
        ("account", Value::Null),
        ("account", json!("-")),
        ("sub", Value::Null),
    ] {
        let mut claims = issuer::claims("acme", "domains:read", 60);
        claims[claim] = value;
        bad.push(keys[0].sign(&claims));
    }
    for (at, token) in bad.iter().enumerate() {
        let failure = with(&channel, token).await.unwrap_err();
        assert_eq!(failure.kind(), (Code::Unauthenticated, "TOKEN_INVALID"), "{at}");
    }
    // Every tenant's, for an edge.
    let edge = keys[1].token("-", "registrar,domains:read", 60);
    with(&channel, &edge).await.unwrap();
}

#[tokio::test]
async fn a_file_is_followed_as_it_rotates() {
    let dir = tempfile::tempdir().unwrap();
    let (old, new) = (Issuer::ed25519("old"), Issuer::p256("new"));
    let (_server, channel) = trusting(issuer::file_flags(dir.path(), &[&old])).await;
    let (of_old, of_new) = (old.token("acme", "domains:read", 600), new.token("acme", "domains:read", 600));
    with(&channel, &of_old).await.unwrap();
    assert_eq!(with(&channel, &of_new).await.unwrap_err().reason, "TOKEN_INVALID");
    let path = dir.path().join("jwks.json");
    std::fs::write(&path, issuer::jwks(&[&old, &new])).unwrap();
    until("the new key is taken", async || with(&channel, &of_new).await.ok()).await;
    with(&channel, &of_old).await.expect("both, while keys rotate");
    std::fs::write(&path, issuer::jwks(&[&new])).unwrap();
    // What was verified before is not remembered beyond its key.
    until("the old key is gone", async || with(&channel, &of_old).await.err()).await;
    with(&channel, &of_new).await.unwrap();
    // A broken file changes nothing: the keys of before stay, and the log says so.
    std::fs::write(&path, "{").unwrap();
    until("the broken file was seen", async || {
        _server.log().contains("keys could not be refreshed").then_some(())
    })
    .await;
    with(&channel, &of_new).await.unwrap();
}

#[tokio::test]
async fn keys_are_fetched_from_a_url() {
    let key = Issuer::rsa("k");
    let (url, fetched) = serve(issuer::jwks(&[&key])).await;
    let (server, channel) = trusting(issuer::flags(&url)).await;
    with(&channel, &key.token("acme", "domains:read", 60)).await.unwrap();
    assert_eq!(*fetched.lock().unwrap(), ["GET /keys.json HTTP/1.1"]);
    // Unknown keys do not make it ask again and again.
    for n in 0..20 {
        let stranger = Issuer::ed25519(&format!("stranger-{n}")).token("acme", "domains:read", 60);
        assert_eq!(with(&channel, &stranger).await.unwrap_err().reason, "TOKEN_INVALID");
    }
    assert_eq!(fetched.lock().unwrap().len(), 1, "{}", server.log());
}

/// Answers every request with a document; the lines of the requests are kept.
async fn serve(document: String) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys.json", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let lines = seen.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(stream.read_u8().await.unwrap());
            }
            let line = String::from_utf8_lossy(&request).lines().next().unwrap().to_owned();
            lines.lock().unwrap().push(line);
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", document.len());
            stream.write_all((head + &document).as_bytes()).await.unwrap();
        }
    });
    (url, seen)
}
