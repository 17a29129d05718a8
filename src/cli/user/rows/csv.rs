//! Users in CSV (RFC 4180): the columns are the paths of the fields of `User`.

use super::{Item, Sink};
use crate::pb::{Date, v1};
use csv::{ReaderBuilder, StringRecord};
use std::io::Read;

/// The columns of an export.
pub(in crate::cli::user) const COLUMNS: &[&str] = &[
    "login",
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
    "call_policy.same_domain_calls_only",
    "call_policy.allow_direct_app_calling",
    "call_policy.allow_direct_queue_calling",
    "call_policy.allow_direct_user_calling",
    "forwarding.unconditional",
    "forwarding.busy",
    "forwarding.no_answer",
    "forwarding.not_reachable",
    "forwarding.no_answer_timeout",
    "labels",
];

/// More columns that an import takes. Besides, `labels.KEY` is the value of one label.
const SECRET: &[&str] = &[
    "registration_password",
    "user_password",
    "credential.auth_username",
    "credential.realm",
    "credential.ha1.md5",
    "credential.ha1.sha256",
    "credential.ha1.sha512_256",
];

const SEPARATOR: char = ';';
const GENDER: &str = "GENDER_";

/// Reads a file to its end, or until the sink has enough. `domain` is what bare ids of roles,
/// organizations and groups are of.
///
/// Errors: what is wrong with the whole file.
pub(in crate::cli::user) fn read(file: impl Read, domain: &str, sink: Sink<'_>) -> Result<(), String> {
    let mut reader = ReaderBuilder::new().from_reader(file);
    let header = header(&mut reader)?;
    for name in &header {
        let label = name.strip_prefix("labels.").is_some_and(|key| !key.is_empty());
        if !(label || COLUMNS.contains(&name.as_str()) || SECRET.contains(&name.as_str())) {
            return Err(format!("unknown column {name:?}; the columns are those of `rollcall user export`"));
        }
    }
    if !header.iter().any(|name| name == "login") {
        return Err("there is no column \"login\"".to_owned());
    }
    records(reader, |row, record| user(row, &header, record, domain), sink)
}

/// The names in the first line.
pub(super) fn header<R: Read>(reader: &mut csv::Reader<R>) -> Result<Vec<String>, String> {
    let record = reader.headers().map_err(|e| e.to_string())?;
    let names: Vec<String> =
        record.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    let twice = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name));
    match twice {
        Some((_, name)) => Err(format!("the column {name:?} is there twice")),
        None => Ok(names),
    }
}

/// Reads the records, each with the number of its first line.
pub(super) fn records<R: Read>(
    mut reader: csv::Reader<R>,
    mut read: impl FnMut(i64, &StringRecord) -> Result<Item, String>,
    sink: Sink<'_>,
) -> Result<(), String> {
    let mut record = StringRecord::new();
    loop {
        let next = reader.read_record(&mut record);
        let line = match &next {
            Ok(true) => record.position().map(csv::Position::line),
            Ok(false) => return Ok(()),
            Err(error) if error.is_io_error() => return Err(error.to_string()),
            Err(error) => error.position().map(csv::Position::line),
        };
        let row = line.and_then(|line| i64::try_from(line).ok()).unwrap_or_default();
        let item = match next {
            Ok(_) => read(row, &record).unwrap_or_else(|why| Item::Bad { row, why }),
            Err(error) => Item::Bad { row, why: error.to_string() },
        };
        if !sink(item) {
            return Ok(());
        }
    }
}

fn user(row: i64, header: &[String], record: &StringRecord, domain: &str) -> Result<Item, String> {
    let mut into = v1::ImportUsersRow { row, user: Some(v1::User::default()), credential: None };
    for (name, value) in header.iter().zip(record).filter(|(_, value)| !value.is_empty()) {
        set(&mut into, name, value, domain).map_err(|why| format!("column {name}: {why}"))?;
    }
    Ok(Item::Row(into))
}

