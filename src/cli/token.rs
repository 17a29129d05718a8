//! `rollcall token`.

use super::{
    arguments::{DataDir, SettingArgs},
    failure::{Failure, PERMISSION},
    output,
};
use crate::{
    auth::{LocalKey, NewToken, Scope},
    config::{Places, duration},
    model::AccountId,
};
use clap::Args;
use std::{path::Path, time::Duration};

/// Print a token signed with the data directory's key, and nothing else
///
/// For servers that use the key they generated, on the machine that has the data directory.
#[derive(Debug, Args)]
pub(super) struct Token {
    /// The account that the token is for; `-` for an edge that serves every account
    #[arg(long, value_parser = account)]
    account: Account,
    /// What the token permits, repeated or separated by commas: domains:read, domains:write, users:read, users:write,
    /// registrations:read, registrations:write, registrar, audit:read, admin
    #[arg(long, required = true, value_delimiter = ',', value_parser = scope)]
    scope: Vec<Scope>,
    /// How long it is valid: 10s, 5m, 1h, 7d
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = ttl)]
    ttl: Duration,
    /// Who the token is for, as the audit names it
    #[arg(long, default_value = "rollcall-cli")]
    subject: String,
    #[command(flatten)]
    settings: SettingArgs<DataDir>,
}

impl Token {
    pub(super) fn run(self) -> Result<(), Failure> {
        let places = self.settings.read(Places::load)?;
        let token = NewToken {
            subject: self.subject,
            account: self.account.id(),
            scopes: self.scope.into_iter().collect(),
            ttl: self.ttl,
        };
        let token = mint(&places.data_dir, &token)?;
        output::print(&format!("{token}\n"))
    }
}

/// Signs a token with the key in the data directory.
pub(super) fn mint(data_dir: &Path, token: &NewToken) -> Result<String, Failure> {
    LocalKey::load(data_dir)
        .and_then(|key| key.mint(token))
        .map_err(|e| Failure::new(PERMISSION, format_args!("cannot make a token: {e}")))
}

/// The account of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Account {
    /// Every tenant's, written `-`.
    Every,
    One(AccountId),
}

impl Account {
    pub(super) fn id(self) -> Option<AccountId> {
        match self {
            Self::Every => None,
            Self::One(account) => Some(account),
        }
    }
}

/// An account, or `-` for all.
pub(super) fn account(text: &str) -> Result<Account, String> {
    match text {
        "-" => Ok(Account::Every),
        _ => AccountId::parse(text).map(Account::One).map_err(|e| e.0),
    }
}

fn scope(text: &str) -> Result<Scope, String> {
    let all = || Scope::ALL.map(Scope::as_str).join(", ");
    Scope::parse(text).ok_or_else(|| format!("the scopes are {}", all()))
}

fn ttl(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("must be longer than 0".to_owned()),
        ttl => Ok(ttl),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_token_is_for_is_checked() {
        assert_eq!(account("-").unwrap().id(), None);
        assert_eq!(account("demo").unwrap().id(), AccountId::parse("demo").ok());
        assert!(account("De mo").is_err());
        assert_eq!(scope("users:read"), Ok(Scope::UsersRead));
        assert!(scope("users").unwrap_err().contains("users:read"));
        assert!(ttl("0s").is_err() && ttl("1h").is_ok());
    }
}
