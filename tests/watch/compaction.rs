//! The log is shortened: by the server itself, by the command, and what watchers are told then.

use crate::fleet::{self, PARENT, ok};
use crate::history::{Journal, revision};
use crate::support::{Backend, Client, Failure, Phone, Server, http, server::rollcall, until};
use crate::watcher::{Watcher, all, resume, table};
use tonic::{Code, transport::Endpoint};

/// Runs `rollcall log …` on the database of a server, and answers its exit code and what it said.
async fn log(server: &Server, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = rollcall();
    command.arg("log").args(arguments).arg("--data-dir").arg(server.data_dir());
    if let Some(url) = server.database_url() {
        command.args(["--database-url", url]);
    }
    let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = if out.status.success() { out.stdout } else { out.stderr };
    (out.status.code(), String::from_utf8(text).unwrap())
}

/// Last revision, compacted revision and rows, as `rollcall log status` says.
async fn status(server: &Server) -> [i64; 3] {
    let (code, said) = log(server, &["status"]).await;
    assert_eq!(code, Some(0), "{said}");
    let number = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{said}"));
        line.trim().parse().unwrap()
    };
    [number("last revision"), number("compacted revision"), number("rows")]
}

async fn compact(server: &Server, arguments: &[&str]) -> String {
    let (code, said) = log(server, &[&["compact"], arguments].concat()).await;
    assert_eq!(code, Some(0), "{said}");
    said
}

fn compacted(failure: &Failure, oldest: i64) {
    assert_eq!((failure.code, &*failure.reason), (Code::OutOfRange, "REVISION_COMPACTED"));
    assert_eq!(failure.metadata["oldest_revision"], oldest.to_string());
}

async fn by_the_command_while_the_server_runs(backend: Backend) {
    let server = Server::start(backend).await;
    let client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client.clone(), "alice").await;
    let mut watcher = Watcher::begin(&client, all(PARENT)).await;
    for _ in 0..9 {
        ok(&mut alice, 60).await;
        watcher.event().await;
    }
    assert_eq!(status(&server).await, [9, 0, 9]);
    // What is younger than the retention stays.
    for nothing in [&[][..], &["--keep", "1h"], &["--upto-revision", "0"]] {
        assert_eq!(compact(&server, nothing).await, "nothing to forget\n");
    }
    assert_eq!(compact(&server, &["--upto-revision", "3"]).await, "forgotten up to revision 3: 3 rows\n");
    assert_eq!(compact(&server, &["--upto-revision", "3"]).await, "nothing to forget\n");
    assert_eq!(status(&server).await, [9, 3, 6]);
    let tokens: Vec<String> = watcher.history.tokens().map(str::to_owned).collect();
    for token in &tokens {
        let opened = Watcher::open(&client, resume(PARENT, token)).await;
        match revision(token) {
            0..3 => compacted(&Failure::of(&opened.err().unwrap()), 4),
            at => {
                let mut resumed = opened.unwrap();
                resumed.reach(&tokens[9]).await;
                assert_eq!(resumed.history.events().count() as i64, 9 - at);
            }
        }
    }
    assert_eq!(compact(&server, &["--log-max-revisions", "4"]).await, "forgotten up to revision 5: 2 rows\n");
    // The newest revision stays, whatever is asked for.
    assert_eq!(compact(&server, &["--upto-revision", "99"]).await, "forgotten up to revision 8: 3 rows\n");
    assert_eq!(compact(&server, &["--keep", "0s"]).await, "nothing to forget\n");
    assert_eq!(status(&server).await, [9, 8, 1]);

    // One who keeps up is not concerned, nor is a new one; and the numbers go on.
    ok(&mut alice, 60).await;
    assert_eq!(watcher.event().await.revision, 10);
    let mut journal = Journal::default();
    journal.take(&watcher.history).unwrap();
    let (state, token) = table(&mut client.clone(), PARENT, 0).await;
    assert_eq!((&journal.state, revision(&token)), (&state, 10));
    assert_eq!(Watcher::begin(&client, all(PARENT)).await.history.snapshot().count(), 1);
    let server = server.restart().await;
    alice.server(server.sip("udp"));
    ok(&mut alice, 60).await;
    assert_eq!(status(&server).await, [11, 8, 3]);
}

