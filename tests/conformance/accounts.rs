//! AccountService, and accounts that are switched off.

use crate::support::{Backend, Client, Failure, Phone, Server, calls, refused, server::ALL_SCOPES, until};
use futures::future::join_all;
use rollcall::{
    auth::{METHODS, Requirement, Scope},
    pb::v1::{self, EventKind, watch_registrations_response::Message},
};
use tonic::Code;

fn full() -> v1::Account {
    v1::Account {
        display_name: "Acme Voice".to_owned(),
        quotas: Some(v1::AccountQuotas {
            max_domains: Some(3),
            max_users: Some(0),
            max_registrations: Some(i64::MAX),
        }),
        ..Default::default()
    }
}

async fn created(operator: &mut Client, id: &str, account: v1::Account) -> v1::Account {
    operator.create_account(id, account).await.unwrap().into_inner().account.unwrap()
}

async fn fields_round_trip(backend: Backend) {
    let server = Server::start(backend).await;
    let mut operator = server.operator().await;
    let account = created(&mut operator, "acme", full()).await;
    assert_eq!(operator.get_account("acme").await.unwrap().into_inner().account.unwrap(), account);
    assert_eq!((&*account.name, &*account.display_name), ("accounts/acme", "Acme Voice"));
    assert_eq!((&account.quotas, account.disabled), (&full().quotas, false));
    assert_eq!(account.create_time, account.update_time);
    assert!(uuid::Uuid::parse_str(&account.uid).is_ok() && !account.etag.is_empty());

    let plain = created(&mut operator, "b-2", v1::Account::default()).await;
    assert_eq!((&*plain.display_name, &plain.quotas), ("b-2", &Some(v1::AccountQuotas::default())));
    let off = created(&mut operator, "off", v1::Account { disabled: true, ..Default::default() }).await;
    let listed = operator.accounts.list_accounts(v1::ListAccountsRequest::default()).await.unwrap();
    assert_eq!(listed.into_inner().accounts, [account, plain, off]);
}

