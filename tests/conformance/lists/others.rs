//! Filters and orders of everything else that is listed.

use super::{bad_field, fill};
use crate::support::{Backend, Client, Phone, Server};
use rollcall::pb::v1::{
    self, group_service_client::GroupServiceClient, invitation_service_client::InvitationServiceClient,
    organization_service_client::OrganizationServiceClient, role_service_client::RoleServiceClient,
};
use tonic::{
    Request, Response, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

#[derive(Clone)]
struct Token(MetadataValue<Ascii>);

impl Interceptor for Token {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

/// The services of what belongs to a domain, as the account `acme`.
struct Children {
    roles: RoleServiceClient<InterceptedService<Channel, Token>>,
    organizations: OrganizationServiceClient<InterceptedService<Channel, Token>>,
    groups: GroupServiceClient<InterceptedService<Channel, Token>>,
    invitations: InvitationServiceClient<InterceptedService<Channel, Token>>,
}

impl Children {
    async fn of(server: &Server) -> Self {
        let channel = crate::support::calls::channel(server.grpc()).await;
        let token = server.token("acme", crate::support::server::ALL_SCOPES);
        let token = Token(format!("Bearer {token}").parse().unwrap());
        Self {
            roles: RoleServiceClient::with_interceptor(channel.clone(), token.clone()),
            organizations: OrganizationServiceClient::with_interceptor(channel.clone(), token.clone()),
            groups: GroupServiceClient::with_interceptor(channel.clone(), token.clone()),
            invitations: InvitationServiceClient::with_interceptor(channel, token),
        }
    }
}

/// The last parts of the names of all pages of two.
async fn listed<T>(
    filter: &str,
    order_by: &str,
    mut page: impl AsyncFnMut(i32, String, String, String) -> Result<Response<T>, Status>,
    read: impl Fn(T) -> (Vec<String>, String),
) -> Vec<String> {
    let (mut names, mut token) = (Vec::new(), String::new());
    loop {
        let answer = page(2, token, filter.to_owned(), order_by.to_owned()).await;
        let answer = answer.unwrap_or_else(|why| panic!("{filter} {order_by}: {why:?}"));
        let (more, next) = read(answer.into_inner());
        names.extend(more.iter().map(|name| name.rsplit('/').next().unwrap().to_owned()));
        token = next;
        if token.is_empty() {
            return names;
        }
    }
}

macro_rules! lister {
    ($client:expr, $method:ident, $request:ident, $rows:ident, $parent:tt) => {
        async |filter: &str, order_by: &str| {
            let client = $client.clone();
            let page = async |page_size, page_token, filter, order_by| {
                lister!(@request $request, page_size, page_token, filter, order_by, $parent, request);
                client.clone().$method(request).await
            };
            listed(filter, order_by, page, |answer| {
                (answer.$rows.into_iter().map(|row| row.name).collect(), answer.next_page_token)
            })
            .await
        }
    };
    (@request $request:ident, $size:ident, $token:ident, $filter:ident, $order:ident, (), $to:ident) => {
        #[allow(clippy::needless_update, reason = "some have more fields")]
        let $to = v1::$request {
            page_size: $size, page_token: $token, filter: $filter, order_by: $order, ..Default::default()
        };
    };
    (@request $request:ident, $size:ident, $token:ident, $filter:ident, $order:ident, $parent:tt, $to:ident) => {
        #[allow(clippy::needless_update, reason = "some have more fields")]
        let $to = v1::$request {
            parent: $parent.to_owned(), page_size: $size, page_token: $token, filter: $filter, order_by: $order,
            ..Default::default()
        };
    };
}

async fn roles(backend: Backend) {
    let server = Server::start(backend).await;
    server.client("acme").await.domain("a.test").await;
    let mut children = Children::of(&server).await;
    for (id, display_name, permissions) in [("boss", "Über", &["calls.*", "a"][..]), ("aide", "Aide", &[])] {
        let permissions = permissions.iter().map(ToString::to_string).collect();
        let role = v1::Role { display_name: display_name.to_owned(), permissions, ..Default::default() };
        let (parent, role_id) = ("domains/a.test".to_owned(), id.to_owned());
        let request = v1::CreateRoleRequest { parent, role_id, role: Some(role), ..Default::default() };
        children.roles.create_role(request).await.unwrap();
    }
    let roles = lister!(children.roles, list_roles, ListRolesRequest, roles, "domains/a.test");
    assert_eq!(roles("predefined = false", "").await, ["aide", "boss"]);
    assert_eq!(roles("predefined = false", "create_time").await, ["boss", "aide"]);
    assert_eq!(roles("predefined = true", "").await.len(), 7);
    assert_eq!(roles("display_name = \"A*\"", "display_name").await, ["accounting", "administrator", "aide"]);
    assert_eq!(roles("permissions:\"calls.*\"", "name desc").await, ["supervisor", "operator", "boss"]);
    assert_eq!(roles("permissions:a", "").await, ["boss"]);
    assert_eq!(roles("NOT permissions:*", "").await, ["aide", "none"]);
    assert_eq!(roles("", "display_name desc").await.first().unwrap(), "boss");
}

async fn organizations_and_groups(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let domain = v1::Domain { organization_management: true, ..Default::default() };
    acme.create_domain("a.test", domain).await.unwrap();
    let mut children = Children::of(&server).await;
    let parent = || "domains/a.test".to_owned();
    for (id, above) in [("root", ""), ("west", "root"), ("east", "root"), ("far-east", "east")] {
        let parent_organization =
            if above.is_empty() { String::new() } else { format!("domains/a.test/organizations/{above}") };
        let organization = v1::Organization {
            display_name: format!("The {}", id.to_uppercase()),
            parent_organization,
            ..Default::default()
        };
        let request = v1::CreateOrganizationRequest {
            parent: parent(),
            organization_id: id.to_owned(),
            organization: Some(organization),
            ..Default::default()
        };
        children.organizations.create_organization(request).await.unwrap();
        let group = v1::Group { display_name: format!("Group {above}"), ..Default::default() };
        let group_id = id.to_owned();
        let request =
            v1::CreateGroupRequest { parent: parent(), group_id, group: Some(group), ..Default::default() };
        children.groups.create_group(request).await.unwrap();
    }
    let organizations = lister!(
        children.organizations,
        list_organizations,
        ListOrganizationsRequest,
        organizations,
        "domains/a.test"
    );
    let below = "parent_organization = domains/a.test/organizations/root";
    assert_eq!(organizations(below, "").await, ["east", "west"]);
    assert_eq!(organizations(below, "create_time").await, ["west", "east"]);
    assert_eq!(organizations("parent_organization = \"\"", "").await, ["root"]);
    assert_eq!(organizations("parent_organization:*", "name desc").await, ["west", "far-east", "east"]);
    assert_eq!(organizations("parent_organization = domains/b.test/organizations/root", "").await.len(), 0);
    assert_eq!(organizations("display_name = \"The *\" -display_name = \"The F*\"", "").await.len(), 3);
    let groups = lister!(children.groups, list_groups, ListGroupsRequest, groups, "domains/a.test");
    assert_eq!(groups("", "display_name").await, ["root", "far-east", "east", "west"]);
    assert_eq!(groups("display_name = \"Group root\"", "name desc").await, ["west", "east"]);
    assert_eq!(groups("display_name = \"Group r*\" OR display_name = \"Group e*\"", "").await.len(), 3);
}

async fn invitations(backend: Backend) {
    let server = Server::start(backend).await;
    server.client("acme").await.domain("a.test").await;
    let mut children = Children::of(&server).await;
    let now = std::time::SystemTime::now();
    for (id, hours) in [("late", 3), ("soon", 1), ("gone", 2)] {
        let expire_time = now + std::time::Duration::from_secs(hours * 3600);
        let invitation = v1::Invitation {
            display_name: format!("For {id}"),
            expire_time: Some(expire_time.into()),
            ..Default::default()
        };
        let (parent, invitation_id) = ("domains/a.test".to_owned(), id.to_owned());
        let request = v1::CreateInvitationRequest {
            parent,
            invitation_id,
            invitation: Some(invitation),
            ..Default::default()
        };
        children.invitations.create_invitation(request).await.unwrap();
    }
    let name = "domains/a.test/invitations/gone".to_owned();
    let revoke = v1::RevokeInvitationRequest { name, ..Default::default() };
    children.invitations.revoke_invitation(revoke).await.unwrap();
    let invitations = lister!(
        children.invitations,
        list_invitations,
        ListInvitationsRequest,
        invitations,
        "domains/a.test"
    );
    assert_eq!(invitations("state = PENDING", "").await, ["late", "soon"]);
    assert_eq!(invitations("state = PENDING", "expire_time").await, ["soon", "late"]);
    assert_eq!(invitations("state != INVITATION_STATE_PENDING", "").await, ["gone"]);
    assert_eq!(invitations("state = REVOKED OR state = EXPIRED", "").await, ["gone"]);
    assert_eq!(invitations("display_name = \"For l*\"", "").await, ["late"]);
    assert_eq!(invitations("create_time > 2020-01-01T00:00:00Z", "create_time desc").await.len(), 3);
    assert_eq!(invitations("expire_time < 2020-01-01T00:00:00Z", "").await.len(), 0);
}

async fn domains(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    for (fqdn, disabled, tier) in [("ab.test", true, "gold"), ("b.test", false, ""), ("aa.test", false, "go")]
    {
        let labels =
            [("tier".to_owned(), tier.to_owned())].into_iter().filter(|_| !tier.is_empty()).collect();
        acme.create_domain(fqdn, v1::Domain { disabled, labels, ..Default::default() }).await.unwrap();
    }
    server.client("evil").await.domain("ac.test").await;
    acme.domain("old.test").await;
    acme.delete_domain("old.test", false).await.unwrap();
    let domains = lister!(acme.domains, list_domains, ListDomainsRequest, domains, ());
    assert_eq!(domains("", "").await, ["aa.test", "ab.test", "b.test"]);
    assert_eq!(domains("name = \"domains/a*\"", "name desc").await, ["ab.test", "aa.test"]);
    assert_eq!(domains("name = domains/B.test", "").await, ["b.test"]);
    assert_eq!(domains("disabled = true", "").await, ["ab.test"]);
    assert_eq!(domains("labels.tier = \"go*\"", "create_time").await, ["ab.test", "aa.test"]);
    assert_eq!(domains("NOT labels.tier:*", "").await, ["b.test"]);
    assert_eq!(domains("labels.tier = gold OR labels.tier = x", "").await, ["ab.test"]);
    assert_eq!(domains("update_time > 2020-01-01T00:00:00Z", "update_time desc").await.len(), 3);
    let shown = v1::ListDomainsRequest { show_deleted: true, ..Default::default() };
    assert_eq!(acme.domains.list_domains(shown).await.unwrap().into_inner().domains.len(), 4);
    // Of whose account a domain is, those ask who see several.
    let by_account =
        v1::ListDomainsRequest { filter: "account = accounts/evil".to_owned(), ..Default::default() };
    let (field, why) = bad_field(&acme.domains.list_domains(by_account.clone()).await.unwrap_err());
    assert!(field == "filter" && why.contains("there is no field \"account\""), "{why}");
    let mut operator = Client::connect(server.grpc(), &server.token("operator", "admin,domains:read")).await;
    let answer = operator.domains.list_domains(by_account).await.unwrap().into_inner();
    assert_eq!(answer.domains.iter().map(|d| &d.name[..]).collect::<Vec<_>>(), ["domains/ac.test"]);
}

async fn accounts_and_the_audit(backend: Backend) {
    let server = Server::start(backend).await;
    let mut operator = server.operator().await;
    for (id, display_name) in [("zeta", "A"), ("alpha", "Z"), ("beta", "Zz")] {
        let account = v1::Account { display_name: display_name.to_owned(), ..Default::default() };
        operator.create_account(id, account).await.unwrap();
    }
    operator.switch("beta", true).await;
    let accounts = lister!(operator.accounts, list_accounts, ListAccountsRequest, accounts, ());
    assert_eq!(accounts("disabled = true", "").await, ["beta"]);
    assert_eq!(accounts("display_name = \"Z*\"", "display_name desc").await, ["beta", "alpha"]);
    assert_eq!(
        accounts("create_time > 2020-01-01T00:00:00Z", "create_time").await,
        ["zeta", "alpha", "beta"]
    );
    let mut acme = server.client("acme").await;
    acme.domain("a.test").await;
    acme.user("a.test", "bob").await;
    acme.user("a.test", "ann").await;
    acme.delete_user("ann@a.test").await.unwrap();
    let entries = async |filter: &str, order_by: &str| {
        let page = async |page_size, page_token, filter, order_by| {
            let parent = "accounts/acme".to_owned();
            let request = v1::ListAuditEntriesRequest { parent, page_size, page_token, filter, order_by };
            acme.audit.clone().list_audit_entries(request).await
        };
        let read = |answer: v1::ListAuditEntriesResponse| {
            let row = |entry: v1::AuditEntry| format!("{} {}", entry.method, entry.resource);
            (answer.audit_entries.into_iter().map(row).collect(), answer.next_page_token)
        };
        listed(filter, order_by, page, read).await
    };
    assert_eq!(entries("", "create_time").await, ["a.test", "bob", "ann", "ann"]);
    assert_eq!(entries("", "").await, ["ann", "ann", "bob", "a.test"]);
    assert_eq!(entries("action = DELETE", "").await, ["ann"]);
    assert_eq!(entries("action = CREATE resource = \"domains/a.test/users/*\"", "").await, ["ann", "bob"]);
    assert_eq!(entries("method = rollcall.v1.DomainService/CreateDomain", "").await, ["a.test"]);
    assert_eq!(entries("create_time > 2020-01-01T00:00:00Z actor:*", "create_time asc").await.len(), 4);
    assert_eq!(entries("actor = nobody OR request_id = nothing", "").await.len(), 0);
    let parent = "accounts/acme".to_owned();
    let request = v1::ListAuditEntriesRequest { parent, order_by: "name".to_owned(), ..Default::default() };
    let (field, why) = bad_field(&acme.audit.list_audit_entries(request).await.unwrap_err());
    assert_eq!(
        (&field[..], &why[..]),
        ("order_by", "there is no field \"name\" to order by; there is create_time")
    );
}

async fn registrations(backend: Backend) {
    let server = Server::start(backend).await;
    fill(&server).await;
    let mut acme = server.client("acme").await;
    let mut phones = Vec::new();
    for login in ["p1", "p2", "p3", "p4", "p5"] {
        let password = acme.user("a.test", login).await;
        let mut phone = Phone::new(server.sip("udp"), "a.test", login, &password).await;
        assert_eq!(phone.register(60).await.status, 200);
        phones.push(phone);
    }
    let list = async |parent: &str, filter: &str, order_by: &str| {
        let page = async |page_size, page_token, filter, order_by| {
            let parent = parent.to_owned();
            let request = v1::ListRegistrationsRequest {
                parent,
                page_size,
                page_token,
                filter,
                order_by,
                ..Default::default()
            };
            acme.registrations.clone().list_registrations(request).await
        };
        let read = |answer: v1::ListRegistrationsResponse| {
            let user = |r: v1::Registration| r.name.split('/').nth(3).unwrap().to_owned();
            (answer.registrations.into_iter().map(user).collect(), answer.next_page_token)
        };
        listed(filter, order_by, page, read).await
    };
    let everyone = ["p1", "p2", "p3", "p4", "p5"];
    for parent in ["domains/a.test", "domains/-"] {
        assert_eq!(list(parent, "transport = UDP client_class = PHONE", "").await, everyone);
        assert_eq!(list(parent, "", "name desc").await, ["p5", "p4", "p3", "p2", "p1"]);
        let some = "contact_uri = \"sip:p2*\" OR contact_uri = \"sip:p4*\"";
        assert_eq!(list(parent, some, "name desc").await, ["p4", "p2"]);
        assert_eq!(
            list(parent, "NOT contact_uri = \"sip:p2*\" source_address = \"127.0.0.1:*\"", "").await.len(),
            4
        );
        assert_eq!(list(parent, "transport != UDP", "").await.len(), 0);
        assert_eq!(list(parent, "expire_time > 2020-01-01T00:00:00Z node:*", "").await, everyone);
        assert_eq!(list(parent, "register_time < 2020-01-01T00:00:00Z", "").await.len(), 0);
    }
    assert_eq!(list("domains/a.test/users/p3", "transport = UDP", "").await, ["p3"]);
    let request = v1::ListRegistrationsRequest {
        parent: "domains/a.test".to_owned(),
        filter: "transport = PIGEON".to_owned(),
        ..Default::default()
    };
    let (field, why) = bad_field(&acme.registrations.list_registrations(request).await.unwrap_err());
    assert_eq!((&field[..], why.contains("transport: is one of UDP, TCP, TLS, WS, WSS")), ("filter", true));
}

crate::on_both!(roles, organizations_and_groups, invitations, domains, accounts_and_the_audit, registrations,);