async fn by_age_by_the_server_itself(backend: Backend) {
    let server = Server::with(backend, &["--log-retention", "1s"]).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    let watcher = Watcher::begin(&client, all(PARENT)).await;
    for _ in 0..5 {
        ok(&mut alice, 60).await;
    }
    until("all but the newest are forgotten", async || (status(&server).await == [5, 4, 1]).then_some(()))
        .await;
    let failed = Watcher::open(&client, resume(PARENT, watcher.history.last_token().unwrap())).await;
    compacted(&Failure::of(&failed.err().unwrap()), 5);
    until("the metrics tell of it", async || {
        let last = http::sample(server.metrics(), "rollcall_log_compacted_revision").await;
        let rows = http::sample(server.metrics(), "rollcall_log_compacted_rows_total").await;
        ((last, rows) == (4.0, 4.0)).then_some(())
    })
    .await;
    let (_, token) = table(&mut client, PARENT, 0).await;
    let mut resumed = Watcher::begin(&client, resume(PARENT, &token)).await;
    ok(&mut alice, 60).await;
    assert_eq!(resumed.event().await.revision, 6);
}

/// Contacts of one REGISTER, and how many REGISTERs: together far more than a connection with small windows holds.
const CONTACTS: usize = 32;
const ROUNDS: usize = 80;

async fn in_mid_stream(backend: Backend) {
    let server = Server::start(backend).await;
    let client = fleet::client(&server).await;
    let mut alice: Phone = fleet::phone(&server, &mut client.clone(), "alice").await;
    let start = Watcher::begin(&client, all(PARENT)).await.history.last_token().unwrap().to_owned();
    let headers: String = (0..CONTACTS).map(|n| format!("Contact: <tel:{n}>\r\n")).collect();
    for _ in 0..ROUNDS {
        assert_eq!(alice.request(&headers).await.status, 200);
    }
    // After a restart there is nothing in memory: one who resumes reads the log.
    let server = server.restart().await;
    let endpoint = Endpoint::from_shared(format!("http://{}", server.grpc())).unwrap();
    let narrow = endpoint.initial_stream_window_size(1 << 16).initial_connection_window_size(1 << 16);
    let token = server.token("acme", crate::support::server::ALL_SCOPES);
    let slow = Client::over(narrow.connect().await.unwrap(), &token);
    let mut slow = Watcher::begin(&slow, resume(PARENT, &start)).await;
    let mut swift = Watcher::begin(&server.client("acme").await, resume(PARENT, &start)).await;
    let last = revision(&start) + ROUNDS as i64;
    while swift.history.last_token().is_none_or(|at| revision(at) < last) {
        swift.read().await.unwrap();
    }
    compact(&server, &["--upto-revision", &last.to_string()]).await;
    let failure = Failure::of(&slow.end().await);
    compacted(&failure, last);
    // What it has is whole up to its last token.
    let mut journal = Journal { token: start, ..Journal::default() };
    journal.take(&slow.history).unwrap();
    assert!(revision(&journal.token) < last);
    assert_eq!(
        Watcher::begin(&server.client("acme").await, all(PARENT)).await.history.snapshot().count(),
        CONTACTS
    );
}

async fn what_the_command_is_not_given(backend: Backend) {
    let server = Server::start(backend).await;
    let wrong: [&[&str]; 6] = [
        &["compact", "--keep", "soon"],
        &["compact", "--upto-revision", "-1"],
        &["compact", "--keep", "1h", "--upto-revision", "1"],
        &["compact", "--log-retention", "0s"],
        &["status", "--log-max-revisions", "0"],
        &["forget"],
    ];
    for arguments in wrong {
        let (code, said) = log(&server, arguments).await;
        assert_eq!(code, Some(64), "{arguments:?}: {said}");
    }
    let nowhere = server.data_dir().join("nowhere");
    let mut command = rollcall();
    command.args(["log", "status", "--data-dir"]).arg(&nowhere);
    let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert_eq!(out.status.code(), Some(64));
    assert!(!nowhere.exists(), "nothing is made");
}

crate::on_both!(
    by_the_command_while_the_server_runs,
    by_age_by_the_server_itself,
    in_mid_stream,
    what_the_command_is_not_given,
);
