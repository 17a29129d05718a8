//! The configuration of the server: flags before environment before file before defaults, all read and
//! checked before anything is opened or bound.

mod file;
mod places;
mod serve;
pub mod settings;
mod sources;
#[cfg(test)]
mod tests;
mod values;

pub use places::{LogPlaces, Places, SealedPlaces, sealing_key};
pub use serve::{JwksSource, ServeConfig, TlsFiles, WebOrigin};
pub use sources::{Environment, Flags, Sources};
pub use values::{duration, is_loopback_host};

use std::fmt;

/// A configuration that cannot be: one line that begins with the flag, the environment variable or the
/// file and key at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {message}")]
pub struct ConfigError {
    origin: String,
    message: String,
}

impl ConfigError {
    fn new(origin: impl fmt::Display, message: impl Into<String>) -> Self {
        Self { origin: origin.to_string(), message: message.into() }
    }

    fn flag(flag: &str, message: impl Into<String>) -> Self {
        Self::new(format_args!("--{flag}"), message)
    }
}
