//! Rows of domains.

use super::{
    Store, StoreError, WriteTx,
    entity::domain,
    list::{self, Sql, Table},
    only::only,
    purge::unpurged,
};
use crate::model::{
    AccountId, AccountScope, Delegation, DelegationMode, Domain, Fqdn, Listing, Order, SealedToken,
    ServiceUrl, Term, Test, Time,
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, LockType, SelectStatement},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

static DOMAINS: Table = Table {
    columns: &[
        ("name", "domains.fqdn"),
        ("account", "domains.account"),
        ("disabled", "domains.disabled"),
        ("create_time", "domains.create_time"),
        ("update_time", "domains.update_time"),
    ],
    name: &["domains.fqdn"],
    deleted: Some("domains.delete_time"),
    other: labelled,
};

/// Labels of domains are in their JSON only: there are few domains beside users.
fn labelled(backend: DbBackend, term: &Term) -> Option<Sql> {
    let Test::Label(key, pattern) = &term.test else { return None };
    let each = match backend {
        DbBackend::Postgres => "json_each_text(domains.labels::json)",
        _ => "json_each(domains.labels)",
    };
    let open = format!("EXISTS (SELECT 1 FROM {each} l WHERE l.key = ? AND ");
    let value = list::of_text("l.value", pattern);
    Some(Sql::joined("", vec![Sql::with(open, [key.as_str()]), value], "", ")"))
}

fn scoped(scope: &AccountScope) -> Select<domain::Entity> {
    let all = domain::Entity::find().filter(unpurged());
    match scope {
        AccountScope::One(account) => all.filter(domain::Column::Account.eq(account.as_str())),
        AccountScope::All => all,
    }
}

/// The key of a domain, for what is in it: a subquery.
pub(super) fn key_of(fqdn: &Fqdn) -> SelectStatement {
    let named = domain::Entity::find().filter(unpurged()).filter(domain::Column::Fqdn.eq(fqdn.as_str()));
    named.select_only().column(domain::Column::Id).into_query()
}

pub(super) async fn one<C: ConnectionTrait>(
    db: &C,
    scope: &AccountScope,
    fqdn: &Fqdn,
) -> Result<Option<Domain>, StoreError> {
    let named = scoped(scope).filter(domain::Column::Fqdn.eq(fqdn.as_str()));
    only(named.all(db)).await?.map(read).transpose()
}

impl Store {
    pub async fn domain(&self, scope: &AccountScope, fqdn: &Fqdn) -> Result<Option<Domain>, StoreError> {
        one(&self.read, scope, fqdn).await
    }

    /// A page of the domains; see [`DOMAINS`](crate::model::DOMAINS).
    pub async fn domains(&self, scope: &AccountScope, listing: &Listing) -> Result<Vec<Domain>, StoreError> {
        let mut query = scoped(scope);
        list::page(QuerySelect::query(&mut query), self.backend(), &DOMAINS, listing);
        query.all(&self.read).await?.into_iter().map(read).collect()
    }

    /// The domains that want their registrations pinged. It looks at all domains, as few ask for it and this is
    /// asked seldom.
    pub async fn pinged_domains(&self) -> Result<Vec<Domain>, StoreError> {
        let wish = domain::Column::RegistrationPolicy.contains("\"options_ping_interval\":");
        let rows = scoped(&AccountScope::All).filter(wish).all(&self.read).await?;
        rows.into_iter().map(read).collect()
    }

