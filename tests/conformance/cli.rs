//! The command line: what it prints, and how it exits.

use crate::support::{Backend, Phone, Server, calls, server::rollcall};
use serde_json::Value;
use std::{
    fs,
    io::Write,
    net::TcpListener,
    path::Path,
    process::{Command, Output, Stdio},
};

/// What a command said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Runs a command that ends by itself.
pub(crate) async fn run(mut command: Command) -> Said {
    tokio::task::spawn_blocking(move || command.output().unwrap().into()).await.unwrap()
}

fn command(line: &str) -> Command {
    let mut command = rollcall();
    command.args(line.split_whitespace()).stdin(Stdio::null());
    command
}

/// A gRPC command as account acme, at a server.
pub(crate) fn at(server: &Server, line: &str) -> Command {
    let mut command = command(line);
    command.env("ROLLCALL_ENDPOINT", format!("http://{}", server.grpc()));
    command.env("ROLLCALL_DATA_DIR", server.data_dir()).env("ROLLCALL_ACCOUNT", "acme");
    command
}

pub(crate) async fn good(server: &Server, line: &str) -> String {
    let said = run(at(server, line)).await;
    assert_eq!(said.code, 0, "{line}: {}", said.err);
    assert_eq!(said.err, "", "{line}");
    said.out
}

pub(crate) async fn json(server: &Server, line: &str) -> Value {
    serde_json::from_str(&good(server, &format!("{line} --format json")).await).unwrap()
}

#[tokio::test]
async fn a_wrong_configuration_names_its_origin_and_binds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let sip = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let file = dir.path().join("r.toml");
    fs::write(&file, "grpc-listn = \"127.0.0.1:0\"\n").unwrap();
    let cases = [
        ("--grpc-listen nonsense", "--grpc-listen: "),
        ("--grpc-listen 0.0.0.0:0", "--jwks: "),
        ("--sip-listen sctp:127.0.0.1:5060", "--sip-listen: "),
        ("--drain-timeout soon", "--drain-timeout: "),
        ("--log rollcall=loud", "--log: "),
        ("--tls-cert /nowhere/cert.pem", "--tls-cert: "),
        ("--database-url mysql://u:s3cret@h/d", "--database-url: "),
        ("--jwks http://keys.example/k", "--jwks: "),
        ("--no-such-flag", "unexpected argument '--no-such-flag'"),
        (&format!("--config {}", file.display()), &format!("{}: grpc-listn: ", file.display())),
        ("--config /nowhere.toml", "/nowhere.toml: "),
    ];
    for (flags, named) in cases {
        let mut command = command(&format!("serve {flags} --sip-listen tcp:{sip}"));
        command.arg("--data-dir").arg(dir.path().join("data"));
        let said = run(command).await;
        assert_eq!((said.code, said.out.as_str()), (64, ""), "{flags}: {}", said.err);
        assert!(said.err.starts_with(&format!("error: {named}")), "{flags}: {}", said.err);
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        assert!(!said.err.contains("s3cret"));
    }
    assert!(!dir.path().join("data").exists(), "nothing was begun");
    TcpListener::bind(sip).expect("nothing is bound");
}

#[tokio::test]
async fn an_environment_variable_is_named_when_it_is_at_fault() {
    let mut serve = command("serve");
    serve.env("ROLLCALL_DRAIN_TIMEOUT", "soon");
    let said = run(serve).await;
    assert_eq!(said.code, 64);
    assert!(said.err.starts_with("error: ROLLCALL_DRAIN_TIMEOUT: \"soon\": "), "{}", said.err);
}

/// Three places say which node it is: the flag wins over the environment, that over the file.
#[tokio::test]
async fn flags_win_over_the_environment_and_that_over_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("r.toml");
    fs::write(&file, "jwks = \"/nowhere/file\"\njwt-issuer = \"x\"\n").unwrap();
    let named = async |flag: bool, environment: bool| {
        let mut serve = command("serve --config");
        serve.arg(&file).arg("--data-dir").arg(dir.path().join("data"));
        if flag {
            serve.args(["--jwks", "/nowhere/flag"]);
        }
        if environment {
            serve.env("ROLLCALL_JWKS", "/nowhere/environment");
        }
        let said = run(serve).await;
        assert_eq!(said.code, 64, "{}", said.err);
        said.err
    };
    assert!(named(true, true).await.starts_with("error: --jwks: \"/nowhere/flag\""));
    assert!(named(false, true).await.starts_with("error: ROLLCALL_JWKS: \"/nowhere/environment\""));
    let from_file = named(false, false).await;
    assert!(
        from_file.starts_with(&format!("error: {}: jwks: \"/nowhere/file\"", file.display())),
        "{from_file}"
    );
}

