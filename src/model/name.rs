//! Resource names (AIP-122).

use super::{Fqdn, Invalid, Login, ResourceId};
use std::fmt;
use uuid::Uuid;

/// `domains/{fqdn}`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DomainName(pub Fqdn);

/// The parent of a list: `domains/{fqdn}`, or `domains/-` for all domains of the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DomainParent {
    One(Fqdn),
    All,
}

/// `domains/{fqdn}/users/{login}`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserName {
    pub domain: Fqdn,
    pub login: Login,
}

/// `domains/{fqdn}/users/{login}/registrations/{id}`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegistrationName {
    pub user: UserName,
    pub uid: Uuid,
}

/// `domains/{fqdn}/{collection}/{id}`: a role, organization, group or invitation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChildName {
    pub domain: Fqdn,
    /// `roles`, `organizations`, `groups` or `invitations`.
    pub collection: &'static str,
    pub id: ResourceId,
}

impl ChildName {
    /// Parses a name of this collection.
    pub fn parse(collection: &'static str, text: &str) -> Result<Self, Invalid> {
        match text.split('/').collect::<Vec<_>>()[..] {
            ["domains", domain, within, id] if within == collection => {
                Ok(Self { domain: Fqdn::parse(domain)?, collection, id: ResourceId::parse(id)? })
            }
            _ => Err(Invalid::new(format!("the name is domains/{{fqdn}}/{collection}/{{id}}"))),
        }
    }
}

impl DomainName {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.split('/').collect::<Vec<_>>()[..] {
            ["domains", domain] => Ok(Self(Fqdn::parse(domain)?)),
            _ => Err(Invalid::new("the name of a domain is domains/{fqdn}")),
        }
    }
}

impl DomainParent {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "domains/-" => Ok(Self::All),
            name => DomainName::parse(name).map(|name| Self::One(name.0)),
        }
    }
}

impl UserName {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.split('/').collect::<Vec<_>>()[..] {
            ["domains", domain, "users", login] => {
                Ok(Self { domain: Fqdn::parse(domain)?, login: Login::parse(login)? })
            }
            _ => Err(Invalid::new("the name of a user is domains/{fqdn}/users/{login}")),
        }
    }
}

impl RegistrationName {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.split('/').collect::<Vec<_>>()[..] {
            ["domains", domain, "users", login, "registrations", id] => Ok(Self {
                user: UserName { domain: Fqdn::parse(domain)?, login: Login::parse(login)? },
                uid: Uuid::parse_str(id).map_err(|_| Invalid::new("the id of a registration is a UUID"))?,
            }),
            _ => Err(Invalid::new(
                "the name of a registration is domains/{fqdn}/users/{login}/registrations/{id}",
            )),
        }
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "domains/{}", self.0)
    }
}

impl fmt::Display for ChildName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "domains/{}/{}/{}", self.domain, self.collection, self.id)
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In pieces, without formatting: a snapshot writes a million of them.
        for piece in ["domains/", self.domain.as_str(), "/users/", self.login.as_str()] {
            f.write_str(piece)?;
        }
        Ok(())
    }
}

impl fmt::Display for RegistrationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.user.fmt(f)?;
        f.write_str("/registrations/")?;
        f.write_str(self.uid.hyphenated().encode_lower(&mut [0; 36]))
    }
}