async fn bad_fields_are_told_all_at_once(backend: Backend) {
    let server = Server::start(backend).await;
    let mut operator = server.operator().await;
    let account = v1::Account {
        display_name: "x".repeat(129),
        quotas: Some(v1::AccountQuotas {
            max_domains: Some(-1),
            max_users: Some(i64::MIN),
            max_registrations: None,
        }),
        ..Default::default()
    };
    let mut failure = refused(operator.create_account("1acme", account.clone()).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    failure.fields.sort();
    let quotas = ["account.quotas.max_domains", "account.quotas.max_users"];
    assert_eq!(failure.fields, ["account.display_name", quotas[0], quotas[1], "account_id"]);
    assert_eq!(failure.refused["account.quotas.max_domains"], "-1");
    for id in ["", "-", "-a", "Acme", "a_b", "a/b", &"a".repeat(64)] {
        let failure = refused(operator.create_account(id, v1::Account::default()).await);
        assert_eq!(failure.fields, ["account_id"], "{id}");
        let failure = refused(operator.get_account(id).await);
        assert_eq!(failure.fields, ["name"], "{id}");
    }

    created(&mut operator, "acme", full()).await;
    let mut failure = refused(operator.update_account("acme", account, &["quotas", "display_name"]).await);
    failure.fields.sort();
    assert_eq!(failure.fields, ["account.display_name", quotas[0], quotas[1]]);
    let failure = refused(operator.update_account("acme", full(), &["uid", "nonsense", "quotas.x"]).await);
    assert_eq!((&*failure.reason, failure.fields), ("FIELD_INVALID", vec!["update_mask".to_owned(); 3]));
    let empty = refused(operator.update_account("acme", v1::Account::default(), &["*"]).await);
    assert_eq!(empty.fields, ["account.display_name"]);
}

async fn a_mask_writes_its_fields_only(backend: Backend) {
    let server = Server::start(backend).await;
    let mut operator = server.operator().await;
    let before = created(&mut operator, "acme", full()).await;
    let draft = v1::Account {
        display_name: "New".to_owned(),
        disabled: true,
        quotas: Some(v1::AccountQuotas { max_users: Some(7), ..Default::default() }),
        ..Default::default()
    };
    let mut expected = before.clone();
    for (mask, apply) in [
        (
            &["quotas.max_users"][..],
            (|a| a.quotas.as_mut().unwrap().max_users = Some(7)) as fn(&mut v1::Account),
        ),
        (&["quotas.max_domains"], |a| a.quotas.as_mut().unwrap().max_domains = None),
        (&["display_name", "name"], |a| a.display_name = "New".to_owned()),
        (&["quotas"], |a| a.quotas = Some(v1::AccountQuotas { max_users: Some(7), ..Default::default() })),
        (&["*"], |a| a.disabled = true),
    ] {
        let after = operator.update_account("acme", draft.clone(), mask).await;
        let after = after.unwrap().into_inner().account.unwrap();
        assert_ne!(after.etag, expected.etag, "{mask:?}");
        apply(&mut expected);
        expected.etag.clone_from(&after.etag);
        expected.update_time = after.update_time;
        assert_eq!(after, expected, "{mask:?}");
        assert_eq!(operator.get_account("acme").await.unwrap().into_inner().account.unwrap(), after);
    }
    // Without a mask, what is set.
    let name = v1::Account { display_name: "Newer".to_owned(), ..Default::default() };
    let after = operator.update_account("acme", name, &[]).await.unwrap().into_inner().account.unwrap();
    assert_eq!((&*after.display_name, after.disabled, after.quotas), ("Newer", true, expected.quotas));
    assert_eq!((after.uid, after.create_time), (before.uid, before.create_time));
}

async fn etags_guard(backend: Backend) {
    let server = Server::start(backend).await;
    let mut operator = server.operator().await;
    let first = created(&mut operator, "acme", full()).await;
    let change = |etag: &str| v1::Account { etag: etag.to_owned(), disabled: true, ..Default::default() };
    let second = operator.update_account("acme", change(&first.etag), &[]).await;
    let second = second.unwrap().into_inner().account.unwrap();
    for failure in [
        refused(operator.update_account("acme", change(&first.etag), &[]).await),
        refused(operator.delete_account("acme", &first.etag).await),
    ] {
        assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
        assert_eq!(failure.metadata["resource"], "accounts/acme");
        assert_eq!(failure.metadata["etag"], second.etag);
    }
    operator.delete_account("acme", &second.etag).await.unwrap();
    for failure in [
        refused(operator.update_account("acme", change(""), &[]).await),
        refused(operator.delete_account("acme", "").await),
        refused(operator.get_account("acme").await),
    ] {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/Account");
    }
}

/// The embedded default needs no operator.
async fn an_account_comes_into_being_with_its_first_domain(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("42").await);
    assert_eq!(acme.page_of_domains(0, "").await.0, []);
    assert_eq!(refused(operator.get_account("42").await).kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    acme.domain("acme.test").await;
    let account = operator.get_account("42").await.unwrap().into_inner().account.unwrap();
    assert_eq!((&*account.display_name, account.disabled), ("42", false));
    assert_eq!(account.quotas, Some(v1::AccountQuotas::default()));
    // One that begins with a digit cannot be made by hand, only grow; a taken id is taken however it came.
    server.client("grown").await.domain("grown.test").await;
    let failure = refused(operator.create_account("grown", v1::Account::default()).await);
    assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!((&*failure.metadata["resource"], &*failure.metadata["field"]), ("accounts/grown", "name"));
    operator.limit("42", v1::AccountQuotas { max_domains: Some(1), ..Default::default() }).await;
}

async fn an_account_with_domains_stays(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("acme").await);
    created(&mut operator, "acme", full()).await;
    for fqdn in ["a.test", "b.test"] {
        acme.domain(fqdn).await;
    }
    let failure = refused(operator.delete_account("acme", "").await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "ACCOUNT_NOT_EMPTY"));
    assert_eq!((&*failure.metadata["resource"], &*failure.metadata["domain_count"]), ("accounts/acme", "2"));
    // Soft-deleted ones are domains too.
    for fqdn in ["a.test", "b.test"] {
        acme.delete_domain(fqdn, true).await.unwrap();
    }
    let failure = refused(operator.delete_account("acme", "").await);
    assert_eq!((&*failure.reason, &*failure.metadata["domain_count"]), ("ACCOUNT_NOT_EMPTY", "2"));
    operator.get_account("acme").await.unwrap();
}

