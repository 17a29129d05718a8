//! `rollcall serve` in a process of its own: this program, which is also that one.

use crate::{Outcome, data::Database};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

pub(crate) struct Process {
    child: Child,
    /// From the start of the process to its `ready` line.
    pub(crate) ready_after: Duration,
}

impl Process {
    pub(crate) fn serve(database: &Database) -> Outcome<Self> {
        let data = database.dir.path().join("data");
        let began = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--grpc-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"])
            .args(["--sip-listen", "udp:127.0.0.1:0", "--database-url", &database.plain_url, "--data-dir"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(out) = child.stdout.as_mut() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let process = Self { child, ready_after: began.elapsed() };
        if line.starts_with("ready ") { Ok(process) } else { Err("the server did not start".into()) }
    }

    /// The memory that the process has, in octets.
    pub(crate) fn resident(&self) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")).ok_or("no VmRSS")?;
        Ok(kilobytes.trim().parse::<u64>()? * 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}
