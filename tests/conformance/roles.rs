//! RoleService, and the roles of users.

use crate::aside;
use crate::support::{Backend, Client, Failure, Server, calls::user_name, data, refused};
use futures::future::join_all;
use rollcall::{
    model::{AccountScope, Listing, PREDEFINED, ROLES},
    pb::v1,
};
use rollcall_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use tonic::{Code, Response, Status};
use uuid::Uuid;

const PARENT: &str = "domains/acme.test";

fn named(id: &str) -> String {
    format!("{PARENT}/roles/{id}")
}

fn role(display_name: &str, permissions: &[&str]) -> v1::Role {
    let permissions = permissions.iter().map(ToString::to_string).collect();
    v1::Role { display_name: display_name.to_owned(), permissions, ..Default::default() }
}

type Answer<T> = Result<Response<T>, Status>;

async fn create(acme: &mut Client, id: &str, role: v1::Role) -> Answer<v1::CreateRoleResponse> {
    let (parent, role_id) = (PARENT.to_owned(), id.to_owned());
    let request = v1::CreateRoleRequest { parent, role_id, role: Some(role), ..Default::default() };
    acme.roles.create_role(request).await
}

async fn get(acme: &mut Client, id: &str) -> Answer<v1::GetRoleResponse> {
    acme.roles.get_role(v1::GetRoleRequest { name: named(id) }).await
}

async fn update(
    acme: &mut Client,
    id: &str,
    role: v1::Role,
    mask: &[&str],
) -> Answer<v1::UpdateRoleResponse> {
    let paths: Vec<_> = mask.iter().map(ToString::to_string).collect();
    let update_mask = (!paths.is_empty()).then_some(prost_types::FieldMask { paths });
    let role = v1::Role { name: named(id), ..role };
    acme.roles.update_role(v1::UpdateRoleRequest { role: Some(role), update_mask }).await
}

async fn delete(acme: &mut Client, id: &str, etag: &str) -> Answer<v1::DeleteRoleResponse> {
    acme.roles.delete_role(v1::DeleteRoleRequest { name: named(id), etag: etag.to_owned() }).await
}

async fn page(acme: &mut Client, page_size: i32, page_token: &str) -> Answer<v1::ListRolesResponse> {
    let (parent, page_token) = (PARENT.to_owned(), page_token.to_owned());
    acme.roles.list_roles(v1::ListRolesRequest { parent, page_size, page_token, ..Default::default() }).await
}

/// The role that gives a user a permission, or nothing.
async fn check(acme: &mut Client, user: &str, permission: &str) -> Answer<v1::CheckPermissionResponse> {
    let (user, permission) = (user_name(user), permission.to_owned());
    acme.roles.check_permission(v1::CheckPermissionRequest { user, permission }).await
}

async fn give(acme: &mut Client, user: &str, role: &str) -> Answer<v1::UpdateUserResponse> {
    let role = if role.is_empty() { String::new() } else { named(role) };
    let user = v1::User { name: user_name(user), role, ..Default::default() };
    acme.update_user(user, &["role"]).await
}

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    (server, acme)
}

async fn every_domain_has_the_predefined_ones(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let roles = page(&mut acme, 0, "").await.unwrap().into_inner().roles;
    assert!(roles.iter().all(|r| r.predefined && !r.uid.is_empty() && r.create_time.is_some()));
    let mut found: Vec<_> = roles.iter().map(|r| (r.name.clone(), r.permissions.clone())).collect();
    let permissions = |p: &[&str]| p.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut expected: Vec<_> =
        PREDEFINED.iter().map(|p| (named(p.role_id), permissions(p.permissions))).collect();
    assert!(found.is_sorted());
    found.sort();
    expected.sort();
    assert_eq!(found, expected);

    for failure in [
        refused(update(&mut acme, "employee", role("Staff", &["calls.*"]), &[]).await),
        refused(delete(&mut acme, "none", "").await),
    ] {
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "ROLE_READ_ONLY"));
    }
    let failure = refused(create(&mut acme, "operator", role("", &[])).await);
    assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!(failure.metadata["resource"], named("operator"));
    let after = page(&mut acme, 0, "").await.unwrap().into_inner().roles;
    assert_eq!(after, roles);
}

