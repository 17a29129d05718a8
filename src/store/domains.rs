//! Rows of domains.

use super::{Page, Store, StoreError, WriteTx, entity::domain};
use crate::model::{AccountId, AccountScope, Domain, Fqdn, Time};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::LockType,
};
use serde::{Serialize, de::DeserializeOwned};

fn scoped(scope: &AccountScope) -> Select<domain::Entity> {
    match scope {
        AccountScope::One(account) => {
            domain::Entity::find().filter(domain::Column::Account.eq(account.as_str()))
        }
        AccountScope::All => domain::Entity::find(),
    }
}

pub(super) async fn one<C: ConnectionTrait>(
    db: &C,
    scope: &AccountScope,
    fqdn: &Fqdn,
) -> Result<Option<Domain>, StoreError> {
    let row = scoped(scope).filter(domain::Column::Fqdn.eq(fqdn.as_str())).one(db).await?;
    row.map(read).transpose()
}

impl Store {
    pub async fn domain(&self, scope: &AccountScope, fqdn: &Fqdn) -> Result<Option<Domain>, StoreError> {
        one(&self.read, scope, fqdn).await
    }

    /// Domains by name; the page's key is the last name seen.
    pub async fn domains(&self, scope: &AccountScope, page: &Page) -> Result<Vec<Domain>, StoreError> {
        let mut query = scoped(scope);
        if let Some(after) = &page.after {
            query = query.filter(domain::Column::Fqdn.gt(after.as_str()));
        }
        let rows = query.order_by_asc(domain::Column::Fqdn).limit(page.limit).all(&self.read).await?;
        rows.into_iter().map(read).collect()
    }
}

impl WriteTx {
    pub async fn domain(&self, scope: &AccountScope, fqdn: &Fqdn) -> Result<Option<Domain>, StoreError> {
        one(&self.tx, scope, fqdn).await
    }

    /// A domain as nobody else changes it before the commit. Rows may refer to it meanwhile.
    pub async fn lock_domain(&self, scope: &AccountScope, fqdn: &Fqdn) -> Result<Option<Domain>, StoreError> {
        let row = scoped(scope)
            .filter(domain::Column::Fqdn.eq(fqdn.as_str()))
            .lock(LockType::NoKeyUpdate)
            .one(&self.tx)
            .await?;
        row.map(read).transpose()
    }

    /// Inserts a domain with the predefined roles; its `id` is given by the database, whatever `new` says.
    ///
    /// Errors: [`StoreError::Taken`] when the name exists, in whichever account.
    pub async fn insert_domain(&self, new: Domain) -> Result<Domain, StoreError> {
        let mut row = write(&new);
        row.id = NotSet;
        row.uid = Set(new.uid);
        row.account = Set(new.account.as_str().to_owned());
        row.fqdn = Set(new.fqdn.as_str().to_owned());
        row.realm = Set(new.realm.clone());
        row.create_time = Set(new.create_time.0);
        let id = domain::Entity::insert(row).exec(&self.tx).await?.last_insert_id;
        let new = Domain { id, ..new };
        self.insert_predefined_roles(&new).await?;
        Ok(new)
    }

    /// Writes what may change of a domain and raises its version.
    ///
    /// Errors: [`StoreError::Changed`] when the row is no longer at `domain.version`.
    pub async fn update_domain(&self, mut domain: Domain) -> Result<Domain, StoreError> {
        let before = domain.version;
        domain.version += 1;
        let row = domain::ActiveModel { id: NotSet, ..write(&domain) };
        let done = domain::Entity::update_many()
            .set(row)
            .filter(domain::Column::Id.eq(domain.id))
            .filter(domain::Column::Version.eq(before))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 { Ok(domain) } else { Err(StoreError::Changed) }
    }

    /// Errors: [`StoreError::Referenced`] while it has users.
    pub async fn delete_domain(&self, domain: &Domain) -> Result<(), StoreError> {
        domain::Entity::delete_by_id(domain.id).exec(&self.tx).await?;
        Ok(())
    }
}

fn write(d: &Domain) -> domain::ActiveModel {
    domain::ActiveModel {
        id: Unchanged(d.id),
        disabled: Set(d.disabled),
        registration_policy: Set(json(&d.registration)),
        password_policy: Set(json(&d.password_policy)),
        default_call_policy: Set(json(&d.default_call_policy)),
        organization_management: Set(d.organization_management),
        labels: Set(json(&d.labels)),
        update_time: Set(d.update_time.0),
        version: Set(d.version),
        delete_time: Set(d.delete_time.map(|t| t.0)),
        purge_time: Set(d.purge_time.map(|t| t.0)),
        ..Default::default()
    }
}

fn read(row: domain::Model) -> Result<Domain, StoreError> {
    Ok(Domain {
        id: row.id,
        uid: row.uid,
        account: AccountId::parse(&row.account).map_err(StoreError::corrupt)?,
        fqdn: Fqdn::parse(&row.fqdn).map_err(StoreError::corrupt)?,
        realm: row.realm,
        disabled: row.disabled,
        registration: from_json(&row.registration_policy)?,
        password_policy: from_json(&row.password_policy)?,
        default_call_policy: from_json(&row.default_call_policy)?,
        organization_management: row.organization_management,
        labels: from_json(&row.labels)?,
        create_time: Time(row.create_time),
        update_time: Time(row.update_time),
        version: row.version,
        delete_time: row.delete_time.map(Time),
        purge_time: row.purge_time.map(Time),
    })
}

/// JSON of a settings type; these cannot fail to serialise, their keys are strings.
pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(StoreError::corrupt)
}
