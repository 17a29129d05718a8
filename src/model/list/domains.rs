//! ListDomains.

use super::{Key, List, Listed, Order, Sort};
use crate::model::{Domain, Field};

const ORDERS: &[(&str, Sort)] = &[("create_time", Sort::Number), ("update_time", Sort::Number)];

pub static DOMAINS: List = List {
    resource: "domains",
    fields: &[
        Field::named("name", "domains/"),
        Field::flag("disabled"),
        Field::labels("labels"),
        Field::time("create_time"),
        Field::time("update_time"),
    ],
    orders: ORDERS,
    default: Order::BY_NAME,
    name: &[Sort::Text],
};

/// For those who see the domains of every account.
pub static DOMAINS_OF_ALL: List = List {
    resource: "domains",
    fields: &[
        Field::named("name", "domains/"),
        Field::named("account", "accounts/"),
        Field::flag("disabled"),
        Field::labels("labels"),
        Field::time("create_time"),
        Field::time("update_time"),
    ],
    orders: ORDERS,
    default: Order::BY_NAME,
    name: &[Sort::Text],
};

impl Listed for Domain {
    fn key(&self, field: &str) -> Option<Key> {
        match field {
            "create_time" => Some(self.create_time.0.into()),
            "update_time" => Some(self.update_time.0.into()),
            _ => None,
        }
    }

    fn name(&self) -> Vec<Key> {
        vec![self.fqdn.as_str().into()]
    }
}
