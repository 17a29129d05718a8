//! The filters of lists: AIP-160's language, typed against the fields of one resource.
//!
//! A filter is restrictions, such as `last_name = "Sm*"`, joined by `AND` (or nothing at all), `OR`, `NOT` or a
//! leading `-`, and parentheses. As in AIP-160, `OR` binds closer than `AND`. What is parsed is true or false of
//! every row and never unknown: a field without a value is the empty text, and `!=` is the exact opposite of `=`.

mod field;
mod parser;
mod scanner;
mod value;

#[cfg(test)]
mod tests;

pub use field::Field;

use super::{ChildName, Invalid, Time};
use field::Kind;
use std::cmp::Ordering;

/// Characters of a filter.
const MAX_LENGTH: usize = 2048;
/// Parentheses and negations within each other.
const MAX_DEPTH: usize = 16;
/// Restrictions of one filter.
const MAX_TERMS: usize = 64;

/// A filter: what is true of the rows that it lets pass.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    Term(Term),
}

/// What must be true of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// As the table of fields has it.
    pub field: &'static str,
    pub test: Test,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    Is(bool),
    Time(Comparison, Time),
    Text(Pattern),
    /// One of the values that the field lists.
    Enum(&'static str),
    /// It refers to this resource.
    Refers(ChildName),
    /// This resource is among those that it refers to.
    Has(ChildName),
    /// This text is one of its elements.
    Element(String),
    /// There is a label of this key whose value matches.
    Label(String, Pattern),
    /// It refers to something at all.
    Present,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    Equal(String),
    /// Begins with; every text does with the empty one.
    Prefix(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
}

impl Filter {
    /// Parses a filter over `fields`; `None` for an empty one, which lets everything pass.
    ///
    /// Errors name the position, counted in characters from 1, and the reason.
    pub fn parse(fields: &'static [Field], text: &str) -> Result<Option<Self>, Invalid> {
        parser::parse(fields, text)
    }

    /// Whether it is true of a row; `test` answers for one field.
    pub fn holds(&self, test: &impl Fn(&Term) -> bool) -> bool {
        match self {
            Self::And(all) => all.iter().all(|filter| filter.holds(test)),
            Self::Or(any) => any.iter().any(|filter| filter.holds(test)),
            Self::Not(filter) => !filter.holds(test),
            Self::Term(term) => test(term),
        }
    }

    /// What must all be true: the parts of an `AND`, or the filter itself.
    pub fn conjuncts(&self) -> &[Self] {
        match self {
            Self::And(all) => all,
            other => std::slice::from_ref(other),
        }
    }

    /// Every restriction in it.
    pub fn terms(&self) -> Vec<&Term> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::terms).collect(),
            Self::Not(filter) => filter.terms(),
            Self::Term(term) => vec![term],
        }
    }
}

impl Pattern {
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Equal(expected) => text == expected,
            Self::Prefix(prefix) => text.starts_with(prefix),
        }
    }
}

impl Comparison {
    pub fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Equal => ordering.is_eq(),
            Self::GreaterOrEqual => ordering.is_ge(),
            Self::Greater => ordering.is_gt(),
        }
    }
}
