//! SIP credentials: HA1 of every algorithm, sealed (RFC 7616 §3.4.2, RFC 8760).

use super::{SealError, Sealer};
use crate::model::{DigestAlgorithm, Ha1};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha512_256};
use uuid::Uuid;

/// `H(username:realm:password)`.
pub(super) fn ha1(algorithm: DigestAlgorithm, username: &str, realm: &str, password: &str) -> Ha1 {
    fn hash<D: Digest>(parts: [&str; 3]) -> String {
        let [username, realm, password] = parts;
        let mut hasher = D::new();
        for part in [username, ":", realm, ":", password] {
            hasher.update(part);
        }
        hex::encode(hasher.finalize())
    }
    let parts = [username, realm, password];
    Ha1::from_hex(match algorithm {
        DigestAlgorithm::Md5 => hash::<Md5>(parts),
        DigestAlgorithm::Sha256 => hash::<Sha256>(parts),
        DigestAlgorithm::Sha512_256 => hash::<Sha512_256>(parts),
    })
}

/// The sealed HA1s of one password, for every algorithm, so that a domain can change its list without
/// new passwords.
pub(super) fn seal_all(
    sealer: &Sealer,
    owner: Uuid,
    username: &str,
    realm: &str,
    password: &str,
) -> Result<Vec<(DigestAlgorithm, Vec<u8>)>, SealError> {
    DigestAlgorithm::ALL
        .into_iter()
        .map(|algorithm| {
            let ha1 = ha1(algorithm, username, realm, password);
            Ok((algorithm, sealer.seal(&label(owner, algorithm), ha1.expose().as_bytes())?))
        })
        .collect()
}

/// HA1s that were made elsewhere, sealed.
pub(super) fn seal_each(
    sealer: &Sealer,
    owner: Uuid,
    hashes: Vec<(DigestAlgorithm, Ha1)>,
) -> Result<Vec<(DigestAlgorithm, Vec<u8>)>, SealError> {
    hashes
        .into_iter()
        .map(|(algorithm, ha1)| {
            Ok((algorithm, sealer.seal(&label(owner, algorithm), ha1.expose().as_bytes())?))
        })
        .collect()
}

pub(super) fn open(
    sealer: &Sealer,
    owner: Uuid,
    algorithm: DigestAlgorithm,
    sealed: &[u8],
) -> Result<Ha1, SealError> {
    let opened = sealer.open(&label(owner, algorithm), sealed)?;
    let text = std::str::from_utf8(&opened).map_err(|_| SealError::Broken)?;
    Ok(Ha1::from_hex(text.to_owned()))
}

/// A sealed value like that of an HA1, and nobody's.
pub(super) fn seal_decoy(sealer: &Sealer, text: &str) -> Result<Vec<u8>, SealError> {
    sealer.seal(&label(Uuid::nil(), DigestAlgorithm::Md5), text.as_bytes())
}

pub(super) fn open_decoy(sealer: &Sealer, sealed: &[u8]) -> Result<Ha1, SealError> {
    open(sealer, Uuid::nil(), DigestAlgorithm::Md5, sealed)
}

/// What a sealed HA1 belongs to.
pub(super) fn label(owner: Uuid, algorithm: DigestAlgorithm) -> Vec<u8> {
    [owner.as_bytes(), algorithm.token().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7616 §3.9.1's user.
    #[test]
    fn hashes_are_of_the_rfc() {
        let of = |algorithm| {
            ha1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life").expose().to_owned()
        };
        assert_eq!(of(DigestAlgorithm::Md5), "3d78807defe7de2157e2b0b6573a855f");
        assert_eq!(
            of(DigestAlgorithm::Sha256),
            "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232"
        );
    }
}
