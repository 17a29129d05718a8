//! How much an account may have: exactly so much, however many ask at once.

use crate::support::{Backend, Client, Failure, Server, refused, sql, until};
use futures::future::join_all;
use prost::Message;
use rollcall::pb::v1::{self, AccountQuotas};
use tonic::{Code, Status};
use tonic_types::pb;

fn domains(max: i64) -> AccountQuotas {
    AccountQuotas { max_domains: Some(max), ..Default::default() }
}

fn users(max: i64) -> AccountQuotas {
    AccountQuotas { max_users: Some(max), ..Default::default() }
}

/// A user that is cheap to make: its portal password alone is hashed.
fn someone() -> v1::User {
    v1::User { user_password: "Correct-Horse-1".to_owned(), ..Default::default() }
}

fn exceeded(status: &Status, quota: &str, limit: &str) {
    let failure = Failure::of(status);
    assert_eq!(failure.kind(), (Code::ResourceExhausted, "QUOTA_EXCEEDED"), "{failure:?}");
    assert_eq!((&*failure.metadata["quota"], &*failure.metadata["limit"]), (quota, limit));
    let details = pb::Status::decode(status.details()).unwrap().details;
    let quotas: Vec<_> =
        details.iter().filter(|d| d.type_url.ends_with("/google.rpc.QuotaFailure")).collect();
    let [quota] = quotas[..] else { panic!("{details:?}") };
    let violations = pb::QuotaFailure::decode(&quota.value[..]).unwrap().violations;
    assert_eq!(violations.iter().map(|v| &*v.subject).collect::<Vec<_>>(), ["accounts/acme"]);
    assert_eq!(violations[0].description, failure.message);
}

/// Counts what succeeded; what did not must have hit the quota.
fn tally<T>(answers: Vec<Result<T, Status>>, quota: &str, limit: &str) -> usize {
    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    for status in refused.iter().filter_map(|r| r.as_ref().err()) {
        exceeded(status, quota, limit);
    }
    done.len()
}

async fn creators(acme: &Client, names: Vec<String>) -> Vec<Result<(), Status>> {
    join_all(names.into_iter().map(|name| {
        let mut acme = acme.clone();
        async move {
            match name.contains('@') {
                true => acme.create_user(&name, someone()).await.map(drop),
                false => acme.create_domain(&name, v1::Domain::default()).await.map(drop),
            }
        }
    }))
    .await
}

async fn as_many_domains_as_allowed(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("acme").await);
    acme.domain("first.test").await;
    operator.limit("acme", domains(5)).await;
    let names = |round: &str| (0..16).map(|n| format!("{round}{n}.test")).collect();
    assert_eq!(tally(creators(&acme, names("a")).await, "max_domains", "5"), 4);
    assert_eq!(acme.page_of_domains(0, "").await.0.len(), 5);
    // What was refused left nothing behind: the name is free, and another account may have it.
    let mut other = server.client("other").await;
    let taken: Vec<String> = acme.page_of_domains(0, "").await.0.into_iter().map(|d| d.name).collect();
    let free = (0..16).map(|n| format!("a{n}.test")).find(|f| !taken.contains(&format!("domains/{f}")));
    other.domain(&free.unwrap()).await;

    // Lower than what there is ends nothing. Soft-deleted ones count, so that they can come back.
    operator.limit("acme", domains(3)).await;
    assert_eq!(acme.page_of_domains(0, "").await.0.len(), 5);
    for name in &taken {
        acme.delete_domain(name.strip_prefix("domains/").unwrap(), false).await.unwrap();
    }
    assert_eq!(tally(creators(&acme, names("b")).await, "max_domains", "3"), 0);
    for name in &taken {
        let (name, etag) = (name.clone(), String::new());
        acme.domains.undelete_domain(v1::UndeleteDomainRequest { name, etag }).await.unwrap();
    }
    // 0 is none, unset as many as you like.
    operator.limit("acme", domains(0)).await;
    assert_eq!(tally(creators(&acme, names("c")).await, "max_domains", "0"), 0);
    operator.limit("acme", AccountQuotas::default()).await;
    assert_eq!(tally(creators(&acme, names("c")).await, "", ""), 16);
}

