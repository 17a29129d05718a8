//! The fields of a user that callers write: which there are, and what each may hold.

use super::{Violations, labels, passwords};
use crate::model::{
    CallPolicy, ChildName, CivilDate, ExtensionNumber, Forwarding, Fqdn, Gender, Labels, PasswordPolicy,
    PhoneNumber, ResourceId, Time, User,
};
use uuid::Uuid;

/// The paths that an update mask may name, as in the contract.
pub const USER_PATHS: &[&str] = &[
    "extension_number",
    "first_name",
    "last_name",
    "display_name",
    "email",
    "phone_number",
    "mobile_number",
    "job_title",
    "date_of_birth",
    "gender",
    "avatar_uri",
    "caller_id",
    "number_leases",
    "role",
    "organizations",
    "groups",
    "disabled",
    "auth_username",
    "max_registrations",
    "call_policy",
    "call_policy.same_domain_calls_only",
    "call_policy.allow_direct_app_calling",
    "call_policy.allow_direct_queue_calling",
    "call_policy.allow_direct_user_calling",
    "forwarding",
    "forwarding.unconditional",
    "forwarding.busy",
    "forwarding.no_answer",
    "forwarding.not_reachable",
    "forwarding.no_answer_timeout",
    "labels",
    "registration_password",
    "user_password",
];

/// Fields as a caller sent them: an empty text is "not set".
#[derive(Clone, Default)]
pub struct UserDraft {
    /// Of a new user: empty, or the id that it is created with.
    pub login: String,
    pub extension_number: String,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub email: String,
    pub phone_number: String,
    pub mobile_number: String,
    pub job_title: String,
    /// Year, month, day.
    pub date_of_birth: Option<(i32, i32, i32)>,
    pub gender: Option<Gender>,
    pub avatar_uri: String,
    pub caller_id: String,
    /// UUIDs.
    pub number_leases: Vec<String>,
    /// Names of resources of the user's domain.
    pub role: String,
    pub organizations: Vec<String>,
    pub groups: Vec<String>,
    pub disabled: bool,
    pub auth_username: String,
    pub max_registrations: Option<i32>,
    pub call_policy: CallPolicy,
    pub forwarding: Forwarding,
    pub labels: Labels,
    pub registration_password: String,
    pub user_password: String,
    /// What was wrong already when the fields were read from the request.
    pub found: Violations,
}

/// Writes one field into `user`, noting why it is refused. Passwords are only judged, by
/// [`judge_passwords`].
pub(super) fn apply(user: &mut User, draft: &UserDraft, path: &str, found: &mut Violations) {
    let field = format!("user.{path}");
    let field = field.as_str();
    match path {
        "extension_number" => {
            if let Some(number) =
                optional(&draft.extension_number, |t| found.parse(field, t, ExtensionNumber::parse))
            {
                user.extension_number = number;
            }
        }
        "phone_number" => {
            if let Some(number) = optional(&draft.phone_number, |t| found.parse(field, t, PhoneNumber::parse))
            {
                user.phone_number = number;
            }
        }
        "mobile_number" => {
            if let Some(number) =
                optional(&draft.mobile_number, |t| found.parse(field, t, PhoneNumber::parse))
            {
                user.mobile_number = number;
            }
        }
        "first_name" => text(&mut user.first_name, &draft.first_name, field, 64, found),
        "last_name" => text(&mut user.last_name, &draft.last_name, field, 64, found),
        "display_name" => text(&mut user.display_name, &draft.display_name, field, 128, found),
        "job_title" => text(&mut user.job_title, &draft.job_title, field, 128, found),
        "caller_id" => {
            let id = &draft.caller_id;
            let number = |t: &str| ExtensionNumber::parse(t).is_ok() || PhoneNumber::parse(t).is_ok();
            if !(id.is_empty() || number(id)) {
                found.add(field, "an E.164 number, or up to 15 digits", id);
            }
            user.caller_id.clone_from(id);
        }
        "email" => {
            if let Some(email) = optional(&draft.email, |t| email(field, t, found)) {
                user.email = email;
            }
        }
        "avatar_uri" => {
            let uri = &draft.avatar_uri;
            let host =
                uri.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
            let clean = uri.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&b));
            if !(uri.is_empty() || uri.len() <= 2048 && host && clean) {
                found.add(field, "an https URI of at most 2048 characters (RFC 3986)", uri);
            }
            user.avatar_uri.clone_from(uri);
        }
        "date_of_birth" => match draft.date_of_birth.map(|(y, m, d)| (CivilDate::new(y, m, d), y, m, d)) {
            None => user.date_of_birth = None,
            Some((Ok(_), y, m, d)) if (y, m, d) > civil(Time::now()) => {
                found.add(field, "is not in the future", format_args!("{y}-{m}-{d}"));
            }
            Some((Ok(date), ..)) => user.date_of_birth = Some(date),
            Some((Err(why), y, m, d)) => found.add(field, why, format_args!("{y}-{m}-{d}")),
        },
        "gender" => user.gender = draft.gender,
        "number_leases" => number_leases(user, draft, field, found),
        "role" => {
            let role = optional(&draft.role, |t| child(&user.domain, "roles", field, t, found));
            user.role = role.unwrap_or_default();
        }
        "organizations" => {
            user.organizations = children(user, "organizations", field, &draft.organizations, found);
        }
        "groups" => user.groups = children(user, "groups", field, &draft.groups, found),
        path if path == "forwarding" || path.starts_with("forwarding.") => {
            forwarding(&mut user.forwarding, &draft.forwarding, path, found);
        }
        "disabled" => user.disabled = draft.disabled,
        "auth_username" => auth_username(user, field, &draft.auth_username, found),
        "max_registrations" => match draft.max_registrations.map(|n| (u32::try_from(n), n)) {
            None => user.max_registrations = None,
            Some((Ok(n), _)) if n <= 1000 => user.max_registrations = Some(n),
            Some((_, n)) => found.add(field, "0 to 1000; unset is as the domain says", n),
        },
        "call_policy" => user.call_policy = draft.call_policy,
        path if path.starts_with("call_policy.") => {
            call_policy_flag(&mut user.call_policy, &draft.call_policy, path);
        }
        "labels" => {
            labels::check(field, &draft.labels, found);
            user.labels.clone_from(&draft.labels);
        }
        "registration_password" | "user_password" => {}
        _ => found.add("update_mask", "not a field of a user", path),
    }
}

