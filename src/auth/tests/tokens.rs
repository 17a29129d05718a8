//! Which tokens pass, and the matrix of those that must not.

use super::super::{AuthError, Caller};
use super::*;
use crate::model::{AccountId, AccountScope};

async fn why_not(verifier: &Verifier, token: &str) -> AuthError {
    verifier.verify_at(token, now()).await.err().unwrap_or_else(|| panic!("accepted {token}"))
}

async fn refused(jwks: &[Value], token: &str) -> &'static str {
    match why_not(&verifier(jwks).await, token).await {
        AuthError::TokenInvalid(why) => why,
        other => panic!("{other:?}"),
    }
}

/// What `claims`, well signed, lead to.
async fn judged(claims: &Value) -> Result<Arc<Caller>, AuthError> {
    verifier(&[ED.jwk()]).await.verify_at(&ED.sign(claims), now()).await
}

#[tokio::test]
async fn real_keys_of_every_kind_are_accepted() {
    let verifier = verifier(&[ED.jwk(), EC.jwk(), RSA.jwk()]).await;
    for pair in [&*ED, &*EC, &*RSA] {
        let caller = verifier.verify_at(&pair.sign(&claims()), now()).await.unwrap();
        assert_eq!(&*caller.subject, "tester");
        assert_eq!(&*caller.token_id, "t-1");
        assert_eq!(caller.account, Some(AccountId::parse("acme").unwrap()));
        assert_eq!(caller.scopes, ScopeSet::parse("users:read domains:write"));
        assert_eq!(caller.expires_at, now() + Duration::from_secs(60));
        assert!(caller.has(Scope::DomainsRead) && !caller.has(Scope::UsersWrite));
    }
}

#[tokio::test]
async fn alg_none_is_refused() {
    let payload = URL_SAFE_NO_PAD.encode(claims().to_string());
    for alg in ["none", "None", "NONE", ""] {
        let header = URL_SAFE_NO_PAD.encode(json!({ "alg": alg, "typ": "JWT", "kid": "ed" }).to_string());
        for signature in ["", "AAAA"] {
            let why = refused(&[ED.jwk()], &format!("{header}.{payload}.{signature}")).await;
            assert_eq!(why, "malformed, or of an unknown algorithm");
        }
    }
}

#[tokio::test]
async fn hs256_with_the_public_key_as_secret_is_refused() {
    for pair in [&*ED, &*EC, &*RSA] {
        let jwk = pair.jwk();
        let field = if pair.kid == "rsa" { "n" } else { "x" };
        let raw = URL_SAFE_NO_PAD.decode(jwk[field].as_str().unwrap()).unwrap();
        for secret in [raw, jwk.to_string().into_bytes()] {
            let mut header = pair.header();
            header.alg = Algorithm::HS256;
            let token = jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(&secret)).unwrap();
            assert_eq!(
                refused(std::slice::from_ref(&jwk), &token).await,
                "its algorithm is not that of its key"
            );
        }
    }
}

#[tokio::test]
async fn a_token_of_another_algorithm_than_its_key_is_refused() {
    let pairs = [&*ED, &*EC, &*RSA];
    let all = [ED.jwk(), EC.jwk(), RSA.jwk()];
    for named in pairs {
        for signer in pairs.into_iter().filter(|signer| signer.kid != named.kid) {
            // Signed by one key of the set, naming another.
            let mut header = signer.header();
            header.kid = Some(named.kid.into());
            let token = jsonwebtoken::encode(&header, &claims(), &signer.signing).unwrap();
            assert_eq!(refused(&all, &token).await, "its algorithm is not that of its key");
            // The same with the header of the named key on it.
            let (_, rest) = token.split_once('.').unwrap();
            let header = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&named.header()).unwrap());
            assert_eq!(refused(&all, &format!("{header}.{rest}")).await, "wrongly signed");
        }
    }
    // The same family, another hash.
    let mut header = RSA.header();
    for alg in [Algorithm::RS512, Algorithm::PS256] {
        header.alg = alg;
        let token = jsonwebtoken::encode(&header, &claims(), &RSA.signing).unwrap();
        assert_eq!(refused(&all, &token).await, "its algorithm is not that of its key");
    }
}

