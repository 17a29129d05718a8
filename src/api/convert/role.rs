//! Roles.

use super::timestamp;
use crate::directory::RoleDraft;
use crate::model::Role;
use crate::pb::v1;

/// Fields that say which role is meant: a mask may name them, nothing happens.
pub(in crate::api) const ROLE_IDENTIFIERS: &[&str] = &["name", "etag"];

/// Whether a field has a value, for an update without a mask.
pub(in crate::api) fn role_populated(role: &v1::Role, path: &str) -> bool {
    match path {
        "display_name" => !role.display_name.is_empty(),
        "permissions" => !role.permissions.is_empty(),
        _ => false,
    }
}

pub(in crate::api) fn role(r: &Role) -> v1::Role {
    v1::Role {
        name: r.name().to_string(),
        uid: r.uid.to_string(),
        display_name: r.display_name.clone(),
        permissions: r.permissions.iter().map(ToString::to_string).collect(),
        predefined: r.predefined,
        create_time: Some(timestamp(r.create_time)),
        update_time: Some(timestamp(r.update_time)),
        etag: r.etag().to_string(),
    }
}

pub(in crate::api) fn role_draft(r: v1::Role) -> RoleDraft {
    RoleDraft { display_name: r.display_name, permissions: r.permissions }
}
