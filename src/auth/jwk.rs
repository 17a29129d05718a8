//! One JSON Web Key (RFC 7517, RFC 7518 §6, RFC 8037) into a key that verifies with one algorithm only.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;

/// A public key, and the one algorithm that its tokens are signed with.
pub(super) struct VerifyingKey {
    pub(super) kid: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

#[derive(Deserialize)]
pub(super) struct Jwk {
    kty: String,
    pub(super) kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    /// Only private keys have it. Its value is not read.
    d: Option<serde::de::IgnoredAny>,
}

impl Jwk {
    /// The key, or why it may not be used.
    ///
    /// The algorithm follows from the key type: OKP/Ed25519 is EdDSA, EC/P-256 is ES256, RSA is RS256. A key whose
    /// `alg` says another one is refused, as are symmetric and private keys.
    pub(super) fn verifying_key(self) -> Result<VerifyingKey, &'static str> {
        if self.d.is_some() {
            return Err("it is a private key: a key set has public keys only");
        }
        if self.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return Err("its use is not sig");
        }
        if self.key_ops.as_ref().is_some_and(|ops| !ops.iter().any(|op| op == "verify")) {
            return Err("its key_ops do not have verify");
        }
        let (algorithm, name, key) = match (self.kty.as_str(), self.crv.as_deref()) {
            ("OKP", Some("Ed25519")) => {
                let x = bytes::<32>(self.x.as_deref()).ok_or("its x is not 32 bytes")?;
                (Algorithm::EdDSA, "EdDSA", DecodingKey::from_ed_der(&x))
            }
            ("EC", Some("P-256")) => {
                let x = bytes::<32>(self.x.as_deref()).ok_or("its x is not 32 bytes")?;
                let y = bytes::<32>(self.y.as_deref()).ok_or("its y is not 32 bytes")?;
                // SEC 1 §2.3.3, uncompressed.
                (Algorithm::ES256, "ES256", DecodingKey::from_ec_der(&[&[4], &x[..], &y[..]].concat()))
            }
            ("RSA", _) => {
                let n = decode(self.n.as_deref()).ok_or("its n is missing or not base64url")?;
                let e = decode(self.e.as_deref()).ok_or("its e is missing or not base64url")?;
                let (n, e) = (without_zeros(&n), without_zeros(&e));
                if !(2048..=8192).contains(&bit_length(n)) {
                    return Err("it has fewer than 2048 bits, or more than 8192 (RFC 7518 §3.3)");
                }
                if bit_length(e) < 2 || bit_length(e) > 33 || e.last().is_none_or(|last| last % 2 == 0) {
                    return Err("its e is not an odd number from 3 to 33 bits long");
                }
                (Algorithm::RS256, "RS256", DecodingKey::from_rsa_raw_components(n, e))
            }
            ("oct", _) => return Err("it is symmetric: whoever can verify with it could sign"),
            _ => return Err("it is not Ed25519, P-256 or RSA"),
        };
        if self.alg.as_deref().is_some_and(|alg| alg != name) {
            return Err("its alg is not EdDSA, ES256 or RS256, or does not fit the key");
        }
        Ok(VerifyingKey { kid: self.kid, algorithm, key })
    }
}

fn decode(text: Option<&str>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text?).ok()
}

fn bytes<const N: usize>(text: Option<&str>) -> Option<[u8; N]> {
    decode(text)?.try_into().ok()
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// The bits of a big-endian number without leading zero bytes.
fn bit_length(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}
