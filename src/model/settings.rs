//! Changes of settings that the edge's decisions rest on. They go through the same log as registrations, so that
//! every node knows of them before it decides anything that comes after them.

use super::{AccountId, Fqdn};

/// Whose settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settings {
    User {
        id: i64,
        domain_id: i64,
        /// The names that digest authentication knew or knows the user by.
        auth_usernames: Vec<String>,
    },
    Domain {
        id: i64,
        fqdn: Fqdn,
    },
    Account {
        id: i64,
        account: AccountId,
    },
}

/// A change of settings: what rests on an older version does not count any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsChange {
    pub of: Settings,
    /// The version of the user, domain or account from the change on.
    pub version: i64,
}
