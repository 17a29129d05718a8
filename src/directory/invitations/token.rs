//! The token of an invitation: who has it may accept.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// A secret of 256 random bits, as URL-safe base64. It is found by its digest, so that neither a stolen
/// database nor the time of a comparison gives one away.
#[derive(Clone)]
pub struct InvitationToken(Zeroizing<String>);

impl InvitationToken {
    pub(super) fn generate() -> Self {
        let octets = Zeroizing::new(rand::random::<[u8; 32]>());
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(*octets)))
    }

    /// The token as somebody sent it, whatever that is.
    pub fn sent(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// For the one answer that shows it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvitationToken").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_different_and_not_told() {
        let (one, other) = (InvitationToken::generate(), InvitationToken::generate());
        assert_eq!(one.expose().len(), 43);
        assert_ne!(one.expose(), other.expose());
        assert_eq!(one.digest(), InvitationToken::sent(one.expose().to_owned()).digest());
        assert_eq!(format!("{one:?}"), "InvitationToken { .. }");
    }
}
