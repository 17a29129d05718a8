//! Command line arguments made from the table of settings, so that no flag is described twice.

use crate::config::{
    ConfigError, Flags, Sources,
    settings::{CONFIG_FLAG, Fallback, Kind, SETTINGS, Setting, environment},
};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use std::marker::PhantomData;

/// Which settings a subcommand takes as flags.
pub(super) trait Choice {
    fn takes(flag: &str) -> bool;
}

/// Every setting.
#[derive(Debug, Clone)]
pub(super) struct Everything;

/// The data directory and the database.
#[derive(Debug, Clone)]
pub(super) struct Storage;

/// The data directory, the database and its sealing keys.
#[derive(Debug, Clone)]
pub(super) struct Sealed;

/// The data directory, the database and how much of its change log is kept.
#[derive(Debug, Clone)]
pub(super) struct Logged;

/// The data directory.
#[derive(Debug, Clone)]
pub(super) struct DataDir;

impl Choice for Everything {
    fn takes(_: &str) -> bool {
        true
    }
}

impl Choice for Storage {
    fn takes(flag: &str) -> bool {
        matches!(flag, "data-dir" | "database-url")
    }
}

impl Choice for Sealed {
    fn takes(flag: &str) -> bool {
        Storage::takes(flag) || flag == "sealing-key-file"
    }
}

impl Choice for Logged {
    fn takes(flag: &str) -> bool {
        Storage::takes(flag) || matches!(flag, "log-retention" | "log-max-revisions")
    }
}

impl Choice for DataDir {
    fn takes(flag: &str) -> bool {
        flag == "data-dir"
    }
}

/// The settings that the command line gave, as written. They are read by [`crate::config`].
#[derive(Debug, Clone)]
pub(super) struct SettingArgs<C> {
    flags: Flags,
    choice: PhantomData<C>,
}

impl<C> SettingArgs<C> {
    /// Hands the flags, the process's environment and the file to a reader.
    pub(super) fn read<T>(
        &self,
        reader: impl FnOnce(&Sources<'_>) -> Result<T, ConfigError>,
    ) -> Result<T, ConfigError> {
        reader(&Sources::open(&self.flags, &|name| std::env::var_os(name))?)
    }
}

impl<C: Choice> Args for SettingArgs<C> {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new(CONFIG_FLAG).long(CONFIG_FLAG).value_name("FILE").help(format!(
            "The configuration file, TOML; its keys are the flags' names [env: {}]",
            environment(CONFIG_FLAG)
        ));
        let settings = SETTINGS.iter().filter(|s| C::takes(s.flag)).map(argument);
        // Global, so that subcommands of subcommands take them on either side.
        command.args(std::iter::once(config).chain(settings).map(|a| a.global(true)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<C: Choice> FromArgMatches for SettingArgs<C> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let names = SETTINGS.iter().map(|s| s.flag).filter(|flag| C::takes(flag));
        let flags = std::iter::once(CONFIG_FLAG)
            .chain(names)
            .filter_map(|flag| Some((flag, matches.get_many::<String>(flag)?.cloned().collect())))
            .collect();
        Ok(Self { flags, choice: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn argument(setting: &Setting) -> Arg {
    let mut help = setting.help.to_owned();
    if setting.fallback != Fallback::Is("false") {
        help += &format!(" [default: {}]", setting.default_text());
    }
    help += &format!(" [env: {}]", setting.environment());
    let argument = Arg::new(setting.flag).long(setting.flag).value_name(setting.value).help(help);
    match setting.kind {
        Kind::Value => argument.action(ArgAction::Set),
        Kind::List => argument.action(ArgAction::Append),
        Kind::Switch => argument.num_args(0..=1).require_equals(true).default_missing_value("true"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Cli;
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn serve_takes_every_setting_and_nothing_else() {
        let cli = Cli::command();
        let serve = cli.find_subcommand("serve").unwrap();
        let mut flags: Vec<_> = serve.get_arguments().filter_map(|a| a.get_long()).collect();
        flags.retain(|flag| *flag != CONFIG_FLAG && *flag != "help");
        assert_eq!(flags, SETTINGS.iter().map(|s| s.flag).collect::<Vec<_>>());
    }

    #[test]
    fn values_are_kept_as_written() {
        let command = SettingArgs::<Everything>::augment_args(Command::new("serve"));
        let line = "serve --demo --reflection=no --sip-listen a --sip-listen b,c --node x";
        let matches = command.get_matches_from(line.split(' '));
        let args = SettingArgs::<Everything>::from_arg_matches(&matches).unwrap();
        let given: Vec<_> =
            args.flags.iter().map(|(flag, texts)| format!("{flag}={}", texts.join("|"))).collect();
        assert_eq!(given, ["demo=true", "node=x", "reflection=no", "sip-listen=a|b,c"]);
    }
}
