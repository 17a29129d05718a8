//! The Date header field (RFC 3261 §20.17).

use crate::model::Time;
use std::fmt;

/// `Sat, 13 Nov 2010 23:29:00 GMT`
pub(super) struct SipDate(pub(super) Time);

impl fmt::Display for SipDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let at = u64::try_from(self.0.seconds()).unwrap_or(0);
        let (days, clock) = (at / 86_400, at % 86_400);
        // Days to a date, by Howard Hinnant's method: years begin in March, eras have 400 years.
        let z = days + 719_468;
        let (era, doe) = (z / 146_097, z % 146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
        let year = yoe + era * 400 + u64::from(month <= 2);
        let name =
            |names: &[&'static str], i: u64| usize::try_from(i).ok().and_then(|i| names.get(i).copied());
        write!(
            f,
            "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
            name(&DAYS, days % 7).unwrap_or_default(),
            name(&MONTHS, month - 1).unwrap_or_default(),
            clock / 3600,
            clock / 60 % 60,
            clock % 60
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_dates() {
        for (seconds, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_289_690_940, "Sat, 13 Nov 2010 23:29:00 GMT"),
            (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
        ] {
            assert_eq!(SipDate(Time(seconds * 1_000_000)).to_string(), text);
        }
    }
}
