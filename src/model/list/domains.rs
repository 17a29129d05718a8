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
    name_parts: 1,
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
    name_parts: 1,
};

impl Listed for Domain {
    fn key(&self, field: &str) -> Option<Key> {
        match field {
            "create_time" => Some(Key::Number(self.create_time.0)),
            "update_time" => Some(Key::Number(self.update_time.0)),
            _ => None,
        }
    }

    fn name_parts(&self) -> Vec<String> {
        vec![self.fqdn.as_str().to_owned()]
    }
}
