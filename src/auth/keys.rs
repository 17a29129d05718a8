//! A set of public keys.

use super::{
    error::KeyError,
    jwk::{Jwk, VerifyingKey},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt;

/// More keys than any rotation needs; a set with more is a mistake or an attack.
const MOST_KEYS: usize = 64;

/// Public keys by their `kid`, each pinned to one algorithm.
#[derive(Default)]
pub struct KeySet {
    keys: Vec<VerifyingKey>,
    /// SHA-256 of the document, to see a change.
    pub(super) digest: [u8; 32],
}

/// Why no key was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    /// No key has this `kid`: the set may be older than the key.
    Unknown,
    /// The token names no key, and there are several.
    Ambiguous,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<serde_json::Value>,
}

impl KeySet {
    /// Reads a JWK set (RFC 7517 §5); `from` names it in errors and logs.
    ///
    /// Keys that may not be used (symmetric, private, too short, of another algorithm, with the `kid` of an earlier
    /// one) are left out with a warning, as §5 asks for unknown ones, so that one foreign key does not stop the rest.
    ///
    /// # Errors
    /// [`KeyError::Unusable`] when the document is no JWK set or no key is left.
    pub fn from_jwks(from: &str, json: &[u8]) -> Result<Self, KeyError> {
        let unusable = |why: String| KeyError::Unusable { from: from.to_owned(), why };
        // serde's message would quote the document.
        let document: Document =
            serde_json::from_slice(json).map_err(|_| unusable("this is not a JWK set (RFC 7517)".into()))?;
        if document.keys.len() > MOST_KEYS {
            return Err(unusable(format!("the JWK set has more than {MOST_KEYS} keys")));
        }
        let mut keys: Vec<VerifyingKey> = Vec::new();
        let mut refused = None;
        for (index, value) in document.keys.into_iter().enumerate() {
            let key = serde_json::from_value::<Jwk>(value)
                .map_err(|_| "it is not a JWK")
                .and_then(Jwk::verifying_key)
                .and_then(|key| match &key.kid {
                    Some(kid) if keys.iter().any(|other| other.kid.as_deref() == Some(kid)) => {
                        Err("an earlier key has its kid")
                    }
                    _ => Ok(key),
                });
            match key {
                Ok(key) => keys.push(key),
                Err(why) => {
                    tracing::warn!(from, index, why, "left a key out");
                    refused.get_or_insert_with(|| format!("; key {index}: {why}"));
                }
            }
        }
        if keys.is_empty() {
            return Err(unusable(format!("no key may be used{}", refused.unwrap_or_default())));
        }
        Ok(Self { keys, digest: Sha256::digest(json).into() })
    }

    pub(super) fn of_one(key: VerifyingKey) -> Self {
        Self { keys: vec![key], digest: [0; 32] }
    }

    /// The key for a token with this `kid`; for a token without one, the only key there is.
    pub(super) fn find(&self, kid: Option<&str>) -> Result<&VerifyingKey, NoKey> {
        match (kid, self.keys.as_slice()) {
            (Some(kid), keys) => {
                keys.iter().find(|key| key.kid.as_deref() == Some(kid)).ok_or(NoKey::Unknown)
            }
            (None, [only]) => Ok(only),
            (None, _) => Err(NoKey::Ambiguous),
        }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| (&key.kid, key.algorithm))).finish()
    }
}
