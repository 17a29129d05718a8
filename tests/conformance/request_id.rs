//! `request_id` (AIP-155): a retry does nothing and gets the first answer.

use crate::support::{
    Backend, Client, Failure, Server, data, refused,
    server::{ALL_SCOPES, rollcall},
    sql,
};
use futures::future::join_all;
use prost::Message;
use rollcall::{model::Time, pb::v1, store::RequestKey};
use std::time::Duration;
use tonic::{Code, Response, Status};
use uuid::Uuid;

/// The subject of the tokens that tests use.
const ACTOR: &str = "rollcall-cli";

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    (server, acme)
}

fn request(login: &str, id: &str) -> v1::CreateUserRequest {
    v1::CreateUserRequest {
        parent: "domains/acme.test".to_owned(),
        user_id: login.to_owned(),
        user: Some(v1::User {
            first_name: "Alice".to_owned(),
            labels: (0..20).map(|n| (format!("k{n}"), "v".to_owned())).collect(),
            ..Default::default()
        }),
        request_id: id.to_owned(),
    }
}

async fn create(client: &Client, request: &v1::CreateUserRequest) -> Result<Vec<u8>, Failure> {
    encoded(client.users.clone().create_user(request.clone()).await)
}

fn domain_request(fqdn: &str, id: &str) -> v1::CreateDomainRequest {
    let domain = v1::Domain { labels: [("a".to_owned(), "b".to_owned())].into(), ..Default::default() };
    v1::CreateDomainRequest { domain_id: fqdn.to_owned(), domain: Some(domain), request_id: id.to_owned() }
}

async fn create_domain(client: &Client, request: &v1::CreateDomainRequest) -> Result<Vec<u8>, Failure> {
    encoded(client.domains.clone().create_domain(request.clone()).await)
}

/// The bytes of an answer.
#[expect(clippy::result_large_err, reason = "a test that fails shows it whole")]
fn encoded<T: Message>(answer: Result<Response<T>, Status>) -> Result<Vec<u8>, Failure> {
    answer.map(|answer| answer.into_inner().encode_to_vec()).map_err(|status| Failure::of(&status))
}

fn id() -> String {
    Uuid::new_v4().to_string()
}

/// Both passwords of an answer, which must be there.
fn secrets(answer: &[u8]) -> [String; 2] {
    let generated = v1::CreateUserResponse::decode(answer).unwrap().generated.unwrap();
    assert_eq!((generated.registration_password.len(), generated.user_password.len()), (20, 20));
    [generated.registration_password, generated.user_password]
}

async fn a_retry_gets_the_first_answer(backend: Backend) {
    let (mut server, mut acme) = start(backend).await;
    let (user, domain) = (request("alice", &id()), domain_request("More.test", &id()));
    let first = create(&acme, &user).await.unwrap();
    let first_domain = create_domain(&acme, &domain).await.unwrap();
    secrets(&first);
    assert_eq!(create(&acme, &user).await.unwrap(), first);
    assert_eq!(create_domain(&acme, &domain).await.unwrap(), first_domain);

    // After the end of the server, however it came.
    server.kill().await;
    server = server.restart().await;
    acme = server.client("acme").await;
    assert_eq!(create(&acme, &user).await.unwrap(), first);
    assert_eq!(create_domain(&acme, &domain).await.unwrap(), first_domain);

    // Whatever became of what was created.
    let change = v1::User { name: name("alice"), first_name: "B".to_owned(), ..Default::default() };
    acme.update_user(change, &[]).await.unwrap();
    assert_eq!(create(&acme, &user).await.unwrap(), first);
    let read = acme.get_user("alice@acme.test").await.unwrap().into_inner().user.unwrap();
    assert_eq!(read.first_name, "B", "the retry changed nothing");
    acme.delete_user("alice@acme.test").await.unwrap();
    assert_eq!(create(&acme, &user).await.unwrap(), first);
    acme.delete_domain("more.test", false).await.unwrap();
    assert_eq!(create_domain(&acme, &domain).await.unwrap(), first_domain);
    acme.delete_domain("acme.test", true).await.unwrap();
    assert_eq!(create(&acme, &user).await.unwrap(), first, "also when its domain is gone");
    assert_eq!(acme.page_of_domains(0, "").await.0, []);
}

