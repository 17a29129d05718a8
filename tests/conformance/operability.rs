//! What operators rely on: health, metrics, logs, request ids, an orderly end.

use crate::relay::Relay;
use crate::support::{Backend, Phone, Server, calls, http, server::ALL_SCOPES, until};
use rollcall::pb::v1::{self, watch_registrations_response::Message};
use serde_json::Value;
use std::time::{Duration, Instant};
use tonic::{Code, Streaming};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
    health_client::HealthClient,
};

const SERVICES: [&str; 4] =
    ["", "rollcall.v1.DomainService", "rollcall.v1.UserService", "rollcall.v1.RegistrationService"];

async fn follow(server: &Server, service: &str) -> Streaming<HealthCheckResponse> {
    let mut health = HealthClient::new(calls::channel(server.grpc()).await);
    health.watch(HealthCheckRequest { service: service.into() }).await.unwrap().into_inner()
}

async fn next(stream: &mut Streaming<HealthCheckResponse>) -> ServingStatus {
    stream.message().await.unwrap().unwrap().status()
}

#[tokio::test]
async fn health_is_serving_and_then_not() {
    let server = Server::start(Backend::Sqlite).await;
    let mut health = HealthClient::new(calls::channel(server.grpc()).await);
    let mut streams = Vec::new();
    for service in SERVICES {
        let request = HealthCheckRequest { service: service.into() };
        let status = health.check(request).await.unwrap().into_inner().status();
        assert_eq!(status, ServingStatus::Serving, "{service:?}");
        let mut stream = follow(&server, service).await;
        assert_eq!(next(&mut stream).await, ServingStatus::Serving);
        streams.push(stream);
    }
    let unknown = HealthCheckRequest { service: "rollcall.v1.Nonsense".into() };
    assert_eq!(health.check(unknown).await.unwrap_err().code(), Code::NotFound);
    server.signal("-TERM");
    for (stream, service) in streams.iter_mut().zip(SERVICES) {
        assert_eq!(next(stream).await, ServingStatus::NotServing, "{service:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_follows_the_database() {
    let url = tokio::task::spawn_blocking(crate::support::database).await.unwrap();
    let mut relay = Relay::start(&url).await;
    let server = Server::with(Backend::Sqlite, &["--database-url", &relay.url()]).await;
    let mut streams = Vec::new();
    for service in SERVICES {
        let mut stream = follow(&server, service).await;
        assert_eq!(next(&mut stream).await, ServingStatus::Serving, "{service:?}");
        streams.push(stream);
    }
    for (expected, ready) in [(ServingStatus::NotServing, 503), (ServingStatus::Serving, 200)] {
        match expected {
            ServingStatus::NotServing => relay.cut().await,
            _ => relay.mend().await,
        }
        for (stream, service) in streams.iter_mut().zip(SERVICES) {
            assert_eq!(next(stream).await, expected, "{service:?}");
        }
        assert_eq!(http::get(server.metrics(), "/readyz").await.unwrap().0, ready);
        assert_eq!(http::get(server.metrics(), "/healthz").await.unwrap().0, 200, "the process is up");
    }
    server.client("acme").await.domain("acme.test").await;
}

#[tokio::test]
async fn metrics_count() {
    let server = Server::start(Backend::Sqlite).await;
    let at = server.metrics();
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let password = acme.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
    let watch = v1::WatchRegistrationsRequest { parent: "domains/-".into(), ..Default::default() };
    let mut stream = acme.registrations.watch_registrations(watch).await.unwrap().into_inner();
    stream.message().await.unwrap().unwrap();
    let channel = calls::channel(server.grpc()).await;
    for made_up in ["x.Y/Z", "x.Y/W"] {
        calls::raw(&channel, &[], made_up, ()).await.unwrap_err();
    }
    let samples = [
        (r#"rollcall_rpc_finished_total{method="/rollcall.v1.DomainService/CreateDomain",code="OK"}"#, 1.0),
        // Refused ones are counted too, and make no labels.
        (r#"rollcall_rpc_finished_total{method="other",code="UNAUTHENTICATED"}"#, 2.0),
        (r#"rollcall_rpc_in_flight{method="/rollcall.v1.RegistrationService/WatchRegistrations"}"#, 1.0),
        (r#"rollcall_sip_requests_total{transport="udp",method="REGISTER",status="200"}"#, 1.0),
        (r#"rollcall_sip_requests_total{transport="udp",method="REGISTER",status="401"}"#, 1.0),
        ("rollcall_registrations", 1.0),
        ("rollcall_watchers", 1.0),
        ("rollcall_store_up", 1.0),
        ("rollcall_commit_duration_seconds_count", 1.0),
    ];
    for (name, value) in samples {
        until(name, async || (http::sample(at, name).await >= value).then_some(())).await;
        assert!(http::sample(at, name).await <= value, "{name}");
    }
    drop(stream);
    until("the watch is gone", async || (http::sample(at, "rollcall_watchers").await < 0.5).then_some(()))
        .await;
    let (status, text) = http::get(at, "/metrics").await.unwrap();
    assert_eq!(status, 200);
    assert!(text.contains("content-type: application/openmetrics-text") && text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn request_ids_are_echoed_and_logged() {
    let flags = ["--log", "info,rollcall=debug", "--log-format", "json"];
    let server = Server::with(Backend::Sqlite, &flags).await;
    let channel = calls::channel(server.grpc()).await;
    let token = server.token("acme", ALL_SCOPES);
    let list = "rollcall.v1.DomainService/ListDomains";
    let call = async |id: &str, token: &str| {
        let headers = [("x-request-id", id), ("x-auth-token", token)];
        let answer = calls::raw(&channel, &headers, list, ()).await;
        let metadata = match &answer {
            Ok(answer) => answer.metadata(),
            Err(status) => status.metadata(),
        };
        metadata.get("x-request-id").unwrap().to_str().unwrap().to_owned()
    };
    assert_eq!(call("my-id-1", &token).await, "my-id-1");
    assert_eq!(call("my-id-2", "bad").await, "my-id-2", "of a refused call too");
    assert!(uuid::Uuid::parse_str(&call("no id", &token).await).is_ok());

    let line = |id: &str| {
        let log = server.log();
        let lines = log.lines().map(|line| serde_json::from_str(line).expect("each line is JSON"));
        lines
            .into_iter()
            .find(|line: &Value| line["message"] == "rpc finished" && line["span"]["request_id"] == id)
    };
    for (id, code) in [("my-id-1", "OK"), ("my-id-2", "UNAUTHENTICATED")] {
        let line = until("the call is logged", async || line(id)).await;
        assert_eq!(line["code"], code);
        assert_eq!(line["span"]["method"], format!("/{list}"));
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z') && line["took_us"].is_u64());
    }
}

#[tokio::test]
async fn a_drain_ends_watches_with_a_token_and_exits_0() {
    let flags = ["--drain-timeout", "20s", "--log-format", "json"];
    let mut server = Server::with(Backend::Sqlite, &flags).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let password = acme.user("acme.test", "alice").await;
    let sip = server.sip("udp");
    let mut phone = Phone::new(sip, "acme.test", "alice", &password).await;
    let watch =
        |start| v1::WatchRegistrationsRequest { parent: "domains/-".into(), start, ..Default::default() };
    let mut stream = acme.registrations.watch_registrations(watch(None)).await.unwrap().into_inner();
    assert!(matches!(stream.message().await.unwrap().unwrap().message, Some(Message::SnapshotEnd(_))));
    assert_eq!(phone.register(600).await.status, 200);
    assert!(matches!(stream.message().await.unwrap().unwrap().message, Some(Message::Changes(_))));

    let began = Instant::now();
    server.signal("-TERM");
    let last = stream.message().await.unwrap().unwrap();
    assert!(matches!(last.message, Some(Message::Bookmark(_))), "{last:?}");
    let end = stream.message().await.unwrap_err();
    assert_eq!((end.code(), crate::support::reason(&end).as_str()), (Code::Unavailable, "DRAINING"));
    assert_eq!(server.wait().await.code(), Some(0), "{}", server.log());
    assert!(began.elapsed() < Duration::from_secs(20), "nothing was left to wait for");
    for line in server.log().lines() {
        serde_json::from_str::<Value>(line).expect("each line is JSON");
    }
    assert!(server.log().contains("draining") && server.log().contains("stopped"));

    // The token of the last bookmark goes on where it ended, in the next process.
    let server = server.restart().await;
    phone.server(server.sip("udp"));
    assert_eq!(phone.register(0).await.status, 200);
    let start = v1::watch_registrations_request::Start::ResumeToken(last.resume_token);
    let mut acme = server.client("acme").await;
    let mut stream = acme.registrations.watch_registrations(watch(Some(start))).await.unwrap().into_inner();
    let kinds = loop {
        if let Some(Message::Changes(changes)) = stream.message().await.unwrap().unwrap().message {
            break changes.events.iter().map(v1::RegistrationEvent::kind).collect::<Vec<_>>();
        }
    };
    assert_eq!(kinds, [v1::EventKind::Unregistered]);
}

/// A health watch never ends by itself: it is cut off at the end of the time for draining.
#[tokio::test]
async fn a_drain_is_bounded() {
    let mut server = Server::with(Backend::Sqlite, &["--drain-timeout", "500ms"]).await;
    let mut stream = follow(&server, "").await;
    assert_eq!(next(&mut stream).await, ServingStatus::Serving);
    server.signal("-INT");
    assert_eq!(server.wait().await.code(), Some(0), "{}", server.log());
    assert!(server.log().contains("--drain-timeout"));
}
