//! The audit: every change once, by whom, with which call, and never a value.

use crate::support::{
    Backend, Client, Phone, Server, dynamic::Connection, json, refused, server::ALL_SCOPES, sql,
};
use rollcall::{
    api::UNIMPLEMENTED,
    auth::{METHODS, Requirement, Scope},
    pb::v1,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tonic::{Code, Status};

/// What changes no resource of the directory: registrations that come and go by themselves are in their own log, and
/// a password that was checked is as it was.
const UNAUDITED: [&str; 4] = [
    "RegistrarService/Register",
    "RegistrarService/ReportFlowFailure",
    "UserService/TestRegistration",
    "UserService/VerifyUserPassword",
];

/// The subject of the tests' tokens.
const ACTOR: &str = "rollcall-cli";

/// One entry that a call must leave: what was done, to which resource, in which fields, by whom.
struct Expected {
    action: &'static str,
    resource: String,
    fields: Option<Vec<&'static str>>,
    actor: &'static str,
    reason: &'static str,
}

fn entry(action: &'static str, resource: &str, fields: &[&'static str]) -> Expected {
    Expected {
        action,
        resource: resource.to_owned(),
        fields: Some(fields.to_vec()),
        actor: ACTOR,
        reason: "",
    }
}

/// A caller who may do everything, and what was seen of it so far.
struct Driver {
    connection: Connection,
    token: String,
    operator: Client,
    driven: BTreeSet<String>,
    seen: usize,
    calls: usize,
}

impl Driver {
    async fn new(server: &Server) -> Self {
        Self {
            connection: Connection::to(server.grpc()).await,
            token: format!("Bearer {}", server.token("acme", &format!("{ALL_SCOPES},admin"))),
            operator: server.operator().await,
            driven: BTreeSet::new(),
            seen: 0,
            calls: 0,
        }
    }

    async fn call(&mut self, method: &str, messages: &[Value]) -> Result<(Value, String), Status> {
        self.driven.insert(method.to_owned());
        self.calls += 1;
        let id = format!("call-{}", self.calls);
        let mut headers = vec![("x-request-id", &*id)];
        if method != "InvitationService/AcceptInvitation" {
            headers.push(("authorization", &*self.token));
        }
        let mut answer = self.connection.call(method, &headers, messages).await?;
        assert_eq!(answer.request_id, id, "{method}");
        Ok((answer.messages.pop().unwrap_or_default(), id))
    }

    /// The entries since the last time, the oldest first.
    async fn news(&mut self) -> Vec<v1::AuditEntry> {
        let mut entries = self.operator.audit("accounts/-").await;
        let more = entries.len() - self.seen;
        self.seen = entries.len();
        entries.truncate(more);
        entries.reverse();
        entries
    }

    /// Calls a method that must leave these entries and no others, and answers with its last message.
    async fn drive(&mut self, method: &str, message: Value, expected: &[Expected]) -> Value {
        self.drive_all(method, &[message], expected).await
    }

    async fn drive_all(&mut self, method: &str, messages: &[Value], expected: &[Expected]) -> Value {
        let (answer, id) =
            self.call(method, messages).await.unwrap_or_else(|why| panic!("{method}: {why:?}"));
        let news = self.news().await;
        assert_eq!(news.len(), expected.len(), "{method}: {news:#?}");
        for e in expected {
            let of = |n: &&v1::AuditEntry| {
                n.resource == e.resource && n.action().as_str_name().ends_with(e.action)
            };
            let found = news.iter().find(of).unwrap_or_else(|| panic!("{method}: {}: {news:#?}", e.resource));
            self.check(method, found, &id, e);
            let answered = answer.as_object().unwrap().values().find(|v| v["name"] == found.resource);
            assert!(answered.is_none_or(|v| v["uid"] == found.resource_uid), "{method}");
        }
        answer
    }

