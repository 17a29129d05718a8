//! Numbers that people dial.

use super::Invalid;

/// A number in E.164's international form: `+`, then 2 to 15 digits, the first not zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let ok = (2..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if !ok {
            return Err(Invalid::new("an E.164 number is '+' and 2 to 15 digits, as +4930123456"));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An extension number: 1 to 15 digits, exclusive in its domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionNumber(String);

impl ExtensionNumber {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if !(1..=15).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Invalid::new("an extension number has 1 to 15 digits"));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
