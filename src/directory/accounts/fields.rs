//! The fields of an account that callers write.

use crate::directory::Violations;
use crate::model::Account;

/// The paths that an update mask may name, as in the contract.
pub const ACCOUNT_PATHS: &[&str] = &[
    "display_name",
    "disabled",
    "quotas",
    "quotas.max_domains",
    "quotas.max_users",
    "quotas.max_registrations",
];

const LONGEST_NAME: usize = 128;

/// Fields as a caller sent them.
#[derive(Debug, Clone, Default)]
pub struct AccountDraft {
    pub display_name: String,
    pub disabled: bool,
    pub max_domains: Option<i64>,
    pub max_users: Option<i64>,
    pub max_registrations: Option<i64>,
}

/// Writes one field into the account, or notes why not.
pub(super) fn apply(account: &mut Account, draft: &AccountDraft, path: &str, found: &mut Violations) {
    let quotas = &mut account.quotas;
    match path {
        "display_name" => {
            if draft.display_name.is_empty() {
                found.add("account.display_name", "is not empty", "");
            }
            found.text("account.display_name", &draft.display_name, LONGEST_NAME);
            account.display_name.clone_from(&draft.display_name);
        }
        "disabled" => account.disabled = draft.disabled,
        "quotas" => {
            for path in ["quotas.max_domains", "quotas.max_users", "quotas.max_registrations"] {
                apply(account, draft, path, found);
            }
        }
        "quotas.max_domains" => limit(&mut quotas.max_domains, draft.max_domains, path, found),
        "quotas.max_users" => limit(&mut quotas.max_users, draft.max_users, path, found),
        "quotas.max_registrations" => {
            limit(&mut quotas.max_registrations, draft.max_registrations, path, found);
        }
        _ => found.add("update_mask", "not a field of an account", path),
    }
}

fn limit(target: &mut Option<u64>, wish: Option<i64>, path: &str, found: &mut Violations) {
    match wish.map(|n| (u64::try_from(n), n)) {
        None => *target = None,
        Some((Ok(n), _)) => *target = Some(n),
        Some((Err(_), n)) => found.add(&format!("account.{path}"), "0 or more; unset is no limit", n),
    }
}

/// Whether two accounts differ in what `path` names.
pub(super) fn differ(before: &Account, after: &Account, path: &str) -> bool {
    let (was, is) = (&before.quotas, &after.quotas);
    match path {
        "display_name" => before.display_name != after.display_name,
        "disabled" => before.disabled != after.disabled,
        "quotas.max_domains" => was.max_domains != is.max_domains,
        "quotas.max_users" => was.max_users != is.max_users,
        "quotas.max_registrations" => was.max_registrations != is.max_registrations,
        _ => was != is,
    }
}

/// The paths by which a new account differs from the default, for the audit.
pub(super) fn populated(account: &Account) -> Vec<&'static str> {
    let blank = Account::new(account.account.clone(), account.create_time);
    let top = ACCOUNT_PATHS.iter().filter(|path| !path.contains('.'));
    top.filter(|path| differ(&blank, account, path)).copied().collect()
}
