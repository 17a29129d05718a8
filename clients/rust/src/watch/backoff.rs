//! How long to wait before connecting again.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(10);

/// None at first, then waits that double; anything up to that, so that many watchers do not come back at once.
#[derive(Debug, Default)]
pub(super) struct Backoff(Option<Duration>);

impl Backoff {
    /// Something was delivered: begin anew.
    pub(super) fn reset(&mut self) {
        self.0 = None;
    }

    pub(super) fn next(&mut self) -> Duration {
        self.longest().mul_f64(rand::random_range(0.0..=1.0))
    }

    fn longest(&mut self) -> Duration {
        let longest = self.0.unwrap_or_default();
        self.0 = Some((longest * 2).clamp(FIRST, LONGEST));
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_a_bound_and_begin_anew() {
        let mut backoff = Backoff::default();
        let millis: Vec<u128> = (0..10).map(|_| backoff.longest().as_millis()).collect();
        assert_eq!(millis, [0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
        backoff.reset();
        assert_eq!(backoff.next(), Duration::ZERO);
        assert!((0..100).all(|_| backoff.next() <= LONGEST));
    }
}
