//! Reasons that an account, an invitation or a limit gives.

use super::{Row, row};
use crate::support::{Backend, Server, json::Caller, server::ALL_SCOPES};
use serde_json::{Value, json};
use tonic::Code;

pub(super) async fn rows() -> Vec<Row> {
    let server = Server::start(Backend::Sqlite).await;
    let acme = Caller::new(&server, "acme", ALL_SCOPES).await;
    let admin = Caller::new(&server, "-", "admin").await;
    let done = async |caller: &Caller, method: &str, request: Value| {
        caller.call(method, request).await.unwrap_or_else(|why| panic!("{method}: {why:?}"))
    };
    done(&acme, "DomainService/CreateDomain", json!({"domain_id": "acme.test", "domain": {}})).await;
    let mut rows = invitations(&acme).await;

    let check =
        json!({"parent": "domains/acme.test", "identifier": "nobody", "user_password": "Wrong-Horse-1"});
    let limited = loop {
        match acme.call("UserService/VerifyUserPassword", check.clone()).await {
            Ok(_) => {}
            Err(failure) => break failure,
        }
    };
    rows.push(row(
        limited,
        "RATE_LIMITED",
        Code::ResourceExhausted,
        &[("limit", "*")],
        &["google.rpc.RetryInfo"],
    ));

    let update = |account: Value| json!({ "account": account });
    let quotas = json!({"name": "accounts/acme", "quotas": {"max_users": "0"}});
    done(&admin, "AccountService/UpdateAccount", update(quotas)).await;
    let one_more = json!({"parent": "domains/acme.test", "user_id": "x", "user": {}});
    rows.push(row(
        acme.call("UserService/CreateUser", one_more).await.unwrap_err(),
        "QUOTA_EXCEEDED",
        Code::ResourceExhausted,
        &[("limit", "0"), ("quota", "max_users")],
        &["google.rpc.QuotaFailure"],
    ));
    let name = json!({"name": "accounts/acme"});
    rows.push(row(
        admin.call("AccountService/DeleteAccount", name).await.unwrap_err(),
        "ACCOUNT_NOT_EMPTY",
        Code::FailedPrecondition,
        &[("domain_count", "1"), ("resource", "accounts/acme")],
        &[],
    ));
    let off = json!({"name": "accounts/acme", "disabled": true});
    done(&admin, "AccountService/UpdateAccount", update(off)).await;
    rows.push(row(
        acme.call("DomainService/GetDomain", json!({"name": "domains/acme.test"})).await.unwrap_err(),
        "ACCOUNT_DISABLED",
        Code::PermissionDenied,
        &[("account", "acme")],
        &[],
    ));
    rows
}

async fn invitations(acme: &Caller) -> Vec<Row> {
    let invite = async || {
        let invitation = json!({"display_name": "Somebody new", "preset": {"login": "new"}});
        let request = json!({"parent": "domains/acme.test", "invitation": invitation});
        let made = acme.call("InvitationService/CreateInvitation", request).await.unwrap();
        (made["invitation"]["name"].clone(), made["token"].clone())
    };
    let accept = async |token: &Value| {
        let request = json!({"token": token, "user_password": "Correct-Horse-1"});
        acme.call("InvitationService/AcceptInvitation", request).await.unwrap_err()
    };
    let (name, revoked) = invite().await;
    acme.call("InvitationService/RevokeInvitation", json!({ "name": name })).await.unwrap();
    let not_pending = accept(&revoked).await;
    let (_, pending) = invite().await;
    let switch = async |disabled: bool| {
        let domain = json!({"name": "domains/acme.test", "disabled": disabled});
        let request = json!({"domain": domain, "update_mask": "disabled"});
        acme.call("DomainService/UpdateDomain", request).await.unwrap();
    };
    switch(true).await;
    let disabled = accept(&pending).await;
    switch(false).await;
    vec![
        row(accept(&json!("nonsense")).await, "INVITATION_TOKEN_INVALID", Code::NotFound, &[], &[]),
        row(not_pending, "INVITATION_NOT_PENDING", Code::FailedPrecondition, &[("state", "REVOKED")], &[]),
        row(disabled, "DOMAIN_DISABLED", Code::FailedPrecondition, &[("resource", "domains/acme.test")], &[]),
    ]
}
