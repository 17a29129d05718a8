//! Logins: the user part of an address of record.

use super::Invalid;
use std::{fmt, sync::Arc};

/// The user part of an address of record (RFC 3261 §25.1 `user`), at most 64 octets.
///
/// It is kept in one spelling, so that comparison is exact: characters that need no escape stand for
/// themselves, everything else is `%XX` in upper case. `/` must be escaped, because logins are segments
/// of resource names.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Login(Arc<str>);

const MAX: usize = 64;

fn plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,;?".contains(&b)
}

impl Login {
    /// Parses a login that must already have the one spelling (what the API takes).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let login = Self::canonical(text.as_bytes())?;
        if login.as_str() != text {
            return Err(Invalid::new(format!(
                "characters that need no escape must stand for themselves: write {:?}",
                login.as_str()
            )));
        }
        Ok(login)
    }

    /// Parses a user part as a phone may write it, and brings it to the one spelling (what SIP takes).
    pub fn canonical(text: &[u8]) -> Result<Self, Invalid> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((&b, tail)) = rest.split_first() {
            let (octet, tail) = if b == b'%' {
                let hex = tail
                    .get(..2)
                    .and_then(|h| std::str::from_utf8(h).ok())
                    .filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
                let Some(hex) = hex else {
                    return Err(Invalid::new("'%' must be followed by two hexadecimal digits"));
                };
                (u8::from_str_radix(hex, 16).unwrap_or_default(), &tail[2..])
            } else if plain(b) || b == b'/' {
                (b, tail)
            } else {
                return Err(Invalid::new(
                    "a login has letters, digits and -_.!~*'()&=+$,;? only; escape others as %XX",
                ));
            };
            if plain(octet) {
                out.push(char::from(octet));
            } else {
                out.push_str(&format!("%{octet:02X}"));
            }
            rest = tail;
        }
        if out.is_empty() || out.len() > MAX {
            return Err(Invalid::new("a login has 1 to 64 octets"));
        }
        Ok(Self(out.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        assert_eq!(Login::canonical(b"%61lice").unwrap().as_str(), "alice");
        assert_eq!(Login::canonical(b"a%2fb").unwrap().as_str(), "a%2Fb");
        assert_eq!(Login::canonical(b"a/b").unwrap().as_str(), "a%2Fb");
        assert_eq!(Login::parse("+4930123;x=y").unwrap().as_str(), "+4930123;x=y");
        assert!(Login::parse("%61lice").is_err());
        assert!(Login::parse("a/b").is_err());
    }

    #[test]
    fn refuses() {
        for bad in ["", "a b", "a@b", "a%2", "a%zz", "é", "a:b"] {
            assert!(Login::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Login::parse(&"a".repeat(65)).is_err());
    }
}
