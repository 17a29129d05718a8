//! The SIP edge: transports, transactions, digest authentication and the registrar's user agent server
//! (RFC 3261 §10.3, §17.2.2, §18, §22).
//!
//! A message flows `transport` → `uas` (`message`, `transaction`, `digest`) → the registrar → back. What
//! the edge knows of domains and users it asks of [`crate::directory`]; it keeps nothing of its own
//! but bounded tables of answers, nonce counts and failures.

mod config;
mod digest;
mod edge;
mod flows;
mod guard;
mod message;
mod outgoing;
mod pings;
mod probe;
mod subscriptions;
mod transaction;
mod transport;
mod uas;

pub use config::{ListenAddress, SipConfig};
pub use edge::{BindError, SipEdge};
pub use probe::Prober;
