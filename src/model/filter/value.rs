//! From the right side of a restriction to a test of its field's type.

use super::{
    Comparison, Field, Filter, Kind, Pattern, Term, Test,
    scanner::{Argument, Operator, Refused},
};
use crate::model::{ChildName, Time};

pub(super) fn typed(
    field: &'static Field,
    key: Option<String>,
    operator: Operator,
    argument: Argument,
) -> Result<Filter, Refused> {
    let at = argument.at;
    test(field, key, operator, argument).map_err(|why| Refused { at, why: format!("{}: {why}", field.name) })
}

fn test(
    field: &'static Field,
    key: Option<String>,
    operator: Operator,
    argument: Argument,
) -> Result<Filter, String> {
    let term = |test| Filter::Term(Term { field: field.name, test });
    let not = |filter| Filter::Not(Box::new(filter));
    // `field:*` asks for a value at all; the same in quotes is a text.
    let any = operator == Operator::Has && argument.prefix && argument.text.is_empty() && !argument.quoted;
    match field.kind {
        Kind::Bool => {
            let value = plain(argument, "true or false")?;
            let value: bool = value.parse().map_err(|_| "is true or false")?;
            let expected = equality(operator)?;
            Ok(term(Test::Is(value == expected)))
        }
        Kind::Time => {
            let instant = plain(argument, "a time")?;
            let instant = Time::parse_rfc3339(&instant).map_err(|why| why.to_string())?;
            Ok(match operator {
                Operator::NotEqual => not(term(Test::Time(Comparison::Equal, instant))),
                operator => term(Test::Time(comparison(operator)?, instant)),
            })
        }
        Kind::Text { .. } if any => Ok(not(term(Test::Text(Pattern::Equal(String::new()))))),
        Kind::Text { within, folded } => {
            let expected = equality(operator)?;
            let found = term(Test::Text(pattern(stripped(argument, within)?, folded)));
            Ok(if expected { found } else { not(found) })
        }
        Kind::Enum { prefix, values } => {
            let expected = equality(operator)?;
            let name = plain(argument, "one of the values")?;
            let short = name.strip_prefix(prefix).unwrap_or(&name);
            let known = values.iter().find(|value| **value == short);
            let found = term(Test::Enum(known.ok_or_else(|| format!("is one of {}", values.join(", ")))?));
            Ok(if expected { found } else { not(found) })
        }
        Kind::Reference(_) if any => Ok(term(Test::Present)),
        Kind::Reference(collection) => {
            let expected = equality(operator)?;
            let name = plain(argument, "a name")?;
            let found = match name.as_str() {
                "" => not(term(Test::Present)),
                name => term(Test::Refers(child(collection, name)?)),
            };
            Ok(if expected { found } else { not(found) })
        }
        Kind::Set(_) if any => Ok(term(Test::Present)),
        Kind::Set(collection) => {
            has(operator)?;
            Ok(term(Test::Has(child(collection, &plain(argument, "a name")?)?)))
        }
        Kind::Elements if any => Ok(term(Test::Present)),
        Kind::Elements => {
            has(operator)?;
            // Elements may end with a star of their own.
            let star = if argument.prefix { "*" } else { "" };
            Ok(term(Test::Element(argument.text + star)))
        }
        Kind::Labels => labels(field, key, operator, argument, any),
    }
}

fn labels(
    field: &'static Field,
    key: Option<String>,
    operator: Operator,
    argument: Argument,
    any: bool,
) -> Result<Filter, String> {
    let term = |key, pattern| Filter::Term(Term { field: field.name, test: Test::Label(key, pattern) });
    match key {
        Some(key) if any => Ok(term(key, Pattern::Prefix(String::new()))),
        Some(key) => {
            let found = term(key, pattern(argument, false));
            Ok(if equality(operator)? { found } else { Filter::Not(Box::new(found)) })
        }
        // `labels:KEY`
        None if operator == Operator::Has && !argument.prefix => {
            Ok(term(argument.text, Pattern::Prefix(String::new())))
        }
        None => Err(format!("a key is needed, as in {}.KEY", field.name)),
    }
}

/// Whether it asks for equality rather than its opposite.
fn equality(operator: Operator) -> Result<bool, String> {
    match operator {
        Operator::Equal | Operator::Has => Ok(true),
        Operator::NotEqual => Ok(false),
        other => Err(format!("is compared with = and !=, not with {}", other.text())),
    }
}

fn has(operator: Operator) -> Result<(), String> {
    match operator {
        Operator::Has => Ok(()),
        other => Err(format!("is asked for one of its elements with ':', not with {}", other.text())),
    }
}

fn comparison(operator: Operator) -> Result<Comparison, String> {
    match operator {
        Operator::Less => Ok(Comparison::Less),
        Operator::LessOrEqual => Ok(Comparison::LessOrEqual),
        Operator::Equal => Ok(Comparison::Equal),
        Operator::GreaterOrEqual => Ok(Comparison::GreaterOrEqual),
        Operator::Greater => Ok(Comparison::Greater),
        other => Err(format!("is compared with = != < <= > >=, not with {}", other.text())),
    }
}

/// A value that cannot be a prefix.
fn plain(argument: Argument, what: &str) -> Result<String, String> {
    if argument.prefix {
        return Err(format!("is {what}, without '*'"));
    }
    Ok(argument.text)
}

fn pattern(argument: Argument, folded: bool) -> Pattern {
    let text = if folded { argument.text.to_lowercase() } else { argument.text };
    if argument.prefix { Pattern::Prefix(text) } else { Pattern::Equal(text) }
}

/// Without what every value begins with.
fn stripped(argument: Argument, within: &str) -> Result<Argument, String> {
    match argument.text.strip_prefix(within) {
        Some(rest) => Ok(Argument { text: rest.to_owned(), ..argument }),
        None if argument.prefix && within.starts_with(&argument.text) => {
            Ok(Argument { text: String::new(), ..argument })
        }
        None => Err(format!("begins with {within}")),
    }
}

fn child(collection: &'static str, name: &str) -> Result<ChildName, String> {
    ChildName::parse(collection, name).map_err(|why| why.to_string())
}
