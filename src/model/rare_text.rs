//! Texts that most holders do not have.

use std::{fmt, ops::Deref};

/// A text that is usually empty, and then takes one word.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RareText(Option<Box<Box<str>>>);

impl From<&str> for RareText {
    fn from(text: &str) -> Self {
        Self((!text.is_empty()).then(|| Box::new(text.into())))
    }
}

impl From<String> for RareText {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl Deref for RareText {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.as_deref().map_or("", |text| text)
    }
}

impl fmt::Display for RareText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for RareText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_when_empty() {
        assert_eq!(size_of::<RareText>(), size_of::<usize>());
        assert_eq!((&*RareText::from(""), &*RareText::from("x"), &*RareText::default()), ("", "x", ""));
        assert_eq!(RareText::from(""), RareText::default());
    }
}
