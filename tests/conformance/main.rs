//! The API as the contract says: services, errors, tenants, the command line, the structure of the code.

#[path = "../support/mod.rs"]
mod support;

mod grpcurl;
mod issuer;
mod relay;

mod auth;
mod bad_fields;
mod cli;
mod docs;
mod domains;
mod errors;
mod export;
mod import;
mod layering;
mod migration;
mod operability;
mod reflection;
mod request_id;
mod smoke;
mod startup;
mod store;
mod tenants;
mod tls;
mod unimplemented;
mod user_fields;
mod users;
