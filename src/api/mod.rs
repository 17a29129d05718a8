//! The gRPC services: thin. Each handler converts, calls, converts back; `error` maps every failure.

mod call;
mod codec_errors;
mod convert;
mod deadline;
mod domain_service;
mod error;
mod list;
mod once;
mod page_token;
mod registration_service;
mod resume_token;
mod unimplemented;
mod user_service;
mod watch_stream;

pub use codec_errors::CodecErrorLayer;
pub use deadline::DeadlineLayer;
pub use error::of_auth;
pub use unimplemented::{UNIMPLEMENTED, UnimplementedLayer};
pub use watch_stream::StreamLimits;

use crate::directory::Directory;
use crate::pb::v1::{
    domain_service_server::DomainServiceServer, registration_service_server::RegistrationServiceServer,
    user_service_server::UserServiceServer,
};
use crate::registrar::Registrar;
use tonic::service::RoutesBuilder;

/// The services of this version, by their full names: what health reports on.
pub const SERVICES: [&str; 3] =
    ["rollcall.v1.DomainService", "rollcall.v1.UserService", "rollcall.v1.RegistrationService"];

/// The largest message that is taken, in bytes.
pub const MAX_MESSAGE: usize = 4 << 20;

/// Adds the services to the routes.
pub fn add_services(
    routes: &mut RoutesBuilder,
    directory: Directory,
    registrar: Registrar,
    limits: StreamLimits,
) {
    let domains = domain_service::Service { directory: directory.clone(), registrar: registrar.clone() };
    let users = user_service::Service { directory: directory.clone(), registrar: registrar.clone() };
    let registrations = registration_service::Service { directory, registrar, limits };
    routes
        .add_service(DomainServiceServer::new(domains).max_decoding_message_size(MAX_MESSAGE))
        .add_service(UserServiceServer::new(users).max_decoding_message_size(MAX_MESSAGE))
        .add_service(RegistrationServiceServer::new(registrations).max_decoding_message_size(MAX_MESSAGE));
}
