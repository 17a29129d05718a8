//! Rotation, refreshing and staleness.

use super::super::{AuthError, KeyError};
use super::*;
use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Redirect},
    routing::get,
};
use std::{sync::Mutex, time::Instant};
use tokio::{net::TcpListener, sync::watch};
use tokio_util::sync::CancellationToken;

const UNKNOWN_KEY: AuthError = AuthError::TokenInvalid("unknown key");

#[tokio::test]
async fn a_rotation_takes_both_keys_then_only_the_new_one() {
    let (old, new) = (ed("old"), ed("new"));
    let (old_token, new_token) = (old.sign(&claims()), new.sign(&claims()));
    let file = FileKeys::new(&[old.jwk()], Duration::MAX).await;
    let counted = Counted::new(&file.keys);
    let verify = |token: &str| {
        let (verifier, token) = (counted.verifier.clone(), token.to_owned());
        async move { verifier.verify_at(&token, now()).await }
    };
    verify(&old_token).await.unwrap();
    verify(&old_token).await.unwrap();
    assert_eq!(counted.hits(), 1);

    file.write(&[old.jwk(), new.jwk()]);
    file.keys.refresh().await.unwrap();
    verify(&old_token).await.unwrap();
    verify(&new_token).await.unwrap();
    assert_eq!(counted.hits(), 1, "other keys flush the cache");
    file.keys.refresh().await.unwrap();
    verify(&new_token).await.unwrap();
    assert_eq!(counted.hits(), 2, "the same keys do not");

    file.write(&[new.jwk()]);
    file.keys.refresh().await.unwrap();
    assert_eq!(verify(&old_token).await.unwrap_err(), UNKNOWN_KEY);
    verify(&new_token).await.unwrap();
}

#[tokio::test]
async fn an_unknown_key_makes_the_file_be_read_again() {
    let (old, new) = (ed("old"), ed("new"));
    for (limit, found) in [(Duration::ZERO, true), (Duration::MAX, false)] {
        let file = FileKeys::new(&[old.jwk()], limit).await;
        let verifier = Counted::new(&file.keys).verifier;
        file.write(&[new.jwk()]);
        assert_eq!(verifier.verify_at(&new.sign(&claims()), now()).await.is_ok(), found);
    }
}

#[tokio::test]
async fn a_bad_file_keeps_the_old_keys_until_they_are_stale() {
    let file = FileKeys::new(&[ED.jwk()], Duration::MAX).await;
    std::fs::write(file.dir.path().join("jwks.json"), "{").unwrap();
    assert!(matches!(file.keys.refresh().await, Err(KeyError::Unusable { .. })));
    std::fs::remove_file(file.dir.path().join("jwks.json")).unwrap();
    assert!(matches!(file.keys.refresh().await, Err(KeyError::File { .. })));
    Counted::new(&file.keys).verifier.verify_at(&ED.sign(&claims()), now()).await.unwrap();
    let staleness = KeyOptions::default().max_staleness;
    assert!(file.keys.current(Instant::now() + staleness / 2).is_some());
    assert!(file.keys.current(Instant::now() + staleness).is_none());
}

#[tokio::test]
async fn a_file_must_be_good_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("jwks.json");
    let error = Keys::file(&path, KeyOptions::default()).await.err().unwrap();
    assert!(error.to_string().contains("jwks.json"), "{error}");
    std::fs::write(&path, set(&[json!({ "kty": "oct", "k": "AAAA" })])).unwrap();
    assert!(matches!(Keys::file(&path, KeyOptions::default()).await, Err(KeyError::Unusable { .. })));
}

/// An issuer on the loopback; its answer can be changed, its requests are counted.
struct Issuer {
    url: String,
    answer: Arc<Mutex<(StatusCode, String)>>,
    asked: watch::Receiver<usize>,
}

impl Issuer {
    async fn start(jwks: &[Value]) -> Self {
        let answer = Arc::new(Mutex::new((StatusCode::OK, set(jwks))));
        let (count, asked) = watch::channel(0);
        let shown = Arc::clone(&answer);
        let keys = move || async move {
            count.send_modify(|n| *n += 1);
            shown.lock().unwrap().clone().into_response()
        };
        let moved = || async { Redirect::temporary("/jwks") };
        let router = Router::new().route("/jwks", get(keys)).route("/moved", get(moved));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, answer, asked }
    }

    fn keys(&self, change: impl FnOnce(&mut KeyOptions)) -> Keys {
        let mut options = KeyOptions::default();
        change(&mut options);
        Keys::url(&self.url, options).unwrap()
    }

    fn answer(&self, status: StatusCode, text: String) {
        *self.answer.lock().unwrap() = (status, text);
    }
}

