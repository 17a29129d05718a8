//! Invitations.

use super::{call_policy, timestamp, transport, user};
use crate::directory::{AcceptedInvitation, InvitationDraft, Violations};
use crate::model::{CallPolicy, Invitation, InvitationState, Preset, Time, Transport};
use crate::pb::{Date, v1};
use prost_types::Timestamp;

pub(in crate::api) fn invitation(i: &Invitation) -> v1::Invitation {
    let state = match i.state_at(Time::now()) {
        InvitationState::Pending => v1::InvitationState::Pending,
        InvitationState::Accepted => v1::InvitationState::Accepted,
        InvitationState::Revoked => v1::InvitationState::Revoked,
        InvitationState::Expired => v1::InvitationState::Expired,
    };
    v1::Invitation {
        name: i.name().to_string(),
        uid: i.uid.to_string(),
        display_name: i.display_name.clone(),
        expire_time: Some(timestamp(i.expire_time)),
        preset: i.preset.clone().map(preset),
        state: state.into(),
        user: i.user().map(|name| name.to_string()).unwrap_or_default(),
        create_time: Some(timestamp(i.create_time)),
        update_time: Some(timestamp(i.update_time)),
        etag: i.etag().to_string(),
    }
}

/// The fields that were sent; the server has not set any.
fn preset(p: Preset) -> v1::User {
    v1::User {
        login: p.login,
        extension_number: p.extension_number,
        first_name: p.first_name,
        last_name: p.last_name,
        display_name: p.display_name,
        email: p.email,
        phone_number: p.phone_number,
        mobile_number: p.mobile_number,
        job_title: p.job_title,
        date_of_birth: p.date_of_birth.map(|(year, month, day)| Date { year, month, day }),
        gender: user::gender(p.gender).into(),
        avatar_uri: p.avatar_uri,
        caller_id: p.caller_id,
        number_leases: p.number_leases,
        role: p.role,
        organizations: p.organizations,
        groups: p.groups,
        disabled: p.disabled,
        auth_username: p.auth_username,
        max_registrations: p.max_registrations,
        call_policy: (p.call_policy != CallPolicy::default()).then(|| call_policy(p.call_policy)),
        forwarding: (!p.forwarding.is_empty()).then(|| user::forwarding(&p.forwarding)),
        labels: p.labels.into_iter().collect(),
        ..Default::default()
    }
}

pub(in crate::api) fn invitation_draft(i: v1::Invitation) -> InvitationDraft {
    let mut found = Violations::default();
    let expire_time = i.expire_time.and_then(|at| instant("invitation.expire_time", at, &mut found));
    let preset = i.preset.map(super::user_draft);
    InvitationDraft { display_name: i.display_name, expire_time, preset, found }
}

/// An instant of the years that a timestamp may name, in the microseconds that are kept.
fn instant(field: &str, at: Timestamp, found: &mut Violations) -> Option<Time> {
    const YEARS_1_TO_9999: std::ops::Range<i64> = -62_135_596_800..253_402_300_800;
    if !YEARS_1_TO_9999.contains(&at.seconds) || !(0..1_000_000_000).contains(&at.nanos) {
        found.add(field, "not a timestamp", format_args!("{}s {}ns", at.seconds, at.nanos));
        return None;
    }
    Some(Time(at.seconds * 1_000_000 + i64::from(at.nanos) / 1_000))
}

/// What to enter into a phone. `listening` is what the server listens on.
pub(in crate::api) fn sip_settings(a: &AcceptedInvitation, listening: &[Transport]) -> v1::SipSettings {
    let user = &a.user;
    let usable =
        |t: &Transport| listening.contains(t) && (a.transports.is_empty() || a.transports.contains(t));
    v1::SipSettings {
        address_of_record: format!("sip:{}@{}", user.login, user.domain),
        domain: user.domain.to_string(),
        auth_username: user.auth_username.clone(),
        registration_password: a.registration_password.clone(),
        transports: Transport::ALL.into_iter().filter(usable).map(|t| transport(t).into()).collect(),
    }
}
