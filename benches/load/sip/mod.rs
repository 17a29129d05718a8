//! REGISTER over UDP, from the phone to the disk and back: Rollcall and Kamailio as processes beside each other, under
//! the same drivers in the same run.

mod cpu;
mod driver;
mod kamailio;
mod phone;
mod side;
mod sipp;
mod users;

use crate::{
    Outcome, Scale,
    data::{Backend, Database},
    process::Process,
    table::{Table, Target},
};
use driver::Load;
use kamailio::{Kamailio, Mode};
use side::{Figures, Runs, Side, in_turns};
use sipp::{Scenario, Sipp};
use std::{net::SocketAddr, time::Duration};

const USERS: usize = 10_000;
const AT_ONCE: [usize; 2] = [64, 512];
/// Registrations a second where latency is what counts.
const PACE: f64 = 4_000.0;

/// A backend of ours beside its peer.
struct Pair<'a> {
    table: &'a mut Table,
    backend: Backend,
    mode: Mode,
    ours: Side,
    peer: Side,
    runs: Runs,
}

pub(crate) async fn run(table: &mut Table, backend: Backend, scale: Scale) -> Outcome {
    let mode = match backend {
        Backend::Sqlite => Mode::Memory,
        Backend::Postgres => Mode::WriteThrough,
    };
    eprintln!("==> REGISTER over UDP, {backend} beside {}", mode.name());
    let database = Database::with_domain(backend).await?;
    let rollcall = Process::serve(&database)?;
    users::import(&rollcall, &database, USERS).await?;
    let kamailio = tokio::task::spawn_blocking(move || Kamailio::start(mode, USERS)).await??;
    let ours = Side::new(rollcall.sip, Some(rollcall.id()), USERS)?;
    let peer = Side::new(kamailio.address, Some(kamailio.pid), USERS)?;
    let mut pair = Pair { table, backend, mode, ours, peer, runs: runs(scale) };
    for at_once in AT_ONCE {
        pair.closed(&Load { cold: true, at_once, phones: USERS, pace: None })?;
        pair.closed(&Load { cold: false, at_once, phones: at_once, pace: None })?;
    }
    pair.closed(&Load { cold: false, at_once: AT_ONCE[0], phones: USERS, pace: None })?;
    pair.paced()?;
    let sipp = Sipp::new(USERS)?;
    pair.by_sipp(&sipp, Scenario::Cold, scale)?;
    pair.by_sipp(&sipp, Scenario::Refresh, scale)?;
    pair.failures();
    Ok(())
}

/// The same loads against a server that runs already and has the users: to compare this driver with another one.
pub(crate) fn against(table: &mut Table, address: SocketAddr, scale: Scale) -> Outcome {
    let mut side = Side::new(address, None, USERS)?;
    for at_once in AT_ONCE {
        for load in [
            Load { cold: true, at_once, phones: USERS, pace: None },
            Load { cold: false, at_once, phones: at_once, pace: None },
        ] {
            let Figures { rate, p50, p99, .. } = side.measure(load, runs(scale).lasts)?;
            let note = format!("p50 {p50:.2} ms, p99 {p99:.2} ms");
            table.add(what(&load), (rate, "/s"), note, None, Target::None);
        }
    }
    Ok(())
}

fn runs(scale: Scale) -> Runs {
    match scale.quick {
        true => Runs { count: 1, lasts: Duration::from_secs(1) },
        false => Runs { count: 3, lasts: Duration::from_secs(4) },
    }
}

fn what(load: &Load) -> String {
    let does = match (load.cold, load.phones > load.at_once) {
        (true, _) => "cold",
        (false, false) => "refresh",
        (false, true) => "refresh, all phones in turn",
    };
    format!("{does}, {} at once", load.at_once)
}

