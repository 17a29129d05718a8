//! ListRoles.

use super::{Key, List, Listed, NAMED_AND_CREATED, Order, Sort};
use crate::model::{Field, Role};

pub static ROLES: List = List {
    resource: "roles",
    fields: &[Field::flag("predefined"), Field::text("display_name"), Field::elements("permissions")],
    orders: NAMED_AND_CREATED,
    default: Order::BY_NAME,
    name: &[Sort::Text],
};

impl Listed for Role {
    fn key(&self, field: &str) -> Option<Key> {
        match field {
            "display_name" => Some(self.display_name.as_str().into()),
            "create_time" => Some(self.create_time.0.into()),
            _ => None,
        }
    }

    fn name(&self) -> Vec<Key> {
        vec![self.role_id.as_str().into()]
    }
}