#[tokio::test]
async fn a_token_is_one_line_and_nothing_else() {
    let server = Server::start(Backend::Sqlite).await;
    let mut token = command("token --account acme --scope users:read,domains:read --ttl 5m --data-dir");
    token.arg(server.data_dir());
    let said = run(token).await;
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(said.out.lines().count(), 1);
    assert_eq!(said.out.trim_end().split('.').count(), 3);
    let channel = calls::channel(server.grpc()).await;
    let list = "rollcall.v1.DomainService/ListDomains";
    calls::raw(&channel, &[("x-auth-token", said.out.trim_end())], list, ()).await.unwrap();

    let empty = tempfile::tempdir().unwrap();
    let mut no_key = command("token --account acme --scope users:read --data-dir");
    no_key.arg(empty.path());
    let said = run(no_key).await;
    assert_eq!((said.code, said.out.as_str()), (77, ""), "{}", said.err);
    for (flags, named) in [
        ("--account acme", "--scope"),
        ("--account acme --scope nonsense", "nonsense"),
        ("--account A! --scope admin", "--account"),
        ("--account acme --scope admin --ttl 0s", "--ttl"),
    ] {
        let said = run(command(&format!("token {flags}"))).await;
        assert_eq!((said.code, said.out.as_str()), (64, ""), "{flags}");
        assert!(said.err.contains(named), "{flags}: {}", said.err);
    }
}

#[tokio::test]
async fn domains_and_users_come_and_go() {
    let server = Server::start(Backend::Sqlite).await;
    let created = json(&server, "domain create acme.test --max-registrations 3 --label tier=gold").await;
    assert_eq!(created["domain"]["name"], "domains/acme.test");
    assert_eq!(created["domain"]["registration"]["maxRegistrations"], 3);
    let table = good(&server, "domain list").await;
    let mut lines = table.lines();
    assert!(lines.next().unwrap().starts_with("DOMAIN "), "{table}");
    assert!(lines.next().unwrap().starts_with("acme.test "), "{table}");
    assert!(good(&server, "domain get acme.test").await.contains("labels"));

    let alice = json(&server, "user create alice@acme.test --first-name Alice --extension-number 1001").await;
    let password = alice["generated"]["registrationPassword"].as_str().unwrap();
    assert_eq!(password.len(), 20);
    let bob = good(&server, "user create bob@acme.test").await;
    assert!(bob.contains("Generated registration password of bob@acme.test, shown this once: "), "{bob}");
    let table = good(&server, "user list acme.test").await;
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(!table.contains(password));
    assert_eq!(json(&server, "user list acme.test --limit 1").await["users"].as_array().unwrap().len(), 1);
    assert_eq!(json(&server, "user get alice@acme.test").await["user"]["extensionNumber"], "1001");
    let status = good(&server, "user status alice@acme.test nobody@acme.test").await;
    assert!(status.contains(" offline ") && status.contains(" unknown "), "{status}");

    let deleted = good(&server, "user delete bob@acme.test").await;
    assert!(deleted.starts_with("deleted bob@acme.test; it can be brought back until 20"), "{deleted}");
    let said = run(at(&server, "domain delete acme.test")).await;
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.starts_with("error: FAILED_PRECONDITION DOMAIN_NOT_EMPTY: "), "{}", said.err);
    let deleted = good(&server, "domain delete acme.test --force").await;
    assert!(deleted.starts_with("deleted acme.test; it can be brought back until 20"), "{deleted}");
    assert_eq!(json(&server, "domain list").await, serde_json::json!({}));
}

#[tokio::test]
async fn registrations_are_listed_and_ended() {
    let server = Server::start(Backend::Sqlite).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let password = acme.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
    let listed = json(&server, "registration list acme.test").await;
    let name = listed["registrations"][0]["name"].as_str().unwrap();
    let table = good(&server, "registration list alice@acme.test").await;
    assert!(table.lines().next().unwrap().starts_with("REGISTRATION "), "{table}");
    assert!(table.contains("udp") && table.contains("test phone"), "{table}");
    let one = json(&server, &format!("registration get {name}")).await;
    assert_eq!(one["registration"]["transport"], "TRANSPORT_UDP");
    assert_eq!(good(&server, &format!("registration delete {name}")).await, format!("ended {name}\n"));
    assert_eq!(run(at(&server, &format!("registration get {name}"))).await.code, 1);
    assert_eq!(phone.register(60).await.status, 200);
    assert_eq!(good(&server, "registration delete alice@acme.test").await, "ended 1 of alice@acme.test\n");
    assert!(acme.list("domains/acme.test").await.is_empty());
}

