//! ExportUsers, and what becomes of an export that is imported.

use crate::support::{
    Backend, Client, Failure, Server,
    bulk::{atomic, best_effort, login, rows},
};
use rollcall::pb::{Date, v1};
use tonic::Code;

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    organized(&mut acme, "acme.test").await;
    (server, acme)
}

async fn organized(client: &mut Client, fqdn: &str) {
    let domain = v1::Domain { organization_management: true, ..Default::default() };
    client.create_domain(fqdn, domain).await.unwrap();
}

/// Everything that a user can have.
fn full(domain: &str, name: &str, n: u8) -> v1::User {
    let child = |collection: &str, id: &str| format!("domains/{domain}/{collection}/{id}");
    v1::User {
        login: name.to_owned(),
        extension_number: format!("10{n}"),
        first_name: "Alice".to_owned(),
        last_name: "Äpfel, \"die\"".to_owned(),
        display_name: "Alice at Acme".to_owned(),
        email: format!("{name}@acme.example"),
        phone_number: "+4930123456".to_owned(),
        mobile_number: "+49170123456".to_owned(),
        job_title: "Operator; night".to_owned(),
        date_of_birth: Some(Date { year: 1990, month: 2, day: 28 }),
        gender: v1::Gender::Female.into(),
        avatar_uri: "https://acme.example/alice.png".to_owned(),
        caller_id: "1001".to_owned(),
        number_leases: vec![format!("6f1c0000-0000-4000-8000-00000000000{n}")],
        role: child("roles", "night-shift"),
        organizations: vec![child("organizations", "berlin"), child("organizations", "tegel")],
        groups: vec![child("groups", "sales"), child("groups", "support")],
        disabled: true,
        auth_username: format!("auth-{name}"),
        max_registrations: Some(0),
        call_policy: Some(v1::CallPolicy {
            same_domain_calls_only: Some(true),
            allow_direct_app_calling: Some(false),
            ..Default::default()
        }),
        forwarding: Some(v1::ForwardingPolicy {
            busy: "sip:desk@acme.test".to_owned(),
            no_answer: "+4930999".to_owned(),
            no_answer_timeout: Some(prost_types::Duration { seconds: 30, nanos: 0 }),
            ..Default::default()
        }),
        labels: [("team".to_owned(), "north".to_owned()), ("x".to_owned(), "a;b=c%".to_owned())].into(),
        ..Default::default()
    }
}

fn creating(config: v1::ImportUsersConfig) -> v1::ImportUsersConfig {
    v1::ImportUsersConfig { create_missing: true, ..config }
}

/// An export imports into an empty domain of another account, and exports the same again.
async fn an_export_imports_unchanged(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let users = [full("acme.test", "alice", 1), full("acme.test", "bob", 2), login("carol"), login("B")];
    let imported = acme.import(creating(best_effort("acme.test")), rows(users.clone())).await.unwrap();
    assert_eq!((imported.counts(), imported.bad()), ((4, 4, 0, true), vec![]));
    let exported = acme.export("acme.test").await.unwrap();
    let names: Vec<_> = exported.iter().map(|r| (r.row, r.user.as_ref().unwrap().login.as_str())).collect();
    assert_eq!(names, [(1, "B"), (2, "alice"), (3, "bob"), (4, "carol")], "by name, octet by octet");
    assert_eq!(exported[1].user.as_ref().unwrap(), &users[0]);
    assert!(exported.iter().all(|row| row.credential.is_none()));

    let mut other = server.client("other").await;
    organized(&mut other, "other.test").await;
    for (mode, created) in [(best_effort("other.test"), 2), (creating(atomic("other.test")), 0)] {
        let dry = v1::ImportUsersConfig { dry_run: true, ..mode };
        let imported = other.import(dry.clone(), exported.clone()).await.unwrap();
        let (errors, created) = if dry.create_missing { (0, 4) } else { (2, created) };
        assert_eq!(imported.counts(), (4, created, errors, false));
        let missing = ["user.role", "user.organizations[0]", "user.organizations[1]", "user.groups[0]"];
        assert!(imported.bad().iter().all(|(_, why, fields)| {
            *why == "RESOURCE_NOT_FOUND" && fields[..4] == missing && fields.len() == 5
        }));
    }
    let imported = other.import(creating(atomic("other.test")), exported.clone()).await.unwrap();
    assert_eq!((imported.counts(), imported.bad()), ((4, 4, 0, true), vec![]));
    let again = other.export("other.test").await.unwrap();
    let renamed: Vec<_> = exported.into_iter().map(|row| in_domain(row, "other.test")).collect();
    assert_eq!(again, renamed);

    // In the same account, addresses and leases are taken.
    organized(&mut acme, "copy.test").await;
    let copied = acme.import(creating(best_effort("copy.test")), again).await.unwrap();
    assert_eq!(copied.counts(), (4, 2, 2, true));
    let fields = vec!["user.email", "user.number_leases[0]"];
    let expected = [(2, "RESOURCE_ALREADY_EXISTS", fields.clone()), (3, "RESOURCE_ALREADY_EXISTS", fields)];
    assert_eq!(copied.bad(), expected);
}

