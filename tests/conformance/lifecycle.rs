//! Soft delete and undelete (AIP-164).

use crate::support::{
    Backend, Client, Phone, Server,
    calls::user_name,
    data::{account, of_server},
    refused,
};
use futures::future::join_all;
use rollcall::{
    model::{AccountScope, Fqdn},
    pb::v1,
};
use tonic::Code;

const ALICE: &str = "alice@acme.test";
const DAY: i64 = 86_400;

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    (server, acme)
}

async fn alice(acme: &mut Client) -> v1::User {
    acme.get_user(ALICE).await.unwrap().into_inner().user.unwrap()
}

async fn domain(acme: &mut Client) -> v1::Domain {
    acme.get_domain("acme.test").await.unwrap().into_inner().domain.unwrap()
}

/// How long a deleted resource stays.
fn kept(delete: Option<prost_types::Timestamp>, purge: Option<prost_types::Timestamp>) -> i64 {
    purge.unwrap().seconds - delete.unwrap().seconds
}

fn first_name(name: &str) -> v1::User {
    v1::User { name: user_name(ALICE), first_name: name.to_owned(), ..Default::default() }
}

async fn a_user_goes_and_comes_back(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let password = acme.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
    let before = alice(&mut acme).await;
    assert_eq!(
        refused(acme.undelete_user(ALICE).await).kind(),
        (Code::AlreadyExists, "RESOURCE_NOT_DELETED")
    );

    let deleted = acme.delete_user(ALICE).await.unwrap().into_inner();
    assert!(!deleted.resume_token.is_empty());
    let deleted = deleted.user.unwrap();
    assert_eq!(kept(deleted.delete_time, deleted.purge_time), 30 * DAY);
    assert_ne!(deleted.etag, before.etag);
    assert_eq!(deleted.update_time, deleted.delete_time);
    assert_eq!(deleted.presence.as_ref().unwrap().state(), v1::PresenceState::Offline);
    assert_eq!(alice(&mut acme).await, deleted, "Get shows it");
    assert!(acme.list("domains/-").await.is_empty());
    assert_eq!(acme.list_users("acme.test", 0, "").await.unwrap().into_inner().users, []);
    let statuses = acme.statuses("domains/acme.test", &["alice"]).await.unwrap().into_inner().statuses;
    assert_eq!(statuses[0].state(), v1::PresenceState::Unknown, "nothing reaches it");

    let gone = refused(acme.delete_user(ALICE).await);
    assert_eq!(gone.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    let write = refused(acme.update_user(first_name("A"), &[]).await);
    assert_eq!(write.kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
    assert_eq!(write.metadata["resource_type"], "rollcall.dev/User");
    assert_eq!(write.metadata["resource"], user_name(ALICE));
    assert_eq!(write.metadata["purge_time"], deleted.purge_time.unwrap().to_string());

    let back = acme.undelete_user(ALICE).await.unwrap().into_inner().user.unwrap();
    assert_eq!((back.delete_time, back.purge_time), (None, None));
    assert_eq!((&back.uid, back.create_time), (&before.uid, before.create_time));
    assert!(![&before.etag, &deleted.etag].contains(&&back.etag));
    assert_eq!(alice(&mut acme).await, back);
    assert!(acme.list("domains/-").await.is_empty(), "registrations do not come back");
    assert_eq!(phone.register(60).await.status, 200, "with the credential that it had");
    acme.update_user(first_name("A"), &[]).await.unwrap();
    assert_eq!(refused(acme.undelete_user(ALICE).await).reason, "RESOURCE_NOT_DELETED");
}

async fn a_domain_goes_and_comes_back(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let password = acme.user("acme.test", "alice").await;
    acme.user("acme.test", "bob").await;
    acme.delete_user("bob@acme.test").await.unwrap();
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
    let not_deleted = refused(acme.undelete_domain("acme.test").await);
    assert_eq!(not_deleted.kind(), (Code::AlreadyExists, "RESOURCE_NOT_DELETED"));

    let full = refused(acme.delete_domain("acme.test", false).await);
    assert_eq!(full.kind(), (Code::FailedPrecondition, "DOMAIN_NOT_EMPTY"));
    assert_eq!(full.metadata["user_count"], "1", "without the soft-deleted");
    assert_eq!(phone.register(60).await.status, 200, "nothing happened");
    let deleted = acme.delete_domain("acme.test", true).await.unwrap().into_inner().domain.unwrap();
    assert_eq!(kept(deleted.delete_time, deleted.purge_time), 30 * DAY);
    assert_eq!(domain(&mut acme).await, deleted, "Get shows it");
    assert_eq!(acme.page_of_domains(0, "").await.0, []);
    assert!(acme.list("domains/-").await.is_empty());
    assert_eq!(phone.register(60).await.status, 404);
    let statuses = acme.statuses("domains/-", &[&user_name(ALICE)]).await.unwrap().into_inner().statuses;
    assert_eq!(statuses[0].state(), v1::PresenceState::Unknown);

    // Its users are as they were, and nothing below it changes.
    assert_eq!(alice(&mut acme).await.delete_time, None);
    let off = v1::Domain { name: "domains/acme.test".to_owned(), disabled: true, ..Default::default() };
    for failure in [
        refused(acme.update_domain(off, &[]).await),
        refused(acme.create_user("carol@acme.test", v1::User::default()).await),
        refused(acme.update_user(first_name("A"), &[]).await),
        refused(acme.delete_user(ALICE).await),
        refused(acme.undelete_user("bob@acme.test").await),
    ] {
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/Domain");
        assert_eq!(failure.metadata["resource"], "domains/acme.test");
        assert_eq!(failure.metadata["purge_time"], deleted.purge_time.unwrap().to_string());
    }
    assert_eq!(refused(acme.delete_domain("acme.test", true).await).reason, "RESOURCE_NOT_FOUND");
    let taken = refused(acme.create_domain("acme.test", v1::Domain::default()).await);
    assert_eq!(taken.metadata["resource"], "domains/acme.test");

    let back = acme.undelete_domain("acme.test").await.unwrap().into_inner().domain.unwrap();
    assert_eq!((back.delete_time, back.purge_time, &back.uid), (None, None, &deleted.uid));
    assert_eq!(phone.register(60).await.status, 200);
    assert!(acme.get_user("bob@acme.test").await.unwrap().into_inner().user.unwrap().delete_time.is_some());
    acme.undelete_user("bob@acme.test").await.unwrap();
}

/// What holds a value keeps it while it can come back.
async fn what_is_exclusive_stays_taken(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let lease = "0191e7a4-0000-7000-8000-000000000001".to_owned();
    let held = v1::User {
        email: "alice@acme.example".into(),
        extension_number: "1001".into(),
        auth_username: "a-1001".into(),
        number_leases: vec![lease.clone()],
        ..Default::default()
    };
    acme.create_user(ALICE, held).await.unwrap();
    acme.delete_user(ALICE).await.unwrap();
    let base = v1::User::default;
    for (name, field, user) in [
        (ALICE, "name", base()),
        ("bob@acme.test", "user.email", v1::User { email: "alice@acme.example".into(), ..base() }),
        ("bob@acme.test", "user.extension_number", v1::User { extension_number: "1001".into(), ..base() }),
        ("bob@acme.test", "user.auth_username", v1::User { auth_username: "a-1001".into(), ..base() }),
        ("bob@acme.test", "user.number_leases", v1::User { number_leases: vec![lease], ..base() }),
    ] {
        let failure = refused(acme.create_user(name, user).await);
        assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"), "{field}");
        assert_eq!(failure.metadata["field"], field);
    }
}

async fn etags_guard_both_ways(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.user("acme.test", "alice").await;
    let stale = alice(&mut acme).await.etag;
    let deleted = acme.delete_user(ALICE).await.unwrap().into_inner().user.unwrap();
    let undelete = async |etag: &str| {
        let request = v1::UndeleteUserRequest { name: user_name(ALICE), etag: etag.to_owned() };
        acme.users.clone().undelete_user(request).await
    };
    let failure = refused(undelete(&stale).await);
    assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!(failure.metadata["etag"], deleted.etag);
    undelete(&deleted.etag).await.unwrap();
    assert_eq!(refused(undelete(&deleted.etag).await).reason, "RESOURCE_NOT_DELETED", "as a retry expects");

    let stale = domain(&mut acme).await.etag;
    let deleted = acme.delete_domain("acme.test", true).await.unwrap().into_inner().domain.unwrap();
    let undelete = async |etag: &str| {
        let request = v1::UndeleteDomainRequest { name: "domains/acme.test".into(), etag: etag.to_owned() };
        acme.domains.clone().undelete_domain(request).await
    };
    assert_eq!(refused(undelete(&stale).await).metadata["etag"], deleted.etag);
    undelete(&deleted.etag).await.unwrap();
    assert_eq!(refused(undelete(&deleted.etag).await).reason, "RESOURCE_NOT_DELETED");
}

async fn nobody_is_not_found(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for (failure, kind, resource) in [
        (refused(acme.undelete_user(ALICE).await), "rollcall.dev/User", user_name(ALICE)),
        (refused(acme.undelete_user("a@gone.test").await), "rollcall.dev/User", user_name("a@gone.test")),
        (refused(acme.undelete_domain("gone.test").await), "rollcall.dev/Domain", "domains/gone.test".into()),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!((&*failure.metadata["resource_type"], &failure.metadata["resource"]), (kind, &resource));
    }
    let bad = refused(acme.users.undelete_user(v1::UndeleteUserRequest::default()).await);
    assert_eq!((bad.reason.as_str(), &bad.fields[..]), ("FIELD_INVALID", &["name".to_owned()][..]));
}

/// Without `force`, either the domain goes or somebody is in it, however creates and deletes cross.
async fn a_deleted_domain_has_no_users_without_force(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    for round in 0..6 {
        let fqdn = format!("d{round}.test");
        acme.domain(&fqdn).await;
        let creates = (0..6).map(|n| {
            let (mut client, name) = (acme.clone(), format!("u{n}@{fqdn}"));
            let user = v1::User { user_password: "Correct-Horse-1".into(), ..Default::default() };
            async move { client.create_user(&name, user).await.map(drop) }
        });
        let deletes = (0..6).map(|_| {
            let (mut client, fqdn) = (acme.clone(), fqdn.clone());
            async move { client.delete_domain(&fqdn, false).await.map(drop) }
        });
        let (creates, deletes) = tokio::join!(join_all(creates), join_all(deletes));
        let created = creates.iter().filter(|done| done.is_ok()).count();
        let deleted = deletes.iter().filter(|done| done.is_ok()).count();
        assert!(deleted <= 1 && (deleted == 0 || created == 0), "{created} created, {deleted} deleted");
    }
}

/// The retention is a setting.
async fn it_is_kept_as_long_as_the_server_says(backend: Backend) {
    let server = Server::with(backend, &["--purge-after", "2h"]).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    acme.user("acme.test", "alice").await;
    let user = acme.delete_user(ALICE).await.unwrap().into_inner().user.unwrap();
    assert_eq!(kept(user.delete_time, user.purge_time), 7200);
    let domain = acme.delete_domain("acme.test", false).await.unwrap().into_inner().domain.unwrap();
    assert_eq!(kept(domain.delete_time, domain.purge_time), 7200);
}

/// The server itself purges, and what takes the names afterwards is not what had them.
async fn the_server_purges_and_old_etags_never_match_again(backend: Backend) {
    let server = Server::with(backend, &["--purge-after", "0s"]).await;
    let mut acme = server.client("acme").await;
    for _ in 0..2 {
        acme.domain("acme.test").await;
        acme.user("acme.test", "alice").await;
        let (old_user, old_domain) = (alice(&mut acme).await, domain(&mut acme).await);
        acme.delete_user(ALICE).await.unwrap();
        until_gone("the user is purged", async || acme.get_user(ALICE).await.err()).await;
        assert_eq!(refused(acme.undelete_user(ALICE).await).reason, "RESOURCE_NOT_FOUND");
        acme.user("acme.test", "alice").await;
        let new_user = alice(&mut acme).await;
        assert_ne!(new_user.uid, old_user.uid);
        let change = v1::User { etag: old_user.etag.clone(), ..first_name("A") };
        let failure = refused(acme.update_user(change, &[]).await);
        assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
        assert_eq!((&failure.metadata["etag"], old_user.etag != new_user.etag), (&new_user.etag, true));

        acme.delete_domain("acme.test", true).await.unwrap();
        until_gone("the domain is purged", async || acme.get_domain("acme.test").await.err()).await;
        assert_eq!(refused(acme.get_user(ALICE).await).reason, "RESOURCE_NOT_FOUND");
        assert_eq!(refused(acme.undelete_domain("acme.test").await).reason, "RESOURCE_NOT_FOUND");
        let new_domain = acme.domain("acme.test").await;
        let change = v1::Domain {
            name: "domains/acme.test".to_owned(),
            etag: old_domain.etag.clone(),
            disabled: true,
            ..Default::default()
        };
        let failure = refused(acme.update_domain(change, &[]).await);
        assert_eq!(failure.metadata["etag"], new_domain.etag);
        assert_ne!(new_domain.etag, old_domain.etag);
        acme.delete_domain("acme.test", false).await.unwrap();
        until_gone("the domain is purged", async || acme.get_domain("acme.test").await.err()).await;
    }
    // Nothing is left of it in the database either.
    let store = of_server(&server).await;
    let scope = AccountScope::One(account("acme"));
    assert!(store.domain(&scope, &Fqdn::parse("acme.test").unwrap()).await.unwrap().is_none());
}

/// The demo is there whenever it is asked for, with the passwords that it told.
#[tokio::test]
async fn the_demo_brings_back_what_was_deleted() {
    let server = Server::with(Backend::Sqlite, &["--demo"]).await;
    let mut demo = server.client("demo").await;
    demo.delete_user("bob@demo.rollcall.test").await.unwrap();
    demo.delete_domain("demo.rollcall.test", true).await.unwrap();
    let server = server.restart().await;
    let mut demo = server.client("demo").await;
    let users = demo.list_users("demo.rollcall.test", 0, "").await.unwrap().into_inner().users;
    assert_eq!(users.len(), 2);
}

async fn until_gone(what: &str, failed: impl AsyncFnMut() -> Option<tonic::Status>) {
    let status = crate::support::until(what, failed).await;
    assert_eq!(status.code(), Code::NotFound);
}

crate::on_both!(
    a_user_goes_and_comes_back,
    a_domain_goes_and_comes_back,
    what_is_exclusive_stays_taken,
    etags_guard_both_ways,
    nobody_is_not_found,
    a_deleted_domain_has_no_users_without_force,
    it_is_kept_as_long_as_the_server_says,
    the_server_purges_and_old_etags_never_match_again,
);
