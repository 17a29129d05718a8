//! Where calls go that a user does not take.

use serde::{Deserialize, Serialize};

/// Each target is a SIP URI, a tel URI or an E.164 number; empty is no forwarding.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Forwarding {
    pub unconditional: String,
    pub busy: String,
    pub no_answer: String,
    pub not_reachable: String,
    /// Seconds of ringing before `no_answer`; `None` is the default of 20.
    pub no_answer_timeout: Option<u32>,
}

impl Forwarding {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
