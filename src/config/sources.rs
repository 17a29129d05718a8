//! Where a setting comes from: flags, then the environment, then the file, then its default.

use super::{
    ConfigError,
    file::FileValues,
    settings::{CONFIG_FLAG, Fallback, Kind, environment, find},
};
use std::{collections::BTreeMap, ffi::OsString, path::Path};

/// What the command line gave: by flag, its values as written.
pub type Flags = BTreeMap<&'static str, Vec<String>>;

/// How the environment is asked for a variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// All that settings are taken from.
pub struct Sources<'a> {
    flags: &'a Flags,
    environment: Environment<'a>,
    path: String,
    file: FileValues,
}

/// A setting as somebody wrote it.
struct Given {
    origin: String,
    texts: Vec<String>,
}

impl<'a> Sources<'a> {
    /// Reads the file that `--config` or `ROLLCALL_CONFIG` names, if one does.
    pub fn open(flags: &'a Flags, environment: Environment<'a>) -> Result<Self, ConfigError> {
        let mut sources = Self { flags, environment, path: String::new(), file: FileValues::default() };
        let path = match flags.get(CONFIG_FLAG).and_then(|v| v.first()) {
            Some(path) => Some(path.clone()),
            None => sources.variable(CONFIG_FLAG)?.and_then(|given| given.texts.into_iter().next()),
        };
        if let Some(path) = path {
            sources.file = FileValues::read(Path::new(&path))?;
            sources.path = path;
        }
        Ok(sources)
    }

    /// A variable of the environment that is no setting, such as `HOME`.
    pub(super) fn ambient(&self, name: &str) -> Option<OsString> {
        (self.environment)(name).filter(|v| !v.is_empty())
    }

    /// Reads a setting, or its default; `None` if it is given nowhere and has none.
    pub(super) fn optional<T>(
        &self,
        flag: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        Ok(self.list(flag, parse)?.and_then(|values| values.into_iter().next_back()))
    }

    /// Reads a setting that has a default.
    pub(super) fn required<T>(
        &self,
        flag: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        self.optional(flag, parse)?.ok_or_else(|| ConfigError::flag(flag, "must be given"))
    }

    /// Reads all values of a setting.
    pub(super) fn list<T>(
        &self,
        flag: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<Vec<T>>, ConfigError> {
        let Some(given) = self.find(flag)? else { return Ok(None) };
        let setting = find(flag);
        let list = setting.is_some_and(|s| s.kind == Kind::List);
        let secret = setting.is_some_and(|s| s.secret);
        let mut values = Vec::new();
        for text in &given.texts {
            let parts = if list { text.split(',').map(str::trim).collect() } else { vec![text.as_str()] };
            for part in parts {
                let refused = |why| match secret {
                    true => ConfigError::new(&given.origin, why),
                    false => ConfigError::new(&given.origin, format!("{part:?}: {why}")),
                };
                values.push(parse(part).map_err(refused)?);
            }
        }
        Ok(Some(values))
    }

    /// Whether somebody gave the setting.
    pub(super) fn is_given(&self, flag: &'static str) -> Result<bool, ConfigError> {
        Ok(self.written(flag)?.is_some())
    }

    fn find(&self, flag: &'static str) -> Result<Option<Given>, ConfigError> {
        let fallback = || match find(flag)?.fallback {
            Fallback::Is(text) => Some(Given { origin: format!("--{flag}"), texts: vec![text.to_owned()] }),
            Fallback::Unset(_) | Fallback::Computed(_) => None,
        };
        Ok(self.written(flag)?.or_else(fallback))
    }

    fn written(&self, flag: &'static str) -> Result<Option<Given>, ConfigError> {
        if let Some(texts) = self.flags.get(flag) {
            return Ok(Some(Given { origin: format!("--{flag}"), texts: texts.clone() }));
        }
        if let Some(given) = self.variable(flag)? {
            return Ok(Some(given));
        }
        let from_file =
            |texts: &Vec<String>| Given { origin: format!("{}: {flag}", self.path), texts: texts.clone() };
        Ok(self.file.get(flag).map(from_file))
    }

    /// An empty variable counts as unset: that is how compose files and units leave one out.
    fn variable(&self, flag: &str) -> Result<Option<Given>, ConfigError> {
        let origin = environment(flag);
        let Some(value) = self.ambient(&origin) else { return Ok(None) };
        let text = value.into_string().map_err(|_| ConfigError::new(&origin, "is not UTF-8"))?;
        Ok(Some(Given { origin, texts: vec![text] }))
    }
}
