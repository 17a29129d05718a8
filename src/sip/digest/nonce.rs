//! Nonces that need no memory to issue (RFC 7616 §3.3, §5.4): time, randomness, and an HMAC over both, the realm
//! and, where the source of a request proves nothing, that source, under the node's key. So whoever answers a challenge by
//! UDP has received it where the answer says that it comes from.

use aws_lc_rs::hmac;
use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const STAMP: usize = 16;
const MAC: usize = 16;
const LEN: usize = STAMP + MAC;

/// Milliseconds since the Unix epoch.
pub(crate) type Millis = u64;

pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Makes nonces and knows its own.
pub(crate) struct Nonces {
    key: hmac::Key,
    lifetime: Millis,
}

/// A nonce of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NonceId {
    pub(crate) issued: Millis,
    random: u64,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Judged {
    Fresh(NonceId),
    /// Ours, but too old (or from a clock ahead of ours).
    Expired,
    /// Another node's, another realm's, another key's, given to another source, or made up.
    Foreign,
}

impl Nonces {
    pub(crate) fn new(secret: &[u8; 32], lifetime: Duration) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, secret),
            lifetime: u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// A fresh nonce, for `source` alone if there is one: 64 hexadecimal digits.
    pub(crate) fn issue(&self, realm: &str, source: Option<IpAddr>, now: Millis) -> String {
        let mut raw = [0; LEN];
        raw[..8].copy_from_slice(&now.to_be_bytes());
        raw[8..STAMP].copy_from_slice(&rand::random::<u64>().to_be_bytes());
        let tag = self.tag(&raw[..STAMP], realm, source);
        raw[STAMP..].copy_from_slice(&tag);
        hex::encode(raw)
    }

    pub(crate) fn judge(&self, nonce: &[u8], realm: &str, source: Option<IpAddr>, now: Millis) -> Judged {
        let mut raw = [0; LEN];
        if hex::decode_to_slice(nonce, &mut raw).is_err() {
            return Judged::Foreign;
        }
        let tag = self.tag(&raw[..STAMP], realm, source);
        if !bool::from(subtle::ConstantTimeEq::ct_eq(&raw[STAMP..], &tag[..])) {
            return Judged::Foreign;
        }
        let half = |at: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&raw[at..at + 8]);
            u64::from_be_bytes(bytes)
        };
        let issued = half(0);
        // A second of grace for a clock that was set back.
        let fresh = issued <= now.saturating_add(1000) && now.saturating_sub(issued) < self.lifetime;
        if fresh { Judged::Fresh(NonceId { issued, random: half(8) }) } else { Judged::Expired }
    }

    fn tag(&self, stamp: &[u8], realm: &str, source: Option<IpAddr>) -> [u8; MAC] {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(stamp);
        // The first octet says how many of the source follow.
        match source {
            None => context.update(&[0]),
            Some(IpAddr::V4(ip)) => [&[4][..], &ip.octets()].iter().for_each(|part| context.update(part)),
            Some(IpAddr::V6(ip)) => [&[16][..], &ip.octets()].iter().for_each(|part| context.update(part)),
        }
        context.update(realm.as_bytes());
        let mut tag = [0; MAC];
        tag.copy_from_slice(&context.sign().as_ref()[..MAC]);
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_then_expired() {
        let nonces = Nonces::new(&[7; 32], Duration::from_secs(10));
        let nonce = nonces.issue("r", None, 50_000);
        assert!(matches!(nonces.judge(nonce.as_bytes(), "r", None, 50_000), Judged::Fresh(_)));
        assert!(matches!(nonces.judge(nonce.as_bytes(), "r", None, 59_999), Judged::Fresh(_)));
        assert_eq!(nonces.judge(nonce.as_bytes(), "r", None, 60_000), Judged::Expired);
        assert_eq!(nonces.judge(nonce.as_bytes(), "r", None, 40_000), Judged::Expired);
        assert_ne!(nonce, nonces.issue("r", None, 50_000));
    }

    #[test]
    fn bound_to_key_and_realm() {
        let nonces = Nonces::new(&[7; 32], Duration::from_secs(10));
        let nonce = nonces.issue("r", None, 1000);
        assert_eq!(nonces.judge(nonce.as_bytes(), "s", None, 1000), Judged::Foreign);
        let other = Nonces::new(&[8; 32], Duration::from_secs(10));
        assert_eq!(other.judge(nonce.as_bytes(), "r", None, 1000), Judged::Foreign);
        for i in 0..nonce.len() {
            let mut forged = nonce.clone().into_bytes();
            forged[i] = if forged[i] == b'0' { b'1' } else { b'0' };
            assert_eq!(nonces.judge(&forged, "r", None, 1000), Judged::Foreign);
        }
        for bad in [&b""[..], b"x", &nonce.as_bytes()[..62]] {
            assert_eq!(nonces.judge(bad, "r", None, 1000), Judged::Foreign);
        }
    }

    #[test]
    fn bound_to_the_source() {
        let nonces = Nonces::new(&[7; 32], Duration::from_secs(10));
        let sources = [None, Some("192.0.2.1"), Some("192.0.2.2"), Some("2001:db8::1")];
        let sources = sources.map(|source| source.map(|ip| ip.parse::<IpAddr>().unwrap()));
        for issued in sources {
            let nonce = nonces.issue("r", issued, 1000);
            for asked in sources {
                let fresh = matches!(nonces.judge(nonce.as_bytes(), "r", asked, 1000), Judged::Fresh(_));
                assert_eq!(fresh, issued == asked, "{issued:?} {asked:?}");
            }
        }
    }
}
