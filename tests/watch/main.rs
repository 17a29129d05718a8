//! What watchers are told, and that it is all of it, once and in order, whatever happens to the server.

#![allow(clippy::print_stdout, reason = "the long tests print their figures")]

#[path = "../support/mod.rs"]
mod support;

mod bookmarks;
mod cluster;
mod compaction;
mod counters;
mod deadlines;
mod deleted;
mod durability;
mod endings;
mod ends;
mod expiry;
mod fat;
mod fleet;
mod groups;
mod history;
mod history_test;
mod large;
mod limits;
mod mass_expiry;
mod order;
mod poison;
mod reads;
mod resume;
mod slow;
mod snapshot;
mod statuses;
mod untaken;
mod watcher;