    fn check(&self, method: &str, found: &v1::AuditEntry, id: &str, expected: &Expected) {
        assert_eq!(found.actor, expected.actor, "{method}");
        assert_eq!(found.method, format!("rollcall.v1.{method}"));
        assert_eq!(found.request_id, id, "{method}");
        assert_eq!(found.source_address, self.connection.local.to_string(), "{method}");
        assert_eq!(found.reason, expected.reason, "{method}");
        if let Some(fields) = &expected.fields {
            let changed: BTreeSet<&str> = found.changed_fields.iter().map(String::as_str).collect();
            assert_eq!(changed, fields.iter().copied().collect(), "{method}: {found:?}");
            assert_eq!(found.changed_fields.len(), fields.len(), "{method}: each once");
        }
        for uid in [&found.uid, &found.resource_uid] {
            assert!(uuid::Uuid::parse_str(uid).is_ok(), "{method}: {found:?}");
        }
        let account =
            if found.resource.starts_with("accounts/") { &*found.resource } else { "accounts/acme" };
        assert_eq!(found.name, format!("{account}/auditEntries/{}", found.uid));
        assert_eq!(found.create_time, found.update_time);
        assert!(found.create_time.is_some() && !found.etag.is_empty());
    }

    /// Calls a method that changes nothing this time.
    async fn leaves_nothing(&mut self, method: &str, message: Value) {
        let _refused_or_not = self.call(method, &[message]).await;
        let news = self.news().await;
        assert!(news.is_empty(), "{method}: {news:#?}");
    }
}

/// The methods of this version that may change something: all but those that the contract says have no side effects.
/// One that is new has no entry in the test below, which then fails.
fn mutating() -> BTreeSet<String> {
    let missing = |name: &String| UNIMPLEMENTED.contains(&&*format!("rollcall.v1.{name}"));
    let all = json::methods().into_iter().filter(|method| {
        let options = method.method_descriptor_proto().options.clone().unwrap_or_default();
        options.idempotency_level() != prost_types::method_options::IdempotencyLevel::NoSideEffects
    });
    let names = all.map(|m| format!("{}/{}", m.parent_service().name(), m.name()));
    names.filter(|name| !missing(name) && !UNAUDITED.contains(&name.as_str())).collect()
}

/// What the contract calls free of side effects is not let in by a scope to write, but for what the operator reads.
#[test]
fn methods_with_a_scope_to_write_are_looked_at() {
    let looked_at = mutating();
    let writes = [Scope::DomainsWrite, Scope::UsersWrite, Scope::RegistrationsWrite, Scope::Admin];
    for (path, needs) in METHODS {
        let name = path.trim_start_matches("/rollcall.v1.");
        let reads = ["AccountService/GetAccount", "AccountService/ListAccounts"].contains(&name);
        let missing = UNIMPLEMENTED.contains(&path.trim_start_matches('/'));
        if writes.iter().any(|scope| *needs == Requirement::Scope(*scope)) && !reads && !missing {
            assert!(looked_at.contains(name) || UNAUDITED.contains(&name), "{name}");
        }
    }
}

const DOMAIN: &str = "domains/acme.test";
const ALICE: &str = "domains/acme.test/users/alice";
/// Passwords that this test chooses.
const CHOSEN: [&str; 5] =
    ["Correct-Horse-1", "Battery-Staple-2", "Another-Horse-3", "Third-Time-Lucky-4", "Guest-Of-Honour-5"];

