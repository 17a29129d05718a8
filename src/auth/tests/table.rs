//! The table of methods against the contract.

use super::super::{METHODS, Requirement, Scope, known_method, requirement};
use prost::Message;
use prost_types::FileDescriptorSet;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Customers implement it; this server calls it.
const NOT_OURS: &str = "DelegatedAuthenticationService";

fn ours_in_the_descriptors() -> BTreeSet<String> {
    let set = FileDescriptorSet::decode(crate::pb::DESCRIPTORS).unwrap();
    let mut paths = BTreeSet::new();
    for file in set.file.iter().filter(|file| file.package() == "rollcall.v1") {
        for service in file.service.iter().filter(|service| service.name() != NOT_OURS) {
            for method in &service.method {
                paths.insert(format!("/rollcall.v1.{}/{}", service.name(), method.name()));
            }
        }
    }
    paths
}

fn ours_in_the_table() -> BTreeSet<String> {
    METHODS.iter().map(|(path, _)| (*path).to_owned()).filter(|p| p.starts_with("/rollcall.")).collect()
}

#[test]
fn every_method_has_an_entry_and_every_entry_a_method() {
    let (described, listed) = (ours_in_the_descriptors(), ours_in_the_table());
    assert!(described.len() > 60, "the descriptors were not read: {described:?}");
    let without_entry: Vec<_> = described.difference(&listed).collect();
    let without_method: Vec<_> = listed.difference(&described).collect();
    assert!(without_entry.is_empty(), "methods without an entry: {without_entry:?}");
    assert!(without_method.is_empty(), "entries without a method: {without_method:?}");
    let distinct: BTreeSet<_> = METHODS.iter().map(|(path, _)| path).collect();
    assert_eq!(distinct.len(), METHODS.len(), "a method is there twice");
}

/// What the `Scope:` line of each RPC's comment says, by path.
fn commented() -> BTreeMap<String, Requirement> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("proto/rollcall/v1");
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let (mut service, mut scope) = ("", None);
        for line in text.lines() {
            let word = |rest: &'static str| line.trim_start().strip_prefix(rest);
            if let Some(rest) = line.strip_prefix("service ") {
                service = rest.split([' ', '{']).next().unwrap();
            } else if let Some(rest) = word("// Scope: ") {
                scope = Some(rest);
            } else if let Some(rest) = word("rpc ") {
                let path = format!("/rollcall.v1.{service}/{}", rest.split('(').next().unwrap());
                let scope = scope.take().unwrap_or_else(|| panic!("{path} has no Scope: line"));
                if service != NOT_OURS {
                    found.insert(path, parse(scope));
                }
            }
        }
    }
    found
}

fn parse(comment: &str) -> Requirement {
    if comment.starts_with("none, and no caller token is needed") {
        return Requirement::Open;
    }
    let name = comment.strip_prefix('`').and_then(|rest| rest.strip_suffix("`."));
    Requirement::Scope(name.and_then(Scope::parse).unwrap_or_else(|| panic!("not a scope: {comment}")))
}

#[test]
fn the_comments_in_the_contract_say_the_same() {
    let commented = commented();
    assert_eq!(commented.keys().cloned().collect::<BTreeSet<_>>(), ours_in_the_table());
    for (path, needs) in commented {
        assert_eq!(requirement(&path), Some(needs), "{path}");
    }
}

#[test]
fn only_what_must_be_open_is_open() {
    let open: Vec<_> =
        METHODS.iter().filter(|(_, r)| *r == Requirement::Open).map(|(path, _)| *path).collect();
    assert_eq!(
        open,
        [
            "/rollcall.v1.InvitationService/AcceptInvitation",
            "/grpc.health.v1.Health/Check",
            "/grpc.health.v1.Health/List",
            "/grpc.health.v1.Health/Watch",
            "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        ]
    );
}

#[test]
fn paths_match_exactly() {
    for path in [
        "/rollcall.v1.DelegatedAuthenticationService/VerifyDigest",
        "/rollcall.v1.UserService/getUser",
        "/rollcall.v1.UserService/GetUser/",
        "rollcall.v1.UserService/GetUser",
        "//rollcall.v1.UserService/GetUser",
        "/grpc.health.v1.Health/",
        "",
    ] {
        assert_eq!((requirement(path), known_method(path)), (None, None), "{path}");
    }
}
