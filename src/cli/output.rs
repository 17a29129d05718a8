//! All that is printed: tables, JSON, and notes on standard error.

use super::failure::Failure;
use crate::pb;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MessageDescriptor};
use serde_json::Value;
use std::{
    fmt::Write as _,
    io::{self, Write as _},
    sync::LazyLock,
};

static POOL: LazyLock<Result<DescriptorPool, String>> =
    LazyLock::new(|| DescriptorPool::decode(pb::DESCRIPTORS).map_err(|e| e.to_string()));

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// Aligned columns, for people
    Table,
    /// The API's answers as proto3 JSON
    Json,
    /// Of `user import` and `user export`
    #[value(hide = true)]
    Csv,
    /// Of `user import` and `user export`
    #[value(hide = true)]
    Jsonl,
}

impl Format {
    /// Refuses what only files are written in.
    pub(super) fn of_answers(self) -> Result<(), Failure> {
        match self {
            Self::Table | Self::Json => Ok(()),
            Self::Csv | Self::Jsonl => {
                Err(Failure::usage("--format: csv and jsonl are of `user import` and `user export`"))
            }
        }
    }

    /// Prints an answer: as JSON, or as `table` shows it.
    pub(super) fn print<M: Message>(
        self,
        type_name: &str,
        answer: M,
        table: impl FnOnce(M) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        print(&match self {
            Self::Json => json(type_name, &answer, true)?,
            Self::Table => table(answer)?,
            Self::Csv | Self::Jsonl => return self.of_answers(),
        })
    }
}

/// Writes to standard output, at once.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| Failure::output(&e))
}

/// Writes a line to standard error. There is nowhere to tell that this failed.
pub(super) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// The text with what could steer a terminal escaped. Contacts and User-Agents are written by strangers.
pub(super) fn printable(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if steers(c) {
            out.extend(c.escape_unicode())
        } else {
            out.push(c)
        }
        out
    })
}

/// Aligned columns under a heading. An empty cell is shown as `-`.
pub(super) fn table<const N: usize>(heading: [&str; N], rows: Vec<[String; N]>) -> String {
    let mut widths = heading.map(|cell| cell.chars().count());
    let clean = |cell: String| if cell.is_empty() { "-".to_owned() } else { printable(&cell) };
    let rows: Vec<[String; N]> = rows.into_iter().map(|row| row.map(clean)).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    for row in std::iter::once(&heading.map(str::to_owned)).chain(&rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}

/// A message of the contract in canonical proto3 JSON.
pub(super) fn json(type_name: &str, message: &impl Message, pretty: bool) -> Result<String, Failure> {
    let message = reflect(type_name, message)?;
    let text = if pretty { serde_json::to_string_pretty(&message) } else { serde_json::to_string(&message) };
    Ok(text.map_err(Failure::other)? + "\n")
}

/// A message of the contract from its proto3 JSON; unknown fields are refused.
pub(super) fn from_json<M: Message + Default>(type_name: &str, value: Value) -> Result<M, String> {
    let descriptor = message_type(type_name).map_err(|failure| failure.message)?;
    let message = DynamicMessage::deserialize(descriptor, value).map_err(|e| e.to_string())?;
    message.transcode_to().map_err(|e| e.to_string())
}

/// The fields of one message, one a line, by the paths that errors use too.
pub(super) fn details(type_name: &str, message: &impl Message) -> Result<String, Failure> {
    let message = reflect(type_name, message)?;
    let value = serde_json::to_value(&message).map_err(Failure::other)?;
    let mut rows = Vec::new();
    fields("", &value, &message_type(type_name)?, &mut rows);
    Ok(table(["FIELD", "VALUE"], rows))
}

fn fields(path: &str, value: &Value, descriptor: &MessageDescriptor, rows: &mut Vec<[String; 2]>) {
    for field in descriptor.fields() {
        let Some(value) = value.get(field.json_name()) else { continue };
        let path = format!("{path}{}", field.name());
        match field.kind() {
            Kind::Message(inner) if value.is_object() && !field.is_map() => {
                fields(&format!("{path}."), value, &inner, rows);
            }
            _ => rows.push([path, scalar(value)]),
        }
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(scalar).collect::<Vec<_>>().join(", "),
        Value::Object(map) if map.values().all(Value::is_string) => {
            map.iter().map(|(k, v)| format!("{k}={}", scalar(v))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn message_type(name: &str) -> Result<MessageDescriptor, Failure> {
    let pool = POOL.as_ref().map_err(Failure::other)?;
    let name = format!("rollcall.v1.{name}");
    pool.get_message_by_name(&name).ok_or_else(|| Failure::other(format_args!("no message {name}")))
}

fn reflect(name: &str, message: &impl Message) -> Result<DynamicMessage, Failure> {
    DynamicMessage::decode(message_type(name)?, message.encode_to_vec().as_slice()).map_err(Failure::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pb::v1;

    fn domain() -> v1::Domain {
        v1::Domain {
            name: "domains/demo.rollcall.test".into(),
            registration: Some(v1::RegistrationPolicy {
                min_expiry: Some(prost_types::Duration { seconds: 60, nanos: 0 }),
                max_registrations: Some(0),
                transports: vec![v1::Transport::Udp.into(), v1::Transport::Tls.into()],
                ..Default::default()
            }),
            labels: [("site".to_owned(), "berlin".to_owned())].into(),
            create_time: Some(prost_types::Timestamp { seconds: 1_795_341_600, nanos: 5_000_000 }),
            presence: Some(v1::DomainPresence { online_user_count: 2, registration_count: 3 }),
            ..Default::default()
        }
    }

    #[test]
    fn json_is_canonical() {
        let expected = r#"{"name":"domains/demo.rollcall.test","registration":{"minExpiry":"60s","transports":["TRANSPORT_UDP","TRANSPORT_TLS"],"maxRegistrations":0},"labels":{"site":"berlin"},"createTime":"2026-11-22T10:00:00.005Z","presence":{"onlineUserCount":"2","registrationCount":"3"}}"#;
        assert_eq!(json("Domain", &domain(), false).unwrap().trim_end(), expected);
    }

    #[test]
    fn details_use_the_paths_of_the_contract() {
        let expected = "\
FIELD                           VALUE
name                            domains/demo.rollcall.test
registration.min_expiry         60s
registration.transports         TRANSPORT_UDP, TRANSPORT_TLS
registration.max_registrations  0
labels                          site=berlin
create_time                     2026-11-22T10:00:00.005Z
presence.online_user_count      2
presence.registration_count     3
";
        assert_eq!(details("Domain", &domain()).unwrap(), expected);
    }

    #[test]
    fn columns_are_aligned_and_strangers_cannot_steer_the_terminal() {
        let rows = vec![["münchen".into(), String::new()], ["a".into(), "x\u{1b}[2J\n\u{202e}".into()]];
        let expected = "NAME     AGENT\nmünchen  -\na        x\\u{1b}[2J\\u{a}\\u{202e}\n";
        assert_eq!(table(["NAME", "AGENT"], rows), expected);
    }
}
