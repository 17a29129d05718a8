//! Digest algorithms and the secrets made with them.

use std::fmt;
use zeroize::Zeroize;

/// A digest algorithm of RFC 8760.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DigestAlgorithm {
    Md5,
    Sha256,
    Sha512_256,
}

impl DigestAlgorithm {
    pub const ALL: [Self; 3] = [Self::Md5, Self::Sha256, Self::Sha512_256];

    /// The token of the `algorithm` parameter (RFC 7616 §6.1).
    pub fn token(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
            Self::Sha512_256 => "SHA-512-256",
        }
    }
}

/// `H(username:realm:password)` in lower-case hexadecimal (RFC 7616 §3.4.2). As good as the password for
/// SIP, so it never shows itself and is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Ha1(String);

impl Ha1 {
    pub fn from_hex(hex: String) -> Self {
        Self(hex)
    }

    /// The hexadecimal text, for the digest computation and the sealer only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Ha1 {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Ha1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ha1(…)")
    }
}