/// The same row with the references of a domain of another name.
fn in_domain(mut row: v1::ImportUsersRow, domain: &str) -> v1::ImportUsersRow {
    let user = row.user.as_mut().unwrap();
    for name in user.organizations.iter_mut().chain(&mut user.groups).chain([&mut user.role]) {
        *name = name.replace("domains/acme.test/", &format!("domains/{domain}/"));
    }
    row
}

/// What is created or deleted while an export is read is not in it, and is where it was.
async fn it_is_of_one_point_in_time(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let padding = "x".repeat(2000);
    let users = (0..3000).map(|n| v1::User {
        avatar_uri: format!("https://acme.example/{padding}"),
        ..login(format!("u{n:04}"))
    });
    let imported = acme.import(best_effort("acme.test"), rows(users)).await.unwrap();
    assert_eq!(imported.counts(), (3000, 3000, 0, true));
    let request = v1::ExportUsersRequest { parent: "domains/acme.test".to_owned(), ..Default::default() };
    let mut export = acme.users.export_users(request).await.unwrap().into_inner();
    let first = export.message().await.unwrap().unwrap();
    // The rest is more than what waits between the server and us.
    acme.delete_user("u2999@acme.test").await.unwrap();
    acme.create_user("u2998a@acme.test", v1::User::default()).await.unwrap();
    let mut logins: Vec<_> = first.rows.into_iter().map(|r| (r.row, r.user.unwrap().login)).collect();
    while let Some(message) = export.message().await.unwrap() {
        logins.extend(message.rows.into_iter().map(|r| (r.row, r.user.unwrap().login)));
    }
    let expected: Vec<_> = (0..3000).map(|n| (n + 1, format!("u{n:04}"))).collect();
    assert_eq!(logins, expected);
    let now = acme.export("acme.test").await.unwrap();
    assert_eq!(now.last().unwrap().user.as_ref().unwrap().login, "u2998a");
}

async fn a_drain_ends_it(backend: Backend) {
    let (mut server, mut acme) = start(backend).await;
    let padding = "x".repeat(2000);
    let users = (0..4000).map(|n| v1::User {
        avatar_uri: format!("https://acme.example/{padding}"),
        ..login(format!("u{n:04}"))
    });
    acme.import(best_effort("acme.test"), rows(users)).await.unwrap();
    let request = v1::ExportUsersRequest { parent: "domains/acme.test".to_owned(), ..Default::default() };
    let mut export = acme.users.export_users(request).await.unwrap().into_inner();
    export.message().await.unwrap().unwrap();
    server.signal("-TERM");
    let mut rows = 0;
    let status = loop {
        match export.message().await {
            Ok(Some(message)) => rows += message.rows.len(),
            Ok(None) => panic!("the export came to its end, of {rows} rows"),
            Err(status) => break status,
        }
    };
    assert_eq!(Failure::of(&status).kind(), (Code::Unavailable, "DRAINING"));
    assert!(server.wait().await.success());
}

/// The filter of ListUsers, over more than one page of what is read.
async fn a_filter_chooses(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let users = (0..1500).map(|n| v1::User {
        disabled: n % 3 == 0,
        groups: vec![format!("domains/acme.test/groups/g{}", n % 2)],
        ..login(format!("u{n:04}"))
    });
    acme.import(creating(best_effort("acme.test")), rows(users)).await.unwrap();
    for (filter, step, from) in [
        ("disabled = true", 3, 0),
        ("groups:\"domains/acme.test/groups/g1\"", 2, 1),
        ("disabled = true AND groups:\"domains/acme.test/groups/g1\"", 6, 3),
        ("login = \"x*\"", 1, 1500),
    ] {
        let request =
            v1::ExportUsersRequest { parent: "domains/acme.test".to_owned(), filter: filter.to_owned() };
        let mut export = acme.users.export_users(request).await.unwrap().into_inner();
        let mut found = Vec::new();
        while let Some(message) = export.message().await.unwrap() {
            found.extend(message.rows.into_iter().map(|row| (row.row, row.user.unwrap().login)));
        }
        let expected = (from..1500).step_by(step).map(|n| format!("u{n:04}"));
        let expected: Vec<_> = expected.enumerate().map(|(at, u)| (at as i64 + 1, u)).collect();
        assert_eq!(found, expected, "{filter}");
    }
    let filter = "nonsense = 1".to_owned();
    let request = v1::ExportUsersRequest { parent: "domains/acme.test".to_owned(), filter };
    assert_eq!(Failure::of(&acme.users.export_users(request).await.unwrap_err()).fields, ["filter"]);
}

async fn refusals(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    assert!(acme.export("acme.test").await.unwrap().is_empty());
    let nowhere = Failure::of(&acme.export("nowhere.test").await.unwrap_err());
    assert_eq!(nowhere.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    for (parent, fields) in [("acme.test", ["parent"]), ("domains/-", ["parent"])] {
        let request = v1::ExportUsersRequest { parent: parent.to_owned(), ..Default::default() };
        let failure = Failure::of(&acme.users.export_users(request).await.unwrap_err());
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
        assert_eq!(failure.fields, fields);
    }
}

crate::on_both!(
    a_drain_ends_it,
    a_filter_chooses,
    an_export_imports_unchanged,
    it_is_of_one_point_in_time,
    refusals,
);
