//! The directions of the architecture, read from the paths that the sources name.
//!
//! `cli, server` → `api, sip` → `directory, registrar, auth` → `store` → `model`: a module may name those below it and
//! itself. It reads tokens, not meanings: what one module re-exports from another is not followed.

mod tokens;

use std::fs;
use std::path::Path;

use tokens::{Token, tokens};

/// What each module may name of the others.
const MAY_NAME: &[(&str, &str)] = &[
    ("main", "cli"),
    ("lib", ""),
    ("cli", "server api sip directory registrar auth store model config telemetry pb"),
    ("server", "api sip directory registrar auth store model config telemetry tls pb private_file"),
    ("api", "directory registrar auth store model pb metrics"),
    ("sip", "directory registrar store model tls metrics"),
    ("directory", "registrar store model private_file metrics"),
    ("registrar", "store model metrics"),
    ("auth", "store model private_file metrics"),
    ("store", "model metrics"),
    ("model", ""),
    ("private_file", ""),
    ("pb", ""),
    ("tls", ""),
    ("config", "model store telemetry"),
    ("telemetry", "model"),
];

/// What `metrics` stands for above: every layer counts what it does.
const METRICS: &[&str] = &["telemetry::metrics", "telemetry::Metrics"];

/// Other crates (and those whose names go on with `_`), and the only modules that may name them.
const CRATES: &[(&str, &[&str])] = &[
    ("tonic", &["api", "cli", "server", "auth::layer", "pb"]),
    // `pb` has the messages of it, the command line is made with it.
    ("rollcall_client", &["cli", "pb"]),
    ("sea_orm", &["store"]),
    ("sea_query", &["store"]),
    ("sqlx", &["store"]),
    ("rollcall_migrations", &["store"]),
];

#[test]
fn imports_point_downwards() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    assert!(!files.is_empty(), "no sources found");
    let mut broken = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("a source file is readable");
        let name = file.strip_prefix(root).expect("lies in the repository").to_str().expect("is ASCII");
        broken.extend(check(name, &source));
    }
    assert!(broken.is_empty(), "{} imports break the architecture:\n{}", broken.len(), broken.join("\n"));
}

