//! A watch ends with what it watches, after the last event.

use crate::fleet::{self, DOMAIN, PARENT, ok};
use crate::support::{Backend, Client, Server, reason, refused};
use crate::watcher::{Watcher, all, now, resume};
use rollcall::pb::v1::{self, EventKind, WatchRegistrationsRequest};
use tonic::{Code, Status};

const QUICK: [&str; 2] = ["--bookmark-interval", "200ms"];

fn not_found(status: &Status) {
    assert_eq!((status.code(), &*reason(status)), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{status:?}");
}

fn alice() -> String {
    format!("{PARENT}/users/alice")
}

async fn delete_user(client: &mut Client, name: String) -> String {
    let request = v1::DeleteUserRequest { name, ..Default::default() };
    client.users.delete_user(request).await.unwrap().into_inner().resume_token
}

async fn delete_domain(client: &mut Client) -> String {
    let request = v1::DeleteDomainRequest { name: PARENT.to_owned(), force: true, ..Default::default() };
    client.domains.delete_domain(request).await.unwrap().into_inner().resume_token
}

async fn a_user_with_its_registrations(backend: Backend) {
    // The look that an event of kind REJECTED brings about is enough.
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut phone = fleet::phone(&server, &mut client, "alice").await;
    ok(&mut phone, 60).await;
    let mut watcher = Watcher::begin(&client, all(&alice())).await;
    let mut of_domain = Watcher::begin(&client, all(PARENT)).await;
    let before = watcher.history.last_token().unwrap().to_owned();
    let token = delete_user(&mut client, alice()).await;
    not_found(&watcher.end().await);
    let events: Vec<EventKind> = watcher.history.events().map(|e| e.kind()).collect();
    assert_eq!(events, [EventKind::Rejected], "the last event comes before the end");
    assert_eq!(watcher.history.last_token().unwrap(), token);

    // One who resumes is told what it missed, then the same; one who begins anew has nothing to watch.
    let mut resumed = Watcher::begin(&client, resume(&alice(), &before)).await;
    not_found(&resumed.end().await);
    assert_eq!(resumed.history.events().count(), 1);
    for request in [all(&alice()), now(&alice())] {
        not_found(&Watcher::open(&client, request).await.err().unwrap());
    }
    // The domain's watch goes on, and the user's when it is back.
    assert_eq!(of_domain.event().await.kind(), EventKind::Rejected);
    client.undelete_user("alice@acme.test").await.unwrap();
    let mut again = Watcher::begin(&client, resume(&alice(), &token)).await;
    ok(&mut phone, 60).await;
    assert_eq!(again.event().await.kind(), EventKind::Created);
    assert_eq!(of_domain.event().await.kind(), EventKind::Created);
}

async fn a_domain_whatever_is_filtered(backend: Backend) {
    let server = Server::with(backend, &QUICK).await;
    let mut client = fleet::client(&server).await;
    client.domain("other.test").await;
    let mut phone = fleet::phone(&server, &mut client, "alice").await;
    ok(&mut phone, 60).await;
    let nothing = WatchRegistrationsRequest { kinds: vec![EventKind::Evicted.into()], ..all(PARENT) };
    let mut watchers = Vec::new();
    for request in [all(PARENT), nothing, all(&alice())] {
        watchers.push(Watcher::begin(&client, request).await);
    }
    let mut others = Vec::new();
    for parent in ["domains/-", "domains/other.test"] {
        others.push(Watcher::begin(&client, all(parent)).await);
    }
    let token = delete_domain(&mut client).await;
    for (watcher, rejected) in watchers.iter_mut().zip([1, 0, 1]) {
        not_found(&watcher.end().await);
        let events = watcher.history.events().filter(|e| e.kind() == EventKind::Rejected).count();
        assert_eq!(events, rejected);
        watcher.history.check().unwrap();
        let last = watcher.history.last_token().unwrap();
        assert_eq!(last, token, "all was delivered");
    }
    for other in &mut others {
        other.reach(&token).await;
        other.read().await.unwrap();
    }
}

/// With nobody registered, no event tells of it.
async fn what_has_no_registrations(backend: Backend) {
    let server = Server::with(backend, &QUICK).await;
    let mut client = fleet::client(&server).await;
    client.user(DOMAIN, "alice").await;
    client.user(DOMAIN, "bob").await;
    let mut of_alice = Watcher::begin(&client, all(&alice())).await;
    let mut of_bob = Watcher::begin(&client, all(&format!("{PARENT}/users/bob"))).await;
    let mut of_domain = Watcher::begin(&client, all(PARENT)).await;
    delete_user(&mut client, alice()).await;
    not_found(&of_alice.end().await);
    of_bob.read().await.unwrap();
    of_domain.read().await.unwrap();
    delete_domain(&mut client).await;
    for watcher in [&mut of_bob, &mut of_domain] {
        not_found(&watcher.end().await);
    }
    // It is no oracle: another tenant's domain looks like one that is not there.
    let mut rival = server.client("rival").await;
    let seen = refused(rival.registrations.watch_registrations(all(PARENT)).await);
    assert_eq!(seen.code, Code::NotFound);
}

crate::on_both!(a_user_with_its_registrations, a_domain_whatever_is_filtered, what_has_no_registrations);
