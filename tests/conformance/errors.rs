//! Every reason that this version can give: its code, its metadata, its details.

mod limits;
mod resources;

use crate::support::{
    Backend, Failure, Phone, Server, calls, data, postgres::psql, refused, server::ALL_SCOPES,
};
use crate::{issuer::Issuer, relay::Relay};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rollcall::{model::Revision, pb::v1};
use std::collections::BTreeSet;
use tonic::{Code, Streaming};

/// Reasons that nothing in this version of the API gives, or that no caller can see.
const NOT_YET: &[&str] = &[
    "UNSPECIFIED",
    // It takes thousands of calls: tests/sip/remote/overload.rs.
    "OVERLOADED",
    // The caller who cancelled reads no answer.
    "CANCELLED",
];

/// What is expected of an error: metadata by key, `*` for any value but an empty one.
struct Row {
    reason: &'static str,
    code: Code,
    metadata: &'static [(&'static str, &'static str)],
    /// Details beside the ErrorInfo.
    details: &'static [&'static str],
    seen: Failure,
}

fn row(
    seen: Failure,
    reason: &'static str,
    code: Code,
    metadata: &'static [(&'static str, &'static str)],
    details: &'static [&'static str],
) -> Row {
    Row { reason, code, metadata, details, seen }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reason_is_as_documented() {
    let (calls, limited, resources, keys, state, streams, watchers) = tokio::join!(
        of_calls(),
        limits::rows(),
        resources::rows(),
        of_keys(),
        of_state(),
        of_streams(),
        of_watchers()
    );
    let rows: Vec<Row> =
        [calls, limited, resources, keys, state, streams, watchers].into_iter().flatten().collect();
    for Row { reason, code, metadata, details, seen } in &rows {
        assert_eq!(seen.kind(), (*code, *reason), "{seen:?}");
        let keys: Vec<&str> = seen.metadata.keys().map(String::as_str).collect();
        assert_eq!(keys, metadata.iter().map(|(key, _)| *key).collect::<Vec<_>>(), "{reason}");
        for (key, value) in *metadata {
            let seen = &seen.metadata[*key];
            assert!(if *value == "*" { !seen.is_empty() } else { seen == value }, "{reason} {key}: {seen}");
        }
        assert_eq!(seen.details[0], "google.rpc.ErrorInfo");
        assert_eq!(seen.details[1..], **details, "{reason}");
    }
    let shown = rows.iter().map(|r| r.reason.to_owned());
    let listed: BTreeSet<String> = shown.chain(NOT_YET.iter().map(ToString::to_string)).collect();
    assert_eq!(listed, reasons(), "each reason is shown above or listed as not there yet");
    assert!(!rows.iter().any(|row| NOT_YET.contains(&row.reason)));
}

/// The reasons of the contract.
fn reasons() -> BTreeSet<String> {
    let pool = prost_reflect::DescriptorPool::decode(rollcall::pb::DESCRIPTORS).unwrap();
    let reasons = pool.get_enum_by_name("rollcall.v1.ErrorReason").unwrap();
    reasons.values().map(|v| v.name().strip_prefix("ERROR_REASON_").unwrap().to_owned()).collect()
}

/// What is wrong with the call itself.
async fn of_calls() -> Vec<Row> {
    let dir = tempfile::tempdir().unwrap();
    let issuer = Issuer::ed25519("k1");
    let flags = crate::issuer::file_flags(dir.path(), &[&issuer]);
    let server = Server::with(Backend::Sqlite, &flags.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let channel = calls::channel(server.grpc()).await;
    let get = async |token: Option<&str>| {
        let token = token.map(|t| format!("Bearer {t}"));
        let headers: Vec<_> = token.iter().map(|t| ("authorization", t.as_str())).collect();
        let method = "rollcall.v1.DomainService/GetDomain";
        refused(calls::raw(&channel, &headers, method, "domains/x.test".to_owned()).await)
    };
    let good = issuer.token("acme", ALL_SCOPES, 60);
    let bearer = format!("Bearer {good}");
    let raw = async |method: &str, message: Vec<u8>| {
        refused(calls::raw(&channel, &[("authorization", &bearer)], method, message).await)
    };
    let mut acme = crate::support::Client::over(channel.clone(), &good);
    let held = acme.domain("held.test").await;
    acme.domain("acme.test").await;
    acme.user("acme.test", "alice").await;
    let stale = v1::Domain { name: "domains/held.test".into(), etag: "v0".into(), ..held };
    let once = |login: &str| v1::CreateUserRequest {
        parent: "domains/held.test".to_owned(),
        user_id: login.to_owned(),
        request_id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff".to_owned(),
        ..Default::default()
    };
    acme.users.create_user(once("once")).await.unwrap();
    let bad_page = v1::ListDomainsRequest { page_token: "x".into(), ..Default::default() };
    let no_sip = v1::RegisterRequest {
        request: Some(v1::register_request::Request::RawMessage(b"hello".to_vec())),
        source: Some(v1::SipSource {
            transport: v1::Transport::Udp.into(),
            source_address: "192.0.2.1:5060".into(),
            edge: "kam1".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let email = v1::User { email: "x".into(), ..Default::default() };
    use Code::{InvalidArgument, PermissionDenied, Unauthenticated};
    vec![
        row(get(None).await, "TOKEN_MISSING", Unauthenticated, &[], &[]),
        row(get(Some("x.y.z")).await, "TOKEN_INVALID", Unauthenticated, &[], &[]),
        row(
            get(Some(&issuer.token("acme", ALL_SCOPES, -120))).await,
            "TOKEN_EXPIRED",
            Unauthenticated,
            &[("expire_time", "*")],
            &[],
        ),
        row(
            get(Some(&issuer.token("acme", "users:write", 60))).await,
            "SCOPE_MISSING",
            PermissionDenied,
            &[("method", "rollcall.v1.DomainService/GetDomain"), ("scope", "domains:read")],
            &[],
        ),
        row(
            raw("rollcall.v1.UserService/Nonsense", vec![]).await,
            "METHOD_UNKNOWN",
            PermissionDenied,
            &[("method", "rollcall.v1.UserService/Nonsense")],
            &[],
        ),
        row(
            raw("rollcall.v1.RegistrarService/LookupTargets", vec![]).await,
            "NOT_IMPLEMENTED",
            Code::Unimplemented,
            &[("method", "rollcall.v1.RegistrarService/LookupTargets")],
            &[],
        ),
        row(
            // Bytes that are no UTF-8 where the contract has a string.
            raw("rollcall.v1.UserService/GetUser", vec![0xff, 0xfe]).await,
            "REQUEST_MALFORMED",
            InvalidArgument,
            &[("method", "rollcall.v1.UserService/GetUser")],
            &[],
        ),
        row(
            raw("rollcall.v1.UserService/GetUser", vec![b'a'; 5 << 20]).await,
            "MESSAGE_TOO_LARGE",
            Code::ResourceExhausted,
            &[("limit", "4194304"), ("size", "5242885")],
            &[],
        ),
        row(
            refused(acme.create_user("bob@acme.test", email).await),
            "FIELD_INVALID",
            InvalidArgument,
            &[("field_count", "1")],
            &["google.rpc.BadRequest", "rollcall.v1.RefusedValues"],
        ),
        row(
            refused(acme.registrar.register(no_sip).await),
            "SIP_MESSAGE_MALFORMED",
            InvalidArgument,
            &[("offset", "0")],
            &[],
        ),
        row(
            refused(acme.domains.list_domains(bad_page).await),
            "PAGE_TOKEN_INVALID",
            InvalidArgument,
            &[],
            &[],
        ),
        row(
            refused(acme.users.create_user(once("other")).await),
            "REQUEST_ID_REUSED",
            InvalidArgument,
            &[("request_id", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff")],
            &[],
        ),
        row(
            refused(acme.get_user("nobody@acme.test").await),
            "RESOURCE_NOT_FOUND",
            Code::NotFound,
            &[("resource", "domains/acme.test/users/nobody"), ("resource_type", "rollcall.dev/User")],
            &[],
        ),
        row(
            refused(acme.create_domain("acme.test", v1::Domain::default()).await),
            "RESOURCE_ALREADY_EXISTS",
            Code::AlreadyExists,
            &[("field", "name"), ("resource", "domains/acme.test"), ("resource_type", "rollcall.dev/Domain")],
            &[],
        ),
        row(
            refused(acme.update_domain(stale, &["disabled"]).await),
            "ETAG_MISMATCH",
            Code::Aborted,
            &[("etag", "*"), ("resource", "domains/held.test")],
            &[],
        ),
        row(
            refused(acme.delete_domain("acme.test", false).await),
            "DOMAIN_NOT_EMPTY",
            Code::FailedPrecondition,
            &[("resource", "domains/acme.test"), ("user_count", "1")],
            &[],
        ),
    ]
}

/// Nobody answers where the keys should be.
async fn of_keys() -> Vec<Row> {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let flags = crate::issuer::flags(&format!("http://{nobody}/keys.json"));
    let server = Server::with(Backend::Sqlite, &flags.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let token = Issuer::ed25519("k1").token("acme", ALL_SCOPES, 60);
    let mut acme = crate::support::Client::connect(server.grpc(), &token).await;
    let seen = refused(acme.get_domain("acme.test").await);
    vec![row(seen, "KEYS_UNAVAILABLE", Code::Unavailable, &[], &[])]
}

/// What the database, or the log in it, is in the way of.
async fn of_state() -> Vec<Row> {
    let url = tokio::task::spawn_blocking(crate::support::database).await.unwrap();
    let mut relay = Relay::start(&url).await;
    let server = Server::with(Backend::Sqlite, &["--database-url", &relay.url()]).await;
    let mut acme = server.client("acme").await;
    let store = data::open(&rollcall::store::DatabaseUrl::parse(&url).unwrap()).await;
    acme.domain("acme.test").await;
    let password = acme.user("acme.test", "alice").await;
    let list = v1::ListRegistrationsRequest { parent: "domains/-".into(), ..Default::default() };
    let before = acme.registrations.list_registrations(list.clone()).await.unwrap().into_inner().resume_token;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", &password).await;
    for _ in 0..2 {
        assert_eq!(phone.register(60).await.status, 200);
    }
    let tx = store.begin().await.unwrap();
    assert_eq!(tx.compact_log(Revision(1)).await.unwrap(), 1);
    tx.commit().await.unwrap();

    let watch = async |token: &str| {
        let start = v1::watch_registrations_request::Start::ResumeToken(token.to_owned());
        let request = v1::WatchRegistrationsRequest {
            parent: "domains/-".into(),
            start: Some(start),
            ..Default::default()
        };
        refused(acme.registrations.clone().watch_registrations(request).await)
    };
    let edited = |edit: fn(&mut [u8])| {
        let mut bytes = URL_SAFE_NO_PAD.decode(&before).unwrap();
        edit(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    };
    let mut rows = vec![
        row(watch(&before).await, "REVISION_COMPACTED", Code::OutOfRange, &[("oldest_revision", "2")], &[]),
        row(
            watch("nonsense").await,
            "RESUME_TOKEN_INVALID",
            Code::InvalidArgument,
            &[("field", "resume_token")],
            &[],
        ),
        row(
            // Another store's id; the revision is the last eight bytes.
            watch(&edited(|bytes| bytes[5] ^= 1)).await,
            "RESUME_TOKEN_FOREIGN",
            Code::InvalidArgument,
            &[("field", "resume_token")],
            &[],
        ),
        row(
            watch(&edited(|bytes| *bytes.last_mut().unwrap() = 99)).await,
            "REVISION_NOT_REACHED",
            Code::Unavailable,
            &[("applied_revision", "2"), ("revision", "99")],
            &[],
        ),
    ];

    // Somebody else's transaction holds the name.
    let tx = store.begin().await.unwrap();
    tx.insert_domain(data::domain("other", "held.test")).await.unwrap();
    let hurried = calls::create_within(&server.token("acme", ALL_SCOPES), "held.test", "300m");
    rows.push(row(
        refused(calls::unhurried(server.grpc()).create_domain(hurried).await),
        "DEADLINE_EXCEEDED",
        Code::DeadlineExceeded,
        &[("timeout_ms", "300")],
        &[],
    ));
    tx.commit().await.unwrap();

    // Updates that hit no row, as if another always came before.
    let trigger = "CREATE FUNCTION skip() RETURNS trigger AS 'BEGIN RETURN NULL; END' LANGUAGE plpgsql; \
                   CREATE TRIGGER skip BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION skip(); \
                   UPDATE domains SET labels = 'no JSON' WHERE fqdn = 'held.test'";
    let sql = url.clone();
    tokio::task::spawn_blocking(move || psql(&sql, trigger)).await.unwrap();
    let change = v1::User {
        name: "domains/acme.test/users/alice".into(),
        first_name: "A".into(),
        ..Default::default()
    };
    let conflict = refused(acme.update_user(change, &[]).await);
    rows.push(row(conflict, "WRITE_CONFLICT", Code::Aborted, &[], &[]));
    let mut other = server.client("other").await;
    let defect = refused(other.get_domain("held.test").await);
    rows.push(row(defect, "INTERNAL", Code::Internal, &[("request_id", "*")], &[]));

    relay.cut().await;
    let away = refused(acme.get_domain("acme.test").await);
    rows.push(row(away, "STORE_UNAVAILABLE", Code::Unavailable, &[], &[]));
    rows
}

/// How streams end.
async fn of_streams() -> Vec<Row> {
    let mut rows = Vec::new();
    let server = Server::with(Backend::Sqlite, &["--max-stream-lifetime", "1s"]).await;
    let stream = watch(&server).await;
    rows.push(row(end(stream).await, "STREAM_LIFETIME_ENDED", Code::Unavailable, &[], &[]));
    let server = Server::start(Backend::Sqlite).await;
    let stream = watch(&server).await;
    server.signal("-TERM");
    rows.push(row(end(stream).await, "DRAINING", Code::Unavailable, &[], &[]));
    rows
}

async fn watch(server: &Server) -> Streaming<v1::WatchRegistrationsResponse> {
    let mut acme = server.client("acme").await;
    acme.registrations.watch_registrations(everything()).await.unwrap().into_inner()
}

fn everything() -> v1::WatchRegistrationsRequest {
    v1::WatchRegistrationsRequest { parent: "domains/-".into(), ..Default::default() }
}

async fn end(mut stream: Streaming<v1::WatchRegistrationsResponse>) -> Failure {
    loop {
        match stream.message().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the stream ended without a status"),
            Err(status) => return Failure::of(&status),
        }
    }
}

/// As many watches as a caller may have, and one more.
async fn of_watchers() -> Vec<Row> {
    const WATCHES: usize = 3;
    let flags = ["--max-watchers-per-caller", &WATCHES.to_string()];
    let server = Server::with(Backend::Sqlite, &flags).await;
    let mut open = Vec::new();
    for _ in 0..WATCHES {
        open.push(watch(&server).await);
    }
    let mut client = server.client("acme").await;
    let seen = refused(client.registrations.watch_registrations(everything()).await);
    vec![row(
        seen,
        "TOO_MANY_WATCHERS",
        Code::ResourceExhausted,
        &[("limit", "3"), ("setting", "max-watchers-per-caller")],
        &["google.rpc.RetryInfo"],
    )]
}
