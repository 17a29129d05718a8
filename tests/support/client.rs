//! A gRPC client with a token, and what to look for in errors.

use rollcall::pb::v1::{
    self, account_service_client::AccountServiceClient, audit_service_client::AuditServiceClient,
    domain_service_client::DomainServiceClient, group_service_client::GroupServiceClient,
    organization_service_client::OrganizationServiceClient, registrar_service_client::RegistrarServiceClient,
    registration_service_client::RegistrationServiceClient, role_service_client::RoleServiceClient,
    user_service_client::UserServiceClient,
};
use std::net::SocketAddr;
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};
use tonic_types::StatusExt;

/// Puts a token on every call.
#[derive(Clone)]
pub struct Token(MetadataValue<Ascii>);

impl Interceptor for Token {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

type Service = InterceptedService<Channel, Token>;

/// The services, as one caller.
#[derive(Clone)]
pub struct Client {
    pub accounts: AccountServiceClient<Service>,
    pub audit: AuditServiceClient<Service>,
    pub domains: DomainServiceClient<Service>,
    pub users: UserServiceClient<Service>,
    pub registrar: RegistrarServiceClient<Service>,
    pub registrations: RegistrationServiceClient<Service>,
    pub roles: RoleServiceClient<Service>,
    pub organizations: OrganizationServiceClient<Service>,
    pub groups: GroupServiceClient<Service>,
}

impl Client {
    pub async fn connect(address: SocketAddr, token: &str) -> Self {
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        Self::over(endpoint.connect().await.unwrap(), token)
    }

    /// Connects with the first call, and fails with it when nobody listens.
    pub fn lazily(address: SocketAddr, token: &str) -> Self {
        Self::over(Endpoint::from_shared(format!("http://{address}")).unwrap().connect_lazy(), token)
    }

    pub fn over(channel: Channel, token: &str) -> Self {
        let token = Token(format!("Bearer {token}").parse().unwrap());
        Self {
            accounts: AccountServiceClient::with_interceptor(channel.clone(), token.clone()),
            audit: AuditServiceClient::with_interceptor(channel.clone(), token.clone()),
            domains: DomainServiceClient::with_interceptor(channel.clone(), token.clone()),
            users: UserServiceClient::with_interceptor(channel.clone(), token.clone()),
            roles: RoleServiceClient::with_interceptor(channel.clone(), token.clone()),
            organizations: OrganizationServiceClient::with_interceptor(channel.clone(), token.clone()),
            groups: GroupServiceClient::with_interceptor(channel.clone(), token.clone()),
            registrar: RegistrarServiceClient::with_interceptor(channel.clone(), token.clone()),
            registrations: RegistrationServiceClient::with_interceptor(channel, token),
        }
    }

    /// Creates a domain without a limit on registrations.
    pub async fn domain(&mut self, fqdn: &str) -> v1::Domain {
        self.domain_with(fqdn, v1::RegistrationPolicy { max_registrations: Some(1000), ..Default::default() })
            .await
    }

    pub async fn domain_with(&mut self, fqdn: &str, policy: v1::RegistrationPolicy) -> v1::Domain {
        let request = v1::CreateDomainRequest {
            domain_id: fqdn.to_owned(),
            domain: Some(v1::Domain { registration: Some(policy), ..Default::default() }),
            ..Default::default()
        };
        self.domains.create_domain(request).await.unwrap().into_inner().domain.unwrap()
    }

    /// Creates a user whose digest user name is the login, and answers the registration password.
    pub async fn user(&mut self, domain: &str, login: &str) -> String {
        let request = v1::CreateUserRequest {
            parent: format!("domains/{domain}"),
            user_id: login.to_owned(),
            user: Some(v1::User { auth_username: login.to_owned(), ..Default::default() }),
            ..Default::default()
        };
        let created = self.users.create_user(request).await.unwrap().into_inner();
        created.generated.unwrap().registration_password
    }

    /// The registrations under a parent, first page.
    pub async fn list(&mut self, parent: &str) -> Vec<v1::Registration> {
        let request =
            v1::ListRegistrationsRequest { parent: parent.to_owned(), page_size: 1000, ..Default::default() };
        self.registrations.list_registrations(request).await.unwrap().into_inner().registrations
    }
}

/// The reason of an error, as the contract names it without its prefix.
pub fn reason(status: &Status) -> String {
    status.get_details_error_info().unwrap_or_else(|| panic!("no ErrorInfo: {status:?}")).reason
}
