//! How much an account may have.

use std::fmt;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quota {
    Domains,
    Users,
    Registrations,
}

/// The limits of an account. `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quotas {
    /// Soft-deleted ones included.
    pub max_domains: Option<u64>,
    /// In all domains, soft-deleted ones included.
    pub max_users: Option<u64>,
    /// In all domains.
    pub max_registrations: Option<u64>,
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Domains => "domains",
            Self::Users => "users",
            Self::Registrations => "registrations",
        })
    }
}