impl Pair<'_> {
    /// As many as go, when the next begins as one ends.
    fn closed(&mut self, load: &Load) -> Outcome {
        let lasts = self.runs.lasts;
        let (ours, peer) =
            in_turns(&mut self.ours, &mut self.peer, self.runs, |side| side.measure(*load, lasts))?;
        let target = match (self.backend, load.at_once) {
            // Beyond what is asked for: see docs/performance.md.
            _ if !load.cold && load.phones > load.at_once => Target::None,
            (Backend::Sqlite, 64) => Target::RatioAtLeast(1.0),
            (Backend::Postgres, 64) => Target::RatioAtLeast(3.0),
            (Backend::Postgres, 512) => Target::RatioAtLeast(4.0),
            _ => Target::None,
        };
        let note = format!(
            "p50 {:.1} ms, p99 {:.1} ms, CPU {:.0} %; peer {:.1} ms, {:.1} ms, {:.0} %",
            ours.p50,
            ours.p99,
            ours.cpu * 100.0,
            peer.p50,
            peer.p99,
            peer.cpu * 100.0
        );
        let what = format!("{}, {}", what(load), self.backend);
        let floor = Some((peer.rate, self.mode.name()));
        self.table.add(what, (ours.rate, "/s"), note, floor, target);
        Ok(())
    }

    /// How long one takes when the next does not wait for it.
    fn paced(&mut self) -> Outcome {
        let load = Load { cold: false, at_once: AT_ONCE[1], phones: USERS, pace: Some(PACE) };
        let lasts = self.runs.lasts;
        let (ours, peer) =
            in_turns(&mut self.ours, &mut self.peer, self.runs, |side| side.measure(load, lasts))?;
        let p50 = match self.backend {
            Backend::Sqlite => 1.0,
            Backend::Postgres => 2.0,
        };
        for (name, of, most) in [("p50", (|f| f.p50) as fn(&Figures) -> f64, p50), ("p99", |f| f.p99, 10.0)] {
            self.table.add(
                format!("refresh at {PACE}/s, {name}, {}", self.backend),
                (of(&ours), "ms"),
                format!(
                    "{:.0}/s, CPU {:.0} %; peer {:.0}/s, {:.0} %",
                    ours.rate,
                    ours.cpu * 100.0,
                    peer.rate,
                    peer.cpu * 100.0
                ),
                Some((of(&peer), self.mode.name())),
                Target::AtMost(most),
            );
        }
        Ok(())
    }

    /// The same by the driver that everyone has. Its own speed is the limit of what it measures.
    fn by_sipp(&mut self, sipp: &Sipp, scenario: Scenario, scale: Scale) -> Outcome {
        // A few seconds of the peer.
        let registrations = match self.mode {
            Mode::Memory => 40_000,
            Mode::WriteThrough => 10_000,
        };
        let calls = registrations / scenario.registrations() / if scale.quick { 4 } else { 1 };
        let (ours, peer) = in_turns(&mut self.ours, &mut self.peer, self.runs, |side| {
            let made = sipp.run(side.address, scenario, calls)?;
            side.refused += made.failed;
            side.resent += made.resent;
            let rate = made.per_second * scenario.registrations() as f64;
            Ok(Figures { rate, p50: f64::NAN, p99: f64::NAN, cpu: f64::NAN })
        })?;
        let does = match scenario {
            Scenario::Cold => "cold",
            Scenario::Refresh => "refresh",
        };
        self.table.add(
            format!("{does} by sipp, {} at once, {}", sipp::AT_ONCE, self.backend),
            (ours.rate, "/s"),
            "",
            Some((peer.rate, self.mode.name())),
            Target::None,
        );
        Ok(())
    }

    fn failures(&mut self) {
        let Self { table, backend, ours, peer, .. } = self;
        table.add(
            format!("refused or not answered in all of these, {backend}"),
            (ours.refused as f64, "requests"),
            format!("sent again: {}; peer {} and {}", ours.resent, peer.refused, peer.resent),
            None,
            Target::AtMost(0.0),
        );
    }
}
