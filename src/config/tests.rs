//! Precedence and error lines, over environments made up here.

use super::{settings::SETTINGS, *};
use crate::{model::Transport, telemetry::LogFormat};
use std::{collections::HashMap, ffi::OsString, fs, time::Duration};

const EXAMPLE: &str = include_str!("../../rollcall.example.toml");

struct Given {
    flags: Flags,
    env: HashMap<String, OsString>,
}

fn given(flags: &[(&'static str, &str)], env: &[(&str, &str)]) -> Given {
    let mut all = Flags::new();
    for (flag, text) in flags {
        all.entry(flag).or_default().push((*text).to_owned());
    }
    let mut env: HashMap<_, _> = env.iter().map(|(k, v)| ((*k).to_owned(), OsString::from(v))).collect();
    env.entry("HOME".to_owned()).or_insert_with(|| "/home/op".into());
    Given { flags: all, env }
}

impl Given {
    fn load(&self) -> Result<ServeConfig, ConfigError> {
        let environment = |name: &str| self.env.get(name).cloned();
        ServeConfig::load(&Sources::open(&self.flags, &environment)?)
    }

    fn error(&self) -> String {
        let line = self.load().unwrap_err().to_string();
        assert!(!line.contains('\n'), "{line:?}");
        line
    }
}

#[test]
fn defaults() {
    let c = given(&[], &[]).load().unwrap();
    assert_eq!(c.data_dir, std::path::Path::new("/home/op/.local/share/rollcall"));
    assert_eq!(c.database.to_string(), "sqlite:/home/op/.local/share/rollcall/rollcall.db");
    assert_eq!(c.grpc_listen.to_string(), "127.0.0.1:50051");
    let sip = "127.0.0.1:5060".parse().unwrap();
    assert_eq!(c.sip_listen, [(Transport::Udp, sip), (Transport::Tcp, sip)]);
    assert_eq!(c.metrics_listen.to_string(), "127.0.0.1:9464");
    assert!(!c.demo && c.reflection && c.jwks.is_none() && c.tls.is_none() && c.sealing_key_file.is_none());
    assert_eq!((c.log_filter.as_str(), c.log_format), ("info", LogFormat::Human));
    assert_eq!((c.drain_timeout, c.bookmark_interval), (Duration::from_secs(10), Duration::from_secs(10)));
    assert!(!c.node.is_empty());
}

#[test]
fn xdg_data_home_wins_over_home_when_it_is_absolute() {
    let dir = |env: &[(&str, &str)]| given(&[], env).load().unwrap().data_dir;
    assert_eq!(dir(&[("XDG_DATA_HOME", "/x")]), std::path::Path::new("/x/rollcall"));
    assert_eq!(dir(&[("XDG_DATA_HOME", "x")]), std::path::Path::new("/home/op/.local/share/rollcall"));
    let line = given(&[], &[("HOME", "")]).error();
    assert_eq!(line, "--data-dir: must be given, since neither XDG_DATA_HOME nor HOME is set");
}

#[test]
fn flags_before_environment_before_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("r.toml");
    fs::write(&path, "node = \"file\"\nlog = \"warn\"\ndemo = true\nsip-listen = [\"udp:127.0.0.1:1\"]\n")
        .unwrap();
    let file = path.to_str().unwrap();

    let env = [("ROLLCALL_NODE", "env"), ("ROLLCALL_LOG", "debug"), ("ROLLCALL_CONFIG", file)];
    let c = given(&[("node", "flag")], &env).load().unwrap();
    assert_eq!((c.node.as_str(), c.log_filter.as_str(), c.demo), ("flag", "debug", true));
    assert_eq!(c.sip_listen.len(), 1);

    // --config before ROLLCALL_CONFIG, and an empty variable counts as unset.
    let env = [("ROLLCALL_CONFIG", "/nonexistent"), ("ROLLCALL_NODE", "")];
    let c = given(&[("config", file), ("demo", "false")], &env).load().unwrap();
    assert_eq!((c.node.as_str(), c.log_filter.as_str(), c.demo), ("file", "warn", false));
}

#[test]
fn sip_listeners_are_repeated_or_separated_by_commas() {
    let two = ["udp:127.0.0.1:1", "tcp:[::1]:2"];
    let repeated = given(&[("sip-listen", two[0]), ("sip-listen", two[1])], &[]).load().unwrap();
    let joined = given(&[], &[("ROLLCALL_SIP_LISTEN", &two.join(", "))]).load().unwrap();
    assert_eq!(repeated.sip_listen, joined.sip_listen);
    assert_eq!(repeated.sip_listen.len(), 2);
    assert!(given(&[("sip-listen", "none")], &[]).load().unwrap().sip_listen.is_empty());
    let line = given(&[("sip-listen", "none,udp:127.0.0.1:1")], &[]).error();
    assert_eq!(line, "--sip-listen: \"none\" must stand alone");
    let line = given(&[("sip-listen", "udp:127.0.0.1:1,udp:127.0.0.1:1")], &[]).error();
    assert_eq!(line, "--sip-listen: udp:127.0.0.1:1 is given twice");
    assert!(given(&[("sip-listen", "udp:127.0.0.1:0,udp:127.0.0.1:0")], &[]).load().is_ok());
}

#[test]
fn an_error_names_where_the_value_came_from() {
    let why = "\"nonsense\": an address is IP:PORT, such as 127.0.0.1:50051 or [::1]:50051";
    assert_eq!(given(&[("grpc-listen", "nonsense")], &[]).error(), format!("--grpc-listen: {why}"));
    assert_eq!(
        given(&[], &[("ROLLCALL_GRPC_LISTEN", "nonsense")]).error(),
        format!("ROLLCALL_GRPC_LISTEN: {why}")
    );

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("r.toml");
    fs::write(&path, "grpc-listen = \"nonsense\"").unwrap();
    let line = given(&[("config", path.to_str().unwrap())], &[]).error();
    assert_eq!(line, format!("{}: grpc-listen: {why}", path.display()));

    let line = given(&[("config", "/nonexistent/r.toml")], &[]).error();
    assert!(line.starts_with("/nonexistent/r.toml: cannot read the configuration file: "), "{line}");
}

#[test]
fn a_database_url_is_not_repeated() {
    let line = given(&[], &[("ROLLCALL_DATABASE_URL", "mysql://u:s3cret@h/d")]).error();
    assert_eq!(line, "ROLLCALL_DATABASE_URL: a database URL begins with sqlite: or postgres://");
}

#[test]
fn a_generated_key_is_for_loopback_only() {
    for public in ["0.0.0.0:50051", "[::]:50051", "192.0.2.1:1"] {
        let line = given(&[("grpc-listen", public)], &[]).error();
        assert!(line.starts_with("--jwks: is needed when --grpc-listen ("), "{line}");
        let jwks = [
            ("grpc-listen", public),
            ("jwks", "https://id.example/keys"),
            ("jwt-issuer", "https://id.example"),
        ];
        assert!(given(&jwks, &[]).load().is_ok());
        assert!(given(&jwks[..2], &[]).error().starts_with("--jwt-issuer: is needed with --jwks"));
    }
    for loopback in ["127.0.0.2:1", "[::1]:1", "[::ffff:127.0.0.1]:1"] {
        assert!(given(&[("grpc-listen", loopback)], &[]).load().is_ok(), "{loopback}");
    }
}

#[test]
fn tls_files_come_together() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let all = [("tls-cert", path), ("tls-key", path), ("tls-client-ca", path)];
    assert!(given(&all, &[]).load().unwrap().tls.unwrap().client_ca.is_some());
    assert!(given(&all[..2], &[]).load().unwrap().tls.unwrap().client_ca.is_none());
    assert_eq!(given(&all[..1], &[]).error(), "--tls-key: is needed with --tls-cert");
    assert_eq!(given(&all[1..2], &[]).error(), "--tls-cert: is needed with --tls-key");
    assert_eq!(given(&all[2..], &[]).error(), "--tls-cert: is needed with --tls-client-ca");
    let line = given(&[("sip-listen", "ws:127.0.0.1:1,wss:127.0.0.1:2")], &[]).error();
    assert_eq!(line, "--sip-tls-cert: this, or --tls-cert, is needed with --sip-listen wss:…");
    // Those of the API serve SIP too, which asks for no certificates; or it has its own.
    let shared = given(&all, &[]).load().unwrap();
    assert_eq!(shared.sip_tls, Some(TlsFiles { client_ca: None, ..shared.tls.unwrap() }));
    let own = [("sip-listen", "tls:127.0.0.1:1"), ("sip-tls-cert", path), ("sip-tls-key", path)];
    let config = given(&own, &[]).load().unwrap();
    assert!(config.tls.is_none() && config.sip_tls.is_some());
    assert_eq!(given(&own[..2], &[]).error(), "--sip-tls-key: is needed with --sip-tls-cert");
    assert!(
        given(&[("tls-cert", "/nonexistent")], &[])
            .error()
            .starts_with("--tls-cert: \"/nonexistent\": No such file")
    );
}

