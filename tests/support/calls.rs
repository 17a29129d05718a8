//! Calls that many tests make.

use super::Client;
use hyper_util::{client::legacy::connect::HttpConnector, rt::TokioExecutor};
use prost::Message;
use rollcall::pb::v1::{self, domain_service_client::DomainServiceClient};
use tonic::{IntoRequest, Request, Response, Status, codegen::http::uri::PathAndQuery, transport::Channel};

type Answer<T> = Result<Response<T>, Status>;

impl Client {
    pub async fn create_domain(
        &mut self,
        fqdn: &str,
        domain: v1::Domain,
    ) -> Answer<v1::CreateDomainResponse> {
        let domain_id = fqdn.to_owned();
        let request = v1::CreateDomainRequest { domain_id, domain: Some(domain), ..Default::default() };
        self.domains.create_domain(request).await
    }

    pub async fn get_domain(&mut self, fqdn: &str) -> Answer<v1::GetDomainResponse> {
        let name = format!("domains/{fqdn}");
        self.domains.get_domain(v1::GetDomainRequest { name, ..Default::default() }).await
    }

    pub async fn update_domain(
        &mut self,
        domain: v1::Domain,
        mask: &[&str],
    ) -> Answer<v1::UpdateDomainResponse> {
        let request = v1::UpdateDomainRequest { domain: Some(domain), update_mask: field_mask(mask) };
        self.domains.update_domain(request).await
    }

    pub async fn delete_domain(&mut self, fqdn: &str, force: bool) -> Answer<v1::DeleteDomainResponse> {
        let name = format!("domains/{fqdn}");
        self.domains.delete_domain(v1::DeleteDomainRequest { name, force, ..Default::default() }).await
    }

    pub async fn undelete_domain(&mut self, fqdn: &str) -> Answer<v1::UndeleteDomainResponse> {
        let name = format!("domains/{fqdn}");
        self.domains.undelete_domain(v1::UndeleteDomainRequest { name, ..Default::default() }).await
    }

    /// A page of domains, and the token of the next.
    pub async fn page_of_domains(&mut self, page_size: i32, page_token: &str) -> (Vec<v1::Domain>, String) {
        let page_token = page_token.to_owned();
        let request = v1::ListDomainsRequest { page_size, page_token, ..Default::default() };
        let page = self.domains.list_domains(request).await.unwrap().into_inner();
        (page.domains, page.next_page_token)
    }

    /// `name` is `login@domain`.
    pub async fn create_user(&mut self, name: &str, user: v1::User) -> Answer<v1::CreateUserResponse> {
        let (login, domain) = name.split_once('@').unwrap();
        let request = v1::CreateUserRequest {
            parent: format!("domains/{domain}"),
            user_id: login.to_owned(),
            user: Some(user),
            ..Default::default()
        };
        self.users.create_user(request).await
    }

    pub async fn get_user(&mut self, name: &str) -> Answer<v1::GetUserResponse> {
        self.users.get_user(v1::GetUserRequest { name: user_name(name), ..Default::default() }).await
    }

    pub async fn update_user(&mut self, user: v1::User, mask: &[&str]) -> Answer<v1::UpdateUserResponse> {
        let request = v1::UpdateUserRequest { user: Some(user), update_mask: field_mask(mask) };
        self.users.update_user(request).await
    }

    pub async fn delete_user(&mut self, name: &str) -> Answer<v1::DeleteUserResponse> {
        self.users.delete_user(v1::DeleteUserRequest { name: user_name(name), ..Default::default() }).await
    }

    pub async fn undelete_user(&mut self, name: &str) -> Answer<v1::UndeleteUserResponse> {
        let name = user_name(name);
        self.users.undelete_user(v1::UndeleteUserRequest { name, ..Default::default() }).await
    }

    /// A reset of `name`, `login@domain`, with the rest of the request as given.
    pub async fn reset(
        &mut self,
        name: &str,
        request: v1::ResetRegistrationCredentialsRequest,
    ) -> Answer<v1::ResetRegistrationCredentialsResponse> {
        let request = v1::ResetRegistrationCredentialsRequest { name: user_name(name), ..request };
        self.users.reset_registration_credentials(request).await
    }

    pub async fn list_users(
        &mut self,
        domain: &str,
        page_size: i32,
        page_token: &str,
    ) -> Answer<v1::ListUsersResponse> {
        let request = v1::ListUsersRequest {
            parent: format!("domains/{domain}"),
            page_size,
            page_token: page_token.to_owned(),
            ..Default::default()
        };
        self.users.list_users(request).await
    }

    pub async fn statuses(
        &mut self,
        parent: &str,
        users: &[&str],
    ) -> Answer<v1::BatchGetUserStatusesResponse> {
        let request = v1::BatchGetUserStatusesRequest {
            parent: parent.to_owned(),
            users: users.iter().map(ToString::to_string).collect(),
            ..Default::default()
        };
        self.registrations.batch_get_user_statuses(request).await
    }
}

/// `alice@acme.test` as a resource name.
pub fn user_name(short: &str) -> String {
    let (login, domain) = short.split_once('@').unwrap();
    format!("domains/{domain}/users/{login}")
}

/// No paths: no mask.
fn field_mask(paths: &[&str]) -> Option<prost_types::FieldMask> {
    let paths: Vec<_> = paths.iter().map(ToString::to_string).collect();
    (!paths.is_empty()).then_some(prost_types::FieldMask { paths })
}

/// Calls any method by its path, `package.Service/Method`, with any message.
pub async fn raw<M: Message + Default + Send + Sync + 'static>(
    channel: &Channel,
    headers: &[(&'static str, &str)],
    method: &str,
    message: M,
) -> Answer<()> {
    let mut request = message.into_request();
    for (name, value) in headers {
        request.metadata_mut().append(*name, value.parse().unwrap());
    }
    let mut client = tonic::client::Grpc::new(channel.clone());
    client.ready().await.map_err(|e| Status::unavailable(e.to_string()))?;
    let path: PathAndQuery = format!("/{method}").parse().unwrap();
    let codec = tonic_prost::ProstCodec::<M, ()>::default();
    client.unary(request, path, codec).await
}

/// A client that leaves `grpc-timeout` to the server: tonic's own looks at its clock too.
pub type Unhurried =
    DomainServiceClient<hyper_util::client::legacy::Client<HttpConnector, tonic::body::Body>>;

pub fn unhurried(address: std::net::SocketAddr) -> Unhurried {
    let mut builder = hyper_util::client::legacy::Client::builder(TokioExecutor::new());
    let client = builder.http2_only(true).build_http();
    DomainServiceClient::with_origin(client, format!("http://{address}").parse().unwrap())
}

/// A request to create a domain, with a token and a `grpc-timeout`.
pub fn create_within(token: &str, fqdn: &str, timeout: &str) -> Request<v1::CreateDomainRequest> {
    let domain_id = fqdn.to_owned();
    let mut request = Request::new(v1::CreateDomainRequest { domain_id, ..Default::default() });
    request.metadata_mut().insert("x-auth-token", token.parse().unwrap());
    request.metadata_mut().insert("grpc-timeout", timeout.parse().unwrap());
    request
}

/// A connection without a token.
pub async fn channel(address: std::net::SocketAddr) -> Channel {
    Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap()
}
