//! What the contract has and this version does not.

use crate::support::Failure;
use crate::support::{Backend, Server, calls, server::ALL_SCOPES};
use prost_reflect::DescriptorPool;
use rollcall::{
    api::UNIMPLEMENTED,
    auth::{METHODS, Requirement},
};
use std::collections::{BTreeMap, BTreeSet};
use tonic::Code;

/// The methods of the contract that a server has; customers implement DelegatedAuthenticationService.
fn methods() -> BTreeSet<String> {
    let pool = DescriptorPool::decode(rollcall::pb::DESCRIPTORS).unwrap();
    let services = pool.services().filter(|s| s.package_name() == "rollcall.v1");
    let ours = services.filter(|s| s.name() != "DelegatedAuthenticationService");
    ours.flat_map(|s| s.methods().map(|m| format!("{}/{}", s.full_name(), m.name())).collect::<Vec<_>>())
        .collect()
}

fn requirements() -> BTreeMap<String, Requirement> {
    METHODS.iter().map(|(path, needs)| (path.trim_start_matches('/').to_owned(), *needs)).collect()
}

#[test]
fn every_method_has_a_scope() {
    let listed: BTreeSet<String> =
        requirements().into_keys().filter(|m| m.starts_with("rollcall.")).collect();
    assert_eq!(listed, methods());
    assert_eq!(METHODS.len(), requirements().len(), "each once");
    let open = requirements().into_iter().filter(|(_, needs)| *needs == Requirement::Open);
    let open: Vec<String> = open.map(|(method, _)| method).filter(|m| m.starts_with("rollcall.")).collect();
    assert_eq!(open, ["rollcall.v1.InvitationService/AcceptInvitation"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_is_served_or_says_that_it_is_not() {
    let missing: BTreeSet<&str> = UNIMPLEMENTED.iter().copied().collect();
    assert_eq!(missing.len(), UNIMPLEMENTED.len(), "each once");
    let server = Server::start(Backend::Sqlite).await;
    let channel = calls::channel(server.grpc()).await;
    let all = format!("Bearer {}", server.token("acme", &format!("{ALL_SCOPES},admin")));
    let none = format!("Bearer {}", server.token("acme", "audit:read"));
    let requirements = requirements();
    let mut served = 0;
    for method in methods() {
        let answer = calls::raw(&channel, &[("authorization", &all)], &method, ()).await;
        let failure = answer.as_ref().err().map(Failure::of);
        if missing.contains(method.as_str()) {
            let failure = failure.unwrap();
            assert_eq!(failure.kind(), (Code::Unimplemented, "NOT_IMPLEMENTED"), "{method}");
            assert_eq!(failure.metadata["method"], method);
        } else {
            assert!(failure.is_none_or(|f| f.code == Code::InvalidArgument), "{method}: {answer:?}");
            served += 1;
        }
        // The scope comes before everything else.
        let Requirement::Scope(needs) = requirements[&method] else { continue };
        if needs.as_str() != "audit:read" {
            let answer = calls::raw(&channel, &[("authorization", &none)], &method, ()).await;
            let failure = Failure::of(&answer.unwrap_err());
            assert_eq!(failure.kind(), (Code::PermissionDenied, "SCOPE_MISSING"), "{method}");
            assert_eq!(failure.metadata["scope"], needs.as_str());
        }
    }
    assert_eq!(served + missing.len(), methods().len(), "the list has methods of the contract only");
}
