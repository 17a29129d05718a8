//! Globally routable user agent URIs (RFC 5627): one device of a user, wherever it is just now.

use super::UserRef;
use std::fmt;

/// The public GRUU of a device: the address of record, with the instance id as `gr` (§3.2). It follows from the two
/// alone, so every node gives the same one, and none is ever taken back.
#[derive(Debug, Clone, Copy)]
pub struct PublicGruu<'a> {
    pub user: &'a UserRef,
    pub instance_id: &'a str,
}

/// What stands for itself in the value of a URI parameter (`paramchar` of RFC 3261 §25.1).
fn plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-_.!~*'()[]/:&+$".contains(&b)
}

impl PublicGruu<'_> {
    /// How many octets it has.
    pub fn octets(&self) -> usize {
        let value: usize = self.instance_id.bytes().map(|b| if plain(b) { 1 } else { 3 }).sum();
        "sip:@;gr=".len() + self.user.login.as_str().len() + self.user.domain.as_str().len() + value
    }
}

impl fmt::Display for PublicGruu<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sip:{}@{};gr=", self.user.login, self.user.domain)?;
        for b in self.instance_id.bytes() {
            match b {
                b if plain(b) => write!(f, "{}", char::from(b))?,
                b => write!(f, "%{b:02X}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, ContactUri, Fqdn, Login};

    #[test]
    fn the_instance_is_the_parameter() {
        let user = UserRef {
            user_id: 1,
            domain_id: 1,
            account: AccountId::parse("acme").unwrap(),
            domain: Fqdn::parse("acme.test").unwrap(),
            login: Login::parse("al%20ice;x").unwrap(),
        };
        for (instance_id, value) in [
            (
                "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            ),
            ("urn:x:a;b=\"c\\\"<d>@e?f,g%20", "urn:x:a%3Bb%3D%22c%5C%22%3Cd%3E%40e%3Ff%2Cg%2520"),
            ("urn:x:[a]/b&c+d$e", "urn:x:[a]/b&c+d$e"),
        ] {
            let gruu = PublicGruu { user: &user, instance_id };
            assert_eq!(gruu.to_string(), format!("sip:al%20ice;x@acme.test;gr={value}"));
            assert_eq!(gruu.octets(), gruu.to_string().len());
            // To a registrar it is the address of record (RFC 3261 §19.1.4): `gr` is in one of them only.
            let uri = ContactUri::parse(&gruu.to_string()).unwrap();
            assert!(uri.equivalent(&ContactUri::parse("sip:al%20ice;x@acme.test").unwrap()));
        }
    }
}
