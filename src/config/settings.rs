//! The settings of `rollcall serve`: the one table that the command line, the environment, the file,
//! the help and the documentation are made from.

/// How a setting is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One value.
    Value,
    /// Several: the flag may be repeated, and every source may separate them by commas.
    List,
    /// On or off: the flag alone means `true`.
    Switch,
}

/// What holds when a setting is given nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// Nothing; in words, what that means.
    Unset(&'static str),
    /// This text, read like a given one.
    Is(&'static str),
    /// Worked out at start, as these words say.
    Computed(&'static str),
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The long flag without its dashes, which is also the key in the file.
    pub flag: &'static str,
    /// What stands for the value in the help.
    pub value: &'static str,
    pub kind: Kind,
    pub fallback: Fallback,
    pub help: &'static str,
    /// Whether a value may hold a secret, and so is never repeated in an error.
    pub secret: bool,
}

impl Setting {
    /// The environment variable.
    pub fn environment(&self) -> String {
        environment(self.flag)
    }

    /// The key in the file.
    pub fn file_key(&self) -> &'static str {
        self.flag
    }

    /// What holds when it is given nowhere, in words.
    pub fn default_text(&self) -> &'static str {
        match self.fallback {
            Fallback::Unset(text) | Fallback::Is(text) | Fallback::Computed(text) => text,
        }
    }
}

/// The environment variable of a flag: `ROLLCALL_` and its name in upper case.
pub fn environment(flag: &str) -> String {
    format!("ROLLCALL_{}", flag.replace('-', "_").to_uppercase())
}

/// The flag that names the file. It is no key of the file.
pub const CONFIG_FLAG: &str = "config";

const fn value(flag: &'static str, value: &'static str, fallback: Fallback, help: &'static str) -> Setting {
    Setting { flag, value, kind: Kind::Value, fallback, help, secret: false }
}

const fn switch(flag: &'static str, fallback: &'static str, help: &'static str) -> Setting {
    Setting { flag, value: "BOOL", kind: Kind::Switch, fallback: Fallback::Is(fallback), help, secret: false }
}

use Fallback::{Computed, Is, Unset};

