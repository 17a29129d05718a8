//! Plays a scenario, step by step. It panics at what is not as it should be.

use crate::{
    matching::{at, differs, filled},
    scenario::{Call, Expected, Scenario, Step},
    stage::Stage,
    support::{PATIENCE, http, until},
};
use serde_json::{Map, Value, json};
use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// Calls under way: what they should give, and where that will come.
type Begun = HashMap<String, (Call, oneshot::Receiver<Value>)>;

pub(crate) async fn play(scenario: &Scenario, command: &[String]) {
    let mut stage = Stage::set(scenario, command).await;
    if scenario.connected {
        let connect = json!({ "op": "connect", "endpoint": "${endpoint}", "token_file": "${token_file}" });
        call(&mut stage, &serde_json::from_value(connect).unwrap()).await;
    }
    let mut begun = Begun::new();
    for (n, step) in scenario.steps.iter().enumerate() {
        eprintln!("step {}: {step:?}", n + 1);
        take(&mut stage, step, &mut begun).await;
    }
    assert!(begun.is_empty(), "calls were begun that nobody waited for: {:?}", begun.keys());
}

async fn take(stage: &mut Stage, step: &Step, begun: &mut Begun) {
    match step {
        Step::Call(it) => call(stage, it).await,
        Step::Begin { id, call } => {
            let answer = stage.driver.begin(request(stage, call)).await;
            begun.insert(id.clone(), (call.clone(), answer));
        }
        Step::Result { id, within_ms } => {
            let (call, answer) = begun.remove(id).unwrap_or_else(|| panic!("{id} was not begun"));
            let answer = stage.driver.end(answer, patience(*within_ms)).await;
            judge(stage, &call, &answer).unwrap_or_else(|why| panic!("{why}\n{}", stage.driver.errors()));
        }
        Step::Eventually(it) => eventually(stage, it).await,
        Step::Item(expected) => {
            let item = next_item(stage, &expected.watch, patience(expected.within_ms)).await;
            let wanted = filled(&expected.is, &|name| stage.value(name));
            if let Some(why) = differs(&wanted, &item, "item") {
                panic!("{why}: {item}");
            }
            keep(stage, &item, &expected.save);
        }
        Step::ItemEventually(expected) => item_eventually(stage, expected).await,
        Step::Events { watch, count } => events(stage, watch, *count).await,
        Step::WatchFails { watch, error } => watch_fails(stage, watch, error).await,
        Step::Server(action) => stage.act(*action).await,
        Step::Proxy(action) => stage.proxy.act(*action),
        Step::Register { users } => stage.register(users, 600).await,
        Step::Unregister { users } => stage.register(users, 0).await,
        Step::Burst { user, count, contacts } => stage.burst(user, *count, *contacts).await,
        Step::Token { ttl, scope } => stage.write_token(ttl, scope.as_deref()).await,
        Step::UntilUser(login) => stage.until_user(login).await,
        Step::Watchers { are } => {
            let (metrics, are) = (stage.metrics(), *are as f64);
            until(&format!("the server has {are} watches open"), async || {
                (http::sample(metrics, "rollcall_watchers").await == are).then_some(())
            })
            .await;
        }
        Step::Connections { at_most } => {
            let made = stage.proxy.connections();
            assert!(made <= *at_most, "{made} connections were made");
        }
    }
}

async fn call(stage: &mut Stage, call: &Call) {
    let (answer, took) = ask(stage, call).await;
    let judged = judge(stage, call, &answer);
    judged.unwrap_or_else(|why| panic!("{why}\n{}", stage.driver.errors()));
    if let Some(least) = call.at_least_ms {
        assert!(took >= Duration::from_millis(least), "it took only {took:?}");
    }
}

