//! Users.

use super::{call_policy, call_policy_of, known, seconds, timestamp};
use crate::directory::{Secrets, UserDraft, Violations};
use crate::model::{ChildName, DomainName, Forwarding, Gender, PhoneNumber, Registration, ResourceId, User};
use crate::pb::{Date, v1};
use std::sync::Arc;

/// Fields that say which user is meant: a mask may name them, nothing happens.
pub(in crate::api) const USER_IDENTIFIERS: &[&str] = &["name", "login", "etag"];

/// Whether a field has a value, for an update without a mask.
pub(in crate::api) fn user_populated(user: &v1::User, path: &str) -> bool {
    let text = match path {
        "extension_number" => &user.extension_number,
        "first_name" => &user.first_name,
        "last_name" => &user.last_name,
        "display_name" => &user.display_name,
        "email" => &user.email,
        "phone_number" => &user.phone_number,
        "mobile_number" => &user.mobile_number,
        "job_title" => &user.job_title,
        "avatar_uri" => &user.avatar_uri,
        "caller_id" => &user.caller_id,
        "auth_username" => &user.auth_username,
        "registration_password" => &user.registration_password,
        "user_password" => &user.user_password,
        "date_of_birth" => return user.date_of_birth.is_some(),
        "role" => &user.role,
        "number_leases" => return !user.number_leases.is_empty(),
        "organizations" => return !user.organizations.is_empty(),
        "groups" => return !user.groups.is_empty(),
        "forwarding" => return user.forwarding.is_some(),
        "gender" => return user.gender != 0,
        "disabled" => return user.disabled,
        "max_registrations" => return user.max_registrations.is_some(),
        "call_policy" => return user.call_policy.is_some(),
        "labels" => return !user.labels.is_empty(),
        _ => return false,
    };
    !text.is_empty()
}

/// Secrets that were made; `None` when the caller chose them all.
pub(in crate::api) fn generated(secrets: &Secrets) -> Option<v1::GeneratedSecrets> {
    let generated = v1::GeneratedSecrets {
        registration_password: secrets.registration_password.clone(),
        user_password: secrets.user_password.clone(),
    };
    (generated != v1::GeneratedSecrets::default()).then_some(generated)
}

/// `registrations` are the current ones of the user.
pub(in crate::api) fn user(u: &User, registrations: &[Arc<Registration>]) -> v1::User {
    let child = |collection, id: &ResourceId| {
        ChildName { domain: u.domain.clone(), collection, id: id.clone() }.to_string()
    };
    let number = |n: &Option<PhoneNumber>| n.as_ref().map(|n| n.as_str().to_owned()).unwrap_or_default();
    v1::User {
        name: u.name().to_string(),
        uid: u.uid.to_string(),
        login: u.login.to_string(),
        extension_number: u.extension_number.as_ref().map(|n| n.as_str().to_owned()).unwrap_or_default(),
        first_name: u.first_name.clone(),
        last_name: u.last_name.clone(),
        display_name: u.display_name.clone(),
        email: u.email.clone().unwrap_or_default(),
        phone_number: number(&u.phone_number),
        mobile_number: number(&u.mobile_number),
        job_title: u.job_title.clone(),
        date_of_birth: u.date_of_birth.map(|date| {
            let (year, month, day) = date.parts();
            Date { year, month, day }
        }),
        gender: gender(u.gender).into(),
        avatar_uri: u.avatar_uri.clone(),
        caller_id: u.caller_id.clone(),
        number_leases: u.number_leases.iter().map(ToString::to_string).collect(),
        role: u.role.as_ref().map(|id| child("roles", id)).unwrap_or_default(),
        organizations: u.organizations.iter().map(|id| child("organizations", id)).collect(),
        groups: u.groups.iter().map(|id| child("groups", id)).collect(),
        disabled: u.disabled,
        auth_username: u.auth_username.clone(),
        max_registrations: u.max_registrations.and_then(|n| i32::try_from(n).ok()),
        call_policy: Some(call_policy(u.call_policy)),
        forwarding: (!u.forwarding.is_empty()).then(|| forwarding(&u.forwarding)),
        labels: u.labels.clone().into_iter().collect(),
        create_time: Some(timestamp(u.create_time)),
        update_time: Some(timestamp(u.update_time)),
        etag: u.etag().to_string(),
        presence: Some(presence(registrations)),
        delete_time: u.delete_time.map(timestamp),
        purge_time: u.purge_time.map(timestamp),
        domain: Some(v1::DomainSummary {
            name: DomainName(u.domain.clone()).to_string(),
            create_time: Some(timestamp(u.domain_times.create_time)),
            update_time: Some(timestamp(u.domain_times.update_time)),
        }),
        registration_password: String::new(),
        user_password: String::new(),
    }
}

