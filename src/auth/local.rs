//! The local signing key: what `rollcall serve` without configuration makes for itself in its data directory.

use super::{
    error::KeyError,
    jwk::VerifyingKey,
    keys::KeySet,
    scopes::ScopeSet,
    verifier::{DEFAULT_AUDIENCE, DEFAULT_ISSUER},
};
use crate::model::AccountId;
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use sha2::{Digest, Sha256};
use std::{
    fmt, fs,
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use zeroize::Zeroizing;

/// The key's file in the data directory: an Ed25519 private key, PKCS #8 DER (RFC 8410), mode 0600.
const KEY_FILE: &str = "signing-key.p8";

/// An Ed25519 key that signs tokens (RFC 8037). Its `kid` is its thumbprint (RFC 7638).
pub struct LocalKey {
    signing: EncodingKey,
    public: Vec<u8>,
    kid: String,
}

/// What a new token says.
#[derive(Debug, Clone)]
pub struct NewToken {
    pub subject: String,
    /// `None` is account `-`, every tenant: verified only with scope `registrar` or `admin`.
    pub account: Option<AccountId>,
    pub scopes: ScopeSet,
    /// How long from now, in whole seconds.
    pub ttl: Duration,
}

impl LocalKey {
    /// Loads the key of the data directory, which must exist; makes one when there is none.
    ///
    /// The file appears whole or not at all. Of several processes that start at once, one makes the key and all use it.
    ///
    /// # Errors
    /// As [`LocalKey::load`], and [`KeyError::File`] when the key cannot be written.
    pub fn load_or_create(dir: &Path) -> Result<Self, KeyError> {
        match Self::load(dir) {
            Err(KeyError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            loaded => return loaded,
        }
        let der = generate()?;
        let path = dir.join(KEY_FILE);
        crate::private_file::create(&path, &der).map_err(|source| KeyError::File { path, source })?;
        Self::load(dir)
    }

    /// Loads the key of the data directory.
    ///
    /// # Errors
    /// [`KeyError::File`] when there is none, [`KeyError::Exposed`] when others than the owner can get at it,
    /// [`KeyError::Unusable`] when it is not an Ed25519 key.
    pub fn load(dir: &Path) -> Result<Self, KeyError> {
        let path = dir.join(KEY_FILE);
        let fault = |source| KeyError::File { path: path.clone(), source };
        let file = fs::File::open(&path).map_err(fault)?;
        let metadata = file.metadata().map_err(fault)?;
        let mode = metadata.mode() & 0o7777;
        if !metadata.is_file() || mode & 0o077 != 0 {
            let why = format!("a signing key must be a file with mode 0600, this has {mode:04o}");
            return Err(KeyError::Exposed { path, why });
        }
        let mut der = Zeroizing::new(Vec::new());
        (&file).take(4096).read_to_end(&mut der).map_err(fault)?;
        Self::from_der(&path.display().to_string(), &der)
    }

    /// A key of this process only: for tests, and for the check at the start.
    pub(super) fn ephemeral() -> Result<Self, KeyError> {
        Self::from_der("ephemeral key", &generate()?)
    }

    fn from_der(from: &str, der: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_pkcs8(der).map_err(|_| KeyError::Unusable {
            from: from.to_owned(),
            why: "this is not an Ed25519 private key in PKCS #8".into(),
        })?;
        let public = pair.public_key().as_ref().to_vec();
        let x = URL_SAFE_NO_PAD.encode(&public);
        // RFC 7638 §3.2: the required members in this order, nothing else.
        let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
        Ok(Self { signing: EncodingKey::from_ed_der(der), public, kid: URL_SAFE_NO_PAD.encode(thumbprint) })
    }

    /// Signs a new token for issuer and audience `rollcall`. It is a secret: print it, never log it.
    ///
    /// # Errors
    /// [`KeyError::Crypto`] when the signature library fails.
    pub fn mint(&self, token: &NewToken) -> Result<String, KeyError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = serde_json::json!({
            "iss": DEFAULT_ISSUER,
            "aud": DEFAULT_AUDIENCE,
            "sub": token.subject,
            "account": token.account.as_ref().map_or("-", AccountId::as_str),
            "scope": token.scopes.to_string(),
            "iat": now,
            "exp": now.saturating_add(token.ttl.as_secs()),
            "jti": uuid::Uuid::new_v4().to_string(),
        });
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, &claims, &self.signing)
            .map_err(|error| KeyError::Crypto(error.to_string()))
    }

    /// The public half, to verify with.
    pub fn key_set(&self) -> KeySet {
        KeySet::of_one(VerifyingKey {
            kid: Some(self.kid.clone()),
            algorithm: Algorithm::EdDSA,
            key: DecodingKey::from_ed_der(&self.public),
        })
    }
}

impl fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

fn generate() -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
        .map_err(|_| KeyError::Crypto("no Ed25519 key could be made".into()))?;
    Ok(Zeroizing::new(document.as_ref().to_vec()))
}
