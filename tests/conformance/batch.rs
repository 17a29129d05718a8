//! BatchGetUsers (AIP-231).

use crate::support::{Backend, Client, Failure, Server, calls::user_name, data, refused};
use rollcall::pb::v1;
use tonic::Code;

async fn get(acme: &mut Client, parent: &str, names: Vec<String>) -> Result<Vec<v1::User>, Failure> {
    let request = v1::BatchGetUsersRequest { parent: parent.to_owned(), names, ..Default::default() };
    let answer = acme.users.batch_get_users(request).await;
    answer.map(|users| users.into_inner().users).map_err(|status| Failure::of(&status))
}

fn names(short: &[&str]) -> Vec<String> {
    short.iter().map(|name| user_name(name)).collect()
}

async fn users_come_in_the_order_asked(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    for domain in ["acme.test", "second.test"] {
        acme.domain(domain).await;
        for login in ["alice", "bob"] {
            acme.user(domain, login).await;
        }
    }
    acme.delete_user("bob@acme.test").await.unwrap();
    let asked = ["bob@acme.test", "alice@second.test", "alice@acme.test", "bob@acme.test"];
    let users = get(&mut acme, "domains/-", names(&asked)).await.unwrap();
    assert_eq!(
        users.iter().map(|user| &user.name).collect::<Vec<_>>(),
        names(&asked).iter().collect::<Vec<_>>()
    );
    assert!(users[0].delete_time.is_some(), "also soft-deleted ones, as in GetUser");
    for (user, name) in users.iter().zip(asked) {
        assert_eq!(acme.get_user(name).await.unwrap().into_inner().user.as_ref(), Some(user));
    }

    let missing = ["alice@acme.test", "nobody@acme.test", "alice@gone.test"];
    let failure = get(&mut acme, "domains/-", names(&missing)).await.unwrap_err();
    assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(failure.metadata["resource"], user_name("nobody@acme.test"), "the first that is missing");
    let mut evil = server.client("evil").await;
    let failure = get(&mut evil, "domains/-", names(&["alice@acme.test"])).await.unwrap_err();
    assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    let failure = get(&mut evil, "domains/acme.test", names(&["alice@acme.test"])).await.unwrap_err();
    assert_eq!(failure.metadata["resource"], user_name("alice@acme.test"));
}

async fn what_is_asked_wrongly_is_named(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let one = || names(&["alice@acme.test"]);
    let many = (0..1001).map(|n| user_name(&format!("u{n}@acme.test"))).collect();
    for (parent, names, fields) in [
        ("domains/acme.test", Vec::new(), &["names"][..]),
        ("domains/acme.test", many, &["names"]),
        ("acme.test", one(), &["parent"]),
        ("", Vec::new(), &["parent", "names"]),
        ("domains/other.test", one(), &["names[0]"]),
        (
            "domains/acme.test",
            vec!["alice".into(), user_name("alice@acme.test"), user_name("bob@other.test")],
            &["names[0]", "names[2]"],
        ),
        ("domains/-", vec!["domains/-/users/alice".into()], &["names[0]"]),
    ] {
        let failure = get(&mut acme, parent, names).await.unwrap_err();
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"), "{parent}");
        assert_eq!(failure.fields, fields, "{parent}");
    }
    let foreign = v1::BatchGetUsersRequest {
        parent: "domains/acme.test".into(),
        names: one(),
        at_least: "nonsense".into(),
    };
    assert_eq!(refused(acme.users.batch_get_users(foreign).await).reason, "RESUME_TOKEN_INVALID");
}

/// As many as one call may name, over many domains: the pieces that they are read in do not show.
async fn a_thousand_at_once(backend: Backend) {
    const DOMAINS: usize = 40;
    const EACH: usize = 25;
    let server = Server::start(backend).await;
    let store = data::of_server(&server).await;
    let tx = store.begin().await.unwrap();
    let mut asked = Vec::new();
    for d in 0..DOMAINS {
        let domain = tx.insert_domain(data::domain("acme", &format!("d{d}.test"))).await.unwrap();
        for u in 0..EACH {
            let user = tx.insert_user(data::user(&domain, &format!("u{u}")), None).await.unwrap();
            asked.push(user.name().to_string());
        }
    }
    tx.commit().await.unwrap();
    asked.sort_by_key(|name| name.bytes().rev().collect::<Vec<_>>());
    let mut acme = server.client("acme").await;
    let users = get(&mut acme, "domains/-", asked.clone()).await.unwrap();
    assert_eq!(users.into_iter().map(|user| user.name).collect::<Vec<_>>(), asked);
}

crate::on_both!(users_come_in_the_order_asked, what_is_asked_wrongly_is_named, a_thousand_at_once);