#[test]
fn every_bad_value_names_its_flag() {
    let bad = [
        ("demo", "maybe"),
        ("log", "info,=x=y"),
        ("log-format", "xml"),
        ("drain-timeout", "10"),
        ("bookmark-interval", "0s"),
        ("max-stream-lifetime", "0s"),
        ("max-watchers", "0"),
        ("max-watchers-per-caller", "many"),
        ("log-retention", "0s"),
        ("log-max-revisions", "0"),
        ("purge-after", "3651d"),
        ("node", "a b"),
        ("jwt-audience", " "),
        ("metrics-listen", "9464"),
        ("sip-listen", ""),
        ("jwks", "http://id.example/k"),
        ("data-dir", ""),
        ("sealing-key-file", "/nonexistent"),
        ("database-url", "x"),
        ("reflection", "2"),
        ("jwt-issuer", ""),
    ];
    for (flag, text) in bad {
        let line = given(&[(flag, text)], &[]).error();
        assert!(line.starts_with(&format!("--{flag}: ")), "{line}");
    }
}

#[test]
fn the_example_file_has_every_key_and_the_defaults() {
    let keys: Vec<_> =
        EXAMPLE.lines().filter_map(|l| l.strip_prefix('#')?.split_once(" = ")).map(|(k, _)| k).collect();
    assert_eq!(keys, SETTINGS.iter().map(|s| s.file_key()).collect::<Vec<_>>());

    // Uncommented, what has a literal default changes nothing.
    let literal =
        |key: &str| SETTINGS.iter().any(|s| s.flag == key && matches!(s.fallback, settings::Fallback::Is(_)));
    let lines = EXAMPLE
        .lines()
        .filter_map(|l| l.strip_prefix('#'))
        .filter(|l| l.split_once(" = ").is_some_and(|(k, _)| literal(k)));
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), lines.collect::<Vec<_>>().join("\n")).unwrap();
    let uncommented = given(&[("config", file.path().to_str().unwrap())], &[]).load().unwrap();
    assert_eq!(uncommented, given(&[], &[]).load().unwrap());
}

#[test]
fn origins_of_pages_are_written_as_browsers_do() {
    let origins = |text| given(&[("grpc-web-origin", text)], &[]).load().unwrap().grpc_web_origins;
    let of = |text: &'static str| WebOrigin::Of(http::HeaderValue::from_static(text));
    assert_eq!(origins("*"), [WebOrigin::All]);
    assert_eq!(
        origins("https://Portal.example, http://localhost:8080"),
        [of("https://portal.example"), of("http://localhost:8080")]
    );
    for bad in
        ["portal.example", "https://", "https://p.example/", "https://u@p.example", "ftp://p.example", "null"]
    {
        let line = given(&[("grpc-web-origin", bad)], &[]).error();
        assert!(line.starts_with("--grpc-web-origin: ") && line.contains("without a path"), "{bad}: {line}");
    }
    for bad in ["https://p.example:443", "http://p.example:80"] {
        let line = given(&[("grpc-web-origin", bad)], &[]).error();
        assert!(line.starts_with("--grpc-web-origin: ") && line.contains("leave it out"), "{bad}: {line}");
    }
}
