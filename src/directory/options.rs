//! Settings of the directory.

use std::time::Duration;

#[derive(Debug, Clone)]
pub struct Options {
    /// How long what is soft-deleted can be brought back.
    pub purge_after: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { purge_after: Duration::from_secs(30 * 86_400) }
    }
}
