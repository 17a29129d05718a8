//! `rollcall user import`.

use super::{
    rows::{FileFormat, Item, csv, jsonl, kamailio},
    secrets::Secrets,
};
use crate::{
    cli::{
        failure::{DATA, Failure},
        names,
        output::{self, Format, printable},
    },
    model::DomainName,
    pb::v1::{self, import_users_request, import_users_response::Message},
};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use prost::Message as _;
use rollcall_client::Client;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;

/// Create many users from a file
///
/// --format csv (or a name that ends in .csv): the first line names the columns, which are the paths of the fields of a
/// user as `rollcall user export` writes them: login, extension_number, first_name, …, call_policy.…, forwarding.…,
/// besides registration_password and user_password. An empty cell leaves the field unset. number_leases, organizations
/// and groups are lists with ; between the items; the last two and role are names, or ids of the domain. labels is
/// key=value;key=value with ; % and spaces in values as %3B %25 %20; or each label has its column labels.KEY. A hash of
/// a password from elsewhere is in credential.ha1.md5, credential.ha1.sha256 or credential.ha1.sha512_256, with
/// credential.auth_username and credential.realm.
///
/// --format jsonl (or .jsonl): one user a line as the API writes it in JSON, or {"user": {…}, "credential": {…}}.
///
/// Errors name the line of the file. The exit code is 65 when any row was not imported.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The file; - is standard input
    file: PathBuf,
    /// The domain to create the users in
    #[arg(long, value_parser = names::domain)]
    domain: DomainName,
    /// What a bad row does to the others
    #[arg(long, value_enum, default_value = "best-effort")]
    mode: Mode,
    /// Check everything and create nothing
    #[arg(long)]
    dry_run: bool,
    /// Generate the passwords that rows leave out; without it, such a user cannot register or log in until it has one
    #[arg(long)]
    generate_missing: bool,
    /// Create the groups, organizations and roles that the domain does not have
    #[arg(long)]
    create_missing: bool,
    /// Write generated passwords to this new file, CSV, which only you can read [default: standard output]
    #[arg(long, value_name = "FILE")]
    passwords_out: Option<PathBuf>,
    /// Read Kamailio's `subscriber` table as CSV with a header: username becomes the login and the authentication user
    /// name, ha1 the MD5 credential (its realm, the column domain, must be the domain's realm), email_address the
    /// e-mail. Where ha1 is empty and password is not, the hashes of all algorithms are computed here, so that phones
    /// keep their passwords, whatever the password policy says; the password itself is not sent. Rows of other domains
    /// are passed over, other columns too
    #[arg(long, value_enum, value_name = "SOURCE")]
    from: Option<Source>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// One bad row, and no user is created; up to 10,000 rows
    Atomic,
    /// The good rows are created
    BestEffort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Source {
    Kamailio,
}

/// Rows and octets of one message.
const ROWS: usize = 500;
const OCTETS: usize = 1 << 20;

/// What the thread that reads the file tells the others.
#[derive(Default)]
struct Reading {
    octets: AtomicU64,
    bad: AtomicU64,
    skipped: AtomicU64,
}

impl Import {
    pub(super) async fn run(self, client: &Client, format: Format) -> Result<(), Failure> {
        let mut secrets = Secrets::open(self.passwords_out.as_deref())?;
        let (file, length) = self.open()?;
        let bar = bar(length);
        let (requests, stream) = mpsc::channel(2);
        let config = import_users_request::Message::Config(self.config());
        let config = v1::ImportUsersRequest { message: Some(config) };
        requests.send(config).await.map_err(|_| Failure::other("the call did not begin"))?;

        let reading = Arc::new(Reading::default());
        let (told, mut done) = oneshot::channel();
        let reader = Reader {
            format: FileFormat::choose(format, Some(&self.file)),
            kamailio: self.from == Some(Source::Kamailio),
            domain: self.domain.clone(),
            strict: self.mode == Mode::Atomic && !self.dry_run,
            bar: bar.clone(),
            reading: reading.clone(),
            batch: Vec::new(),
            size: 0,
        };
        // Not a task: one that waits for standard input would keep the process.
        thread::spawn(move || {
            let read = reader.run(file, &requests);
            // The rows end only after it is known that they are all of them.
            let _gone = told.send((read, requests));
        });
        let mut answers = client.users().import_users(ReceiverStream::new(stream)).await?;
        let (mut summary, mut open) = (None, true);
        loop {
            let answer = tokio::select! {
                answer = answers.message() => answer?,
                read = &mut done, if open => {
                    open = false;
                    let (read, requests) = read.map_err(|_| Failure::other("reading the file failed"))?;
                    bar.suspend(|| read)?;
                    drop(requests);
                    continue;
                }
            };
            match answer.and_then(|answer| answer.message) {
                None => break,
                Some(Message::Progress(progress)) => show(&bar, &reading, &progress),
                Some(Message::Errors(errors)) => bar.suspend(|| errors.errors.iter().for_each(tell)),
                Some(Message::Generated(generated)) => bar.suspend(|| secrets.write(&generated.rows))?,
                Some(Message::Summary(last)) => summary = Some(last),
            }
        }
        bar.finish_and_clear();
        self.end(&reading, summary.ok_or_else(|| Failure::other("the server sent no summary"))?)
    }

