//! One tenant never sees another's.

use crate::support::{Backend, Client, Failure, Phone, Server, calls::user_name, refused};
use proptest::{
    prelude::{Strategy, any, prop_oneof},
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use rollcall::pb::v1;
use std::collections::{BTreeMap, BTreeSet};
use tonic::Code;

async fn another_tenants_resources_are_not_found(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let password = acme.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    assert_eq!(phone.register(60).await.status, 200);
    let registration = acme.list("domains/acme.test").await.remove(0).name;

    let mut evil = server.client("evil").await;
    for (what, failure) in attempts(&mut evil, &registration).await {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{what}");
        assert!(!format!("{failure:?}").contains("accounts/acme") || what.contains("account"), "{what}");
    }
    // As for one that is not there at all: the same words but for the name.
    for (there, nowhere) in [("acme.test", "gone.test")] {
        let (a, b) = (refused(evil.get_domain(there).await), refused(evil.get_domain(nowhere).await));
        assert_eq!(a.message.replace(there, nowhere), b.message);
        assert_eq!(a.details, b.details);
    }
    let statuses = evil.statuses("domains/-", &["domains/acme.test/users/alice"]).await;
    let statuses = statuses.unwrap().into_inner().statuses;
    assert_eq!((statuses[0].state(), statuses[0].user.as_str()), (v1::PresenceState::Unknown, ""));
    assert!(evil.list("domains/-").await.is_empty());
    assert_eq!(evil.page_of_domains(0, "").await.0, []);

    // Nothing of it had an effect.
    assert_eq!(acme.list("domains/acme.test").await.len(), 1);
    let alice = acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
    assert!(!alice.disabled);
}

/// Every way at the resources of acme, and how each failed.
async fn attempts(evil: &mut Client, registration: &str) -> Vec<(String, Failure)> {
    let alice = "alice@acme.test";
    let disabled = v1::Domain { name: "domains/acme.test".into(), disabled: true, ..Default::default() };
    let off = v1::User { name: user_name(alice), disabled: true, ..Default::default() };
    let mut failures = vec![
        ("get domain".to_owned(), refused(evil.get_domain("acme.test").await)),
        ("update domain".to_owned(), refused(evil.update_domain(disabled, &[]).await)),
        ("delete domain".to_owned(), refused(evil.delete_domain("acme.test", true).await)),
        ("get user".to_owned(), refused(evil.get_user(alice).await)),
        ("update user".to_owned(), refused(evil.update_user(off, &[]).await)),
        ("delete user".to_owned(), refused(evil.delete_user(alice).await)),
        ("undelete user".to_owned(), refused(evil.undelete_user(alice).await)),
        ("undelete domain".to_owned(), refused(evil.undelete_domain("acme.test").await)),
        ("create user".to_owned(), refused(evil.create_user("eve@acme.test", v1::User::default()).await)),
        ("list users".to_owned(), refused(evil.list_users("acme.test", 0, "").await)),
        ("statuses".to_owned(), refused(evil.statuses("domains/acme.test", &["alice"]).await)),
    ];
    let name = registration.to_owned();
    let get = v1::GetRegistrationRequest { name: name.clone(), ..Default::default() };
    let kick = v1::DeleteRegistrationRequest { name, ..Default::default() };
    let kick_all = v1::DeregisterUserRequest { name: user_name(alice), ..Default::default() };
    let service = &mut evil.registrations;
    failures.push(("get registration".into(), refused(service.get_registration(get).await)));
    failures.push(("kick".into(), refused(service.delete_registration(kick).await)));
    failures.push(("kick all".into(), refused(service.deregister_user(kick_all).await)));
    for parent in ["domains/acme.test", "domains/acme.test/users/alice", "accounts/acme"] {
        let list = v1::ListRegistrationsRequest { parent: parent.into(), ..Default::default() };
        let watch = v1::WatchRegistrationsRequest { parent: parent.into(), ..Default::default() };
        let account = if parent.starts_with("accounts") { " account" } else { "" };
        failures.push((format!("list{account}"), refused(service.list_registrations(list).await)));
        failures.push((format!("watch{account}"), refused(service.watch_registrations(watch).await)));
    }
    let users = vec!["domains/acme.test/users/alice".to_owned()];
    let watch = v1::WatchRegistrationsRequest { parent: "domains/-".into(), users, ..Default::default() };
    failures.push(("watch of a user".into(), refused(service.watch_registrations(watch).await)));
    failures
}

async fn a_name_that_another_account_has_is_taken_and_no_more(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut acme, mut evil) = (server.client("acme").await, server.client("evil").await);
    acme.domain("acme.test").await;
    let own = refused(acme.create_domain("acme.test", v1::Domain::default()).await);
    assert_eq!(own.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!(own.metadata["resource"], "domains/acme.test");
    let foreign = refused(evil.create_domain("ACME.test", v1::Domain::default()).await);
    assert_eq!(foreign.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!(foreign.metadata["field"], "name");
    assert!(!foreign.metadata.contains_key("resource"));
    assert!(!format!("{foreign:?}").contains("accounts/"), "{foreign:?}");
    // E-mail addresses are exclusive in an account only.
    evil.domain("evil.test").await;
    let user = v1::User { email: "x@example.com".to_owned(), ..Default::default() };
    acme.create_user("a@acme.test", user.clone()).await.unwrap();
    evil.create_user("a@evil.test", user).await.unwrap();
}

/// What one of two tenants does to one of three names.
#[derive(Debug, Clone, Copy)]
enum Step {
    Create,
    Disable,
    Delete,
    Undelete,
    AddUser,
}

/// What the model knows of a name.
#[derive(Debug, Clone, Copy)]
struct Owned {
    owner: usize,
    users: usize,
    deleted: bool,
}

async fn random_operations_never_cross(backend: Backend) {
    let server = Server::start(backend).await;
    let mut clients = [server.client("acme").await, server.client("evil").await];
    let steps = [Step::Create, Step::Disable, Step::Delete, Step::Undelete, Step::AddUser];
    let step = prop_oneof![(0..steps.len()).prop_map(move |at| steps[at])];
    let plan = proptest::collection::vec((any::<bool>(), 0_usize..3, step), 60);
    // Seeded: a failure happens again.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let plan = plan.new_tree(&mut TestRunner::new_with_rng(Config::default(), rng)).unwrap().current();

    let mut model: BTreeMap<String, Owned> = BTreeMap::new();
    for (at, (second, name, step)) in plan.into_iter().enumerate() {
        let (who, fqdn) = (usize::from(second), format!("d{name}.test"));
        let client = &mut clients[who];
        let owned = model.get(&fqdn).copied();
        let mine = owned.is_some_and(|owned| owned.owner == who);
        let code = match step {
            Step::Create => code(client.create_domain(&fqdn, v1::Domain::default()).await),
            Step::Disable => {
                let name = format!("domains/{fqdn}");
                let off = v1::Domain { name, disabled: true, ..Default::default() };
                code(client.update_domain(off, &[]).await)
            }
            Step::Delete => code(client.delete_domain(&fqdn, false).await),
            Step::Undelete => code(client.undelete_domain(&fqdn).await),
            Step::AddUser => {
                let user = v1::User { user_password: "Correct-Horse-1".into(), ..Default::default() };
                code(client.create_user(&format!("u{at}@{fqdn}"), user).await)
            }
        };
        let expected = match (step, owned) {
            (Step::Create, None) => Code::Ok,
            (Step::Create, Some(_)) => Code::AlreadyExists,
            (_, _) if !mine => Code::NotFound,
            (Step::Delete, Some(Owned { deleted: true, .. })) => Code::NotFound,
            (Step::Delete, Some(Owned { users: 1.., .. })) => Code::FailedPrecondition,
            (Step::Undelete, Some(Owned { deleted: false, .. })) => Code::AlreadyExists,
            (Step::Disable | Step::AddUser, Some(Owned { deleted: true, .. })) => Code::FailedPrecondition,
            _ => Code::Ok,
        };
        assert_eq!(code, expected, "step {at}: {who} {step:?} {fqdn} of {owned:?}");
        match (step, code) {
            (Step::Create, Code::Ok) => {
                model.insert(fqdn, Owned { owner: who, users: 0, deleted: false });
            }
            (Step::Delete, Code::Ok) => model.get_mut(&fqdn).unwrap().deleted = true,
            (Step::Undelete, Code::Ok) => model.get_mut(&fqdn).unwrap().deleted = false,
            (Step::AddUser, Code::Ok) => model.get_mut(&fqdn).unwrap().users += 1,
            _ => {}
        }
        for (who, client) in clients.iter_mut().enumerate() {
            let mine = model.iter().filter(|(_, owned)| owned.owner == who && !owned.deleted);
            let expected: BTreeSet<String> = mine.map(|(fqdn, _)| format!("domains/{fqdn}")).collect();
            let seen = client.page_of_domains(0, "").await.0.into_iter().map(|d| d.name).collect();
            assert_eq!(expected, seen, "step {at}");
        }
    }
}

fn code<T>(answer: Result<T, tonic::Status>) -> Code {
    answer.map_or_else(|status| Failure::of(&status).code, |_| Code::Ok)
}

crate::on_both!(
    another_tenants_resources_are_not_found,
    a_name_that_another_account_has_is_taken_and_no_more,
    random_operations_never_cross,
);
