//! What of many users is taken already, and what of their references there is.

use super::{super::entity, lists, lookup::Column};
use crate::model::{AccountId, Domain, ResourceId, Time, User};
use crate::store::{Reference, Store, StoreError, UniqueRule};
use entity::{account, group, number_lease, organization, role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select, Value};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What a set of users wants for itself, and refers to.
#[derive(Debug, Default)]
pub struct Wanted {
    logins: Vec<String>,
    auth_usernames: Vec<String>,
    extension_numbers: Vec<String>,
    emails: Vec<String>,
    leases: Vec<Uuid>,
    roles: BTreeSet<ResourceId>,
    organizations: BTreeSet<ResourceId>,
    groups: BTreeSet<ResourceId>,
}

/// What the database has of what is [`Wanted`].
#[derive(Debug, Clone, Default)]
pub struct Known {
    taken: HashSet<(UniqueRule, String)>,
    pub(super) roles: HashMap<ResourceId, i64>,
    pub(super) organizations: HashMap<ResourceId, i64>,
    pub(super) groups: HashMap<ResourceId, i64>,
    /// How many users the account may have, and how many more; `None` is any number.
    pub quota: Option<(i64, u64)>,
}

impl Wanted {
    pub fn of<'a>(users: impl IntoIterator<Item = &'a User>) -> Self {
        let mut wanted = Self::default();
        for user in users {
            wanted.logins.push(user.login.as_str().to_owned());
            wanted.auth_usernames.push(user.auth_username.clone());
            wanted.extension_numbers.extend(user.extension_number.as_ref().map(|n| n.as_str().to_owned()));
            wanted.emails.extend(user.email.clone());
            wanted.leases.extend(&user.number_leases);
            wanted.roles.extend(user.role.clone());
            wanted.organizations.extend(user.organizations.iter().cloned());
            wanted.groups.extend(user.groups.iter().cloned());
        }
        wanted
    }
}

impl Known {
    pub fn is_taken(&self, rule: UniqueRule, value: &str) -> bool {
        !self.taken.is_empty() && self.taken.contains(&(rule, value.to_owned()))
    }

    pub fn take(&mut self, rule: UniqueRule, value: String) {
        self.taken.insert((rule, value));
    }

    /// The rows that references mean, and nothing of what is taken: all that an insert needs.
    pub fn of_references(&self) -> Self {
        Self {
            roles: self.roles.clone(),
            organizations: self.organizations.clone(),
            groups: self.groups.clone(),
            ..Self::default()
        }
    }

    pub fn has(&self, reference: &Reference) -> bool {
        match reference {
            Reference::Role(id) => self.roles.contains_key(id),
            Reference::Organization(id) => self.organizations.contains_key(id),
            Reference::Group(id) => self.groups.contains_key(id),
        }
    }
}

impl Store {
    /// Looks up what is wanted in a domain, outside of any transaction: another writer may come in
    /// between, and the insert then fails.
    pub async fn known(&self, domain: &Domain, wanted: &Wanted, now: Time) -> Result<Known, StoreError> {
        let mut known = Known { quota: self.users_left(&domain.account).await?, ..Known::default() };
        let account = domain.account.as_str();
        for (rule, column, owner, values) in [
            (UniqueRule::UserLogin, Column::LOGIN, Value::from(domain.id), &wanted.logins),
            (UniqueRule::UserAuthUsername, Column::AUTH_USERNAME, domain.id.into(), &wanted.auth_usernames),
            (
                UniqueRule::UserExtensionNumber,
                Column::EXTENSION_NUMBER,
                domain.id.into(),
                &wanted.extension_numbers,
            ),
            (UniqueRule::UserEmail, Column::EMAIL, account.into(), &wanted.emails),
        ] {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let found = column.find(&self.read, owner, &values).await?;
            known.taken.extend(found.into_iter().map(|(value, _)| (rule, value)));
        }
        // An old credential that still works keeps its user name.
        let names: Vec<&str> = wanted.auth_usernames.iter().map(String::as_str).collect();
        let credentials = Column::CREDENTIAL.find(&self.read, domain.id, &names).await?;
        let live = credentials.into_iter().filter(|(_, expires)| expires.is_none_or(|at| at > now.0));
        known.taken.extend(live.map(|(name, _)| (UniqueRule::UserAuthUsername, name)));
        for list in lists(&wanted.leases) {
            let taken = number_lease::Entity::find()
                .select_only()
                .column(number_lease::Column::Lease)
                .filter(number_lease::Column::Account.eq(domain.account.as_str()))
                .filter(number_lease::Column::Lease.is_in(list));
            let taken: Vec<Uuid> = taken.into_tuple().all(&self.read).await?;
            known.taken.extend(taken.into_iter().map(|l| (UniqueRule::NumberLease, l.to_string())));
        }
        known.roles = self
            .ids(
                role::Entity::find(),
                role::Column::Id,
                role::Column::RoleId,
                role::Column::DomainId,
                domain,
                &wanted.roles,
            )
            .await?;
        use organization::Column as O;
        known.organizations = self
            .ids(
                organization::Entity::find(),
                O::Id,
                O::OrganizationId,
                O::DomainId,
                domain,
                &wanted.organizations,
            )
            .await?;
        use group::Column as G;
        known.groups =
            self.ids(group::Entity::find(), G::Id, G::GroupId, G::DomainId, domain, &wanted.groups).await?;
        Ok(known)
    }

    /// The rows of the domain's sets with these ids.
    async fn ids<E: EntityTrait, C: ColumnTrait>(
        &self,
        all: Select<E>,
        id: C,
        name: C,
        of: C,
        domain: &Domain,
        wanted: &BTreeSet<ResourceId>,
    ) -> Result<HashMap<ResourceId, i64>, StoreError> {
        let mut found = HashMap::new();
        let wanted: Vec<&str> = wanted.iter().map(ResourceId::as_str).collect();
        for list in lists(&wanted) {
            let query = all.clone().select_only().column(name).column(id);
            let query = query.filter(of.eq(domain.id)).filter(name.is_in(list));
            let rows: Vec<(String, i64)> = query.into_tuple().all(&self.read).await?;
            for (name, id) in rows {
                found.insert(ResourceId::parse(&name).map_err(StoreError::corrupt)?, id);
            }
        }
        Ok(found)
    }

    /// How many more users the account may have.
    async fn users_left(&self, id: &AccountId) -> Result<Option<(i64, u64)>, StoreError> {
        let counts = account::Entity::find()
            .select_only()
            .columns([account::Column::MaxUsers, account::Column::UserCount])
            .filter(account::Column::Account.eq(id.as_str()));
        let counts: Option<(Option<i64>, i64)> = counts.into_tuple().one(&self.read).await?;
        let left = counts.and_then(|(max, count)| Some((max?, u64::try_from(max? - count).unwrap_or(0))));
        Ok(left)
    }
}
