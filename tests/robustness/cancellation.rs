//! Callers whose time is up, and callers who go away: a change is whole or not there.

use crate::support::{
    Backend, Client, Failure, Server, calls, data, http, refused, server::ALL_SCOPES, until,
};
use rollcall::pb::v1;
use std::{pin::pin, time::Duration};
use tonic::Code;

fn create(fqdn: &str) -> v1::CreateDomainRequest {
    v1::CreateDomainRequest { domain_id: fqdn.to_owned(), ..Default::default() }
}

/// Begins a write and keeps it open, so that a server's write of the same name has to wait.
async fn hold(server: &Server, fqdn: &str) -> data::Held {
    let tx = data::of_server(server).await.begin().await.unwrap();
    tx.insert_domain(data::domain("other", fqdn)).await.unwrap();
    data::Held::new(tx)
}

async fn there(client: &mut Client, fqdn: &str) -> bool {
    client.get_domain(fqdn).await.is_ok()
}

async fn a_deadline_that_passes_is_told_as_one(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let held = hold(&server, "held.test").await;
    // Time enough to begin on a busy machine.
    let request = calls::create_within(&server.token("acme", ALL_SCOPES), "held.test", "2S");
    let failure = refused(calls::unhurried(server.grpc()).create_domain(request).await);
    assert_eq!(failure.kind(), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"));
    assert_eq!(failure.metadata["timeout_ms"], "2000");
    // The write goes on without its caller, and is whole.
    drop(held);
    until("the domain is there", async || there(&mut acme, "held.test").await.then_some(())).await;
    let domain = acme.get_domain("held.test").await.unwrap().into_inner().domain.unwrap();
    assert_eq!(domain.account, "accounts/acme");
}

async fn a_deadline_of_nothing_is_one_too(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let (mut unhurried, token) = (calls::unhurried(server.grpc()), server.token("acme", ALL_SCOPES));
    for timeout in ["0m", "1n", "1u", "1m"] {
        let request = calls::create_within(&token, "a.test", timeout);
        let failure = refused(unhurried.create_domain(request).await);
        assert_eq!(failure.kind(), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"), "{timeout}");
        assert!(!there(&mut acme, "a.test").await, "it was not begun");
    }
    // A deadline that is far, or none of gRPC's, is no hindrance.
    for (at, timeout) in ["99999999H", "x", "1000"].into_iter().enumerate() {
        let request = calls::create_within(&token, &format!("b{at}.test"), timeout);
        unhurried.create_domain(request).await.unwrap();
    }
}

/// Whoever goes away before the server has begun to write leaves nothing, and that is seen from outside no earlier than
/// when nothing is there. So several go, until one of them went in the middle.
async fn a_caller_who_goes_away_leaves_a_whole_change(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    for n in 1..=20 {
        let fqdn = format!("held{n}.test");
        if left_in_the_middle(&server, &mut acme, &fqdn, f64::from(n)).await {
            assert!(there(&mut acme, &fqdn).await, "it is whole");
            return;
        }
    }
    panic!("none of those who went away had begun");
}

/// Begins to create a domain, which somebody holds up, and goes away. Answers whether it is created all the same: then
/// it is there already when somebody creates it again.
async fn left_in_the_middle(server: &Server, acme: &mut Client, fqdn: &str, calls: f64) -> bool {
    let count = async |what: &str| {
        let method = "/rollcall.v1.DomainService/CreateDomain";
        let sample = match what {
            "started" => format!(r#"rollcall_rpc_started_total{{method="{method}"}}"#),
            code => format!(r#"rollcall_rpc_finished_total{{method="{method}",code="{code}"}}"#),
        };
        http::sample(server.metrics(), &sample).await
    };
    let begun = count("started").await;
    let held = hold(server, fqdn).await;
    {
        let mut leaver = acme.clone();
        let mut call = pin!(leaver.domains.create_domain(create(fqdn)));
        until("the call is under way", async || {
            let waiting = tokio::time::timeout(Duration::from_millis(10), &mut call).await.is_err();
            assert!(waiting, "it is held up");
            (count("started").await > begun + 0.5).then_some(())
        })
        .await;
    }
    until("the server saw it go", async || (count("CANCELLED").await > calls - 0.5).then_some(())).await;
    drop(held);
    match acme.domains.create_domain(create(fqdn)).await {
        Ok(_) => false,
        Err(status) => {
            assert_eq!(Failure::of(&status).reason, "RESOURCE_ALREADY_EXISTS");
            true
        }
    }
}

/// Creates of users, each broken off at another moment: who is there can register, who is not can be created.
async fn users_are_whole_or_not_there(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let user = |login: &str| v1::User {
        auth_username: login.to_owned(),
        registration_password: "Correct-Horse-1".to_owned(),
        ..Default::default()
    };
    for n in 0..20_u64 {
        let (login, mut leaver) = (format!("u{n}"), acme.clone());
        let name = format!("{login}@acme.test");
        // Not a wait for anything: the moments at which callers go differ.
        let patience = Duration::from_millis(n * 5);
        let _cut = tokio::time::timeout(patience, leaver.create_user(&name, user(&login))).await;
    }
    for n in 0..20 {
        let login = format!("u{n}");
        match acme.create_user(&format!("{login}@acme.test"), user(&login)).await {
            Ok(_) => {}
            Err(status) => assert_eq!(Failure::of(&status).reason, "RESOURCE_ALREADY_EXISTS"),
        }
        let sip = server.sip("udp");
        let mut phone = crate::support::Phone::new(sip, "acme.test", &login, "Correct-Horse-1").await;
        assert_eq!(phone.register(60).await.status, 200, "{login} has its credentials");
    }
}

crate::on_both!(
    a_deadline_that_passes_is_told_as_one,
    a_deadline_of_nothing_is_one_too,
    a_caller_who_goes_away_leaves_a_whole_change,
    users_are_whole_or_not_there,
);
