//! The phones of the suite `sip` that Debian does not have: pjsua2 from PyPI, JsSIP and SIP.js from npm.

use std::path::PathBuf;

use crate::clients::Told;
use crate::run::{Outcome, failure};
use crate::{apt, node, paths, python, stamp};

/// The wheel has the library in it.
const PJSUA2: &str = "2.15.1.post1";
/// WebSocket for the two others, which are made for browsers.
const FROM_NPM: [&str; 3] = ["jssip@3.13.8", "sip.js@0.21.2", "ws@8.23.0"];

/// Installs them, and says where they are.
pub(crate) fn prepare() -> Outcome<Vec<Told>> {
    let node = node::bin()?.join("node");
    Ok(vec![
        ("ROLLCALL_TEST_PJSUA2_PYTHON", text(pjsua2()?)),
        ("ROLLCALL_TEST_NODE", text(node)),
        ("ROLLCALL_TEST_NODE_PEERS", text(from_npm()?)),
    ])
}

/// A Python that has pjsua2, and nothing else.
fn pjsua2() -> Outcome<PathBuf> {
    let venv = paths::tools()?.join("peers/python");
    let python = venv.join("bin/python");
    stamp::once("pjsua2", PJSUA2, &python, || {
        apt::ensure(apt::PYTHON, false)?;
        python::new_venv(&venv)?;
        python::install(&venv, &[&format!("pjsua2-python=={PJSUA2}")], &["--no-deps"])
    })?;
    Ok(python)
}

/// The directory that holds `node_modules`.
fn from_npm() -> Outcome<PathBuf> {
    let home = paths::tools()?.join("peers/npm");
    let installed = home.join("node_modules/ws/package.json");
    stamp::once("npm-peers", &FROM_NPM.join(" "), &installed, || {
        std::fs::create_dir_all(&home)
            .map_err(|error| failure(format!("cannot make {}: {error}", home.display())))?;
        node::npm()?
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&home)
            .args(FROM_NPM)
            .run()
    })?;
    Ok(home)
}

fn text(path: PathBuf) -> String {
    path.display().to_string()
}
