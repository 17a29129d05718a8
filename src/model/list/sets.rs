//! ListOrganizations and ListGroups.

use super::{Key, List, Listed, NAMED_AND_CREATED, Order, Sort};
use crate::model::{Field, SetKind, UserSet};

pub static ORGANIZATIONS: List = List {
    resource: "organizations",
    fields: &[Field::text("display_name"), Field::reference("parent_organization", "organizations")],
    orders: NAMED_AND_CREATED,
    default: Order::BY_NAME,
    name: &[Sort::Text],
};

pub static GROUPS: List = List {
    resource: "groups",
    fields: &[Field::text("display_name")],
    orders: NAMED_AND_CREATED,
    default: Order::BY_NAME,
    name: &[Sort::Text],
};

impl SetKind {
    /// The list of a domain's sets of this kind.
    pub fn list(self) -> &'static List {
        match self {
            Self::Organization => &ORGANIZATIONS,
            Self::Group => &GROUPS,
        }
    }
}

impl Listed for UserSet {
    fn key(&self, field: &str) -> Option<Key> {
        match field {
            "display_name" => Some(self.display_name.as_str().into()),
            "create_time" => Some(self.create_time.0.into()),
            _ => None,
        }
    }

    fn name(&self) -> Vec<Key> {
        vec![self.set_id.as_str().into()]
    }
}
