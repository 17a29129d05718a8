//! grpcurl, which `cargo xtask setup` installs.

use std::{env, path::PathBuf};

/// `ROLLCALL_TEST_GRPCURL`, else the one on PATH.
pub fn grpcurl() -> PathBuf {
    if let Some(chosen) = env::var_os("ROLLCALL_TEST_GRPCURL").filter(|value| !value.is_empty()) {
        return chosen.into();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|dir| dir.join("grpcurl")).find(|file| file.is_file());
    found.expect("no grpcurl: run `cargo xtask setup`")
}
