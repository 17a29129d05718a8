//! A bounded number of lines a second, of which each says how many were left out before it.

use std::sync::{Mutex, PoisonError};

/// Says which lines are written, and counts those that are not.
pub(in crate::sip) struct Sampled {
    /// Lines in a second.
    most: u32,
    written: Mutex<Written>,
}

#[derive(Default)]
struct Written {
    second: u64,
    lines: u32,
    left_out: u64,
}

impl Sampled {
    pub(in crate::sip) fn new(most: u32) -> Self {
        Self { most, written: Mutex::default() }
    }

    /// How many lines were left out before this one; `None`: so is this one. `now` in milliseconds.
    pub(in crate::sip) fn admit(&self, now: u64) -> Option<u64> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if written.second != now / 1000 {
            (written.second, written.lines) = (now / 1000, 0);
        }
        if written.lines == self.most {
            written.left_out += 1;
            return None;
        }
        written.lines += 1;
        Some(std::mem::take(&mut written.left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_lines_a_second_and_the_next_says_how_many_not() {
        let lines = Sampled::new(20);
        assert!((0..20).all(|_| lines.admit(5_000) == Some(0)));
        assert!((0..7).all(|_| lines.admit(5_999).is_none()));
        assert_eq!((lines.admit(6_000), lines.admit(6_001)), (Some(7), Some(0)));
    }
}
