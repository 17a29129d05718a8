//! `rollcall serve` in a process of its own: this program, which is also that one.

use crate::{Outcome, data::Database};
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

pub(crate) struct Process {
    child: Child,
    /// From the start of the process to its `ready` line.
    pub(crate) ready_after: Duration,
    /// Where it listens.
    pub(crate) grpc: SocketAddr,
    pub(crate) sip: SocketAddr,
    /// Its data directory.
    pub(crate) data: PathBuf,
}

impl Process {
    pub(crate) fn serve(database: &Database) -> Outcome<Self> {
        let data = database.dir.path().join("data");
        let began = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--grpc-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"])
            .args(["--sip-listen", "udp:127.0.0.1:0", "--database-url", &database.plain_url, "--data-dir"])
            .arg(&data)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(out) = child.stdout.as_mut() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let ready_after = began.elapsed();
        let Some((grpc, sip)) = address(&line, "grpc=").zip(address(&line, "sip=udp:")) else {
            let _gone = child.kill();
            let _gone = child.wait();
            return Err("the server did not start".into());
        };
        Ok(Self { child, ready_after, grpc, sip, data })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The memory that the process has, in octets.
    pub(crate) fn resident(&self) -> Outcome<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")).ok_or("no VmRSS")?;
        Ok(kilobytes.trim().parse::<u64>()? * 1024)
    }
}

/// What the line `ready` says after `key`.
fn address(line: &str, key: &str) -> Option<SocketAddr> {
    line.strip_prefix("ready ")?.split_whitespace().find_map(|word| word.strip_prefix(key))?.parse().ok()
}

impl Drop for Process {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}
