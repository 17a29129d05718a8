//! The contract, package `rollcall.v1`: its messages, which are those of the client, and what serves it. The only place
//! that includes generated code.

mod watch_message;

pub use rollcall_client::{Date, v1};
pub use watch_message::{WatchItem, WatchMessage, put_item};

/// The traits of the services, and what serves them.
#[allow(unreachable_pub, clippy::all, clippy::pedantic)]
pub mod server {
    include!(concat!(env!("OUT_DIR"), "/rollcall.v1.rs"));
}

/// The descriptors of the contract and of all it imports, extension options included.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
