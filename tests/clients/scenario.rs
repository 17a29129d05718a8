//! What a scenario's file may say; clients/conformance/scenarios.md explains it. Anything else is refused.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::{fs, path::Path};

pub(crate) type Arguments = Map<String, Value>;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// The name of its file.
    #[serde(skip)]
    pub(crate) name: String,
    /// What it shows, in a sentence.
    #[serde(rename = "shows")]
    _shows: String,
    #[serde(default)]
    pub(crate) server: ServerSettings,
    /// Users of the domain `c.test`, who can register.
    #[serde(default)]
    pub(crate) users: Vec<String>,
    /// Whether the driver is connected before the first step.
    #[serde(default = "yes")]
    pub(crate) connected: bool,
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServerSettings {
    #[serde(default)]
    pub(crate) flags: Vec<String>,
    #[serde(default)]
    pub(crate) tls: Tls,
    /// Another server in its place: one that sends what no version of the contract knows.
    #[serde(default)]
    pub(crate) from_the_future: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tls {
    #[default]
    None,
    Server,
    Mutual,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Step {
    /// An op of the driver, to its end.
    Call(Call),
    /// An op whose end a later `Result` waits for.
    Begin {
        id: String,
        call: Call,
    },
    Result {
        id: String,
        #[serde(default)]
        within_ms: Option<u64>,
    },
    /// Until an op gives what it should.
    Eventually(Call),
    /// The next item of a watch, apart from bookmarks.
    Item(Expected),
    /// Items of a watch are passed over until one is this.
    ItemEventually(Expected),
    /// That many events of a watch, by rising revision, none twice; their users are online then.
    Events {
        watch: String,
        count: usize,
    },
    /// How a watch ends: with this error, or because it was stopped.
    WatchFails {
        watch: String,
        error: Value,
    },
    Server(ServerAction),
    Proxy(ProxyAction),
    Register {
        users: Vec<String>,
    },
    Unregister {
        users: Vec<String>,
    },
    /// So many REGISTERs of one user, one after the other, of so many contacts in turn.
    Burst {
        user: String,
        count: usize,
        #[serde(default = "one")]
        contacts: usize,
    },
    /// Writes another token into the file that the provider reads.
    Token {
        #[serde(default = "hour")]
        ttl: String,
        #[serde(default)]
        scope: Option<String>,
    },
    /// Until the server has this user, which somebody else asks it.
    UntilUser(String),
    /// How many watches the server has open, now or soon.
    Watchers {
        are: usize,
    },
    /// How many connections the driver has made to the proxy at most.
    Connections {
        at_most: usize,
    },
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Call {
    pub(crate) op: String,
    #[serde(default)]
    pub(crate) gives: Option<Value>,
    #[serde(default)]
    pub(crate) fails: Option<Value>,
    /// Parts of the answer to keep: a name, and where it is in the answer.
    #[serde(default)]
    pub(crate) save: Map<String, Value>,
    #[serde(default)]
    pub(crate) within_ms: Option<u64>,
    #[serde(default)]
    pub(crate) at_least_ms: Option<u64>,
    #[serde(flatten)]
    pub(crate) arguments: Arguments,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) watch: String,
    pub(crate) is: Value,
    #[serde(default)]
    pub(crate) save: Map<String, Value>,
    #[serde(default)]
    pub(crate) within_ms: Option<u64>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ServerAction {
    /// `kill -9`.
    Kill,
    /// Over the same data.
    Start,
    Terminate,
    CompactLog,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProxyAction {
    /// Ends all connections and refuses new ones.
    Cut,
    /// Forwards again, new connections too.
    Mend,
    /// Takes everything and forwards nothing, either way.
    Stall,
    /// Forwards what the client sends, and keeps back what the server answers.
    LoseAnswers,
    /// Ends the connections that there are.
    Reset,
    /// Forwards so many octets a second to the client.
    Slow(u64),
}

/// What ops take, as clients/conformance/README.md says.
const ARGUMENTS: [&str; 29] = [
    "ca",
    "cert",
    "count",
    "deadline_ms",
    "domain_id",
    "email",
    "endpoint",
    "etag",
    "extension_number",
    "filter",
    "first_name",
    "include_refreshes",
    "insecure_plaintext",
    "keepalive_ms",
    "key",
    "last_name",
    "name",
    "page_size",
    "parent",
    "pause_after",
    "request_id",
    "start",
    "token",
    "token_file",
    "tokens",
    "user_id",
    "users",
    "view",
    "watch",
];

impl Call {
    /// An argument that no op takes: what was meant would not be looked at.
    fn unknown(&self) -> Option<&str> {
        self.arguments.keys().map(String::as_str).find(|name| !ARGUMENTS.contains(name))
    }
}

impl Step {
    fn call(&self) -> Option<&Call> {
        match self {
            Self::Call(call) | Self::Eventually(call) | Self::Begin { call, .. } => Some(call),
            _ => None,
        }
    }
}

fn yes() -> bool {
    true
}

fn one() -> usize {
    1
}

fn hour() -> String {
    "1h".to_owned()
}

/// All scenarios of a directory, by name.
pub(crate) fn all(directory: &Path) -> Vec<Scenario> {
    let files = fs::read_dir(directory).expect("clients/conformance/scenarios is there");
    let mut scenarios: Vec<Scenario> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            // By way of JSON, where a step is an object with one key.
            let read = serde_yaml_ng::from_str::<Value>(&text).map_err(|why| why.to_string());
            let read = read.and_then(|value| serde_json::from_value(value).map_err(|why| why.to_string()));
            let mut scenario: Scenario = read.unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            let unknown = scenario.steps.iter().filter_map(Step::call).find_map(Call::unknown);
            assert!(unknown.is_none(), "{}: {unknown:?} is no argument", path.display());
            scenario.name = path.file_stem().unwrap().to_string_lossy().into_owned();
            scenario
        })
        .collect();
    scenarios.sort_by(|a, b| a.name.cmp(&b.name));
    scenarios
}
