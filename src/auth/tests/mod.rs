//! Real keys of every kind, and tokens of every wrongness.

mod keys;
mod layer;
mod refresh;
mod table;
mod tokens;

use super::{KeyOptions, Keys, Scope, ScopeSet, Verifier, VerifierOptions};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A key pair as an issuer has it.
struct Pair {
    kid: &'static str,
    algorithm: Algorithm,
    signing: EncodingKey,
    /// Of Ed25519 keys; that of the others is read from `signing`.
    public: Vec<u8>,
}

static ED: LazyLock<Pair> = LazyLock::new(|| ed("ed"));
static EC: LazyLock<Pair> = LazyLock::new(|| {
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    Pair {
        kid: "ec",
        algorithm: Algorithm::ES256,
        signing: EncodingKey::from_ec_der(der.as_ref()),
        public: vec![],
    }
});
static RSA: LazyLock<Pair> = LazyLock::new(|| {
    let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let text = STANDARD.encode(der.as_ref());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
    Pair {
        kid: "rsa",
        algorithm: Algorithm::RS256,
        signing: EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap(),
        public: vec![],
    }
});

fn ed(kid: &'static str) -> Pair {
    let der = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    let public = Ed25519KeyPair::from_pkcs8(der.as_ref()).unwrap().public_key().as_ref().to_vec();
    Pair { kid, algorithm: Algorithm::EdDSA, signing: EncodingKey::from_ed_der(der.as_ref()), public }
}

impl Pair {
    /// The public key as a JWK with a `kid`.
    fn jwk(&self) -> Value {
        let mut jwk = match self.algorithm {
            Algorithm::EdDSA => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(&self.public) })
            }
            _ => {
                serde_json::to_value(Jwk::from_encoding_key(&self.signing, self.algorithm).unwrap()).unwrap()
            }
        };
        jwk["kid"] = self.kid.into();
        jwk
    }

    fn header(&self) -> Header {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.kid.into());
        header
    }

    fn sign(&self, claims: &Value) -> String {
        jsonwebtoken::encode(&self.header(), claims, &self.signing).unwrap()
    }
}

fn set(jwks: &[Value]) -> String {
    json!({ "keys": jwks }).to_string()
}

/// The time at which all tests verify.
fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(2_000_000_000)
}

/// Good claims at [`now`], expiring in a minute.
fn claims() -> Value {
    json!({
        "iss": "rollcall", "aud": "rollcall", "exp": 2_000_000_060_u64, "sub": "tester", "jti": "t-1",
        "account": "acme", "scope": "users:read domains:write",
    })
}

/// [`claims`] with one of them changed, or with `Null` left out.
fn claims_with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

/// Keys from a file in a directory of their own.
struct FileKeys {
    keys: Keys,
    dir: tempfile::TempDir,
}

impl FileKeys {
    async fn new(jwks: &[Value], refresh_at_most_every: Duration) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("jwks.json"), set(jwks)).unwrap();
        let options = KeyOptions { refresh_at_most_every, ..KeyOptions::default() };
        let keys = Keys::file(dir.path().join("jwks.json"), options).await.unwrap();
        Self { keys, dir }
    }

    fn write(&self, jwks: &[Value]) {
        std::fs::write(self.dir.path().join("jwks.json"), set(jwks)).unwrap();
    }
}

/// A verifier that counts the hits of its cache.
struct Counted {
    verifier: Verifier,
    hits: Arc<AtomicUsize>,
}

impl Counted {
    fn new(keys: &Keys) -> Self {
        let hits = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&hits);
        let on_cache = move |hit| {
            counter.fetch_add(usize::from(hit), Ordering::Relaxed);
        };
        let verifier = Verifier::new(keys.clone(), VerifierOptions::default(), on_cache).unwrap();
        Self { verifier, hits }
    }

    fn hits(&self) -> usize {
        self.hits.load(Ordering::Relaxed)
    }
}

async fn verifier(jwks: &[Value]) -> Verifier {
    Counted::new(&FileKeys::new(jwks, Duration::MAX).await.keys).verifier
}
