//! When which domain is looked through for phones to ping, and which phones are due then.

use crate::model::Fqdn;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// How often a domain is looked through in one interval, if that is neither very short nor very long.
const LOOKS: u32 = 20;
const SHORTEST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(5);

/// The domains that are pinged.
pub(super) struct Schedule {
    origin: Instant,
    turns: HashMap<Fqdn, Turn>,
    /// The same domains, by when they are due.
    due: BTreeSet<(Instant, Fqdn)>,
}

struct Turn {
    interval: Duration,
    /// Up to when phones were due at the last look.
    until: Instant,
    due: Instant,
    overfull: bool,
}

/// A stretch of time in which phones are due; each once, however long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) interval: Duration,
    /// Since the origin.
    from: Duration,
    to: Duration,
    /// More is known of the domain's registrations than there are of them.
    pub(super) overfull: bool,
}

impl Schedule {
    pub(super) fn new(origin: Instant) -> Self {
        Self { origin, turns: HashMap::new(), due: BTreeSet::new() }
    }

    pub(super) fn domains(&self) -> Vec<Fqdn> {
        self.turns.keys().cloned().collect()
    }

    /// How often a domain's phones are pinged from now on; says whether that is new.
    pub(super) fn set(&mut self, domain: &Fqdn, interval: Option<Duration>, now: Instant) -> bool {
        let before = self.turns.get(domain);
        if before.map(|turn| turn.interval) == interval {
            return false;
        }
        if let Some(before) = before {
            self.due.remove(&(before.due, domain.clone()));
            self.turns.remove(domain);
        }
        if let Some(interval) = interval {
            let due = now + apart(interval);
            self.turns.insert(domain.clone(), Turn { interval, until: now, due, overfull: false });
            self.due.insert((due, domain.clone()));
        }
        true
    }

    /// When the next domain is to be looked through.
    pub(super) fn next(&self) -> Option<Instant> {
        self.due.first().map(|(at, _)| *at)
    }

    /// The domain that is due, and which of its phones are: those from the last look until now.
    pub(super) fn take(&mut self, now: Instant) -> Option<(Fqdn, Window)> {
        if self.next()? > now {
            return None;
        }
        let (_, domain) = self.due.pop_first()?;
        let turn = self.turns.get_mut(&domain)?;
        let window = Window {
            interval: turn.interval,
            from: turn.until - self.origin,
            to: now - self.origin,
            overfull: turn.overfull,
        };
        (turn.until, turn.due) = (now, now + apart(turn.interval));
        self.due.insert((turn.due, domain.clone()));
        Some((domain, window))
    }

    pub(super) fn overfull(&mut self, domain: &Fqdn, is: bool) {
        if let Some(turn) = self.turns.get_mut(domain) {
            turn.overfull = is;
        }
    }
}

/// How far two looks are apart.
fn apart(interval: Duration) -> Duration {
    (interval / LOOKS).clamp(SHORTEST, LONGEST)
}

impl Window {
    /// Whether a registration is due. Its moment in each interval follows from its id.
    pub(super) fn has(&self, registration: Uuid) -> bool {
        let interval = self.interval.as_millis().max(1);
        let (from, to) = (self.from.as_millis(), self.to.as_millis());
        let moment = scattered(registration) % interval;
        let wait = (moment + interval - from % interval) % interval;
        wait < to - from
    }
}

/// The same number for the same id, evenly spread whatever the ids are.
fn scattered(id: Uuid) -> u128 {
    let (high, low) = id.as_u64_pair();
    let mixed = (high.rotate_left(32) ^ low).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    u128::from(mixed >> 24)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn window(interval: u64, from: u64, to: u64) -> Window {
        let [interval, from, to] = [interval, from, to].map(Duration::from_millis);
        Window { interval, from, to, overfull: false }
    }

    proptest! {
        /// However the time is cut into looks, each registration is due once in each interval.
        #[test]
        fn each_is_due_once_in_an_interval(
            id: u128,
            interval in 5_000u64..100_000,
            begin in 0u64..1_000_000,
            cuts in prop::collection::vec(0u64..100_000, 0..30),
        ) {
            let mut cuts: Vec<u64> = cuts.into_iter().map(|cut| begin + cut % interval).collect();
            cuts.extend([begin, begin + interval]);
            cuts.sort_unstable();
            let due = cuts.windows(2).filter(|c| window(interval, c[0], c[1]).has(Uuid::from_u128(id)));
            prop_assert_eq!(due.count(), 1);
        }
    }

    #[test]
    fn a_long_look_has_each_once_and_an_empty_one_none() {
        for id in (0..100).map(Uuid::from_u128) {
            assert!(window(5_000, 7, 5_007).has(id) && window(5_000, 7, 60_000).has(id));
            assert!(!window(5_000, 7, 7).has(id));
        }
    }

    /// Whatever the ids are like: of a version of our own, or numbers one after the other.
    #[test]
    fn they_are_spread_evenly() {
        let of = |ids: &[Uuid]| -> Vec<usize> {
            let parts = (0..20).map(|n| window(5_000, n * 250, (n + 1) * 250));
            parts.map(|part| ids.iter().filter(|id| part.has(**id)).count()).collect()
        };
        let random: Vec<Uuid> = (0..20_000).map(|_| Uuid::new_v4()).collect();
        let counted: Vec<Uuid> = (0..20_000).map(Uuid::from_u128).collect();
        for parts in [of(&random), of(&counted)] {
            assert!(parts.iter().all(|n| (800..1200).contains(n)), "{parts:?}");
        }
    }

    #[test]
    fn domains_come_in_turn() {
        let [a, b, c] = ["a.test", "b.test", "c.test"].map(|name| Fqdn::parse(name).unwrap());
        let (origin, seconds) = (Instant::now(), |n| Some(Duration::from_secs(n)));
        let at = |millis| origin + Duration::from_millis(millis);
        let mut schedule = Schedule::new(origin);
        assert!(schedule.set(&a, seconds(60), at(0)) && !schedule.set(&a, seconds(60), at(0)));
        assert!(schedule.set(&b, seconds(5), at(0)) && !schedule.set(&c, None, at(0)));
        assert_eq!((schedule.next(), schedule.take(at(249))), (Some(at(250)), None));
        // It was late: what was due meanwhile is due now, and then no more.
        assert_eq!(schedule.take(at(1_000)), Some((b.clone(), window(5_000, 0, 1_000))));
        assert_eq!(schedule.take(at(1_000)), None);
        schedule.overfull(&b, true);
        let next = Window { overfull: true, ..window(5_000, 1_000, 1_250) };
        assert_eq!(schedule.take(at(1_250)), Some((b.clone(), next)));
        // Another interval begins anew; none is none.
        assert!(schedule.set(&b, seconds(10), at(1_300)));
        assert!(schedule.set(&a, None, at(1_300)) && !schedule.set(&a, None, at(1_300)));
        assert_eq!(schedule.take(at(61_000)), Some((b.clone(), window(10_000, 1_300, 61_000))));
        assert_eq!((schedule.take(at(61_000)), schedule.domains()), (None, vec![b]));
    }
}
