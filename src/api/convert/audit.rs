//! Audit entries.

use super::timestamp;
use crate::model::{AuditAction, AuditEntry, Etag};
use crate::pb::v1;

/// Every entry is as it was written.
const VERSION: i64 = 1;

pub(in crate::api) fn audit_entry(e: &AuditEntry) -> v1::AuditEntry {
    v1::AuditEntry {
        name: format!("accounts/{}/auditEntries/{}", e.account, e.uid),
        uid: e.uid.to_string(),
        create_time: Some(timestamp(e.time)),
        update_time: Some(timestamp(e.time)),
        etag: Etag::of(e.uid, VERSION).to_string(),
        actor: e.actor.clone(),
        action: action(e.action).into(),
        method: e.method.clone(),
        resource: e.resource.clone(),
        resource_uid: e.resource_uid.map(|uid| uid.to_string()).unwrap_or_default(),
        changed_fields: e.changed_fields.clone(),
        request_id: e.request_id.clone(),
        reason: e.reason.clone(),
        source_address: e.source_address.clone(),
    }
}

fn action(action: AuditAction) -> v1::AuditAction {
    match action {
        AuditAction::Create => v1::AuditAction::Create,
        AuditAction::Update => v1::AuditAction::Update,
        AuditAction::Delete => v1::AuditAction::Delete,
        AuditAction::Undelete => v1::AuditAction::Undelete,
        AuditAction::Purge => v1::AuditAction::Purge,
        AuditAction::ResetCredentials => v1::AuditAction::ResetCredentials,
        AuditAction::AddMember => v1::AuditAction::AddMember,
        AuditAction::RemoveMember => v1::AuditAction::RemoveMember,
        AuditAction::Revoke => v1::AuditAction::Revoke,
        AuditAction::Accept => v1::AuditAction::Accept,
        AuditAction::Deregister => v1::AuditAction::Deregister,
        AuditAction::Import => v1::AuditAction::Import,
    }
}
