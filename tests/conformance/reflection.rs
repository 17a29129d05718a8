//! Reflection, as grpcurl uses it.

use crate::grpcurl::grpcurl;
use crate::support::{Backend, Server};
use serde_json::Value;

/// grpcurl asks for v1 first, and then only for v1alpha; each can be told by its service alone.
#[tokio::test]
async fn grpcurl_lists_describes_and_calls() {
    let server = Server::start(Backend::Sqlite).await;
    let listed = grpcurl(&server, &[], &["list"]).await.unwrap();
    let services: Vec<&str> = listed.lines().collect();
    for service in [
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
        "rollcall.v1.DomainService",
        "rollcall.v1.RegistrationService",
        "rollcall.v1.UserService",
    ] {
        assert!(services.contains(&service), "{service} in {listed}");
    }
    assert!(!listed.contains("DelegatedAuthentication"), "customers implement it");
    let methods = grpcurl(&server, &[], &["list", "rollcall.v1.UserService"]).await.unwrap();
    assert!(methods.contains("rollcall.v1.UserService.ListUsers"), "{methods}");
    let described = grpcurl(&server, &[], &["describe", "rollcall.v1.User"]).await.unwrap();
    assert!(described.contains("string registration_password = 25"), "{described}");

    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    acme.user("acme.test", "alice").await;
    let token = format!("authorization: Bearer {}", server.token("acme", "users:read"));
    let list = ["-H", &token, "-d", r#"{"parent":"domains/acme.test"}"#];
    let answer = grpcurl(&server, &list, &["rollcall.v1.UserService/ListUsers"]).await.unwrap();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["users"][0]["name"], "domains/acme.test/users/alice");
    // An error reads well too: its details are known by reflection.
    let error = grpcurl(&server, &list[2..], &["rollcall.v1.UserService/ListUsers"]).await.unwrap_err();
    assert!(error.contains("Unauthenticated") && error.contains("TOKEN_MISSING"), "{error}");
}

#[tokio::test]
async fn both_versions_answer() {
    use tonic_reflection::pb::{v1, v1alpha};
    let server = Server::start(Backend::Sqlite).await;
    let channel = crate::support::calls::channel(server.grpc()).await;
    let mut newer = v1::server_reflection_client::ServerReflectionClient::new(channel.clone());
    let request = v1::ServerReflectionRequest {
        message_request: Some(v1::server_reflection_request::MessageRequest::ListServices(String::new())),
        ..Default::default()
    };
    let mut answers = newer.server_reflection_info(tokio_stream::once(request)).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response.unwrap();
    let v1::server_reflection_response::MessageResponse::ListServicesResponse(of_newer) = answer else {
        panic!("{answer:?}")
    };
    let mut older = v1alpha::server_reflection_client::ServerReflectionClient::new(channel);
    let request = v1alpha::ServerReflectionRequest {
        message_request: Some(
            v1alpha::server_reflection_request::MessageRequest::ListServices(String::new()),
        ),
        ..Default::default()
    };
    let mut answers = older.server_reflection_info(tokio_stream::once(request)).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response.unwrap();
    let v1alpha::server_reflection_response::MessageResponse::ListServicesResponse(of_older) = answer else {
        panic!("{answer:?}")
    };
    let names = |services: Vec<String>| services.into_iter().filter(|s| s.starts_with("rollcall.")).count();
    assert_eq!(names(of_newer.service.into_iter().map(|s| s.name).collect()), 10);
    assert_eq!(names(of_older.service.into_iter().map(|s| s.name).collect()), 10);
}

#[tokio::test]
async fn reflection_is_a_flag() {
    let server = Server::with(Backend::Sqlite, &["--reflection=false"]).await;
    let error = grpcurl(&server, &[], &["list"]).await.unwrap_err();
    assert!(error.contains("reflection"), "{error}");
}
