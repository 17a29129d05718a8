//! The fields of a domain that callers write.

use super::{
    Violations,
    domain_delegation::{self, DelegationDraft},
    domain_routing::{self, SourcePolicyDraft},
    labels,
    user_fields::call_policy_flag,
};
use crate::model::{
    CallPolicy, DigestAlgorithm, Domain, Labels, LimitPolicy, OutboundMode, PasswordPolicy, PathMode,
    RegistrationPolicy, Transport,
};

/// The paths that an update mask may name, as in the contract.
pub const DOMAIN_PATHS: &[&str] = &[
    "disabled",
    "registration",
    "registration.min_expiry",
    "registration.default_expiry",
    "registration.max_expiry",
    "registration.transports",
    "registration.algorithms",
    "registration.max_registrations",
    "registration.limit_policy",
    "registration.path_mode",
    "registration.outbound_mode",
    "registration.count_softphones",
    "registration.options_ping_interval",
    "registration.flow_grace",
    "registration.source_policy",
    "registration.service_routes",
    "password_policy",
    "password_policy.min_length",
    "password_policy.require_digit",
    "password_policy.require_upper",
    "password_policy.require_lower",
    "password_policy.require_symbol",
    "default_call_policy",
    "default_call_policy.same_domain_calls_only",
    "default_call_policy.allow_direct_app_calling",
    "default_call_policy.allow_direct_queue_calling",
    "default_call_policy.allow_direct_user_calling",
    "organization_management",
    "delegated_authentication",
    "delegated_authentication.endpoint",
    "delegated_authentication.timeout",
    "delegated_authentication.mode",
    "delegated_authentication.bearer_token",
    "labels",
];

/// Fields as a caller sent them; `None` asks for the default.
#[derive(Debug, Clone, Default)]
pub struct DomainDraft {
    /// `accounts/{account}`; empty is the caller's.
    pub account: String,
    /// Empty is the FQDN.
    pub realm: String,
    pub disabled: bool,
    /// Whole seconds.
    pub min_expiry: Option<i64>,
    pub default_expiry: Option<i64>,
    pub max_expiry: Option<i64>,
    pub transports: Vec<Transport>,
    pub algorithms: Vec<DigestAlgorithm>,
    pub max_registrations: Option<i32>,
    pub limit_policy: LimitPolicy,
    pub path_mode: PathMode,
    pub outbound_mode: OutboundMode,
    pub count_softphones: bool,
    /// Whole seconds; 0 is never.
    pub options_ping_interval: Option<i64>,
    /// Milliseconds.
    pub flow_grace: Option<i64>,
    pub source_policy: SourcePolicyDraft,
    pub service_routes: Vec<String>,
    pub min_password_length: i32,
    pub require_digit: Option<bool>,
    pub require_upper: Option<bool>,
    pub require_lower: Option<bool>,
    pub require_symbol: Option<bool>,
    pub default_call_policy: CallPolicy,
    pub organization_management: bool,
    pub delegation: Option<DelegationDraft>,
    pub labels: Labels,
    /// What was wrong already when the fields were read from the request.
    pub found: Violations,
}

/// The longest registration that any domain may grant: 30 days, in seconds.
const LONGEST: i64 = 30 * 24 * 3600;
/// The shortest minimum: below it phones would do little else.
const SHORTEST: i64 = 10;

/// The shortest that two pings of a phone are apart, in seconds.
const SHORTEST_PING: i64 = 5;

/// The longest that a registration may outlive its flow: 1 hour, in milliseconds.
const LONGEST_GRACE: i64 = 3600 * 1000;

/// The paths by which a new domain differs from the default, for the audit.
pub(super) fn populated(domain: &Domain) -> Vec<&'static str> {
    let blank = Domain::new(domain.fqdn.clone(), domain.account.clone(), domain.create_time);
    let top = DOMAIN_PATHS.iter().filter(|path| !path.contains('.'));
    top.filter(|path| differ(&blank, domain, path)).copied().collect()
}

/// Whether two domains differ in what `path` names, down to the policy that it is part of.
pub(super) fn differ(before: &Domain, after: &Domain, path: &str) -> bool {
    match path.split('.').next() {
        Some("disabled") => before.disabled != after.disabled,
        Some("registration") => before.registration != after.registration,
        Some("password_policy") => before.password_policy != after.password_policy,
        Some("default_call_policy") => before.default_call_policy != after.default_call_policy,
        Some("delegated_authentication") => before.delegation != after.delegation,
        Some("organization_management") => before.organization_management != after.organization_management,
        _ => before.labels != after.labels,
    }
}

