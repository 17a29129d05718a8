//! Passwords: made, judged and hashed.

use super::Error;
use crate::model::PasswordPolicy;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use rand::RngExt;
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use zeroize::{Zeroize, Zeroizing};

/// Letters and digits that are not mistaken for one another.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const GENERATED_LENGTH: usize = 20;
/// How many are drawn until one keeps the policy; the first nearly always does.
const DRAWS: usize = 1000;
const MAX_LENGTH: usize = 256;

/// A random password that keeps the policy: 20 characters, or as many as it asks for.
pub(super) fn generate(policy: &PasswordPolicy) -> String {
    let length = usize::try_from(policy.min_length).unwrap_or(MAX_LENGTH).max(GENERATED_LENGTH);
    let mut rng = rand::rng();
    let mut password = String::with_capacity(length);
    for _ in 0..DRAWS {
        password.zeroize();
        for at in 0..length {
            let symbol = policy.require_symbol && at == length / 2;
            password.push(if symbol { '-' } else { ALPHABET[rng.random_range(0..ALPHABET.len())].into() });
        }
        if judge(policy, &password, &[]).is_ok() {
            break;
        }
    }
    password
}

/// A random user name for digest authentication.
pub(super) fn generate_username() -> String {
    let mut rng = rand::rng();
    (0..12).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
}

/// Whether a password keeps the policy and is none of the `known` words: login, names, numbers. Case, spaces
/// and the `+` of a number make no difference.
pub(super) fn judge(policy: &PasswordPolicy, password: &str, known: &[&str]) -> Result<(), String> {
    let length = password.chars().count();
    let mut wants = Vec::new();
    if length < usize::try_from(policy.min_length).unwrap_or(MAX_LENGTH) {
        wants.push(format!("at least {} characters", policy.min_length));
    }
    if length > MAX_LENGTH {
        wants.push(format!("at most {MAX_LENGTH} characters"));
    }
    let has = |test: fn(&char) -> bool| password.chars().any(|c| test(&c));
    for (required, found, what) in [
        (policy.require_digit, has(char::is_ascii_digit), "a digit"),
        (policy.require_upper, has(|c| c.is_uppercase()), "an upper-case letter"),
        (policy.require_lower, has(|c| c.is_lowercase()), "a lower-case letter"),
        (policy.require_symbol, has(|c| !c.is_alphanumeric()), "a symbol"),
    ] {
        if required && !found {
            wants.push(what.to_owned());
        }
    }
    if !wants.is_empty() {
        return Err(format!("a password has {}", wants.join(", ")));
    }
    if password.chars().any(char::is_control) {
        return Err("a password has no control characters".to_owned());
    }
    let bare = Zeroizing::new(bare(password));
    if known.iter().any(|word| self::bare(word) == *bare && !bare.is_empty()) {
        return Err("a password is not the login, a name or a number of the user".to_owned());
    }
    Ok(())
}

/// A word without what makes it look like another one.
fn bare(word: &str) -> String {
    word.chars().filter(|c| !c.is_whitespace() && *c != '+').flat_map(char::to_lowercase).collect()
}

/// Hashed or verified at once: each takes tens of milliseconds and 19 MiB.
const RUNNING: usize = 2;
/// Waiting for their turn, a few seconds at the most; more are refused.
const WAITING: usize = 128;
/// About how long a full queue takes to empty.
const RETRY_IN: Duration = Duration::from_secs(2);

/// Hashing off the async threads, a bounded number at a time, before a bounded queue.
pub(super) struct Hashing {
    /// Those that run and those that wait.
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
    decoy: String,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(RUNNING + WAITING)),
            running: Arc::new(Semaphore::new(RUNNING)),
            decoy: decoy(),
        }
    }
}