#[tokio::test]
async fn a_token_that_was_touched_is_refused() {
    let token = ED.sign(&claims());
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let richer = URL_SAFE_NO_PAD.encode(claims_with("scope", json!("admin")).to_string());
    let set = &[ED.jwk()];
    assert_eq!(refused(set, &format!("{header}.{richer}.{signature}")).await, "wrongly signed");
    assert_eq!(refused(set, &format!("{header}.{payload}.")).await, "wrongly signed");
    for broken in ["", "a", "..", &format!("{header}.{payload}"), &format!("{token}.x"), &format!("{token}=")]
    {
        refused(set, broken).await;
    }
    assert_eq!(refused(set, &"x".repeat(8193)).await, "it is too long");
    assert_eq!(refused(set, &ed("ed").sign(&claims())).await, "wrongly signed", "another key of this name");
}

#[tokio::test]
async fn the_key_must_be_known() {
    assert_eq!(refused(&[ED.jwk()], &ed("other").sign(&claims())).await, "unknown key");
    let nameless = jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims(), &ED.signing).unwrap();
    verifier(&[ED.jwk()]).await.verify_at(&nameless, now()).await.unwrap();
    let why = refused(&[ED.jwk(), EC.jwk()], &nameless).await;
    assert_eq!(why, "it has no kid, and there are several keys");
}

#[tokio::test]
async fn headers_that_ask_for_more_are_refused() {
    let mut header = ED.header();
    header.crit = Some(vec!["exp".into()]);
    let token = jsonwebtoken::encode(&header, &claims(), &ED.signing).unwrap();
    assert_eq!(refused(&[ED.jwk()], &token).await, "its crit asks for extensions that are not known here");
    header.crit = None;
    for (typ, passes) in [("dpop+jwt", false), ("logout+jwt", false), ("at+jwt", true), ("JWT", true)] {
        header.typ = Some(typ.into());
        let token = jsonwebtoken::encode(&header, &claims(), &ED.signing).unwrap();
        assert_eq!(verifier(&[ED.jwk()]).await.verify_at(&token, now()).await.is_ok(), passes, "{typ}");
    }
}

#[tokio::test]
async fn claims_that_are_wrong_or_missing_are_refused() {
    for (name, value, why) in [
        ("iss", Value::Null, "it has no iss"),
        ("iss", json!("somebody"), "it is from another issuer"),
        ("aud", Value::Null, "it has no aud"),
        ("aud", json!("other"), "it is for another audience"),
        ("aud", json!(["other", "Rollcall"]), "it is for another audience"),
        ("aud", json!([]), "it is for another audience"),
        ("exp", Value::Null, "it has no exp"),
        ("exp", json!("2000000060"), "malformed, or a claim has the wrong type"),
        ("exp", json!(-1), "its exp is no time"),
        ("exp", json!(1e300), "its exp is no time"),
        ("exp", json!(u64::MAX), "its exp is no time"),
        ("nbf", json!(2_000_000_031_u64), "it is not valid yet"),
        ("nbf", json!(-5), "its nbf is no time"),
        ("sub", Value::Null, "it has no sub"),
        ("sub", json!("a\nb"), "its sub or jti is empty, too long or not printable"),
        ("jti", json!(""), "its sub or jti is empty, too long or not printable"),
        ("account", Value::Null, "it has no account"),
        ("account", json!("-"), "account - needs scope registrar or admin"),
        ("account", json!("ACME"), "its account is no account id"),
        ("account", json!(""), "its account is no account id"),
    ] {
        let judged = judged(&claims_with(name, value.clone())).await;
        assert_eq!(judged.unwrap_err(), AuthError::TokenInvalid(why), "{name} {value}");
    }
}

#[tokio::test]
async fn claims_of_every_allowed_shape_are_accepted() {
    for (name, value) in [
        ("aud", json!(["other", "rollcall"])),
        ("exp", json!(2_000_000_060.5)),
        ("nbf", json!(2_000_000_030_u64)),
        ("iat", json!("whatever")),
    ] {
        judged(&claims_with(name, value.clone())).await.unwrap_or_else(|e| panic!("{name} {value}: {e}"));
    }
    let caller = judged(&claims_with("scopes", json!(["audit:read", "x"]))).await.unwrap();
    assert_eq!(caller.scopes, ScopeSet::parse("users:read domains:write audit:read"));
    let nameless = judged(&claims_with("jti", Value::Null)).await.unwrap();
    assert_eq!(nameless.token_id.len(), 16);
}