fn name(login: &str) -> String {
    format!("domains/acme.test/users/{login}")
}

async fn another_content_is_refused(backend: Backend) {
    let (_server, acme) = start(backend).await;
    let id = id();
    let first = request("alice", &id);
    let answer = create(&acme, &first).await.unwrap();
    let mut others = vec![request("bob", &id)];
    let edits: [fn(&mut v1::User); 4] = [
        |user| user.last_name = "x".to_owned(),
        |user| user.first_name.clear(),
        |user| user.registration_password = "Correct-Horse-1".to_owned(),
        // What is wrong with it is not even looked at.
        |user| user.email = "no address".to_owned(),
    ];
    for edit in edits {
        let mut other = request("alice", &id);
        edit(other.user.as_mut().unwrap());
        others.push(other);
    }
    others.push(v1::CreateUserRequest { parent: "domains/nowhere.test".to_owned(), ..first.clone() });
    let mut failures = join_all(others.iter().map(|other| create(&acme, other))).await;
    failures.push(create_domain(&acme, &domain_request("more.test", &id)).await);
    for failure in failures {
        let failure = failure.unwrap_err();
        assert_eq!(failure.kind(), (Code::InvalidArgument, "REQUEST_ID_REUSED"));
        assert_eq!(failure.metadata, [("request_id".to_owned(), id.clone())].into());
        assert_eq!(failure.details, ["google.rpc.ErrorInfo"]);
    }
    assert_eq!(create(&acme, &first).await.unwrap(), answer, "the first is still known");
    let users = acme.clone().list_users("acme.test", 0, "").await.unwrap().into_inner().users;
    assert_eq!(users.len(), 1);
}

/// Neither another account nor another caller of the same account.
async fn ids_of_others_do_not_meet(backend: Backend) {
    let (server, acme) = start(backend).await;
    let mut evil = server.client("evil").await;
    evil.domain("evil.test").await;
    let id = id();
    let first = create(&acme, &request("alice", &id)).await.unwrap();
    let theirs = v1::CreateUserRequest { parent: "domains/evil.test".to_owned(), ..request("alice", &id) };
    let answer = create(&evil, &theirs).await.unwrap();
    let user = v1::CreateUserResponse::decode(&answer[..]).unwrap().user.unwrap();
    assert_eq!(user.name, "domains/evil.test/users/alice");
    assert_ne!(secrets(&answer), secrets(&first));
    // The very same request is not answered with another account's secrets.
    let failure = create(&evil, &request("alice", &id)).await.unwrap_err();
    assert_eq!(failure.reason, "REQUEST_ID_REUSED");
    let failure = create(&server.client("third").await, &request("alice", &id)).await.unwrap_err();
    assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));

    let colleague = Client::connect(server.grpc(), &token_of(&server, "acme", "colleague")).await;
    let failure = create(&colleague, &request("alice", &id)).await.unwrap_err();
    assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"), "a request of its own");
    create(&colleague, &request("bob", &id)).await.unwrap();
    // The same caller with another token is the same caller.
    let again = Client::connect(server.grpc(), &server.token_for("acme", ALL_SCOPES, "2h")).await;
    assert_eq!(create(&again, &request("alice", &id)).await.unwrap(), first);
}

