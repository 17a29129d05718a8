//! GroupService, and the groups of users.

use crate::aside;
use crate::support::{Backend, Client, Failure, Server, calls::user_name, refused};
use futures::future::join_all;
use rollcall::pb::v1;
use tonic::{Code, Response, Status};
use uuid::Uuid;

const PARENT: &str = "domains/acme.test";

type Answer<T> = Result<Response<T>, Status>;

fn named(id: &str) -> String {
    format!("{PARENT}/groups/{id}")
}

async fn create(acme: &mut Client, id: &str) -> Answer<v1::CreateGroupResponse> {
    let (parent, group_id) = (PARENT.to_owned(), id.to_owned());
    acme.groups.create_group(v1::CreateGroupRequest { parent, group_id, ..Default::default() }).await
}

async fn get(acme: &mut Client, id: &str) -> Answer<v1::GetGroupResponse> {
    acme.groups.get_group(v1::GetGroupRequest { name: named(id) }).await
}

async fn rename(
    acme: &mut Client,
    id: &str,
    to: &str,
    etag: &str,
    mask: &[&str],
) -> Answer<v1::UpdateGroupResponse> {
    let paths: Vec<_> = mask.iter().map(ToString::to_string).collect();
    let update_mask = (!paths.is_empty()).then_some(prost_types::FieldMask { paths });
    let (name, display_name, etag) = (named(id), to.to_owned(), etag.to_owned());
    let group = Some(v1::Group { name, display_name, etag, ..Default::default() });
    acme.groups.update_group(v1::UpdateGroupRequest { group, update_mask }).await
}

async fn delete(acme: &mut Client, id: &str, etag: &str) -> Answer<v1::DeleteGroupResponse> {
    acme.groups.delete_group(v1::DeleteGroupRequest { name: named(id), etag: etag.to_owned() }).await
}

async fn list(acme: &mut Client, page_size: i32, token: &str) -> Answer<v1::ListGroupsResponse> {
    let (parent, page_token) = (PARENT.to_owned(), token.to_owned());
    acme.groups
        .list_groups(v1::ListGroupsRequest { parent, page_size, page_token, ..Default::default() })
        .await
}

async fn add(acme: &mut Client, id: &str, user: &str) -> Answer<v1::AddGroupMemberResponse> {
    let (group, user) = (named(id), user_name(user));
    acme.groups.add_group_member(v1::AddGroupMemberRequest { group, user }).await
}

async fn remove(acme: &mut Client, id: &str, user: &str) -> Answer<v1::RemoveGroupMemberResponse> {
    let (group, user) = (named(id), user_name(user));
    acme.groups.remove_group_member(v1::RemoveGroupMemberRequest { group, user }).await
}

async fn members(
    acme: &mut Client,
    id: &str,
    page_size: i32,
    token: &str,
) -> Answer<v1::ListGroupMembersResponse> {
    let (parent, page_token) = (named(id), token.to_owned());
    acme.groups.list_group_members(v1::ListGroupMembersRequest { parent, page_size, page_token }).await
}

async fn of_user(
    acme: &mut Client,
    user: &str,
    page_size: i32,
    token: &str,
) -> Answer<v1::ListUserGroupsResponse> {
    let (parent, page_token) = (user_name(user), token.to_owned());
    acme.groups.list_user_groups(v1::ListUserGroupsRequest { parent, page_size, page_token }).await
}

async fn user(acme: &mut Client, name: &str) -> v1::User {
    acme.get_user(name).await.unwrap().into_inner().user.unwrap()
}

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    (server, acme)
}

