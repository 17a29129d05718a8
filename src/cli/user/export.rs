//! `rollcall user export`.

use super::rows::{FileFormat, csv, jsonl};
use crate::{
    cli::{failure::Failure, names, output::Format},
    model::DomainName,
    pb::v1,
};
use clap::Args;
use rollcall_client::Client;
use std::{
    fs::{self, OpenOptions},
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Write all users of a domain to a file, which `rollcall user import` takes back
///
/// --format csv (or a name that ends in .csv) writes the columns that `rollcall user import --help` tells of; --format
/// jsonl (or .jsonl) one user a line as the API writes it in JSON. There are no secrets in it: imported, the users have
/// no passwords until they are given some.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The domain
    #[arg(value_parser = names::domain)]
    domain: DomainName,
    /// The file, which only you can read; it is replaced once all is there [default: standard output]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    pub(super) async fn run(self, client: &Client, format: Format) -> Result<(), Failure> {
        let format = FileFormat::choose(format, self.output.as_deref());
        let request = v1::ExportUsersRequest { parent: self.domain.to_string(), ..Default::default() };
        let mut answers = client.users().export_users(request).await?;
        let mut out = Out::open(self.output.as_deref(), format)?;
        while let Some(answer) = answers.message().await? {
            for user in answer.rows.iter().filter_map(|row| row.user.as_ref()) {
                out.write(user)?;
            }
        }
        out.finish()
    }
}

/// What is written to. A file gets its name at the end: half an export looks like a whole one.
struct Out<'a> {
    lines: BufWriter<Box<dyn Write>>,
    format: FileFormat,
    file: Option<(PathBuf, &'a Path)>,
}

impl<'a> Out<'a> {
    fn open(file: Option<&'a Path>, format: FileFormat) -> Result<Self, Failure> {
        let (lines, file): (Box<dyn Write>, _) = match file {
            None => (Box::new(io::stdout()), None),
            Some(file) => {
                let mut name = file.file_name().unwrap_or_default().to_owned();
                name.push(format!(".{}.part", std::process::id()));
                let part = file.with_file_name(name);
                let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part);
                let fault = |e| Failure::usage(format_args!("--output: {}: {e}", part.display()));
                (Box::new(made.map_err(fault)?), Some((part, file)))
            }
        };
        let mut out = Self { lines: BufWriter::new(lines), format, file };
        if format == FileFormat::Csv {
            out.record(csv::COLUMNS)?;
        }
        Ok(out)
    }

    fn write(&mut self, user: &v1::User) -> Result<(), Failure> {
        match self.format {
            FileFormat::Csv => self.record(&csv::record(user)),
            FileFormat::JsonLines => {
                let line = jsonl::line(user)?;
                self.lines.write_all(line.as_bytes()).map_err(|e| self.fault(&e))
            }
        }
    }

    fn record(&mut self, cells: &[impl AsRef<[u8]>]) -> Result<(), Failure> {
        let mut writer = ::csv::Writer::from_writer(&mut self.lines);
        let written = writer.write_record(cells).map_err(io::Error::from).and_then(|()| writer.flush());
        drop(writer);
        written.map_err(|e| self.fault(&e))
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.lines.flush().map_err(|e| self.fault(&e))?;
        match self.file.take() {
            None => Ok(()),
            Some((part, file)) => fs::rename(&part, file)
                .map_err(|e| Failure::other(format_args!("--output: {}: {e}", file.display()))),
        }
    }

    fn fault(&self, error: &io::Error) -> Failure {
        match &self.file {
            None => Failure::output(error),
            Some((part, _)) => Failure::other(format_args!("--output: {}: {error}", part.display())),
        }
    }
}

impl Drop for Out<'_> {
    fn drop(&mut self) {
        if let Some((part, _)) = &self.file {
            let _gone = fs::remove_file(part);
        }
    }
}