#[tokio::test]
async fn keys_are_fetched_from_a_url() {
    let issuer = Issuer::start(&[ED.jwk()]).await;
    let keys = issuer.keys(|_| ());
    keys.refresh().await.unwrap();
    Counted::new(&keys).verifier.verify_at(&ED.sign(&claims()), now()).await.unwrap();

    for (status, text) in [
        (StatusCode::INTERNAL_SERVER_ERROR, set(&[EC.jwk()])),
        (StatusCode::NO_CONTENT, String::new()),
        (StatusCode::OK, " ".repeat((1 << 20) + 1)),
    ] {
        issuer.answer(status, text);
        assert!(matches!(keys.refresh().await, Err(KeyError::Fetch { .. })), "{status}");
    }
    let moved = Keys::url(&issuer.url.replace("jwks", "moved"), KeyOptions::default()).unwrap();
    assert!(moved.refresh().await.unwrap_err().to_string().ends_with("/moved: it answered 307"));
    Counted::new(&keys).verifier.verify_at(&ED.sign(&claims()), now()).await.unwrap();
}

#[tokio::test]
async fn unknown_keys_cause_few_fetches() {
    let issuer = Issuer::start(&[ED.jwk()]).await;
    let keys = issuer.keys(|options| options.refresh_at_most_every = Duration::from_secs(3600));
    let verifier = Counted::new(&keys).verifier;
    let stranger = ed("stranger").sign(&claims());
    let all = futures::future::join_all((0..200).map(|_| verifier.verify_at(&stranger, now()))).await;
    assert!(all.into_iter().all(|result| result.is_err()));
    verifier.verify_at(&stranger, now()).await.unwrap_err();
    assert_eq!(*issuer.asked.borrow(), 1);
    verifier.verify_at(&ED.sign(&claims()), now()).await.unwrap();
}

#[tokio::test]
async fn an_unknown_key_brings_the_new_keys() {
    let issuer = Issuer::start(&[ED.jwk()]).await;
    let keys = issuer.keys(|options| options.refresh_at_most_every = Duration::ZERO);
    keys.refresh().await.unwrap();
    let verifier = Counted::new(&keys).verifier;
    issuer.answer(StatusCode::OK, set(&[ED.jwk(), EC.jwk()]));
    verifier.verify_at(&EC.sign(&claims()), now()).await.unwrap();
    assert_eq!(*issuer.asked.borrow(), 2);
}

#[tokio::test]
async fn without_fresh_keys_every_token_is_refused() {
    let issuer = Issuer::start(&[ED.jwk()]).await;
    let keys = issuer.keys(|options| options.max_staleness = Duration::ZERO);
    keys.refresh().await.unwrap();
    let verifier = Counted::new(&keys).verifier;
    let refused = verifier.verify_at(&ED.sign(&claims()), now()).await;
    assert_eq!(refused.unwrap_err(), AuthError::KeysUnavailable);

    let closed = Keys::url("http://127.0.0.1:1/jwks", KeyOptions::default()).unwrap();
    let refused = Counted::new(&closed).verifier.verify_at(&ED.sign(&claims()), now()).await;
    assert_eq!(refused.unwrap_err(), AuthError::KeysUnavailable);
}

#[tokio::test]
async fn the_schedule_brings_changes() {
    let issuer = Issuer::start(&[ED.jwk()]).await;
    let keys = issuer.keys(|options| options.refresh_every = Duration::from_millis(1));
    let stop = CancellationToken::new();
    let running = tokio::spawn(keys.clone().run(stop.clone()));
    let mut asked = issuer.asked.clone();
    asked.wait_for(|n| *n >= 1).await.unwrap();
    issuer.answer(StatusCode::OK, set(&[EC.jwk()]));
    // The next may have been answered before the change; when one more is asked for, the one between was taken.
    let seen = *asked.borrow();
    asked.wait_for(|n| *n >= seen + 3).await.unwrap();
    Counted::new(&keys).verifier.verify_at(&EC.sign(&claims()), now()).await.unwrap();
    stop.cancel();
    running.await.unwrap();
}

#[test]
fn only_safe_urls_are_taken() {
    for good in
        ["https://id.example.com/jwks?x=1", "http://localhost:8080/k", "http://127.8.0.1/", "http://[::1]:1/"]
    {
        Keys::url(good, KeyOptions::default()).map(drop).unwrap_or_else(|e| panic!("{good}: {e}"));
    }
    for bad in [
        "http://id.example.com/jwks",
        "http://localhost.example.com/",
        "http://10.0.0.1/",
        "https://user:secret@id.example.com/",
        "file:///etc/keys",
        "ftp://localhost/",
        "keys.json",
    ] {
        let error = Keys::url(bad, KeyOptions::default()).err().unwrap_or_else(|| panic!("took {bad}"));
        assert!(matches!(error, KeyError::Url(_)) && !error.to_string().contains("secret"), "{bad}: {error}");
    }
}