fn token_of(server: &Server, account: &str, subject: &str) -> String {
    let mut command = rollcall();
    command.args(["token", "--account", account, "--scope", ALL_SCOPES, "--subject", subject, "--data-dir"]);
    let out = command.arg(server.data_dir()).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

async fn an_id_is_a_uuid(backend: Backend) {
    let (_server, acme) = start(backend).await;
    for bad in ["1", "not a UUID", "6f9619ff-8b86-4d01-b42d-00cf4fc964f", " ", "\u{0}"] {
        for failure in [
            create(&acme, &request("alice", bad)).await.unwrap_err(),
            create_domain(&acme, &domain_request("more.test", bad)).await.unwrap_err(),
        ] {
            assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"), "{bad:?}");
            assert_eq!(
                (&failure.fields[..], failure.refused["request_id"].as_str()),
                (&["request_id".into()][..], bad)
            );
        }
    }
    // Without one, a repeat is a request of its own.
    create(&acme, &request("alice", "")).await.unwrap();
    let failure = create(&acme, &request("alice", "")).await.unwrap_err();
    assert_eq!(failure.reason, "RESOURCE_ALREADY_EXISTS");
}

async fn what_failed_is_not_remembered(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let (user, id) = (v1::User::default(), id());
    acme.create_user("alice@acme.test", user).await.unwrap();
    let taken = request("alice", &id);
    assert_eq!(create(&acme, &taken).await.unwrap_err().reason, "RESOURCE_ALREADY_EXISTS");
    assert_eq!(create(&acme, &taken).await.unwrap_err().reason, "RESOURCE_ALREADY_EXISTS");
    let mut bad = request("bob", &id);
    bad.user.as_mut().unwrap().email = "no address".to_owned();
    assert_eq!(create(&acme, &bad).await.unwrap_err().reason, "FIELD_INVALID");
    let nowhere = v1::CreateUserRequest { parent: "domains/nowhere.test".into(), ..request("bob", &id) };
    assert_eq!(create(&acme, &nowhere).await.unwrap_err().reason, "RESOURCE_NOT_FOUND");
    let mut no_role = request("bob", &id);
    no_role.user.as_mut().unwrap().role = "domains/acme.test/roles/nonsense".into();
    assert_eq!(create(&acme, &no_role).await.unwrap_err().reason, "RESOURCE_NOT_FOUND");
    let elsewhere = domain_request("acme.test", &id);
    assert_eq!(create_domain(&acme, &elsewhere).await.unwrap_err().reason, "RESOURCE_ALREADY_EXISTS");
    // The first that succeeds has the id.
    let answer = create(&acme, &request("bob", &id)).await.unwrap();
    assert_eq!(create(&acme, &request("bob", &id)).await.unwrap(), answer);
    assert_eq!(create(&acme, &taken).await.unwrap_err().reason, "REQUEST_ID_REUSED");
}

async fn many_at_once_create_one(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    for round in 0..3 {
        let user = request(&format!("u{round}"), &id());
        let answers = join_all((0..20).map(|_| create(&acme, &user))).await;
        let first = answers[0].as_ref().unwrap();
        secrets(first);
        assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first), "all got the one answer");

        let domain = domain_request(&format!("d{round}.test"), &id());
        let answers = join_all((0..20).map(|_| create_domain(&acme, &domain))).await;
        let first = answers[0].as_ref().unwrap();
        assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first));

        // Two contents with one id: one of them, and the others are refused.
        let id = id();
        let requests: Vec<_> = (0..20).map(|n| request(&format!("r{round}-{}", n % 2), &id)).collect();
        let answers = join_all(requests.iter().map(|request| create(&acme, request))).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (10, 10));
        assert!(lost.iter().all(|lost| lost.as_ref().unwrap_err().reason == "REQUEST_ID_REUSED"), "{lost:?}");
    }
    let users = acme.list_users("acme.test", 0, "").await.unwrap().into_inner().users;
    assert_eq!(users.len(), 6);
    // Counted once each.
    let counts = "SELECT domain_count, user_count FROM accounts WHERE account = 'acme'";
    assert_eq!(sql::numbers(&sql::of_server(&server).await, counts).await, [[4, 6]]);
}

