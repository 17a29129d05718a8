//! What the `update` commands share: the fields that were given, and no others, make the mask (AIP-134).

use super::{failure::Failure, names};
use prost_types::FieldMask;
use std::collections::BTreeMap;

/// The paths of the flags that were given.
#[derive(Debug, Default)]
pub(super) struct Changes(Vec<String>);

impl Changes {
    /// Writes a field if its flag was given.
    pub(super) fn set<T, U: From<T>>(&mut self, path: &str, flag: Option<T>, field: &mut U) {
        if let Some(value) = flag {
            self.0.push(path.to_owned());
            *field = value.into();
        }
    }

    /// The mask. Nothing to change is a mistake: without a mask the server would look for fields itself.
    pub(super) fn mask(self) -> Result<Option<FieldMask>, Failure> {
        if self.0.is_empty() {
            return Err(Failure::usage(
                "nothing to change: give a flag for each field to change, see --help",
            ));
        }
        Ok(Some(FieldMask { paths: self.0 }))
    }
}

/// A number, or nothing for "unset".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(Option<i32>);

impl Number {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self(None)),
            text => text.parse().map(|n| Self(Some(n))).map_err(|_| "a number, or '' to unset it".to_owned()),
        }
    }
}

impl From<Number> for Option<i32> {
    fn from(number: Number) -> Self {
        number.0
    }
}

/// A label, or nothing for "no labels".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label(Option<(String, String)>);

impl Label {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(Self(None)) } else { names::label(text).map(|label| Self(Some(label))) }
    }

    /// All labels that were given, if the flag was.
    pub(super) fn all(labels: Vec<Self>) -> Option<BTreeMap<String, String>> {
        (!labels.is_empty()).then(|| labels.into_iter().filter_map(|label| label.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_is_what_was_given() {
        let (mut a, mut b) = (String::from("a"), String::from("b"));
        let mut changes = Changes::default();
        changes.set("a", Some(String::new()), &mut a);
        changes.set("b", None::<String>, &mut b);
        assert_eq!((a.as_str(), b.as_str()), ("", "b"));
        assert_eq!(changes.mask().unwrap().unwrap().paths, ["a"]);
        assert_eq!(Changes::default().mask().unwrap_err().exit, 64);
    }

    #[test]
    fn an_empty_value_unsets() {
        assert_eq!(Number::parse("3").map(Option::from), Ok(Some(3)));
        assert_eq!(Number::parse("").map(Option::<i32>::from), Ok(None));
        assert!(Number::parse("x").is_err() && Label::parse("x").is_err());
        let labels = ["a=1", "", "b=2"].map(|text| Label::parse(text).unwrap());
        assert_eq!(Label::all(labels.to_vec()).unwrap().len(), 2);
        assert_eq!(Label::all(vec![Label::parse("").unwrap()]), Some(BTreeMap::new()));
        assert_eq!(Label::all(Vec::new()), None);
    }
}
