//! `cargo xtask gen`: everything that is generated for the clients, as buf.gen.yaml says.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, Run, failure};
use crate::{go, java, node, paths, python, setup};

/// Directories in which everything is generated: what a run does not write there is removed.
const WHOLLY: &[&str] = &[
    "clients/go/rollcall/v1",
    "clients/java/src/generated/java",
    "clients/java/src/main/java/dev/rollcall/v1",
    "clients/python/src/rollcall/v1",
    "clients/rust/src/generated",
    "clients/typescript/src/gen",
];
/// What is generated elsewhere.
const SINGLY: &[&str] = &[
    "clients/go/service_config.json",
    "clients/java/src/main/resources/dev/rollcall/client/service_config.json",
    "clients/python/src/rollcall/service_config.json",
];

/// Generates beside, then puts everything in its place.
pub(crate) fn run() -> Outcome {
    let beside = generate()?;
    for directory in WHOLLY {
        let (from, to) = (beside.join(directory), paths::root().join(directory));
        replace(&from, &to).map_err(|error| failure(format!("cannot write {}: {error}", to.display())))?;
    }
    for file in SINGLY {
        let to = paths::root().join(file);
        let written =
            fs::create_dir_all(to.parent().unwrap_or(&to)).and_then(|()| fs::copy(beside.join(file), &to));
        written.map_err(|error| failure(format!("cannot write {}: {error}", to.display())))?;
    }
    Ok(())
}

/// Fails on any difference between what is there and what would be generated.
pub(crate) fn check() -> Outcome {
    let beside = generate()?;
    let mut stale = Vec::new();
    for place in WHOLLY.iter().chain(SINGLY) {
        let (fresh, there) = (files(&beside, place)?, files(&paths::root(), place)?);
        let differs =
            |file: &&PathBuf| fs::read(beside.join(file)).ok() != fs::read(paths::root().join(file)).ok();
        stale.extend(fresh.iter().filter(differs).cloned());
        stale.extend(there.into_iter().filter(|file| !fresh.contains(file)));
    }
    if stale.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = stale.iter().map(|file| file.display().to_string()).collect();
    Err(failure(format!("generated code is not fresh, run `cargo xtask gen`:\n    {}", list.join("\n    "))))
}

/// Runs buf into a directory below the target directory, and answers it.
fn generate() -> Outcome<PathBuf> {
    let beside = paths::target()?.join("generated");
    let _absent = fs::remove_dir_all(&beside);
    let buf = setup::buf()?;
    Run::cargo().args(["build", "--quiet", "--locked", "--package", "xtask-plugin"]).run()?;
    let plugins = [
        python::generators()?,
        node::protoc_gen_es()?,
        node::bin()?,
        go::generators()?,
        java::generators()?,
        wrappers()?,
    ];
    let plugins: Vec<&Path> = plugins.iter().map(PathBuf::as_path).collect();
    Run::new(&buf)
        .args(["generate", "--output"])
        .arg(&beside)
        .env("BUF_CACHE_DIR", paths::tools()?.join("buf-cache"))
        .path_first(&plugins)
        .run()?;
    Ok(beside)
}

/// The directory of plugins that are not programs by themselves.
fn wrappers() -> Outcome<PathBuf> {
    let bin = paths::tools()?.join("wrappers");
    let python = python::venv()?.join("bin/python");
    let plugin = paths::target()?.join("debug/xtask-plugin");
    let grpc_python = paths::root().join("xtask/src/grpc_python.py");
    let scripts = [
        ("grpc-tools-protoc", format!("exec '{}' -m grpc_tools.protoc \"$@\"", python.display())),
        ("protoc-gen-rollcall", format!("exec '{}'", plugin.display())),
        ("protoc-gen-grpc_python", format!("exec '{}' '{}'", python.display(), grpc_python.display())),
    ];
    for (name, command) in scripts {
        let script = bin.join(name);
        fs::create_dir_all(&bin)
            .and_then(|()| fs::write(&script, format!("#!/bin/sh\n{command}\n")))
            .and_then(|()| fs::set_permissions(&script, PermissionsExt::from_mode(0o755)))
            .map_err(|error| failure(format!("cannot write {}: {error}", script.display())))?;
    }
    Ok(bin)
}

fn replace(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    copy_all(from, to)
}

fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (from, to) = (entry?.path(), to.to_path_buf());
        let to = to.join(from.file_name().unwrap_or_default());
        if from.is_dir() { copy_all(&from, &to)? } else { fs::copy(&from, &to).map(drop)? }
    }
    Ok(())
}

/// The files below a place, or the file that it is, by their paths below `root`. What Python leaves is none.
fn files(root: &Path, place: &str) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut left = vec![PathBuf::from(place)];
    while let Some(path) = left.pop() {
        if root.join(&path).is_file() {
            found.push(path);
            continue;
        }
        let Ok(entries) = fs::read_dir(root.join(&path)) else { continue };
        for entry in entries.filter_map(Result::ok) {
            if entry.file_name() != "__pycache__" {
                left.push(path.join(entry.file_name()));
            }
        }
    }
    found.sort();
    Ok(found)
}
