//! The clients, held to one behaviour: every scenario of clients/conformance/scenarios with every language's driver.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test harness of its own, which shows a matrix"
)]

#[path = "../support/mod.rs"]
mod support;

mod driver;
mod examples;
mod figures;
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

/// The languages, each with the variable that has the commands of its programs as JSON.
const LANGUAGES: [(&str, &str); 7] = [
    ("go", "ROLLCALL_TEST_CLIENT_GO"),
    ("java", "ROLLCALL_TEST_CLIENT_JAVA"),
    ("java-async", "ROLLCALL_TEST_CLIENT_JAVA_ASYNC"),
    ("python", "ROLLCALL_TEST_CLIENT_PYTHON"),
    ("python-aio", "ROLLCALL_TEST_CLIENT_PYTHON_AIO"),
    ("rust", "ROLLCALL_TEST_CLIENT_RUST"),
    ("typescript", "ROLLCALL_TEST_CLIENT_TYPESCRIPT"),
];
/// The second clients of a language, which play the scenarios too; the examples are the first one's.
const SECOND: [&str; 2] = ["java-async", "python-aio"];
/// What the rows of the examples begin with.
const EXAMPLE: &str = "example_";
/// Names those that are tested, apart by commas; all, if it is not set.
const ONLY: &str = "ROLLCALL_TEST_LANGUAGES";
/// The argument that asks for the table of `cargo xtask bench clients`.
const FIGURES: &str = "--figures";
/// Cells at once.
const AT_ONCE: usize = 2;

/// The programs of a language: each a program and its arguments.
#[derive(Clone, serde::Deserialize)]
struct Programs {
    driver: Vec<String>,
    #[serde(default)]
    quickstart: Vec<String>,
    #[serde(default)]
    online: Vec<String>,
}

/// Whether each cell that was played held.
type Matrix = Arc<Mutex<BTreeMap<(String, String), bool>>>;

fn main() {
    if std::env::args().any(|argument| argument == FIGURES) {
        return measure();
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/conformance/scenarios");
    let scenarios = scenario::all(&directory);
    let matrix = Matrix::default();
    let mut trials = Vec::new();
    for (language, programs) in clients() {
        let mut cell = |name: &str, play: Box<dyn FnOnce(Programs) -> Playing + Send>| {
            let (programs, matrix, row) = (programs.clone(), matrix.clone(), name.to_owned());
            trials.push(Trial::test(format!("{language}::{name}"), move || {
                let played = programs.ok_or_else(no_programs).and_then(|programs| run(play(programs)));
                matrix.lock().unwrap().insert((row, language.to_owned()), played.is_ok());
                played.map_err(Failed::from)
            }));
        };
        for scenario in scenarios.clone() {
            let name = scenario.name.clone();
            cell(&name, Box::new(|p| Box::pin(async move { play::play(&scenario, &p.driver).await })));
        }
        if SECOND.contains(&language) {
            continue;
        }
        cell(&format!("{EXAMPLE}quickstart"), Box::new(|p| Box::pin(examples::quickstart(p.quickstart))));
        cell(&format!("{EXAMPLE}online"), Box::new(|p| Box::pin(examples::online(p.online))));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        show(&matrix.lock().unwrap());
    }
    conclusion.exit();
}

/// Measures the clients instead of playing scenarios with them.
fn measure() {
    let there = |(name, programs): (_, Option<Programs>)| Some((name, programs?));
    let clients: Vec<_> = clients().into_iter().filter_map(there).collect();
    let quick = std::env::args().any(|argument| argument == "--quick");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(figures::show(&clients, quick));
}

type Playing = std::pin::Pin<Box<dyn Future<Output = ()>>>;

fn no_programs() -> String {
    "its programs are not there: `cargo xtask test clients` makes them".to_owned()
}

/// The languages that are asked for, with their programs.
fn clients() -> Vec<(&'static str, Option<Programs>)> {
    let only = std::env::var(ONLY).unwrap_or_default();
    let asked = |language: &str| only.is_empty() || only.split(',').any(|one| one == language);
    let programs = |variable: &str| {
        let told = std::env::var(variable).ok()?;
        Some(serde_json::from_str(&told).unwrap_or_else(|why| panic!("{variable}: {why}")))
    };
    LANGUAGES
        .iter()
        .filter(|(language, _)| asked(language))
        .map(|(language, variable)| (*language, programs(variable)))
        .collect()
}

/// Runs a cell to its end; a panic is how it fails.
fn run(playing: Playing) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|why| why.to_string())?;
    let played = catch_unwind(AssertUnwindSafe(|| runtime.block_on(playing)));
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
                None if SECOND.contains(language) && scenario.starts_with(EXAMPLE) => "",
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
