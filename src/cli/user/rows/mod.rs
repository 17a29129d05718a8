//! Users as rows of a file.

pub(super) mod csv;
pub(super) mod jsonl;
pub(super) mod kamailio;

use super::output::Format;
use crate::pb::v1;
use std::path::Path;

/// How users are written in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileFormat {
    Csv,
    JsonLines,
}

impl FileFormat {
    /// What was asked for, else what the file's name says, else CSV.
    pub(super) fn choose(asked: Format, file: Option<&Path>) -> Self {
        let extension = file.and_then(Path::extension).and_then(|e| e.to_str()).unwrap_or_default();
        match (asked, extension.to_ascii_lowercase().as_str()) {
            (Format::Csv, _) => Self::Csv,
            (Format::Jsonl, _) => Self::JsonLines,
            (_, "jsonl" | "ndjson" | "json") => Self::JsonLines,
            (_, "csv") => Self::Csv,
            (Format::Json, _) => Self::JsonLines,
            (Format::Table, _) => Self::Csv,
        }
    }
}

/// What a file has at one place.
#[expect(clippy::large_enum_variant, reason = "nearly all are rows, and each is sent on at once")]
pub(super) enum Item {
    Row(v1::ImportUsersRow),
    /// A row that cannot be read.
    Bad {
        row: i64,
        why: String,
    },
    /// A row that is not meant.
    Skipped,
}

/// Takes what is read; `false` ends the reading.
pub(super) type Sink<'a> = &'a mut dyn FnMut(Item) -> bool;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_asked_for_or_told_by_the_name() {
        let of = |asked, file: &str| FileFormat::choose(asked, Some(Path::new(file)));
        assert_eq!(of(Format::Table, "a.JSONL"), FileFormat::JsonLines);
        assert_eq!(of(Format::Table, "a"), FileFormat::Csv);
        assert_eq!(of(Format::Csv, "a.jsonl"), FileFormat::Csv);
        assert_eq!(of(Format::Json, "a.csv"), FileFormat::Csv);
        assert_eq!(FileFormat::choose(Format::Json, None), FileFormat::JsonLines);
    }
}
