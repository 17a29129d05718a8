//! What a SIP edge asks of the directory: the domain of a host, and the user behind a digest user name.

use super::{Directory, Error};
use crate::model::{DigestAlgorithm, Domain, Fqdn, Ha1, Login, RegistrationPolicy, UserRef};
use crate::registrar::Basis;
use std::sync::Arc;

/// A domain as the edge needs it.
#[derive(Debug, Clone)]
pub struct EdgeDomain {
    pub id: i64,
    pub fqdn: Fqdn,
    pub realm: String,
    pub disabled: bool,
    pub policy: Arc<RegistrationPolicy>,
    pub version: i64,
}

/// A user as the edge needs it.
#[derive(Debug, Clone)]
pub struct EdgeUser {
    pub user: Arc<UserRef>,
    pub disabled: bool,
    pub basis: Basis,
    secrets: Vec<(DigestAlgorithm, Ha1)>,
}

impl EdgeUser {
    /// The live secrets for one algorithm: two while a rotation overlaps.
    pub fn secrets(&self, algorithm: DigestAlgorithm) -> impl Iterator<Item = &Ha1> {
        self.secrets.iter().filter(move |(a, _)| *a == algorithm).map(|(_, ha1)| ha1)
    }

    /// Whether this user may register the address of record `login`.
    pub fn owns(&self, login: &Login) -> bool {
        self.user.login == *login
    }
}