async fn every_change_leaves_its_entry(backend: Backend) {
    let server = Server::start(backend).await;
    let mut driver = Driver::new(&server).await;
    let mut secrets: BTreeSet<String> = CHOSEN.iter().map(ToString::to_string).collect();
    accounts(&mut driver).await;
    domains_and_roles(&mut driver).await;
    users(&mut driver, &mut secrets).await;
    members(&mut driver).await;
    registrations(&server, &mut driver).await;
    invitations(&mut driver, &mut secrets).await;
    imports(&mut driver).await;
    endings(&mut driver).await;
    assert_eq!(driver.driven, mutating(), "left: what this test drives; right: what this version may change");

    // The account reads its own entries: the same, but for the operator's about other accounts.
    let all = driver.operator.audit("accounts/-").await;
    let own: Vec<_> = all.iter().filter(|e| e.name.starts_with("accounts/acme/")).cloned().collect();
    assert_eq!(server.client("acme").await.audit("accounts/acme").await, own);
    assert!(own.len() > 20 && own.len() < all.len());

    let columns = "actor, method, resource, resource_uid, changed_fields, request_id, reason, source_address";
    let rows: Vec<[String; 8]> =
        sql::texts(&sql::of_server(&server).await, &format!("SELECT {columns} FROM audit_entries")).await;
    assert_eq!(rows.len(), all.len());
    assert!(secrets.len() > CHOSEN.len() && rows.iter().flatten().any(|text| text.contains("user_password")));
    for secret in &secrets {
        assert!(
            !rows.iter().flatten().any(|text| text.contains(secret.as_str())),
            "{secret} is in the audit"
        );
    }
}

async fn accounts(driver: &mut Driver) {
    let name = "accounts/beta";
    let account = json!({"quotas": {"max_users": "5"}});
    let create = json!({"account_id": "beta", "account": account, "request_id": uuid::Uuid::new_v4()});
    driver.drive("AccountService/CreateAccount", create.clone(), &[entry("CREATE", name, &["quotas"])]).await;
    driver.leaves_nothing("AccountService/CreateAccount", create).await;
    let update = json!({
        "account": {"name": name, "display_name": "Beta", "disabled": true, "quotas": {"max_users": "5"}},
        "update_mask": "displayName,disabled,quotas.maxUsers",
    });
    let changed = [entry("UPDATE", name, &["display_name", "disabled"])];
    driver.drive("AccountService/UpdateAccount", update, &changed).await;
    let stale = json!({"name": name, "etag": "1-0"});
    driver.leaves_nothing("AccountService/DeleteAccount", stale).await;
    driver.drive("AccountService/DeleteAccount", json!({"name": name}), &[entry("DELETE", name, &[])]).await;
}

async fn domains_and_roles(driver: &mut Driver) {
    let domain = json!({"labels": {"tier": "gold"}, "organization_management": true});
    let create = json!({"domain_id": "acme.test", "domain": domain});
    let created = [entry("CREATE", DOMAIN, &["labels", "organization_management"])];
    driver.drive("DomainService/CreateDomain", create.clone(), &created).await;
    driver.leaves_nothing("DomainService/CreateDomain", create).await;
    let update = json!({
        "domain": {"name": DOMAIN, "registration": {"max_registrations": 5}},
        "update_mask": "registration.maxRegistrations,disabled",
    });
    let changed = [entry("UPDATE", DOMAIN, &["registration.max_registrations"])];
    driver.drive("DomainService/UpdateDomain", update, &changed).await;

    let name = "domains/acme.test/roles/agent";
    let create = json!({"parent": DOMAIN, "role_id": "agent", "role": {"display_name": "Agents"}});
    driver.drive("RoleService/CreateRole", create, &[entry("CREATE", name, &["display_name"])]).await;
    let update = json!({"role": {"name": name, "display_name": "All agents"}});
    driver.drive("RoleService/UpdateRole", update, &[entry("UPDATE", name, &["display_name"])]).await;
}

