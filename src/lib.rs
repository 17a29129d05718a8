//! Rollcall: the SIP directory and roll call of a voice platform.

pub mod directory;
pub mod model;
pub mod pb;
mod private_file;
pub mod registrar;
pub mod store;
pub mod telemetry;
