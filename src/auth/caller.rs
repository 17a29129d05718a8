//! The caller of an RPC, as its token says.

use super::scopes::{Scope, ScopeSet};
use crate::model::{AccountId, AccountScope};
use std::{sync::Arc, time::SystemTime};

/// Who calls. In the extensions of every request that the [layer](super::AuthLayer) let through with a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The `sub` claim: who holds the token, as audit and logs name them.
    pub subject: Arc<str>,
    /// The tenant; `None` for account `-`, which only tokens with scope `registrar` or `admin` have.
    pub account: Option<AccountId>,
    /// What was granted.
    pub scopes: ScopeSet,
    /// The `exp` claim, without leeway. A stream ends at it.
    pub expires_at: SystemTime,
    /// The `jti` claim, or where there is none the first 16 hexadecimal digits of the token's SHA-256. Not a secret.
    pub token_id: Arc<str>,
}

impl Caller {
    /// Whose data this caller may see: with scope `admin` or account `-`, everybody's; otherwise its own account's.
    ///
    /// The verifier lets account `-` through with scope `registrar` or `admin` only.
    pub fn account_scope(&self) -> AccountScope {
        match &self.account {
            Some(account) if !self.has(Scope::Admin) => AccountScope::One(account.clone()),
            _ => AccountScope::All,
        }
    }

    /// Whether the token has `scope`, or one that implies it.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.has(scope)
    }
}