async fn domains_from_before_roles_have_them_too(backend: Backend) {
    let dir = tempfile::tempdir().unwrap();
    let (url, text) = match backend {
        Backend::Sqlite => {
            let file = dir.path().join("test.db");
            (rollcall::store::DatabaseUrl::sqlite_file(&file), format!("sqlite:{}?mode=rwc", file.display()))
        }
        Backend::Postgres => {
            let text = tokio::task::spawn_blocking(crate::support::database).await.unwrap();
            (rollcall::store::DatabaseUrl::parse(&text).unwrap(), text)
        }
    };
    let db = Database::connect(text).await.unwrap();
    Migrator::up(&db, Some(2)).await.unwrap();
    let uid = match backend {
        Backend::Sqlite => "x'0123456789abcdef0123456789abcdef'",
        Backend::Postgres => "'01234567-89ab-cdef-0123-456789abcdef'",
    };
    let insert = format!(
        "INSERT INTO domains (uid, account, fqdn, realm, disabled, registration_policy, password_policy, \
         default_call_policy, organization_management, labels, create_time, update_time, version) \
         VALUES ({uid}, 'acme', 'old.test', 'old.test', FALSE, '{{}}', '{{}}', '{{}}', FALSE, '{{}}', 1, 1, 1)"
    );
    db.execute_unprepared(&insert).await.unwrap();
    let select = sea_orm::Statement::from_string(
        db.get_database_backend(),
        "SELECT role_id, display_name, permissions, predefined FROM roles r \
         JOIN domains d ON d.id = r.domain_id WHERE d.fqdn = 'old.test' ORDER BY r.id",
    );

    let store = data::open(&url).await;
    let rows = db.query_all_raw(select).await.unwrap();
    let rows: Vec<(String, String, String, bool)> =
        rows.iter().map(|row| row.try_get_many_by_index().unwrap()).collect();
    let expected = PREDEFINED.map(|p| {
        let permissions = serde_json::to_string(p.permissions).unwrap();
        (p.role_id.to_owned(), p.display_name.to_owned(), permissions, true)
    });
    assert_eq!(rows, expected, "the migration and the model have the same list");

    // And a new domain of the same database has just the same.
    let new = data::insert_domain(&store, data::domain("acme", "new.test")).await;
    let all = Listing::first(&ROLES, None, 100);
    let roles = store.roles(&AccountScope::All, &new, &all).await.unwrap();
    let mut shown: Vec<_> = roles
        .iter()
        .map(|r| {
            let permissions: Vec<_> = r.permissions.iter().map(|p| p.as_str()).collect();
            let permissions = serde_json::to_string(&permissions).unwrap();
            (r.role_id.to_string(), r.display_name.clone(), permissions, r.predefined)
        })
        .collect();
    let mut expected = expected.to_vec();
    shown.sort();
    expected.sort();
    assert_eq!(shown, expected);
}

