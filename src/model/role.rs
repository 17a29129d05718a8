//! Roles: named sets of permissions.

use super::{AccountId, ChildName, Domain, Etag, Fqdn, Invalid, ResourceId, Time};
use std::fmt;
use uuid::Uuid;

/// What a role allows: parts of `a-z`, `0-9` and `_` between dots, such as `calls.listen`. The last part may
/// be `*`, which stands for all that follows: `calls.*`, or `*` for everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission(String);

impl Permission {
    const MAX_LENGTH: usize = 128;

    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let named = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        let (above, last) = text.rsplit_once('.').map_or((None, text), |(above, last)| (Some(above), last));
        let ok = text.len() <= Self::MAX_LENGTH
            && above.is_none_or(|above| above.split('.').all(named))
            && (last == "*" || named(last));
        if ok {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new(
                "a permission has parts of a-z, 0-9 and '_' between dots, the last may be '*'; at most 128 \
                 characters",
            ))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands for more than one.
    pub fn is_wildcard(&self) -> bool {
        self.0.ends_with('*')
    }

    /// Whether having this one is having `asked`, which is no wildcard.
    pub fn gives(&self, asked: &Self) -> bool {
        match self.0.strip_suffix('*') {
            Some(above) => asked.0.starts_with(above),
            None => self == asked,
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A role of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The store's key; never leaves the server.
    pub id: i64,
    pub uid: Uuid,
    pub account: AccountId,
    pub domain_id: i64,
    pub domain: Fqdn,
    pub role_id: ResourceId,
    pub display_name: String,
    /// Each once, in the caller's order.
    pub permissions: Vec<Permission>,
    /// In every domain, and never changed.
    pub predefined: bool,
    pub create_time: Time,
    pub update_time: Time,
    /// Rises with every change.
    pub version: i64,
}

impl Role {
    /// A custom role without permissions, shown by its id, not stored yet.
    pub fn new(domain: &Domain, role_id: ResourceId, now: Time) -> Self {
        Self {
            id: 0,
            uid: Uuid::new_v4(),
            account: domain.account.clone(),
            domain_id: domain.id,
            domain: domain.fqdn.clone(),
            display_name: role_id.to_string(),
            role_id,
            permissions: Vec::new(),
            predefined: false,
            create_time: now,
            update_time: now,
            version: 1,
        }
    }

    pub fn name(&self) -> ChildName {
        ChildName { domain: self.domain.clone(), collection: "roles", id: self.role_id.clone() }
    }

    pub fn etag(&self) -> Etag {
        Etag::of(self.uid, self.version)
    }
}

/// A role that is in every domain.
#[derive(Debug, Clone, Copy)]
pub struct PredefinedRole {
    pub role_id: &'static str,
    pub display_name: &'static str,
    pub permissions: &'static [&'static str],
}

/// The roles that every domain has from its creation on. A change of this list needs a migration for the
/// domains that are there already.
pub const PREDEFINED: [PredefinedRole; 7] = [
    PredefinedRole { role_id: "administrator", display_name: "Administrator", permissions: &["*"] },
    PredefinedRole {
        role_id: "supervisor",
        display_name: "Supervisor",
        permissions: &[
            "calls.*",
            "queues.*",
            "recordings.listen",
            "reports.read",
            "users.read",
            "presence.read",
        ],
    },
    PredefinedRole {
        role_id: "operator",
        display_name: "Operator",
        permissions: &["calls.*", "queues.read", "users.read", "presence.read"],
    },
    PredefinedRole {
        role_id: "employee",
        display_name: "Employee",
        permissions: &["calls.make", "calls.receive", "users.read", "presence.read"],
    },
    PredefinedRole {
        role_id: "human-resources",
        display_name: "Human resources",
        permissions: &["users.*", "organizations.*", "calls.make", "calls.receive"],
    },
    PredefinedRole {
        role_id: "accounting",
        display_name: "Accounting",
        permissions: &["billing.*", "reports.read", "calls.make", "calls.receive"],
    },
    PredefinedRole { role_id: "none", display_name: "None", permissions: &[] },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn permission(text: &str) -> Permission {
        Permission::parse(text).unwrap()
    }

    #[test]
    fn permissions_have_one_form() {
        for good in ["*", "calls", "calls.*", "calls.listen", "a_1.b.c.*", &"a".repeat(128)] {
            assert!(Permission::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "*.a",
            "a.*.b",
            "a.*b",
            "a*",
            "**",
            "A",
            "a-b",
            "a b",
            &"a".repeat(129),
        ] {
            assert!(Permission::parse(bad).is_err(), "{bad}");
        }
        assert!(permission("*").is_wildcard() && permission("a.*").is_wildcard());
        assert!(!permission("a.b").is_wildcard());
    }

    #[test]
    fn a_wildcard_gives_what_is_below_it() {
        let gives = |has: &str, asked: &str| permission(has).gives(&permission(asked));
        assert!(gives("*", "calls") && gives("*", "calls.listen"));
        assert!(gives("calls.*", "calls.listen") && gives("calls.*", "calls.listen.now"));
        assert!(!gives("calls.*", "calls") && !gives("calls.*", "calls_old.listen"));
        assert!(gives("calls.listen", "calls.listen"));
        assert!(!gives("calls.listen", "calls") && !gives("calls.listen", "calls.listen.now"));
    }

    #[test]
    fn what_is_predefined_is_valid() {
        for role in PREDEFINED {
            assert!(ResourceId::parse(role.role_id).is_ok(), "{}", role.role_id);
            assert!(role.permissions.iter().all(|p| Permission::parse(p).is_ok()), "{}", role.role_id);
        }
    }
}
