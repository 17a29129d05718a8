//! Histories of several nodes on one database, and of one, while they are killed and paused, the database is
//! restarted and the log is compacted.
//!
//! Phones ask ([`device`]), edges of others ask and lose their connections ([`edge`]), an operator ends what they have
//! ([`operator`]), watchers take in what they are told as the contract means them to ([`consumer`]), and the
//! log itself, read from the database before it is compacted, is what both are held against ([`ledger`]); it tells too
//! what ended what ([`causes`]).

mod any_node;
mod broken;
mod causes;
mod causes_test;
mod checks_test;
mod compactions;
mod compactors;
mod consumer;
mod device;
mod edge;
mod faults;
mod histories;
mod ledger;
mod limits;
mod nodes;
mod operator;
mod outage;
mod reader;
mod settings;
