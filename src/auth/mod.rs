//! Who calls, and what they may do: bearer tokens (RFC 6750, RFC 7519), keys, scopes, and the tower layer.
//!
//! A token's signature algorithm is pinned by its key, never read from the token (RFC 8725 §3.1). What cannot be
//! decided is refused: an unknown method, a stale key set, a claim that is missing.

mod caller;
mod claims;
mod error;
mod fetch;
mod jwk;
mod jwks;
mod keys;
mod layer;
mod local;
mod methods;
mod scopes;
mod verifier;

#[cfg(test)]
mod tests;

pub use caller::Caller;
pub use error::{AuthError, KeyError};
pub use jwks::{KeyOptions, Keys};
pub use keys::KeySet;
pub use layer::{AuthLayer, AuthService, Method};
pub use local::{LocalKey, NewToken};
pub use methods::{METHODS, Requirement, known_method, requirement};
pub use scopes::{Scope, ScopeSet};
pub use verifier::{DEFAULT_AUDIENCE, DEFAULT_ISSUER, Verifier, VerifierOptions};
