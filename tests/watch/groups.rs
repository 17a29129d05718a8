//! Watches of the members of groups.

use crate::fleet::{self, ACCOUNT, DOMAIN, PARENT, ok};
use crate::support::{Backend, Client, Failure, Phone, Server};
use crate::watcher::{Watcher, all, resume};
use rollcall::pb::v1::{self, EventKind, WatchRegistrationsRequest};
use tonic::Code;

fn group(id: &str) -> String {
    format!("{PARENT}/groups/{id}")
}

fn user(login: &str) -> String {
    format!("{PARENT}/users/{login}")
}

fn of(groups: &[&str], users: &[&str]) -> WatchRegistrationsRequest {
    WatchRegistrationsRequest {
        groups: groups.iter().map(|id| group(id)).collect(),
        users: users.iter().map(|login| user(login)).collect(),
        ..all(ACCOUNT)
    }
}

async fn create(client: &mut Client, id: &str) {
    let (parent, group_id) = (PARENT.to_owned(), id.to_owned());
    let request = v1::CreateGroupRequest { parent, group_id, ..Default::default() };
    client.groups.create_group(request).await.unwrap();
}

async fn join(client: &mut Client, id: &str, login: &str) {
    let request = v1::AddGroupMemberRequest { group: group(id), user: user(login) };
    client.groups.add_group_member(request).await.unwrap();
}

async fn leave(client: &mut Client, id: &str, login: &str) {
    let request = v1::RemoveGroupMemberRequest { group: group(id), user: user(login) };
    client.groups.remove_group_member(request).await.unwrap();
}

fn login(registration: Option<&v1::Registration>) -> String {
    registration.unwrap().name.split('/').nth(3).unwrap().to_owned()
}

async fn next(watcher: &mut Watcher) -> (String, EventKind) {
    let event = watcher.event().await;
    (login(event.registration.as_ref()), event.kind())
}

/// Phones of alice, bob, carol and dave, whose groups are sales (alice, bob) and support (bob, carol).
async fn scene(server: &Server) -> (Client, Vec<Phone>) {
    let mut client = fleet::client(server).await;
    let mut phones = Vec::new();
    for login in ["alice", "bob", "carol", "dave"] {
        phones.push(fleet::phone(server, &mut client, login).await);
    }
    for (id, members) in [("sales", ["alice", "bob"]), ("support", ["bob", "carol"])] {
        create(&mut client, id).await;
        for login in members {
            join(&mut client, id, login).await;
        }
    }
    (client, phones)
}

async fn filter_the_snapshot_and_the_events(backend: Backend) {
    let server = Server::start(backend).await;
    let (client, mut phones) = scene(&server).await;
    for phone in &mut phones {
        ok(phone, 60).await;
    }
    let wanted: [(WatchRegistrationsRequest, &[&str]); 5] = [
        (of(&["sales"], &[]), &["alice", "bob"]),
        (of(&["sales", "support", "sales"], &[]), &["alice", "bob", "carol"]),
        (of(&["sales"], &["dave", "alice"]), &["alice", "bob", "dave"]),
        (WatchRegistrationsRequest { parent: user("bob"), ..of(&["support"], &[]) }, &["bob"]),
        (WatchRegistrationsRequest { parent: user("dave"), ..of(&["support"], &[]) }, &[]),
    ];
    let mut watchers = Vec::new();
    for (request, logins) in &wanted {
        let watcher = Watcher::begin(&client, request.clone()).await;
        let mut listed: Vec<String> = watcher.history.snapshot().map(|r| login(Some(r))).collect();
        listed.sort();
        assert_eq!(listed, *logins, "{request:?}");
        watchers.push(watcher);
    }
    for phone in &mut phones {
        ok(phone, 0).await;
    }
    for ((request, logins), mut watcher) in wanted.into_iter().zip(watchers) {
        for expected in logins {
            let (login, kind) = next(&mut watcher).await;
            assert_eq!((&*login, kind), (*expected, EventKind::Unregistered), "{request:?}");
        }
        watcher.history.check().unwrap();
        assert_eq!(watcher.rest(), []);
    }
}

