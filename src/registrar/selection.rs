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
}

impl Selection {
    pub fn all(scope: AccountScope) -> Self {
        Self { scope, domain: None, login: None, users: None }
    }

    pub fn domain(scope: AccountScope, domain: Fqdn) -> Self {
        Self { domain: Some(domain), ..Self::all(scope) }
    }

    pub fn user(scope: AccountScope, user: UserName) -> Self {
        Self { login: Some(user.login), ..Self::domain(scope, user.domain) }
    }

    pub fn covers(&self, user: &UserRef) -> bool {
        self.scope.covers(&user.account)
            && self.domain.as_ref().is_none_or(|d| *d == user.domain)
            && self.login.as_ref().is_none_or(|l| *l == user.login)
            && self.users.as_ref().is_none_or(|users| users.contains(&user.name()))
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
