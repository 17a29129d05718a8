//! `rollcall migrate`.

use super::{
    arguments::{SettingArgs, Storage},
    block_on,
    failure::Failure,
    output,
};
use crate::config::Places;
use clap::Args;
use std::{fs::DirBuilder, os::unix::fs::DirBuilderExt};

/// Bring the database's schema up to date
///
/// `serve` does the same when it starts. Many nodes may do it at once.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    settings: SettingArgs<Storage>,
}

impl Migrate {
    pub(super) fn run(self) -> Result<(), Failure> {
        let places = self.settings.read(Places::load)?;
        if places.is_embedded() {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(&places.data_dir);
            made.map_err(|e| Failure::usage(format_args!("--data-dir: {}: {e}", places.data_dir.display())))?;
        }
        block_on(async { crate::store::migrate_database(&places.database).await.map_err(Failure::other) })?;
        output::print(&format!("{} is up to date\n", places.database))
    }
}
