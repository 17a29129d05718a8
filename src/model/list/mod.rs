//! Lists: what may be filtered and ordered by, and which page is asked for.
//!
//! To add a list: describe it with a [`List`] here (see [`users`](self::USERS)) and implement [`Listed`] for its
//! resource; in the store, name the SQL of its fields and call `list::page`; in the handler, call `list::read` and
//! `finish`.

mod accounts;
mod domains;
mod invitations;
mod order;
mod registrations;
mod roles;
mod sets;
mod users;

pub use accounts::{ACCOUNTS, AUDIT_ENTRIES};
pub use domains::{DOMAINS, DOMAINS_OF_ALL};
pub use invitations::INVITATIONS;
pub use order::Order;
pub use registrations::REGISTRATIONS;
pub use roles::ROLES;
pub use sets::{GROUPS, ORGANIZATIONS};
pub use users::USERS;

use super::{Field, Filter};
use serde::{Deserialize, Serialize};

/// What the contract says of one list.
#[derive(Debug)]
pub struct List {
    /// What is listed, as tokens are bound to it: `users`.
    pub resource: &'static str,
    pub fields: &'static [Field],
    /// What it may be ordered by, beside `name` if the default is by name.
    pub orders: &'static [(&'static str, Sort)],
    /// The order when none is asked for.
    pub default: Order,
    /// The parts of a name, the widest first: domain and login for the users of all domains.
    pub name: &'static [Sort],
}

/// How the values of a field are kept and sorted. Texts sort by their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Text,
    Number,
}

/// The orders of roles, organizations and groups.
const NAMED_AND_CREATED: &[(&str, Sort)] = &[("display_name", Sort::Text), ("create_time", Sort::Number)];

/// One page of a list. The filter was parsed with the fields of the same list, the order is one of its orders.
#[derive(Debug, Clone)]
pub struct Listing {
    pub filter: Option<Filter>,
    pub order: Order,
    /// Begin behind this place.
    pub after: Option<Place>,
    pub limit: u64,
    pub show_deleted: bool,
}

/// The place of a row in an order: the value that it is ordered by, unless that is the name, then the name.
/// Places compare as the databases sort.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub value: Option<Key>,
    pub name: Vec<Key>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    Number(i64),
    Text(String),
}

/// A resource that is listed.
pub trait Listed {
    /// The value of a field that it may be ordered by; `None` for its name.
    fn key(&self, field: &str) -> Option<Key>;

    /// The parts of its name, the widest first.
    fn name(&self) -> Vec<Key>;

    fn place(&self, order: Order) -> Place {
        Place { value: self.key(order.field), name: self.name() }
    }
}

impl<T: Listed> Listed for std::sync::Arc<T> {
    fn key(&self, field: &str) -> Option<Key> {
        (**self).key(field)
    }

    fn name(&self) -> Vec<Key> {
        (**self).name()
    }
}

impl Listing {
    /// The first rows of a list in its own order.
    pub fn first(list: &List, filter: Option<Filter>, limit: u64) -> Self {
        Self { filter, order: list.default, after: None, limit, show_deleted: false }
    }

    /// What must all be true of its rows.
    pub fn conjuncts(&self) -> &[Filter] {
        self.filter.as_ref().map_or(&[], Filter::conjuncts)
    }

    /// Puts rows into the order of the list, and cuts them to the page.
    pub fn arrange<T: Listed>(&self, rows: &mut Vec<T>) {
        rows.sort_by_cached_key(|row| row.place(self.order));
        if self.order.descending {
            rows.reverse();
        }
        rows.truncate(usize::try_from(self.limit).unwrap_or(usize::MAX));
    }
}

impl Place {
    /// Whether it can be one of this list in this order.
    pub fn is_of(&self, list: &List, order: Order) -> bool {
        let sort = list.orders.iter().find(|(field, _)| *field == order.field).map(|(_, sort)| *sort);
        let value = self.value.as_ref();
        value.map(Key::sort) == sort
            && self.name.iter().map(Key::sort).eq(list.name.iter().copied())
            && value.into_iter().chain(&self.name).all(Key::is_clean)
    }
}

impl Key {
    /// Empty for a number.
    pub fn text(&self) -> &str {
        match self {
            Self::Number(_) => "",
            Self::Text(text) => text,
        }
    }

    fn sort(&self) -> Sort {
        match self {
            Self::Number(_) => Sort::Number,
            Self::Text(_) => Sort::Text,
        }
    }

    fn is_clean(&self) -> bool {
        !self.text().contains(char::is_control)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
