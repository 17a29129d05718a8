//! Rows of the audit, written in the transaction of the change that they tell of.

use super::{StoreError, WriteTx, domains::json, entity::audit_entry};
use crate::model::{AuditAction, AuditEntry};
use sea_orm::ActiveValue::Set;

/// Every action with its code in the table.
pub(super) const ACTIONS: [(AuditAction, i16); 12] = [
    (AuditAction::Create, 1),
    (AuditAction::Update, 2),
    (AuditAction::Delete, 3),
    (AuditAction::Undelete, 4),
    (AuditAction::Purge, 5),
    (AuditAction::ResetCredentials, 6),
    (AuditAction::AddMember, 7),
    (AuditAction::RemoveMember, 8),
    (AuditAction::Revoke, 9),
    (AuditAction::Accept, 10),
    (AuditAction::Deregister, 11),
    (AuditAction::Import, 12),
];

impl WriteTx {
    /// Writes what the transaction changes into the audit.
    pub async fn audit(&self, entries: Vec<AuditEntry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let rows = entries.into_iter().map(|entry| audit_entry::ActiveModel {
            uid: Set(entry.uid),
            account: Set(entry.account.as_str().to_owned()),
            create_time: Set(entry.time.0),
            actor: Set(entry.actor),
            action: Set(ACTIONS.iter().find(|(a, _)| *a == entry.action).map_or(0, |(_, n)| *n)),
            method: Set(entry.method),
            resource: Set(entry.resource),
            resource_uid: Set(entry.resource_uid.map(|uid| uid.to_string()).unwrap_or_default()),
            changed_fields: Set(json(&entry.changed_fields)),
            request_id: Set(entry.request_id),
            reason: Set(entry.reason),
            source_address: Set(entry.source_address),
            ..Default::default()
        });
        self.insert_all(rows.collect()).await
    }
}
