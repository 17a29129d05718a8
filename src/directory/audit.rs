//! What a change leaves in the audit.

use super::Caller;
use crate::model::{AccountId, AuditAction, AuditEntry, Time};
use std::fmt::Display;
use uuid::Uuid;

/// Whom the audit names for what the server does by itself.
const SYSTEM: &str = "system";

impl Caller {
    /// The server itself, for its own work.
    pub fn system() -> Self {
        Self {
            scope: crate::model::AccountScope::All,
            account: None,
            actor: SYSTEM.to_owned(),
            call: super::Call::default(),
        }
    }

    /// The entry for one change of one resource. `fields` are paths, never values.
    pub(super) fn entry(
        &self,
        account: &AccountId,
        action: AuditAction,
        resource: impl Display,
        uid: Uuid,
        fields: impl IntoIterator<Item = impl Display>,
    ) -> AuditEntry {
        AuditEntry {
            uid: Uuid::now_v7(),
            account: account.clone(),
            time: Time::now(),
            actor: self.actor.clone(),
            action,
            method: self.call.method.to_owned(),
            resource: resource.to_string(),
            resource_uid: Some(uid),
            changed_fields: fields.into_iter().map(|field| field.to_string()).collect(),
            request_id: self.call.request_id.clone(),
            reason: String::new(),
            source_address: self.call.source.clone(),
        }
    }
}