/// Remembered for 24 hours, and forgotten then.
async fn a_day_later_it_is_a_new_request(backend: Backend) {
    let (server, acme) = start(backend).await;
    let store = data::of_server(&server).await;
    let (alice, bob) = (request("alice", &id()), request("bob", &id()));
    create(&acme, &alice).await.unwrap();
    let key = |request: &v1::CreateUserRequest| RequestKey {
        account: "acme".to_owned(),
        actor: ACTOR.to_owned(),
        id: Uuid::parse_str(&request.request_id).unwrap(),
    };
    let day = Duration::from_secs(24 * 3600);
    let now = Time::now();
    let known = async |at: Time| store.answered(&key(&alice), at).await.unwrap().is_some();
    assert!(known(now).await && known(now.plus(day - Duration::from_secs(60))).await);
    assert!(!known(now.plus(day)).await);

    // A request that took place a day ago: its row is still there, and in nobody's way.
    let tx = store.begin().await.unwrap();
    let past = Time(now.0 - 1_000_000);
    tx.begin_request(&key(&bob), past, past).await.unwrap();
    tx.commit().await.unwrap();
    let answers = join_all((0..10).map(|_| create(&acme, &bob))).await;
    let first = answers[0].as_ref().unwrap();
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first));

    let tx = store.begin().await.unwrap();
    assert_eq!(tx.forget_requests(now.plus(day - Duration::from_secs(60)), 100).await.unwrap(), 0);
    assert_eq!(tx.forget_requests(now.plus(day * 2), 100).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(create(&acme, &alice).await.unwrap_err().reason, "RESOURCE_ALREADY_EXISTS");
}

/// Answers are kept sealed, and for the one caller.
async fn what_is_kept_shows_nothing(backend: Backend) {
    let (server, acme) = start(backend).await;
    let store = data::of_server(&server).await;
    let user = request("alice", &id());
    let answer = create(&acme, &user).await.unwrap();
    let key = RequestKey {
        account: "acme".to_owned(),
        actor: ACTOR.to_owned(),
        id: Uuid::parse_str(&user.request_id).unwrap(),
    };
    let sealed = store.answered(&key, Time::now()).await.unwrap().unwrap();
    assert!(sealed.len() > answer.len());
    for told in secrets(&answer).iter().map(String::as_str).chain(["alice", "Alice"]) {
        assert!(!sealed.windows(told.len()).any(|w| w == told.as_bytes()), "{told}");
    }
    // Put under another key, it does not open: it fails, and tells nothing.
    let tx = store.begin().await.unwrap();
    let other = RequestKey { id: Uuid::new_v4(), ..key };
    let now = Time::now();
    tx.begin_request(&other, now, now.plus(Duration::from_secs(60))).await.unwrap();
    tx.end_request(&other, sealed).await.unwrap();
    tx.commit().await.unwrap();
    let moved = v1::CreateUserRequest { request_id: other.id.to_string(), ..user };
    let failure = create(&acme, &moved).await.unwrap_err();
    assert_eq!(failure.kind(), (Code::Internal, "INTERNAL"));
}

/// A caller whose token no longer has the scope, or whose account is another, gets no remembered answer.
async fn a_retry_needs_the_scope(backend: Backend) {
    let (server, acme) = start(backend).await;
    let user = request("alice", &id());
    create(&acme, &user).await.unwrap();
    let weak = Client::connect(server.grpc(), &server.token("acme", "users:read")).await;
    assert_eq!(refused(weak.users.clone().create_user(user).await).reason, "SCOPE_MISSING");
}

crate::on_both!(
    a_retry_gets_the_first_answer,
    another_content_is_refused,
    ids_of_others_do_not_meet,
    an_id_is_a_uuid,
    what_failed_is_not_remembered,
    many_at_once_create_one,
    a_day_later_it_is_a_new_request,
    what_is_kept_shows_nothing,
    a_retry_needs_the_scope,
);
