//! Whether an answer is what a scenario wants: what is written must be there, other fields may be.

use serde_json::Value;

/// Why `got` is not what `wanted` says; `None`: it is. A list must have these items in this order, and no others; text
/// that begins with `~` is one that must be contained, `~` alone any text that is not empty.
pub(crate) fn differs(wanted: &Value, got: &Value, at: &str) -> Option<String> {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => wanted.iter().find_map(|(key, wanted)| {
            differs(wanted, got.get(key).unwrap_or(&Value::Null), &format!("{at}.{key}"))
        }),
        (Value::Array(wanted), Value::Array(got)) if wanted.len() == got.len() => {
            let mut pairs = wanted.iter().zip(got).enumerate();
            pairs.find_map(|(n, (wanted, got))| differs(wanted, got, &format!("{at}[{n}]")))
        }
        (Value::String(wanted), Value::String(got)) if wanted.starts_with('~') => {
            let fits = got.contains(&wanted[1..]) && !got.is_empty();
            (!fits).then(|| format!("{at} is {got:?}, not {wanted:?}"))
        }
        _ if wanted == got => None,
        _ => Some(format!("{at} is {got}, not {wanted}")),
    }
}

/// The value at a path such as `events.0.name`.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, key| match key.parse::<usize>() {
        Ok(index) => value.get(index),
        Err(_) => value.get(key),
    })
}

/// Puts what was saved in the place of `${name}`. Alone, it keeps its type.
pub(crate) fn filled(value: &Value, saved: &impl Fn(&str) -> Option<Value>) -> Value {
    match value {
        Value::String(text) => fill(text, saved),
        Value::Array(items) => items.iter().map(|item| filled(item, saved)).collect(),
        Value::Object(fields) => fields.iter().map(|(key, v)| (key.clone(), filled(v, saved))).collect(),
        other => other.clone(),
    }
}

fn fill(text: &str, saved: &impl Fn(&str) -> Option<Value>) -> Value {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}').unwrap_or_else(|| panic!("{text}: a ${{ has no end"));
        let value = saved(name).unwrap_or_else(|| panic!("{text}: nothing was saved as {name}"));
        if before.is_empty() && behind.is_empty() && out.is_empty() {
            return value;
        }
        out.push_str(before);
        out.push_str(value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str());
        rest = behind;
    }
    out.push_str(rest);
    Value::String(out)
}
