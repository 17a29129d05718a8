//! The API as the contract says: services, errors, tenants, the command line, the structure of the code.

#[path = "../support/mod.rs"]
mod support;

mod aside;
mod grpcurl;
mod issuer;
mod relay;

mod accounts;
mod audit;
mod auth;
mod bad_fields;
mod batch;
mod bulk_cli;
mod cli;
mod cli_update;
mod credentials;
mod delegation;
mod docs;
mod doctor;
mod domains;
mod errors;
mod export;
mod groups;
mod import;
mod invitations;
mod layering;
mod lifecycle;
mod lists;
mod masks;
mod migration;
mod operability;
mod organizations;
mod purge;
mod quotas;
mod reflection;
mod rekey;
mod request_id;
mod roles;
mod smoke;
mod startup;
mod store;
mod tenant_property;
mod tenants;
mod tls;
mod unimplemented;
mod user_fields;
mod users;
mod verify_password;
mod web;
