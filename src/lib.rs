//! Rollcall: the SIP directory and roll call of a voice platform.

pub mod api;
pub mod auth;
pub mod cli;
pub mod config;
pub mod directory;
pub mod model;
pub mod pb;
mod private_file;
pub mod registrar;
pub mod server;
pub mod sip;
pub mod store;
pub mod telemetry;
pub mod tls;
