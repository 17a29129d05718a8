//! Domains.

use super::{
    algorithm, algorithm_of, call_policy, call_policy_of, known, milliseconds, seconds, timestamp, transport,
    transport_of, whole_milliseconds, whole_seconds,
};
use crate::directory::{DelegationDraft, DomainDraft, SourcePolicyDraft, Violations};
use crate::model::{Delegation, DelegationMode, Domain, LimitPolicy, OutboundMode, PathMode, SourcePolicy};
use crate::pb::v1;

/// Fields that say which domain is meant: a mask may name them, nothing happens.
pub(in crate::api) const DOMAIN_IDENTIFIERS: &[&str] = &["name", "etag"];

/// Whether a field has a value, for an update without a mask.
pub(in crate::api) fn domain_populated(domain: &v1::Domain, path: &str) -> bool {
    match path {
        "disabled" => domain.disabled,
        "registration" => domain.registration.is_some(),
        "password_policy" => domain.password_policy.is_some(),
        "default_call_policy" => domain.default_call_policy.is_some(),
        "organization_management" => domain.organization_management,
        "delegated_authentication" => domain.delegated_authentication.is_some(),
        "labels" => !domain.labels.is_empty(),
        _ => false,
    }
}

pub(in crate::api) fn domain(d: &Domain, presence: (usize, usize)) -> v1::Domain {
    let r = &d.registration;
    let p = &d.password_policy;
    let (online, registrations) = presence;
    v1::Domain {
        name: d.name().to_string(),
        uid: d.uid.to_string(),
        account: format!("accounts/{}", d.account),
        realm: d.realm.clone(),
        disabled: d.disabled,
        registration: Some(v1::RegistrationPolicy {
            min_expiry: seconds(r.min_expiry),
            default_expiry: seconds(r.default_expiry),
            max_expiry: seconds(r.max_expiry),
            transports: r.transports.iter().map(|t| transport(*t).into()).collect(),
            algorithms: r.algorithms.iter().map(|a| algorithm(*a).into()).collect(),
            max_registrations: r.max_registrations.and_then(|n| i32::try_from(n).ok()),
            limit_policy: match r.limit_policy {
                LimitPolicy::Reject => v1::LimitPolicy::Reject.into(),
                LimitPolicy::EvictOldest => v1::LimitPolicy::EvictOldest.into(),
            },
            path_mode: match r.path_mode {
                PathMode::Off => v1::PathMode::Off.into(),
                PathMode::Lazy => v1::PathMode::Lazy.into(),
                PathMode::Strict => v1::PathMode::Strict.into(),
            },
            outbound_mode: match r.outbound_mode {
                OutboundMode::Off => v1::OutboundMode::Off.into(),
                OutboundMode::Supported => v1::OutboundMode::Supported.into(),
                OutboundMode::Required => v1::OutboundMode::Required.into(),
            },
            count_softphones: r.count_softphones,
            options_ping_interval: r.options_ping_interval.and_then(seconds),
            flow_grace: milliseconds(r.flow_grace),
            source_policy: (r.source_policy != SourcePolicy::default())
                .then(|| source_policy(&r.source_policy)),
            service_routes: r.service_routes.clone(),
        }),
        password_policy: Some(v1::PasswordPolicy {
            min_length: i32::try_from(p.min_length).unwrap_or(i32::MAX),
            require_digit: Some(p.require_digit),
            require_upper: Some(p.require_upper),
            require_lower: Some(p.require_lower),
            require_symbol: Some(p.require_symbol),
        }),
        default_call_policy: Some(call_policy(d.default_call_policy)),
        organization_management: d.organization_management,
        delegated_authentication: d.delegation.as_ref().map(delegation),
        labels: d.labels.clone().into_iter().collect(),
        create_time: Some(timestamp(d.create_time)),
        update_time: Some(timestamp(d.update_time)),
        etag: d.etag().to_string(),
        delete_time: d.delete_time.map(timestamp),
        purge_time: d.purge_time.map(timestamp),
        presence: Some(v1::DomainPresence {
            online_user_count: i64::try_from(online).unwrap_or(i64::MAX),
            registration_count: i64::try_from(registrations).unwrap_or(i64::MAX),
        }),
    }
}

/// Without its token, which is never told.
fn delegation(d: &Delegation) -> v1::DelegatedAuthentication {
    v1::DelegatedAuthentication {
        endpoint: d.endpoint.as_str().to_owned(),
        timeout: milliseconds(d.timeout),
        mode: match d.mode {
            DelegationMode::VerifyDigest => v1::DelegationMode::VerifyDigest.into(),
            DelegationMode::FetchHa1 => v1::DelegationMode::FetchHa1.into(),
        },
        bearer_token: String::new(),
    }
}