pub(super) fn auth_username(user: &mut User, field: &str, name: &str, found: &mut Violations) {
    let ok = (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_graphic() && !b"\"\\:".contains(&b));
    if ok {
        name.clone_into(&mut user.auth_username);
    } else {
        found.add(field, "1 to 64 visible ASCII characters without '\"', '\\' and ':'", name);
    }
}

/// The paths that say something of a new user, for the audit.
pub(super) fn populated(user: &User, draft: &UserDraft, blank: &User) -> Vec<&'static str> {
    let top: Vec<&'static str> = USER_PATHS.iter().filter(|path| !path.contains('.')).copied().collect();
    let mut fields = differing(blank, user, draft, &top);
    fields.retain(|path| !path.ends_with("_password"));
    // Chosen or generated, a new user has both.
    fields.extend(["registration_password", "user_password"]);
    fields
}

/// Those of `paths` by which `after` differs from `before`, for the audit. A password that was set differs.
pub(super) fn differing(
    before: &User,
    after: &User,
    draft: &UserDraft,
    paths: &[&'static str],
) -> Vec<&'static str> {
    let differs = |path: &str| match path {
        "registration_password" => !draft.registration_password.is_empty(),
        "user_password" => !draft.user_password.is_empty(),
        _ => {
            // What the field alone would make of the user that it was.
            let mut one = before.clone();
            apply(&mut one, draft, path, &mut Violations::default());
            one != *before && *before != *after
        }
    };
    paths.iter().filter(|path| differs(path)).copied().collect()
}

/// Judges the passwords that are set against the policy and what is known of the user.
pub(super) fn judge_passwords(
    user: &User,
    draft: &UserDraft,
    policy: &PasswordPolicy,
    found: &mut Violations,
) {
    for (field, password) in [
        ("user.registration_password", &draft.registration_password),
        ("user.user_password", &draft.user_password),
    ] {
        judge_password(user, field, password, policy, found);
    }
}

/// Judges a password, if it is set, against the policy and what is known of the user.
pub(super) fn judge_password(
    user: &User,
    field: &str,
    password: &str,
    policy: &PasswordPolicy,
    found: &mut Violations,
) {
    if password.is_empty() {
        return;
    }
    let address = format!("{}@{}", user.login, user.domain);
    let email = user.email.as_deref().unwrap_or_default();
    let (first, last) = (&user.first_name, &user.last_name);
    let known = [
        user.login.as_str(),
        &address,
        &user.auth_username,
        first,
        last,
        &format!("{first}{last}"),
        &format!("{last}{first}"),
        &user.display_name,
        email,
        email.split('@').next().unwrap_or_default(),
        user.extension_number.as_ref().map_or("", ExtensionNumber::as_str),
        user.phone_number.as_ref().map_or("", PhoneNumber::as_str),
        user.mobile_number.as_ref().map_or("", PhoneNumber::as_str),
        &user.caller_id,
    ];
    if let Err(why) = passwords::judge(policy, password, &known) {
        found.add_secret(field, why);
    }
}

const MAX_LEASES: usize = 100;
/// Organizations, or groups, of one user.
const MAX_MEMBERSHIPS: usize = 100;

fn number_leases(user: &mut User, draft: &UserDraft, field: &str, found: &mut Violations) {
    if draft.number_leases.len() > MAX_LEASES {
        let why = format_args!("has at most {MAX_LEASES} leases");
        return found.add(field, why, draft.number_leases.len());
    }
    user.number_leases.clear();
    for (at, text) in draft.number_leases.iter().enumerate() {
        let field = format!("{field}[{at}]");
        match Uuid::parse_str(text) {
            Ok(lease) if user.number_leases.contains(&lease) => found.add(&field, "is there twice", text),
            Ok(lease) => user.number_leases.push(lease),
            Err(_) => found.add(&field, "a lease is a UUID", text),
        }
    }
}

