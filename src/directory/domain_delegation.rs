//! The setting of delegated authentication, as callers write it.

use super::{Error, SealError, Sealer, Violations};
use crate::model::{BearerToken, Delegation, DelegationMode, Domain, SealedToken, ServiceUrl};
use std::fmt;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The whole of it, as an update mask names it.
pub(super) const WHOLE: &str = "delegated_authentication";

/// How long one exchange may take, in milliseconds.
const SHORTEST: i64 = 100;
const LONGEST: i64 = 5000;
const DEFAULT: u32 = 1000;

/// The setting as a caller sent it.
#[derive(Clone, Default)]
pub struct DelegationDraft {
    pub endpoint: String,
    /// Milliseconds.
    pub timeout: Option<i64>,
    pub mode: Option<DelegationMode>,
    /// A secret; empty: not given.
    pub bearer_token: Zeroizing<String>,
    sealed: Option<SealedToken>,
}

impl DelegationDraft {
    pub fn new(endpoint: String, timeout: Option<i64>, mode: Option<DelegationMode>, token: String) -> Self {
        Self { endpoint, timeout, mode, bearer_token: Zeroizing::new(token), sealed: None }
    }

    /// Seals the token as belonging to the domain.
    pub(super) fn seal(&mut self, sealer: &Sealer, owner: Uuid) -> Result<(), Error> {
        if !self.bearer_token.is_empty() {
            let sealed = sealer.seal(&label(owner), self.bearer_token.as_bytes());
            self.sealed = Some(SealedToken(sealed.map_err(|why| Error::Internal(why.to_string()))?));
        }
        Ok(())
    }

    /// Keeps what the paths of a mask name.
    fn retain(&mut self, paths: &[&str]) {
        let named = |field: &str| paths.iter().any(|path| path.strip_prefix(WHOLE) == Some(field));
        let blank = Self::default();
        if !named(".endpoint") {
            self.endpoint = blank.endpoint;
        }
        if !named(".timeout") {
            self.timeout = blank.timeout;
        }
        if !named(".mode") {
            self.mode = blank.mode;
        }
        if !named(".bearer_token") {
            (self.bearer_token, self.sealed) = (blank.bearer_token, blank.sealed);
        }
    }
}

impl fmt::Debug for DelegationDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DelegationDraft").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// What an update writes where there is no delegation yet: a mask that names parts of it makes one, of these parts.
pub(super) fn begin(
    before: &Domain,
    draft: &mut Option<DelegationDraft>,
    mut paths: Vec<&'static str>,
) -> Vec<&'static str> {
    let is_part = |path: &&str| path.strip_prefix(WHOLE).is_some_and(|rest| rest.starts_with('.'));
    if before.delegation.is_some() || paths.contains(&WHOLE) || !paths.iter().any(is_part) {
        return paths;
    }
    draft.get_or_insert_default().retain(&paths);
    paths.retain(|path| !is_part(path));
    paths.push(WHOLE);
    paths
}

/// Writes one field, noting why it is refused.
pub(super) fn apply(
    domain: &mut Domain,
    draft: Option<&DelegationDraft>,
    path: &str,
    found: &mut Violations,
) {
    let Some(before) = domain.delegation.clone().filter(|_| path != WHOLE) else {
        let before = domain.delegation.take();
        domain.delegation = draft.and_then(|draft| whole(before.as_ref(), draft, found));
        return;
    };
    let blank = DelegationDraft::default();
    let (draft, mut after) = (draft.unwrap_or(&blank), before);
    match path.rsplit('.').next() {
        Some("endpoint") => {
            if let Some(endpoint) = endpoint(draft, found) {
                // What was given for one server is not sent to another.
                after.token = after.token.filter(|_| after.endpoint.is_same_server(&endpoint));
                after.endpoint = endpoint;
            }
        }
        Some("timeout") => after.timeout = timeout(draft, found),
        Some("mode") => after.mode = mode(draft, found).unwrap_or(after.mode),
        // Named and empty: it is taken away.
        _ => after.token = token(draft, found),
    }
    domain.delegation = Some(after);
}

/// The token that there is stays, unless another one is given or the server is another.
fn whole(before: Option<&Delegation>, draft: &DelegationDraft, found: &mut Violations) -> Option<Delegation> {
    let (endpoint, timeout) = (endpoint(draft, found), timeout(draft, found));
    let (mode, token) = (mode(draft, found), token(draft, found));
    let endpoint = endpoint?;
    let kept = before.filter(|before| before.endpoint.is_same_server(&endpoint));
    let token = token.or_else(|| kept.and_then(|before| before.token.clone()));
    Some(Delegation { endpoint, timeout, mode: mode?, token })
}

fn endpoint(draft: &DelegationDraft, found: &mut Violations) -> Option<ServiceUrl> {
    found.parse("domain.delegated_authentication.endpoint", &draft.endpoint, ServiceUrl::parse)
}

fn timeout(draft: &DelegationDraft, found: &mut Violations) -> u32 {
    match draft.timeout {
        None => DEFAULT,
        Some(millis @ SHORTEST..=LONGEST) => u32::try_from(millis).unwrap_or(DEFAULT),
        Some(millis) => {
            let why = format!("{SHORTEST} ms to {LONGEST} ms");
            found.add("domain.delegated_authentication.timeout", why, format_args!("{millis} ms"));
            DEFAULT
        }
    }
}

fn mode(draft: &DelegationDraft, found: &mut Violations) -> Option<DelegationMode> {
    if draft.mode.is_none() {
        found.add("domain.delegated_authentication.mode", "is needed", "");
    }
    draft.mode
}

fn token(draft: &DelegationDraft, found: &mut Violations) -> Option<SealedToken> {
    if !draft.bearer_token.is_empty()
        && let Err(why) = BearerToken::parse(&draft.bearer_token)
    {
        found.add_secret("domain.delegated_authentication.bearer_token", why);
    }
    draft.sealed.clone()
}

/// What the sealed token of a domain belongs to.
pub(super) fn label(owner: Uuid) -> Vec<u8> {
    [b"delegation", &owner.as_bytes()[..]].concat()
}

/// The token of a domain in clear.
pub(super) fn open(sealer: &Sealer, owner: Uuid, sealed: &SealedToken) -> Result<BearerToken, SealError> {
    let opened = sealer.open(&label(owner), &sealed.0)?;
    let text = std::str::from_utf8(&opened).map_err(|_| SealError::Broken)?;
    BearerToken::parse(text).map_err(|_| SealError::Broken)
}
