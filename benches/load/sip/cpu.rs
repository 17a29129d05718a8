//! The processor time of a process and those that it has forked.

use crate::Outcome;
use std::{
    collections::HashMap,
    fs,
    time::{Duration, Instant},
};

/// Linux counts processor time in these for everyone who reads it.
const TICK: Duration = Duration::from_millis(10);

/// A point in time from which is measured.
pub(crate) struct Cpu {
    pid: u32,
    since: Instant,
    used: Duration,
}

impl Cpu {
    pub(crate) fn of(pid: u32) -> Outcome<Self> {
        Ok(Self { pid, since: Instant::now(), used: used(pid)? })
    }

    /// How much of one processor was used since then, 1 for all of it.
    pub(crate) fn share(&self) -> Outcome<f64> {
        let used = used(self.pid)?.saturating_sub(self.used);
        Ok(used.as_secs_f64() / self.since.elapsed().as_secs_f64())
    }
}

fn used(pid: u32) -> Outcome<Duration> {
    // The parent and the ticks of each process.
    let mut all = HashMap::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let id = entry.file_name().to_string_lossy().parse::<u32>();
        if let Ok(id) = id
            && let Some(found) = fs::read_to_string(entry.path().join("stat")).ok().as_deref().and_then(stat)
        {
            all.insert(id, found);
        }
    }
    let is_of = |mut id: u32| {
        while id != pid {
            let Some((parent, _)) = all.get(&id) else { return false };
            id = *parent;
        }
        true
    };
    let ticks: u32 = all.iter().filter(|(id, _)| is_of(**id)).map(|(_, (_, ticks))| ticks).sum();
    Ok(TICK * ticks)
}

/// The parent, and the ticks in user and in system mode (proc(5)); the name before them may hold spaces.
fn stat(line: &str) -> Option<(u32, u32)> {
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u32>().ok();
    Some((number(1)?, number(11)? + number(12)?))
}
