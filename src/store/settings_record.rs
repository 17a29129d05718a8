//! How a change of settings is written in the log, beside the changes of registrations.

use super::StoreError;
use crate::model::{AccountId, Fqdn, Settings, SettingsChange};
use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub(super) struct SettingsRecord {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(int64, tag = "2")]
    id: i64,
    #[prost(int64, tag = "3")]
    version: i64,
    /// Of a user.
    #[prost(int64, tag = "4")]
    domain_id: i64,
    /// Of a user, the user names; of a domain or an account, its name.
    #[prost(string, repeated, tag = "5")]
    names: Vec<String>,
}

const USER: i32 = 1;
const DOMAIN: i32 = 2;
const ACCOUNT: i32 = 3;

impl From<&SettingsChange> for SettingsRecord {
    fn from(change: &SettingsChange) -> Self {
        let (kind, id, domain_id, names) = match &change.of {
            Settings::User { id, domain_id, auth_usernames } => {
                (USER, *id, *domain_id, auth_usernames.clone())
            }
            Settings::Domain { id, fqdn } => (DOMAIN, *id, 0, vec![fqdn.as_str().to_owned()]),
            Settings::Account { id, account } => (ACCOUNT, *id, 0, vec![account.as_str().to_owned()]),
        };
        Self { kind, id, version: change.version, domain_id, names }
    }
}

impl SettingsRecord {
    pub(super) fn into_change(self) -> Result<SettingsChange, StoreError> {
        let Self { kind, id, version, domain_id, names } = self;
        let name = names.first().map(String::as_str).unwrap_or_default();
        let of = match kind {
            USER => Settings::User { id, domain_id, auth_usernames: names },
            DOMAIN => Settings::Domain { id, fqdn: Fqdn::parse(name).map_err(StoreError::corrupt)? },
            ACCOUNT => {
                Settings::Account { id, account: AccountId::parse(name).map_err(StoreError::corrupt)? }
            }
            other => return Err(StoreError::corrupt(format_args!("settings of kind {other}"))),
        };
        Ok(SettingsChange { of, version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let user = Settings::User { id: 1, domain_id: 2, auth_usernames: vec!["a".into(), "b".into()] };
        let domain = Settings::Domain { id: 3, fqdn: Fqdn::parse("a.test").unwrap() };
        let account = Settings::Account { id: 4, account: AccountId::parse("acme").unwrap() };
        for of in [user, domain, account] {
            let change = SettingsChange { of, version: 9 };
            let bytes = SettingsRecord::from(&change).encode_to_vec();
            assert_eq!(SettingsRecord::decode(&*bytes).unwrap().into_change(), Ok(change));
        }
        assert!(SettingsRecord { kind: 9, ..SettingsRecord::default() }.into_change().is_err());
    }
}
