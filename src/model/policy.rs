//! Settings of a domain that its users inherit.

use super::{DigestAlgorithm, SourcePolicy, Transport};
use serde::{Deserialize, Serialize};

/// Bindings of one user, whatever its limits, and whether or not they count towards these: as many as the largest limit of
/// devices, and few enough that one user cannot fill a node.
pub const MAX_BINDINGS: u32 = 1000;

/// What to do with one registration too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitPolicy {
    /// Refuse the new one.
    #[default]
    Reject,
    /// End the one that was refreshed longest ago.
    EvictOldest,
}

/// What to do with Path headers (RFC 3327).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathMode {
    /// Ignore them.
    Off,
    /// Keep them, whether or not the phone says that it supports `path`.
    #[default]
    Lazy,
    /// Keep them when the phone supports `path`, answer 421 otherwise.
    Strict,
}

/// What to do with outbound flows (RFC 5626).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboundMode {
    /// Not offered: `reg-id` is ignored.
    Off,
    /// Used by the phones that ask for it.
    #[default]
    Supported,
    /// A phone that does not ask for it gets 421.
    Required,
}

/// How registrations of a domain behave. Expiry times are seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegistrationPolicy {
    /// A shorter wish is answered 423 (Interval Too Brief).
    pub min_expiry: u32,
    /// What a REGISTER without a wish gets.
    pub default_expiry: u32,
    /// A longer wish is shortened to this.
    pub max_expiry: u32,
    /// Transports that may register; empty means all.
    pub transports: Vec<Transport>,
    /// Challenged in this order.
    pub algorithms: Vec<DigestAlgorithm>,
    /// Concurrent registrations per user; `None` is no limit.
    pub max_registrations: Option<u32>,
    pub limit_policy: LimitPolicy,
    pub path_mode: PathMode,
    pub outbound_mode: OutboundMode,
    /// Whether softphones count towards the limit.
    pub count_softphones: bool,
    /// How often each registration is pinged; `None` is never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options_ping_interval: Option<u32>,
    /// How long a registration outlives its lost flow, in milliseconds.
    pub flow_grace: u32,
    pub source_policy: SourcePolicy,
    /// SIP URIs, for the 200 OK (RFC 3608).
    pub service_routes: Vec<String>,
}

impl Default for RegistrationPolicy {
    fn default() -> Self {
        Self {
            min_expiry: 60,
            default_expiry: 3600,
            max_expiry: 7200,
            transports: Vec::new(),
            algorithms: vec![DigestAlgorithm::Md5],
            max_registrations: Some(1),
            limit_policy: LimitPolicy::Reject,
            path_mode: PathMode::Lazy,
            outbound_mode: OutboundMode::Supported,
            count_softphones: false,
            options_ping_interval: None,
            flow_grace: 10_000,
            source_policy: SourcePolicy::default(),
            service_routes: Vec::new(),
        }
    }
}

/// What a password must have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordPolicy {
    /// Characters, not octets.
    pub min_length: u32,
    pub require_digit: bool,
    pub require_upper: bool,
    pub require_lower: bool,
    pub require_symbol: bool,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: 10,
            require_digit: true,
            require_upper: true,
            require_lower: true,
            require_symbol: false,
        }
    }
}

/// Whom a user may call. `None` means: as the domain says; a domain's `None` means allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CallPolicy {
    pub same_domain_calls_only: Option<bool>,
    pub allow_direct_app_calling: Option<bool>,
    pub allow_direct_queue_calling: Option<bool>,
    pub allow_direct_user_calling: Option<bool>,
}
