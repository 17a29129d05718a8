//! The ids of roles, organizations, groups and invitations.

use super::Invalid;
use std::{fmt, sync::Arc};

/// The last part of a name (AIP-122): 1 to 63 of `a-z`, `0-9` and `-`, beginning with a letter.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId(Arc<str>);

impl ResourceId {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let ok = (1..=63).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && text.starts_with(|c: char| c.is_ascii_lowercase());
        if ok {
            Ok(Self(text.into()))
        } else {
            Err(Invalid::new("an id has 1 to 63 of a-z, 0-9 and '-', and begins with a letter"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
