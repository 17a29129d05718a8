//! Rows of the audit, written in the transaction of the change that they tell of.

use super::{
    Store, StoreError, WriteTx,
    domains::{from_json, json},
    entity::audit_entry,
    list::{self, Sql, Table},
};
use crate::model::{AccountId, AccountScope, AuditAction, AuditEntry, Listing, Term, Test, Time};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

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

static ENTRIES: Table = Table {
    columns: &[
        ("create_time", "audit_entries.create_time"),
        ("actor", "audit_entries.actor"),
        ("method", "audit_entries.method"),
        ("request_id", "audit_entries.request_id"),
        ("resource", "audit_entries.resource"),
    ],
    name: &["audit_entries.id"],
    deleted: None,
    other: of_action,
};

fn of_action(_: DbBackend, term: &Term) -> Option<Sql> {
    let Test::Enum(name) = &term.test else { return None };
    let (_, code) = ACTIONS.iter().find(|(action, _)| action.as_str() == *name)?;
    Some(Sql::new(format!("audit_entries.action = {code}")))
}

impl Store {
    /// A page of the audit, each entry with its place among those of the same time; see
    /// [`AUDIT_ENTRIES`](crate::model::AUDIT_ENTRIES).
    pub async fn audit_entries(
        &self,
        scope: &AccountScope,
        listing: &Listing,
    ) -> Result<Vec<(i64, AuditEntry)>, StoreError> {
        let mut query = scoped(scope);
        list::page(QuerySelect::query(&mut query), self.backend(), &ENTRIES, listing);
        let rows = query.all(&self.read).await?;
        rows.into_iter().map(|row| Ok((row.id, read(row)?))).collect()
    }

    /// Whether the audit has anything of an account, which may be gone.
    pub async fn is_audited(&self, account: &AccountId) -> Result<bool, StoreError> {
        Ok(scoped(&AccountScope::One(account.clone())).limit(1).count(&self.read).await? > 0)
    }
}

fn scoped(scope: &AccountScope) -> sea_orm::Select<audit_entry::Entity> {
    match scope {
        AccountScope::One(own) => {
            audit_entry::Entity::find().filter(audit_entry::Column::Account.eq(own.as_str()))
        }
        AccountScope::All => audit_entry::Entity::find(),
    }
}

fn read(row: audit_entry::Model) -> Result<AuditEntry, StoreError> {
    let action = ACTIONS.iter().find(|(_, code)| *code == row.action);
    let resource_uid = match row.resource_uid.as_str() {
        "" => None,
        uid => Some(Uuid::parse_str(uid).map_err(StoreError::corrupt)?),
    };
    Ok(AuditEntry {
        uid: row.uid,
        account: AccountId::parse(&row.account).map_err(StoreError::corrupt)?,
        time: Time(row.create_time),
        actor: row.actor,
        action: action.ok_or_else(|| StoreError::corrupt("action"))?.0,
        method: row.method,
        resource: row.resource,
        resource_uid,
        changed_fields: from_json(&row.changed_fields)?,
        request_id: row.request_id,
        reason: row.reason,
        source_address: row.source_address,
    })
}

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