fn set(row: &mut v1::ImportUsersRow, column: &str, value: &str, domain: &str) -> Result<(), String> {
    let user = row.user.get_or_insert_default();
    let owned = || value.to_owned();
    let named = |collection: &str, value: &str| match value.contains('/') {
        true => value.to_owned(),
        false => format!("domains/{domain}/{collection}/{value}"),
    };
    let list = || value.split(SEPARATOR).map(str::trim).filter(|item| !item.is_empty());
    match column {
        "login" => user.login = owned(),
        "extension_number" => user.extension_number = owned(),
        "first_name" => user.first_name = owned(),
        "last_name" => user.last_name = owned(),
        "display_name" => user.display_name = owned(),
        "email" => user.email = owned(),
        "phone_number" => user.phone_number = owned(),
        "mobile_number" => user.mobile_number = owned(),
        "job_title" => user.job_title = owned(),
        "date_of_birth" => user.date_of_birth = Some(date(value)?),
        "gender" => user.gender = gender(value)?,
        "avatar_uri" => user.avatar_uri = owned(),
        "caller_id" => user.caller_id = owned(),
        "number_leases" => user.number_leases = list().map(str::to_owned).collect(),
        "role" => user.role = named("roles", value),
        "organizations" => user.organizations = list().map(|item| named("organizations", item)).collect(),
        "groups" => user.groups = list().map(|item| named("groups", item)).collect(),
        "disabled" => user.disabled = flag(value)?,
        "auth_username" => user.auth_username = owned(),
        "max_registrations" => user.max_registrations = Some(number(value)?),
        "labels" => {
            for label in list() {
                let (key, value) = label.split_once('=').ok_or("a label is key=value")?;
                user.labels.insert(key.to_owned(), unescape(value)?);
            }
        }
        "registration_password" => user.registration_password = owned(),
        "user_password" => user.user_password = owned(),
        _ => {
            if let Some(key) = column.strip_prefix("labels.") {
                user.labels.insert(key.to_owned(), owned());
            } else if let Some(field) = column.strip_prefix("call_policy.") {
                let policy = user.call_policy.get_or_insert_default();
                *policy_flag(policy, field) = Some(flag(value)?);
            } else if let Some(field) = column.strip_prefix("forwarding.") {
                let forwarding = user.forwarding.get_or_insert_default();
                match field {
                    "unconditional" => forwarding.unconditional = owned(),
                    "busy" => forwarding.busy = owned(),
                    "no_answer" => forwarding.no_answer = owned(),
                    "not_reachable" => forwarding.not_reachable = owned(),
                    _ => {
                        let seconds = i64::from(number(value.trim_end_matches('s'))?);
                        let timeout = prost_types::Duration { seconds, nanos: 0 };
                        forwarding.no_answer_timeout = Some(timeout);
                    }
                }
            } else {
                credential(row.credential.get_or_insert_default(), column, value);
            }
        }
    }
    Ok(())
}

fn credential(credential: &mut v1::ImportedCredential, column: &str, value: &str) {
    let algorithm = match column {
        "credential.auth_username" => return credential.auth_username = value.to_owned(),
        "credential.realm" => return credential.realm = value.to_owned(),
        "credential.ha1.md5" => v1::DigestAlgorithm::Md5,
        "credential.ha1.sha256" => v1::DigestAlgorithm::Sha256,
        _ => v1::DigestAlgorithm::Sha512256,
    };
    credential.ha1.push(v1::ImportedHa1 { algorithm: algorithm.into(), hash: value.to_owned() });
}

fn policy_flag<'a>(policy: &'a mut v1::CallPolicy, field: &str) -> &'a mut Option<bool> {
    match field {
        "same_domain_calls_only" => &mut policy.same_domain_calls_only,
        "allow_direct_app_calling" => &mut policy.allow_direct_app_calling,
        "allow_direct_queue_calling" => &mut policy.allow_direct_queue_calling,
        _ => &mut policy.allow_direct_user_calling,
    }
}

/// The cells of a user, in the order of [`COLUMNS`].
pub(in crate::cli::user) fn record(user: &v1::User) -> Vec<String> {
    COLUMNS.iter().map(|column| cell(user, column)).collect()
}

fn cell(user: &v1::User, column: &str) -> String {
    let joined = |items: &[String]| items.join(&SEPARATOR.to_string());
    let optional = |flag: Option<bool>| flag.map(|flag| flag.to_string()).unwrap_or_default();
    let policy = user.call_policy.unwrap_or_default();
    let forwarding = user.forwarding.clone().unwrap_or_default();
    match column {
        "login" => user.login.clone(),
        "extension_number" => user.extension_number.clone(),
        "first_name" => user.first_name.clone(),
        "last_name" => user.last_name.clone(),
        "display_name" => user.display_name.clone(),
        "email" => user.email.clone(),
        "phone_number" => user.phone_number.clone(),
        "mobile_number" => user.mobile_number.clone(),
        "job_title" => user.job_title.clone(),
        "date_of_birth" => user
            .date_of_birth
            .map(|d| format!("{:04}-{:02}-{:02}", d.year, d.month, d.day))
            .unwrap_or_default(),
        "gender" if user.gender == 0 => String::new(),
        "gender" => user.gender().as_str_name().trim_start_matches(GENDER).to_lowercase(),
        "avatar_uri" => user.avatar_uri.clone(),
        "caller_id" => user.caller_id.clone(),
        "number_leases" => joined(&user.number_leases),
        "role" => user.role.clone(),
        "organizations" => joined(&user.organizations),
        "groups" => joined(&user.groups),
        "disabled" if user.disabled => "true".to_owned(),
        "auth_username" => user.auth_username.clone(),
        "max_registrations" => user.max_registrations.map(|n| n.to_string()).unwrap_or_default(),
        "call_policy.same_domain_calls_only" => optional(policy.same_domain_calls_only),
        "call_policy.allow_direct_app_calling" => optional(policy.allow_direct_app_calling),
        "call_policy.allow_direct_queue_calling" => optional(policy.allow_direct_queue_calling),
        "call_policy.allow_direct_user_calling" => optional(policy.allow_direct_user_calling),
        "forwarding.unconditional" => forwarding.unconditional,
        "forwarding.busy" => forwarding.busy,
        "forwarding.no_answer" => forwarding.no_answer,
        "forwarding.not_reachable" => forwarding.not_reachable,
        "forwarding.no_answer_timeout" => {
            forwarding.no_answer_timeout.map(|timeout| format!("{}s", timeout.seconds)).unwrap_or_default()
        }
        "labels" => {
            let label = |(key, value): (&String, &String)| format!("{key}={}", escape(value));
            joined(&user.labels.iter().map(label).collect::<Vec<_>>())
        }
        _ => String::new(),
    }
}

