//! OrganizationService, and the organizations of users.

use crate::aside;
use crate::support::{Backend, Client, Failure, Phone, Server, calls::user_name, data, refused};
use futures::future::join_all;
use rollcall::{
    model::{AccountScope, Fqdn},
    pb::v1,
};
use std::collections::BTreeMap;
use tonic::{Code, Response, Status};
use uuid::Uuid;

const PARENT: &str = "domains/acme.test";

type Answer<T> = Result<Response<T>, Status>;

fn named(id: &str) -> String {
    if id.is_empty() { String::new() } else { format!("{PARENT}/organizations/{id}") }
}

fn organization(display_name: &str, parent: &str) -> v1::Organization {
    let (display_name, parent_organization) = (display_name.to_owned(), named(parent));
    v1::Organization { display_name, parent_organization, ..Default::default() }
}

async fn create(acme: &mut Client, id: &str, parent: &str) -> Answer<v1::CreateOrganizationResponse> {
    let request = v1::CreateOrganizationRequest {
        parent: PARENT.to_owned(),
        organization_id: id.to_owned(),
        organization: Some(organization("", parent)),
        ..Default::default()
    };
    acme.organizations.create_organization(request).await
}

async fn get(acme: &mut Client, id: &str) -> Answer<v1::GetOrganizationResponse> {
    acme.organizations.get_organization(v1::GetOrganizationRequest { name: named(id) }).await
}

async fn update(
    acme: &mut Client,
    id: &str,
    organization: v1::Organization,
    mask: &[&str],
) -> Answer<v1::UpdateOrganizationResponse> {
    let paths: Vec<_> = mask.iter().map(ToString::to_string).collect();
    let update_mask = (!paths.is_empty()).then_some(prost_types::FieldMask { paths });
    let organization = Some(v1::Organization { name: named(id), ..organization });
    let request = v1::UpdateOrganizationRequest { organization, update_mask };
    acme.organizations.update_organization(request).await
}

async fn place(acme: &mut Client, id: &str, parent: &str) -> Answer<v1::UpdateOrganizationResponse> {
    update(acme, id, organization("", parent), &["parent_organization"]).await
}

async fn delete(acme: &mut Client, id: &str, etag: &str) -> Answer<v1::DeleteOrganizationResponse> {
    let request = v1::DeleteOrganizationRequest { name: named(id), etag: etag.to_owned() };
    acme.organizations.delete_organization(request).await
}

async fn list(acme: &mut Client, size: i32, token: &str) -> Answer<v1::ListOrganizationsResponse> {
    let (parent, page_token) = (PARENT.to_owned(), token.to_owned());
    let request = v1::ListOrganizationsRequest { parent, page_size: size, page_token, ..Default::default() };
    acme.organizations.list_organizations(request).await
}

async fn add(acme: &mut Client, id: &str, user: &str) -> Answer<v1::AddOrganizationMemberResponse> {
    let (organization, user) = (named(id), user_name(user));
    acme.organizations.add_organization_member(v1::AddOrganizationMemberRequest { organization, user }).await
}

async fn remove(acme: &mut Client, id: &str, user: &str) -> Answer<v1::RemoveOrganizationMemberResponse> {
    let (organization, user) = (named(id), user_name(user));
    let request = v1::RemoveOrganizationMemberRequest { organization, user };
    acme.organizations.remove_organization_member(request).await
}

async fn members(
    acme: &mut Client,
    id: &str,
    include_descendants: bool,
    page_size: i32,
    token: &str,
) -> Answer<v1::ListOrganizationMembersResponse> {
    let (parent, page_token) = (named(id), token.to_owned());
    let request = v1::ListOrganizationMembersRequest { parent, page_size, page_token, include_descendants };
    acme.organizations.list_organization_members(request).await
}

async fn of_user(
    acme: &mut Client,
    user: &str,
    size: i32,
    token: &str,
) -> Answer<v1::ListUserOrganizationsResponse> {
    let (parent, page_token) = (user_name(user), token.to_owned());
    let request = v1::ListUserOrganizationsRequest { parent, page_size: size, page_token };
    acme.organizations.list_user_organizations(request).await
}

async fn user(acme: &mut Client, name: &str) -> v1::User {
    acme.get_user(name).await.unwrap().into_inner().user.unwrap()
}

