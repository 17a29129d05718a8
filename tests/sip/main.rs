//! SIP as phones see it: over the wire, by real phones and by messages that no real phone would send.

#![allow(clippy::print_stderr, reason = "what a failed test has to show")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod auth;
mod delegated;
mod deleted;
mod demo;
mod doctor;
mod domains;
mod events;
mod fuzz;
mod gruu;
mod guard;
mod methods;
mod peers;
mod pings;
mod policies;
mod register;
mod remote;
mod rotation;
mod stream;
mod subscriptions;
mod torture;
mod transports;
mod wire;