async fn membership_is_as_it_is_at_delivery(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut client, mut phones) = scene(&server).await;
    let mut watcher = Watcher::begin(&client, of(&["sales"], &[])).await;
    let start = watcher.history.last_token().unwrap().to_owned();
    let [alice, bob, carol, dave] = &mut phones[..] else { panic!("four phones") };
    for phone in [&mut *alice, &mut *bob, &mut *carol, &mut *dave] {
        ok(phone, 60).await;
    }
    assert_eq!(next(&mut watcher).await, ("alice".to_owned(), EventKind::Created));
    assert_eq!(next(&mut watcher).await, ("bob".to_owned(), EventKind::Created));
    join(&mut client, "sales", "dave").await;
    leave(&mut client, "sales", "alice").await;
    for phone in [alice, bob, carol, dave] {
        ok(phone, 60).await;
    }
    assert_eq!(next(&mut watcher).await, ("bob".to_owned(), EventKind::Refreshed));
    assert_eq!(next(&mut watcher).await, ("dave".to_owned(), EventKind::Refreshed));
    // A soft-deleted member is told of to the end.
    let request = v1::DeleteUserRequest { name: user("dave"), ..Default::default() };
    client.users.delete_user(request).await.unwrap();
    assert_eq!(next(&mut watcher).await, ("dave".to_owned(), EventKind::Rejected));
    assert_eq!(watcher.rest(), []);
    // Sent once more, the same events are told to those who are members now.
    let request = WatchRegistrationsRequest { start: resume(ACCOUNT, &start).start, ..of(&["sales"], &[]) };
    let mut resumed = Watcher::begin(&client, request).await;
    resumed.reach(watcher.history.last_token().unwrap()).await;
    let told: Vec<String> = resumed.history.events().map(|e| login(e.registration.as_ref())).collect();
    assert_eq!(told, ["bob", "dave", "bob", "dave", "dave"]);
}

async fn a_deleted_group_ends_it(backend: Backend) {
    let server = Server::with(backend, &["--bookmark-interval", "200ms"]).await;
    let (mut client, mut phones) = scene(&server).await;
    let mut watchers = Vec::new();
    for request in [of(&["sales"], &[]), of(&["support", "sales"], &["dave"]), of(&["support"], &[])] {
        watchers.push(Watcher::begin(&client, request).await);
    }
    ok(&mut phones[1], 60).await;
    let delete = v1::DeleteGroupRequest { name: group("sales"), ..Default::default() };
    client.groups.delete_group(delete.clone()).await.unwrap();
    create(&mut client, "sales").await;
    let mut kept = watchers.pop().unwrap();
    for mut watcher in watchers {
        let ended = Failure::of(&watcher.end().await);
        assert_eq!((ended.code, &*ended.reason), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(ended.metadata["resource"], group("sales"), "one of the same name is another");
    }
    ok(&mut phones[2], 60).await;
    assert_eq!(next(&mut kept).await, ("bob".to_owned(), EventKind::Created));
    assert_eq!(next(&mut kept).await, ("carol".to_owned(), EventKind::Created));
}

async fn wrong_groups_are_named(backend: Backend) {
    let server = Server::start(backend).await;
    let (_, _) = scene(&server).await;
    let mut rival = server.client("rival").await;
    rival.domain("rival.test").await;
    let theirs = v1::CreateGroupRequest {
        parent: "domains/rival.test".to_owned(),
        group_id: "sales".to_owned(),
        ..Default::default()
    };
    rival.groups.create_group(theirs).await.unwrap();
    let client = server.client("acme").await;
    let refusal = async |groups: Vec<String>| {
        let request = WatchRegistrationsRequest { groups, ..all(PARENT) };
        Failure::of(&Watcher::open(&client, request).await.err().unwrap())
    };
    for missing in [
        group("nobody"),
        "domains/rival.test/groups/sales".to_owned(),
        group("sales").replace(DOMAIN, "no.test"),
    ] {
        let refused = refusal(vec![group("sales"), missing.clone()]).await;
        assert_eq!((refused.code, &*refused.reason), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{missing}");
        assert_eq!(refused.metadata["resource"], missing);
    }
    for bad in ["", "sales", "domains/acme.test/organizations/sales"] {
        let refused = refusal(vec![group("sales"), bad.to_owned()]).await;
        assert_eq!((refused.code, refused.fields), (Code::InvalidArgument, vec!["groups[1]".to_owned()]));
    }
    let refused = refusal(vec![group("sales"); 101]).await;
    assert_eq!((refused.code, refused.fields), (Code::InvalidArgument, vec!["groups".to_owned()]));
    let most = WatchRegistrationsRequest { groups: vec![group("sales"); 100], ..all(PARENT) };
    Watcher::begin(&client, most).await;
}

crate::on_both!(
    filter_the_snapshot_and_the_events,
    membership_is_as_it_is_at_delivery,
    a_deleted_group_ends_it,
    wrong_groups_are_named,
);