async fn manage(acme: &mut Client, on: bool) {
    let domain = v1::Domain { name: PARENT.to_owned(), organization_management: on, ..Default::default() };
    acme.update_domain(domain, &["organization_management"]).await.unwrap();
}

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    manage(&mut acme, true).await;
    (server, acme)
}

async fn they_are_created_changed_and_deleted(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let root = create(&mut acme, "root", "").await.unwrap().into_inner().organization.unwrap();
    assert_eq!((root.name.as_str(), root.display_name.as_str()), (&*named("root"), "root"));
    assert_eq!(root.parent_organization, "");
    let sales = create(&mut acme, "sales", "root").await.unwrap().into_inner().organization.unwrap();
    assert_eq!(sales.parent_organization, named("root"));
    assert_eq!(get(&mut acme, "sales").await.unwrap().into_inner().organization.unwrap(), sales);
    assert!(Uuid::parse_str(&sales.uid).is_ok() && sales.create_time.is_some());

    let change = organization("Sales", "");
    let renamed = update(&mut acme, "sales", change.clone(), &["display_name"]).await.unwrap().into_inner();
    let renamed = renamed.organization.unwrap();
    assert_eq!((renamed.display_name.as_str(), &renamed.parent_organization), ("Sales", &named("root")));
    assert_ne!(renamed.etag, sales.etag);
    let same = update(&mut acme, "sales", change.clone(), &[]).await.unwrap().into_inner();
    assert_eq!(same.organization.unwrap().parent_organization, named("root"), "not set, not written");
    let all = update(&mut acme, "sales", change.clone(), &["*"]).await.unwrap().into_inner();
    let all = all.organization.unwrap();
    assert_eq!(all.parent_organization, "", "a root now");
    let failure = refused(update(&mut acme, "sales", change.clone(), &["uid", "parent"]).await);
    assert_eq!((failure.reason.as_str(), failure.fields.len()), ("FIELD_INVALID", 2));
    let stale = v1::Organization { etag: sales.etag.clone(), ..change };
    let failure = refused(update(&mut acme, "sales", stale, &[]).await);
    assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!(failure.metadata["etag"], all.etag);
    assert_eq!(refused(delete(&mut acme, "sales", &sales.etag).await).reason, "ETAG_MISMATCH");
    delete(&mut acme, "sales", &all.etag).await.unwrap();
    for failure in [
        refused(get(&mut acme, "sales").await),
        refused(place(&mut acme, "sales", "root").await),
        refused(delete(&mut acme, "sales", "").await),
        refused(create(&mut acme, "north", "sales").await),
        refused(place(&mut acme, "root", "sales").await),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/Organization");
        assert_eq!(failure.metadata["resource"], named("sales"));
    }
    let taken = refused(create(&mut acme, "root", "").await);
    assert_eq!(taken.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!(
        aside::audit(&server, &named("sales")).await,
        [
            r#"OrganizationService/CreateOrganization 1 ["parent_organization"]"#,
            r#"OrganizationService/UpdateOrganization 2 ["display_name"]"#,
            "OrganizationService/UpdateOrganization 2 []",
            r#"OrganizationService/UpdateOrganization 2 ["parent_organization"]"#,
            "OrganizationService/DeleteOrganization 3 []",
        ]
    );

    // A retry creates once.
    let request = v1::CreateOrganizationRequest {
        parent: PARENT.to_owned(),
        organization_id: "again".to_owned(),
        organization: Some(organization("Again", "root")),
        request_id: Uuid::new_v4().to_string(),
    };
    let first = acme.organizations.create_organization(request.clone()).await.unwrap().into_inner();
    assert_eq!(acme.organizations.create_organization(request.clone()).await.unwrap().into_inner(), first);
    let other = v1::CreateOrganizationRequest { organization: None, ..request };
    assert_eq!(refused(acme.organizations.create_organization(other).await).reason, "REQUEST_ID_REUSED");
}

async fn all_bad_fields_are_told_at_once(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.domain("other.test").await;
    let mut request = v1::CreateOrganizationRequest {
        parent: "domains/".to_owned(),
        organization_id: "-".to_owned(),
        organization: Some(v1::Organization {
            display_name: "x".repeat(129),
            parent_organization: "nonsense".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let failure = refused(acme.organizations.create_organization(request.clone()).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    let field = "organization.parent_organization";
    assert_eq!(failure.fields, ["parent", "organization_id", "organization.display_name", field]);
    request.parent = PARENT.to_owned();
    request.organization_id = "a".to_owned();
    let foreign = "domains/other.test/organizations/a".to_owned();
    request.organization =
        Some(v1::Organization { parent_organization: foreign.clone(), ..Default::default() });
    assert_eq!(refused(acme.organizations.create_organization(request).await).fields, [field]);
    create(&mut acme, "a", "").await.unwrap();
    let change = v1::Organization { parent_organization: foreign, ..Default::default() };
    assert_eq!(
        refused(update(&mut acme, "a", change, &["*"]).await).fields,
        ["organization.display_name", field]
    );
}

async fn without_management_there_is_reading_only(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    create(&mut acme, "a", "").await.unwrap();
    acme.user("acme.test", "alice").await;
    acme.user("acme.test", "bob").await;
    let (alice, bob) = ("alice@acme.test", "bob@acme.test");
    add(&mut acme, "a", alice).await.unwrap();
    manage(&mut acme, false).await;
    let assigned = |name: &str, organizations: &[&str]| v1::User {
        name: user_name(name),
        organizations: organizations.iter().map(|id| named(id)).collect(),
        ..Default::default()
    };
    for failure in [
        refused(create(&mut acme, "b", "").await),
        refused(update(&mut acme, "a", organization("A", ""), &[]).await),
        refused(delete(&mut acme, "a", "").await),
        refused(add(&mut acme, "a", bob).await),
        refused(remove(&mut acme, "a", alice).await),
        refused(acme.update_user(assigned(bob, &["a"]), &["organizations"]).await),
        refused(acme.create_user("carol@acme.test", assigned("carol@acme.test", &["a"])).await),
    ] {
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "ORGANIZATIONS_DISABLED"));
        assert_eq!(failure.metadata["resource"], PARENT);
    }
    assert_eq!(list(&mut acme, 0, "").await.unwrap().into_inner().organizations.len(), 1);
    assert_eq!(members(&mut acme, "a", true, 0, "").await.unwrap().into_inner().members.len(), 1);
    assert_eq!(of_user(&mut acme, alice, 0, "").await.unwrap().into_inner().organizations.len(), 1);
    get(&mut acme, "a").await.unwrap();
    assert_eq!(user(&mut acme, alice).await.organizations, [named("a")]);
    manage(&mut acme, true).await;
    delete(&mut acme, "a", "").await.unwrap();
}

async fn the_tree_has_no_cycles_and_so_many_levels(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for (id, parent) in [("a", ""), ("b", "a"), ("c", "b")] {
        create(&mut acme, id, parent).await.unwrap();
    }
    for parent in ["a", "b", "c"] {
        let failure = refused(place(&mut acme, "a", parent).await);
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "ORGANIZATION_CYCLE"));
        assert_eq!(failure.metadata["resource"], named("a"));
        assert_eq!(failure.metadata["parent_organization"], named(parent));
    }
    place(&mut acme, "c", "a").await.unwrap();
    place(&mut acme, "b", "c").await.unwrap();
    for id in ["c", "b"] {
        assert_eq!(refused(delete(&mut acme, "a", "").await).metadata["organization_count"], "1", "{id}");
    }
    // A chain of 32 levels.
    for level in 1..=32 {
        let parent = if level == 1 { String::new() } else { format!("l{}", level - 1) };
        create(&mut acme, &format!("l{level}"), &parent).await.unwrap();
    }
    let field = "organization.parent_organization";
    let deep = refused(create(&mut acme, "l33", "l32").await);
    assert_eq!((deep.reason.as_str(), &deep.fields[..]), ("FIELD_INVALID", &[field.to_owned()][..]));
    // a-c-b has three levels: it fits below the 29th, not below the 30th.
    assert_eq!(refused(place(&mut acme, "a", "l30").await).fields, [field]);
    place(&mut acme, "a", "l29").await.unwrap();
    assert_eq!(refused(place(&mut acme, "l1", "b").await).reason, "ORGANIZATION_CYCLE");
    create(&mut acme, "top", "").await.unwrap();
    assert_eq!(refused(place(&mut acme, "l1", "top").await).fields, [field]);
    place(&mut acme, "l2", "top").await.unwrap();
}

/// Two moves that would make a cycle together; with a bystander that makes the way longer.
async fn of_two_moves_one_wins(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for round in 0..8 {
        let [a, b, between] = ["a", "b", "m"].map(|id| format!("{id}{round}"));
        for id in [&a, &b] {
            create(&mut acme, id, "").await.unwrap();
        }
        create(&mut acme, &between, &a).await.unwrap();
        let (mut first, mut second) = (acme.clone(), acme.clone());
        let (up, down) = tokio::join!(place(&mut first, &a, &b), place(&mut second, &b, &between));
        let lost: Vec<_> = [up.err(), down.err()].into_iter().flatten().collect();
        assert_eq!(lost.len(), 1, "one of them");
        assert_eq!(Failure::of(&lost[0]).kind(), (Code::FailedPrecondition, "ORGANIZATION_CYCLE"));
    }
    // Many at once, in a ring: what is left is a tree.
    let ring: Vec<String> = (0..8).map(|n| format!("ring{n}")).collect();
    for id in &ring {
        create(&mut acme, id, "").await.unwrap();
    }
    let moves = (0..ring.len()).map(|n| {
        let (mut client, id, parent) = (acme.clone(), ring[n].clone(), ring[(n + 1) % ring.len()].clone());
        async move { place(&mut client, &id, &parent).await.err() }
    });
    let lost: Vec<_> = join_all(moves).await.into_iter().flatten().collect();
    assert_eq!(lost.len(), 1, "the one that would close it: {lost:?}");
    let all = list(&mut acme, 1000, "").await.unwrap().into_inner().organizations;
    let above: BTreeMap<String, String> = all.into_iter().map(|o| (o.name, o.parent_organization)).collect();
    for mut at in above.keys() {
        for _ in 0..above.len() {
            match above.get(at) {
                Some(parent) if !parent.is_empty() => at = parent,
                _ => break,
            }
        }
        assert_eq!(above[at], "", "the way up ends");
    }
}

/// An organization gets one below it while it is deleted.
async fn what_is_not_empty_stays(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    create(&mut acme, "a", "").await.unwrap();
    create(&mut acme, "b", "a").await.unwrap();
    let failure = refused(delete(&mut acme, "a", "").await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "ORGANIZATION_NOT_EMPTY"));
    assert_eq!(
        (failure.metadata["resource"].clone(), &*failure.metadata["organization_count"]),
        (named("a"), "1")
    );
    for round in 0..8 {
        let (a, b) = (format!("a{round}"), format!("b{round}"));
        create(&mut acme, &a, "").await.unwrap();
        let (mut first, mut second) = (acme.clone(), acme.clone());
        match tokio::join!(delete(&mut first, &a, ""), create(&mut second, &b, &a)) {
            (Ok(_), Err(late)) => assert_eq!(Failure::of(&late).metadata["resource"], named(&a)),
            (Err(late), Ok(_)) => assert_eq!(Failure::of(&late).reason, "ORGANIZATION_NOT_EMPTY"),
            other => panic!("{other:?}"),
        }
    }
}

