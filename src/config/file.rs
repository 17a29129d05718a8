//! The configuration file.

use super::{
    ConfigError,
    settings::{Kind, find},
};
use std::{collections::BTreeMap, path::Path};
use toml::Value;

/// What a file gives: by key, one text or, for a list, several.
#[derive(Debug, Default)]
pub(super) struct FileValues(BTreeMap<&'static str, Vec<String>>);

impl FileValues {
    pub(super) fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|e| {
            ConfigError::new(path.display(), format!("cannot read the configuration file: {e}"))
        })?;
        Self::parse(&text, path)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Vec<String>> {
        self.0.get(key)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
            let line = e.span().map_or(0, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
            let message = e.message().split_whitespace().collect::<Vec<_>>().join(" ");
            ConfigError::new(format!("{}: line {line}", path.display()), message)
        })?;
        let mut values = BTreeMap::new();
        for (key, value) in table {
            let wrong = |why: &str| ConfigError::new(format!("{}: {key}", path.display()), why);
            let setting = find(&key).ok_or_else(|| wrong("there is no such key"))?;
            let texts = match (setting.kind, value) {
                (_, Value::String(text)) => vec![text],
                (Kind::Switch, Value::Boolean(on)) => vec![on.to_string()],
                (Kind::List, Value::Array(items)) => items
                    .into_iter()
                    .map(|item| item.as_str().map(str::to_owned))
                    .collect::<Option<_>>()
                    .ok_or_else(|| wrong("must be a list of strings"))?,
                (Kind::Switch, _) => return Err(wrong("must be true or false")),
                (Kind::List, _) => return Err(wrong("must be a list of strings")),
                (Kind::Value, _) => return Err(wrong("must be a string, in quotes")),
            };
            values.insert(setting.flag, texts);
        }
        Ok(Self(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        FileValues::parse(text, Path::new("r.toml")).unwrap_err().to_string()
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert_eq!(error("grpc-listn = \"x\""), "r.toml: grpc-listn: there is no such key");
        assert_eq!(error("[grpc]\nlisten = \"x\""), "r.toml: grpc: there is no such key");
        assert_eq!(error("config = \"x\""), "r.toml: config: there is no such key");
        assert_eq!(error("drain-timeout = 10"), "r.toml: drain-timeout: must be a string, in quotes");
        assert_eq!(error("sip-listen = [1]"), "r.toml: sip-listen: must be a list of strings");
        assert_eq!(error("demo = 1"), "r.toml: demo: must be true or false");
    }

    #[test]
    fn a_syntax_error_is_one_line() {
        let line = error("demo = true\nnode = \n");
        assert!(line.starts_with("r.toml: line 2: ") && !line.contains('\n'), "{line:?}");
    }
}
