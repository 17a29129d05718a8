//! Instants.

use super::{CivilDate, Invalid};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// An instant in microseconds since the Unix epoch, UTC: the precision both databases keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

impl Time {
    pub fn now() -> Self {
        Self::from(SystemTime::now())
    }

    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    pub fn before(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long from `now` until this instant; zero when it has passed.
    pub fn since(self, now: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(now.0)).unwrap_or(0))
    }

    /// Parses an instant as RFC 3339 §5.6 writes it: `2026-11-24T12:00:00Z`, `2026-11-24T13:00:00.5+01:00`. What
    /// is finer than a microsecond is cut off, a leap second is the second after.
    pub fn parse_rfc3339(text: &str) -> Result<Self, Invalid> {
        instant(text).ok_or_else(|| Invalid::new("is an RFC 3339 time such as 2026-11-24T12:00:00Z"))
    }

    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    pub fn subsec_nanos(self) -> i32 {
        // Always below 1e9, so it fits.
        i32::try_from(self.0.rem_euclid(1_000_000) * 1_000).unwrap_or_default()
    }
}

impl From<SystemTime> for Time {
    fn from(at: SystemTime) -> Self {
        let micros = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
        Self(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}

fn instant(text: &str) -> Option<Time> {
    let (date, rest) = text.split_at_checked(10)?;
    let date = CivilDate::parse(date).ok().filter(|parsed| parsed.to_string() == date)?;
    let (clock, rest) = rest.strip_prefix(['T', 't'])?.split_at_checked(8)?;
    let seconds = clock_seconds(clock, 60)?;
    let digits = rest.strip_prefix('.').map_or("", |fraction| {
        let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
        &fraction[..end]
    });
    let zone = match digits {
        "" => rest,
        digits => &rest[digits.len() + 1..],
    };
    let micros = digits.chars().chain("000000".chars()).take(6).collect::<String>().parse::<i64>().ok()?;
    let east = match zone {
        "Z" | "z" => 0,
        zone if zone.starts_with('+') => clock_seconds(&format!("{}:00", &zone[1..]), 59)?,
        zone if zone.starts_with('-') => -clock_seconds(&format!("{}:00", &zone[1..]), 59)?,
        _ => return None,
    };
    let seconds = days(date) * 86_400 + seconds - east;
    Some(Time(seconds * 1_000_000 + micros))
}

/// `HH:MM:SS` in seconds.
fn clock_seconds(text: &str, last: i64) -> Option<i64> {
    let number = |part: &str| {
        let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<i64>().ok()).flatten()
    };
    match text.split(':').map(number).collect::<Option<Vec<_>>>()?[..] {
        [h @ 0..=23, m @ 0..=59, s] if s <= last => Some(h * 3600 + m * 60 + s),
        _ => None,
    }
}

/// Days since the Unix epoch (proleptic Gregorian).
fn days(date: CivilDate) -> i64 {
    let (year, month, day) = date.parts();
    // Years begin in March, so that the leap day is the last.
    let (year, month) = (i64::from(year) - i64::from(month <= 2), i64::from(month + 9) % 12);
    let of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_of_rfc_3339() {
        for (text, micros) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59.5Z", -500_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000),
            ("2024-12-31T23:59:59.1234567Z", 1_735_689_599_123_456),
            ("2012-04-21T11:30:00-04:00", 1_335_022_200_000_000),
            ("2026-11-22t01:00:00+01:00", 1_795_305_600_000_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
        ] {
            assert_eq!(Time::parse_rfc3339(text).unwrap().0, micros, "{text}");
        }
    }

    #[test]
    fn what_is_no_instant() {
        for bad in [
            "",
            "2026-11-24",
            "2026-11-24T12:00:00",
            "2026-11-24 12:00:00Z",
            "2026-02-30T12:00:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T12:60:00Z",
            "2026-11-24T12:00:00.Z",
            "2026-11-24T12:00:00+1:00",
            "2026-11-24T12:00:00é",
            "+026-11-24T12:00:00Z",
            "2026-11-24T12:00:00+é0:00",
        ] {
            assert!(Time::parse_rfc3339(bad).is_err(), "{bad}");
        }
    }
}
