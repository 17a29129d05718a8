//! Entity tags (AIP-154).

/// The version of a resource, as the opaque string that the API shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Etag(i64);

impl Etag {
    pub fn of_version(version: i64) -> Self {
        Self(version)
    }

    /// Whether the caller's tag names this version; an empty tag names any.
    pub fn matches(self, sent: &str) -> bool {
        sent.is_empty() || sent == self.to_string()
    }
}

impl std::fmt::Display for Etag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "v{}", self.0)
    }
}