#[tokio::test]
async fn exit_codes_tell_failures_apart() {
    let server = Server::start(Backend::Sqlite).await;
    good(&server, "domain create acme.test").await;
    let token = server.token("acme", "users:read");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (line, code, said_code) in [
        ("domain get nowhere.test", 1, "NOT_FOUND RESOURCE_NOT_FOUND"),
        ("domain get under_score", 64, ""),
        ("domain", 64, ""),
        ("user create alice@acme.test --email nonsense", 65, "INVALID_ARGUMENT FIELD_INVALID"),
        ("domain list --token not-a-token", 77, "UNAUTHENTICATED TOKEN_INVALID"),
        (&format!("domain list --token {token}"), 77, "PERMISSION_DENIED SCOPE_MISSING"),
        (&format!("domain list --endpoint http://{closed}"), 69, "UNAVAILABLE"),
        ("domain list --endpoint http://192.0.2.1:1", 64, ""),
    ] {
        let said = run(at(&server, line)).await;
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{line}: {}", said.err);
        assert!(said.err.contains(said_code), "{line}: {}", said.err);
        assert!(!said.err.contains(&token));
    }
    let said = run(at(&server, "user create alice@acme.test --email nonsense")).await;
    assert!(said.err.contains("\n  user.email: "), "a line for each bad field: {}", said.err);
}

#[tokio::test]
async fn a_password_is_read_from_standard_input() {
    let server = Server::start(Backend::Sqlite).await;
    good(&server, "domain create acme.test").await;
    let line = "user create alice@acme.test --auth-username alice --registration-password-stdin";
    let mut create = at(&server, line);
    let said = tokio::task::spawn_blocking(move || {
        create.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = create.spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"Correct-Horse-1\n").unwrap();
        Said::from(child.wait_with_output().unwrap())
    });
    let said = said.await.unwrap();
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!said.out.contains("Correct-Horse-1"));
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", "Correct-Horse-1").await;
    assert_eq!(phone.register(60).await.status, 200);
    assert_eq!(run(at(&server, line)).await.code, 64, "nothing on standard input");
}

#[tokio::test]
async fn migrate_makes_a_database_that_serves() {
    let url = tokio::task::spawn_blocking(crate::support::database).await.unwrap();
    for round in 0..2 {
        let said = run(command(&format!("migrate --database-url {url}"))).await;
        assert_eq!(said.code, 0, "{round}: {}", said.err);
    }
    let server = Server::with(Backend::Sqlite, &["--database-url", &url]).await;
    server.client("acme").await.domain("acme.test").await;

    let dir = tempfile::tempdir().unwrap();
    let mut migrate = command("migrate --data-dir");
    migrate.arg(dir.path());
    let said = run(migrate).await;
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(dir.path().join("rollcall.db").exists());
}

#[tokio::test]
async fn a_second_server_on_the_same_directory_is_refused() {
    let server = Server::start(Backend::Sqlite).await;
    let said = run(second(server.data_dir())).await;
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    let expected =
        format!("error: --data-dir: {} is in use by another process\n", server.data_dir().display());
    assert_eq!(said.err, expected);
    server.client("acme").await.domain("acme.test").await;
}

fn second(data_dir: &Path) -> Command {
    let mut serve = command("serve --grpc-listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0 --sip-listen none");
    serve.arg("--data-dir").arg(data_dir);
    serve
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    for flag in ["--grpc-listen", "--metrics-listen"] {
        let mut serve = command("serve --sip-listen none --data-dir");
        serve.arg(dir.path()).args([flag, &address.to_string()]);
        let other = if flag == "--grpc-listen" { "--metrics-listen" } else { "--grpc-listen" };
        serve.args([other, "127.0.0.1:0"]);
        let said = run(serve).await;
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
        assert!(
            said.err.starts_with(&format!("error: {flag}: cannot listen on {address}: ")),
            "{}",
            said.err
        );
    }
}

#[tokio::test]
async fn the_version_is_the_crates() {
    let said = run(command("--version")).await;
    assert_eq!((said.code, said.out), (0, format!("rollcall {}\n", env!("CARGO_PKG_VERSION"))));
    let said = run(command("serve --help")).await;
    assert_eq!(said.code, 0);
    for setting in rollcall::config::settings::SETTINGS {
        assert!(said.out.contains(&format!("--{}", setting.flag)), "{}", setting.flag);
    }
}
