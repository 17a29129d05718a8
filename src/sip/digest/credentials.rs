//! The Authorization header field (RFC 7616 §3.4).

use crate::model::DigestAlgorithm;
use crate::sip::message::lex::{inner, pairs, unquoted};
use std::borrow::Cow;

/// The answer to a challenge of ours: `Digest` with `qop=auth`. Everything else is as good as none,
/// and gets a challenge: other schemes, `auth-int`, the form of RFC 2069 without `qop`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Credentials<'a> {
    pub(crate) username: Cow<'a, [u8]>,
    pub(crate) realm: Cow<'a, [u8]>,
    /// `None` for an algorithm that we do not know; MD5 where none is named (§3.4).
    pub(crate) algorithm: Option<DigestAlgorithm>,
    /// These go into the hash as they stand between their quotes.
    pub(crate) nonce: &'a [u8],
    pub(crate) uri: &'a [u8],
    pub(crate) cnonce: &'a [u8],
    pub(crate) nc: &'a [u8],
    pub(crate) response: &'a [u8],
}

impl<'a> Credentials<'a> {
    pub(crate) fn parse(value: &'a [u8]) -> Option<Self> {
        let gap = value.iter().position(|b| b.is_ascii_whitespace())?;
        if !value[..gap].eq_ignore_ascii_case(b"Digest") {
            return None;
        }
        let (mut username, mut realm, mut nonce, mut uri) = (None, None, None, None);
        let (mut cnonce, mut nc, mut response, mut algorithm, mut qop) = (None, None, None, None, None);
        for (name, text) in pairs(&value[gap..], b',') {
            let slot = match () {
                () if name.eq_ignore_ascii_case(b"username") => &mut username,
                () if name.eq_ignore_ascii_case(b"realm") => &mut realm,
                () if name.eq_ignore_ascii_case(b"nonce") => &mut nonce,
                () if name.eq_ignore_ascii_case(b"uri") => &mut uri,
                () if name.eq_ignore_ascii_case(b"cnonce") => &mut cnonce,
                () if name.eq_ignore_ascii_case(b"nc") => &mut nc,
                () if name.eq_ignore_ascii_case(b"response") => &mut response,
                () if name.eq_ignore_ascii_case(b"algorithm") => &mut algorithm,
                () if name.eq_ignore_ascii_case(b"qop") => &mut qop,
                () => continue,
            };
            // Said twice: nobody can tell which one was meant.
            if slot.replace(text?).is_some() {
                return None;
            }
        }
        if !inner(qop?).eq_ignore_ascii_case(b"auth") {
            return None;
        }
        Some(Self {
            username: unquoted(username?),
            realm: unquoted(realm?),
            algorithm: match algorithm {
                None => Some(DigestAlgorithm::Md5),
                Some(token) => algorithm_of(inner(token)),
            },
            nonce: inner(nonce?),
            uri: inner(uri?),
            cnonce: inner(cnonce?),
            nc: inner(nc?),
            response: inner(response?),
        })
    }

    /// The nonce count: hexadecimal, from 1 on.
    pub(crate) fn count(&self) -> Option<u32> {
        let text = std::str::from_utf8(self.nc).ok().filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(text, 16).ok().filter(|n| *n > 0)
    }
}

fn algorithm_of(token: &[u8]) -> Option<DigestAlgorithm> {
    DigestAlgorithm::ALL.into_iter().find(|a| token.eq_ignore_ascii_case(a.token().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"Digest username="al\"ice", realm="r, s",nonce=n1 , uri="sip:h",response="00",algorithm=SHA-256,cnonce="c",nc=0000000A,qop=auth,x="y""#;

    #[test]
    fn reads_all_parts() {
        let c = Credentials::parse(WHOLE.as_bytes()).unwrap();
        assert_eq!(c.username.as_ref(), br#"al"ice"#);
        assert_eq!((c.realm.as_ref(), c.nonce, c.uri), (&b"r, s"[..], &b"n1"[..], &b"sip:h"[..]));
        assert_eq!((c.algorithm, c.count()), (Some(DigestAlgorithm::Sha256), Some(10)));
    }

    #[test]
    fn what_is_as_good_as_none() {
        for bad in [
            WHOLE.replace("Digest", "Basic"),
            WHOLE.replace("qop=auth", "qop=auth-int"),
            WHOLE.replace(",qop=auth", ""),
            WHOLE.replace("nonce=n1", "nonce=n1,nonce=n2"),
            WHOLE.replace("nonce=n1", "nonce"),
            "Digest".to_owned(),
        ] {
            assert!(Credentials::parse(bad.as_bytes()).is_none(), "{bad}");
        }
        let odd = WHOLE.replace("SHA-256", "MD5-sess");
        assert_eq!(Credentials::parse(odd.as_bytes()).unwrap().algorithm, None);
        let zero = WHOLE.replace("0000000A", "+1");
        assert_eq!(Credentials::parse(zero.as_bytes()).unwrap().count(), None);
    }
}
