//! What a watch rests on: its parent and the groups of its filter, and whether they are still there.

use super::{Caller, Directory, Error, Resource};
use crate::model::{ChildName, Domain, Fqdn, ResourceId, User, UserName};
use crate::store::WatchedGroup;
use std::collections::BTreeMap;

/// The parent of a watch, as it was when the watch began: one of the same name that is created later is another.
#[derive(Debug, Clone)]
pub enum WatchedParent {
    /// An account, or all of the caller's: it does not end before the caller does.
    Everything,
    Domain(Fqdn, i64),
    User(UserName, i64),
}

/// What a watch ends with.
#[derive(Debug, Clone)]
pub struct Watched {
    pub parent: WatchedParent,
    pub groups: Vec<(ChildName, WatchedGroup)>,
}

impl From<&Domain> for WatchedParent {
    fn from(domain: &Domain) -> Self {
        Self::Domain(domain.fqdn.clone(), domain.id)
    }
}

impl From<&User> for WatchedParent {
    fn from(user: &User) -> Self {
        Self::User(user.name(), user.id)
    }
}

impl Watched {
    /// Whether there is anything that may be deleted.
    pub fn may_end(&self) -> bool {
        !(matches!(self.parent, WatchedParent::Everything) && self.groups.is_empty())
    }
}

impl Directory {
    /// The named groups: one query per domain. Errors: `NotFound` for one that is not there.
    pub async fn watched_groups(
        &self,
        caller: &Caller,
        names: &[ChildName],
    ) -> Result<Vec<(ChildName, WatchedGroup)>, Error> {
        let mut by_domain: BTreeMap<&Fqdn, Vec<ResourceId>> = BTreeMap::new();
        for name in names {
            by_domain.entry(&name.domain).or_default().push(name.id.clone());
        }
        let mut groups = Vec::with_capacity(names.len());
        for (domain, ids) in by_domain {
            let found = self.inner.store.watched_groups(&caller.scope, domain, &ids).await?;
            for name in names.iter().filter(|name| name.domain == *domain) {
                let group = found.iter().find(|group| group.group_id == name.id).cloned();
                groups.push((name.clone(), group.ok_or_else(|| Error::NotFound(Resource::group(name)))?));
            }
        }
        Ok(groups)
    }

    /// What was deleted, softly or for good, since the watch began: the parent, the domain that it is in, or a group.
    pub async fn deleted_since(&self, caller: &Caller, watched: &Watched) -> Result<Option<Resource>, Error> {
        let (domain, user) = match &watched.parent {
            WatchedParent::Everything => (None, None),
            WatchedParent::Domain(fqdn, id) => (Some((fqdn, Some(*id))), None),
            WatchedParent::User(name, id) => (Some((&name.domain, None)), Some((name, *id))),
        };
        let store = &self.inner.store;
        if let Some((fqdn, id)) = domain {
            let there = store.domain(&caller.scope, fqdn).await?;
            if !there.is_some_and(|d| d.delete_time.is_none() && id.is_none_or(|id| id == d.id)) {
                let gone = user.map_or_else(
                    || Resource::domain(format_args!("domains/{fqdn}")),
                    |(name, _)| Resource::user(name),
                );
                return Ok(Some(gone));
            }
        }
        if let Some((name, id)) = user {
            let there = store.user(&caller.scope, name).await?;
            if !there.is_some_and(|u| u.delete_time.is_none() && u.id == id) {
                return Ok(Some(Resource::user(name)));
            }
        }
        if watched.groups.is_empty() {
            return Ok(None);
        }
        let ids: Vec<i64> = watched.groups.iter().map(|(_, group)| group.id).collect();
        let left = store.groups_left(&caller.scope, &ids).await?;
        let gone = watched.groups.iter().find(|(_, group)| !left.contains(&group.id));
        Ok(gone.map(|(name, _)| Resource::group(name)))
    }
}
