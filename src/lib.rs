//! Rollcall: the SIP directory and roll call of a voice platform.

pub mod model;
pub mod pb;
pub mod store;