fn date(text: &str) -> Result<Date, String> {
    let parts: Vec<i32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    match (&parts[..], text.split('-').count()) {
        (&[year, month, day], 3) => Ok(Date { year, month, day }),
        _ => Err(format!("{text:?} is not a date as 1990-02-28")),
    }
}

fn gender(text: &str) -> Result<i32, String> {
    let name = format!("{GENDER}{}", text.to_uppercase().trim_start_matches(GENDER));
    v1::Gender::from_str_name(&name)
        .map(i32::from)
        .ok_or_else(|| format!("{text:?} is not female, male or other"))
}

fn flag(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => Ok(true),
        "false" | "0" | "no" => Ok(false),
        _ => Err(format!("{text:?} is not true or false")),
    }
}

fn number(text: &str) -> Result<i32, String> {
    text.parse().map_err(|_| format!("{text:?} is not a whole number"))
}

/// Escapes what would end a label: `%` and the separator, and what would be trimmed.
fn escape(value: &str) -> String {
    value.replace('%', "%25").replace(SEPARATOR, "%3B").replace(' ', "%20")
}

fn unescape(value: &str) -> Result<String, String> {
    let mut octets = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&octet, tail)) = rest.split_first() {
        let escaped = (octet == b'%').then(|| tail.get(..2).and_then(|digits| hex::decode(digits).ok()));
        rest = tail;
        match escaped {
            None => octets.push(octet),
            Some(Some(decoded)) => {
                octets.extend(decoded);
                rest = &tail[2..];
            }
            Some(None) => return Err(format!("{value:?}: write % as %25")),
        }
    }
    String::from_utf8(octets).map_err(|_| format!("{value:?} is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<Item>, String> {
        let mut items = Vec::new();
        read(text.as_bytes(), "d.test", &mut |item| {
            items.push(item);
            true
        })?;
        Ok(items)
    }

    #[test]
    fn rows_are_read_and_bad_ones_named_by_their_line() {
        let text = "\u{feff}login,gender,groups,labels.site,labels\n\
                    alice,female,\"a;domains/x/groups/b\",Köln,team=a%3Bb%20c;x=\n\
                    bob,robot,,,\n\
                    carol\n\
                    \"da\nve\",,,,\n\
                    erin,,,,";
        let items = all(text).unwrap();
        let [
            Item::Row(alice),
            Item::Bad { row: 3, why },
            Item::Bad { row: 4, .. },
            Item::Row(dave),
            Item::Row(erin),
        ] = &items[..]
        else {
            panic!("{}", items.len())
        };
        let user = alice.user.as_ref().unwrap();
        assert_eq!(user.groups, ["domains/d.test/groups/a", "domains/x/groups/b"]);
        let labels: Vec<_> = user.labels.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(labels, [("site", "Köln"), ("team", "a;b c"), ("x", "")]);
        assert_eq!(why, "column gender: \"robot\" is not female, male or other");
        assert_eq!((alice.row, dave.row, erin.row), (2, 5, 7));
    }

    #[test]
    fn unknown_columns_are_refused_by_name() {
        assert!(all("login,e-mail\n").err().unwrap().starts_with("unknown column \"e-mail\""));
        assert!(all("email\n").err().unwrap().contains("\"login\""));
        assert!(all("login,login\n").err().unwrap().contains("twice"));
    }

    #[test]
    fn credentials_are_read() {
        let items = all("login,credential.ha1.md5,credential.realm\nalice,00ff,d.test\nbob,,\n").unwrap();
        let [Item::Row(alice), Item::Row(bob)] = &items[..] else { panic!("{}", items.len()) };
        let credential = alice.credential.as_ref().unwrap();
        assert_eq!((credential.ha1[0].hash.as_str(), credential.realm.as_str()), ("00ff", "d.test"));
        assert_eq!(credential.ha1[0].algorithm(), v1::DigestAlgorithm::Md5);
        assert!(bob.credential.is_none());
    }
}