async fn custom_ones_are_created_changed_and_deleted(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let wishes = role("", &["calls.listen", "queues.*", "calls.listen"]);
    let created = create(&mut acme, "agent", wishes).await.unwrap().into_inner().role.unwrap();
    assert_eq!((created.name.as_str(), created.display_name.as_str()), (&*named("agent"), "agent"));
    assert_eq!(created.permissions, ["calls.listen", "queues.*"], "each once, in the caller's order");
    assert!(!created.predefined && Uuid::parse_str(&created.uid).is_ok());
    assert_eq!(get(&mut acme, "agent").await.unwrap().into_inner().role.unwrap(), created);

    // A mask writes its fields only; `*` all; none what is set.
    let renamed = update(&mut acme, "agent", role("Agent", &["x"]), &["display_name", "name"]).await;
    let renamed = renamed.unwrap().into_inner().role.unwrap();
    assert_eq!((renamed.display_name.as_str(), &renamed.permissions), ("Agent", &created.permissions));
    assert_ne!(renamed.etag, created.etag);
    assert!(renamed.update_time.unwrap().nanos != 0 && renamed.create_time == created.create_time);
    let all = update(&mut acme, "agent", role("All", &[]), &["*"]).await.unwrap().into_inner().role.unwrap();
    assert_eq!((all.display_name.as_str(), all.permissions.len()), ("All", 0));
    let some = update(&mut acme, "agent", role("", &["*"]), &[]).await.unwrap().into_inner().role.unwrap();
    assert_eq!((some.display_name.as_str(), &some.permissions[..]), ("All", &["*".to_owned()][..]));
    let failure = refused(
        update(&mut acme, "agent", role("x", &[]), &["predefined", "nonsense", "uid", "permissions"]).await,
    );
    assert_eq!((failure.reason.as_str(), failure.fields.len()), ("FIELD_INVALID", 3));
    assert!(failure.fields.iter().all(|field| field == "update_mask"));
    assert_eq!(get(&mut acme, "agent").await.unwrap().into_inner().role.unwrap(), some);

    // Etags guard.
    let stale = v1::Role { etag: created.etag.clone(), ..role("Late", &[]) };
    let failure = refused(update(&mut acme, "agent", stale, &[]).await);
    assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!(failure.metadata["etag"], some.etag);
    assert_eq!(refused(delete(&mut acme, "agent", &created.etag).await).reason, "ETAG_MISMATCH");
    delete(&mut acme, "agent", &some.etag).await.unwrap();
    for failure in [
        refused(get(&mut acme, "agent").await),
        refused(delete(&mut acme, "agent", "").await),
        refused(update(&mut acme, "agent", role("x", &[]), &[]).await),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/Role");
        assert_eq!(failure.metadata["resource"], named("agent"));
    }
    // Another one of the same name is another one.
    let again = create(&mut acme, "agent", role("", &[])).await.unwrap().into_inner().role.unwrap();
    assert!(again.uid != created.uid && again.etag != created.etag);
    assert_eq!(
        aside::audit(&server, &named("agent")).await,
        [
            r#"RoleService/CreateRole 1 ["permissions"]"#,
            r#"RoleService/UpdateRole 2 ["display_name"]"#,
            r#"RoleService/UpdateRole 2 ["display_name","permissions"]"#,
            r#"RoleService/UpdateRole 2 ["permissions"]"#,
            "RoleService/DeleteRole 3 []",
            "RoleService/CreateRole 1 []",
        ]
    );
}