    fn open(&self) -> Result<(Box<dyn Read + Send>, Option<u64>), Failure> {
        if self.file == Path::new("-") {
            return Ok((Box::new(io::stdin()), None));
        }
        let fault = |error: io::Error| Failure::usage(format_args!("{}: {error}", self.file.display()));
        let file = File::open(&self.file).map_err(fault)?;
        let length = file.metadata().map_err(fault)?.len();
        Ok((Box::new(file), Some(length)))
    }

    fn config(&self) -> v1::ImportUsersConfig {
        let mode = match self.mode {
            Mode::Atomic => v1::ImportMode::Atomic,
            Mode::BestEffort => v1::ImportMode::BestEffort,
        };
        v1::ImportUsersConfig {
            parent: self.domain.to_string(),
            dry_run: self.dry_run,
            mode: mode.into(),
            generate_missing: self.generate_missing,
            create_missing: self.create_missing,
        }
    }

    fn end(&self, reading: &Reading, summary: v1::ImportUsersSummary) -> Result<(), Failure> {
        let unread = i64::try_from(reading.bad.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
        let (rows, bad) = (summary.received_count + unread, summary.error_count + unread);
        let done = if self.dry_run { "would create" } else { "created" };
        let mut said = format!("{done} {} users of {rows} rows", summary.created_count);
        let skipped = reading.skipped.load(Ordering::Relaxed);
        if skipped > 0 {
            said += &format!("; passed over {skipped} rows of other domains");
        }
        output::note(&said);
        if bad > 0 { Err(Failure::new(DATA, format_args!("{bad} rows are bad"))) } else { Ok(()) }
    }
}

/// The thread that reads the file as fast as it is sent.
struct Reader {
    format: FileFormat,
    kamailio: bool,
    domain: DomainName,
    /// A row that cannot be read ends it.
    strict: bool,
    bar: ProgressBar,
    reading: Arc<Reading>,
    batch: Vec<v1::ImportUsersRow>,
    size: usize,
}

impl Reader {
    fn run(
        mut self,
        file: Box<dyn Read + Send>,
        requests: &mpsc::Sender<v1::ImportUsersRequest>,
    ) -> Result<(), Failure> {
        let file = Counted { file, reading: self.reading.clone() };
        let (format, kamailio, domain) = (self.format, self.kamailio, self.domain.0.clone());
        let mut stopped = None;
        let mut sink = |item| match self.take(item, requests) {
            Ok(more) => more,
            Err(failure) => {
                stopped = Some(failure);
                false
            }
        };
        let read = match format {
            _ if kamailio => kamailio::read(file, &domain, &mut sink),
            FileFormat::Csv => csv::read(file, domain.as_str(), &mut sink),
            FileFormat::JsonLines => jsonl::read(file, &mut sink),
        };
        read.map_err(|why| Failure::new(DATA, printable(&why)))?;
        if let Some(failure) = stopped {
            return Err(failure);
        }
        self.send(requests);
        Ok(())
    }

    fn take(&mut self, item: Item, requests: &mpsc::Sender<v1::ImportUsersRequest>) -> Result<bool, Failure> {
        match item {
            Item::Row(row) => {
                self.size += row.encoded_len();
                self.batch.push(row);
            }
            Item::Bad { row, why } if self.strict => {
                let why = printable(&why);
                return Err(Failure::new(DATA, format_args!("row {row}: {why}; no user is created")));
            }
            Item::Bad { row, why } => {
                self.reading.bad.fetch_add(1, Ordering::Relaxed);
                self.bar.suspend(|| output::note(&format!("row {row}: {}", printable(&why))));
            }
            Item::Skipped => drop(self.reading.skipped.fetch_add(1, Ordering::Relaxed)),
        }
        Ok(self.batch.len() < ROWS && self.size < OCTETS || self.send(requests))
    }

    /// Whether the call is still there.
    fn send(&mut self, requests: &mpsc::Sender<v1::ImportUsersRequest>) -> bool {
        let rows = std::mem::take(&mut self.batch);
        self.size = 0;
        if rows.is_empty() {
            return true;
        }
        let rows = import_users_request::Message::Rows(v1::ImportUsersRows { rows });
        requests.blocking_send(v1::ImportUsersRequest { message: Some(rows) }).is_ok()
    }
}

/// A file of which is known how far it was read.
struct Counted {
    file: Box<dyn Read + Send>,
    reading: Arc<Reading>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let octets = self.file.read(buffer)?;
        self.reading.octets.fetch_add(octets as u64, Ordering::Relaxed);
        Ok(octets)
    }
}

/// A bar on standard error; nothing where that is no terminal.
fn bar(length: Option<u64>) -> ProgressBar {
    let bar = length.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = if length.is_some() { "{bar:30} {percent}%  {msg}" } else { "{spinner}  {msg}" };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn show(bar: &ProgressBar, reading: &Reading, progress: &v1::ImportUsersProgress) {
    bar.set_position(reading.octets.load(Ordering::Relaxed));
    let v1::ImportUsersProgress { checked_count, error_count, committed_count, .. } = progress;
    bar.set_message(format!(
        "{checked_count} rows checked, {committed_count} users created, {error_count} bad"
    ));
}

/// One bad row, and a line for each of its fields.
fn tell(error: &v1::ImportUsersRowError) {
    let reason = error.reason().as_str_name().trim_start_matches("ERROR_REASON_");
    let (login, message) = (printable(&error.login), printable(&error.message));
    let mut text = format!("row {} ({login}): {reason}: {message}", error.row);
    for violation in &error.field_violations {
        text += &format!("\n  {}: {}", printable(&violation.field), printable(&violation.description));
    }
    output::note(&text);
}
