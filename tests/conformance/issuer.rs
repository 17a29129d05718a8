//! An issuer of tokens: its keys, as a JWKS publishes them, and tokens signed with them.

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
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

/// One key of an issuer.
pub(crate) struct Issuer {
    algorithm: Algorithm,
    signing: EncodingKey,
    jwk: Value,
}

impl Issuer {
    /// EdDSA.
    pub(crate) fn ed25519(kid: &str) -> Self {
        let der = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(der.as_ref()).unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Self {
            algorithm: Algorithm::EdDSA,
            signing: EncodingKey::from_ed_der(der.as_ref()),
            jwk: json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid }),
        }
    }

    /// ES256.
    pub(crate) fn p256(kid: &str) -> Self {
        let der =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        Self::of(kid, Algorithm::ES256, EncodingKey::from_ec_der(der.as_ref()))
    }

    /// RS256.
    pub(crate) fn rsa(kid: &str) -> Self {
        let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let text = STANDARD.encode(der.as_ref());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
        Self::of(kid, Algorithm::RS256, EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap())
    }

    fn of(kid: &str, algorithm: Algorithm, signing: EncodingKey) -> Self {
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&signing, algorithm).unwrap()).unwrap();
        jwk["kid"] = kid.into();
        Self { algorithm, signing, jwk }
    }

    /// A token that expires in so many seconds, or did before now. Scopes are separated by commas.
    pub(crate) fn token(&self, account: &str, scopes: &str, seconds: i64) -> String {
        self.sign(&claims(account, scopes, seconds))
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = self.jwk["kid"].as_str().map(str::to_owned);
        jsonwebtoken::encode(&header, claims, &self.signing).unwrap()
    }
}

pub(crate) fn claims(account: &str, scopes: &str, seconds: i64) -> Value {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    json!({
        "iss": "https://issuer.test", "aud": "rollcall", "sub": "tester", "account": account,
        "scope": scopes.replace(',', " "), "exp": now.checked_add_signed(seconds).unwrap(),
    })
}

/// The JWKS of these keys.
pub(crate) fn jwks(keys: &[&Issuer]) -> String {
    json!({ "keys": keys.iter().map(|key| &key.jwk).collect::<Vec<_>>() }).to_string()
}

/// Writes the JWKS into a file `jwks.json`, and answers the flags of a server that trusts it.
pub(crate) fn file_flags(dir: &Path, keys: &[&Issuer]) -> Vec<String> {
    let path = dir.join("jwks.json");
    std::fs::write(&path, jwks(keys)).unwrap();
    flags(&path.display().to_string())
}

/// The flags of a server that takes the JWKS from there.
pub(crate) fn flags(place: &str) -> Vec<String> {
    ["--jwks", place, "--jwt-issuer", "https://issuer.test"].map(str::to_owned).to_vec()
}