/// Every setting, in the order of the help.
pub const SETTINGS: &[Setting] = &[
    value(
        "data-dir",
        "DIR",
        Computed("$XDG_DATA_HOME/rollcall, else ~/.local/share/rollcall"),
        "Where the embedded database and generated keys are",
    ),
    Setting {
        secret: true,
        ..value(
            "database-url",
            "URL",
            Computed("sqlite:rollcall.db in the data directory"),
            "The database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME",
        )
    },
    value(
        "grpc-listen",
        "ADDR",
        Is("127.0.0.1:50051"),
        "Where the gRPC API listens, IP:PORT; port 0 takes a free one",
    ),
    Setting {
        kind: Kind::List,
        ..value(
            "grpc-web-origin",
            "ORIGIN",
            Unset("no gRPC-Web"),
            "Serve gRPC-Web on the same address to pages of this origin, such as https://portal.example; `*` for all",
        )
    },
    Setting {
        kind: Kind::List,
        ..value(
            "sip-listen",
            "PROTO:ADDR",
            Is("udp:127.0.0.1:5060,tcp:127.0.0.1:5060"),
            "Where SIP listens: udp, tcp, tls, ws or wss, then IP:PORT; `none` for no SIP",
        )
    },
    value(
        "sip-auth-failures",
        "N",
        Is("10"),
        "How many wrong passwords one source may try for one user in a minute, four times as many for all; 0 for no limit",
    ),
    value(
        "sip-auth-back-off",
        "DURATION",
        Is("30s"),
        "How long a source is held back the first time; each further time twice as long, up to 5 minutes",
    ),
    value(
        "sip-max-connections",
        "N",
        Is("10000"),
        "How many connections SIP has at once, over all listeners; one more is closed at once",
    ),
    value(
        "sip-max-connections-per-source",
        "N",
        Is("1000"),
        "How many of them one source (an IPv4 address, 64 bits of IPv6) may have; 0 for no limit",
    ),
    value(
        "sip-anonymous-timeout",
        "DURATION",
        Is("60s"),
        "How long a connection lasts on which nobody has authenticated, whatever else comes over it",
    ),
    value("metrics-listen", "ADDR", Is("127.0.0.1:9464"), "Where Prometheus metrics are served, IP:PORT"),
    switch("demo", "false", "Create domain demo.rollcall.test with two users, and print how to go on"),
    switch("reflection", "true", "Answer gRPC server reflection"),
    value(
        "jwks",
        "FILE|URL",
        Unset("a key generated in the data directory, on loopback only"),
        "The public keys of API tokens (JSON Web Key Set), a file or an https URL",
    ),
    value("jwt-issuer", "TEXT", Is("rollcall"), "The issuer (iss) that tokens must have; needed with --jwks"),
    value("jwt-audience", "TEXT", Is("rollcall"), "The audience (aud) that tokens must have"),
    value(
        "sealing-key-file",
        "FILE",
        Unset("generated in the data directory"),
        "The key that seals credentials in the database; all nodes of one database need the same",
    ),
    value(
        "tls-cert",
        "FILE",
        Unset("no TLS"),
        "The certificate chain for TLS, PEM; read again when it changes",
    ),
    value("tls-key", "FILE", Unset("no TLS"), "The private key of --tls-cert, PEM"),
    value(
        "tls-client-ca",
        "FILE",
        Unset("no client certificates"),
        "Require of gRPC clients a certificate of these CAs, PEM",
    ),
    value(
        "sip-tls-cert",
        "FILE",
        Unset("that of --tls-cert"),
        "The certificate chain of SIP over tls and wss, PEM; read again when it changes",
    ),
    value("sip-tls-key", "FILE", Unset("that of --tls-key"), "The private key of --sip-tls-cert, PEM"),
    value("log", "FILTER", Is("info"), "What is logged: a level, or such as `info,rollcall::sip=debug`"),
    value("log-format", "FORMAT", Is("human"), "How log lines are written: human or json"),
    value("drain-timeout", "DURATION", Is("10s"), "How long to wait for open calls when stopping"),
    value("node", "NAME", Computed("the host name"), "The name of this node in registrations"),
    value("bookmark-interval", "DURATION", Is("10s"), "How often an idle watch gets a bookmark"),
    value(
        "max-stream-lifetime",
        "DURATION",
        Is("1h"),
        "When a watch is ended, so that its client connects anew",
    ),
    value("max-watchers", "N", Is("10000"), "How many watches one node holds open at once"),
    value(
        "max-watchers-per-caller",
        "N",
        Is("1000"),
        "How many of them one caller (account and subject of its token) may have on one node",
    ),
    value(
        "log-retention",
        "DURATION",
        Is("24h"),
        "How long the change log keeps changes: watchers that were away for longer start with a snapshot",
    ),
    value("log-max-revisions", "N", Is("1000000"), "How many revisions the change log keeps at most"),
    value(
        "purge-after",
        "DURATION",
        Is("30d"),
        "How long a deleted domain or user can be brought back before it is gone for good",
    ),
];

/// The setting of a flag.
pub fn find(flag: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| s.flag == flag)
}

/// The table of flags for the documentation.
pub fn markdown_table() -> String {
    let mut out =
        String::from("| flag | environment | file key | default | meaning |\n|---|---|---|---|---|\n");
    let config = environment(CONFIG_FLAG);
    out += &format!("| `--{CONFIG_FLAG} FILE` | `{config}` | | none | The configuration file, TOML |\n");
    for s in SETTINGS {
        let flag = match s.kind {
            Kind::Switch => format!("--{}", s.flag),
            _ => format!("--{} {}", s.flag, s.value.replace('|', "\\|")),
        };
        let default = match s.fallback {
            Is(text) => format!("`{text}`"),
            Unset(text) | Computed(text) => text.to_owned(),
        };
        out +=
            &format!("| `{flag}` | `{}` | `{}` | {default} | {} |\n", s.environment(), s.file_key(), s.help);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_flag_has_an_environment_name_and_a_file_key() {
        let (mut names, mut keys) = (HashSet::new(), HashSet::new());
        let table = markdown_table();
        for s in SETTINGS {
            let name = s.environment();
            assert!(name.starts_with("ROLLCALL_"), "{name}");
            assert!(name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'), "{name}");
            assert!(s.file_key().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", s.file_key());
            assert!(!s.help.is_empty() && !s.default_text().is_empty());
            assert!(table.contains(&format!("| `{name}` | `{}` |", s.file_key())));
            assert!(names.insert(name) && keys.insert(s.file_key()), "{} twice", s.flag);
        }
        assert_eq!(environment("grpc-listen"), "ROLLCALL_GRPC_LISTEN");
    }
}
