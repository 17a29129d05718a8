//! Domain names.

use super::{Invalid, SharedText};
use std::fmt;

/// A fully qualified domain name: lower-case, internationalised labels as A-labels (RFC 5890),
/// no trailing dot, at most 253 octets.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fqdn(SharedText);

impl Fqdn {
    /// Parses and normalises a domain name (UTS 46, then RFC 1123's letters, digits and hyphens).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let trimmed = text.strip_suffix('.').unwrap_or(text);
        let ascii = idna::domain_to_ascii_strict(trimmed)
            .map_err(|_| Invalid::new("not a domain name (RFC 1123 labels, IDNA A-labels)"))?;
        if ascii.is_empty() || ascii.len() > 253 {
            return Err(Invalid::new("a domain name has 1 to 253 octets"));
        }
        Ok(Self(ascii.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fqdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Fqdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_lower_case_ascii() {
        assert_eq!(Fqdn::parse("Demo.Rollcall.TEST.").unwrap().as_str(), "demo.rollcall.test");
        assert_eq!(Fqdn::parse("münchen.example").unwrap().as_str(), "xn--mnchen-3ya.example");
        assert_eq!(Fqdn::parse("localhost").unwrap().as_str(), "localhost");
    }

    #[test]
    fn refuses_what_is_no_name() {
        for bad in ["", ".", "a..b", "-a.example", "a b", "under_score.example", "a/b"] {
            assert!(Fqdn::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Fqdn::parse(&format!("{}.example", "a".repeat(64))).is_err());
        assert!(Fqdn::parse(&"a.".repeat(130)).is_err());
    }
}