/// Writes one field into `domain`, noting why it is refused.
pub(super) fn apply(domain: &mut Domain, draft: &DomainDraft, path: &str, found: &mut Violations) {
    let defaults = RegistrationPolicy::default();
    let policy = &mut domain.registration;
    match path {
        "disabled" => domain.disabled = draft.disabled,
        "registration" => {
            for path in DOMAIN_PATHS.iter().filter(|p| p.starts_with("registration.")) {
                apply(domain, draft, path, found);
            }
        }
        "registration.min_expiry" => {
            expiry(&mut policy.min_expiry, draft.min_expiry, defaults.min_expiry, path, found);
        }
        "registration.default_expiry" => {
            let default = defaults.default_expiry;
            expiry(&mut policy.default_expiry, draft.default_expiry, default, path, found);
        }
        "registration.max_expiry" => {
            expiry(&mut policy.max_expiry, draft.max_expiry, defaults.max_expiry, path, found);
        }
        "registration.transports" => {
            policy.transports.clone_from(&draft.transports);
            unique("domain.registration.transports", &draft.transports, found);
        }
        "registration.algorithms" => {
            policy.algorithms.clone_from(&draft.algorithms);
            if policy.algorithms.is_empty() {
                policy.algorithms = defaults.algorithms;
            }
            unique("domain.registration.algorithms", &draft.algorithms, found);
        }
        "registration.max_registrations" => match draft.max_registrations.map(|n| (u32::try_from(n), n)) {
            None => policy.max_registrations = None,
            Some((Ok(n), _)) if n <= 1000 => policy.max_registrations = Some(n),
            Some((_, n)) => {
                found.add("domain.registration.max_registrations", "0 to 1000; unset is no limit", n);
            }
        },
        "registration.limit_policy" => policy.limit_policy = draft.limit_policy,
        "registration.path_mode" => policy.path_mode = draft.path_mode,
        "registration.outbound_mode" => policy.outbound_mode = draft.outbound_mode,
        "registration.count_softphones" => policy.count_softphones = draft.count_softphones,
        "registration.options_ping_interval" => match draft.options_ping_interval {
            None | Some(0) => policy.options_ping_interval = None,
            wish @ Some(SHORTEST_PING..=LONGEST) => {
                policy.options_ping_interval = wish.and_then(|seconds| u32::try_from(seconds).ok());
            }
            Some(seconds) => {
                let why = format!("{SHORTEST_PING} s to {LONGEST} s; 0 is never");
                found.add("domain.registration.options_ping_interval", why, format_args!("{seconds} s"));
            }
        },
        "registration.flow_grace" => match draft.flow_grace {
            None => policy.flow_grace = defaults.flow_grace,
            Some(millis @ 0..=LONGEST_GRACE) => {
                policy.flow_grace = u32::try_from(millis).unwrap_or(defaults.flow_grace);
            }
            Some(millis) => {
                found.add("domain.registration.flow_grace", "0 s to 3600 s", format_args!("{millis} ms"))
            }
        },
        "registration.source_policy" => policy.source_policy = draft.source_policy.checked(found),
        "registration.service_routes" => {
            policy.service_routes = domain_routing::service_routes(&draft.service_routes, found);
        }
        "password_policy" => domain.password_policy = password_policy(draft, found),
        path if path.starts_with("password_policy.") => {
            let (new, policy) = (password_policy(draft, found), &mut domain.password_policy);
            match path.rsplit('.').next() {
                Some("min_length") => policy.min_length = new.min_length,
                Some("require_digit") => policy.require_digit = new.require_digit,
                Some("require_upper") => policy.require_upper = new.require_upper,
                Some("require_lower") => policy.require_lower = new.require_lower,
                _ => policy.require_symbol = new.require_symbol,
            }
        }
        "default_call_policy" => domain.default_call_policy = draft.default_call_policy,
        path if path.starts_with("default_call_policy.") => {
            call_policy_flag(&mut domain.default_call_policy, &draft.default_call_policy, path);
        }
        "organization_management" => domain.organization_management = draft.organization_management,
        path if path.starts_with(domain_delegation::WHOLE) => {
            domain_delegation::apply(domain, draft.delegation.as_ref(), path, found);
        }
        "labels" => {
            labels::check("domain.labels", &draft.labels, found);
            domain.labels.clone_from(&draft.labels);
        }
        _ => found.add("update_mask", "not a field of a domain", path),
    }
}

/// Rules between fields, looked at when each is good by itself.
pub(super) fn check_whole(domain: &Domain, found: &mut Violations) {
    let policy = &domain.registration;
    if found.is_empty()
        && !(policy.min_expiry <= policy.default_expiry && policy.default_expiry <= policy.max_expiry)
    {
        let values = format!("{} s, {} s, {} s", policy.min_expiry, policy.default_expiry, policy.max_expiry);
        found.add("domain.registration", "min_expiry <= default_expiry <= max_expiry", values);
    }
}

fn expiry(target: &mut u32, wish: Option<i64>, default: u32, path: &str, found: &mut Violations) {
    match wish {
        None => *target = default,
        Some(seconds @ SHORTEST..=LONGEST) => *target = u32::try_from(seconds).unwrap_or(default),
        Some(seconds) => {
            let why = format!("{SHORTEST} s to {LONGEST} s");
            found.add(&format!("domain.{path}"), why, format_args!("{seconds} s"));
        }
    }
}

fn password_policy(draft: &DomainDraft, found: &mut Violations) -> PasswordPolicy {
    let defaults = PasswordPolicy::default();
    PasswordPolicy {
        min_length: match draft.min_password_length {
            0 => defaults.min_length,
            n @ 10..=128 => u32::try_from(n).unwrap_or(defaults.min_length),
            n => {
                found.add("domain.password_policy.min_length", "10 to 128; 0 is 10", n);
                defaults.min_length
            }
        },
        require_digit: draft.require_digit.unwrap_or(defaults.require_digit),
        require_upper: draft.require_upper.unwrap_or(defaults.require_upper),
        require_lower: draft.require_lower.unwrap_or(defaults.require_lower),
        require_symbol: draft.require_symbol.unwrap_or(defaults.require_symbol),
    }
}

fn unique<T: PartialEq + std::fmt::Debug>(field: &str, list: &[T], found: &mut Violations) {
    for (at, value) in list.iter().enumerate() {
        if list[..at].contains(value) {
            found.add(field, "each once", format_args!("{value:?}"));
        }
    }
}