impl Hashing {
    /// The Argon2id hash of a portal password, as a PHC string.
    ///
    /// Errors: `Overloaded`.
    pub(super) async fn hash(&self, password: String) -> Result<String, Error> {
        let password = Zeroizing::new(password);
        let hash = self
            .run(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()));
        hash.await?.map_err(|_| Error::Internal("a password could not be hashed".to_owned()))
    }

    /// The hash of one of many passwords, whose caller has no more than a few wait at a time: it waits for
    /// its turn, however long the queue is.
    pub(super) async fn hash_in_turn(&self, password: String) -> Result<String, Error> {
        let failed = || Error::Internal("a password could not be hashed".to_owned());
        let turn = self.running.clone().acquire_owned().await.map_err(|_| failed())?;
        let hashing = tokio::task::spawn_blocking(move || {
            let _held = turn;
            Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
        });
        hashing.await.ok().and_then(Result::ok).ok_or_else(failed)
    }

    /// Whether the password is the one that was hashed. Where there is no hash, a decoy is verified, so that
    /// the time does not tell; the answer is then false.
    ///
    /// Errors: `Overloaded`.
    pub(super) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        let password = Zeroizing::new(password);
        let verified = self.run(move || Argon2::default().verify_password(password.as_bytes(), &*hash));
        match verified.await? {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(why) => Err(Error::Internal(format!("a stored password hash cannot be verified: {why}"))),
        }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let failed = || Error::Internal("hashing a password failed".to_owned());
        let full = |_| Error::Overloaded { queue: "password hashing", retry_in: RETRY_IN };
        let place = self.places.clone().try_acquire_owned().map_err(full)?;
        let turn = self.running.clone().acquire_owned().await.map_err(|_| failed())?;
        let hashing = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            work()
        });
        hashing.await.map_err(|_| failed())
    }
}

/// The hash of no password, which takes as long to verify as that of one: random octets, under the parameters
/// that passwords are hashed with.
fn decoy() -> String {
    let params = Argon2::default().params().clone();
    let random = |octets: &[u8]| STANDARD_NO_PAD.encode(octets);
    format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        params.m_cost(),
        params.t_cost(),
        params.p_cost(),
        random(&rand::random::<[u8; 16]>()),
        random(&rand::random::<[u8; 32]>()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_passwords_keep_any_policy() {
        let strict = PasswordPolicy { min_length: 64, require_symbol: true, ..Default::default() };
        for policy in [PasswordPolicy::default(), strict] {
            for _ in 0..100 {
                judge(&policy, &generate(&policy), &[]).unwrap();
            }
        }
        assert_eq!(generate(&PasswordPolicy::default()).len(), GENERATED_LENGTH);
    }

    #[test]
    fn weak_passwords_are_told_all_they_lack() {
        let policy = PasswordPolicy::default();
        let why = judge(&policy, "abc", &[]).unwrap_err();
        assert_eq!(why, "a password has at least 10 characters, a digit, an upper-case letter");
        assert!(judge(&policy, "Alice12345", &["alice12345"]).is_err());
        assert!(judge(&policy, "Alice12345", &["alice"]).is_ok());
        assert!(judge(&policy, "Ämilie Äpfel 1", &["ämilieäpfel1"]).is_err());
        let digits = PasswordPolicy { require_upper: false, require_lower: false, ..policy };
        assert!(judge(&digits, "4930123456", &["+4930123456"]).is_err());
        assert!(judge(&digits, "4930123457", &["+4930123456", ""]).is_ok());
    }

    #[tokio::test]
    async fn hashes_are_argon2id() {
        let hashing = Hashing::default();
        let hash = hashing.hash("Correct-Horse-1".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$"));
        assert!(!hash.contains("Horse"));
        // The decoy differs in the salt and the hash only: it takes as long.
        let form = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        let lengths = |hash: &str| hash.split('$').map(str::len).collect::<Vec<_>>();
        assert_eq!(form(&hashing.decoy), form(&hash));
        assert_eq!(lengths(&hashing.decoy), lengths(&hash));
        for (password, hash, expected) in [
            ("Correct-Horse-1", Some(hash.clone()), true),
            ("Correct-Horse-2", Some(hash), false),
            ("Correct-Horse-1", None, false),
        ] {
            assert_eq!(hashing.verify(password.to_owned(), hash).await.unwrap(), expected);
        }
        let broken = hashing.verify(String::new(), Some("nonsense".to_owned())).await;
        assert!(matches!(broken, Err(Error::Internal(_))));
    }

    #[tokio::test]
    async fn the_queue_is_bounded() {
        let hashing = Hashing::default();
        let all = u32::try_from(RUNNING + WAITING).unwrap();
        let others = hashing.places.clone().try_acquire_many_owned(all).unwrap();
        let refused = hashing.verify("Correct-Horse-1".to_owned(), None).await;
        assert!(matches!(refused, Err(Error::Overloaded { .. })));
        drop(others);
        assert!(!hashing.verify("Correct-Horse-1".to_owned(), None).await.unwrap());
    }
}
