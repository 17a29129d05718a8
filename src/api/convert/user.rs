//! Users.

use super::{call_policy, call_policy_of, known, timestamp, unsupported};
use crate::directory::UserDraft;
use crate::model::{Domain, Gender, PhoneNumber, Registration, User};
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
        "gender" => return user.gender != 0,
        "disabled" => return user.disabled,
        "max_registrations" => return user.max_registrations.is_some(),
        "call_policy" => return user.call_policy.is_some(),
        "labels" => return !user.labels.is_empty(),
        _ => return false,
    };
    !text.is_empty()
}

/// `registrations` are the current ones of the user; `domain` is shown where it was read anyway.
pub(in crate::api) fn user(
    u: &User,
    domain: Option<&Domain>,
    registrations: &[Arc<Registration>],
) -> v1::User {
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
        gender: match u.gender {
            None => v1::Gender::Unspecified.into(),
            Some(Gender::Female) => v1::Gender::Female.into(),
            Some(Gender::Male) => v1::Gender::Male.into(),
            Some(Gender::Other) => v1::Gender::Other.into(),
        },
        avatar_uri: u.avatar_uri.clone(),
        caller_id: u.caller_id.clone(),
        disabled: u.disabled,
        auth_username: u.auth_username.clone(),
        max_registrations: u.max_registrations.and_then(|n| i32::try_from(n).ok()),
        call_policy: Some(call_policy(u.call_policy)),
        labels: u.labels.clone().into_iter().collect(),
        create_time: Some(timestamp(u.create_time)),
        update_time: Some(timestamp(u.update_time)),
        etag: u.etag().to_string(),
        presence: Some(presence(registrations)),
        domain: domain.map(|d| v1::DomainSummary {
            name: d.name().to_string(),
            create_time: Some(timestamp(d.create_time)),
            update_time: Some(timestamp(d.update_time)),
        }),
        ..Default::default()
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
    unsupported(
        &mut draft.found,
        &[
            ("user.number_leases", !u.number_leases.is_empty()),
            ("user.role", !u.role.is_empty()),
            ("user.organizations", !u.organizations.is_empty()),
            ("user.groups", !u.groups.is_empty()),
            ("user.forwarding", u.forwarding.is_some()),
        ],
    );
    draft
}