async fn users(driver: &mut Driver, secrets: &mut BTreeSet<String>) {
    let user = json!({
        "first_name": "Alice", "auth_username": "alice",
        "registration_password": CHOSEN[0], "user_password": CHOSEN[1],
    });
    let create = json!({"parent": DOMAIN, "user_id": "alice", "user": user});
    let fields = ["first_name", "auth_username", "registration_password", "user_password"];
    driver.drive("UserService/CreateUser", create, &[entry("CREATE", ALICE, &fields)]).await;
    let create = json!({"parent": DOMAIN, "user_id": "bob", "user": {}});
    let bob = "domains/acme.test/users/bob";
    let mut created = entry("CREATE", bob, &[]);
    created.fields = None;
    let answer = driver.drive("UserService/CreateUser", create, &[created]).await;
    for password in ["registration_password", "user_password"] {
        secrets.insert(answer["generated"][password].as_str().unwrap().to_owned());
    }
    let update = json!({
        "user": {"name": ALICE, "email": "alice@example.com", "first_name": "Alice", "registration_password": CHOSEN[2]},
        "update_mask": "email,firstName,registrationPassword",
    });
    let changed = [entry("UPDATE", ALICE, &["email", "registration_password"])];
    driver.drive("UserService/UpdateUser", update, &changed).await;
    let bad = json!({"user": {"name": ALICE, "email": "nonsense"}});
    driver.leaves_nothing("UserService/UpdateUser", bad).await;
    let reset = json!({"name": ALICE, "registration_password": CHOSEN[3]});
    let method = "UserService/ResetRegistrationCredentials";
    driver.drive(method, reset, &[entry("RESET_CREDENTIALS", ALICE, &["registration_password"])]).await;
}

async fn members(driver: &mut Driver) {
    for (service, field, of_user) in
        [("GroupService", "group", "groups"), ("OrganizationService", "organization", "organizations")]
    {
        let name = format!("{DOMAIN}/{field}s/sales");
        let kind = if field == "group" { "Group" } else { "Organization" };
        let id = format!("{field}_id");
        let create = json!({"parent": DOMAIN, id: "sales", field: {"display_name": "Sales"}});
        let method = |verb: &str| format!("{service}/{verb}{kind}");
        driver.drive(&method("Create"), create, &[entry("CREATE", &name, &["display_name"])]).await;
        let update = json!({field: {"name": name, "display_name": "Sales, EMEA"}});
        driver.drive(&method("Update"), update, &[entry("UPDATE", &name, &["display_name"])]).await;
        let member = json!({field: name, "user": ALICE});
        for (verb, action) in [("Add", "ADD_MEMBER"), ("Remove", "REMOVE_MEMBER")] {
            let method = format!("{service}/{verb}{kind}Member");
            let both = [entry(action, &name, &[]), entry(action, ALICE, &[of_user])];
            driver.drive(&method, member.clone(), &both).await;
        }
        driver.drive(&method("Delete"), json!({"name": name}), &[entry("DELETE", &name, &[])]).await;
    }
    let role = "domains/acme.test/roles/agent";
    driver.drive("RoleService/DeleteRole", json!({"name": role}), &[entry("DELETE", role, &[])]).await;
}

async fn registrations(server: &Server, driver: &mut Driver) {
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", CHOSEN[3]).await;
    assert_eq!(phone.register(600).await.status, 200);
    let name = driver.operator.list(ALICE).await.remove(0).name;
    let stale = json!({"name": name, "etag": "1-0", "reason": "stale"});
    driver.leaves_nothing("RegistrationService/DeleteRegistration", stale).await;
    let ended = Expected { reason: "moved out", ..entry("DEREGISTER", &name, &[]) };
    let kick = json!({"name": name, "reason": "moved out"});
    driver.drive("RegistrationService/DeleteRegistration", kick.clone(), &[ended]).await;
    driver.leaves_nothing("RegistrationService/DeleteRegistration", kick).await;

    assert_eq!(phone.register(600).await.status, 200);
    let ended = Expected { reason: "for good", ..entry("DEREGISTER", ALICE, &[]) };
    let kick = json!({"name": ALICE, "reason": "for good"});
    driver.drive("RegistrationService/DeregisterUser", kick.clone(), &[ended]).await;
    driver.leaves_nothing("RegistrationService/DeregisterUser", kick).await;
}