    /// The domains that have users, by name, up to `limit`: from the one named on, or only those behind it.
    pub async fn inhabited_domains(
        &self,
        scope: &AccountScope,
        listing: &Listing,
        from: Option<(&Fqdn, bool)>,
        limit: u64,
    ) -> Result<Vec<Domain>, StoreError> {
        let by =
            Order { descending: listing.order.is_by_name() && listing.order.descending, ..Order::BY_NAME };
        let within =
            Listing { order: by, after: None, filter: None, limit, show_deleted: listing.show_deleted };
        let mut query =
            scoped(scope).filter(Expr::cust("EXISTS (SELECT 1 FROM users u WHERE u.domain_id = domains.id)"));
        list::page(QuerySelect::query(&mut query), self.backend(), &DOMAINS, &within);
        if let Some((from, itself)) = from {
            let (fqdn, from) = (domain::Column::Fqdn, from.as_str());
            query = query.filter(match (by.descending, itself) {
                (false, false) => fqdn.gt(from),
                (false, true) => fqdn.gte(from),
                (true, false) => fqdn.lt(from),
                (true, true) => fqdn.lte(from),
            });
        }
        query.all(&self.read).await?.into_iter().map(read).collect()
    }
}

impl WriteTx {
    pub async fn domain(&self, scope: &AccountScope, fqdn: &Fqdn) -> Result<Option<Domain>, StoreError> {
        one(&self.tx, scope, fqdn).await
    }

    /// A domain as nobody else changes it before the commit. Rows may refer to it meanwhile.
    pub async fn lock_domain(&self, scope: &AccountScope, fqdn: &Fqdn) -> Result<Option<Domain>, StoreError> {
        let named = scoped(scope).filter(domain::Column::Fqdn.eq(fqdn.as_str())).lock(LockType::NoKeyUpdate);
        only(named.all(&self.tx)).await?.map(read).transpose()
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
        row.delegation_token = Set(token(&new));
        let id = domain::Entity::insert(row).exec(&self.tx).await?.last_insert_id;
        let new = Domain { id, ..new };
        self.insert_predefined_roles(&new).await?;
        Ok(new)
    }

    /// Writes what may change of a domain, but for the token of its delegation, and raises its version.
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

    /// Writes the token of a domain's delegation. Only where it is another one: what seals all values anew may be at
    /// this one just now.
    pub async fn write_delegation_token(&self, domain: &Domain) -> Result<(), StoreError> {
        let row = domain::ActiveModel { delegation_token: Set(token(domain)), ..Default::default() };
        domain::Entity::update_many()
            .set(row)
            .filter(domain::Column::Id.eq(domain.id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Reads a domain that stays as it is until the transaction ends: on PostgreSQL, nobody changes or deletes
    /// it meanwhile. Taken before any row of the domain, so that its deletion and this transaction cannot wait
    /// for each other.
    pub async fn hold_domain(&self, id: i64) -> Result<Option<Domain>, StoreError> {
        let of_id = scoped(&AccountScope::All).filter(domain::Column::Id.eq(id)).lock(LockType::Share);
        only(of_id.all(&self.tx)).await?.map(read).transpose()
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
        delegation: Set(d.delegation.as_ref().map(|d| json(&DelegationRow::of(d)))),
        labels: Set(json(&d.labels)),
        update_time: Set(d.update_time.0),
        version: Set(d.version),
        delete_time: Set(d.delete_time.map(|t| t.0)),
        purge_time: Set(d.purge_time.map(|t| t.0)),
        ..Default::default()
    }
}

/// A delegation as it is stored, its token aside.
#[derive(Serialize, Deserialize)]
struct DelegationRow {
    endpoint: ServiceUrl,
    timeout: u32,
    mode: DelegationMode,
}

impl DelegationRow {
    fn of(d: &Delegation) -> Self {
        Self { endpoint: d.endpoint.clone(), timeout: d.timeout, mode: d.mode }
    }
}

fn token(domain: &Domain) -> Option<Vec<u8>> {
    domain.delegation.as_ref()?.token.as_ref().map(|token| token.0.clone())
}

fn delegation(text: Option<&str>, token: Option<Vec<u8>>) -> Result<Option<Delegation>, StoreError> {
    let Some(text) = text else { return Ok(None) };
    let DelegationRow { endpoint, timeout, mode } = from_json(text)?;
    Ok(Some(Delegation { endpoint, timeout, mode, token: token.map(SealedToken) }))
}

pub(super) fn read(row: domain::Model) -> Result<Domain, StoreError> {
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
        delegation: delegation(row.delegation.as_deref(), row.delegation_token)?,
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
