//! Entity tags (AIP-154).

use uuid::Uuid;

/// The version of a resource, as the opaque string that the API shows. It names the resource too, so that
/// another one that takes the name later never has the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Etag {
    uid: Uuid,
    version: i64,
}

impl Etag {
    pub fn of(uid: Uuid, version: i64) -> Self {
        Self { uid, version }
    }

    /// Whether the caller's tag names this version; an empty tag names any.
    pub fn matches(self, sent: &str) -> bool {
        sent.is_empty() || sent == self.to_string()
    }
}

impl std::fmt::Display for Etag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Random octets of the UUID, whichever of its versions it is.
        let [.., a, b, c, d] = self.uid.into_bytes();
        write!(f, "{}-{:08x}", self.version, u32::from_be_bytes([a, b, c, d]))
    }
}
