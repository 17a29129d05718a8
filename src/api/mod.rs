//! The gRPC services: thin. Each handler converts, calls, converts back; `error` maps every failure.

mod account_check;
mod account_service;
mod audit_service;
mod batch;
mod call;
mod codec_errors;
mod convert;
mod deadline;
mod delegation;
mod domain_service;
mod error;
mod export_stream;
mod group_service;
mod import_stream;
mod invitation_service;
mod list;
mod once;
mod organization_service;
mod page_token;
mod registrar_service;
mod registration_service;
mod resume_token;
mod role_service;
mod stream_limits;
mod unimplemented;
mod user_service;
mod watch_ends;
mod watch_stream;

pub use account_check::AccountLayer;
pub use codec_errors::CodecErrorLayer;
pub use deadline::DeadlineLayer;
pub use delegation::DelegatedClient;
pub use error::of_auth;
pub use stream_limits::{MaxWatchers, StreamLimits};
pub use unimplemented::{UNIMPLEMENTED, UnimplementedLayer};

use crate::directory::{Directory, RegistrationProbe};
use crate::model::Transport;
use crate::pb::server::{
    account_service_server::AccountServiceServer, audit_service_server::AuditServiceServer,
    domain_service_server::DomainServiceServer, group_service_server::GroupServiceServer,
    invitation_service_server::InvitationServiceServer,
    organization_service_server::OrganizationServiceServer, registrar_service_server::RegistrarServiceServer,
    registration_service_server::RegistrationServiceServer, role_service_server::RoleServiceServer,
    user_service_server::UserServiceServer,
};
use crate::registrar::{EdgeRegistrar, Registrar};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tonic::service::RoutesBuilder;

/// The services of this version, by their full names: what health reports on.
pub const SERVICES: [&str; 10] = [
    "rollcall.v1.AccountService",
    "rollcall.v1.AuditService",
    "rollcall.v1.DomainService",
    "rollcall.v1.UserService",
    "rollcall.v1.RegistrationService",
    "rollcall.v1.RegistrarService",
    "rollcall.v1.RoleService",
    "rollcall.v1.OrganizationService",
    "rollcall.v1.GroupService",
    "rollcall.v1.InvitationService",
];

/// The largest message that is taken, in bytes.
pub const MAX_MESSAGE: usize = 4 << 20;

/// Imports and exports at once.
const MAX_IMPORTS: usize = 8;
const MAX_EXPORTS: usize = 4;

/// Adds the services to the routes. `transports` are those that the server listens on for SIP, `edge` answers the REGISTERs
/// that other edges hand over, `probe` runs registration tests.
pub fn add_services(
    routes: &mut RoutesBuilder,
    directory: Directory,
    registrar: Registrar,
    edge: Arc<dyn EdgeRegistrar>,
    probe: Arc<dyn RegistrationProbe>,
    limits: StreamLimits,
    transports: Vec<Transport>,
) {
    let accounts = account_service::Service { directory: directory.clone() };
    let audit = audit_service::Service { directory: directory.clone() };
    let domains = domain_service::Service { directory: directory.clone(), registrar: registrar.clone() };
    let roles = role_service::Service { directory: directory.clone() };
    let organizations = organization_service::Service { directory: directory.clone() };
    let groups = group_service::Service { directory: directory.clone() };
    let invitations =
        invitation_service::Service { directory: directory.clone(), transports: transports.into() };
    let users = user_service::Service {
        directory: directory.clone(),
        registrar: registrar.clone(),
        probe,
        limits: limits.clone(),
        imports: Arc::new(Semaphore::new(MAX_IMPORTS)),
        exports: Arc::new(Semaphore::new(MAX_EXPORTS)),
    };
    let edges =
        registrar_service::Service { directory: directory.clone(), registrar: registrar.clone(), edge };
    let registrations = registration_service::Service { directory, registrar, limits };
    routes
        .add_service(AccountServiceServer::new(accounts).max_decoding_message_size(MAX_MESSAGE))
        .add_service(AuditServiceServer::new(audit).max_decoding_message_size(MAX_MESSAGE))
        .add_service(DomainServiceServer::new(domains).max_decoding_message_size(MAX_MESSAGE))
        .add_service(InvitationServiceServer::new(invitations).max_decoding_message_size(MAX_MESSAGE))
        .add_service(UserServiceServer::new(users).max_decoding_message_size(MAX_MESSAGE))
        .add_service(RegistrarServiceServer::new(edges).max_decoding_message_size(MAX_MESSAGE))
        .add_service(RegistrationServiceServer::new(registrations).max_decoding_message_size(MAX_MESSAGE))
        .add_service(RoleServiceServer::new(roles).max_decoding_message_size(MAX_MESSAGE))
        .add_service(OrganizationServiceServer::new(organizations).max_decoding_message_size(MAX_MESSAGE))
        .add_service(GroupServiceServer::new(groups).max_decoding_message_size(MAX_MESSAGE));
}
