//! The table of figures, in Markdown.

use std::fmt;

/// What a figure has to reach.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    None,
    AtLeast(f64),
    AtMost(f64),
    /// As a part of the floor.
    RatioAtLeast(f64),
    RatioAtMost(f64),
}

struct Row {
    what: String,
    unit: &'static str,
    figure: f64,
    note: String,
    floor: Option<(f64, &'static str)>,
    target: Target,
}

/// Figures in the order in which they were taken.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Adds a figure. `note` says what goes with it, such as latencies; `floor` is the figure of the bare machine,
    /// and what that is.
    pub(crate) fn add(
        &mut self,
        what: impl Into<String>,
        (figure, unit): (f64, &'static str),
        note: impl Into<String>,
        floor: Option<(f64, &'static str)>,
        target: Target,
    ) {
        let row = Row { what: what.into(), unit, figure, note: note.into(), floor, target };
        eprintln!("    {row}");
        self.rows.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | figure | | floor in the same run | ratio | target | met |")?;
        writeln!(f, "|---|---|---|---|---|---|---|")?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = self.floor.map(|(floor, _)| self.figure / floor);
        let (target, met) = match (self.target, ratio) {
            (Target::AtLeast(n), _) => (format!("≥ {} {}", number(n), self.unit), Some(self.figure >= n)),
            (Target::AtMost(n), _) => (format!("≤ {} {}", number(n), self.unit), Some(self.figure <= n)),
            (Target::RatioAtLeast(n), Some(ratio)) => (format!("≥ {n} ×"), Some(ratio >= n)),
            (Target::RatioAtMost(n), Some(ratio)) => (format!("≤ {n} ×"), Some(ratio <= n)),
            (Target::RatioAtLeast(_) | Target::RatioAtMost(_) | Target::None, _) => (String::new(), None),
        };
        let floor = self.floor.map(|(n, what)| format!("{} {}: {what}", number(n), self.unit));
        let Self { what, unit, figure, note, .. } = self;
        write!(
            f,
            "| {what} | {} {unit} | {note} | {} | {} | {target} | {} |",
            number(*figure),
            floor.unwrap_or_default(),
            ratio.map(|r| format!("{r:.2} ×")).unwrap_or_default(),
            met.map_or("", |met| if met { "yes" } else { "**no**" }),
        )
    }
}

/// Three digits that count, thousands apart.
fn number(n: f64) -> String {
    if n < 100.0 {
        return format!("{n:.1}");
    }
    let digits = format!("{n:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
