//! ListAccounts and ListAuditEntries.

use super::{Key, List, Listed, NAMED_AND_CREATED, Order, Sort};
use crate::model::{Account, AuditEntry, Field};

pub static ACCOUNTS: List = List {
    resource: "accounts",
    fields: &[Field::flag("disabled"), Field::text("display_name"), Field::time("create_time")],
    orders: NAMED_AND_CREATED,
    default: Order::BY_NAME,
    name: &[Sort::Text],
};

/// By time only; entries of one time are in the order in which they were written.
pub static AUDIT_ENTRIES: List = List {
    resource: "auditEntries",
    fields: &[
        Field::time("create_time"),
        Field::text("actor"),
        Field::one_of(
            "action",
            "AUDIT_ACTION_",
            &[
                "CREATE",
                "UPDATE",
                "DELETE",
                "UNDELETE",
                "PURGE",
                "RESET_CREDENTIALS",
                "ADD_MEMBER",
                "REMOVE_MEMBER",
                "REVOKE",
                "ACCEPT",
                "DEREGISTER",
                "IMPORT",
            ],
        ),
        Field::text("method"),
        Field::text("request_id"),
        Field::text("resource"),
    ],
    orders: &[("create_time", Sort::Number)],
    default: Order { field: "create_time", descending: true },
    name: &[Sort::Number],
};

impl Listed for Account {
    fn key(&self, field: &str) -> Option<Key> {
        match field {
            "display_name" => Some(self.display_name.as_str().into()),
            "create_time" => Some(self.create_time.0.into()),
            _ => None,
        }
    }

    fn name(&self) -> Vec<Key> {
        vec![self.account.as_str().into()]
    }
}

/// An entry, and its place among those of the same time.
impl Listed for (i64, AuditEntry) {
    fn key(&self, _: &str) -> Option<Key> {
        Some(self.1.time.0.into())
    }

    fn name(&self) -> Vec<Key> {
        vec![self.0.into()]
    }
}
