//! From the contract's messages to the model and back.

mod account;
mod audit;
mod delegation;
mod domain;
mod group;
mod import;
mod invitation;
mod organization;
mod probe;
mod registrar;
mod registration;
mod role;
mod user;

pub(super) use account::{ACCOUNT_IDENTIFIERS, account, account_draft, account_populated};
pub(super) use audit::audit_entry;
pub(super) use delegation::{fetch_ha1, verify_digest};
pub(super) use domain::{DOMAIN_IDENTIFIERS, domain, domain_draft, domain_populated};
pub(super) use group::{GROUP_IDENTIFIERS, group, group_draft, group_member, group_populated};
pub(super) use import::{by_size, export_row, generated_rows, import_row, progress, row_errors, summary};
pub(super) use invitation::{invitation, invitation_draft, sip_settings};
pub(super) use organization::{
    ORGANIZATION_IDENTIFIERS, organization, organization_draft, organization_member, organization_populated,
};
pub(super) use probe::{probe_report, probe_transport};
pub(super) use registrar::{edge, flow_token, register_response, sip_register, sip_source, trusted_user};
pub(super) use registration::{event, into_registration, kind, reachability, registration};
pub(super) use role::{ROLE_IDENTIFIERS, role, role_draft, role_populated};
pub(super) use user::{USER_IDENTIFIERS, generated, user, user_draft, user_populated};

use crate::directory::Violations;
use crate::model::{CallPolicy, DigestAlgorithm, Time, Transport};
use crate::pb::v1;
use prost_types::{Duration, Timestamp};

pub(super) fn timestamp(time: Time) -> Timestamp {
    Timestamp { seconds: time.seconds(), nanos: time.subsec_nanos() }
}

/// Microseconds, as the store keeps times.
fn seconds(seconds: u32) -> Option<Duration> {
    Some(Duration { seconds: seconds.into(), nanos: 0 })
}

/// A duration of whole seconds.
fn whole_seconds(field: &str, value: Option<Duration>, found: &mut Violations) -> Option<i64> {
    let value = value?;
    if value.nanos != 0 {
        found.add(field, "whole seconds", value);
    }
    Some(value.seconds)
}

fn milliseconds(millis: u32) -> Option<Duration> {
    Duration::try_from(std::time::Duration::from_millis(millis.into())).ok()
}

/// A duration of whole milliseconds.
fn whole_milliseconds(field: &str, value: Option<Duration>, found: &mut Violations) -> Option<i64> {
    let value = value?;
    if value.nanos % 1_000_000 != 0 {
        found.add(field, "whole milliseconds", value);
    }
    Some(value.seconds.saturating_mul(1000).saturating_add(i64::from(value.nanos / 1_000_000)))
}

/// A duration that is not negative, fractions included.
pub(super) fn duration(
    field: &str,
    value: Option<Duration>,
    found: &mut Violations,
) -> Option<std::time::Duration> {
    let value = value?;
    let read = std::time::Duration::try_from(value);
    read.map_err(|_| found.add(field, "a duration, not negative", value)).ok()
}

/// The values of an enum field that mean something.
fn known<E, T>(field: &str, value: i32, read: impl Fn(E) -> Option<T>, found: &mut Violations) -> Option<T>
where
    E: TryFrom<i32>,
{
    let parsed = E::try_from(value).ok().and_then(read);
    if parsed.is_none() {
        found.add(field, "not a value of the enum", value);
    }
    parsed
}

fn transport(transport: Transport) -> v1::Transport {
    match transport {
        Transport::Udp => v1::Transport::Udp,
        Transport::Tcp => v1::Transport::Tcp,
        Transport::Tls => v1::Transport::Tls,
        Transport::Ws => v1::Transport::Ws,
        Transport::Wss => v1::Transport::Wss,
    }
}

fn transport_of(transport: v1::Transport) -> Option<Transport> {
    match transport {
        v1::Transport::Unspecified => None,
        v1::Transport::Udp => Some(Transport::Udp),
        v1::Transport::Tcp => Some(Transport::Tcp),
        v1::Transport::Tls => Some(Transport::Tls),
        v1::Transport::Ws => Some(Transport::Ws),
        v1::Transport::Wss => Some(Transport::Wss),
    }
}

fn algorithm(algorithm: DigestAlgorithm) -> v1::DigestAlgorithm {
    match algorithm {
        DigestAlgorithm::Md5 => v1::DigestAlgorithm::Md5,
        DigestAlgorithm::Sha256 => v1::DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha512_256 => v1::DigestAlgorithm::Sha512256,
    }
}

fn algorithm_of(algorithm: v1::DigestAlgorithm) -> Option<DigestAlgorithm> {
    match algorithm {
        v1::DigestAlgorithm::Unspecified => None,
        v1::DigestAlgorithm::Md5 => Some(DigestAlgorithm::Md5),
        v1::DigestAlgorithm::Sha256 => Some(DigestAlgorithm::Sha256),
        v1::DigestAlgorithm::Sha512256 => Some(DigestAlgorithm::Sha512_256),
    }
}

fn call_policy(policy: CallPolicy) -> v1::CallPolicy {
    v1::CallPolicy {
        same_domain_calls_only: policy.same_domain_calls_only,
        allow_direct_app_calling: policy.allow_direct_app_calling,
        allow_direct_queue_calling: policy.allow_direct_queue_calling,
        allow_direct_user_calling: policy.allow_direct_user_calling,
    }
}

fn call_policy_of(policy: Option<v1::CallPolicy>) -> CallPolicy {
    let policy = policy.unwrap_or_default();
    CallPolicy {
        same_domain_calls_only: policy.same_domain_calls_only,
        allow_direct_app_calling: policy.allow_direct_app_calling,
        allow_direct_queue_calling: policy.allow_direct_queue_calling,
        allow_direct_user_calling: policy.allow_direct_user_calling,
    }
}
