//! The clients, held to one behaviour: every scenario of clients/conformance/scenarios with every language's driver.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test harness of its own, which shows a matrix")]

#[path = "../support/mod.rs"]
mod support;

mod driver;
mod future;
mod matching;
mod play;
mod proxy;
mod scenario;
mod stage;

use libtest_mimic::{Arguments, Failed, Trial};
use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Mutex},
};

/// The languages, each with the variable that names its driver: a list of words as JSON.
const LANGUAGES: [(&str, &str); 5] = [
    ("go", "ROLLCALL_TEST_DRIVER_GO"),
    ("java", "ROLLCALL_TEST_DRIVER_JAVA"),
    ("python", "ROLLCALL_TEST_DRIVER_PYTHON"),
    ("rust", "ROLLCALL_TEST_DRIVER_RUST"),
    ("typescript", "ROLLCALL_TEST_DRIVER_TYPESCRIPT"),
];
/// Names those that are tested, apart by commas; all, if it is not set.
const ONLY: &str = "ROLLCALL_TEST_LANGUAGES";
/// Cells at once.
const AT_ONCE: usize = 2;

/// Whether each cell that was played held.
type Matrix = Arc<Mutex<BTreeMap<(String, String), bool>>>;

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/conformance/scenarios");
    let scenarios = scenario::all(&directory);
    let matrix = Matrix::default();
    let mut trials = Vec::new();
    for (language, command) in drivers() {
        for scenario in &scenarios {
            let (scenario, command, matrix) = (scenario.clone(), command.clone(), matrix.clone());
            let name = format!("{language}::{}", scenario.name);
            trials.push(Trial::test(name, move || {
                let played = cell(&scenario, command.as_deref());
                matrix.lock().unwrap().insert((scenario.name.clone(), language.to_owned()), played.is_ok());
                played.map_err(Failed::from)
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        show(&matrix.lock().unwrap());
    }
    conclusion.exit();
}

/// The languages that are asked for, with the commands of their drivers.
fn drivers() -> Vec<(&'static str, Option<Vec<String>>)> {
    let only = std::env::var(ONLY).unwrap_or_default();
    let asked = |language: &str| only.is_empty() || only.split(',').any(|one| one == language);
    let command = |variable: &str| {
        let words = std::env::var(variable).ok()?;
        Some(serde_json::from_str(&words).unwrap_or_else(|why| panic!("{variable}: {why}")))
    };
    LANGUAGES.iter().filter(|(language, _)| asked(language)).map(|(l, variable)| (*l, command(variable))).collect()
}

fn cell(scenario: &scenario::Scenario, command: Option<&[String]>) -> Result<(), String> {
    let command = command.ok_or("there is no driver: `cargo xtask test clients` builds them")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|why| why.to_string())?;
    let played = catch_unwind(AssertUnwindSafe(|| runtime.block_on(play::play(scenario, command))));
    runtime.shutdown_background();
    played.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
    })
}

/// One line for each scenario, one column for each language.
fn show(matrix: &BTreeMap<(String, String), bool>) {
    let mut languages: Vec<&str> = matrix.keys().map(|(_, language)| language.as_str()).collect();
    languages.sort_unstable();
    languages.dedup();
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (scenario, _) in matrix.keys() {
        rows.entry(scenario).or_insert_with(|| {
            let told = |language: &&str| match matrix.get(&(scenario.clone(), (*language).to_owned())) {
                Some(true) => "ok",
                Some(false) => "FAILED",
                None => "missing",
            };
            languages.iter().map(told).collect()
        });
    }
    let width = rows.keys().map(|name| name.len()).max().unwrap_or_default();
    let line = |cells: &[&str]| cells.iter().map(|cell| format!("  {cell:<10}")).collect::<String>();
    println!("\n{:width$}{}", "", line(&languages));
    for (scenario, cells) in rows {
        println!("{scenario:width$}{}", line(&cells));
    }
}
