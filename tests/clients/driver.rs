//! A language's driver: a process that takes and gives lines of JSON. See clients/conformance/README.md.

use serde_json::{Value, json};
use std::{
    collections::HashMap,
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, Command},
    sync::{
        mpsc::{self, error::TrySendError},
        oneshot,
    },
    time::timeout,
};

/// Items of a watch that may wait to be looked at.
const ITEMS: usize = 100_000;

type Answers = Arc<Mutex<HashMap<u64, oneshot::Sender<Value>>>>;
type Watches = Arc<Mutex<HashMap<String, mpsc::Sender<Value>>>>;

pub(crate) struct Driver {
    _process: Child,
    input: ChildStdin,
    next: AtomicU64,
    answers: Answers,
    senders: Watches,
    watches: HashMap<String, mpsc::Receiver<Value>>,
    errors: Arc<Mutex<String>>,
}

impl Driver {
    pub(crate) fn start(command: &[String]) -> Self {
        let (program, arguments) = command.split_first().expect("a driver has a program");
        let mut process = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|why| panic!("{program}: {why}"));
        let (answers, senders, errors): (Answers, Watches, Arc<Mutex<String>>) = Default::default();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        {
            let (answers, senders, errors) = (answers.clone(), senders.clone(), errors.clone());
            tokio::spawn(async move {
                while let Ok(Some(line)) = lines.next_line().await {
                    match serde_json::from_str::<Value>(&line) {
                        Ok(said) => hear(said, &answers, &senders),
                        Err(_) => errors.lock().unwrap().push_str(&format!("no JSON: {line}\n")),
                    }
                }
            });
        }
        let mut stderr = process.stderr.take().unwrap();
        {
            let errors = errors.clone();
            tokio::spawn(async move {
                let mut chunk = [0; 4096];
                while let Ok(n @ 1..) = stderr.read(&mut chunk).await {
                    errors.lock().unwrap().push_str(&String::from_utf8_lossy(&chunk[..n]));
                }
            });
        }
        let input = process.stdin.take().unwrap();
        let (next, watches) = (AtomicU64::new(1), HashMap::new());
        Self { _process: process, input, next, answers, senders, watches, errors }
    }

    /// Sends a request; what it answers comes by itself.
    pub(crate) async fn begin(&mut self, mut request: Value) -> oneshot::Receiver<Value> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        request["id"] = json!(id);
        if request["op"] == "watch" {
            let (sender, items) = mpsc::channel(ITEMS);
            let name = request["watch"].as_str().expect("a watch has a name").to_owned();
            self.senders.lock().unwrap().insert(name.clone(), sender);
            self.watches.insert(name, items);
        }
        let (reply, answer) = oneshot::channel();
        self.answers.lock().unwrap().insert(id, reply);
        let written = self.input.write_all(format!("{request}\n").as_bytes()).await;
        assert!(written.is_ok(), "the driver has ended\n{}", self.errors());
        answer
    }

    pub(crate) async fn end(&self, answer: oneshot::Receiver<Value>, within: Duration) -> Value {
        match timeout(within, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => panic!("the driver has ended\n{}", self.errors()),
            Err(_) => panic!("no answer within {within:?}\n{}", self.errors()),
        }
    }

    /// The next line of a watch.
    pub(crate) async fn said(&mut self, watch: &str, within: Duration) -> Value {
        let items = self.watches.get_mut(watch).unwrap_or_else(|| panic!("there is no watch {watch}"));
        match timeout(within, items.recv()).await {
            Ok(Some(line)) => line,
            _ => panic!("watch {watch} said nothing within {within:?}\n{}", self.errors()),
        }
    }

    pub(crate) fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }
}

fn hear(said: Value, answers: &Answers, watches: &Watches) {
    if let Some(id) = said["id"].as_u64() {
        if let Some(reply) = answers.lock().unwrap().remove(&id) {
            // A cell that has failed waits no more.
            let _gone = reply.send(said);
        }
    } else if let Some(sender) = said["watch"].as_str().and_then(|w| watches.lock().unwrap().get(w).cloned())
    {
        assert!(
            !matches!(sender.try_send(said), Err(TrySendError::Full(_))),
            "more items than a scenario has"
        );
    }
}
