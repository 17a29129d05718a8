//! What part of all registrations a caller asks for.

use crate::model::{AccountScope, Fqdn, Login, Registration, UserName, UserRef};
use std::collections::HashSet;
use uuid::Uuid;

/// A part of all registrations: always within an account scope, then narrower.
#[derive(Debug, Clone)]
pub struct Selection {
    pub scope: AccountScope,
    /// One domain only.
    pub domain: Option<Fqdn>,
    /// One user of that domain only.
    pub login: Option<Login>,
    /// These users only.
    pub users: Option<HashSet<UserName>>,
    /// Members of these groups only; with `users`, either suffices. For watches.
    pub groups: Option<Groups>,
}

/// Groups, as ids of the store.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    pub ids: Vec<i64>,
    /// The domains that they are of: nobody else can be a member.
    pub domains: HashSet<i64>,
}

impl Selection {
    pub fn all(scope: AccountScope) -> Self {
        Self { scope, domain: None, login: None, users: None, groups: None }
    }

    pub fn domain(scope: AccountScope, domain: Fqdn) -> Self {
        Self { domain: Some(domain), ..Self::all(scope) }
    }

    pub fn user(scope: AccountScope, user: UserName) -> Self {
        Self { login: Some(user.login), ..Self::domain(scope, user.domain) }
    }

    /// Whether a user is covered, as far as memberships need not be looked up: see [`Selection::undecided`].
    pub fn covers(&self, user: &UserRef) -> bool {
        self.scope.covers(&user.account)
            && self.domain.as_ref().is_none_or(|d| *d == user.domain)
            && self.login.as_ref().is_none_or(|l| *l == user.login)
            && match (&self.users, &self.groups) {
                (None, None) => true,
                (_, Some(groups)) if groups.domains.contains(&user.domain_id) => true,
                (users, _) => users.as_ref().is_some_and(|users| users.contains(&user.name())),
            }
    }

    /// Whether a user who is covered is so as a member of a group alone.
    pub(super) fn undecided(&self, user: &UserRef) -> bool {
        self.groups.is_some() && !self.users.as_ref().is_some_and(|users| users.contains(&user.name()))
    }
}

/// A place in the order of lists: domain, login, id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub domain: Fqdn,
    pub login: Login,
    pub uid: Uuid,
}

impl From<&Registration> for Position {
    fn from(r: &Registration) -> Self {
        Self { domain: r.user.domain.clone(), login: r.user.login.clone(), uid: r.uid }
    }
}
