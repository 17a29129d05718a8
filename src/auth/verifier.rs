//! Verifying tokens, and remembering those that were.

use super::{
    caller::Caller,
    claims::{Claims, Expected},
    error::{AuthError, KeyError},
    jwks::{Keys, Snapshot},
    keys::NoKey,
    local::{LocalKey, NewToken},
    scopes::ScopeSet,
};
use jsonwebtoken::{Validation, errors::ErrorKind};
use moka::{Expiry, sync::Cache};
use sha2::{Digest, Sha256};
use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

/// The issuer of tokens of the local key.
pub const DEFAULT_ISSUER: &str = "rollcall";
/// The audience of tokens of the local key.
pub const DEFAULT_AUDIENCE: &str = "rollcall";

/// Longer tokens are refused before any work.
const LONGEST_TOKEN: usize = 8192;

/// What tokens must say, and how many are remembered.
#[derive(Debug, Clone)]
pub struct VerifierOptions {
    /// The `iss` that tokens must have. Default `rollcall`.
    pub issuer: String,
    /// One of the `aud` that tokens must have. Default `rollcall`.
    pub audience: String,
    /// How far clocks may differ, for `exp` and `nbf`. Default 30 seconds.
    pub leeway: Duration,
    /// How many verified tokens are remembered. Default 10,000.
    pub cache_capacity: u64,
}

impl Default for VerifierOptions {
    fn default() -> Self {
        Self {
            issuer: DEFAULT_ISSUER.into(),
            audience: DEFAULT_AUDIENCE.into(),
            leeway: Duration::from_secs(30),
            cache_capacity: 10_000,
        }
    }
}

/// Verifies tokens (RFC 7515, 7519, 8725). Clones share the cache.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    keys: Keys,
    options: VerifierOptions,
    /// Verified tokens by the SHA-256 of their text; the tokens themselves are not kept.
    cache: Cache<[u8; 32], Verified>,
    on_cache: Box<dyn Fn(bool) + Send + Sync>,
}

#[derive(Clone)]
struct Verified {
    caller: Arc<Caller>,
    /// Of the keys that it was verified with: with others it must be verified again.
    generation: u64,
    remaining: Duration,
}

/// Frees an entry when its token expires. That none is used after is decided at each look-up, by the wall clock.
struct AtExpiry;

impl Expiry<[u8; 32], Verified> for AtExpiry {
    fn expire_after_create(&self, _: &[u8; 32], verified: &Verified, _: Instant) -> Option<Duration> {
        Some(verified.remaining)
    }
}

impl Verifier {
    /// `on_cache` hears of every look-up: `true` for a hit. It signs and verifies one token first, so that a library
    /// built with the wrong cryptography shows at the start and not at the first call.
    ///
    /// # Errors
    /// [`KeyError::Crypto`].
    pub fn new(
        keys: Keys,
        options: VerifierOptions,
        on_cache: impl Fn(bool) + Send + Sync + 'static,
    ) -> Result<Self, KeyError> {
        self_check()?;
        let cache = Cache::builder().max_capacity(options.cache_capacity).expire_after(AtExpiry).build();
        Ok(Self(Arc::new(Inner { keys, options, cache, on_cache: Box::new(on_cache) })))
    }

    /// The caller that holds `token`.
    ///
    /// # Errors
    /// `TokenInvalid`, `TokenExpired`, `KeysUnavailable`.
    pub async fn verify(&self, token: &str) -> Result<Arc<Caller>, AuthError> {
        self.verify_at(token, SystemTime::now()).await
    }

