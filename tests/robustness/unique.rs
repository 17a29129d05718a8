//! What only one may have, when many want it at the same moment: one gets it, the others hear why not.

use crate::support::{Backend, Client, Failure, Server, calls::user_name, json::Caller, server::ALL_SCOPES};
use futures::future::{BoxFuture, join_all};
use rollcall::pb::v1;
use serde_json::json;
use std::collections::BTreeSet;
use tonic::{Code, Status};

/// How many want a value at once: one other, and a crowd.
const CROWDS: [usize; 2] = [2, 10];
const LEASES: [&str; 3] = [
    "6f9619ff-8b86-4d01-b42d-00cf4fc964f1",
    "6f9619ff-8b86-4d01-b42d-00cf4fc964f2",
    "6f9619ff-8b86-4d01-b42d-00cf4fc964f3",
];

/// A value of a user that only one may have.
struct Rule {
    field: &'static str,
    /// Of the account, not only of a domain: the contenders are in two.
    of_account: bool,
    /// Gives a user the value; `round` makes another one.
    give: fn(&mut v1::User, round: usize),
    /// What of a user shows the value.
    has: fn(&v1::User) -> String,
}

const RULES: [Rule; 4] = [
    Rule {
        field: "user.auth_username",
        of_account: false,
        give: |user, round| {
            user.auth_username = format!("name-{round}");
            user.registration_password = format!("Correct-Horse-{round}");
        },
        has: |user| user.auth_username.clone(),
    },
    Rule {
        field: "user.extension_number",
        of_account: false,
        give: |user, round| user.extension_number = format!("10{round}"),
        has: |user| user.extension_number.clone(),
    },
    Rule {
        field: "user.email",
        of_account: true,
        // Each spells it in a way of its own.
        give: |user, round| {
            let upper = user.first_name.len() % 2 == 1;
            let email = format!("a{round}@acme.example");
            user.email = if upper { email.to_uppercase() } else { email };
        },
        has: |user| user.email.clone(),
    },
    Rule {
        field: "user.number_leases",
        of_account: true,
        give: |user, round| user.number_leases = vec![format!("{:08}{}", round, &LEASES[0][8..])],
        has: |user| user.number_leases.first().cloned().unwrap_or_default(),
    },
];

/// Passwords are given: making and hashing them would put the calls into a row.
fn user(n: usize) -> v1::User {
    v1::User {
        first_name: "x".repeat(n % 60),
        user_password: "Battery-Staple-1".to_owned(),
        registration_password: "Correct-Horse-1".to_owned(),
        ..Default::default()
    }
}

type Answer = Result<(), Status>;

fn create(client: &Client, name: String, user: v1::User) -> BoxFuture<'static, Answer> {
    let mut client = client.clone();
    Box::pin(async move { client.create_user(&name, user).await.map(drop) })
}

fn update(client: &Client, name: &str, mut user: v1::User) -> BoxFuture<'static, Answer> {
    let mut client = client.clone();
    user.name = user_name(name);
    user.user_password.clear();
    if user.auth_username.is_empty() {
        user.registration_password.clear();
    }
    Box::pin(async move { client.update_user(user, &[]).await.map(drop) })
}

/// One has won; the others were told the field. Answers what they were told.
fn one_winner(answers: Vec<Answer>, what: &str, field: &str) -> Vec<Failure> {
    let count = answers.len();
    let lost: Vec<Failure> = answers.into_iter().filter_map(|a| a.err().map(|s| Failure::of(&s))).collect();
    assert_eq!(lost.len(), count - 1, "{what}: {lost:?}");
    for failure in &lost {
        assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"), "{what}: {failure:?}");
        assert_eq!(failure.metadata["field"], field, "{what}");
        let fields: &[String] = if field == "name" { &[] } else { &[field.to_owned()] };
        assert_eq!(failure.fields, fields, "{what}");
    }
    lost
}

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    for fqdn in ["acme.test", "second.test"] {
        acme.domain(fqdn).await;
    }
    (server, acme)
}

/// All users of the account.
async fn users(acme: &mut Client) -> Vec<v1::User> {
    let mut all = Vec::new();
    for fqdn in ["acme.test", "second.test"] {
        all.extend(acme.list_users(fqdn, 1000, "").await.unwrap().into_inner().users);
    }
    all
}

async fn of_users(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let mut round = 0;
    for rule in &RULES {
        let Rule { field, of_account, give, has } = rule;
        for crowd in CROWDS {
            // Creates alone, updates alone, and both.
            for (what, creators) in [("creates", crowd), ("updates", 0), ("both", crowd / 2)] {
                round += 1;
                let fqdn = |n| if *of_account && n % 2 == 1 { "second.test" } else { "acme.test" };
                let name = |n| format!("r{round}-{n}@{}", fqdn(n));
                let there = (creators..crowd).map(|n| create(&acme, name(n), user(n)));
                for answer in join_all(there).await {
                    answer.unwrap();
                }
                let calls = (0..crowd).map(|n| {
                    let mut user = user(n);
                    give(&mut user, round);
                    if n < creators { create(&acme, name(n), user) } else { update(&acme, &name(n), user) }
                });
                let what = format!("{field}: {crowd} {what}");
                let lost = one_winner(join_all(calls).await, &what, field);
                let mut wanted = user(0);
                give(&mut wanted, round);
                let value = has(&wanted);
                assert!(lost.iter().all(|lost| lost.refused[*field] == value), "{what}: {lost:?}");
                let holders = users(&mut acme).await.iter().filter(|user| has(user) == value).count();
                assert_eq!(holders, 1, "{what}");
            }
        }
    }
}

