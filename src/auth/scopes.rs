//! Scopes: what a token allows.

use std::fmt;

/// One scope. `write` of a resource implies `read` of it; `admin` implies all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    DomainsRead,
    DomainsWrite,
    UsersRead,
    UsersWrite,
    RegistrationsRead,
    RegistrationsWrite,
    Registrar,
    AuditRead,
    Admin,
}

impl Scope {
    pub const ALL: [Self; 9] = [
        Self::DomainsRead,
        Self::DomainsWrite,
        Self::UsersRead,
        Self::UsersWrite,
        Self::RegistrationsRead,
        Self::RegistrationsWrite,
        Self::Registrar,
        Self::AuditRead,
        Self::Admin,
    ];

    /// The scope as it stands in a token.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DomainsRead => "domains:read",
            Self::DomainsWrite => "domains:write",
            Self::UsersRead => "users:read",
            Self::UsersWrite => "users:write",
            Self::RegistrationsRead => "registrations:read",
            Self::RegistrationsWrite => "registrations:write",
            Self::Registrar => "registrar",
            Self::AuditRead => "audit:read",
            Self::Admin => "admin",
        }
    }

    /// Parses one scope, exactly as written; `None` for one that is not Rollcall's.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }

    /// This scope and all that it implies.
    fn closure(self) -> u16 {
        match self {
            Self::DomainsWrite => self.bit() | Self::DomainsRead.bit(),
            Self::UsersWrite => self.bit() | Self::UsersRead.bit(),
            Self::RegistrationsWrite => self.bit() | Self::RegistrationsRead.bit(),
            Self::Admin => Self::ALL.into_iter().fold(0, |all, scope| all | scope.bit()),
            _ => self.bit(),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The scopes of a token, as granted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ScopeSet(u16);

impl ScopeSet {
    /// Reads a `scope` claim: words separated by spaces (RFC 8693 §4.2). Words that are not Rollcall's are passed
    /// over, because a token may be for several services.
    pub fn parse(text: &str) -> Self {
        text.split(' ').filter_map(Scope::parse).collect()
    }

    /// Whether `scope` is granted, or implied by one that is.
    pub fn has(self, scope: Scope) -> bool {
        self.iter().any(|granted| granted.closure() & scope.bit() != 0)
    }

    /// The scopes as granted, without what they imply.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.0 & scope.bit() != 0)
    }

    /// Both sets' scopes.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |all, scope| all | scope.bit()))
    }
}

/// As in a `scope` claim: separated by spaces.
impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        }
        assert_eq!(Scope::parse("Admin"), None);
        let set = ScopeSet::parse("openid users:write  registrar bogus");
        assert_eq!(set.to_string(), "users:write registrar");
    }

    #[test]
    fn write_implies_read_of_the_same_resource_only() {
        let set = ScopeSet::parse("users:write");
        assert!(set.has(Scope::UsersRead) && set.has(Scope::UsersWrite));
        for other in Scope::ALL {
            if !matches!(other, Scope::UsersRead | Scope::UsersWrite) {
                assert!(!set.has(other), "{other}");
            }
        }
        assert!(!ScopeSet::parse("users:read").has(Scope::UsersWrite));
    }

    #[test]
    fn admin_implies_all_and_nothing_implies_admin() {
        for scope in Scope::ALL {
            assert!(ScopeSet::parse("admin").has(scope));
            assert_eq!(ScopeSet::from_iter([scope]).has(Scope::Admin), scope == Scope::Admin);
            assert!(!ScopeSet::default().has(scope));
        }
    }
}
