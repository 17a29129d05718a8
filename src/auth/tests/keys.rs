//! Which keys of a set are taken, and the local key.

use super::super::{AuthError, KeyError, KeySet, LocalKey, NewToken};
use super::*;
use crate::model::AccountId;
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

fn why_unusable(jwk: Value) -> String {
    match KeySet::from_jwks("test", set(&[jwk]).as_bytes()) {
        Err(KeyError::Unusable { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

fn with(pair: &Pair, name: &str, value: Value) -> Value {
    let mut jwk = pair.jwk();
    jwk[name] = value;
    jwk
}

#[test]
fn keys_that_may_not_be_used_are_refused() {
    let short = URL_SAFE_NO_PAD.encode([&[0], &[0xff; 128][..]].concat());
    let just_short = URL_SAFE_NO_PAD.encode([&[0x7f], &[0xff; 255][..]].concat());
    for (jwk, why) in [
        (json!({ "kty": "oct", "k": "c2VjcmV0", "alg": "HS256" }), "symmetric"),
        (with(&RSA, "n", json!(short)), "fewer than 2048 bits"),
        (with(&RSA, "n", json!(just_short)), "fewer than 2048 bits"),
        (with(&RSA, "e", json!("AQ")), "its e"),
        (with(&RSA, "e", json!("AQAA")), "its e"),
        (with(&RSA, "alg", json!("RS512")), "its alg"),
        (with(&RSA, "alg", json!("PS256")), "its alg"),
        (with(&RSA, "alg", json!("HS256")), "its alg"),
        (with(&ED, "alg", json!("ES256")), "its alg"),
        (with(&EC, "crv", json!("P-384")), "not Ed25519, P-256 or RSA"),
        (with(&ED, "crv", json!("X25519")), "not Ed25519, P-256 or RSA"),
        (with(&EC, "y", json!("AAAA")), "its y"),
        (with(&ED, "x", json!("!")), "its x"),
        (with(&ED, "use", json!("enc")), "use"),
        (with(&ED, "key_ops", json!(["sign"])), "key_ops"),
        (with(&ED, "d", json!("AAAA")), "private"),
        (json!({ "kid": "x" }), "not a JWK"),
        (json!(7), "not a JWK"),
    ] {
        let refusal = why_unusable(jwk.clone());
        assert!(refusal.contains(why), "{jwk}: {refusal}");
    }
}

#[test]
fn one_bad_key_does_not_stop_the_others() {
    let oct = json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "ed" });
    let keys =
        KeySet::from_jwks("test", set(&[oct, ED.jwk(), EC.jwk(), with(&EC, "kid", json!("ed"))]).as_bytes());
    assert_eq!(keys.unwrap().len(), 2, "neither the symmetric one nor the second of a name");
}

#[test]
fn what_is_no_key_set_is_an_error_that_does_not_quote_it() {
    for text in ["", "secret", "[]", r#"{"keys":"secret"}"#, r#"{"keys":[]}"#, &ED.jwk().to_string()] {
        let error = KeySet::from_jwks("keys.json", text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("keys.json: ") && !error.contains("secret"), "{error}");
    }
    let many: Vec<_> = std::iter::repeat_with(|| ED.jwk()).take(65).collect();
    assert!(KeySet::from_jwks("test", set(&many).as_bytes()).is_err());
}

fn token(scopes: &str, account: Option<&str>) -> NewToken {
    NewToken {
        subject: "cli".into(),
        account: account.map(|id| AccountId::parse(id).unwrap()),
        scopes: ScopeSet::parse(scopes),
        ttl: Duration::from_secs(3600),
    }
}

#[tokio::test]
async fn the_local_key_mints_what_it_verifies() {
    let dir = tempfile::tempdir().unwrap();
    let key = LocalKey::load_or_create(dir.path()).unwrap();
    let verifier = Counted::new(&Keys::local(&key)).verifier;
    let minted =
        LocalKey::load(dir.path()).unwrap().mint(&token("users:read registrar", Some("acme"))).unwrap();
    let caller = verifier.verify(&minted).await.unwrap();
    assert_eq!((&*caller.subject, caller.scopes.to_string()), ("cli", "users:read registrar".into()));
    assert_eq!(caller.account.as_ref().unwrap().as_str(), "acme");
    let everybodys = verifier.verify(&key.mint(&token("registrar", None)).unwrap()).await.unwrap();
    assert_eq!(everybodys.account, None);

    let other = LocalKey::ephemeral().unwrap().mint(&token("admin", None)).unwrap();
    assert_eq!(verifier.verify(&other).await.unwrap_err(), AuthError::TokenInvalid("unknown key"));
}

fn names(dir: &Path) -> Vec<String> {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_local_key_is_made_once_and_is_private() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(LocalKey::load(dir.path()), Err(KeyError::File { .. })));
    let together: Vec<_> = std::thread::scope(|scope| {
        let makers: Vec<_> = (0..8).map(|_| scope.spawn(|| LocalKey::load_or_create(dir.path()))).collect();
        makers.into_iter().map(|maker| format!("{:?}", maker.join().unwrap().unwrap())).collect()
    });
    assert!(together.iter().all(|key| *key == together[0]), "{together:?}");
    assert_eq!(names(dir.path()), ["signing-key.p8"], "no draft is left");
    let mode = fs::metadata(dir.path().join("signing-key.p8")).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o600);
}

#[test]
fn a_local_key_that_others_can_read_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    LocalKey::load_or_create(dir.path()).unwrap();
    let path = dir.path().join("signing-key.p8");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let error = LocalKey::load_or_create(dir.path()).unwrap_err();
    assert!(matches!(error, KeyError::Exposed { .. }));
    assert!(error.to_string().contains("signing-key.p8") && error.to_string().contains("0640"), "{error}");
}

#[test]
fn a_broken_local_key_is_not_replaced() {
    let dir = tempfile::tempdir().unwrap();
    LocalKey::load_or_create(dir.path()).unwrap();
    let path = dir.path().join("signing-key.p8");
    fs::write(&path, "nonsense").unwrap();
    assert!(matches!(LocalKey::load_or_create(dir.path()), Err(KeyError::Unusable { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"nonsense");
    assert!(matches!(LocalKey::load_or_create(&dir.path().join("absent")), Err(KeyError::File { .. })));
}
