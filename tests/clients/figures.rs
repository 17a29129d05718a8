//! What the clients cost: the table that `cargo xtask bench clients` puts in docs/performance.md.

use crate::{
    Programs,
    driver::Driver,
    scenario::Scenario,
    stage::{DOMAIN, Stage},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// Runs of which the median is told.
const RUNS: usize = 5;
const LONG: Duration = Duration::from_secs(120);

/// The sources that are written by hand, and what of them is not.
const SOURCES: [(&str, &str, &str, &[&str]); 5] = [
    ("go", "clients/go", "go", &["rollcall", "conformance", "examples", "_test.go"]),
    ("java", "clients/java/src/main/java/dev/rollcall/client", "java", &[]),
    ("python", "clients/python/src/rollcall", "py", &["v1"]),
    ("rust", "clients/rust/src", "rs", &["generated"]),
    ("typescript", "clients/typescript/src", "ts", &["gen"]),
];

/// Prints a line for each client that has sources of its own.
pub(crate) async fn show(clients: &[(&'static str, Programs)], quick: bool) {
    let events = if quick { 2_000 } else { 20_000 };
    let (_, first) = clients.first().expect("a client to measure");
    let nothing = json!({ "shows": "figures", "users": ["alice"], "steps": [] });
    let scenario: Scenario = serde_json::from_value(nothing).unwrap();
    let mut stage = Stage::set(&scenario, &first.driver).await;
    connect(&mut stage).await;
    let start = token(&mut stage).await;
    stage.burst("alice", events, 1).await;
    println!("| client | lines by hand | first call | events/s |\n|---|---|---|---|");
    for (language, directory, extension, not) in SOURCES {
        let Some((_, programs)) = clients.iter().find(|(name, _)| *name == language) else { continue };
        let (mut calls, mut rates) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            stage.driver = Driver::start(&programs.driver);
            connect(&mut stage).await;
            let name = format!("domains/{DOMAIN}/users/alice");
            calls.push(number(&ask(&mut stage, json!({ "op": "first_call", "name": name })).await, "ms"));
            let parent = format!("domains/{DOMAIN}");
            let count = json!({ "op": "count_events", "parent": parent, "start": start, "count": events });
            rates.push(events as f64 / number(&ask(&mut stage, count).await, "seconds"));
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
        let lines = lines(&root, extension, not);
        println!("| {language} | {lines} | {:.1} ms | {:.0} |", median(calls), median(rates));
    }
}

async fn connect(stage: &mut Stage) {
    let connect = json!({ "op": "connect", "endpoint": stage.direct(), "token": stage.value("token") });
    ask(stage, connect).await;
}

/// Where the events begin.
async fn token(stage: &mut Stage) -> String {
    ask(stage, json!({ "op": "watch", "watch": "w", "parent": format!("domains/{DOMAIN}") })).await;
    let snapshot = stage.driver.said("w", LONG).await;
    ask(stage, json!({ "op": "stop", "watch": "w" })).await;
    snapshot["item"]["token"].as_str().expect("a snapshot has a token").to_owned()
}

async fn ask(stage: &mut Stage, request: Value) -> Value {
    let answer = stage.driver.begin(request).await;
    let answer = stage.driver.end(answer, LONG).await;
    assert!(answer.get("ok").is_some(), "{answer}\n{}", stage.driver.errors());
    answer["ok"].clone()
}

fn number(answer: &Value, field: &str) -> f64 {
    answer[field].as_f64().unwrap_or_else(|| panic!("no {field} in {answer}"))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Lines that are not empty, of the files below a directory.
fn lines(directory: &Path, extension: &str, not: &[&str]) -> usize {
    let passed_over = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        not.iter().any(|one| name == *one || name.ends_with(one))
    };
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let of = |path: PathBuf| {
        if path.is_dir() {
            return lines(&path, extension, not);
        }
        let ours = path.extension().is_some_and(|found| found == extension);
        let text = if ours { fs::read_to_string(&path).unwrap() } else { String::new() };
        text.lines().filter(|line| !line.trim().is_empty()).count()
    };
    entries.filter(|path| !passed_over(path)).map(of).sum()
}
