//! Which version of a tool setup installed: a file beside the tool, written last, so that an installation that was
//! interrupted is done again.

use std::path::Path;

use crate::paths;
use crate::run::{Outcome, failure};

/// Installs `name` unless `program` is there and was installed at this very version.
pub(crate) fn once(name: &str, version: &str, program: &Path, install: impl FnOnce() -> Outcome) -> Outcome {
    let stamps = paths::tools()?.join("stamps");
    once_in(&stamps, name, version, program, install)
}

fn once_in(
    stamps: &Path,
    name: &str,
    version: &str,
    program: &Path,
    install: impl FnOnce() -> Outcome,
) -> Outcome {
    let stamp = stamps.join(name);
    if program.is_file() && std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == version) {
        return Ok(());
    }
    install()?;
    if !program.is_file() {
        return Err(failure(format!(
            "{name} {version} was installed, but {} is not there",
            program.display()
        )));
    }
    std::fs::create_dir_all(stamps)
        .and_then(|()| std::fs::write(&stamp, version))
        .map_err(|error| failure(format!("cannot write {}: {error}", stamp.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installs_once_per_version() {
        let dir = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("made");
        let program = dir.join("tool");
        let mut installed = Vec::new();
        for version in ["1", "1", "2"] {
            once_in(&dir.join("stamps"), "tool", version, &program, || {
                installed.push(version);
                std::fs::write(&program, "").expect("written");
                Ok(())
            })
            .expect("installs");
        }
        assert_eq!(installed, ["1", "2"]);

        let absent = dir.join("absent");
        assert!(once_in(&dir.join("stamps"), "other", "1", &absent, || Ok(())).is_err());
        std::fs::remove_dir_all(&dir).expect("removed");
    }
}
