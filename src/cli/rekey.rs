//! `rollcall rekey`.

use super::{
    arguments::{Sealed, SettingArgs},
    block_on,
    failure::Failure,
    output,
};
use crate::{
    config::SealedPlaces,
    directory::{Rekeyed, Sealer},
    store::{PoolSizes, Store},
};
use clap::Args;

/// Seal every stored credential with the first key of the key file
///
/// Works on the database itself, also while servers run, and may be broken off and begun again. To rotate the
/// key: 1. `rekey --new-key`; give the file to all nodes. 2. Restart every node. 3. `rekey`. 4. Remove the
/// lines of the keys that it names as unused from the file, on all nodes.
#[derive(Debug, Args)]
pub(super) struct Rekey {
    /// Put a new key in front of those in the key file, and do nothing else
    #[arg(long)]
    new_key: bool,
    #[command(flatten)]
    settings: SettingArgs<Sealed>,
}

impl Rekey {
    pub(super) fn run(self) -> Result<(), Failure> {
        let SealedPlaces { places, sealing_key_file } = self.settings.read(SealedPlaces::load)?;
        let unfit = |why| Failure::other(format_args!("--sealing-key-file: {why}"));
        let shown = sealing_key_file.display();
        if self.new_key {
            let key = Sealer::add_key(&sealing_key_file).map_err(unfit)?;
            return output::print(&format!(
                "key {key} is new and first in {shown}\n\
                 next: give the file to all nodes, restart every node, then run rekey\n"
            ));
        }
        let sealer = Sealer::load(&sealing_key_file).map_err(unfit)?;
        if places.is_embedded() && !places.data_dir.exists() {
            return Err(Failure::usage(format_args!("--data-dir: {}: not there", places.data_dir.display())));
        }
        block_on(async {
            let store = Store::open(&places.database, PoolSizes::default()).await.map_err(Failure::other)?;
            let done = Rekeyed::run(&store, &sealer).await.map_err(Failure::other)?;
            store.close().await.map_err(Failure::other)?;
            output::print(&said(&done))?;
            remaining(&done)
        })
    }
}

fn said(done: &Rekeyed) -> String {
    let Rekeyed { key, credentials, answers, tokens, .. } = done;
    let mut out = format!("sealed anew with key {key}: {credentials} credentials, {answers} answers");
    // Few have any.
    if *tokens > 0 {
        out += &format!(", {tokens} bearer tokens");
    }
    out.push('\n');
    for key in &done.unused {
        out += &format!("key {key} is no longer used: its line may be removed from the key file\n");
    }
    out
}

/// Fails while anything is under another key.
fn remaining(done: &Rekeyed) -> Result<(), Failure> {
    if done.in_use.is_empty() {
        return Ok(());
    }
    let keys = done.in_use.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    Err(Failure::other(match done.broken {
        0 => {
            format!("values were sealed under key {keys} meanwhile: restart every node, then run rekey again")
        }
        n => format!("{n} values do not open and stay as they are, under key {keys}"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_go_is_named_and_what_stays_is_a_failure() {
        let done = Rekeyed { key: 2, credentials: 6, answers: 1, unused: vec![1], ..Default::default() };
        assert_eq!(
            said(&done),
            "sealed anew with key 2: 6 credentials, 1 answers\n\
             key 1 is no longer used: its line may be removed from the key file\n"
        );
        let some = Rekeyed { tokens: 3, unused: vec![], ..done.clone() };
        assert_eq!(said(&some), "sealed anew with key 2: 6 credentials, 1 answers, 3 bearer tokens\n");
        remaining(&done).unwrap();
        let under = Rekeyed { in_use: [1, 3].into(), ..done };
        assert!(remaining(&under).unwrap_err().message.contains("under key 1, 3 meanwhile: restart"));
        let broken = Rekeyed { broken: 4, ..under };
        assert!(remaining(&broken).unwrap_err().message.starts_with("4 values do not open"));
    }
}
