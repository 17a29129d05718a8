//! From filters to SQL conditions. No condition is ever NULL, so that NOT is the exact opposite.

use super::Sql;
use crate::model::{Comparison, Filter, Pattern, Term, Test};

/// What a filter comes to; `term` writes one restriction.
pub(in crate::store) fn condition(filter: &Filter, term: &impl Fn(&Term) -> Sql) -> Sql {
    let all = |parts: &[Filter]| parts.iter().map(|part| condition(part, term)).collect();
    match filter {
        Filter::And(parts) => Sql::joined("(", all(parts), " AND ", ")"),
        Filter::Or(parts) => Sql::joined("(", all(parts), " OR ", ")"),
        Filter::Not(part) => Sql::around("NOT (", condition(part, term), ")"),
        Filter::Term(one) => term(one),
    }
}

/// A restriction of a column, which is never NULL. `None` for tests that are not of one column.
pub(in crate::store) fn of_column(column: &str, test: &Test) -> Option<Sql> {
    match test {
        Test::Is(true) => Some(Sql::new(column)),
        Test::Is(false) => Some(Sql::new(format!("NOT {column}"))),
        Test::Time(comparison, time) => {
            let operator = match comparison {
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Equal => "=",
                Comparison::GreaterOrEqual => ">=",
                Comparison::Greater => ">",
            };
            Some(Sql::with(format!("{column} {operator} ?"), [time.0]))
        }
        Test::Text(pattern) => Some(of_text(column, pattern)),
        _ => None,
    }
}

/// A prefix is a range, because texts sort by their bytes on both databases.
pub(in crate::store) fn of_text(column: &str, pattern: &Pattern) -> Sql {
    match pattern {
        Pattern::Equal(text) => Sql::with(format!("{column} = ?"), [text.as_str()]),
        Pattern::Prefix(prefix) if prefix.is_empty() => Sql::constant(true),
        Pattern::Prefix(prefix) => match behind(prefix) {
            Some(end) => Sql::with(format!("({column} >= ? AND {column} < ?)"), [prefix.as_str(), &end]),
            None => Sql::with(format!("{column} >= ?"), [prefix.as_str()]),
        },
    }
}

/// The first text behind all that begin with `prefix`; `None` when there is none.
fn behind(prefix: &str) -> Option<String> {
    let mut end: Vec<char> = prefix.chars().collect();
    while let Some(last) = end.pop() {
        let next = match last {
            // Surrogates are no characters.
            '\u{D7FF}' => Some('\u{E000}'),
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            end.push(next);
            return Some(end.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_end_before_the_next_character() {
        for (prefix, end) in [
            ("a", Some("b")),
            ("Sm", Some("Sn")),
            ("a\u{10FFFF}", Some("b")),
            ("\u{D7FF}", Some("\u{E000}")),
            ("\u{10FFFF}", None),
            ("é", Some("ê")),
        ] {
            assert_eq!(behind(prefix).as_deref(), end, "{prefix}");
        }
    }
}
