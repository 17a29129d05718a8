//! The Rollcall SIP directory and registrar, from Rust.
//!
//! ```no_run
//! use rollcall_client::{Client, v1};
//!
//! # async fn example() -> Result<(), rollcall_client::Error> {
//! let client = Client::builder("http://127.0.0.1:50051").token("eyJ…").build()?;
//! let request = v1::GetUserRequest { name: "domains/demo.rollcall.test/users/alice".into(), ..Default::default() };
//! let user = client.users().get_user(request).await?.user.unwrap_or_default();
//! println!("{}", user.login);
//! # Ok(())
//! # }
//! ```
//!
//! Calls have a deadline, are tried again where that is safe, and fail with an [`Error`] that says what is wrong.
//! [`Client::watch`] follows registrations for ever, and [`Client::online`] always knows who is online. The crate's
//! README shows more.

mod builder;
mod call;
mod error;
mod google;
mod online;
mod pages;
mod redacted;
mod retry;
mod token;
mod watch;

/// Nested as the packages are, because generated code reaches for its neighbours by relative paths.
mod rollcall {
    /// The contract: all messages, and tonic's bare clients.
    #[allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]
    pub mod v1 {
        include!("generated/rollcall.v1.rs");
    }
}

pub use rollcall::v1;

/// A client for each service of the contract.
#[rustfmt::skip]
#[allow(clippy::doc_lazy_continuation, reason = "the comments are those of the contract")]
#[path = "generated/services.rs"]
pub mod services;

pub use builder::{Builder, Client, DEADLINE};
pub use error::{Error, ErrorKind, FieldViolation};
pub use google::r#type::Date;
pub use online::{Online, Transition};
pub use token::{TokenError, TokenProvider};
pub use watch::{Item, Start, Watch, WatchOptions};

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