async fn as_many_users_as_allowed(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("acme").await);
    for fqdn in ["a.test", "b.test"] {
        acme.domain(fqdn).await;
    }
    operator.limit("acme", users(6)).await;
    let names = |round: &str| -> Vec<String> {
        (0..16).map(|n| format!("{round}{n}@{}.test", if n % 2 == 0 { "a" } else { "b" })).collect()
    };
    assert_eq!(tally(creators(&acme, names("x")).await, "max_users", "6"), 6);
    let count =
        async |domain: &str| acme.clone().list_users(domain, 0, "").await.unwrap().into_inner().users.len();
    assert_eq!(count("a.test").await + count("b.test").await, 6);
    // Soft-deleted ones count.
    for user in acme.list_users("a.test", 0, "").await.unwrap().into_inner().users {
        acme.delete_user(&format!("{}@a.test", user.login)).await.unwrap();
    }
    assert_eq!(tally(creators(&acme, names("y")).await, "max_users", "6"), 0);
    // What fails for another reason takes no place.
    operator.limit("acme", users(7)).await;
    acme.user("b.test", "there").await;
    operator.limit("acme", users(8)).await;
    let failure = refused(acme.create_user("there@b.test", someone()).await);
    assert_eq!(failure.reason, "RESOURCE_ALREADY_EXISTS");
    assert_eq!(tally(creators(&acme, names("z")).await, "max_users", "8"), 1);
}

/// Creates, deletes and changes of the quota, all at once: what the account counts is what there is.
async fn the_count_is_what_there_is(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("acme").await);
    acme.domain("acme.test").await;
    operator.limit("acme", users(4)).await;
    for round in 0..4 {
        let creates = creators(&acme, (0..8).map(|n| format!("u{n}@acme.test")).collect());
        let deletes = join_all((0..8).map(|n| {
            let mut acme = acme.clone();
            async move { acme.delete_user(&format!("u{n}@acme.test")).await.map(drop) }
        }));
        let quotas = async {
            for max in [2, 8, 4] {
                operator.limit("acme", users(max)).await;
            }
        };
        let (creates, deletes, ()) = tokio::join!(creates, deletes, quotas);
        for status in creates.into_iter().filter_map(Result::err) {
            let failure = Failure::of(&status);
            let may = ["QUOTA_EXCEEDED", "RESOURCE_ALREADY_EXISTS"];
            assert!(may.contains(&failure.reason.as_str()), "{round}: {failure:?}");
        }
        for status in deletes.into_iter().filter_map(Result::err) {
            assert_eq!(Failure::of(&status).reason, "RESOURCE_NOT_FOUND");
        }
    }
    // Soft-deleted ones are there too.
    let sql = "SELECT user_count, (SELECT count(*) FROM users WHERE account = 'acme') FROM accounts \
               WHERE account = 'acme'";
    let [[counted, there]] = sql::numbers(&sql::of_server(&server).await, sql).await[..] else { panic!() };
    assert_eq!(counted, there);
    operator.limit("acme", users(there + 2)).await;
    let names = (0..6).map(|n| format!("last{n}@acme.test")).collect();
    assert_eq!(tally(creators(&acme, names).await, "max_users", &(there + 2).to_string()), 2);
}

/// Purged, they make room: for domains and for the users that went with them.
async fn the_purge_gives_places_back(backend: Backend) {
    let server = Server::with(backend, &["--purge-after", "1s"]).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("acme").await);
    acme.domain("acme.test").await;
    for login in ["alice", "bob"] {
        acme.user("acme.test", login).await;
    }
    let quotas = AccountQuotas { max_domains: Some(2), max_users: Some(2), ..Default::default() };
    operator.limit("acme", quotas).await;
    acme.domain("other.test").await;
    exceeded(&acme.create_domain("x.test", v1::Domain::default()).await.unwrap_err(), "max_domains", "2");
    exceeded(&acme.create_user("x@other.test", someone()).await.unwrap_err(), "max_users", "2");
    acme.delete_domain("acme.test", true).await.unwrap();
    let there = until("there is room for a domain", async || {
        acme.create_domain("next.test", v1::Domain::default()).await.ok()
    });
    there.await;
    assert_eq!(
        tally(creators(&acme, (0..4).map(|n| format!("u{n}@next.test")).collect()).await, "max_users", "2"),
        2
    );
}

crate::on_both!(
    as_many_domains_as_allowed,
    as_many_users_as_allowed,
    the_count_is_what_there_is,
    the_purge_gives_places_back,
);
