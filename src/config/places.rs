//! Where data is: what `serve`, `migrate`, `token` and the gRPC commands have in common.

use super::{ConfigError, Sources, values};
use crate::store::{DatabaseUrl, Retention};
use std::path::{Path, PathBuf};

/// The data directory and the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    pub data_dir: PathBuf,
    pub database: DatabaseUrl,
}

impl Places {
    /// Reads `--data-dir` and `--database-url`.
    pub fn load(sources: &Sources<'_>) -> Result<Self, ConfigError> {
        let data_dir = data_dir(sources)?;
        let database = sources.optional("database-url", DatabaseUrl::parse)?;
        let database = database.unwrap_or_else(|| embedded(&data_dir));
        Ok(Self { data_dir, database })
    }

    /// Whether the database is the file in the data directory.
    pub fn is_embedded(&self) -> bool {
        self.database == embedded(&self.data_dir)
    }
}

/// The database, and the keys that seal what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPlaces {
    pub places: Places,
    pub sealing_key_file: PathBuf,
}

impl SealedPlaces {
    /// Reads `--data-dir`, `--database-url` and `--sealing-key-file`.
    pub fn load(sources: &Sources<'_>) -> Result<Self, ConfigError> {
        let places = Places::load(sources)?;
        let sealing_key_file = sources.optional("sealing-key-file", values::readable)?;
        let sealing_key_file = sealing_key_file.unwrap_or_else(|| sealing_key(&places.data_dir));
        Ok(Self { places, sealing_key_file })
    }
}

/// The database, and how much of its change log is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPlaces {
    pub places: Places,
    pub retention: Retention,
}

impl LogPlaces {
    /// Reads `--data-dir`, `--database-url`, `--log-retention` and `--log-max-revisions`.
    pub fn load(sources: &Sources<'_>) -> Result<Self, ConfigError> {
        Ok(Self { places: Places::load(sources)?, retention: log_retention(sources)? })
    }
}

pub(super) fn log_retention(sources: &Sources<'_>) -> Result<Retention, ConfigError> {
    Ok(Retention {
        keep: sources.required("log-retention", values::history)?,
        revisions: sources.required("log-max-revisions", values::count)?,
    })
}

/// The generated key file in a data directory.
pub fn sealing_key(data_dir: &Path) -> PathBuf {
    data_dir.join("sealing.key")
}

fn embedded(data_dir: &Path) -> DatabaseUrl {
    DatabaseUrl::sqlite_file(&data_dir.join("rollcall.db"))
}

/// The data directory: as given, else the user's own (XDG Base Directory Specification).
fn data_dir(sources: &Sources<'_>) -> Result<PathBuf, ConfigError> {
    if let Some(given) = sources.optional("data-dir", values::path)? {
        return Ok(given);
    }
    let absolute = |name| sources.ambient(name).map(PathBuf::from).filter(|p: &PathBuf| p.is_absolute());
    let base = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")));
    base.map(|base| base.join("rollcall")).ok_or_else(|| {
        ConfigError::flag("data-dir", "must be given, since neither XDG_DATA_HOME nor HOME is set")
    })
}

/// The host name, or `rollcall` where it cannot be read.
pub(super) fn host_name(sources: &Sources<'_>) -> String {
    let kernel = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let variable = || sources.ambient("HOSTNAME").and_then(|v| v.into_string().ok());
    let name = kernel.or_else(variable).unwrap_or_default();
    values::node(name.trim()).unwrap_or_else(|_| "rollcall".to_owned())
}
