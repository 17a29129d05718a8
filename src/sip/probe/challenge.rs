//! Answering a digest challenge from an HA1 (RFC 7616 §3.4, RFC 8760). The server's own code is not used: a fault in it
//! must not agree with itself.

use super::answer::Answer;
use crate::directory::EdgeUser;
use crate::model::{DigestAlgorithm, Ha1};
use crate::sip::message::lex::{inner, pairs};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha512_256};

/// A challenge that we can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) algorithm: DigestAlgorithm,
    pub(super) stale: bool,
    /// As they stand between their quotes.
    realm: String,
    nonce: String,
    opaque: Option<String>,
}

impl Challenge {
    /// All that an answer offers, in order; what is no digest with `qop=auth` and an algorithm that we know is left out.
    pub(super) fn offered(answer: &Answer) -> Vec<Self> {
        answer.challenges().filter_map(Self::parse).collect()
    }

    fn parse(value: &[u8]) -> Option<Self> {
        let gap = value.iter().position(|b| b.is_ascii_whitespace())?;
        if !value[..gap].eq_ignore_ascii_case(b"Digest") {
            return None;
        }
        let given = |name: &str| {
            let mut all = pairs(&value[gap..], b',');
            let found = all.find(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()));
            String::from_utf8(inner(found?.1?).to_vec()).ok()
        };
        let qop = given("qop")?;
        if !qop.split(',').any(|option| option.trim().eq_ignore_ascii_case("auth")) {
            return None;
        }
        let token = given("algorithm").unwrap_or_else(|| "MD5".to_owned());
        Some(Self {
            algorithm: DigestAlgorithm::ALL.into_iter().find(|a| a.token().eq_ignore_ascii_case(&token))?,
            stale: given("stale").is_some_and(|stale| stale.eq_ignore_ascii_case("true")),
            realm: given("realm")?,
            nonce: given("nonce")?,
            opaque: given("opaque"),
        })
    }

    /// The value of Authorization for the `count`th REGISTER with this nonce.
    pub(super) fn answer(&self, ha1: &Ha1, username: &str, uri: &str, count: u32) -> String {
        let Self { algorithm, realm, nonce, opaque, .. } = self;
        let cnonce = hex::encode(rand::random::<[u8; 8]>());
        let nc = format!("{count:08x}");
        let ha2 = hash(*algorithm, &["REGISTER", ":", uri]);
        let parts = [ha1.expose(), ":", nonce, ":", &nc, ":", &cnonce, ":auth:", &ha2];
        let response = hash(*algorithm, &parts);
        let username = username.replace('\\', "\\\\").replace('"', "\\\"");
        let opaque = opaque.as_ref().map(|opaque| format!(", opaque=\"{opaque}\"")).unwrap_or_default();
        format!(
            "Digest username=\"{username}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             algorithm={}, qop=auth, nc={nc}, cnonce=\"{cnonce}\", response=\"{response}\"{opaque}",
            algorithm.token()
        )
    }
}

/// The first challenge that the user has an HA1 for, and that HA1.
pub(super) fn answerable<'u>(offered: &[Challenge], user: &'u EdgeUser) -> Option<(Challenge, &'u Ha1)> {
    offered.iter().find_map(|c| Some((c.clone(), ha1_of(c.algorithm, user)?)))
}

/// The HA1 of an algorithm.
pub(super) fn ha1_of(algorithm: DigestAlgorithm, user: &EdgeUser) -> Option<&Ha1> {
    user.secrets(algorithm).next()
}

/// `MD5, SHA-256`
pub(super) fn algorithms(offered: &[Challenge]) -> String {
    offered.iter().map(|c| c.algorithm.token()).collect::<Vec<_>>().join(", ")
}

fn hash(algorithm: DigestAlgorithm, parts: &[&str]) -> String {
    fn of<D: Digest>(parts: &[&str]) -> String {
        let mut hasher = D::new();
        parts.iter().for_each(|part| hasher.update(part));
        hex::encode(hasher.finalize())
    }
    match algorithm {
        DigestAlgorithm::Md5 => of::<Md5>(parts),
        DigestAlgorithm::Sha256 => of::<Sha256>(parts),
        DigestAlgorithm::Sha512_256 => of::<Sha512_256>(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::digest::{Credentials, is_right};

    #[test]
    fn a_challenge_is_read_and_answered() {
        for algorithm in DigestAlgorithm::ALL {
            let value = format!(
                r#"Digest realm="a \"b\"", nonce="n=1", algorithm={}, qop="auth-int,auth", opaque="o", stale=TRUE"#,
                algorithm.token()
            );
            let challenge = Challenge::parse(value.as_bytes()).unwrap();
            assert_eq!((challenge.algorithm, challenge.stale), (algorithm, true));
            let ha1 = Ha1::from_hex(hash(algorithm, &["al\"ice:a \"b\":secret"]));
            let answer = challenge.answer(&ha1, "al\"ice", "sip:h", 10);
            assert!(answer.ends_with(", opaque=\"o\""), "{answer}");
            let read = Credentials::parse(answer.as_bytes()).unwrap();
            assert_eq!((read.username.as_ref(), read.realm.as_ref()), (&br#"al"ice"#[..], &br#"a "b""#[..]));
            assert_eq!((read.algorithm, read.count()), (Some(algorithm), Some(10)));
            assert!(is_right(&read, algorithm, b"REGISTER", &ha1));
        }
    }

    #[test]
    fn what_cannot_be_answered() {
        for bad in [
            r#"Basic realm="r""#,
            r#"Digest realm="r", nonce="n""#,
            r#"Digest realm="r", nonce="n", qop="auth-int""#,
            r#"Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess"#,
            r#"Digest realm="r", qop="auth""#,
        ] {
            assert_eq!(Challenge::parse(bad.as_bytes()), None, "{bad}");
        }
        let plain = Challenge::parse(br#"Digest realm="r", nonce="n", qop="auth""#).unwrap();
        assert_eq!((plain.algorithm, plain.stale), (DigestAlgorithm::Md5, false));
    }
}
