//! Reasons that the state of a resource gives.

use super::{Row, row};
use crate::support::{Backend, Server, json::Caller, server::ALL_SCOPES};
use serde_json::{Value, json};
use tonic::Code;

/// What the state of a resource does not allow.
pub(super) async fn rows() -> Vec<Row> {
    let server = Server::start(Backend::Sqlite).await;
    let acme = Caller::new(&server, "acme", ALL_SCOPES).await;
    let done = async |method: &str, request: Value| {
        acme.call(method, request).await.unwrap_or_else(|why| panic!("{method}: {why:?}"))
    };
    let failed = async |method: &str, request: Value| acme.call(method, request).await.unwrap_err();
    let domain = "domains/acme.test";
    done("DomainService/CreateDomain", json!({"domain_id": "acme.test", "domain": {}})).await;
    let organization = async |id: &str, parent: &str| {
        let below = if parent.is_empty() { json!({}) } else { json!({"parent_organization": parent}) };
        acme.call(
            "OrganizationService/CreateOrganization",
            json!({"parent": domain, "organization_id": id, "organization": below}),
        )
        .await
    };
    let mut rows = vec![row(
        organization("a", "").await.unwrap_err(),
        "ORGANIZATIONS_DISABLED",
        Code::FailedPrecondition,
        &[("resource", "domains/acme.test")],
        &[],
    )];
    let managed = json!({"domain": {"name": domain, "organization_management": true}});
    done("DomainService/UpdateDomain", managed).await;
    organization("a", "").await.unwrap();
    organization("b", "domains/acme.test/organizations/a").await.unwrap();
    let role = json!({"parent": domain, "role_id": "agent", "role": {"permissions": ["calls.*"]}});
    done("RoleService/CreateRole", role).await;
    let user = json!({"role": "domains/acme.test/roles/agent"});
    done("UserService/CreateUser", json!({"parent": domain, "user_id": "alice", "user": user})).await;

    let below = json!({"name": "domains/acme.test/organizations/a", "parent_organization": "domains/acme.test/organizations/b"});
    rows.push(row(
        failed("OrganizationService/UpdateOrganization", json!({ "organization": below })).await,
        "ORGANIZATION_CYCLE",
        Code::FailedPrecondition,
        &[
            ("parent_organization", "domains/acme.test/organizations/b"),
            ("resource", "domains/acme.test/organizations/a"),
        ],
        &[],
    ));
    let name = json!({"name": "domains/acme.test/organizations/a"});
    rows.push(row(
        failed("OrganizationService/DeleteOrganization", name).await,
        "ORGANIZATION_NOT_EMPTY",
        Code::FailedPrecondition,
        &[("organization_count", "1"), ("resource", "domains/acme.test/organizations/a")],
        &[],
    ));
    rows.push(row(
        failed("RoleService/DeleteRole", json!({"name": "domains/acme.test/roles/operator"})).await,
        "ROLE_READ_ONLY",
        Code::FailedPrecondition,
        &[("resource", "domains/acme.test/roles/operator")],
        &[],
    ));
    rows.push(row(
        failed("RoleService/DeleteRole", json!({"name": "domains/acme.test/roles/agent"})).await,
        "ROLE_IN_USE",
        Code::FailedPrecondition,
        &[("resource", "domains/acme.test/roles/agent"), ("user_count", "1")],
        &[],
    ));
    rows.extend(deleted(&acme).await);
    rows
}

/// What is soft-deleted, and what is not.
async fn deleted(acme: &Caller) -> Vec<Row> {
    let alice = json!({"name": "domains/acme.test/users/alice"});
    let undeleted = acme.call("UserService/UndeleteUser", alice.clone()).await.unwrap_err();
    acme.call("UserService/DeleteUser", alice.clone()).await.unwrap();
    let change = json!({"user": {"name": "domains/acme.test/users/alice", "first_name": "A"}});
    let changed = acme.call("UserService/UpdateUser", change).await.unwrap_err();
    let purge = &changed.metadata["purge_time"];
    assert!(purge.len() > 19 && purge.as_bytes()[10] == b'T' && purge.ends_with('Z'), "RFC 3339: {purge}");
    vec![
        row(
            undeleted,
            "RESOURCE_NOT_DELETED",
            Code::AlreadyExists,
            &[("resource", "domains/acme.test/users/alice"), ("resource_type", "rollcall.dev/User")],
            &[],
        ),
        row(
            changed,
            "RESOURCE_DELETED",
            Code::FailedPrecondition,
            &[
                ("purge_time", "*"),
                ("resource", "domains/acme.test/users/alice"),
                ("resource_type", "rollcall.dev/User"),
            ],
            &[],
        ),
    ]
}
