//! Request ids: what a caller quotes to find its call in the logs and in the audit.

use std::{fmt, sync::Arc};

/// The id of one RPC, in the extensions of every request: 1 to 128 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The caller's own id, if it is a good one; a new UUID otherwise.
    pub fn or_new(sent: Option<&[u8]>) -> Self {
        Self(sent.and_then(visible).map_or_else(|| uuid::Uuid::new_v4().to_string().into(), Into::into))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn visible(bytes: &[u8]) -> Option<&str> {
    let fits = (1..=128).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic);
    fits.then(|| std::str::from_utf8(bytes).ok()).flatten()
}
