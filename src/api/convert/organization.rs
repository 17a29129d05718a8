//! Organizations and their members.

use super::timestamp;
use crate::directory::SetDraft;
use crate::model::{Member, UserSet};
use crate::pb::v1;

/// Fields that say which organization is meant: a mask may name them, nothing happens.
pub(in crate::api) const ORGANIZATION_IDENTIFIERS: &[&str] = &["name", "etag"];

/// Whether a field has a value, for an update without a mask.
pub(in crate::api) fn organization_populated(organization: &v1::Organization, path: &str) -> bool {
    match path {
        "display_name" => !organization.display_name.is_empty(),
        "parent_organization" => !organization.parent_organization.is_empty(),
        _ => false,
    }
}

pub(in crate::api) fn organization(o: &UserSet) -> v1::Organization {
    v1::Organization {
        name: o.name().to_string(),
        uid: o.uid.to_string(),
        display_name: o.display_name.clone(),
        parent_organization: o.parent.as_ref().map(|id| o.sibling(id).to_string()).unwrap_or_default(),
        create_time: Some(timestamp(o.create_time)),
        update_time: Some(timestamp(o.update_time)),
        etag: o.etag().to_string(),
    }
}

pub(in crate::api) fn organization_draft(o: v1::Organization) -> SetDraft {
    SetDraft { display_name: o.display_name, parent: o.parent_organization }
}

pub(in crate::api) fn organization_member(m: Member) -> v1::OrganizationMember {
    v1::OrganizationMember {
        user: m.user.to_string(),
        display_name: m.display_name,
        join_time: Some(timestamp(m.join_time)),
    }
}
