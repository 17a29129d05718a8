//! Where the passwords go that an import generated: a file of its own, or standard output.

use crate::cli::failure::Failure;
use crate::pb::v1;
use csv::Writer;
use std::{
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

const HEADER: [&str; 5] = ["row", "user", "auth_username", "registration_password", "user_password"];

pub(super) struct Secrets {
    out: Writer<Box<dyn Write>>,
    begun: bool,
}

impl Secrets {
    /// A new file of mode 0600; one that is there is not touched.
    pub(super) fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let out: Box<dyn Write> = match file {
            None => Box::new(io::stdout()),
            Some(path) => {
                let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
                let fault = |e| Failure::usage(format_args!("--passwords-out: {}: {e}", path.display()));
                Box::new(made.map_err(fault)?)
            }
        };
        Ok(Self { out: Writer::from_writer(out), begun: false })
    }

    /// Writes them at once: they are told only this once.
    pub(super) fn write(&mut self, rows: &[v1::ImportUsersGeneratedRow]) -> Result<(), Failure> {
        let mut write = || -> io::Result<()> {
            if !self.begun {
                self.out.write_record(HEADER)?;
            }
            for row in rows {
                let secrets = row.generated.clone().unwrap_or_default();
                self.out.write_record([
                    &row.row.to_string(),
                    &row.user,
                    &row.auth_username,
                    &secrets.registration_password,
                    &secrets.user_password,
                ])?;
            }
            self.out.flush()
        };
        write().map_err(|e| Failure::other(format_args!("cannot write generated passwords: {e}")))?;
        self.begun = true;
        Ok(())
    }
}
