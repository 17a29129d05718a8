//! `cargo xtask bench`: the load drivers, and their figures in docs/performance.md.

use std::ffi::OsStr;

use crate::clients::{self, Profile};
use crate::paths;
use crate::run::{Outcome, Run, failure};
use crate::setup;

/// What is measured on its own.
const PARTS: &[&str] = &["registrar", "sip", "reads", "watch", CLIENTS];
/// The part that the suite of the clients measures.
const CLIENTS: &str = "clients";

/// What to measure; no part means all.
#[derive(Debug, PartialEq)]
pub(crate) struct Selection {
    parts: Vec<&'static str>,
    quick: bool,
}

impl Selection {
    pub(crate) fn parse(args: &[String]) -> Result<Self, String> {
        let mut selection = Self { parts: Vec::new(), quick: false };
        for arg in args {
            match PARTS.iter().find(|part| *part == arg) {
                Some(part) => selection.parts.push(part),
                None if arg == "--quick" => selection.quick = true,
                None => return Err(format!("unknown benchmark `{arg}`")),
            }
        }
        if selection.parts.is_empty() {
            selection.parts = PARTS.to_vec();
        }
        Ok(selection)
    }
}

/// Each part is a run of its own, so that what one leaves behind in memory does not weigh on the next.
pub(crate) fn run(selection: &Selection) -> Outcome {
    let postgres = setup::for_bench()?;
    let page = paths::root().join("docs/performance.md");
    for part in &selection.parts {
        let mut table = Vec::new();
        let driver = if *part == CLIENTS { of_clients()? } else { of_server(part)? };
        let driver = driver.args(selection.quick.then_some("--quick"));
        let driver = driver.env("ROLLCALL_TEST_PG_BIN", OsStr::new(&postgres));
        driver.run_watched(|chunk| table.extend_from_slice(chunk))?;
        // A quick run is to look at, not to keep.
        if !selection.quick {
            let fault = |error| failure(format!("{}: {error}", page.display()));
            let text = std::fs::read_to_string(&page).map_err(fault)?;
            let text = replaced(&text, part, String::from_utf8_lossy(&table).trim())
                .ok_or_else(|| failure(format!("{} has no place for {part}", page.display())))?;
            std::fs::write(&page, text).map_err(fault)?;
        }
    }
    Ok(())
}

/// The load driver, for one part.
fn of_server(part: &str) -> Outcome<Run> {
    let bench = || Run::cargo().args(["bench", "--locked", "--bench", "load"]);
    bench().arg("--no-run").run()?;
    Ok(bench().args(["--", part]))
}

/// The clients' suite, which plays no scenarios then.
fn of_clients() -> Outcome<Run> {
    let suite = || Run::cargo().args(["test", "--release", "--locked", "--test", CLIENTS]);
    suite().arg("--no-run").run()?;
    let told = clients::prepare(Profile::Release)?;
    let run = suite().args(["--", "--figures"]);
    Ok(told.iter().fold(run, |run, (variable, commands)| run.env(variable, commands)))
}

/// The page with the table between the two markers of a part.
fn replaced(page: &str, part: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(&format!("<!-- bench {part} -->\n"))?;
    let (_, after) = rest.split_once(&format!("<!-- end {part} -->"))?;
    Some(format!("{before}<!-- bench {part} -->\n{table}\n<!-- end {part} -->{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Selection, String> {
        Selection::parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn no_part_is_all() {
        assert_eq!(parse(&[]), Ok(Selection { parts: PARTS.to_vec(), quick: false }));
        assert_eq!(parse(&["watch", "--quick"]), Ok(Selection { parts: vec!["watch"], quick: true }));
        assert_eq!(parse(&["wtach"]), Err("unknown benchmark `wtach`".to_owned()));
    }

    #[test]
    fn a_table_replaces_what_is_between_its_markers() {
        let page = "a\n<!-- bench watch -->\nold\n<!-- end watch -->\nb\n";
        let new = replaced(page, "watch", "new").expect("has the markers");
        assert_eq!(new, "a\n<!-- bench watch -->\nnew\n<!-- end watch -->\nb\n");
        assert_eq!(replaced(page, "registrar", "new"), None);
    }

    #[test]
    fn the_page_has_a_place_for_every_part() {
        let page = std::fs::read_to_string(paths::root().join("docs/performance.md")).expect("is there");
        assert!(PARTS.iter().all(|part| replaced(&page, part, "").is_some()));
    }
}