async fn they_are_created_changed_and_deleted(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let request = v1::CreateGroupRequest {
        parent: PARENT.to_owned(),
        group_id: "night".to_owned(),
        group: Some(v1::Group { display_name: "Night shift".to_owned(), ..Default::default() }),
        request_id: Uuid::new_v4().to_string(),
    };
    let created = acme.groups.create_group(request.clone()).await.unwrap().into_inner();
    assert_eq!(acme.groups.create_group(request.clone()).await.unwrap().into_inner(), created);
    let other = v1::CreateGroupRequest { group: None, ..request };
    assert_eq!(refused(acme.groups.create_group(other).await).reason, "REQUEST_ID_REUSED");
    let night = created.group.unwrap();
    assert_eq!((night.name.as_str(), night.display_name.as_str()), (&*named("night"), "Night shift"));
    assert_eq!(get(&mut acme, "night").await.unwrap().into_inner().group.unwrap(), night);
    let plain = create(&mut acme, "plain").await.unwrap().into_inner().group.unwrap();
    assert_eq!(plain.display_name, "plain");

    let renamed = rename(&mut acme, "night", "Night", &night.etag, &[]).await.unwrap().into_inner();
    let renamed = renamed.group.unwrap();
    assert_eq!((renamed.display_name.as_str(), &renamed.uid), ("Night", &night.uid));
    assert_eq!(
        rename(&mut acme, "night", "N", "", &["*"]).await.unwrap().into_inner().group.unwrap().display_name,
        "N"
    );
    let stale = refused(rename(&mut acme, "night", "x", &night.etag, &[]).await);
    assert_eq!(stale.kind(), (Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!(stale.metadata["resource"], named("night"));
    assert_eq!(refused(rename(&mut acme, "night", "", "", &["*"]).await).fields, ["group.display_name"]);
    assert_eq!(refused(rename(&mut acme, "night", "x", "", &["members"]).await).fields, ["update_mask"]);
    let bad = v1::CreateGroupRequest {
        parent: "x".to_owned(),
        group_id: "A".to_owned(),
        group: Some(v1::Group { display_name: "a\u{7}".to_owned(), ..Default::default() }),
        ..Default::default()
    };
    let failure = refused(acme.groups.create_group(bad).await);
    assert_eq!(failure.fields, ["parent", "group_id", "group.display_name"]);
    let taken = refused(create(&mut acme, "night").await);
    assert_eq!(taken.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!(taken.metadata["resource"], named("night"));

    assert_eq!(refused(delete(&mut acme, "night", &night.etag).await).reason, "ETAG_MISMATCH");
    delete(&mut acme, "night", "").await.unwrap();
    for failure in [
        refused(get(&mut acme, "night").await),
        refused(delete(&mut acme, "night", "").await),
        refused(rename(&mut acme, "night", "x", "", &[]).await),
        refused(members(&mut acme, "night", 0, "").await),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/Group");
    }
    assert_eq!(
        aside::audit(&server, &named("night")).await,
        [
            r#"GroupService/CreateGroup 1 ["display_name"]"#,
            r#"GroupService/UpdateGroup 2 ["display_name"]"#,
            r#"GroupService/UpdateGroup 2 ["display_name"]"#,
            "GroupService/DeleteGroup 3 []",
        ]
    );
}

async fn members_come_and_go(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    acme.domain("other.test").await;
    acme.user("other.test", "eve").await;
    acme.user("acme.test", "alice").await;
    let alice = "alice@acme.test";
    create(&mut acme, "g").await.unwrap();
    let before = user(&mut acme, alice).await;
    let member = add(&mut acme, "g", alice).await.unwrap().into_inner().member.unwrap();
    assert_eq!(add(&mut acme, "g", alice).await.unwrap().into_inner().member.unwrap(), member);
    let joined = user(&mut acme, alice).await;
    assert_eq!(joined.groups, [named("g")]);
    assert_ne!(joined.etag, before.etag);
    assert_eq!(members(&mut acme, "g", 0, "").await.unwrap().into_inner().members, [member]);
    remove(&mut acme, "g", alice).await.unwrap();
    remove(&mut acme, "g", alice).await.unwrap();
    assert!(user(&mut acme, alice).await.groups.is_empty());
    assert_eq!(
        aside::audit(&server, &named("g")).await,
        [
            "GroupService/CreateGroup 1 []",
            "GroupService/AddGroupMember 7 []",
            "GroupService/RemoveGroupMember 8 []",
        ]
    );
    assert_eq!(refused(add(&mut acme, "g", "eve@other.test").await).fields, ["user"]);
    assert_eq!(refused(add(&mut acme, "h", alice).await).metadata["resource"], named("h"));
    assert_eq!(
        refused(add(&mut acme, "g", "bob@acme.test").await).metadata["resource"],
        user_name("bob@acme.test")
    );
    aside::mark_user(&server, &user_name(alice), true).await;
    assert_eq!(refused(add(&mut acme, "g", alice).await).reason, "RESOURCE_DELETED");
    aside::mark_user(&server, &user_name(alice), false).await;
    // By the user's own field, too; and the group takes its memberships with it.
    let change = v1::User { name: user_name(alice), groups: vec![named("g")], ..Default::default() };
    acme.update_user(change, &[]).await.unwrap();
    assert_eq!(members(&mut acme, "g", 0, "").await.unwrap().into_inner().members.len(), 1);
    let foreign = v1::User {
        name: user_name(alice),
        groups: vec!["domains/other.test/groups/g".to_owned()],
        ..Default::default()
    };
    assert_eq!(refused(acme.update_user(foreign, &[]).await).fields, ["user.groups[0]"]);
    let gone = v1::User { name: user_name(alice), groups: vec![named("gone")], ..Default::default() };
    let failure = refused(acme.update_user(gone, &[]).await);
    assert_eq!((failure.code, &*failure.metadata["resource"]), (Code::NotFound, &*named("gone")));
    delete(&mut acme, "g", "").await.unwrap();
    assert!(user(&mut acme, alice).await.groups.is_empty());
}

async fn pages(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for n in 0..7 {
        create(&mut acme, &format!("g{n}")).await.unwrap();
        acme.user("acme.test", &format!("u{n}")).await;
        add(&mut acme, &format!("g{n}"), "u0@acme.test").await.unwrap();
        if n > 0 {
            add(&mut acme, "g0", &format!("u{n}@acme.test")).await.unwrap();
        }
    }
    let (mut every, mut mine, mut people) = (Vec::new(), Vec::new(), Vec::new());
    let (mut next, mut own, mut after) = (String::new(), String::new(), String::new());
    for _ in 0..3 {
        let page = list(&mut acme, 3, &next).await.unwrap().into_inner();
        every.extend(page.groups.into_iter().map(|g| g.name));
        next = page.next_page_token;
        let page = of_user(&mut acme, "u0@acme.test", 3, &own).await.unwrap().into_inner();
        mine.extend(page.groups.into_iter().map(|g| g.name));
        own = page.next_page_token;
        let page = members(&mut acme, "g0", 3, &after).await.unwrap().into_inner();
        people.extend(page.members.into_iter().map(|m| m.user));
        after = page.next_page_token;
    }
    let expected: Vec<String> = (0..7).map(|n| named(&format!("g{n}"))).collect();
    assert_eq!((every, mine), (expected.clone(), expected));
    assert_eq!(people, (0..7).map(|n| user_name(&format!("u{n}@acme.test"))).collect::<Vec<_>>());
    assert_eq!((next, own, after), (String::new(), String::new(), String::new()));
}

/// Adding, removing, updating and deleting at once: each fails for its own reason or not at all, and every
/// membership raised the version of its user once.
async fn many_at_once(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.user("acme.test", "alice").await;
    let alice = "alice@acme.test";
    for n in 0..12 {
        create(&mut acme, &format!("g{n}")).await.unwrap();
    }
    let version = |u: &v1::User| u.etag.split('-').next().unwrap().parse::<i64>().unwrap();
    let before = version(&user(&mut acme, alice).await);
    // Each group twice: one of the two finds it done.
    let adds = (0..24).map(|n| {
        let mut client = acme.clone();
        async move { add(&mut client, &format!("g{}", n % 12), alice).await.map(drop) }
    });
    for done in join_all(adds).await {
        done.unwrap();
    }
    let after = user(&mut acme, alice).await;
    assert_eq!((after.groups.len(), version(&after) - before), (12, 12));

    for round in 0..6 {
        let id = format!("r{round}");
        create(&mut acme, &id).await.unwrap();
        let (mut first, mut second, mut third) = (acme.clone(), acme.clone(), acme.clone());
        let change = v1::User { name: user_name(alice), groups: vec![named(&id)], ..Default::default() };
        let (added, updated, deleted) = tokio::join!(
            add(&mut first, &id, alice),
            second.update_user(change, &["groups"]),
            delete(&mut third, &id, ""),
        );
        deleted.unwrap();
        for status in [added.err(), updated.err()].into_iter().flatten() {
            let failure = Failure::of(&status);
            assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{failure:?}");
            assert_eq!(failure.metadata["resource"], named(&id), "the group, not the domain");
        }
        assert!(!user(&mut acme, alice).await.groups.contains(&named(&id)));
    }
    // A user who goes while it joins.
    create(&mut acme, "last").await.unwrap();
    for round in 0..6 {
        let name = format!("b{round}@acme.test");
        acme.user("acme.test", &format!("b{round}")).await;
        let (mut first, mut second) = (acme.clone(), acme.clone());
        let (added, deleted) = tokio::join!(add(&mut first, "last", &name), second.delete_user(&name));
        deleted.unwrap();
        if let Err(status) = added {
            assert_eq!(Failure::of(&status).metadata["resource"], user_name(&name));
        }
        assert_eq!(members(&mut acme, "last", 0, "").await.unwrap().into_inner().members, []);
    }
}

async fn other_tenants_and_deleted_domains_are_closed(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    create(&mut acme, "g").await.unwrap();
    let alice = "alice@acme.test";
    acme.user("acme.test", "alice").await;
    let mut evil = server.client("evil").await;
    for failure in [
        refused(create(&mut evil, "h").await),
        refused(get(&mut evil, "g").await),
        refused(list(&mut evil, 0, "").await),
        refused(rename(&mut evil, "g", "x", "", &[]).await),
        refused(delete(&mut evil, "g", "").await),
        refused(add(&mut evil, "g", alice).await),
        refused(remove(&mut evil, "g", alice).await),
        refused(members(&mut evil, "g", 0, "").await),
        refused(of_user(&mut evil, alice, 0, "").await),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    }
    aside::mark_domain(&server, PARENT, true).await;
    for failure in [
        refused(create(&mut acme, "h").await),
        refused(rename(&mut acme, "g", "x", "", &[]).await),
        refused(delete(&mut acme, "g", "").await),
        refused(add(&mut acme, "g", alice).await),
        refused(remove(&mut acme, "g", alice).await),
    ] {
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
        assert_eq!(failure.metadata["resource"], PARENT);
    }
}

crate::on_both!(
    they_are_created_changed_and_deleted,
    members_come_and_go,
    pages,
    many_at_once,
    other_tenants_and_deleted_domains_are_closed,
);