#[tokio::test]
async fn a_token_without_scope_may_nothing() {
    for claims in [claims_with("scope", Value::Null), claims_with("scope", json!("openid Users:Read"))] {
        let caller = judged(&claims).await.unwrap();
        assert!(Scope::ALL.into_iter().all(|scope| !caller.has(scope)));
    }
}

#[tokio::test]
async fn the_account_bounds_what_is_seen() {
    let scope_of = async |account: &str, scope: &str| {
        let mut claims = claims_with("account", json!(account));
        claims["scope"] = json!(scope);
        judged(&claims).await.unwrap().account_scope()
    };
    let acme = AccountScope::One(AccountId::parse("acme").unwrap());
    assert_eq!(scope_of("acme", "users:write").await, acme);
    assert_eq!(scope_of("acme", "registrar").await, acme);
    assert_eq!(scope_of("acme", "admin").await, AccountScope::All);
    assert_eq!(scope_of("-", "admin").await, AccountScope::All);
    assert_eq!(scope_of("-", "registrar").await, AccountScope::All);
}

#[tokio::test]
async fn expiry_allows_for_the_leeway_and_no_more() {
    let verifier = verifier(&[ED.jwk()]).await;
    let token = ED.sign(&claims());
    let expired_at = now() + Duration::from_secs(60);
    let at = async |seconds: u64| verifier.verify_at(&token, expired_at + Duration::from_secs(seconds)).await;
    at(29).await.unwrap();
    assert_eq!(at(30).await.unwrap_err(), AuthError::TokenExpired { expired_at });
}

#[tokio::test]
async fn the_cache_does_not_outlive_the_token() {
    let keys = FileKeys::new(&[ED.jwk()], Duration::MAX).await;
    let Counted { verifier, hits } = &Counted::new(&keys.keys);
    let hits = || hits.load(Ordering::Relaxed);
    let token = ED.sign(&claims());
    let expires_at = now() + Duration::from_secs(60);
    verifier.verify_at(&token, now()).await.unwrap();
    assert_eq!((hits(), verifier.cached()), (0, 1));
    verifier.verify_at(&token, expires_at - Duration::from_nanos(1)).await.unwrap();
    assert_eq!(hits(), 1);
    verifier.verify_at(&token, expires_at).await.unwrap();
    assert_eq!(hits(), 1, "within the leeway it is verified anew");
    let late = verifier.verify_at(&token, expires_at + Duration::from_secs(30)).await;
    assert!(matches!(late, Err(AuthError::TokenExpired { .. })));
    assert_eq!(hits(), 1);
}

#[tokio::test]
async fn only_good_tokens_that_live_on_are_cached() {
    let verifier = verifier(&[ED.jwk()]).await;
    verifier.verify_at(&ED.sign(&claims()), now() + Duration::from_secs(70)).await.unwrap();
    why_not(&verifier, &ed("ed").sign(&claims())).await;
    assert_eq!(verifier.cached(), 0);
}

#[tokio::test]
async fn the_cache_is_bounded() {
    let keys = FileKeys::new(&[ED.jwk()], Duration::MAX).await;
    let options = VerifierOptions { cache_capacity: 3, ..VerifierOptions::default() };
    let verifier = Verifier::new(keys.keys.clone(), options, |_| ()).unwrap();
    for n in 0..20 {
        verifier.verify_at(&ED.sign(&claims_with("jti", json!(n.to_string()))), now()).await.unwrap();
    }
    assert!(verifier.cached() <= 3);
}

#[test]
fn errors_say_nothing_of_the_token() {
    let error =
        AuthError::ScopeMissing { method: "/rollcall.v1.UserService/CreateUser", needs: Scope::UsersWrite };
    assert_eq!(error.to_string(), "rollcall.v1.UserService/CreateUser needs scope users:write");
    assert_eq!(AuthError::TokenInvalid("unknown key").to_string(), "the token is not valid: unknown key");
}
