//! The API as the contract says: services, errors, tenants, the command line, the structure of the code.

#[path = "../support/mod.rs"]
mod support;

mod layering;
mod smoke;
