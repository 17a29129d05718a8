//! What watchers are told, and that it is all of it, once and in order, whatever happens to the server.

#![allow(clippy::print_stdout, reason = "the long tests print their figures")]

#[path = "../support/mod.rs"]
mod support;

mod bookmarks;
mod cluster;
mod durability;
mod endings;
mod ends;
mod expiry;
mod fleet;
mod history;
mod history_test;
mod large;
mod mass_expiry;
mod order;
mod poison;
mod reads;
mod resume;
mod snapshot;
mod statuses;
mod watcher;
