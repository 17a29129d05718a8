//! Digest authentication for SIP (RFC 3261 §22, RFC 7616, RFC 8760).

mod credentials;
mod nonce;
mod replay;

pub(crate) use credentials::Credentials;
pub(crate) use nonce::{Millis, NonceId, now};

use crate::model::{DigestAlgorithm, Ha1};
use aws_lc_rs::digest;
use md5::{Digest as _, Md5};
use nonce::{Judged, Nonces};
use replay::Replays;
use std::net::IpAddr;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// The node's side of digest authentication.
pub(crate) struct Authenticator {
    nonces: Nonces,
    replays: Replays,
}

/// What a request brought along.
pub(crate) enum Presented<'a> {
    /// An answer to a challenge of ours, right or wrong.
    Answer {
        credentials: Credentials<'a>,
        algorithm: DigestAlgorithm,
        nonce: NonceId,
        count: u32,
    },
    /// An answer to a challenge that does not hold any more. The client may try again without asking for a
    /// password. This depends on the nonce alone, so it tells nothing about users.
    Stale,
    /// An answer by an algorithm that the domain does not list.
    Unlisted,
    Nothing,
}

/// Headers looked at before giving up.
const MAX_HEADERS: usize = 8;

impl Authenticator {
    pub(crate) fn new(secret: &[u8; 32], lifetime: Duration, table: usize) -> Self {
        Self { nonces: Nonces::new(secret, lifetime), replays: Replays::new(table, lifetime) }
    }

