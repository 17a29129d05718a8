//! Accounts: the tenants.

use super::Invalid;
use std::{fmt, sync::Arc};

/// The id of an account: 1 to 63 of `a-z`, `0-9` and `-`, beginning with a letter or digit.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(Arc<str>);

impl AccountId {
    /// Parses the id part of `accounts/{account}`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let ok = (1..=63).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-');
        if !ok {
            return Err(Invalid::new(
                "an account id has 1 to 63 of a-z, 0-9 and '-', and does not begin with '-'",
            ));
        }
        Ok(Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "accounts/{}", self.0)
    }
}

/// Whose data a call may see. Every query of the store takes one, so that no handler can forget it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AccountScope {
    /// One tenant's data.
    One(AccountId),
    /// Every tenant's: the `admin` scope, an edge with account `-`, and the server's own work.
    All,
}

impl AccountScope {
    /// Whether data of `account` may be seen.
    pub fn covers(&self, account: &AccountId) -> bool {
        match self {
            Self::One(own) => own == account,
            Self::All => true,
        }
    }
}