fn delegation_draft(d: v1::DelegatedAuthentication, found: &mut Violations) -> DelegationDraft {
    let read = |value| match value {
        v1::DelegationMode::Unspecified => None,
        v1::DelegationMode::VerifyDigest => Some(DelegationMode::VerifyDigest),
        v1::DelegationMode::FetchHa1 => Some(DelegationMode::FetchHa1),
    };
    let mode = match d.mode {
        0 => None,
        // One that is not known is told of once.
        value => known("domain.delegated_authentication.mode", value, read, found)
            .or(Some(DelegationMode::VerifyDigest)),
    };
    let timeout = whole_milliseconds("domain.delegated_authentication.timeout", d.timeout, found);
    DelegationDraft::new(d.endpoint, timeout, mode, d.bearer_token)
}

fn source_policy(policy: &SourcePolicy) -> v1::SourcePolicy {
    let SourcePolicy { allow, deny, allow_user_agents, deny_user_agents } = policy;
    v1::SourcePolicy {
        allow_cidrs: allow.iter().map(ToString::to_string).collect(),
        deny_cidrs: deny.iter().map(ToString::to_string).collect(),
        allow_user_agent_prefixes: allow_user_agents.clone(),
        deny_user_agent_prefixes: deny_user_agents.clone(),
    }
}

pub(in crate::api) fn domain_draft(d: v1::Domain) -> DomainDraft {
    let mut draft = DomainDraft {
        account: d.account,
        realm: d.realm,
        disabled: d.disabled,
        default_call_policy: call_policy_of(d.default_call_policy),
        organization_management: d.organization_management,
        labels: d.labels.into_iter().collect(),
        ..Default::default()
    };
    if let Some(p) = d.password_policy {
        draft.min_password_length = p.min_length;
        draft.require_digit = p.require_digit;
        draft.require_upper = p.require_upper;
        draft.require_lower = p.require_lower;
        draft.require_symbol = p.require_symbol;
    }
    draft.delegation = d.delegated_authentication.map(|d| delegation_draft(d, &mut draft.found));
    if let Some(r) = d.registration {
        registration_policy(&mut draft, r);
    }
    draft
}

fn registration_policy(draft: &mut DomainDraft, r: v1::RegistrationPolicy) {
    let found = &mut draft.found;
    let v1::SourcePolicy { allow_cidrs, deny_cidrs, allow_user_agent_prefixes, deny_user_agent_prefixes } =
        r.source_policy.unwrap_or_default();
    draft.source_policy = SourcePolicyDraft {
        allow: allow_cidrs,
        deny: deny_cidrs,
        allow_user_agents: allow_user_agent_prefixes,
        deny_user_agents: deny_user_agent_prefixes,
    };
    draft.service_routes = r.service_routes;
    draft.min_expiry = whole_seconds("domain.registration.min_expiry", r.min_expiry, found);
    draft.default_expiry = whole_seconds("domain.registration.default_expiry", r.default_expiry, found);
    draft.max_expiry = whole_seconds("domain.registration.max_expiry", r.max_expiry, found);
    let interval = r.options_ping_interval;
    draft.options_ping_interval = whole_seconds("domain.registration.options_ping_interval", interval, found);
    draft.flow_grace = whole_milliseconds("domain.registration.flow_grace", r.flow_grace, found);
    for (at, value) in r.transports.into_iter().enumerate() {
        let field = format!("domain.registration.transports[{at}]");
        draft.transports.extend(known(&field, value, transport_of, found));
    }
    for (at, value) in r.algorithms.into_iter().enumerate() {
        let field = format!("domain.registration.algorithms[{at}]");
        draft.algorithms.extend(known(&field, value, algorithm_of, found));
    }
    draft.max_registrations = r.max_registrations;
    draft.count_softphones = r.count_softphones;
    let limit = |value| match value {
        v1::LimitPolicy::Unspecified => Some(LimitPolicy::default()),
        v1::LimitPolicy::Reject => Some(LimitPolicy::Reject),
        v1::LimitPolicy::EvictOldest => Some(LimitPolicy::EvictOldest),
    };
    draft.limit_policy =
        known("domain.registration.limit_policy", r.limit_policy, limit, found).unwrap_or_default();
    let path = |value| match value {
        v1::PathMode::Unspecified => Some(PathMode::default()),
        v1::PathMode::Off => Some(PathMode::Off),
        v1::PathMode::Lazy => Some(PathMode::Lazy),
        v1::PathMode::Strict => Some(PathMode::Strict),
    };
    draft.path_mode = known("domain.registration.path_mode", r.path_mode, path, found).unwrap_or_default();
    let outbound = |value| match value {
        v1::OutboundMode::Unspecified => Some(OutboundMode::default()),
        v1::OutboundMode::Off => Some(OutboundMode::Off),
        v1::OutboundMode::Supported => Some(OutboundMode::Supported),
        v1::OutboundMode::Required => Some(OutboundMode::Required),
    };
    draft.outbound_mode =
        known("domain.registration.outbound_mode", r.outbound_mode, outbound, found).unwrap_or_default();
}
