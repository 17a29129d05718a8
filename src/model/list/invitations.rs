//! ListInvitations.

use super::{Key, List, Listed, Order, Sort};
use crate::model::{Field, Invitation};

pub static INVITATIONS: List = List {
    resource: "invitations",
    fields: &[
        Field::one_of("state", "INVITATION_STATE_", &["PENDING", "ACCEPTED", "REVOKED", "EXPIRED"]),
        Field::text("display_name"),
        Field::time("expire_time"),
        Field::time("create_time"),
    ],
    orders: &[("expire_time", Sort::Number), ("create_time", Sort::Number)],
    default: Order::BY_NAME,
    name: &[Sort::Text],
};

impl Listed for Invitation {
    fn key(&self, field: &str) -> Option<Key> {
        match field {
            "expire_time" => Some(self.expire_time.0.into()),
            "create_time" => Some(self.create_time.0.into()),
            _ => None,
        }
    }

    fn name(&self) -> Vec<Key> {
        vec![self.invitation_id.as_str().into()]
    }
}
