//! One of the two that are compared, and the two beside each other.

use super::{
    cpu::Cpu,
    driver::{Driver, Load},
};
use crate::Outcome;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// What is thrown away of each run: by then as many are under way as shall be.
const WARM_UP: Duration = Duration::from_millis(500);

/// A server with the phones of its users.
pub(crate) struct Side {
    driver: Driver,
    pub(crate) address: SocketAddr,
    /// Of a server that was started here.
    pid: Option<u32>,
    /// Requests that were refused or never answered, and that were sent again, over all runs.
    pub(crate) refused: u64,
    pub(crate) resent: u64,
}

/// What one run measured, or the medians of several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// Registrations a second.
    pub(crate) rate: f64,
    /// In milliseconds.
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Of the server's processes, 1 for one processor.
    pub(crate) cpu: f64,
}

/// How often and how long everything is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Runs {
    pub(crate) count: usize,
    pub(crate) lasts: Duration,
}

impl Side {
    /// All users are registered once, so that what follows changes registrations that are there.
    pub(crate) fn new(address: SocketAddr, pid: Option<u32>, users: usize) -> Outcome<Self> {
        let mut driver = Driver::new(address, users)?;
        driver.register_all()?;
        Ok(Self { driver, address, pid, refused: 0, resent: 0 })
    }

    pub(crate) fn measure(&mut self, load: Load, lasts: Duration) -> Outcome<Figures> {
        let mut running = self.driver.begin(load)?;
        let first = running.measure(WARM_UP)?;
        let (cpu, began) = (self.pid.map(Cpu::of).transpose()?, Instant::now());
        let tally = running.measure(lasts)?;
        let rate = tally.registered.len() as f64 / began.elapsed().as_secs_f64();
        let cpu = cpu.map_or(Ok(f64::NAN), |cpu| cpu.share())?;
        let last = running.end()?;
        for part in [&first, &tally, &last] {
            self.refused += part.refused;
            self.resent += part.resent;
            if let Some(complaint) = &part.complaint {
                eprintln!("    {}: {complaint}", self.address);
            }
        }
        let (p50, p99) = tally.registered.p50_p99();
        Ok(Figures { rate, p50, p99, cpu })
    }
}

/// Each run of ours has one of the peer's next to it, so that what else the machine does hits both. Medians.
pub(crate) fn in_turns(
    ours: &mut Side,
    peer: &mut Side,
    runs: Runs,
    mut measure: impl FnMut(&mut Side) -> Outcome<Figures>,
) -> Outcome<(Figures, Figures)> {
    let (mut of_ours, mut of_peer) = (Vec::new(), Vec::new());
    for n in 0..runs.count {
        // Nobody is always the first.
        if n.is_multiple_of(2) {
            of_ours.push(measure(ours)?);
            of_peer.push(measure(peer)?);
        } else {
            of_peer.push(measure(peer)?);
            of_ours.push(measure(ours)?);
        }
    }
    Ok((medians(&of_ours), medians(&of_peer)))
}

fn medians(runs: &[Figures]) -> Figures {
    let of = |figure: fn(&Figures) -> f64| {
        let mut all: Vec<f64> = runs.iter().map(figure).collect();
        all.sort_unstable_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Figures { rate: of(|f| f.rate), p50: of(|f| f.p50), p99: of(|f| f.p99), cpu: of(|f| f.cpu) }
}