/// The id in the name of a resource of the same domain.
fn child(
    domain: &Fqdn,
    collection: &'static str,
    field: &str,
    text: &str,
    found: &mut Violations,
) -> Option<ResourceId> {
    let name = found.parse(field, text, |text| ChildName::parse(collection, text))?;
    if name.domain != *domain {
        found.add(field, format_args!("is of the user's domain, domains/{domain}"), text);
        return None;
    }
    Some(name.id)
}

fn children(
    user: &User,
    collection: &'static str,
    field: &str,
    names: &[String],
    found: &mut Violations,
) -> Vec<ResourceId> {
    if names.len() > MAX_MEMBERSHIPS {
        found.add(field, format_args!("has at most {MAX_MEMBERSHIPS} {collection}"), names.len());
        return Vec::new();
    }
    let mut ids: Vec<ResourceId> = names
        .iter()
        .enumerate()
        .filter_map(|(at, text)| child(&user.domain, collection, &format!("{field}[{at}]"), text, found))
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Writes the targets that `path` names: all of them for `forwarding`.
fn forwarding(target: &mut Forwarding, draft: &Forwarding, path: &str, found: &mut Violations) {
    let names = |field: &str| path == "forwarding" || path == format!("forwarding.{field}");
    for (field, target, text) in [
        ("unconditional", &mut target.unconditional, &draft.unconditional),
        ("busy", &mut target.busy, &draft.busy),
        ("no_answer", &mut target.no_answer, &draft.no_answer),
        ("not_reachable", &mut target.not_reachable, &draft.not_reachable),
    ] {
        if names(field) {
            let uri = ["sip:", "sips:", "tel:"].iter().any(|scheme| {
                text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
                    && text.len() > scheme.len()
            });
            let clean =
                text.len() <= 512 && text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"".contains(&b));
            if !(text.is_empty() || uri && clean || PhoneNumber::parse(text).is_ok()) {
                let why = "a SIP URI, a tel URI or an E.164 number, at most 512 characters";
                found.add(&format!("user.forwarding.{field}"), why, text);
            }
            target.clone_from(text);
        }
    }
    if names("no_answer_timeout") {
        if draft.no_answer_timeout.is_some_and(|seconds| !(5..=300).contains(&seconds)) {
            let seconds = draft.no_answer_timeout.unwrap_or_default();
            found.add("user.forwarding.no_answer_timeout", "5 to 300 seconds", seconds);
        }
        target.no_answer_timeout = draft.no_answer_timeout;
    }
}

/// `Some(None)` for an empty text, `Some(Some(_))` for a good one, `None` for a refused one.
fn optional<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { parse(text).map(Some) }
}

fn text(target: &mut String, value: &str, field: &str, max: usize, found: &mut Violations) {
    found.text(field, value, max);
    value.clone_into(target);
}

/// An address with one '@', at most 254 octets (RFC 5321 §4.5.3.1); kept in lower case, so that it is
/// exclusive whatever its case.
fn email(field: &str, text: &str, found: &mut Violations) -> Option<String> {
    let ok = text.len() <= 254
        && !text.bytes().any(|b| b.is_ascii_whitespace() || b.is_ascii_control())
        && text.split_once('@').is_some_and(|(local, domain)| {
            (1..=64).contains(&local.len()) && !domain.is_empty() && !domain.contains('@')
        });
    if !ok {
        found.add(field, "not an email address", text);
        return None;
    }
    Some(text.to_lowercase())
}

/// Writes the one flag of a call policy that a path such as `call_policy.same_domain_calls_only` names.
pub(super) fn call_policy_flag(target: &mut CallPolicy, draft: &CallPolicy, path: &str) {
    match path.rsplit('.').next() {
        Some("same_domain_calls_only") => target.same_domain_calls_only = draft.same_domain_calls_only,
        Some("allow_direct_app_calling") => target.allow_direct_app_calling = draft.allow_direct_app_calling,
        Some("allow_direct_queue_calling") => {
            target.allow_direct_queue_calling = draft.allow_direct_queue_calling;
        }
        _ => target.allow_direct_user_calling = draft.allow_direct_user_calling,
    }
}

/// The day of an instant, UTC, as year, month and day (days from civil, proleptic Gregorian).
fn civil(at: Time) -> (i32, i32, i32) {
    let days = at.seconds().div_euclid(86_400) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year + era * 400 + i64::from(month <= 2);
    let part = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    (part(year), part(month), part(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_of_the_calendar() {
        for (seconds, date) in [
            (0, (1970, 1, 1)),
            (951_782_400, (2000, 2, 29)),
            (1_735_689_599, (2024, 12, 31)),
            (1_795_341_600, (2026, 11, 22)),
        ] {
            assert_eq!(civil(Time(seconds * 1_000_000)), date);
        }
    }
}
