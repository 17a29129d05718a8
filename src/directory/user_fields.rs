//! The fields of a user that callers write: which there are, and what each may hold.

use super::{Violations, labels, passwords};
use crate::model::{
    CallPolicy, CivilDate, ExtensionNumber, Gender, Labels, PasswordPolicy, PhoneNumber, User,
};

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
    "disabled",
    "auth_username",
    "max_registrations",
    "call_policy",
    "labels",
    "registration_password",
    "user_password",
];

/// Fields as a caller sent them: an empty text is "not set".
#[derive(Clone, Default)]
pub struct UserDraft {
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
    pub disabled: bool,
    pub auth_username: String,
    pub max_registrations: Option<i32>,
    pub call_policy: CallPolicy,
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
        "first_name" => text(&mut user.first_name, &draft.first_name, field, 127, found),
        "last_name" => text(&mut user.last_name, &draft.last_name, field, 127, found),
        "display_name" => text(&mut user.display_name, &draft.display_name, field, 255, found),
        "job_title" => text(&mut user.job_title, &draft.job_title, field, 127, found),
        "caller_id" => text(&mut user.caller_id, &draft.caller_id, field, 127, found),
        "email" => {
            if let Some(email) = optional(&draft.email, |t| email(field, t, found)) {
                user.email = email;
            }
        }
        "avatar_uri" => {
            let uri = &draft.avatar_uri;
            if !(uri.is_empty() || uri.starts_with("https://") || uri.starts_with("http://")) {
                found.add(field, "an http or https URI", uri);
            }
            text(&mut user.avatar_uri, uri, field, 2048, found);
        }
        "date_of_birth" => match draft.date_of_birth.map(|(y, m, d)| (CivilDate::new(y, m, d), y, m, d)) {
            None => user.date_of_birth = None,
            Some((Ok(date), ..)) => user.date_of_birth = Some(date),
            Some((Err(why), y, m, d)) => found.add(field, why, format_args!("{y}-{m}-{d}")),
        },
        "gender" => user.gender = draft.gender,
        "disabled" => user.disabled = draft.disabled,
        "auth_username" => {
            let name = &draft.auth_username;
            let ok = (1..=64).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_graphic() && !b"\"\\:".contains(&b));
            if ok {
                user.auth_username.clone_from(name);
            } else {
                let why = "1 to 64 visible ASCII characters without '\"', '\\' and ':'";
                found.add(field, why, name);
            }
        }
        "max_registrations" => match draft.max_registrations.map(|n| (u32::try_from(n), n)) {
            None => user.max_registrations = None,
            Some((Ok(n), _)) if n <= 1000 => user.max_registrations = Some(n),
            Some((_, n)) => found.add(field, "0 to 1000; unset is as the domain says", n),
        },
        "call_policy" => user.call_policy = draft.call_policy,
        "labels" => {
            labels::check(field, &draft.labels, found);
            user.labels.clone_from(&draft.labels);
        }
        "registration_password" | "user_password" => {}
        _ => found.add("update_mask", "not a field of a user", path),
    }
}

/// Judges the passwords that are set against the policy and what is known of the user.
pub(super) fn judge_passwords(
    user: &User,
    draft: &UserDraft,
    policy: &PasswordPolicy,
    found: &mut Violations,
) {
    let number = |n: &Option<PhoneNumber>| n.as_ref().map(|n| n.as_str().to_owned()).unwrap_or_default();
    let (phone, mobile) = (number(&user.phone_number), number(&user.mobile_number));
    let known = [
        user.login.as_str(),
        &user.auth_username,
        &user.first_name,
        &user.last_name,
        &user.display_name,
        user.email.as_deref().unwrap_or_default(),
        &phone,
        &mobile,
    ];
    for (field, password) in [
        ("user.registration_password", &draft.registration_password),
        ("user.user_password", &draft.user_password),
    ] {
        if !password.is_empty()
            && let Err(why) = passwords::judge(policy, password, &known)
        {
            found.add_secret(field, why);
        }
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