    /// The first of several Authorization values whose realm and nonce are ours and whose algorithm the
    /// domain lists. `source`: where the request claims to come from; `None`: that is proven.
    pub(crate) fn present<'a>(
        &self,
        values: impl Iterator<Item = &'a [u8]>,
        realm: &str,
        algorithms: &[DigestAlgorithm],
        source: Option<IpAddr>,
        now: Millis,
    ) -> Presented<'a> {
        let mut found = Presented::Nothing;
        for credentials in values.take(MAX_HEADERS).filter_map(Credentials::parse) {
            if credentials.realm.as_ref() != realm.as_bytes() {
                continue;
            }
            let Some(algorithm) = credentials.algorithm.filter(|a| algorithms.contains(a)) else {
                if matches!(found, Presented::Nothing) {
                    found = Presented::Unlisted;
                }
                continue;
            };
            let Some(count) = credentials.count() else { continue };
            match self.nonces.judge(credentials.nonce, realm, source, now) {
                Judged::Fresh(nonce) => {
                    return Presented::Answer { credentials, algorithm, nonce, count };
                }
                Judged::Expired | Judged::Foreign => found = Presented::Stale,
            }
        }
        found
    }

    /// Whether the count is higher than every one before it with this nonce and algorithm. Call it
    /// once, and only after the answer proved right.
    pub(crate) fn admit(&self, nonce: NonceId, algorithm: DigestAlgorithm, count: u32, now: Millis) -> bool {
        self.replays.admit(nonce, algorithm, count, now)
    }

    /// The values of WWW-Authenticate, one per algorithm in order (RFC 8760 §2.4), all with one nonce:
    /// counts are kept per algorithm anyway. Answers to them are good from `source` alone.
    pub(crate) fn challenges(
        &self,
        realm: &str,
        algorithms: &[DigestAlgorithm],
        stale: bool,
        source: Option<IpAddr>,
        now: Millis,
    ) -> impl Iterator<Item = String> {
        let nonce = self.nonces.issue(realm, source, now);
        let realm = quoted(realm);
        let stale = if stale { ", stale=true" } else { "" };
        algorithms.iter().map(move |a| {
            format!(r#"Digest realm="{realm}", nonce="{nonce}", algorithm={}, qop="auth"{stale}"#, a.token())
        })
    }
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Whether the answer is the one that `ha1` gives (RFC 7616 §3.4.1), compared in constant time. The
/// `uri` of the header goes into the hash; it is not compared with the Request-URI, which phones and
/// proxies spell differently.
pub(crate) fn is_right(c: &Credentials<'_>, algorithm: DigestAlgorithm, method: &[u8], ha1: &Ha1) -> bool {
    let ha2 = Hash::of(algorithm, &[method, b":", c.uri]);
    let mut hex = [0; 64];
    let ha2 = ha2.hex(&mut hex);
    let parts = [ha1.expose().as_bytes(), b":", c.nonce, b":", c.nc, b":", c.cnonce, b":auth:", ha2];
    let wanted = Hash::of(algorithm, &parts);
    let mut given = [0; 32];
    let given = &mut given[..wanted.len];
    let readable = hex::decode_to_slice(c.response, given).is_ok();
    bool::from(wanted.bytes[..wanted.len].ct_eq(given)) && readable
}

/// A hash value of at most 32 octets.
struct Hash {
    bytes: [u8; 32],
    len: usize,
}

impl Hash {
    fn of(algorithm: DigestAlgorithm, parts: &[&[u8]]) -> Self {
        let with = |algorithm: &'static digest::Algorithm| {
            let mut context = digest::Context::new(algorithm);
            parts.iter().for_each(|p| context.update(p));
            Self::take(context.finish().as_ref())
        };
        match algorithm {
            DigestAlgorithm::Md5 => {
                let mut context = Md5::new();
                parts.iter().for_each(|p| context.update(p));
                Self::take(&context.finalize())
            }
            DigestAlgorithm::Sha256 => with(&digest::SHA256),
            DigestAlgorithm::Sha512_256 => with(&digest::SHA512_256),
        }
    }

    fn take(hash: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes[..hash.len()].copy_from_slice(hash);
        Self { bytes, len: hash.len() }
    }

    fn hex<'a>(&self, into: &'a mut [u8; 64]) -> &'a [u8] {
        let into = &mut into[..2 * self.len];
        // The lengths agree, so it cannot fail.
        let _ = hex::encode_to_slice(&self.bytes[..self.len], into);
        into
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DigestAlgorithm::{Md5 as MD5, Sha256, Sha512_256};

    fn ha1(algorithm: DigestAlgorithm, text: &str) -> Ha1 {
        let mut hex = [0; 64];
        let hash = Hash::of(algorithm, &[text.as_bytes()]);
        Ha1::from_hex(String::from_utf8(hash.hex(&mut hex).to_vec()).unwrap())
    }

    fn example(algorithm: &str, response: &str) -> String {
        format!(
            r#"Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm={algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="{response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#
        )
    }

    /// RFC 7616 §3.9.1.
    #[test]
    fn vectors_of_the_rfc() {
        for (algorithm, response) in [
            (MD5, "8ca523f5e9506fed4657c9700eebdbec"),
            (Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let text = example(algorithm.token(), response);
            let c = Credentials::parse(text.as_bytes()).unwrap();
            let secret = ha1(algorithm, "Mufasa:http-auth@example.org:Circle of Life");
            assert!(is_right(&c, algorithm, b"GET", &secret));
            assert!(!is_right(&c, algorithm, b"PUT", &secret));
            assert!(!is_right(&c, algorithm, b"GET", &ha1(algorithm, "Mufasa:http-auth@example.org:x")));
        }
    }

    /// RFC 8760 names SHA-512-256 without an example: FIPS 180-4's own value for `abc`, then the formula.
    #[test]
    fn sha_512_256() {
        let abc = "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23";
        assert_eq!(ha1(Sha512_256, "abc").expose(), abc);
        let secret = ha1(Sha512_256, "u:r:p");
        let ha2 = ha1(Sha512_256, "REGISTER:sip:h");
        let response = ha1(Sha512_256, &format!("{}:n:00000001:c:auth:{}", secret.expose(), ha2.expose()));
        let text = format!(
            r#"Digest username="u",realm="r",nonce="n",uri="sip:h",nc=00000001,cnonce="c",qop=auth,algorithm=SHA-512-256,response="{}""#,
            response.expose()
        );
        let c = Credentials::parse(text.as_bytes()).unwrap();
        assert_eq!(c.algorithm, Some(Sha512_256));
        assert!(is_right(&c, Sha512_256, b"REGISTER", &secret));
    }

    #[test]
    fn unreadable_responses_are_wrong() {
        for response in ["", "zz", "8ca523f5e9506fed4657c9700eebdbe", "00"] {
            let text = example("MD5", response);
            let c = Credentials::parse(text.as_bytes()).unwrap();
            assert!(!is_right(&c, MD5, b"GET", &ha1(MD5, "Mufasa:http-auth@example.org:Circle of Life")));
        }
    }

    #[test]
    fn takes_the_first_that_is_ours() {
        let a = Authenticator::new(&[1; 32], Duration::from_secs(60), 10);
        let challenge = a.challenges("r", &[Sha256, MD5], false, None, 1000).collect::<Vec<_>>();
        assert!(challenge[0].contains("algorithm=SHA-256") && challenge[1].contains("algorithm=MD5"));
        let nonce = challenge[0].split('"').nth(3).unwrap();
        let answer = |realm: &str, nonce: &str, algorithm: &str| {
            format!(
                r#"Digest username="u",realm="{realm}",nonce="{nonce}",uri="x",nc=1,cnonce="c",qop="auth",response="0",algorithm={algorithm}"#
            )
        };
        let present = |list: &[String], algorithms: &[DigestAlgorithm]| match a.present(
            list.iter().map(String::as_bytes),
            "r",
            algorithms,
            None,
            2000,
        ) {
            Presented::Answer { algorithm, .. } => algorithm.token(),
            Presented::Stale => "stale",
            Presented::Unlisted => "unlisted",
            Presented::Nothing => "nothing",
        };
        let both = [answer("q", nonce, "MD5"), answer("r", "00", "MD5"), answer("r", nonce, "SHA-256")];
        assert_eq!(present(&both, &[Sha256, MD5]), "SHA-256");
        assert_eq!(present(&both, &[MD5]), "stale");
        assert_eq!(present(&both[..1], &[MD5]), "nothing");
        assert_eq!(present(&both[2..], &[MD5]), "unlisted");
        assert_eq!(present(&[], &[MD5]), "nothing");
    }

    /// A right answer to a challenge that is too old: the client is asked again, not told that it is wrong.
    #[test]
    fn an_expired_nonce_is_stale() {
        let a = Authenticator::new(&[1; 32], Duration::from_secs(60), 10);
        let challenge = a.challenges("r", &[MD5], false, None, 1000).next().unwrap();
        let nonce = challenge.split('"').nth(3).unwrap();
        let answer = format!(
            r#"Digest username="u",realm="r",nonce="{nonce}",uri="x",nc=1,cnonce="c",qop=auth,response="0""#
        );
        let present = |now| a.present(std::iter::once(answer.as_bytes()), "r", &[MD5], None, now);
        assert!(matches!(present(60_999), Presented::Answer { count: 1, .. }));
        assert!(matches!(present(61_000), Presented::Stale));
        assert!(a.challenges("r", &[MD5], true, None, 61_000).all(|c| c.ends_with("stale=true")));
    }
}
