//! The claims of a token, and the rules for them.

use super::{
    caller::Caller,
    error::AuthError,
    scopes::{Scope, ScopeSet},
};
use crate::model::AccountId;
use serde::Deserialize;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// 9999-12-31T23:59:59Z, the last instant that RFC 3339 can write.
const LAST_INSTANT: u64 = 253_402_300_799;

/// Registered claims of RFC 7519 §4.1, `scope` of RFC 8693 §4.2, and Rollcall's `account`. `iat` is not needed.
#[derive(Deserialize)]
pub(super) struct Claims {
    iss: Option<String>,
    aud: Option<Audience>,
    exp: Option<serde_json::Number>,
    nbf: Option<serde_json::Number>,
    sub: Option<String>,
    jti: Option<String>,
    account: Option<String>,
    /// Words separated by spaces.
    scope: Option<String>,
    /// Instead of `scope`, or beside it: a list of words.
    scopes: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// What the claims are held against.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
    pub(super) leeway: Duration,
    pub(super) now: SystemTime,
}

impl Claims {
    /// The caller that the claims describe; `fallback_id` stands in for a missing `jti`.
    pub(super) fn check(self, expected: &Expected<'_>, fallback_id: &str) -> Result<Caller, AuthError> {
        use AuthError::TokenInvalid;
        let iss = self.iss.ok_or(TokenInvalid("it has no iss"))?;
        if iss != expected.issuer {
            return Err(TokenInvalid("it is from another issuer"));
        }
        let for_us = match self.aud.ok_or(TokenInvalid("it has no aud"))? {
            Audience::One(one) => one == expected.audience,
            Audience::Several(several) => several.iter().any(|one| one == expected.audience),
        };
        if !for_us {
            return Err(TokenInvalid("it is for another audience"));
        }
        let expires_at = instant(&self.exp.ok_or(TokenInvalid("it has no exp"))?)
            .ok_or(TokenInvalid("its exp is no time"))?;
        if expected.now >= expires_at + expected.leeway {
            return Err(AuthError::TokenExpired { expired_at: expires_at });
        }
        if let Some(nbf) = self.nbf {
            let not_before = instant(&nbf).ok_or(TokenInvalid("its nbf is no time"))?;
            if expected.now + expected.leeway < not_before {
                return Err(TokenInvalid("it is not valid yet"));
            }
        }
        let subject = self.sub.ok_or(TokenInvalid("it has no sub"))?;
        let token_id = self.jti.unwrap_or_else(|| fallback_id.to_owned());
        // Both go to logs and audit as they are.
        if !printable(&subject) || !printable(&token_id) {
            return Err(TokenInvalid("its sub or jti is empty, too long or not printable"));
        }
        let listed = self.scopes.iter().flatten().filter_map(|word| Scope::parse(word)).collect();
        let scopes = ScopeSet::parse(self.scope.as_deref().unwrap_or_default()).union(listed);
        let account = match self.account.as_deref() {
            None => return Err(TokenInvalid("it has no account")),
            Some("-") if scopes.has(Scope::Registrar) => None,
            Some("-") => return Err(TokenInvalid("account - needs scope registrar or admin")),
            Some(id) => Some(AccountId::parse(id).map_err(|_| TokenInvalid("its account is no account id"))?),
        };
        Ok(Caller { subject: subject.into(), account, scopes, expires_at, token_id: token_id.into() })
    }
}

fn printable(text: &str) -> bool {
    (1..=255).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// A NumericDate (RFC 7519 §2): seconds since 1970, possibly with a fraction.
fn instant(number: &serde_json::Number) -> Option<SystemTime> {
    let since = match number.as_u64() {
        Some(seconds) => Duration::from_secs(seconds),
        None => Duration::try_from_secs_f64(number.as_f64()?).ok()?,
    };
    (since.as_secs() <= LAST_INSTANT).then(|| UNIX_EPOCH + since)
}
