//! Labels of a resource.

use super::Violations;
use crate::model::Labels;

const MAX: usize = 64;
const MAX_VALUE: usize = 63;

/// At most 64 labels; keys are `a-z`, `0-9`, `_`, `-`, begin with a letter and have at most 63 characters;
/// values have at most 63.
pub(super) fn check(field: &str, labels: &Labels, violations: &mut Violations) {
    if labels.len() > MAX {
        violations.add(field, format_args!("has at most {MAX} labels"), labels.len());
    }
    for (key, value) in labels {
        let ok = (1..=63).contains(&key.len())
            && key.starts_with(|c: char| c.is_ascii_lowercase())
            && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b));
        if !ok {
            let why = "a key begins with a-z and has at most 63 of a-z, 0-9, '_' and '-'";
            violations.add(&format!("{field}[{key:?}]"), why, key);
        }
        violations.text(&format!("{field}[{key:?}]"), value, MAX_VALUE);
    }
}