pub(super) fn gender(gender: Option<Gender>) -> v1::Gender {
    match gender {
        None => v1::Gender::Unspecified,
        Some(Gender::Female) => v1::Gender::Female,
        Some(Gender::Male) => v1::Gender::Male,
        Some(Gender::Other) => v1::Gender::Other,
    }
}

pub(super) fn forwarding(f: &Forwarding) -> v1::ForwardingPolicy {
    v1::ForwardingPolicy {
        unconditional: f.unconditional.clone(),
        busy: f.busy.clone(),
        no_answer: f.no_answer.clone(),
        not_reachable: f.not_reachable.clone(),
        no_answer_timeout: f.no_answer_timeout.and_then(seconds),
    }
}

fn forwarding_of(f: v1::ForwardingPolicy, found: &mut Violations) -> Forwarding {
    let timeout = f.no_answer_timeout.filter(|timeout| {
        let fits = timeout.nanos == 0 && (5..=300).contains(&timeout.seconds);
        if !fits {
            found.add("user.forwarding.no_answer_timeout", "5 to 300 whole seconds", timeout);
        }
        fits
    });
    Forwarding {
        unconditional: f.unconditional,
        busy: f.busy,
        no_answer: f.no_answer,
        not_reachable: f.not_reachable,
        no_answer_timeout: timeout.and_then(|timeout| u32::try_from(timeout.seconds).ok()),
    }
}

fn presence(registrations: &[Arc<Registration>]) -> v1::Presence {
    let state = match registrations {
        [] => v1::PresenceState::Offline,
        _ => v1::PresenceState::Online,
    };
    v1::Presence {
        state: state.into(),
        registration_count: i32::try_from(registrations.len()).unwrap_or(i32::MAX),
        last_seen_time: registrations.iter().map(|r| r.refresh_time).max().map(timestamp),
    }
}

pub(in crate::api) fn user_draft(u: v1::User) -> UserDraft {
    let mut draft = UserDraft {
        login: u.login,
        extension_number: u.extension_number,
        first_name: u.first_name,
        last_name: u.last_name,
        display_name: u.display_name,
        email: u.email,
        phone_number: u.phone_number,
        mobile_number: u.mobile_number,
        job_title: u.job_title,
        date_of_birth: u.date_of_birth.map(|d| (d.year, d.month, d.day)),
        avatar_uri: u.avatar_uri,
        caller_id: u.caller_id,
        number_leases: u.number_leases,
        role: u.role,
        organizations: u.organizations,
        groups: u.groups,
        disabled: u.disabled,
        auth_username: u.auth_username,
        max_registrations: u.max_registrations,
        call_policy: call_policy_of(u.call_policy),
        labels: u.labels.into_iter().collect(),
        registration_password: u.registration_password,
        user_password: u.user_password,
        ..Default::default()
    };
    let gender = |value| match value {
        v1::Gender::Unspecified => Some(None),
        v1::Gender::Female => Some(Some(Gender::Female)),
        v1::Gender::Male => Some(Some(Gender::Male)),
        v1::Gender::Other => Some(Some(Gender::Other)),
    };
    draft.gender = known("user.gender", u.gender, gender, &mut draft.found).flatten();
    draft.forwarding = forwarding_of(u.forwarding.unwrap_or_default(), &mut draft.found);
    draft
}
