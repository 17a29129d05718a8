//! Histories of several nodes on one database, and of one, while they are killed and paused, the database is
//! restarted and the log is compacted.
//!
//! Phones ask ([`device`]), watchers take in what they are told as the contract means them to ([`consumer`]), and the
//! log itself, read from the database before it is compacted, is what both are held against ([`ledger`]).

mod any_node;
mod broken;
mod checks_test;
mod consumer;
mod device;
mod faults;
mod histories;
mod ledger;
mod limits;
mod nodes;
mod operator;
mod outage;
mod settings;
