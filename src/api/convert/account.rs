//! Accounts.

use super::timestamp;
use crate::directory::AccountDraft;
use crate::model::{Account, Quotas};
use crate::pb::v1;

/// Fields that say which account is meant: a mask may name them, nothing happens.
pub(in crate::api) const ACCOUNT_IDENTIFIERS: &[&str] = &["name", "etag"];

/// Whether a field has a value, for an update without a mask.
pub(in crate::api) fn account_populated(account: &v1::Account, path: &str) -> bool {
    match path {
        "display_name" => !account.display_name.is_empty(),
        "disabled" => account.disabled,
        "quotas" => account.quotas.is_some(),
        _ => false,
    }
}

pub(in crate::api) fn account(a: &Account) -> v1::Account {
    v1::Account {
        name: a.name().to_string(),
        uid: a.uid.to_string(),
        display_name: a.display_name.clone(),
        disabled: a.disabled,
        quotas: Some(quotas(&a.quotas)),
        create_time: Some(timestamp(a.create_time)),
        update_time: Some(timestamp(a.update_time)),
        etag: a.etag().to_string(),
    }
}

fn quotas(q: &Quotas) -> v1::AccountQuotas {
    let limit = |n: Option<u64>| n.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    v1::AccountQuotas {
        max_domains: limit(q.max_domains),
        max_users: limit(q.max_users),
        max_registrations: limit(q.max_registrations),
    }
}

pub(in crate::api) fn account_draft(a: v1::Account) -> AccountDraft {
    let quotas = a.quotas.unwrap_or_default();
    AccountDraft {
        display_name: a.display_name,
        disabled: a.disabled,
        max_domains: quotas.max_domains,
        max_users: quotas.max_users,
        max_registrations: quotas.max_registrations,
    }
}
