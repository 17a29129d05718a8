//! Groups and their members.

use super::timestamp;
use crate::directory::SetDraft;
use crate::model::{Member, UserSet};
use crate::pb::v1;

/// Fields that say which group is meant: a mask may name them, nothing happens.
pub(in crate::api) const GROUP_IDENTIFIERS: &[&str] = &["name", "etag"];

/// Whether a field has a value, for an update without a mask.
pub(in crate::api) fn group_populated(group: &v1::Group, path: &str) -> bool {
    path == "display_name" && !group.display_name.is_empty()
}

pub(in crate::api) fn group(g: &UserSet) -> v1::Group {
    v1::Group {
        name: g.name().to_string(),
        uid: g.uid.to_string(),
        display_name: g.display_name.clone(),
        create_time: Some(timestamp(g.create_time)),
        update_time: Some(timestamp(g.update_time)),
        etag: g.etag().to_string(),
    }
}

pub(in crate::api) fn group_draft(g: v1::Group) -> SetDraft {
    SetDraft { display_name: g.display_name, ..Default::default() }
}

pub(in crate::api) fn group_member(m: Member) -> v1::GroupMember {
    v1::GroupMember {
        user: m.user.to_string(),
        display_name: m.display_name,
        join_time: Some(timestamp(m.join_time)),
    }
}