async fn of_logins(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for crowd in CROWDS {
        let calls = (0..crowd).map(|n| create(&acme, format!("u{crowd}@acme.test"), user(n)));
        let lost = one_winner(join_all(calls).await, "logins", "name");
        let name = format!("domains/acme.test/users/u{crowd}");
        assert!(lost.iter().all(|lost| lost.metadata["resource"] == name), "{lost:?}");
    }
    assert_eq!(users(&mut acme).await.len(), 2);
}

/// Two accounts, neither of which has been heard of before.
async fn of_domains(backend: Backend) {
    let server = Server::start(backend).await;
    let accounts = [server.client("acme").await, server.client("evil").await];
    for crowd in CROWDS {
        let fqdn = format!("d{crowd}.test");
        let calls = (0..crowd).map(|n| {
            let (mut client, fqdn) = (accounts[n % 2].clone(), fqdn.clone());
            async move { client.create_domain(&fqdn, v1::Domain::default()).await.map(drop) }
        });
        let answers = join_all(calls).await;
        let winner = answers.iter().position(Result::is_ok).unwrap() % 2;
        let whose = |n: usize| (answers[n].is_err()).then_some(n % 2);
        let losers: Vec<usize> = (0..crowd).filter_map(whose).collect();
        for (loser, failure) in losers.into_iter().zip(one_winner(answers, "domains", "name")) {
            // Whose it is, is not told.
            let named = failure.metadata.contains_key("resource");
            assert_eq!(named, loser == winner, "{failure:?}");
        }
        for (account, client) in accounts.iter().enumerate() {
            let read = client.clone().get_domain(&fqdn).await;
            assert_eq!(read.is_ok(), account == winner);
        }
    }
}

/// Many who want several of the same leases, each in an order of its own: nobody waits for another for ever.
async fn of_leases_that_cross(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    for round in 0..8 {
        let lease = |n: usize| format!("{:08}{}", round * 10 + n % 3, &LEASES[0][8..]);
        let calls = (0..9).map(|n| {
            let number_leases = vec![lease(n), lease(n + 1)];
            create(&acme, format!("u{round}-{n}@acme.test"), v1::User { number_leases, ..user(n) })
        });
        // Any two of three leases have one in common.
        let lost = one_winner(join_all(calls).await, "leases", "user.number_leases");
        let all: BTreeSet<_> = (0..3).map(lease).collect();
        assert!(lost.iter().all(|lost| all.contains(&lost.refused["user.number_leases"])));
    }
    // The same, by those who are there already and give up others meanwhile.
    let names: Vec<_> = (0..6).map(|n| format!("v{n}@second.test")).collect();
    for answer in join_all(names.iter().map(|name| create(&acme, name.clone(), user(0)))).await {
        answer.unwrap();
    }
    for round in 0..12 {
        let lease = |n: usize| format!("99{:06}{}", (round + n) % 7, &LEASES[0][8..]);
        let calls = names.iter().enumerate().map(|(n, name)| {
            let number_leases = vec![lease(n), lease(n * 2 + 1)];
            let number_leases = BTreeSet::from_iter(number_leases).into_iter().rev().collect();
            update(&acme, name, v1::User { number_leases, ..v1::User::default() })
        });
        for status in join_all(calls).await.into_iter().filter_map(Result::err) {
            let failure = Failure::of(&status);
            assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"), "{failure:?}");
            assert_eq!(failure.fields, ["user.number_leases"]);
        }
        let all = users(&mut acme).await.into_iter().flat_map(|user| user.number_leases);
        let all: Vec<_> = all.collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "each has one holder");
    }
}

/// The ids of what a domain has beside its users.
async fn of_ids(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let domain =
        v1::Domain { name: "domains/acme.test".into(), organization_management: true, ..Default::default() };
    acme.update_domain(domain, &[]).await.unwrap();
    let any = Caller::new(&server, "acme", ALL_SCOPES).await;
    for (service, kind, collection) in [
        ("RoleService", "Role", "roles"),
        ("OrganizationService", "Organization", "organizations"),
        ("GroupService", "Group", "groups"),
    ] {
        let field = kind.to_lowercase();
        for crowd in CROWDS {
            let calls = (0..crowd).map(|n| {
                let (any, method, id) =
                    (any.clone(), format!("{service}/Create{kind}"), format!("{field}_id"));
                let mut request = json!({"parent": "domains/acme.test"});
                request[id] = json!(format!("x{crowd}"));
                request[&field] = json!({"display_name": n.to_string()});
                async move { any.call(&method, request).await }
            });
            let (won, lost): (Vec<_>, Vec<_>) = join_all(calls).await.into_iter().partition(Result::is_ok);
            assert_eq!(won.len(), 1, "{kind}: {lost:?}");
            let name = format!("domains/acme.test/{collection}/x{crowd}");
            for failure in lost.into_iter().filter_map(Result::err) {
                assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"), "{failure:?}");
                assert_eq!(
                    (&failure.metadata["field"], &failure.metadata["resource"]),
                    (&"name".into(), &name)
                );
                assert_eq!(failure.metadata["resource_type"], format!("rollcall.dev/{kind}"));
            }
            let read = any.call(&format!("{service}/Get{kind}"), json!({ "name": name })).await.unwrap();
            assert_eq!(&read, won[0].as_ref().unwrap(), "nothing of the losers");
        }
    }
}

crate::on_both!(of_ids, of_users, of_logins, of_domains, of_leases_that_cross);