    pub(super) async fn verify_at(&self, token: &str, now: SystemTime) -> Result<Arc<Caller>, AuthError> {
        if token.len() > LONGEST_TOKEN {
            return Err(AuthError::TokenInvalid("it is too long"));
        }
        let mut keys = self.keys().await?;
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let cached = self.0.cache.get(&hash).filter(|verified| {
            // Strictly: what the leeway allows is verified anew each time.
            verified.generation == keys.generation && now < verified.caller.expires_at
        });
        (self.0.on_cache)(cached.is_some());
        if let Some(verified) = cached {
            return Ok(verified.caller);
        }
        let claims = match signed_claims(token, &keys) {
            Err(Refused::UnknownKey) if self.0.keys.refresh_after(keys.generation).await => {
                keys = self.keys().await?;
                signed_claims(token, &keys)
            }
            other => other,
        }
        .map_err(AuthError::from)?;
        let VerifierOptions { issuer, audience, leeway, .. } = &self.0.options;
        let expected = Expected { issuer, audience, leeway: *leeway, now };
        let caller = Arc::new(claims.check(&expected, &hex::encode(&hash[..8]))?);
        if let Ok(remaining) = caller.expires_at.duration_since(now) {
            let verified = Verified { caller: Arc::clone(&caller), generation: keys.generation, remaining };
            self.0.cache.insert(hash, verified);
        }
        Ok(caller)
    }

    async fn keys(&self) -> Result<Snapshot, AuthError> {
        if let Some(keys) = self.0.keys.current(Instant::now()) {
            return Ok(keys);
        }
        self.0.keys.refresh_stale().await;
        self.0.keys.current(Instant::now()).ok_or(AuthError::KeysUnavailable)
    }

    #[cfg(test)]
    pub(super) fn cached(&self) -> u64 {
        self.0.cache.run_pending_tasks();
        self.0.cache.entry_count()
    }
}

enum Refused {
    UnknownKey,
    Because(&'static str),
}

impl From<Refused> for AuthError {
    fn from(refused: Refused) -> Self {
        Self::TokenInvalid(match refused {
            Refused::UnknownKey => "unknown key",
            Refused::Because(why) => why,
        })
    }
}

/// Checks header and signature, and nothing of the claims.
fn signed_claims(token: &str, keys: &Snapshot) -> Result<Claims, Refused> {
    use Refused::{Because, UnknownKey};
    // An `alg` that the library does not know, `none` among them, fails here.
    let header =
        jsonwebtoken::decode_header(token).map_err(|_| Because("malformed, or of an unknown algorithm"))?;
    if header.crit.is_some() {
        return Err(Because("its crit asks for extensions that are not known here")); // RFC 7515 §4.1.11
    }
    // A DPoP proof, a logout token or the like must not pass as an access token (RFC 8725 §3.11).
    let typ = header.typ.as_deref().map(str::to_ascii_lowercase);
    if !matches!(typ.as_deref(), None | Some("jwt" | "at+jwt" | "application/at+jwt")) {
        return Err(Because("it is a token of another kind"));
    }
    let key = keys.keys.find(header.kid.as_deref()).map_err(|why| match why {
        NoKey::Unknown => UnknownKey,
        NoKey::Ambiguous => Because("it has no kid, and there are several keys"),
    })?;
    // The key says which algorithm; decode refuses a header that says another. Claims are checked by `Claims::check`,
    // because the library takes a token that lacks what it was told to compare.
    let mut signature_only = Validation::new(key.algorithm);
    signature_only.required_spec_claims.clear();
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    let decoded = jsonwebtoken::decode::<Claims>(token, &key.key, &signature_only);
    decoded.map(|token| token.claims).map_err(|error| match error.kind() {
        ErrorKind::InvalidAlgorithm => Because("its algorithm is not that of its key"),
        ErrorKind::InvalidSignature => Because("wrongly signed"),
        _ => Because("malformed, or a claim has the wrong type"),
    })
}

fn self_check() -> Result<(), KeyError> {
    let key = LocalKey::ephemeral()?;
    let token = NewToken {
        subject: "self-check".into(),
        account: None,
        scopes: ScopeSet::default(),
        ttl: Duration::from_secs(1),
    };
    let keys = Snapshot { keys: Arc::new(key.key_set()), generation: 0 };
    signed_claims(&key.mint(&token)?, &keys)
        .map(drop)
        .map_err(|_| KeyError::Crypto("a token that it signed does not verify".into()))
}
