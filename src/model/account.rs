//! Accounts: the tenants.

use super::{Etag, Invalid, Quotas, SharedText, Time};
use std::fmt;
use uuid::Uuid;

/// The id of an account: 1 to 63 of `a-z`, `0-9` and `-`, beginning with a letter or digit.
///
/// Accounts also come into being with their first domain, under the name that their tokens have, and token
/// issuers number their tenants. One that is made by hand begins with a letter, as other ids do.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(SharedText);

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

    /// Parses the id of an account that is made by hand.
    pub fn parse_new(text: &str) -> Result<Self, Invalid> {
        match Self::parse(text) {
            Ok(id) if text.starts_with(|c: char| c.is_ascii_lowercase()) => Ok(id),
            _ => Err(Invalid::new("an account id has 1 to 63 of a-z, 0-9 and '-', and begins with a letter")),
        }
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

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The store's key; never leaves the server.
    pub id: i64,
    pub uid: Uuid,
    pub account: AccountId,
    pub display_name: String,
    pub disabled: bool,
    pub quotas: Quotas,
    pub create_time: Time,
    pub update_time: Time,
    /// Rises with every change through the API.
    pub version: i64,
}

impl Account {
    /// An account with every setting at its default, not stored yet.
    pub fn new(account: AccountId, now: Time) -> Self {
        Self {
            id: 0,
            uid: Uuid::new_v4(),
            display_name: account.as_str().to_owned(),
            account,
            disabled: false,
            quotas: Quotas::default(),
            create_time: now,
            update_time: now,
            version: 1,
        }
    }

    /// `accounts/{account}`
    pub fn name(&self) -> AccountName {
        AccountName(self.account.clone())
    }

    pub fn etag(&self) -> Etag {
        Etag::of(self.uid, self.version)
    }
}

/// `accounts/{account}`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccountName(pub AccountId);

impl AccountName {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.strip_prefix("accounts/") {
            Some(id) => Ok(Self(AccountId::parse(id)?)),
            None => Err(Invalid::new("the name of an account is accounts/{account}")),
        }
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "accounts/{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_by_hand_begin_with_a_letter() {
        for good in ["acme", "a", "a-1", &"a".repeat(63)] {
            assert_eq!(AccountId::parse_new(good).as_ref(), Ok(&AccountId::parse(good).unwrap()), "{good}");
        }
        for grown in ["1acme", "42"] {
            assert!(AccountId::parse(grown).is_ok() && AccountId::parse_new(grown).is_err(), "{grown}");
        }
        for bad in ["", "-", "-a", "Acme", "a_b", "a.b", &"a".repeat(64)] {
            assert!(AccountId::parse(bad).is_err() && AccountId::parse_new(bad).is_err(), "{bad}");
        }
        assert_eq!(AccountName::parse("accounts/acme").unwrap().to_string(), "accounts/acme");
        for bad in ["acme", "accounts/", "accounts/-", "accounts/a/b", "domains/a"] {
            assert!(AccountName::parse(bad).is_err(), "{bad}");
        }
    }
}