/// Once they are purged it can go, and its audit stays.
async fn an_account_goes_after_its_domains(backend: Backend) {
    let server = Server::with(backend, &["--purge-after", "1s"]).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("acme").await);
    acme.domain("a.test").await;
    acme.delete_domain("a.test", false).await.unwrap();
    until("the domain is purged", async || {
        let answer = operator.delete_account("acme", "").await;
        answer.map_err(|status| assert_eq!(Failure::of(&status).reason, "ACCOUNT_NOT_EMPTY")).ok()
    })
    .await;
    assert_eq!(refused(operator.get_account("acme").await).reason, "RESOURCE_NOT_FOUND");
    let audit = operator.audit("accounts/acme").await;
    assert_eq!((audit[0].action(), &*audit[0].resource), (v1::AuditAction::Delete, "accounts/acme"));
    assert_eq!(audit.len(), 4, "created, deleted, purged; and the account");
}

async fn a_retry_with_a_request_id_gets_the_first_answer(backend: Backend) {
    let server = Server::start(backend).await;
    let mut operator = server.operator().await;
    let request = v1::CreateAccountRequest {
        account_id: "acme".to_owned(),
        account: Some(full()),
        request_id: uuid::Uuid::new_v4().to_string(),
    };
    let first = operator.accounts.create_account(request.clone()).await.unwrap().into_inner();
    operator.switch("acme", true).await;
    assert_eq!(operator.accounts.create_account(request.clone()).await.unwrap().into_inner(), first);
    let other = v1::CreateAccountRequest { account: None, ..request.clone() };
    let failure = refused(operator.accounts.create_account(other).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "REQUEST_ID_REUSED"));
    let anonymous = v1::CreateAccountRequest { request_id: String::new(), ..request };
    let failure = refused(operator.accounts.create_account(anonymous).await);
    assert_eq!(failure.reason, "RESOURCE_ALREADY_EXISTS");
}

async fn pages(backend: Backend) {
    let server = Server::start(backend).await;
    let mut operator = server.operator().await;
    for n in [3, 0, 4, 1, 2] {
        created(&mut operator, &format!("a{n}"), v1::Account::default()).await;
    }
    let mut page = async |page_size, page_token: &str| {
        let page_token = page_token.to_owned();
        let request = v1::ListAccountsRequest { page_size, page_token, ..Default::default() };
        let page = operator.accounts.list_accounts(request).await?.into_inner();
        let names: Vec<_> = page.accounts.into_iter().map(|a| a.display_name).collect();
        Ok::<_, tonic::Status>((names, page.next_page_token))
    };
    let (first, next) = page(2, "").await.unwrap();
    let (second, last) = page(2, &next).await.unwrap();
    let (third, end) = page(2, &last).await.unwrap();
    assert_eq!([first, second, third].concat(), ["a0", "a1", "a2", "a3", "a4"]);
    assert_eq!(end, "");
    assert_eq!(Failure::of(&page(-1, "").await.unwrap_err()).fields, ["page_size"]);
    assert_eq!(Failure::of(&page(2, "nonsense").await.unwrap_err()).reason, "PAGE_TOKEN_INVALID");
}

