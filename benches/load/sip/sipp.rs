//! sipp as a second driver, with the scenarios beside this file (`apt-get install sip-tester`).

use super::phone::{contact_host, credentials};
use crate::Outcome;
use std::{
    fmt::Write,
    fs,
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// Calls at once: with fewer its clock, with more its socket's buffer would be what is measured.
pub(crate) const AT_ONCE: &str = "128";
/// More than it can begin in a second.
const NO_PACE: &str = "1000000";

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scenario {
    Cold,
    Refresh,
}

impl Scenario {
    fn file(self) -> &'static str {
        match self {
            Self::Cold => "cold.xml",
            Self::Refresh => "refresh.xml",
        }
    }

    /// How often a call registers.
    pub(crate) fn registrations(self) -> usize {
        match self {
            Self::Cold => 1,
            Self::Refresh => 20,
        }
    }
}

/// What it says of its calls.
pub(crate) struct Calls {
    pub(crate) per_second: f64,
    pub(crate) failed: u64,
    pub(crate) resent: u64,
}

/// The users, in a file as it reads them.
pub(crate) struct Sipp(TempDir);

impl Sipp {
    pub(crate) fn new(users: usize) -> Outcome<Self> {
        let dir = tempfile::tempdir()?;
        let mut text = "SEQUENTIAL\n".to_owned();
        for n in 0..users {
            let (username, password) = credentials(n);
            let authentication = format!("[authentication username={username} password={password}]");
            writeln!(text, "user{n};{};{authentication}", contact_host(n))?;
        }
        fs::write(dir.path().join("users.csv"), text)?;
        Ok(Self(dir))
    }

    /// Makes so many calls. Blocks.
    pub(crate) fn run(&self, server: SocketAddr, scenario: Scenario, calls: usize) -> Outcome<Calls> {
        let (statistics, file) = (self.0.path().join("statistics.csv"), scenario.file());
        let ended = Command::new("sipp")
            .arg(server.to_string())
            .arg("-sf")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/load/sip").join(file))
            .args(["-inf", "users.csv", "-i", "127.0.0.1", "-l", AT_ONCE, "-r", NO_PACE])
            .args(["-m", &calls.to_string(), "-timeout", "60", "-nostdin", "-deadcall_wait", "0"])
            .args(["-buff_size", "4194304", "-trace_stat", "-fd", "60", "-stf", "statistics.csv"])
            .current_dir(self.0.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .map_err(|error| format!("sipp: {error}"))?;
        // What it did before is another run's.
        let text = fs::read_to_string(&statistics).map_err(|error| format!("sipp: {ended}: {error}"))?;
        fs::remove_file(statistics)?;
        Calls::read(&text).ok_or_else(|| format!("sipp: {ended}, and statistics that are none").into())
    }
}

impl Calls {
    /// The last line of the statistics, which are those of the whole run.
    fn read(statistics: &str) -> Option<Self> {
        let mut lines = statistics.lines();
        let (names, last) = (lines.next()?.split(';'), lines.next_back()?.split(';'));
        let columns: Vec<_> = names.zip(last).collect();
        let of = |name: &str| columns.iter().find(|(found, _)| *found == name).map(|(_, value)| *value);
        Some(Self {
            per_second: of("CallRate(C)")?.parse().ok()?,
            failed: of("FailedCall(C)")?.parse().ok()?,
            resent: of("Retransmissions(C)")?.parse().ok()?,
        })
    }
}
