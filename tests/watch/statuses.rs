//! BatchGetUserStatuses.

use crate::fleet::{self, DOMAIN, PARENT, ok};
use crate::history::revision;
use crate::support::{Backend, Phone, Server, reason};
use rollcall::pb::v1::{self, PresenceState};
use tonic::{Code, Status};

fn ask(parent: &str, users: &[&str]) -> v1::BatchGetUserStatusesRequest {
    v1::BatchGetUserStatusesRequest {
        parent: parent.to_owned(),
        users: users.iter().map(ToString::to_string).collect(),
        ..Default::default()
    }
}

async fn one_for_each_in_order(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    client.domain("other.test").await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    client.user(DOMAIN, "bob").await;
    let password = client.user("other.test", "carol").await;
    let mut carol = Phone::new(server.sip("udp"), "other.test", "carol", &password).await;
    let mut foreign = server.client("rival").await;
    foreign.domain("rival.test").await;
    let password = foreign.user("rival.test", "dave").await;
    ok(&mut Phone::new(server.sip("udp"), "rival.test", "dave", &password).await, 60).await;
    ok(&mut alice, 60).await;
    ok(&mut carol, 60).await;
    // The most preferred first; no q is as good as 1.
    for (contact, q) in [("sip:x@h", ";q=0.2"), ("sip:y@h", ";q=0.9")] {
        assert_eq!(alice.request(&format!("Contact: <{contact}>{q}\r\n")).await.status, 200);
    }

    use PresenceState::{Offline, Online, Unknown};
    let full = |login: &str| format!("{PARENT}/users/{login}");
    let in_domain = [
        ("bob", Offline, full("bob")),
        ("alice", Online, full("alice")),
        ("nobody", Unknown, String::new()),
        ("alice", Online, full("alice")),
        ("not a login", Unknown, String::new()),
        ("domains/acme.test/users/alice", Online, full("alice")),
        ("domains/other.test/users/carol", Unknown, String::new()),
        ("", Unknown, String::new()),
    ];
    let anywhere = [
        ("domains/other.test/users/carol", Online, "domains/other.test/users/carol".to_owned()),
        ("domains/acme.test/users/bob", Offline, full("bob")),
        ("domains/rival.test/users/dave", Unknown, String::new()),
        ("alice", Unknown, String::new()),
    ];
    for (parent, cases) in [(PARENT, &in_domain[..]), ("domains/-", &anywhere[..])] {
        let asked: Vec<&str> = cases.iter().map(|c| c.0).collect();
        let answer = client.registrations.batch_get_user_statuses(ask(parent, &asked)).await;
        let answer = answer.unwrap().into_inner();
        assert_eq!(answer.statuses.len(), cases.len());
        for (status, (requested, state, user)) in answer.statuses.iter().zip(cases) {
            assert_eq!((&*status.requested, status.state(), &status.user), (*requested, *state, user));
            assert_eq!(status.registrations.is_empty(), *state != Online);
            assert_eq!(status.last_seen_time.is_some(), *state == Online);
        }
        if parent == PARENT {
            let q: Vec<_> = answer.statuses[1].registrations.iter().map(|r| r.q).collect();
            assert_eq!(q, [None, Some(0.9), Some(0.2)]);
        }
    }
}

async fn bounds_and_parents(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    client.user(DOMAIN, "alice").await;
    let mut refused = async |parent: &str, users: &[&str]| -> (Code, String) {
        let answer = client.registrations.batch_get_user_statuses(ask(parent, users)).await;
        let status: Status = answer.expect_err(parent);
        (status.code(), reason(&status))
    };
    let invalid = (Code::InvalidArgument, "FIELD_INVALID".to_owned());
    assert_eq!(refused(PARENT, &[]).await, invalid);
    assert_eq!(refused(PARENT, &["alice"; 1001]).await, invalid);
    assert_eq!(refused("nonsense", &["alice"]).await, invalid);
    let missing = (Code::NotFound, "RESOURCE_NOT_FOUND".to_owned());
    assert_eq!(refused("domains/nobody.test", &["alice"]).await, missing);
    let most = client.registrations.batch_get_user_statuses(ask(PARENT, &["alice"; 1000])).await;
    assert_eq!(most.unwrap().into_inner().statuses.len(), 1000);
}

async fn reads_what_was_written(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    ok(&mut alice, 60).await;
    let status = client.registrations.batch_get_user_statuses(ask(PARENT, &["alice"])).await;
    let status = status.unwrap().into_inner();
    let off = v1::DeregisterUserRequest { name: format!("{PARENT}/users/alice"), ..Default::default() };
    let token = client.registrations.deregister_user(off).await.unwrap().into_inner().resume_token;
    let request = v1::BatchGetUserStatusesRequest { at_least: token, ..ask(PARENT, &["alice"]) };
    let after = client.registrations.batch_get_user_statuses(request).await.unwrap().into_inner();
    assert_eq!(after.statuses[0].state(), PresenceState::Offline);
    assert_eq!(revision(&after.resume_token), revision(&status.resume_token) + 1);
}

crate::on_both!(one_for_each_in_order, bounds_and_parents, reads_what_was_written);
