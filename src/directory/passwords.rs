//! Passwords: made, judged and hashed.

use super::Error;
use crate::model::PasswordPolicy;
use argon2::{Argon2, PasswordHasher};
use rand::RngExt;
use std::sync::Arc;
use tokio::sync::Semaphore;

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
    let mut draw = || -> String {
        let mut text: Vec<u8> = (0..length).map(|_| ALPHABET[rng.random_range(0..ALPHABET.len())]).collect();
        if policy.require_symbol {
            text[length / 2] = b'-';
        }
        text.into_iter().map(char::from).collect()
    };
    let mut password = draw();
    for _ in 0..DRAWS {
        if judge(policy, &password, &[]).is_ok() {
            break;
        }
        password = draw();
    }
    password
}

/// A random user name for digest authentication.
pub(super) fn generate_username() -> String {
    let mut rng = rand::rng();
    (0..12).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
}

/// Whether a password keeps the policy and is none of the `known` words: login, names, numbers.
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
    if known.iter().any(|word| !word.is_empty() && word.eq_ignore_ascii_case(password)) {
        return Err("a password is not the login, a name or a number of the user".to_owned());
    }
    Ok(())
}

/// Hashing off the async threads, a bounded number at a time: each takes tens of milliseconds and 19 MiB.
pub(super) struct Hashing(Arc<Semaphore>);

impl Default for Hashing {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(2)))
    }
}

impl Hashing {
    /// The Argon2id hash of a portal password, as a PHC string.
    pub(super) async fn hash(&self, password: String) -> Result<String, Error> {
        let failed = || Error::Internal("a password could not be hashed".to_owned());
        let permit = self.0.clone().acquire_owned().await.map_err(|_| failed())?;
        let hashing = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
        });
        hashing.await.ok().and_then(Result::ok).ok_or_else(failed)
    }
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
    }

    #[tokio::test]
    async fn hashes_are_argon2id() {
        let hash = Hashing::default().hash("Correct-Horse-1".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$"));
        assert!(!hash.contains("Horse"));
    }
}
