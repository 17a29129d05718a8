//! What every kind of test needs: a real server process, a real PostgreSQL, tokens, clients, a phone.
//!
//! Each test binary includes this folder as a module; not all of them use all of it.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "shared by several test binaries")]
#![allow(clippy::print_stderr, reason = "a failing test shows the log of its server")]

pub mod accounts;
pub mod bulk;
pub mod calls;
pub mod client;
pub mod cluster;
pub mod data;
pub mod delegate;
pub mod details;
pub mod dynamic;
pub mod grpcurl;
pub mod http;
pub mod json;
pub mod phone;
pub mod postgres;
pub mod server;
pub mod sql;
pub mod tls;

pub use client::{Client, reason};
pub use cluster::Cluster;
pub use details::{Failure, refused};
pub use phone::Phone;
pub use postgres::{Postgres, database};
pub use server::{Backend, Server};

use std::time::Duration;

/// Longer than anything here takes on a busy machine: a bound on waiting, never a wait.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for a state, looking every few milliseconds; panics with `what` when it does not come.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(tokio::time::Instant::now() < deadline, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Makes of one async test body `fn(Backend)` one test per database.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::support::Backend::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name($crate::support::Backend::Postgres).await;
            }
        }
    )*};
}
