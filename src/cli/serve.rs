//! `rollcall serve`.

use super::{
    arguments::{Everything, SettingArgs},
    failure::Failure,
};
use crate::config::ServeConfig;
use clap::Args;

/// Run the server
///
/// Without any flag: an embedded database in the data directory, gRPC on 127.0.0.1:50051, SIP on 127.0.0.1:5060 over
/// UDP and TCP, metrics on 127.0.0.1:9464. When all listeners accept, one line on standard output begins with `ready`
/// and names their addresses.
///
/// Every flag has an environment variable and a key of the same name in the configuration file (see
/// rollcall.example.toml). Flags win over the environment, the environment over the file. Durations are written
/// 250ms, 10s, 5m, 1h or 7d.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    settings: SettingArgs<Everything>,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        let config = self.settings.read(ServeConfig::load)?;
        let runtime = crate::server::runtime().map_err(Failure::other)?;
        runtime.block_on(crate::server::run(config)).map_err(|e| Failure::new(e.exit_code(), e))
    }
}
