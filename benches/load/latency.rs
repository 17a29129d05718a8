//! Durations, and what a percentile of them is.

use std::time::Duration;

#[derive(Default)]
pub(crate) struct Latencies(Vec<Duration>);

impl Latencies {
    pub(crate) fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The 50th and the 99th percentile, in milliseconds.
    pub(crate) fn p50_p99(mut self) -> (f64, f64) {
        self.0.sort_unstable();
        let at = |part: f64| {
            let index = (self.0.len() as f64 * part) as usize;
            self.0.get(index.min(self.0.len().saturating_sub(1))).map_or(f64::NAN, |d| d.as_secs_f64() * 1e3)
        };
        (at(0.5), at(0.99))
    }
}
