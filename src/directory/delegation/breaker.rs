//! A circuit breaker: a service that keeps failing is left alone for a while.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Failures in a row after which it opens.
pub(super) const FAILURES: u32 = 5;
/// How long it stays open, at random within these, so that nodes do not try again together.
const SHORTEST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(4);

/// Closed: all calls pass. Open: none. When its time is over, one call passes, and decides.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// In a row.
    failures: u32,
    open_until: Option<Instant>,
    probing: bool,
}

/// What a result did to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    Opened,
    Closed,
    Nothing,
}

/// A call that may be made. Dropped without a result, it says nothing.
#[derive(Debug)]
pub(super) struct Passed<'b> {
    breaker: &'b Breaker,
    probe: bool,
}

impl Breaker {
    /// Whether all calls pass.
    pub(super) fn is_closed(&self) -> bool {
        self.state().open_until.is_none()
    }

    /// `None`: it is open.
    pub(super) fn pass(&self, now: Instant) -> Option<Passed<'_>> {
        let mut state = self.state();
        let probe = match state.open_until {
            None => false,
            Some(until) if until <= now && !state.probing => {
                state.probing = true;
                true
            }
            Some(_) => return None,
        };
        Some(Passed { breaker: self, probe })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Passed<'_> {
    pub(super) fn succeeded(self) -> Turned {
        let mut state = self.breaker.state();
        state.failures = 0;
        match state.open_until.take() {
            Some(_) => Turned::Closed,
            None => Turned::Nothing,
        }
    }

    pub(super) fn failed(self, now: Instant) -> Turned {
        let mut state = self.breaker.state();
        state.failures = state.failures.saturating_add(1);
        let was_open = state.open_until.is_some();
        // A late failure of a call from before says nothing new.
        if self.probe || !was_open && state.failures >= FAILURES {
            state.open_until = Some(now + rand::random_range(SHORTEST..=LONGEST));
            if !was_open {
                return Turned::Opened;
            }
        }
        Turned::Nothing
    }
}

impl Drop for Passed<'_> {
    fn drop(&mut self) {
        if self.probe {
            self.breaker.state().probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &Breaker, now: Instant) -> Turned {
        breaker.pass(now).unwrap().failed(now)
    }

    #[test]
    fn so_many_failures_in_a_row_open_it_and_one_probe_decides() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for _ in 1..FAILURES {
            assert_eq!(fail(&breaker, now), Turned::Nothing);
        }
        assert_eq!(breaker.pass(now).unwrap().succeeded(), Turned::Nothing, "not in a row");
        for _ in 1..FAILURES {
            assert_eq!(fail(&breaker, now), Turned::Nothing);
        }
        let late = breaker.pass(now).unwrap();
        assert_eq!(fail(&breaker, now), Turned::Opened);
        assert!(breaker.pass(now + SHORTEST - Duration::from_millis(1)).is_none() && !breaker.is_closed());
        assert_eq!(late.failed(now), Turned::Nothing);

        let then = now + LONGEST;
        let probe = breaker.pass(then).unwrap();
        assert!(breaker.pass(then).is_none(), "one at a time");
        assert_eq!(probe.failed(then), Turned::Nothing);
        assert!(breaker.pass(then + SHORTEST - Duration::from_millis(1)).is_none(), "open again");
        drop(breaker.pass(then + LONGEST).unwrap());
        let probe = breaker.pass(then + LONGEST).expect("one that was given up says nothing");
        assert_eq!(probe.succeeded(), Turned::Closed);
        assert!(breaker.is_closed());
        assert_eq!(fail(&breaker, then), Turned::Nothing, "counted anew");
    }

    #[test]
    fn a_late_success_closes_it() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        let late = breaker.pass(now).unwrap();
        while fail(&breaker, now) != Turned::Opened {}
        assert_eq!(late.succeeded(), Turned::Closed);
        assert!(breaker.pass(now).is_some());
    }
}