async fn all_bad_fields_are_told_at_once(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let bad = role(&"x".repeat(129), &["fine.one", "Bad", "a..b", "*.a", ""]);
    let request = v1::CreateRoleRequest {
        parent: "nonsense".to_owned(),
        role_id: "9lives".to_owned(),
        role: Some(bad.clone()),
        ..Default::default()
    };
    let failure = refused(acme.roles.create_role(request).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    let of_role = ["display_name", "permissions[1]", "permissions[2]", "permissions[3]", "permissions[4]"];
    let of_role = of_role.map(|field| format!("role.{field}"));
    assert_eq!(failure.fields[..2], ["parent", "role_id"]);
    assert_eq!(failure.fields[2..], of_role);
    assert_eq!(failure.refused["role.permissions[1]"], "Bad");

    create(&mut acme, "agent", role("", &[])).await.unwrap();
    assert_eq!(refused(update(&mut acme, "agent", bad, &["*"]).await).fields, of_role);
    let nameless = refused(update(&mut acme, "agent", role("", &[]), &["display_name"]).await);
    assert_eq!(nameless.fields, ["role.display_name"]);
    let many: Vec<String> = (0..257).map(|n| format!("p{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let failure = refused(create(&mut acme, "many", role("", &many)).await);
    assert_eq!(failure.fields, ["role.permissions"]);
    create(&mut acme, "many", role("", &many[..256])).await.unwrap();
    let missing = v1::CreateRoleRequest {
        parent: "domains/gone.test".to_owned(),
        role_id: "agent".to_owned(),
        ..Default::default()
    };
    let failure = refused(acme.roles.create_role(missing).await);
    assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(failure.metadata["resource"], "domains/gone.test");
}

async fn a_retry_creates_once(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let request = v1::CreateRoleRequest {
        parent: PARENT.to_owned(),
        role_id: "agent".to_owned(),
        role: Some(role("Agent", &["a"])),
        request_id: Uuid::new_v4().to_string(),
    };
    let first = acme.roles.create_role(request.clone()).await.unwrap().into_inner();
    let retries = join_all((0..4).map(|_| {
        let (mut client, request) = (acme.clone(), request.clone());
        async move { client.roles.create_role(request).await.unwrap().into_inner() }
    }));
    assert!(retries.await.into_iter().all(|again| again == first));
    let other = v1::CreateRoleRequest { role_id: "other".to_owned(), ..request.clone() };
    let failure = refused(acme.roles.create_role(other).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "REQUEST_ID_REUSED"));
    let without = v1::CreateRoleRequest { request_id: String::new(), ..request };
    assert_eq!(refused(acme.roles.create_role(without).await).reason, "RESOURCE_ALREADY_EXISTS");
    assert_eq!(aside::audit(&server, &named("agent")).await.len(), 1);
}

async fn pages(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for n in 0..6 {
        create(&mut acme, &format!("z{n}"), role("", &[])).await.unwrap();
    }
    let (mut names, mut token) = (Vec::new(), String::new());
    loop {
        let list = page(&mut acme, 4, &token).await.unwrap().into_inner();
        names.extend(list.roles.into_iter().map(|r| r.name));
        token = list.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(names.len(), 13);
    assert!(names.is_sorted_by(|a, b| a < b), "each once, by name");
    acme.domain("other.test").await;
    let token = page(&mut acme, 4, "").await.unwrap().into_inner().next_page_token;
    let foreign = v1::ListRolesRequest {
        parent: "domains/other.test".to_owned(),
        page_token: token,
        ..Default::default()
    };
    assert_eq!(refused(acme.roles.list_roles(foreign).await).reason, "PAGE_TOKEN_INVALID");
    assert_eq!(refused(page(&mut acme, -1, "").await).fields, ["page_size"]);
}

async fn lists_are_filtered_and_ordered(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for (id, display_name, permissions) in [
        ("z1", "Sales", &["calls.*"][..]),
        ("z2", "Sales agents", &["calls.listen", "*"]),
        ("z3", "Éclair", &[]),
    ] {
        create(&mut acme, id, role(display_name, permissions)).await.unwrap();
    }
    let mut ids = async |filter: &str, order_by: &str| {
        let (mut ids, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = v1::ListRolesRequest {
                parent: PARENT.to_owned(),
                page_size: 2,
                page_token,
                filter: filter.to_owned(),
                order_by: order_by.to_owned(),
            };
            let page = acme.roles.list_roles(request).await?.into_inner();
            ids.extend(page.roles.into_iter().map(|r| r.name.rsplit('/').next().unwrap().to_owned()));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok::<_, Status>(ids);
            }
        }
    };
    for (filter, order_by, expected) in [
        ("predefined = false", "", &["z1", "z2", "z3"][..]),
        ("NOT predefined = true", "name desc", &["z3", "z2", "z1"]),
        ("predefined = false", "create_time desc", &["z3", "z2", "z1"]),
        ("predefined = false", "display_name desc", &["z3", "z2", "z1"]),
        (r#"display_name = "Sales*""#, "", &["z1", "z2"]),
        (r#"display_name = "Sales""#, "", &["z1"]),
        (r#"display_name != "Sales*" AND predefined = false"#, "", &["z3"]),
        (r#"permissions:"calls.listen""#, "", &["z2"]),
        (r#"permissions:"calls.*" AND NOT predefined = true"#, "", &["z1"]),
        (r#"permissions:"*""#, "display_name desc", &["z2", "administrator"]),
        ("NOT permissions:*", "", &["none", "z3"]),
        (
            "predefined = true",
            "display_name",
            &["accounting", "administrator", "employee", "human-resources", "none", "operator", "supervisor"],
        ),
    ] {
        assert_eq!(ids(filter, order_by).await.unwrap(), expected, "{filter} {order_by}");
    }
    for (filter, order_by, fields) in [
        ("nonsense = 1", "", &["filter"][..]),
        ("", "permissions", &["order_by"]),
        ("(", "x", &["filter", "order_by"]),
    ] {
        assert_eq!(Failure::of(&ids(filter, order_by).await.unwrap_err()).fields, fields);
    }
}

async fn a_role_that_users_have_stays(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    create(&mut acme, "agent", role("", &["calls.*"])).await.unwrap();
    let with = v1::User { role: named("agent"), ..Default::default() };
    let alice = acme.create_user("alice@acme.test", with.clone()).await.unwrap().into_inner().user.unwrap();
    assert_eq!(alice.role, named("agent"));
    acme.create_user("bob@acme.test", with).await.unwrap();
    aside::mark_user(&server, &user_name("bob@acme.test"), true).await;
    let failure = refused(delete(&mut acme, "agent", "").await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "ROLE_IN_USE"));
    assert_eq!(failure.metadata["resource"], named("agent"));
    assert_eq!(failure.metadata["user_count"], "2", "a soft-deleted user counts");
    give(&mut acme, "alice@acme.test", "none").await.unwrap();
    assert_eq!(refused(delete(&mut acme, "agent", "").await).metadata["user_count"], "1");
    aside::mark_user(&server, &user_name("bob@acme.test"), false).await;
    give(&mut acme, "bob@acme.test", "").await.unwrap();
    delete(&mut acme, "agent", "").await.unwrap();
    let bob = acme.get_user("bob@acme.test").await.unwrap().into_inner().user.unwrap();
    assert_eq!(bob.role, "");
}

async fn users_have_roles_of_their_own_domain_only(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    acme.domain("other.test").await;
    acme.user("acme.test", "alice").await;
    let foreign = v1::User { role: "domains/other.test/roles/employee".to_owned(), ..Default::default() };
    let failure = refused(acme.create_user("bob@acme.test", foreign.clone()).await);
    assert_eq!(
        (failure.reason.as_str(), &failure.fields[..]),
        ("FIELD_INVALID", &["user.role".to_owned()][..])
    );
    let foreign = v1::User { name: user_name("alice@acme.test"), ..foreign };
    assert_eq!(refused(acme.update_user(foreign, &[]).await).fields, ["user.role"]);
    for failure in [
        refused(give(&mut acme, "alice@acme.test", "missing").await),
        refused(
            acme.create_user("bob@acme.test", v1::User { role: named("missing"), ..Default::default() })
                .await,
        ),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/Role");
        assert_eq!(failure.metadata["resource"], named("missing"));
    }
    assert_eq!(refused(acme.get_user("bob@acme.test").await).code, Code::NotFound);
}

/// Users are given a role while it is deleted: whoever has it at the end, it is there.
async fn a_role_is_given_or_gone(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for login in ["a", "b", "c"] {
        acme.user("acme.test", login).await;
    }
    for round in 0..6 {
        let id = format!("r{round}");
        create(&mut acme, &id, role("", &[])).await.unwrap();
        let gives = ["a", "b", "c"].map(|login| {
            let (mut client, id) = (acme.clone(), id.clone());
            async move { give(&mut client, &format!("{login}@acme.test"), &id).await.err() }
        });
        let creates = {
            let (mut client, role) = (acme.clone(), named(&id));
            let user = v1::User { role, ..Default::default() };
            async move { client.create_user(&format!("n{round}@acme.test"), user).await.err() }
        };
        let mut client = acme.clone();
        let (given, created, deleted) = tokio::join!(join_all(gives), creates, delete(&mut client, &id, ""));
        let gone = match deleted {
            Ok(_) => true,
            Err(status) => {
                assert_eq!(Failure::of(&status).reason, "ROLE_IN_USE");
                false
            }
        };
        for status in given.into_iter().chain([created]).flatten() {
            let failure = Failure::of(&status);
            assert!(gone, "{failure:?}");
            assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{failure:?}");
            assert_eq!(failure.metadata["resource"], named(&id), "the role, not the domain");
        }
        let users = acme.list_users("acme.test", 0, "").await.unwrap().into_inner().users;
        let having = users.iter().filter(|u| u.role == named(&id)).count();
        assert_eq!(having == 0, gone, "round {round}");
        assert_eq!(get(&mut acme, &id).await.is_err(), gone);
    }
}

async fn permissions_are_checked(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    create(&mut acme, "agent", role("", &["calls.*", "queues.read"])).await.unwrap();
    for (login, role) in [("alice", "agent"), ("root", "administrator"), ("zero", "none"), ("bare", "")] {
        acme.user("acme.test", login).await;
        give(&mut acme, &format!("{login}@acme.test"), role).await.unwrap();
    }
    let mut allowed = async |user: &str, permission: &str| {
        let answer = check(&mut acme, &format!("{user}@acme.test"), permission).await.unwrap().into_inner();
        assert_eq!(answer.allowed, !answer.role.is_empty());
        answer.role
    };
    for permission in ["calls.listen", "calls.listen.live", "queues.read"] {
        assert_eq!(allowed("alice", permission).await, named("agent"), "{permission}");
    }
    for permission in ["calls", "queues", "queues.read.all", "queues.write", "callsx.listen"] {
        assert_eq!(allowed("alice", permission).await, "", "{permission}");
    }
    assert_eq!(allowed("root", "whatever.there_is").await, named("administrator"));
    assert_eq!(allowed("zero", "calls.make").await, "");
    assert_eq!(allowed("bare", "calls.make").await, "");

    // Who is switched off has none.
    let alice = "alice@acme.test";
    let switch = |disabled| v1::User { name: user_name(alice), disabled, ..Default::default() };
    acme.update_user(switch(true), &["disabled"]).await.unwrap();
    let has = async |client: &mut Client| check(client, alice, "calls.x").await.unwrap().into_inner().allowed;
    assert!(!has(&mut acme).await);
    acme.update_user(switch(false), &["disabled"]).await.unwrap();
    assert!(has(&mut acme).await);
    aside::mark_user(&server, &user_name(alice), true).await;
    assert!(!has(&mut acme).await);
    aside::mark_user(&server, &user_name(alice), false).await;
    assert!(has(&mut acme).await);
    let domain = |disabled| v1::Domain { name: PARENT.to_owned(), disabled, ..Default::default() };
    acme.update_domain(domain(true), &["disabled"]).await.unwrap();
    assert!(!has(&mut acme).await);
    acme.update_domain(domain(false), &["disabled"]).await.unwrap();
    assert!(has(&mut acme).await);
    aside::mark_domain(&server, PARENT, true).await;
    assert!(!has(&mut acme).await);
    aside::mark_domain(&server, PARENT, false).await;

    // What a role gives changes with the role.
    update(&mut acme, "agent", role("", &[]), &["permissions"]).await.unwrap();
    assert!(!has(&mut acme).await);
    let unknown = refused(check(&mut acme, "nobody@acme.test", "calls.x").await);
    assert_eq!(unknown.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(unknown.metadata["resource"], user_name("nobody@acme.test"));
    for bad in ["", "*", "calls.*", "Calls", "calls."] {
        let failure = refused(check(&mut acme, alice, bad).await);
        assert_eq!(
            (failure.reason.as_str(), &failure.fields[..]),
            ("FIELD_INVALID", &["permission".into()][..]),
            "{bad}"
        );
    }
}

async fn other_tenants_and_deleted_domains_are_closed(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    create(&mut acme, "agent", role("", &["a"])).await.unwrap();
    acme.user("acme.test", "alice").await;
    let mut evil = server.client("evil").await;
    for failure in [
        refused(create(&mut evil, "mine", role("", &[])).await),
        refused(get(&mut evil, "agent").await),
        refused(page(&mut evil, 0, "").await),
        refused(update(&mut evil, "agent", role("x", &[]), &[]).await),
        refused(delete(&mut evil, "agent", "").await),
        refused(check(&mut evil, "alice@acme.test", "a").await),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    }
    aside::mark_domain(&server, PARENT, true).await;
    for failure in [
        refused(create(&mut acme, "mine", role("", &[])).await),
        refused(update(&mut acme, "agent", role("x", &[]), &[]).await),
        refused(delete(&mut acme, "agent", "").await),
    ] {
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "RESOURCE_DELETED"));
        assert_eq!(failure.metadata["resource"], PARENT);
    }
    aside::mark_domain(&server, PARENT, false).await;
    let agent = get(&mut acme, "agent").await.unwrap().into_inner().role.unwrap();
    assert_eq!((agent.display_name.as_str(), &agent.permissions[..]), ("agent", &["a".to_owned()][..]));
}

crate::on_both!(
    every_domain_has_the_predefined_ones,
    domains_from_before_roles_have_them_too,
    custom_ones_are_created_changed_and_deleted,
    all_bad_fields_are_told_at_once,
    a_retry_creates_once,
    pages,
    lists_are_filtered_and_ordered,
    a_role_that_users_have_stays,
    users_have_roles_of_their_own_domain_only,
    a_role_is_given_or_gone,
    permissions_are_checked,
    other_tenants_and_deleted_domains_are_closed,
);