/// Domains are made in an account that is deleted at the same time, many times: it is there whenever they are.
async fn deletes_and_first_domains_cross(backend: Backend) {
    let server = Server::start(backend).await;
    let mut operator = server.operator().await;
    for round in 0..12 {
        let account = format!("a{round}");
        let acme = server.client(&account).await;
        created(&mut operator, &account, v1::Account::default()).await;
        let creates = (0..4).map(|n| {
            let (mut acme, fqdn) = (acme.clone(), format!("d{round}-{n}.test"));
            async move { acme.create_domain(&fqdn, v1::Domain::default()).await.map(drop) }
        });
        let deletes = (0..4).map(|_| {
            let (mut operator, account) = (operator.clone(), account.clone());
            async move { operator.delete_account(&account, "").await.map(drop) }
        });
        let (creates, deletes) = tokio::join!(join_all(creates), join_all(deletes));
        for done in creates {
            done.unwrap();
        }
        for status in deletes.into_iter().filter_map(Result::err) {
            let failure = Failure::of(&status);
            let may = ["RESOURCE_NOT_FOUND", "ACCOUNT_NOT_EMPTY", "WRITE_CONFLICT"];
            assert!(may.contains(&failure.reason.as_str()), "{failure:?}");
        }
        // The account is there, and knows how many domains it has.
        let failure = refused(operator.delete_account(&account, "").await);
        assert_eq!(failure.metadata["domain_count"], "4", "{failure:?}");
    }
}

async fn tokens_of_a_disabled_account_are_refused(backend: Backend) {
    let server = Server::start(backend).await;
    let mut operator = server.operator().await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let channel = calls::channel(server.grpc()).await;
    let token = |account: &str, scopes: &str| format!("Bearer {}", server.token(account, scopes));
    let (own, admin) = (token("acme", ALL_SCOPES), token("acme", "admin"));
    let (other, edge) = (token("other", ALL_SCOPES), token("-", ALL_SCOPES));
    operator.switch("acme", true).await;
    for (path, needs) in METHODS {
        let Requirement::Scope(needs) = needs else { continue };
        let method = path.trim_start_matches('/');
        let call = async |token: &str| {
            let answer = calls::raw(&channel, &[("authorization", token)], method, ()).await;
            answer.err().map(|status| Failure::of(&status))
        };
        let failure = call(&own).await.unwrap();
        // The scope comes first: what a token may not do anyway does not depend on its account.
        if *needs == Scope::Admin {
            assert_eq!(failure.kind(), (Code::PermissionDenied, "SCOPE_MISSING"), "{method}");
        } else {
            assert_eq!(failure.kind(), (Code::PermissionDenied, "ACCOUNT_DISABLED"), "{method}");
            assert_eq!(failure.metadata.into_iter().collect::<Vec<_>>(), [("account".into(), "acme".into())]);
        }
        for good in [&admin, &other, &edge] {
            let reason = call(good).await.map(|failure| failure.reason).unwrap_or_default();
            assert_ne!(reason, "ACCOUNT_DISABLED", "{method}");
        }
    }
    // Its own operator can switch it on again, and everything is as it was at once.
    Client::connect(server.grpc(), &server.token("acme", "admin")).await.switch("acme", false).await;
    acme.get_domain("acme.test").await.unwrap();
    // Switched off before its first domain, and deleted again: a token is good that nobody knows of.
    created(&mut operator, "young", v1::Account { disabled: true, ..Default::default() }).await;
    let mut young = server.client("young").await;
    let failure = refused(young.create_domain("young.test", v1::Domain::default()).await);
    assert_eq!(failure.reason, "ACCOUNT_DISABLED");
    operator.delete_account("young", "").await.unwrap();
    young.domain("young.test").await;
}

