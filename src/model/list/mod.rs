//! Lists: what may be filtered and ordered by, and which page is asked for.
//!
//! To add a list: describe it with a [`List`] here (see [`users`](self::USERS)) and implement [`Listed`] for its
//! resource; in the store, name the SQL of its fields and call `list::page`; in the handler, call `list::read` and
//! `finish`.

mod domains;
mod order;
mod users;

pub use domains::{DOMAINS, DOMAINS_OF_ALL};
pub use order::Order;
pub use users::USERS;

use super::{Field, Filter};
use serde::{Deserialize, Serialize};

/// What the contract says of one list.
#[derive(Debug)]
pub struct List {
    /// What is listed, as tokens are bound to it: `users`.
    pub resource: &'static str,
    pub fields: &'static [Field],
    /// What it may be ordered by, beside `name`.
    pub orders: &'static [(&'static str, Sort)],
    /// The order when none is asked for.
    pub default: Order,
    /// How many parts a name has: two for the users of all domains.
    pub name_parts: usize,
}

/// How the values of a field are kept and sorted. Texts sort by their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Text,
    Number,
}

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
    pub name: Vec<String>,
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
    fn name_parts(&self) -> Vec<String>;

    fn place(&self, order: Order) -> Place {
        Place { value: self.key(order.field), name: self.name_parts() }
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
        let value = match &self.value {
            None => sort.is_none(),
            Some(Key::Number(_)) => sort == Some(Sort::Number),
            Some(Key::Text(text)) => sort == Some(Sort::Text) && clean(text),
        };
        value && self.name.len() == list.name_parts && self.name.iter().all(|part| clean(part))
    }
}

fn clean(text: &str) -> bool {
    !text.contains(char::is_control)
}
