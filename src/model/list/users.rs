//! ListUsers and ExportUsers.

use super::{Key, List, Listed, Listing, Order, Place, Sort};
use crate::model::{ExtensionNumber, Field, Fqdn, User};
use std::cmp::Ordering;

pub static USERS: List = List {
    resource: "users",
    fields: &[
        Field::flag("disabled"),
        Field::one_of("presence.state", "PRESENCE_STATE_", &["ONLINE", "OFFLINE"]),
        Field::reference("role", "roles"),
        Field::set("groups", "groups"),
        Field::set("organizations", "organizations"),
        Field::labels("labels"),
        Field::time("create_time"),
        Field::time("update_time"),
        Field::text("login"),
        Field::text("first_name"),
        Field::text("last_name"),
        Field::text("display_name"),
        Field::folded("email"),
        Field::text("extension_number"),
    ],
    orders: &[
        ("login", Sort::Text),
        ("last_name", Sort::Text),
        ("email", Sort::Text),
        ("extension_number", Sort::Text),
        ("create_time", Sort::Number),
        ("update_time", Sort::Number),
    ],
    default: Order::BY_NAME,
    name: &[Sort::Text, Sort::Text],
};

/// Behind every login, which is ASCII.
const LAST: &str = "\u{7F}";

impl Listing {
    /// The part of a list of the users of all domains that is of this one.
    pub fn in_domain(&self, domain: &Fqdn) -> Self {
        let after = self.after.as_ref().map(|place| {
            let login = match place.name.first().map(|at| domain.as_str().cmp(at.text())) {
                Some(Ordering::Greater) => "",
                Some(Ordering::Less) => LAST,
                _ => place.name.last().map_or("", Key::text),
            };
            Place { value: place.value.clone(), name: vec![domain.as_str().into(), login.into()] }
        });
        Self { after, ..self.clone() }
    }
}

impl Listed for User {
    fn key(&self, field: &str) -> Option<Key> {
        let text = |text: &str| Some(Key::from(text));
        match field {
            "login" => text(self.login.as_str()),
            "last_name" => text(&self.last_name),
            "email" => text(self.email.as_deref().unwrap_or_default()),
            "extension_number" => text(self.extension_number.as_ref().map_or("", ExtensionNumber::as_str)),
            "create_time" => Some(self.create_time.0.into()),
            "update_time" => Some(self.update_time.0.into()),
            _ => None,
        }
    }

    fn name(&self) -> Vec<Key> {
        vec![self.domain.as_str().into(), self.login.as_str().into()]
    }
}
