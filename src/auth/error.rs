//! What goes wrong with tokens and with keys. No message has a token, or any part of one, in it.

use super::scopes::Scope;
use std::{path::PathBuf, time::SystemTime};

/// Why a call was refused. The API layer maps each to one `ErrorReason` of the contract.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// Neither `authorization` nor `x-auth-token` was sent.
    #[error("no token: send one in authorization or x-auth-token")]
    TokenMissing,
    /// Malformed, of an unknown key, wrongly signed, not valid yet, for another issuer or audience: the text says which.
    #[error("the token is not valid: {0}")]
    TokenInvalid(&'static str),
    /// The `exp` claim, given here, has passed (RFC 7519 §4.1.4).
    #[error("the token has expired")]
    TokenExpired { expired_at: SystemTime },
    /// The token is good and lacks the scope that the method needs. `method` is a path with its leading slash.
    #[error("{} needs scope {needs}", .method.trim_start_matches('/'))]
    ScopeMissing { method: &'static str, needs: Scope },
    /// The token is good and the method is not in the table.
    #[error("this is not a method of this server")]
    MethodUnknown {
        /// The path as it was called, at most 256 characters of it.
        method: String,
    },
    /// There are no keys to verify with: never loaded, or older than `max_staleness`. A retry may help.
    #[error("tokens cannot be verified now: the keys are not available")]
    KeysUnavailable,
}

/// Why keys could not be loaded, made or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file or directory could not be read or written.
    #[error("{}: {source}", .path.display())]
    File { path: PathBuf, source: std::io::Error },
    /// Others than the owner may read the private key, or it is not a regular file.
    #[error("{}: {why}", .path.display())]
    Exposed { path: PathBuf, why: String },
    /// The document is not a JWK set (RFC 7517 §5), or no key in it may be used; `from` is its file or URL.
    #[error("{from}: {why}")]
    Unusable { from: String, why: String },
    /// The URL cannot be one of a JWK set.
    #[error("the JWKS URL {0}")]
    Url(&'static str),
    /// The JWK set could not be fetched.
    #[error("{url}: {why}")]
    Fetch { url: String, why: String },
    /// The cryptography does not work: a build or platform fault, shown at the start.
    #[error("the signature library does not work: {0}")]
    Crypto(String),
}
