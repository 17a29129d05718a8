//! What can go wrong in the store.

use crate::model::{AccountId, Quota, ResourceId};
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A rule that one value may exist once, and the field a caller knows it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UniqueRule {
    DomainFqdn,
    UserLogin,
    UserAuthUsername,
    UserExtensionNumber,
    UserEmail,
    NumberLease,
    Account,
    Role,
    Organization,
    Group,
    Invitation,
    /// The same request, at the same time.
    Request,
}

/// Something that a user refers to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reference {
    Role(ResourceId),
    Organization(ResourceId),
    Group(ResourceId),
}

impl UniqueRule {
    /// Each rule with its index on PostgreSQL and its columns as SQLite lists them.
    const NAMES: [(Self, &'static str, &'static str); 12] = [
        (Self::DomainFqdn, "domains_fqdn", "domains.fqdn"),
        (Self::UserLogin, "users_login", "users.domain_id, users.login"),
        (Self::UserAuthUsername, "users_auth_username", "users.domain_id, users.auth_username"),
        (Self::UserExtensionNumber, "users_extension_number", "users.domain_id, users.extension_number"),
        (Self::UserEmail, "users_email", "users.account, users.email"),
        (Self::NumberLease, "number_leases_pkey", "number_leases.account, number_leases.lease"),
        (Self::Account, "accounts_account", "accounts.account"),
        (Self::Role, "roles_role_id", "roles.domain_id, roles.role_id"),
        (
            Self::Organization,
            "organizations_organization_id",
            "organizations.domain_id, organizations.organization_id",
        ),
        (Self::Group, "groups_group_id", "groups.domain_id, groups.group_id"),
        (Self::Invitation, "invitations_invitation_id", "invitations.domain_id, invitations.invitation_id"),
        (Self::Request, "requests_pkey", "requests.account, requests.actor, requests.request_id"),
    ];

    fn in_message(message: &str) -> Option<Self> {
        let quoted = |name: &str| message.contains(&format!("\"{name}\""));
        let listed = |columns: &str| {
            message.split("constraint failed: ").nth(1).is_some_and(|rest| rest.trim_end() == columns)
        };
        Self::NAMES.into_iter().find(|(_, name, columns)| quoted(name) || listed(columns)).map(|n| n.0)
    }
}

/// Every error of the store. Calls list in their comments which they return beyond `Unavailable` and
/// `Internal`, and `Changed` for a deadlock, which any may.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// Another row has this value already.
    #[error("a value is taken: {0:?}")]
    Taken(UniqueRule),
    /// A user refers to what its domain does not have.
    #[error("the domain has no {0:?}")]
    Missing(Reference),
    /// An account has as much as it may.
    #[error("account {account} may have {limit} {quota}")]
    QuotaExceeded { account: AccountId, quota: Quota, limit: i64 },
    /// The row is still referred to.
    #[error("the row is still referred to")]
    Referenced,
    /// The row is not at the version that was expected, or is gone; or the database ended this transaction
    /// in favour of another. Another try may succeed.
    #[error("the row changed since it was read")]
    Changed,
    /// The revision asked for is no longer in the log.
    #[error("the change log begins after revision {compacted}")]
    Compacted { compacted: i64 },
    /// The database is away or busy; a retry may succeed.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A defect: a row that does not parse, a statement that the database refuses.
    #[error("the store failed: {0}")]
    Internal(String),
}

impl StoreError {
    /// A row that this version of the code cannot read.
    pub(super) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Internal(format!("unreadable row: {what}"))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(message)) => {
                return UniqueRule::in_message(&message)
                    .map_or_else(|| Self::Internal(message.clone()), Self::Taken);
            }
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Self::Referenced,
            _ => {}
        }
        match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(error.to_string()),
            DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) => of_sqlx(e),
            _ => Self::Internal(error.to_string()),
        }
    }
}

fn of_sqlx(error: &sqlx::Error) -> StoreError {
    use sqlx::Error as E;
    match error {
        E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => {
            StoreError::Unavailable(error.to_string())
        }
        E::Database(db) => {
            let code = db.code().unwrap_or_default();
            // PostgreSQL: 40001 and 40P01 (a deadlock) ask for a retry, 08 is the connection, 57P the
            // server's end, 53 too little of something, 55P03 a lock, 25P03 a transaction that did nothing for
            // too long. SQLite: 5 BUSY, 6 LOCKED, 13 FULL.
            if matches!(&*code, "40001" | "40P01") {
                return StoreError::Changed;
            }
            let passing = ["08", "53", "57P"].iter().any(|class| code.starts_with(class))
                || matches!(&*code, "55P03" | "25P03" | "5" | "6" | "13" | "517" | "261");
            if passing {
                StoreError::Unavailable(error.to_string())
            } else {
                StoreError::Internal(error.to_string())
            }
        }
        _ => StoreError::Internal(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_from_both_databases() {
        let postgres = "duplicate key value violates unique constraint \"users_email\"";
        let sqlite = "UNIQUE constraint failed: users.domain_id, users.login";
        assert_eq!(UniqueRule::in_message(postgres), Some(UniqueRule::UserEmail));
        assert_eq!(UniqueRule::in_message(sqlite), Some(UniqueRule::UserLogin));
        assert_eq!(UniqueRule::in_message("UNIQUE constraint failed: x.y"), None);
    }
}
