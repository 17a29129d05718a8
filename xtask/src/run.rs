//! Running other programs: each is printed before it runs, timed, and named again when it fails.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::paths;

/// Why xtask stops, and the exit code that it stops with.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: u8,
    pub(crate) text: String,
}

pub(crate) type Outcome<T = ()> = Result<T, Failure>;

pub(crate) fn failure(text: impl Into<String>) -> Failure {
    Failure { code: 1, text: text.into() }
}

/// A program to run in the repository's root.
pub(crate) struct Run {
    command: Command,
}

impl Run {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.current_dir(paths::root());
        // `cargo run` describes xtask's own package to us; it is none of the child's business.
        for (key, _) in std::env::vars_os() {
            if key
                .to_str()
                .is_some_and(|key| key.starts_with("CARGO_PKG_") || key.starts_with("CARGO_MANIFEST_"))
            {
                command.env_remove(key);
            }
        }
        Run { command }
    }

    /// The cargo that runs xtask.
    pub(crate) fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// `program` as root: by sudo, unless we are root already.
    pub(crate) fn as_root(program: &str) -> Self {
        if is_root() { Self::new(program) } else { Self::new("sudo").arg(program) }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn current_dir(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    pub(crate) fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    /// Looks for programs in these directories first.
    pub(crate) fn path_first(self, directories: &[&Path]) -> Self {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let all = directories.iter().map(|dir| dir.to_path_buf()).chain(std::env::split_paths(&rest));
        match std::env::join_paths(all) {
            Ok(path) => self.env("PATH", path),
            Err(_) => self,
        }
    }

    /// Runs to the end; anything but success is a failure that names the command.
    pub(crate) fn run(mut self) -> Outcome {
        let shown = self.to_string();
        let started = announce(&shown);
        let status = self.command.status().map_err(|error| cannot_run(&shown, &error))?;
        finished(started);
        if status.success() { Ok(()) } else { Err(failure(format!("failed ({status}): {shown}"))) }
    }

    /// As `run`, while `seen` is shown what the program writes to standard output, which is passed on as it comes.
    pub(crate) fn run_watched(mut self, mut seen: impl FnMut(&[u8])) -> Outcome {
        use std::io::{Read, Write};

        let shown = self.to_string();
        let started = announce(&shown);
        let mut child =
            self.command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_run(&shown, &error))?;
        let mut from = child.stdout.take().expect("standard output is piped");
        let mut to = std::io::stdout();
        let mut chunk = [0; 8192];
        loop {
            let read = from
                .read(&mut chunk)
                .map_err(|error| failure(format!("cannot read from {shown}: {error}")))?;
            if read == 0 {
                break;
            }
            seen(&chunk[..read]);
            // Whoever reads us may have gone (`| head`); the child still runs to its end.
            let _ = to.write_all(&chunk[..read]).and_then(|()| to.flush());
        }
        let status = child.wait().map_err(|error| cannot_run(&shown, &error))?;
        finished(started);
        if status.success() { Ok(()) } else { Err(failure(format!("failed ({status}): {shown}"))) }
    }

    /// Runs without a word and returns what it wrote to standard output, whatever its exit code.
    pub(crate) fn output(mut self) -> Outcome<String> {
        let shown = self.to_string();
        let output =
            self.command.stderr(Stdio::null()).output().map_err(|error| cannot_run(&shown, &error))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs without its output being shown, for no longer than `limit`; whether it succeeded in that time.
    pub(crate) fn succeeds_within(mut self, limit: Duration) -> Outcome<bool> {
        let shown = self.to_string();
        let started = announce(&shown);
        let quiet = self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = quiet.spawn().map_err(|error| cannot_run(&shown, &error))?;
        loop {
            if let Some(status) = child.try_wait().map_err(|error| cannot_run(&shown, &error))? {
                finished(started);
                return Ok(status.success());
            }
            if started.elapsed() >= limit {
                let _ = child.kill();
                let _ = child.wait();
                finished(started);
                return Ok(false);
            }
            nap();
        }
    }
}

/// As one would type it, with the variables that were set for it.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (key, value) in self.command.get_envs() {
            if let Some(value) = value.filter(|_| key != "PATH") {
                write!(f, "{}={} ", key.display(), quoted(value))?;
            }
        }
        let program = Path::new(self.command.get_program());
        // cargo comes with the whole path of its toolchain, which says nothing.
        let is_cargo = program.file_name() == Some(OsStr::new("cargo"));
        write!(f, "{}", if is_cargo { "cargo".into() } else { quoted(program.as_os_str()) })?;
        for arg in self.command.get_args() {
            write!(f, " {}", quoted(arg))?;
        }
        Ok(())
    }
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn announce(shown: &str) -> Instant {
    eprintln!("==> {shown}");
    Instant::now()
}

fn finished(started: Instant) {
    eprintln!("    took {:.1} s", started.elapsed().as_secs_f64());
}

fn cannot_run(shown: &str, error: &std::io::Error) -> Failure {
    failure(format!("cannot run ({error}): {shown}"))
}

#[expect(clippy::disallowed_methods, reason = "there is no async runtime here")]
fn nap() {
    std::thread::sleep(Duration::from_millis(50));
}

fn is_root() -> bool {
    Run::new("id").arg("-u").output().is_ok_and(|uid| uid.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_step_names_its_command() {
        let failed = Run::new("sh").args(["-c", "exit 3"]).env("WHY", "a test").run().expect_err("exits 3");
        assert_eq!(failed.text, "failed (exit status: 3): WHY='a test' sh -c 'exit 3'");
        let absent = Run::new("no-such-program").arg("x").run().expect_err("is not there");
        assert!(absent.text.ends_with(": no-such-program x"), "{}", absent.text);
    }

    #[test]
    fn a_watched_run_sees_all_output_and_the_exit_code() {
        let mut seen: Vec<u8> = Vec::new();
        let failed =
            Run::new("sh").args(["-c", "echo one; echo two; exit 1"]).run_watched(|chunk| seen.extend(chunk));
        assert!(failed.is_err());
        assert_eq!(seen, b"one\ntwo\n");
    }

    #[test]
    fn a_bounded_run_ends_in_time() {
        let started = Instant::now();
        let limit = Duration::from_millis(200);
        assert!(!Run::new("sleep").arg("30").succeeds_within(limit).expect("sleep starts"));
        assert!(started.elapsed() < Duration::from_secs(10));
        assert!(Run::new("true").succeeds_within(Duration::from_secs(10)).expect("true starts"));
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quoted(OsStr::new("a@v1.2/b=c")), "a@v1.2/b=c");
        assert_eq!(quoted(OsStr::new("")), "''");
        assert_eq!(quoted(OsStr::new("it's")), r"'it'\''s'");
    }
}
