//! Where things are.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::run::{Outcome, Run, failure};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    xtask.parent().expect("xtask lies in the repository").to_path_buf()
}

/// Cargo's target directory, wherever the environment or a configuration file puts it.
pub(crate) fn target() -> Outcome<&'static Path> {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    if let Some(known) = TARGET.get() {
        return Ok(known);
    }
    let metadata =
        Run::cargo().args(["metadata", "--no-deps", "--format-version=1", "--offline"]).output()?;
    let target = json_string(&metadata, "target_directory")
        .ok_or_else(|| failure("`cargo metadata` does not tell the target directory"))?;
    Ok(TARGET.get_or_init(|| target.into()))
}

/// Where setup puts the tools that are not Debian packages.
pub(crate) fn tools() -> Outcome<PathBuf> {
    Ok(target()?.join("tools"))
}

/// The caller's own choice of a tool by an environment variable.
pub(crate) fn chosen(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The first program of this name on PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}

/// The directory of `initdb` and `postgres`: Debian keeps them off PATH, one directory for each major version.
pub(crate) fn postgres_bin() -> Option<PathBuf> {
    newest_postgres(Path::new("/usr/lib/postgresql"))
        .or_else(|| on_path("initdb").and_then(|initdb| initdb.parent().map(Path::to_path_buf)))
}

fn newest_postgres(versions: &Path) -> Option<PathBuf> {
    let number = |name: &OsStr| name.to_str()?.parse::<u32>().ok();
    std::fs::read_dir(versions)
        .ok()?
        .filter_map(Result::ok)
        .filter_map(|entry| Some((number(&entry.file_name())?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .max()
        .map(|(_, bin)| bin)
}

/// The value of the first string field of this name: all of JSON that is needed here.
fn json_string(json: &str, field: &str) -> Option<String> {
    let start = json.find(&format!("\"{field}\":\""))? + field.len() + 4;
    let mut value = String::new();
    let mut chars = json[start..].chars();
    loop {
        match chars.next()? {
            '"' => return Some(value),
            // A path's only escapes are those of the backslash and the quote.
            '\\' => value.push(chars.next()?),
            other => value.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_string_of_json() {
        let json = r#"{"packages":[],"target_directory":"/a b/\"c\"\\d","version":1}"#;
        assert_eq!(json_string(json, "target_directory").as_deref(), Some(r#"/a b/"c"\d"#));
        assert_eq!(json_string(json, "workspace_root"), None);
        assert_eq!(json_string(r#"{"a":"unfinished"#, "a"), None);
    }

    #[test]
    fn newest_postgres_is_by_number_and_complete() {
        let dir = std::env::temp_dir().join(format!("xtask-postgres-{}", std::process::id()));
        for version in ["9", "15", "17", "common"] {
            let bin = dir.join(version).join("bin");
            std::fs::create_dir_all(&bin).expect("made");
            // 17 has only the client's programs.
            if version != "17" {
                std::fs::write(bin.join("initdb"), "").expect("written");
            }
        }
        assert_eq!(newest_postgres(&dir), Some(dir.join("15/bin")));
        assert_eq!(newest_postgres(&dir.join("nowhere")), None);
        std::fs::remove_dir_all(&dir).expect("removed");
    }
}