async fn invitations(driver: &mut Driver, secrets: &mut BTreeSet<String>) {
    let mut tokens = Vec::new();
    for id in ["first", "second"] {
        let name = format!("{DOMAIN}/invitations/{id}");
        let preset = json!({"login": id, "first_name": "Guest"});
        let invitation = json!({"display_name": "Guest", "preset": preset});
        let create = json!({"parent": DOMAIN, "invitation_id": id, "invitation": invitation});
        let created = [entry("CREATE", &name, &["display_name", "expire_time", "preset"])];
        let answer = driver.drive("InvitationService/CreateInvitation", create, &created).await;
        tokens.push(answer["token"].as_str().unwrap().to_owned());
    }
    let name = format!("{DOMAIN}/invitations/first");
    let revoke = json!({"name": name});
    let revoked = [entry("REVOKE", &name, &["state"])];
    driver.drive("InvitationService/RevokeInvitation", revoke.clone(), &revoked).await;
    driver.leaves_nothing("InvitationService/RevokeInvitation", revoke).await;

    let by_guest = |action, resource: String| Expected {
        actor: "invitation:second",
        fields: None,
        ..entry(action, &resource, &[])
    };
    let expected = [
        by_guest("ACCEPT", format!("{DOMAIN}/invitations/second")),
        by_guest("CREATE", format!("{DOMAIN}/users/second")),
    ];
    let accept = json!({"token": tokens[1], "user_password": CHOSEN[4]});
    let answer = driver.drive("InvitationService/AcceptInvitation", accept.clone(), &expected).await;
    secrets.insert(answer["sip_settings"]["registration_password"].as_str().unwrap().to_owned());
    driver.leaves_nothing("InvitationService/AcceptInvitation", accept).await;
    secrets.extend(tokens);
}

async fn imports(driver: &mut Driver) {
    let method = "UserService/ImportUsers";
    if !mutating().contains(method) {
        return;
    }
    let rows: Vec<_> = ["carol", "dave"].iter().zip(1..).collect();
    let mut expected = vec![Expected { fields: None, ..entry("IMPORT", DOMAIN, &[]) }];
    for (login, _) in &rows {
        let name = format!("{DOMAIN}/users/{login}");
        expected.push(Expected { fields: None, ..entry("CREATE", &name, &[]) });
    }
    let rows: Vec<_> =
        rows.iter().map(|(login, row)| json!({"row": row, "user": {"login": login}})).collect();
    let config = json!({"config": {"parent": DOMAIN, "mode": "IMPORT_MODE_ATOMIC"}});
    driver.drive_all(method, &[config, json!({"rows": {"rows": rows}})], &expected).await;
}

async fn endings(driver: &mut Driver) {
    driver.drive("UserService/DeleteUser", json!({"name": ALICE}), &[entry("DELETE", ALICE, &[])]).await;
    driver.drive("UserService/UndeleteUser", json!({"name": ALICE}), &[entry("UNDELETE", ALICE, &[])]).await;
    driver.leaves_nothing("UserService/UndeleteUser", json!({"name": ALICE})).await;
    driver.leaves_nothing("DomainService/DeleteDomain", json!({"name": DOMAIN})).await;
    let delete = json!({"name": DOMAIN, "force": true});
    driver.drive("DomainService/DeleteDomain", delete, &[entry("DELETE", DOMAIN, &[])]).await;
    let undelete = json!({"name": DOMAIN});
    driver.drive("DomainService/UndeleteDomain", undelete, &[entry("UNDELETE", DOMAIN, &[])]).await;
}