/// What another node does is known here soon. Both look into one database, as two nodes will.
async fn a_change_behind_its_back_is_noticed(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    acme.get_domain("acme.test").await.unwrap();
    let store = crate::support::data::of_server(&server).await;
    let tx = store.begin().await.unwrap();
    let id = crate::support::data::account("acme");
    let (account, domains) = tx.account(&rollcall::model::AccountScope::All, &id).await.unwrap().unwrap();
    assert_eq!(domains, 1);
    tx.update_account(rollcall::model::Account { disabled: true, ..account }).await.unwrap();
    tx.commit().await.unwrap();
    until("the token is refused", async || {
        let answer = acme.get_domain("acme.test").await;
        answer.err().map(|status| assert_eq!(Failure::of(&status).reason, "ACCOUNT_DISABLED"))
    })
    .await;
}

/// An open watch sees the registrations end, gets a last bookmark, and ends.
async fn open_watches_end_with_their_account(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("acme").await);
    acme.domain("acme.test").await;
    let password = acme.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    let request =
        |parent: &str| v1::WatchRegistrationsRequest { parent: parent.to_owned(), ..Default::default() };
    let mut own =
        acme.registrations.watch_registrations(request("accounts/acme")).await.unwrap().into_inner();
    let mut admins =
        operator.registrations.watch_registrations(request("accounts/acme")).await.unwrap().into_inner();
    assert_eq!(phone.register(600).await.status, 200);
    operator.switch("acme", true).await;

    let (mut kinds, mut reasons, mut bookmark) = (Vec::new(), Vec::new(), String::new());
    let status = loop {
        match own.message().await {
            Ok(Some(response)) => {
                bookmark = response.resume_token;
                if let Some(Message::Changes(changes)) = response.message {
                    kinds.extend(changes.events.iter().map(|e| e.kind()));
                    reasons.extend(changes.events.into_iter().map(|e| (e.reason, e.actor)));
                }
            }
            Ok(None) => panic!("the stream ends with a status"),
            Err(status) => break status,
        }
    };
    let failure = Failure::of(&status);
    assert_eq!(failure.kind(), (Code::PermissionDenied, "ACCOUNT_DISABLED"));
    assert_eq!(failure.metadata["account"], "acme");
    assert_eq!(kinds, [EventKind::Created, EventKind::Rejected]);
    assert_eq!(reasons[1], ("account disabled".to_owned(), "rollcall-cli".to_owned()));

    // The operator's own goes on: it is not of that account.
    operator.switch("acme", false).await;
    assert_eq!(phone.register(600).await.status, 200);
    let mut seen = Vec::new();
    while seen.len() < 3 {
        let response = admins.message().await.unwrap().unwrap();
        if let Some(Message::Changes(changes)) = response.message {
            seen.extend(changes.events.iter().map(|e| e.kind()));
        }
    }
    assert_eq!(seen, [EventKind::Created, EventKind::Rejected, EventKind::Created]);
    // And the one that was cut off goes on where it stood.
    let start = Some(v1::watch_registrations_request::Start::ResumeToken(bookmark));
    let again = v1::WatchRegistrationsRequest { start, ..request("accounts/acme") };
    let mut again = acme.registrations.watch_registrations(again).await.unwrap().into_inner();
    let events = loop {
        if let Some(Message::Changes(changes)) = again.message().await.unwrap().unwrap().message {
            break changes.events;
        }
    };
    assert_eq!(events.iter().map(|e| e.kind()).collect::<Vec<_>>(), [EventKind::Created]);
}

crate::on_both!(
    fields_round_trip,
    bad_fields_are_told_all_at_once,
    a_mask_writes_its_fields_only,
    etags_guard,
    an_account_comes_into_being_with_its_first_domain,
    an_account_with_domains_stays,
    an_account_goes_after_its_domains,
    a_retry_with_a_request_id_gets_the_first_answer,
    pages,
    deletes_and_first_domains_cross,
    tokens_of_a_disabled_account_are_refused,
    a_change_behind_its_back_is_noticed,
    open_watches_end_with_their_account,
);