fn sources(dir: &Path, files: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(dir).expect("is there").map(|entry| entry.expect("is read").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// One line for each path in `source` that breaks a rule; `file` is named from the repository's root.
fn check(file: &str, source: &str) -> Vec<String> {
    let inner = file.strip_prefix("src/").and_then(|file| file.strip_suffix(".rs")).expect("is src/….rs");
    let mut module: Vec<&str> = inner.split('/').collect();
    if module.len() > 1 && module.last() == Some(&"mod") {
        module.pop();
    }
    let layer = module[0];
    let Some((_, below)) = MAY_NAME.iter().find(|(name, _)| *name == layer) else {
        return vec![format!(
            "{file}:1: the module `{layer}` is not in the table of tests/conformance/layering.rs"
        )];
    };
    // Tests may read the contract that their module must agree with.
    let contract = module.contains(&"tests").then_some("pb");
    let below: Vec<&str> = below.split_whitespace().chain(contract).collect();
    let is_root = layer == "main" || layer == "lib";
    let mut broken = Vec::new();
    for Found { line, path, inline } in paths(&tokens(source)) {
        let here = if is_root { &[][..] } else { &module[..] };
        let here: Vec<&str> = here.iter().copied().chain(inline.iter().map(String::as_str)).collect();
        let shown = path.join("::");
        let Some(inside) = within_crate(&path, &here, layer) else {
            let named = |name: &str| path[0] == name || path[0].starts_with(&format!("{name}_"));
            if let Some((name, places)) = CRATES.iter().find(|(name, _)| named(name))
                && !places.iter().any(|place| begins_with(&module, place))
            {
                broken.push(format!("{file}:{line}: `{shown}`: only {} may name {name}", places.join(", ")));
            }
            continue;
        };
        let target = inside.first().copied().unwrap_or("*");
        let own = target == layer || is_root && !MAY_NAME.iter().any(|(name, _)| *name == target);
        let metrics = below.contains(&"metrics") && METRICS.iter().any(|path| begins_with(&inside, path));
        if !own && !metrics && !below.contains(&target) {
            let may = if below.is_empty() { "nothing".to_owned() } else { below.join(", ") };
            broken.push(format!("{file}:{line}: `{shown}`: {layer} may name {may}"));
        }
    }
    broken
}

fn begins_with(path: &[&str], start: &str) -> bool {
    start.split("::").enumerate().all(|(at, segment)| path.get(at) == Some(&segment))
}

/// The path from this crate's root, when it is one of this crate's.
fn within_crate<'a>(path: &'a [String], here: &[&'a str], layer: &str) -> Option<Vec<&'a str>> {
    let (first, rest) = path.split_first()?;
    let rest = rest.iter().map(String::as_str);
    match first.as_str() {
        "crate" => Some(rest.collect()),
        "rollcall" if layer == "main" => Some(rest.collect()),
        "self" | "super" => {
            let up = path.iter().take_while(|segment| *segment == "super").count();
            let kept = here.len().saturating_sub(up);
            let down =
                path.iter().map(String::as_str).skip_while(|segment| ["self", "super"].contains(segment));
            Some(here[..kept].iter().copied().chain(down).collect())
        }
        _ => None,
    }
}

/// A path of two segments or more, or one segment after `use`; with the inline modules around it.
struct Found {
    line: usize,
    path: Vec<String>,
    inline: Vec<String>,
}

fn paths(tokens: &[Token]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut inline: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inline.retain(|(_, opened)| *opened <= depth);
            }
            "mod" if text(tokens, at + 2) == "{" => {
                depth += 1;
                inline.push((tokens[at + 1].text.clone(), depth));
                at += 2;
            }
            _ if tokens[at].is_word() && starts_path(tokens, at) => {
                let mut branches = Vec::new();
                let after = read_path(tokens, at, &[], &mut branches);
                let imported = at > 0 && ["use", "crate"].contains(&text(tokens, at - 1));
                let named = branches.into_iter().filter(|(_, path)| path.len() > 1 || imported);
                let around: Vec<String> = inline.iter().map(|(name, _)| name.clone()).collect();
                found.extend(named.map(|(line, path)| Found { line, path, inline: around.clone() }));
                at = after;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn text(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| &token.text)
}

/// Whether the word at `at` is a path's first: nothing, or only a leading `::`, comes before it.
fn starts_path(tokens: &[Token], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|at| &tokens[at]);
    match before(1).map_or("", |token| &token.text) {
        "." => false,
        "::" => before(2).is_none_or(|token| token.text != ">"),
        _ => true,
    }
}

/// Reads the path at `at`, groups and all, into one branch for each of its ends; returns where it ends.
fn read_path(
    tokens: &[Token],
    mut at: usize,
    prefix: &[String],
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let line = tokens[at].line;
    let mut path = prefix.to_vec();
    loop {
        path.push(tokens[at].text.clone());
        at += 1;
        if text(tokens, at) != "::" {
            break;
        }
        let next = text(tokens, at + 1);
        if next == "{" {
            at += 2;
            while at < tokens.len() && tokens[at].text != "}" {
                if tokens[at].is_word() || tokens[at].text == "*" {
                    at = read_path(tokens, at, &path, found);
                    if text(tokens, at) == "as" {
                        at += 2;
                    }
                } else {
                    at += 1;
                }
            }
            return at + 1;
        }
        if next != "*" && !tokens.get(at + 1).is_some_and(Token::is_word) {
            break;
        }
        at += 1;
    }
    found.push((line, path));
    at
}

/// The check itself can be seen to fail: each of these breaks a rule on the line named.
#[test]
fn bad_snippets_are_found() {
    let bad = [
        ("src/sip/uas.rs", 2, "use std::fmt;\nuse crate::api::error;"),
        ("src/sip/uas.rs", 1, "use crate::{directory::Users, auth};"),
        ("src/sip/uas.rs", 1, "use crate::{model::{Aor, Fqdn}, api::{convert as c}};"),
        ("src/api/users.rs", 3, "fn f() {\n    // why\n    let x = crate::sip::parse(y);\n}"),
        ("src/api/users.rs", 1, "use super::super::sip::parse;"),
        ("src/api/mod.rs", 1, "use super::server;"),
        ("src/api/mod.rs", 1, "use super::*;"),
        ("src/api/mod.rs", 1, "use crate::*;"),
        ("src/api/mod.rs", 1, "mod tests { use super::super::sip::x; }"),
        (
            "src/model/aor.rs",
            4,
            "/* a\n /* b */\n*/ fn f<'a>(x: &'a str) { g('\"', b'\\'', r#\"\"\"#) }\nuse crate::pb;",
        ),
        ("src/registrar/mod.rs", 1, "use crate::directory::Users;"),
        ("src/store/users.rs", 1, "use crate::pb::v1;"),
        ("src/store/users.rs", 1, "use crate::telemetry::{metrics, traces};"),
        ("src/store/users.rs", 1, "macro_rules! m { () => { $crate::auth::check() } }"),
        ("src/directory/users.rs", 1, "use sea_orm::EntityTrait;"),
        ("src/directory/users.rs", 1, "fn f() -> ::sqlx::Result<()> {}"),
        ("src/auth/tokens.rs", 1, "use tonic::Status;"),
        ("src/auth/tokens.rs", 1, "use tonic_types::StatusExt;"),
        ("src/auth/tokens.rs", 1, "use tonic;"),
        ("src/server.rs", 1, "use rollcall_migrations::Migrator;"),
        ("src/server.rs", 1, "use crate::cli::Args;"),
        ("src/main.rs", 1, "use rollcall::store::Store;"),
        ("src/lib.rs", 1, "pub use crate::model::Aor;"),
        ("src/config.rs", 1, "use crate::sip::SipConfig;"),
        ("src/model/aor.rs", 1, "use crate::telemetry::Metrics;"),
        ("src/misc.rs", 1, ""),
    ];
    for (file, line, source) in bad {
        let broken = check(file, source);
        assert_eq!(broken.len(), 1, "{file}: {source}\n{broken:?}");
        assert!(broken[0].starts_with(&format!("{file}:{line}: ")), "{}", broken[0]);
    }
}

#[test]
fn a_failure_names_file_line_and_rule() {
    assert_eq!(
        check("src/store/users.rs", "\nuse crate::{model::User, registrar::Binding};"),
        ["src/store/users.rs:2: `crate::registrar::Binding`: store may name model, metrics"]
    );
    assert_eq!(
        check("src/sip/mod.rs", "use sqlx::Row;"),
        ["src/sip/mod.rs:1: `sqlx::Row`: only store may name sqlx"]
    );
}

#[test]
fn good_snippets_pass() {
    let good = [
        ("src/main.rs", "fn main() -> std::process::ExitCode { rollcall::cli::main() }"),
        ("src/lib.rs", "pub mod api;\npub mod sip;"),
        ("src/cli/serve.rs", "use crate::server::{self, Server};\nuse crate::{auth::Keys, config};"),
        (
            "src/api/users.rs",
            "use super::{convert, error::ApiError};\nuse crate::pb::v1 as pb;\nuse tonic::Status;",
        ),
        ("src/api/users.rs", "mod tests { use super::*; use super::super::error; }"),
        ("src/auth/layer.rs", "use tonic::body::Body;"),
        (
            "src/auth/layer.rs",
            "//! Asks [`crate::api`].\nconst A: &str = \"crate::api::x\"; // crate::sip::y",
        ),
        ("src/store/users.rs", "use sea_orm::{sqlx, EntityTrait};\nuse crate::telemetry::metrics;"),
        (
            "src/store/mod.rs",
            "pub(crate) fn f() { self.tonic::<u8>(); let tonic = <T as X>::tonic::<u8>(); }",
        ),
        (
            "src/registrar/mod.rs",
            "use crate::{registrar::rules, model::Aor, store};\nuse self::rules::decide;",
        ),
        ("src/pb.rs", "pub mod v1 { tonic::include_proto!(\"rollcall.v1\"); }\npub use rollcall::v1;"),
    ];
    for (file, source) in good {
        assert_eq!(check(file, source), Vec::<String>::new(), "{file}: {source}");
    }
}