async fn pages_go_both_ways(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    for n in 0..5 {
        acme.domain(&format!("d{n}.test")).await;
    }
    for (order_by, expected) in
        [("", [4, 3, 2, 1, 0]), ("create_time desc", [4, 3, 2, 1, 0]), ("create_time", [0, 1, 2, 3, 4])]
    {
        let (mut seen, mut page_token) = (Vec::new(), String::new());
        loop {
            let (parent, order_by) = ("accounts/acme".to_owned(), order_by.to_owned());
            let request = v1::ListAuditEntriesRequest {
                parent,
                page_size: 2,
                page_token: page_token.clone(),
                order_by,
                ..Default::default()
            };
            let page = acme.audit.list_audit_entries(request).await.unwrap().into_inner();
            seen.extend(page.audit_entries.into_iter().map(|e| e.resource));
            // What comes in between moves nothing.
            if page_token.is_empty() && order_by_newest(&seen) {
                server.client("other").await.domain(&format!("x{}.test", uuid::Uuid::new_v4())).await;
            }
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(seen, expected.map(|n| format!("domains/d{n}.test")), "{order_by}");
    }
    let list = async |parent: &str, order_by: &str, page_token: &str| {
        let [parent, order_by, page_token] = [parent, order_by, page_token].map(str::to_owned);
        let request =
            v1::ListAuditEntriesRequest { parent, order_by, page_token, page_size: 1, ..Default::default() };
        acme.audit.clone().list_audit_entries(request).await
    };
    let token = list("accounts/acme", "", "").await.unwrap().into_inner().next_page_token;
    let other = refused(list("accounts/acme", "create_time", &token).await);
    assert_eq!(other.kind(), (Code::InvalidArgument, "PAGE_TOKEN_INVALID"));
    assert_eq!(refused(list("accounts/acme", "actor", "").await).fields, ["order_by"]);
    assert_eq!(refused(list("acme", "", "").await).fields, ["parent"]);
}

fn order_by_newest(seen: &[String]) -> bool {
    seen.first().is_some_and(|first| first.ends_with("d4.test"))
}

async fn everybody_reads_their_own(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut operator, mut acme) = (server.operator().await, server.client("acme").await);
    let mut other = server.client("other").await;
    // A token is enough to have an audit, which is empty.
    assert_eq!(acme.audit("accounts/acme").await, []);
    acme.domain("acme.test").await;
    other.domain("other.test").await;
    let list = async |client: &Client, parent: &str| {
        let parent = parent.to_owned();
        let request = v1::ListAuditEntriesRequest { parent, ..Default::default() };
        client.audit.clone().list_audit_entries(request).await
    };
    for parent in ["accounts/acme", "accounts/-", "accounts/nobody"] {
        let failure = refused(list(&other, parent).await);
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{parent}");
        assert_eq!(failure.metadata["resource_type"], "rollcall.dev/Account");
    }
    assert_eq!(refused(list(&operator, "accounts/nobody").await).reason, "RESOURCE_NOT_FOUND");
    // An edge with every tenant is no operator.
    let edge = Client::connect(server.grpc(), &server.token("-", "registrar,audit:read")).await;
    assert_eq!(refused(list(&edge, "accounts/-").await).reason, "RESOURCE_NOT_FOUND");
    let reader = Client::connect(server.grpc(), &server.token("acme", "domains:write")).await;
    assert_eq!(refused(list(&reader, "accounts/acme").await).reason, "SCOPE_MISSING");
    let resources = async |parent| -> Vec<String> {
        let mut operator = server.operator().await;
        operator.audit(parent).await.into_iter().map(|e| e.resource).collect()
    };
    assert_eq!(resources("accounts/-").await, ["domains/other.test", "domains/acme.test"]);
    assert_eq!(resources("accounts/acme").await, ["domains/acme.test"]);
    operator.create_account("quiet", v1::Account::default()).await.unwrap();
    assert_eq!(resources("accounts/quiet").await, ["accounts/quiet"]);
}

crate::on_both!(every_change_leaves_its_entry, pages_go_both_ways, everybody_reads_their_own);