async fn members_come_and_go(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    acme.domain("other.test").await;
    acme.user("other.test", "eve").await;
    let alice = "alice@acme.test";
    let labels: BTreeMap<_, _> = [("team".to_owned(), "north".to_owned())].into();
    let shown = v1::User { display_name: "Alice".to_owned(), labels: labels.clone(), ..Default::default() };
    acme.create_user(alice, shown).await.unwrap();
    create(&mut acme, "a", "").await.unwrap();

    let before = user(&mut acme, alice).await;
    let member = add(&mut acme, "a", alice).await.unwrap().into_inner().member.unwrap();
    assert_eq!((member.user.as_str(), member.display_name.as_str()), (&*user_name(alice), "Alice"));
    let joined = user(&mut acme, alice).await;
    assert_eq!(joined.organizations, [named("a")]);
    assert_ne!(joined.etag, before.etag);
    let time = |u: &v1::User| u.update_time.map(|t| (t.seconds, t.nanos)).unwrap();
    assert!(time(&joined) > time(&before));
    // Again: nothing changes.
    let again = add(&mut acme, "a", alice).await.unwrap().into_inner().member.unwrap();
    assert_eq!(again, member, "a member since then");
    assert_eq!(user(&mut acme, alice).await, joined);
    let listed = members(&mut acme, "a", false, 0, "").await.unwrap().into_inner().members;
    assert_eq!(listed, [member]);

    remove(&mut acme, "a", alice).await.unwrap();
    let left = user(&mut acme, alice).await;
    assert!(left.organizations.is_empty() && left.etag != joined.etag && time(&left) > time(&joined));
    remove(&mut acme, "a", alice).await.unwrap();
    assert_eq!(user(&mut acme, alice).await, left);
    assert!(members(&mut acme, "a", false, 0, "").await.unwrap().into_inner().members.is_empty());
    assert_eq!(
        aside::audit(&server, &named("a")).await,
        [
            "OrganizationService/CreateOrganization 1 []",
            "OrganizationService/AddOrganizationMember 7 []",
            "OrganizationService/RemoveOrganizationMember 8 []",
        ]
    );

    // An etag of before a membership is of before.
    add(&mut acme, "a", alice).await.unwrap();
    let stale =
        v1::User { name: user_name(alice), etag: left.etag, first_name: "A".into(), ..Default::default() };
    assert_eq!(refused(acme.update_user(stale, &[]).await).reason, "ETAG_MISMATCH");
    // A soft-deleted user joins nothing, is not listed, and may leave.
    create(&mut acme, "b", "").await.unwrap();
    aside::mark_user(&server, &user_name(alice), true).await;
    let failure = refused(add(&mut acme, "b", alice).await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
    assert_eq!(failure.metadata["resource"], user_name(alice));
    assert!(members(&mut acme, "a", false, 0, "").await.unwrap().into_inner().members.is_empty());
    aside::mark_user(&server, &user_name(alice), false).await;
    assert_eq!(members(&mut acme, "a", false, 0, "").await.unwrap().into_inner().members.len(), 1);

    for (failure, missing) in [
        (refused(add(&mut acme, "gone", alice).await), named("gone")),
        (refused(remove(&mut acme, "gone", alice).await), named("gone")),
        (refused(members(&mut acme, "gone", false, 0, "").await), named("gone")),
        (refused(add(&mut acme, "a", "gone@acme.test").await), user_name("gone@acme.test")),
        (refused(remove(&mut acme, "a", "gone@acme.test").await), user_name("gone@acme.test")),
        (refused(of_user(&mut acme, "gone@acme.test", 0, "").await), user_name("gone@acme.test")),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(failure.metadata["resource"], missing);
    }
    let foreign = refused(add(&mut acme, "a", "eve@other.test").await);
    assert_eq!((foreign.reason.as_str(), &foreign.fields[..]), ("FIELD_INVALID", &["user".to_owned()][..]));

    // With the organization the memberships end, and nothing else.
    delete(&mut acme, "a", "").await.unwrap();
    let after = user(&mut acme, alice).await;
    assert!(after.organizations.is_empty());
    assert_eq!(after.labels, labels);
}

async fn descendants_are_listed_once(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for (id, parent) in [("a", ""), ("b", "a"), ("c", "b"), ("d", "a"), ("e", "")] {
        create(&mut acme, id, parent).await.unwrap();
    }
    for n in 0..9 {
        acme.user("acme.test", &format!("u{n}")).await;
    }
    let mut first = None;
    for (id, users) in
        [("c", &[0, 1, 2, 8][..]), ("a", &[0, 3]), ("b", &[1, 4, 5]), ("d", &[0, 6]), ("e", &[7])]
    {
        for n in users {
            let member = add(&mut acme, id, &format!("u{n}@acme.test")).await.unwrap().into_inner();
            first = first.or(member.member);
        }
    }
    let mut all = async |id: &str, below: bool| {
        let (mut found, mut token) = (Vec::new(), String::new());
        loop {
            let page = members(&mut acme, id, below, 3, &token).await.unwrap().into_inner();
            assert!(page.members.len() <= 3);
            found.extend(page.members);
            token = page.next_page_token;
            if token.is_empty() {
                return found;
            }
        }
    };
    let users = |members: &[v1::OrganizationMember]| {
        members.iter().map(|m| m.user.rsplit('u').next().unwrap().parse().unwrap()).collect::<Vec<u32>>()
    };
    let below = all("a", true).await;
    assert_eq!(users(&below), [0, 1, 2, 3, 4, 5, 6, 8]);
    assert_eq!(below[0], first.unwrap(), "since the first of its memberships");
    assert_eq!(users(&all("a", false).await), [0, 3]);
    assert_eq!(users(&all("b", true).await), [0, 1, 2, 4, 5, 8]);
    assert_eq!(users(&all("e", true).await), [7]);
    let one = members(&mut acme, "a", true, 1, "").await.unwrap().into_inner();
    let other = members(&mut acme, "a", false, 1, &one.next_page_token).await;
    assert_eq!(refused(other).reason, "PAGE_TOKEN_INVALID", "bound to include_descendants");
}

async fn pages(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.user("acme.test", "alice").await;
    for n in 0..7 {
        create(&mut acme, &format!("o{n}"), "").await.unwrap();
        add(&mut acme, &format!("o{n}"), "alice@acme.test").await.unwrap();
    }
    let expected: Vec<String> = (0..7).map(|n| named(&format!("o{n}"))).collect();
    let (mut every, mut mine) = (Vec::new(), Vec::new());
    let (mut next, mut own) = (String::new(), String::new());
    for _ in 0..3 {
        let page = list(&mut acme, 3, &next).await.unwrap().into_inner();
        every.extend(page.organizations.into_iter().map(|o| o.name));
        next = page.next_page_token;
        let page = of_user(&mut acme, "alice@acme.test", 3, &own).await.unwrap().into_inner();
        mine.extend(page.organizations.into_iter().map(|o| o.name));
        own = page.next_page_token;
    }
    assert_eq!((every, mine), (expected.clone(), expected));
    assert_eq!((next, own), (String::new(), String::new()));
}

async fn lists_are_filtered_and_ordered(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.domain("other.test").await;
    for (id, parent, display_name) in
        [("a", "", "Zeta"), ("b", "a", "Sales"), ("c", "a", "Sales north"), ("d", "b", "Alpha")]
    {
        create(&mut acme, id, parent).await.unwrap();
        update(&mut acme, id, organization(display_name, ""), &["display_name"]).await.unwrap();
    }
    let mut ids = async |filter: &str, order_by: &str| {
        let (mut ids, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = v1::ListOrganizationsRequest {
                parent: PARENT.to_owned(),
                page_size: 2,
                page_token,
                filter: filter.to_owned(),
                order_by: order_by.to_owned(),
            };
            let page = acme.organizations.list_organizations(request).await?.into_inner();
            ids.extend(page.organizations.into_iter().map(|o| o.name.rsplit('/').next().unwrap().to_owned()));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok::<_, Status>(ids.concat());
            }
        }
    };
    let below = |id: &str| format!("parent_organization = {:?}", named(id));
    for (filter, order_by, expected) in [
        (String::new(), "", "abcd"),
        (String::new(), "name desc", "dcba"),
        (String::new(), "display_name", "dbca"),
        (String::new(), "create_time desc", "dcba"),
        (r#"display_name = "Sales*""#.to_owned(), "", "bc"),
        (below("a"), "", "bc"),
        (below("a"), "display_name desc", "cb"),
        (below("d"), "", ""),
        (format!("NOT {}", below("a")), "", "ad"),
        (r#"parent_organization = """#.to_owned(), "", "a"),
        ("parent_organization:*".to_owned(), "", "bcd"),
        (r#"parent_organization = "domains/other.test/organizations/a""#.to_owned(), "", ""),
    ] {
        assert_eq!(ids(&filter, order_by).await.unwrap(), expected, "{filter} {order_by}");
    }
    assert_eq!(
        Failure::of(&ids("parent = 1", "update_time").await.unwrap_err()).fields,
        ["filter", "order_by"]
    );
}

async fn users_name_organizations_of_their_own_domain(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.domain("other.test").await;
    for id in ["a", "b", "c"] {
        create(&mut acme, id, "").await.unwrap();
    }
    let with = |ids: &[&str]| v1::User {
        name: user_name("alice@acme.test"),
        organizations: ids.iter().map(|id| named(id)).collect(),
        ..Default::default()
    };
    let alice = acme.create_user("alice@acme.test", with(&["b", "a", "b"])).await.unwrap().into_inner();
    assert_eq!(alice.user.unwrap().organizations, [named("a"), named("b")]);
    let before = members(&mut acme, "b", false, 0, "").await.unwrap().into_inner().members;
    let changed = acme.update_user(with(&["b", "c"]), &["organizations"]).await.unwrap().into_inner();
    assert_eq!(changed.user.unwrap().organizations, [named("b"), named("c")]);
    let after = members(&mut acme, "b", false, 0, "").await.unwrap().into_inner().members;
    assert_eq!(after, before, "one who stays is a member since then");
    assert!(members(&mut acme, "a", false, 0, "").await.unwrap().into_inner().members.is_empty());
    for failure in [
        refused(acme.update_user(with(&["a", "gone"]), &["organizations"]).await),
        refused(acme.create_user("bob@acme.test", with(&["gone"])).await),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/Organization");
        assert_eq!(failure.metadata["resource"], named("gone"));
    }
    let mut foreign = with(&["a"]);
    foreign.organizations.push("domains/other.test/organizations/a".to_owned());
    let failure = refused(acme.update_user(foreign, &[]).await);
    assert_eq!(
        (failure.reason.as_str(), &failure.fields[..]),
        ("FIELD_INVALID", &["user.organizations[1]".into()][..])
    );
    assert_eq!(user(&mut acme, "alice@acme.test").await.organizations, [named("b"), named("c")]);
    acme.update_user(with(&[]), &["organizations"]).await.unwrap();
    assert!(user(&mut acme, "alice@acme.test").await.organizations.is_empty());
}

async fn a_membership_leaves_the_phone_alone(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let password = acme.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
    let registered = acme.list("domains/acme.test/users/alice").await;
    create(&mut acme, "a", "").await.unwrap();
    for round in 0..3 {
        add(&mut acme, "a", "alice@acme.test").await.unwrap();
        assert_eq!(acme.list("domains/acme.test/users/alice").await[0].name, registered[0].name);
        assert_eq!(phone.register(60).await.status, 200, "round {round}");
        // A change that is fenced off, in between: the phone still comes through at once.
        let change = v1::User {
            name: user_name("alice@acme.test"),
            first_name: format!("A{round}"),
            ..Default::default()
        };
        acme.update_user(change, &[]).await.unwrap();
        assert_eq!(phone.register(60).await.status, 200, "round {round}");
        remove(&mut acme, "a", "alice@acme.test").await.unwrap();
        assert_eq!(phone.register(60).await.status, 200, "round {round}");
    }
    delete(&mut acme, "a", "").await.unwrap();
    assert_eq!(phone.register(60).await.status, 200);
    let after = acme.list("domains/acme.test/users/alice").await;
    assert_eq!((after.len(), &after[0].name), (1, &registered[0].name), "the same registration all along");
}

async fn other_tenants_and_deleted_domains_are_closed(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    create(&mut acme, "a", "").await.unwrap();
    create(&mut acme, "b", "a").await.unwrap();
    let alice = "alice@acme.test";
    acme.user("acme.test", "alice").await;
    let mut evil = server.client("evil").await;
    for failure in [
        refused(create(&mut evil, "c", "a").await),
        refused(get(&mut evil, "a").await),
        refused(list(&mut evil, 0, "").await),
        refused(place(&mut evil, "b", "").await),
        refused(delete(&mut evil, "b", "").await),
        refused(add(&mut evil, "a", alice).await),
        refused(remove(&mut evil, "a", alice).await),
        refused(members(&mut evil, "a", true, 0, "").await),
        refused(of_user(&mut evil, alice, 0, "").await),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    }
    aside::mark_domain(&server, PARENT, true).await;
    for failure in [
        refused(create(&mut acme, "c", "a").await),
        refused(place(&mut acme, "b", "").await),
        refused(delete(&mut acme, "b", "").await),
        refused(add(&mut acme, "a", alice).await),
        refused(remove(&mut acme, "a", alice).await),
    ] {
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
        assert_eq!(failure.metadata["resource"], PARENT);
    }
    // The whole tree, its members and the roles go with the domain.
    aside::mark_domain(&server, PARENT, false).await;
    add(&mut acme, "b", alice).await.unwrap();
    let store = data::of_server(&server).await;
    let tx = store.begin().await.unwrap();
    let domain = tx.domain(&AccountScope::All, &Fqdn::parse("acme.test").unwrap()).await.unwrap().unwrap();
    let users = tx.users_below(&domain, 100).await.unwrap();
    tx.delete_users(&users).await.unwrap();
    tx.delete_domain(&domain).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(refused(get(&mut acme, "b").await).code, Code::NotFound);
}

crate::on_both!(
    they_are_created_changed_and_deleted,
    all_bad_fields_are_told_at_once,
    without_management_there_is_reading_only,
    the_tree_has_no_cycles_and_so_many_levels,
    of_two_moves_one_wins,
    what_is_not_empty_stays,
    members_come_and_go,
    descendants_are_listed_once,
    pages,
    lists_are_filtered_and_ordered,
    users_name_organizations_of_their_own_domain,
    a_membership_leaves_the_phone_alone,
    other_tenants_and_deleted_domains_are_closed,
);