async fn eventually(stage: &mut Stage, call: &Call) {
    let deadline = Instant::now() + patience(call.within_ms);
    loop {
        let (answer, _) = ask(stage, call).await;
        let Err(why) = judge(stage, call, &answer) else { return };
        assert!(Instant::now() < deadline, "waited in vain: {why}\n{}", stage.driver.errors());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn ask(stage: &mut Stage, call: &Call) -> (Value, Duration) {
    let began = Instant::now();
    let answer = stage.driver.begin(request(stage, call)).await;
    let answer = stage.driver.end(answer, patience(call.within_ms)).await;
    (answer, began.elapsed())
}

fn request(stage: &Stage, call: &Call) -> Value {
    let arguments = filled(&Value::Object(call.arguments.clone()), &|name| stage.value(name));
    let mut request = arguments.as_object().cloned().unwrap_or_default();
    request.insert("op".to_owned(), json!(call.op));
    Value::Object(request)
}

/// Whether an answer is the one that is wanted; what is to be kept of it is.
fn judge(stage: &mut Stage, call: &Call, answer: &Value) -> Result<(), String> {
    let (wanted, got, what) = match (&call.fails, answer.get("ok"), answer.get("error")) {
        (Some(wanted), _, Some(error)) => (wanted.clone(), error, "error"),
        (None, Some(ok), _) => (call.gives.clone().unwrap_or_else(|| json!({})), ok, "answer"),
        _ => return Err(format!("{} was answered {answer}", call.op)),
    };
    if let Some(why) = differs(&filled(&wanted, &|name| stage.value(name)), got, what) {
        return Err(format!("{}: {why}", call.op));
    }
    let got = got.clone();
    keep(stage, &got, &call.save);
    Ok(())
}

fn keep(stage: &mut Stage, from: &Value, save: &Map<String, Value>) {
    for (name, path) in save {
        let value = path.as_str().and_then(|path| at(from, path));
        let value = value.unwrap_or_else(|| panic!("there is no {path} in {from}"));
        stage.saved.insert(name.clone(), value.clone());
    }
}

/// The next item but bookmarks, which come when they come.
async fn next_item(stage: &mut Stage, watch: &str, within: Duration) -> Value {
    let deadline = Instant::now() + within;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let line = stage.driver.said(watch, left).await;
        match line.get("item") {
            Some(item) if item["type"] == "bookmark" => {}
            Some(item) => return item.clone(),
            None => panic!("watch {watch} ended: {line}\n{}", stage.driver.errors()),
        }
    }
}

async fn item_eventually(stage: &mut Stage, expected: &Expected) {
    let deadline = Instant::now() + patience(expected.within_ms);
    let wanted = filled(&expected.is, &|name| stage.value(name));
    let mut passed = Vec::new();
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        assert!(!left.is_zero(), "no {wanted}; but {passed:?}");
        let line = stage.driver.said(&expected.watch, left).await;
        let Some(item) = line.get("item") else { panic!("the watch ended: {line}; before it: {passed:?}") };
        if differs(&wanted, item, "item").is_none() {
            return keep(stage, item, &expected.save);
        }
        passed.push(item["type"].clone());
    }
}

async fn events(stage: &mut Stage, watch: &str, count: usize) {
    let (mut last, mut seen) = (0, HashSet::new());
    let mut disconnected = 0;
    while seen.len() < count {
        let item = next_item(stage, watch, PATIENCE).await;
        match item["type"].as_str() {
            Some("disconnected") => disconnected += 1,
            Some("changes") => {}
            _ => panic!("no {item} was to come"),
        }
        for event in item["events"].as_array().into_iter().flatten() {
            let revision = event["revision"].as_i64().expect("an event has a revision");
            assert!(revision >= last, "revision {revision} came after {last}");
            last = revision;
            let twice = !seen.insert((revision, event["name"].to_string(), event["kind"].to_string()));
            assert!(!twice, "{event} came twice");
        }
    }
    assert_eq!(seen.len(), count, "after {disconnected} disconnections");
}

async fn watch_fails(stage: &mut Stage, watch: &str, wanted: &Value) {
    loop {
        let line = stage.driver.said(watch, PATIENCE).await;
        if line.get("item").is_some() {
            continue;
        }
        let error = line.get("error").unwrap_or_else(|| panic!("the watch ended without an error: {line}"));
        if let Some(why) = differs(wanted, error, "error") {
            panic!("{why}: {error}");
        }
        return;
    }
}

fn patience(within_ms: Option<u64>) -> Duration {
    within_ms.map_or(PATIENCE, Duration::from_millis)
}
