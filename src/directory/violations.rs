//! Bad fields, gathered so that all are told at once.

use super::Error;
use crate::model::Invalid;
use std::fmt;

/// One bad field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The path in the request, such as `user.email`.
    pub field: String,
    pub description: String,
    /// The value that was refused; `None` for secrets.
    pub refused: Option<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.description)
    }
}

/// A gathering of bad fields.
#[derive(Debug, Clone, Default)]
pub struct Violations(Vec<Violation>);

/// How much of a refused value is told.
const SHOWN: usize = 256;

impl Violations {
    pub fn add(&mut self, field: &str, why: impl fmt::Display, refused: impl fmt::Display) {
        let refused: String = refused.to_string().chars().take(SHOWN).collect();
        self.0.push(Violation {
            field: field.to_owned(),
            description: why.to_string(),
            refused: Some(refused),
        });
    }

    /// Adds a bad secret: its value is not told.
    pub fn add_secret(&mut self, field: &str, why: impl fmt::Display) {
        self.0.push(Violation { field: field.to_owned(), description: why.to_string(), refused: None });
    }

    /// Parses a field, noting why it is refused.
    pub fn parse<T>(
        &mut self,
        field: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        parse(text).map_err(|why| self.add(field, why, text)).ok()
    }

    /// Notes a text that has too many characters or control characters.
    pub fn text(&mut self, field: &str, text: &str, max: usize) {
        if text.chars().count() > max {
            self.add(field, format_args!("has at most {max} characters"), text);
        } else if text.chars().any(char::is_control) {
            self.add(field, "has no control characters", text.escape_default());
        }
    }

    /// Notes the display name of a role, organization or group that is empty or refused as a text.
    pub fn display_name(&mut self, field: &str, name: &str) {
        if name.is_empty() {
            self.add(field, "is not empty", name);
        }
        self.text(field, name, 128);
    }

    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Forgets the faults of other fields.
    pub fn retain(&mut self, of: impl Fn(&str) -> bool) {
        self.0.retain(|violation| of(&violation.field));
    }

    pub(super) fn extend(&mut self, more: impl IntoIterator<Item = Violation>) {
        self.0.extend(more);
    }

    pub(super) fn into_vec(self) -> Vec<Violation> {
        self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fails when anything was noted.
    pub fn check(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}
