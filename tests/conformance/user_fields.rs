//! Every field of a user: what it takes, what it refuses, and that it changes alone.

use crate::support::{
    Backend, Client, Failure, Phone, Server,
    json::{Caller, from_json, to_json},
    refused,
    server::ALL_SCOPES,
};
use rollcall::pb::v1;
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeSet,
    time::{Duration, SystemTime},
};
use tonic::Code;

const DOMAIN: &str = "domains/acme.test";
const NAME: &str = "domains/acme.test/users/alice";
const LEASES: [&str; 3] = [
    "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    "00000000-0000-4000-8000-000000000001",
    "c56a4180-65aa-42ec-a945-5fd21dec0538",
];
const PASSWORD: &str = "Correct-Horse-1";

/// The fields of the product's rows, by the path that an update mask names them with: two values each.
/// `auth_username` has a test of its own, since it changes with its password only.
fn fields() -> Vec<(&'static str, Value, Value)> {
    let label = |n| (format!("k{n}"), Value::from("v".repeat(63)));
    let many_labels: Map<_, _> = (0..64).map(label).collect();
    let many_leases: Vec<_> = (0..100).map(|n| format!("00000000-0000-4000-8000-0000000001{n:02}")).collect();
    vec![
        ("disabled", json!(true), json!(false)),
        ("email", json!("alice@acme.example"), json!("a'b+c@xn--bcher-kva.example")),
        ("first_name", json!("Alice"), json!("Ä".repeat(64))),
        ("last_name", json!("O'Hara-Łukasiewicz"), json!("李")),
        ("display_name", json!("Alice \"at\" Acme"), json!("Ö".repeat(128))),
        ("job_title", json!("Operator"), json!("x".repeat(128))),
        ("phone_number", json!("+4930123456"), json!("+123456789012345")),
        ("mobile_number", json!("+49170123456"), json!("+12")),
        ("number_leases", json!([LEASES[2], LEASES[0], LEASES[1]]), json!(many_leases)),
        (
            "date_of_birth",
            json!({"year": 2024, "month": 2, "day": 29}),
            json!({"year": 2000, "month": 2, "day": 29}),
        ),
        ("gender", json!("GENDER_FEMALE"), json!("GENDER_OTHER")),
        ("avatar_uri", json!("https://acme.example/alice.png?s=1#x"), json!(uri(2048))),
        ("caller_id", json!("+4930123456"), json!("123456789012345")),
        ("extension_number", json!("1"), json!("000000000000001")),
        ("max_registrations", json!(0), json!(7)),
        (
            "call_policy",
            json!({"same_domain_calls_only": true, "allow_direct_app_calling": false}),
            json!({"allow_direct_queue_calling": false, "allow_direct_user_calling": true}),
        ),
        ("call_policy.same_domain_calls_only", json!(false), json!(true)),
        ("call_policy.allow_direct_app_calling", json!(true), json!(false)),
        ("call_policy.allow_direct_queue_calling", json!(false), json!(true)),
        ("call_policy.allow_direct_user_calling", json!(true), json!(false)),
        (
            "forwarding",
            json!({"unconditional": "sip:bob@acme.test", "no_answer_timeout": "5s"}),
            json!({"busy": "tel:+4930123456", "not_reachable": "+4930123456"}),
        ),
        ("forwarding.unconditional", json!("+4930123456"), json!("sips:bob@acme.test;transport=tcp")),
        ("forwarding.busy", json!("tel:110;phone-context=acme.test"), json!("SIP:busy@acme.test")),
        ("forwarding.no_answer", json!("sip:voicemail@acme.test"), json!("+12")),
        ("forwarding.not_reachable", json!("tel:+1-201-555-0123"), json!("sip:x")),
        ("forwarding.no_answer_timeout", json!("30s"), json!("300s")),
        ("labels", json!({"team": "north", "a-b_9": ""}), json!(many_labels)),
        ("role", json!("domains/acme.test/roles/operator"), json!("domains/acme.test/roles/agent")),
        ("organizations", json!(sets("organizations", &["a"])), json!(sets("organizations", &["b", "c"]))),
        ("groups", json!(sets("groups", &["a", "b"])), json!(sets("groups", &["b", "c"]))),
    ]
}

fn sets(collection: &str, ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| format!("domains/acme.test/{collection}/{id}")).collect()
}

fn uri(length: usize) -> String {
    format!("{:x<length$}", "https://acme.example/")
}

/// Values that are refused: where the fault is, relative to `user`, and what it is shown as.
fn bad() -> Vec<(&'static str, Value, &'static str, String)> {
    let long = |text: &str, n: usize| text.repeat(n);
    let told = |text: &str| text.chars().take(256).collect::<String>();
    let (tomorrow, shown) = after_tomorrow();
    let twice = json!([LEASES[0], LEASES[0].to_uppercase()]);
    let too_many: Vec<_> = (0..101).map(|n| format!("00000000-0000-4000-8000-000000000{n:03}")).collect();
    let labels: Map<_, _> = (0..65).map(|n| (format!("k{n}"), json!(""))).collect();
    let date = |year, month, day| json!({"year": year, "month": month, "day": day});
    let mut rows: Vec<(&'static str, Value, &'static str, String)> = vec![
        ("number_leases", json!([LEASES[0], "7"]), "number_leases[1]", "7".into()),
        ("number_leases", twice, "number_leases[1]", LEASES[0].to_uppercase()),
        ("number_leases", json!(too_many), "number_leases", "101".into()),
        ("date_of_birth", date(2023, 2, 29), "date_of_birth", "2023-2-29".into()),
        ("date_of_birth", date(1900, 2, 29), "date_of_birth", "1900-2-29".into()),
        ("date_of_birth", date(1990, 4, 31), "date_of_birth", "1990-4-31".into()),
        ("date_of_birth", date(1990, 13, 1), "date_of_birth", "1990-13-1".into()),
        ("date_of_birth", date(1990, 5, 0), "date_of_birth", "1990-5-0".into()),
        ("date_of_birth", date(0, 5, 5), "date_of_birth", "0-5-5".into()),
        ("date_of_birth", date(-1, 5, 5), "date_of_birth", "-1-5-5".into()),
        ("date_of_birth", tomorrow, "date_of_birth", shown),
        ("gender", json!(4), "gender", "4".into()),
        ("gender", json!(-1), "gender", "-1".into()),
        ("max_registrations", json!(-1), "max_registrations", "-1".into()),
        ("max_registrations", json!(i32::MAX), "max_registrations", i32::MAX.to_string()),
        ("labels", json!({"Team": "x"}), "labels[\"Team\"]", "Team".into()),
        ("labels", json!({"": "x"}), "labels[\"\"]", String::new()),
        ("labels", json!({"9a": "x"}), "labels[\"9a\"]", "9a".into()),
        ("labels", json!({"a": "x".repeat(64)}), "labels[\"a\"]", "x".repeat(64)),
        ("labels", json!({"a": "x\u{0}"}), "labels[\"a\"]", "x\\u{0}".into()),
        ("labels", json!(labels), "labels", "65".into()),
        ("forwarding", json!({"busy": "http://x"}), "forwarding.busy", "http://x".into()),
        ("forwarding", json!({"no_answer": "sip:"}), "forwarding.no_answer", "sip:".into()),
        ("forwarding", json!({"unconditional": "1001"}), "forwarding.unconditional", "1001".into()),
        ("forwarding", json!({"not_reachable": "sip:a b"}), "forwarding.not_reachable", "sip:a b".into()),
    ];
    for (path, collection) in [("organizations", "organizations"), ("groups", "groups")] {
        let [first, second] = if path == "groups" {
            ["groups[0]", "groups[1]"]
        } else {
            ["organizations[0]", "organizations[1]"]
        };
        let good = format!("domains/acme.test/{collection}/a");
        let elsewhere = format!("domains/other.test/{collection}/a");
        rows.push((path, json!([good, "a"]), second, "a".into()));
        rows.push((path, json!([elsewhere]), first, elsewhere));
        rows.push((
            path,
            json!(["domains/acme.test/roles/operator"]),
            first,
            "domains/acme.test/roles/operator".into(),
        ));
        rows.push((path, json!(vec![good; 101]), path, "101".into()));
    }
    for name in [
        "operator",
        "domains/other.test/roles/operator",
        "domains/acme.test/groups/a",
        "domains/acme.test/roles/",
    ] {
        rows.push(("role", json!(name), "role", name.into()));
    }
    for seconds in ["4s", "301s", "-5s", "0s", "20.500s", "4294967316s"] {
        let value = json!({ "no_answer_timeout": seconds });
        rows.push(("forwarding", value, "forwarding.no_answer_timeout", seconds.into()));
    }
    let texts: [(&str, &[&str]); 10] = [
        ("email", &["a", "@x", "a@", "a@b@c", "a b@c", "a\u{0}@c", &long("a", 65)]),
        ("first_name", &[&long("Ä", 65), "a\u{0}b", "a\nb"]),
        ("last_name", &[&long("x", 65), "\u{7f}"]),
        ("display_name", &[&long("x", 129), "\u{85}"]),
        ("job_title", &[&long("x", 300), "\u{1b}[0m"]),
        ("phone_number", &["4930123456", "+0301234", "+1", "+1234567890123456", "+49 30 1", "00493012345"]),
        ("mobile_number", &["+", "+49170x", "tel:+49170123456", "+٤٩١٧٠"]),
        ("extension_number", &["12a", "+12", "1234567890123456", " 1", "١٢"]),
        ("caller_id", &["Alice", "1234567890123456", "+", "anonymous@x"]),
        ("avatar_uri", &["http://acme.example/a.png", "https://", "https:///x", "https://a b/", "data:x"]),
    ];
    for (path, values) in texts {
        for value in values {
            let control = value.chars().any(char::is_control) && !["email", "avatar_uri"].contains(&path);
            let shown = if control { value.escape_default().to_string() } else { told(value) };
            rows.push((path, json!(value), path, shown));
        }
    }
    let long_email = format!("a@{}.example", long("x", 250));
    rows.push(("email", json!(long_email), "email", told(&long_email)));
    rows.push(("avatar_uri", json!(uri(2049)), "avatar_uri", told(&uri(2049))));
    rows.push(("avatar_uri", json!("https://x/\u{0}"), "avatar_uri", "https://x/\u{0}".into()));
    for name in ["a:b", "a\"b", "a b", "é"] {
        rows.push(("auth_username", json!(name), "auth_username", name.into()));
    }
    rows.push(("auth_username", json!(long("x", 65)), "auth_username", long("x", 65)));
    rows
}

/// A day that is in the future wherever midnight is just passing, and as it is told.
fn after_tomorrow() -> (Value, String) {
    let at = SystemTime::now() + Duration::from_secs(2 * 86_400);
    let text = prost_types::Timestamp::from(at).to_string();
    let part = |range: std::ops::Range<usize>| text[range].parse::<i32>().unwrap();
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    (json!({"year": year, "month": month, "day": day}), format!("{year}-{month}-{day}"))
}

/// Puts a value where a path says.
fn put(user: &mut Value, path: &str, value: &Value) {
    let at = path.split('.').fold(user, |at, step| {
        let object = at.as_object_mut().unwrap();
        object.entry(step).or_insert_with(|| json!({}))
    });
    at.clone_from(value);
}

fn clear(user: &mut Value, path: &str) {
    let (parent, field) = path.rsplit_once('.').map_or((None, path), |(parent, field)| (Some(parent), field));
    let object = match parent {
        Some(parent) => user.get_mut(parent),
        None => Some(user),
    };
    if let Some(object) = object.and_then(Value::as_object_mut) {
        object.remove(field);
    }
}

/// A draft with one field.
fn with(path: &str, value: &Value) -> Value {
    let mut draft = json!({});
    put(&mut draft, path, value);
    draft
}

/// All fields at once, their first values or their second.
fn all(second: bool) -> Value {
    let mut draft = json!({});
    for (path, one, two) in fields() {
        if !path.contains('.') {
            put(&mut draft, path, if second { &two } else { &one });
        }
    }
    draft
}

fn draft(json: &Value) -> v1::User {
    from_json("User", json)
}

fn named(mut json: Value) -> v1::User {
    put(&mut json, "name", &json!(NAME));
    draft(&json)
}

/// What a user says but for `apart`; what is as if it were not there is not there.
fn shown(user: &v1::User, apart: &[&str]) -> Value {
    let mut json = to_json("User", user);
    let object = json.as_object_mut().unwrap();
    object.retain(|key, value| !apart.contains(&key.as_str()) && *value != json!({}));
    json
}

/// As [`shown`], from JSON that a test made.
fn expected(json: &Value, apart: &[&str]) -> Value {
    shown(&draft(json), apart)
}

const OF_THE_SERVER: &[&str] =
    &["name", "uid", "login", "auth_username", "create_time", "update_time", "etag", "domain", "presence"];

async fn start(backend: Backend) -> (Server, Client) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let any = Caller::new(&server, "acme", ALL_SCOPES).await;
    let managed = json!({"domain": {"name": DOMAIN, "organization_management": true}});
    any.call("DomainService/UpdateDomain", managed).await.unwrap();
    let role = json!({"parent": DOMAIN, "role_id": "agent", "role": {}});
    any.call("RoleService/CreateRole", role).await.unwrap();
    for id in ["a", "b", "c"] {
        let organization = json!({"parent": DOMAIN, "organization_id": id, "organization": {}});
        any.call("OrganizationService/CreateOrganization", organization).await.unwrap();
        let group = json!({"parent": DOMAIN, "group_id": id, "group": {}});
        any.call("GroupService/CreateGroup", group).await.unwrap();
    }
    (server, acme)
}

async fn read(acme: &mut Client, login: &str) -> v1::User {
    acme.get_user(&format!("{login}@acme.test")).await.unwrap().into_inner().user.unwrap()
}

async fn create(acme: &mut Client, login: &str, json: &Value) -> v1::User {
    let created = acme.create_user(&format!("{login}@acme.test"), draft(json)).await;
    created.unwrap_or_else(|why| panic!("{json}: {:?}", Failure::of(&why))).into_inner().user.unwrap()
}

/// Updates alice; the answer must be what is read, and listed, then.
async fn update(acme: &mut Client, json: Value, mask: &[&str]) -> v1::User {
    let answer = acme.update_user(named(json.clone()), mask).await;
    let user = answer.unwrap_or_else(|why| panic!("{mask:?} {json}: {:?}", Failure::of(&why)));
    let user = user.into_inner().user.unwrap();
    assert_eq!(read(acme, "alice").await, user, "{mask:?}");
    assert_eq!(
        acme.list_users("acme.test", 0, "").await.unwrap().into_inner().users,
        std::slice::from_ref(&user)
    );
    user
}

async fn each_is_created_read_and_listed(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let mut made = Vec::new();
    let mut values: Vec<(String, Value)> = Vec::new();
    for (path, one, two) in fields() {
        values.push((path.to_owned(), with(path, &one)));
        values.push((path.to_owned(), with(path, &two)));
    }
    values.push(("nothing".to_owned(), json!({})));
    values.push(("auth_username".to_owned(), json!({"auth_username": "x!".repeat(32)})));
    for (at, (path, json)) in values.iter().enumerate() {
        let login = format!("u{at:03}");
        let created = create(&mut acme, &login, json).await;
        let written = shown(&created, OF_THE_SERVER);
        let mut wanted = expected(json, OF_THE_SERVER);
        // Whatever its case, it is one address.
        if let Some(email) = wanted.get_mut("email") {
            *email = json!(email.as_str().unwrap().to_lowercase());
        }
        assert_eq!(written, wanted, "{path}");
        if let Some(name) = json.get("auth_username") {
            assert_eq!(json!(created.auth_username), *name);
        }
        assert_eq!(read(&mut acme, &login).await, created, "{path}");
        // Nobody else could take an exclusive value.
        if ["email", "extension_number", "number_leases"].contains(&path.as_str()) {
            acme.delete_user(&format!("{login}@acme.test")).await.unwrap();
        } else {
            made.push(created);
        }
    }
    assert_eq!(acme.list_users("acme.test", 1000, "").await.unwrap().into_inner().users, made);
}

/// The rest of the draft, good or bad, is not looked at.
async fn a_mask_of_one_field_changes_nothing_else(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let mut before = create(&mut acme, "alice", &all(false)).await;
    let changed = |mut json: Value, path: &str, value: Option<&Value>| {
        match value {
            Some(value) => put(&mut json, path, value),
            None => clear(&mut json, path),
        }
        json
    };
    for (path, one, two) in fields() {
        for value in [Some(&two), None, Some(&one)] {
            let mut noise = all(true);
            for (bad_path, bad_value, ..) in bad() {
                put(&mut noise, bad_path, &bad_value);
            }
            for secret in ["registration_password", "user_password"] {
                put(&mut noise, secret, &json!("weak"));
            }
            let top = path.split('.').next().unwrap();
            clear(&mut noise, top);
            let sent = changed(noise, path, value);
            let after = update(&mut acme, sent, &[path]).await;
            let alone = &["etag", "update_time"];
            let wanted = expected(&changed(shown(&before, &[]), path, value), alone);
            assert_eq!(shown(&after, alone), wanted, "{path} {value:?}");
            assert_ne!(after.etag, before.etag, "{path}");
            let time = |user: &v1::User| user.update_time.map(|t| (t.seconds, t.nanos)).unwrap();
            assert!(time(&after) > time(&before), "{path}");
            before = after;
        }
    }
}

async fn no_mask_is_what_has_a_value(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let mut before = create(&mut acme, "alice", &all(false)).await;
    for (path, _, two) in fields().into_iter().filter(|(path, ..)| !path.contains('.')) {
        let after = update(&mut acme, with(path, &two), &[]).await;
        let alone = &["etag", "update_time"];
        let mut wanted = shown(&before, alone);
        // What is switched off looks like what is not given: a mask is needed.
        if path != "disabled" {
            put(&mut wanted, path, &two);
        }
        assert_eq!(shown(&after, alone), expected(&wanted, alone), "{path}");
        before = after;
    }
    let after = update(&mut acme, json!({}), &[]).await;
    assert_eq!(shown(&after, &["etag", "update_time"]), shown(&before, &["etag", "update_time"]));
}

async fn a_star_resets_what_is_not_given_but_no_password(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let mut new = all(false);
    clear(&mut new, "disabled");
    clear(&mut new, "max_registrations");
    put(&mut new, "auth_username", &json!("alice"));
    put(&mut new, "registration_password", &json!(PASSWORD));
    create(&mut acme, "alice", &new).await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", PASSWORD).await;
    assert_eq!(phone.register(60).await.status, 200);

    let after = update(&mut acme, json!({"auth_username": "alice", "job_title": "Boss"}), &["*"]).await;
    let left: &[&str] = &["name", "uid", "login", "create_time", "update_time", "etag", "domain", "presence"];
    assert_eq!(shown(&after, left), json!({"auth_username": "alice", "job_title": "Boss"}));
    let presence = after.presence.unwrap();
    assert_eq!((presence.state(), presence.registration_count), (v1::PresenceState::Online, 1));
    assert_eq!(phone.register(60).await.status, 200, "the password is the one it was");

    let mut second = all(true);
    put(&mut second, "auth_username", &json!("alice"));
    let after = update(&mut acme, second.clone(), &["*"]).await;
    assert_eq!(shown(&after, left), expected(&second, left));
    // The name of the credential cannot be reset: it is hashed with the password.
    let failure = refused(acme.update_user(named(json!({})), &["*"]).await);
    assert_eq!(
        (failure.reason.as_str(), &failure.fields[..]),
        ("FIELD_INVALID", &["user.auth_username".into()][..])
    );
}

async fn paths_that_cannot_be_written_are_refused(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let before = create(&mut acme, "alice", &all(false)).await;
    let paths = [
        "uid",
        "create_time",
        "update_time",
        "delete_time",
        "purge_time",
        "presence",
        "presence.state",
        "domain",
        "domain.name",
        "nonsense",
        "",
        "first_name ",
        "FirstName",
        "firstName",
        "user.first_name",
        "call_policy.",
        "call_policy.nonsense",
        "forwarding.x",
        "date_of_birth.year",
        "labels.team",
        "number_leases[0]",
        "**",
    ];
    for path in paths {
        let failure = refused(acme.update_user(named(all(true)), &["first_name", path]).await);
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"), "{path:?}");
        assert_eq!(
            (&failure.fields[..], failure.refused["update_mask"].as_str()),
            (&["update_mask".into()][..], path)
        );
    }
    let failure = refused(acme.update_user(named(all(true)), &paths).await);
    assert_eq!(failure.fields, ["update_mask"; 22], "all at once");
    assert_eq!(read(&mut acme, "alice").await, before);
    // Those that say who is meant are no change, and no fault.
    let after = update(&mut acme, all(true), &["name", "login", "etag"]).await;
    assert_eq!(shown(&after, &["etag", "update_time"]), shown(&before, &["etag", "update_time"]));
}

async fn each_bad_value_is_refused_by_its_path(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    let before = create(&mut acme, "alice", &all(false)).await;
    for (path, value, field, told) in bad() {
        let field = format!("user.{field}");
        let mut sent = with(path, &value);
        put(&mut sent, "registration_password", &json!(PASSWORD));
        let mask = if path == "auth_username" { vec![path, "registration_password"] } else { vec![path] };
        let created = refused(acme.create_user("bob@acme.test", draft(&sent)).await);
        let updated = refused(acme.update_user(named(sent.clone()), &mask).await);
        let unmasked = refused(acme.update_user(named(sent), &[]).await);
        for (call, failure) in [("create", created), ("update", updated), ("no mask", unmasked)] {
            assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"), "{call} {path} {value}");
            assert_eq!(failure.fields, [field.as_str()], "{call} {path} {value}");
            assert_eq!(failure.refused.get(&field), Some(&told), "{call} {path} {value}");
            assert_eq!(
                failure.details,
                ["google.rpc.ErrorInfo", "google.rpc.BadRequest", "rollcall.v1.RefusedValues"]
            );
        }
    }
    assert_eq!(read(&mut acme, "alice").await, before);
    assert_eq!(refused(acme.get_user("bob@acme.test").await).reason, "RESOURCE_NOT_FOUND");
}

async fn all_bad_values_are_told_at_once(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    create(&mut acme, "alice", &json!({})).await;
    let mut sent = json!({});
    for (path, value, ..) in bad() {
        put(&mut sent, path, &value);
    }
    put(&mut sent, "registration_password", &json!("s3cret"));
    put(&mut sent, "user_password", &json!("hunter2"));
    put(&mut sent, "role", &json!("domains/other.test/roles/operator"));
    put(&mut sent, "organizations", &json!(["domains/acme.test/organizations/good", "x"]));
    put(&mut sent, "groups", &json!(["domains/acme.test/users/alice", "domains/acme.test/groups/-"]));
    let wanted: BTreeSet<&str> = [
        "user.auth_username",
        "user.avatar_uri",
        "user.caller_id",
        "user.date_of_birth",
        "user.display_name",
        "user.email",
        "user.extension_number",
        "user.first_name",
        "user.forwarding.no_answer_timeout",
        "user.gender",
        "user.groups[0]",
        "user.groups[1]",
        "user.job_title",
        "user.labels",
        "user.last_name",
        "user.max_registrations",
        "user.mobile_number",
        "user.number_leases",
        "user.organizations[1]",
        "user.phone_number",
        "user.registration_password",
        "user.role",
        "user.user_password",
    ]
    .into();
    let create = v1::CreateUserRequest {
        parent: "domains/acme.test".into(),
        user_id: "a@b".into(),
        user: Some(draft(&sent)),
        request_id: "not a UUID".into(),
    };
    let created = acme.users.create_user(create).await;
    let updated = acme.update_user(named(sent), &[]).await;
    let (created, updated) = (created.map(drop).unwrap_err(), updated.map(drop).unwrap_err());
    for status in [&created, &updated] {
        for secret in ["s3cret", "hunter2"] {
            assert!(!status.details().windows(secret.len()).any(|w| w == secret.as_bytes()));
            assert!(!status.message().contains(secret));
        }
    }
    let told = |status| {
        let failure = Failure::of(status);
        assert_eq!(failure.metadata["field_count"], failure.fields.len().to_string());
        let mut fields = failure.fields;
        fields.sort();
        fields
    };
    assert_eq!(told(&updated), wanted.iter().copied().collect::<Vec<_>>());
    let more = wanted.iter().copied().chain(["request_id", "user_id"]).collect::<BTreeSet<_>>();
    assert_eq!(told(&created), more.into_iter().collect::<Vec<_>>());
}

/// A password and an authentication user name are written when the mask names them, and only then.
async fn credentials_need_their_path(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let given = json!({"auth_username": "alice", "registration_password": PASSWORD});
    create(&mut acme, "alice", &given).await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", PASSWORD).await;
    assert_eq!(phone.register(60).await.status, 200);
    let both =
        json!({"auth_username": "other", "registration_password": "Battery-Staple-2", "first_name": "A"});
    update(&mut acme, both.clone(), &["first_name"]).await;
    // The name alone would leave a credential that nobody can use.
    let failure = refused(acme.update_user(named(both.clone()), &["auth_username"]).await);
    assert_eq!(
        (failure.reason.as_str(), &failure.fields[..]),
        ("FIELD_INVALID", &["user.auth_username".into()][..])
    );
    assert_eq!(phone.register(60).await.status, 200, "nothing of it was written");
    assert_eq!(acme.list("domains/acme.test").await.len(), 1);

    for secret in ["registration_password", "user_password"] {
        let failure = refused(acme.update_user(named(json!({})), &[secret]).await);
        let field = format!("user.{secret}");
        assert_eq!(
            (failure.reason.as_str(), &failure.fields[..]),
            ("FIELD_INVALID", &[field][..]),
            "not removed"
        );
    }
    let user = update(&mut acme, both, &["auth_username", "registration_password"]).await;
    assert_eq!((user.auth_username.as_str(), user.registration_password.as_str()), ("other", ""));
    assert!(acme.list("domains/acme.test").await.is_empty());
    let update = json!({"user_password": "Battery-Staple-3"});
    let answer =
        acme.update_user(named(update), &["user_password"]).await.unwrap().into_inner().user.unwrap();
    assert_eq!(answer.user_password, "");
    assert!(!to_json("User", &answer).to_string().contains("Staple"));
}

async fn what_the_server_says_of_a_user(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    let mine = json!({
        "name": "domains/evil.test/users/eve",
        "uid": "00000000-0000-0000-0000-000000000000",
        "auth_username": "alice",
        "registration_password": PASSWORD,
        "create_time": "1970-01-01T00:00:00Z",
        "update_time": "1970-01-01T00:00:00Z",
        "delete_time": "1970-01-01T00:00:00Z",
        "purge_time": "1970-01-01T00:00:00Z",
        "presence": {"state": "PRESENCE_STATE_ONLINE", "registration_count": 99},
        "domain": {"name": "domains/evil.test"},
    });
    let before = SystemTime::now();
    let user = create(&mut acme, "alice", &mine).await;
    let after = SystemTime::now();
    let domain = acme.get_domain("acme.test").await.unwrap().into_inner().domain.unwrap();
    assert_eq!((user.name.as_str(), user.login.as_str()), (NAME, "alice"));
    let uid = uuid::Uuid::parse_str(&user.uid).unwrap();
    assert!(!uid.is_nil() && uid.to_string() == user.uid);
    assert_eq!(user.create_time, user.update_time);
    let created = SystemTime::try_from(user.create_time.unwrap()).unwrap();
    let rounding = Duration::from_millis(1);
    assert!(before <= created + rounding && created <= after + rounding);
    assert_eq!((user.delete_time, user.purge_time), (None, None));
    let summary = |d: &v1::Domain| {
        Some(v1::DomainSummary {
            name: d.name.clone(),
            create_time: d.create_time,
            update_time: d.update_time,
        })
    };
    assert_eq!(user.domain, summary(&domain));
    let offline = v1::Presence { state: v1::PresenceState::Offline.into(), ..Default::default() };
    assert_eq!(user.presence, Some(offline));

    let change =
        v1::Domain { name: domain.name.clone(), organization_management: true, ..Default::default() };
    let changed = acme.update_domain(change, &[]).await.unwrap().into_inner().domain.unwrap();
    assert_ne!(changed.update_time, domain.update_time);
    let read_again = read(&mut acme, "alice").await;
    assert_eq!(read_again.domain, summary(&changed));
    assert_eq!((read_again.etag, read_again.update_time), (user.etag.clone(), user.update_time));

    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", PASSWORD).await;
    assert_eq!(phone.register(60).await.status, 200);
    let user = update(&mut acme, json!({"first_name": "A"}), &[]).await;
    assert_eq!(user.uid, uid.to_string());
    let presence = user.presence.unwrap();
    assert_eq!((presence.state(), presence.registration_count), (v1::PresenceState::Online, 1));
    let listed = acme.list(NAME).await.remove(0);
    assert_eq!(presence.last_seen_time, listed.refresh_time);
    assert!(presence.last_seen_time.is_some());
}

/// Each in its order, once, and only what the domain has.
async fn what_a_user_refers_to_must_be_there(backend: Backend) {
    let (server, mut acme) = start(backend).await;
    create(&mut acme, "alice", &json!({})).await;
    let turned = json!({"groups": sets("groups", &["c", "a", "c"]), "organizations": sets("organizations", &["b", "a"])});
    let before = update(&mut acme, turned, &[]).await;
    assert_eq!(
        (&before.groups, &before.organizations),
        (&sets("groups", &["a", "c"]), &sets("organizations", &["a", "b"]))
    );
    for (path, value, kind) in [
        ("role", json!("domains/acme.test/roles/gone"), "Role"),
        ("organizations", json!(sets("organizations", &["a", "gone", "gone2"])), "Organization"),
        ("groups", json!(sets("groups", &["gone", "a"])), "Group"),
    ] {
        let sent = with(path, &value);
        let created = refused(acme.create_user("bob@acme.test", draft(&sent)).await);
        let updated = refused(acme.update_user(named(sent), &[]).await);
        for failure in [created, updated] {
            assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{path}");
            let names = if path == "role" { "roles" } else { path };
            assert_eq!(failure.metadata["resource"], format!("domains/acme.test/{names}/gone"));
            assert_eq!(failure.metadata["resource_type"], format!("rollcall.dev/{kind}"));
        }
    }
    assert_eq!(read(&mut acme, "alice").await, before);

    // Without organization management, what is there stays and shows; nothing joins and nothing leaves.
    let any = Caller::new(&server, "acme", ALL_SCOPES).await;
    let off = json!({"domain": {"name": DOMAIN}, "update_mask": "organizationManagement"});
    any.call("DomainService/UpdateDomain", off).await.unwrap();
    for ids in [&["c"][..], &[]] {
        let change = json!({ "organizations": sets("organizations", ids) });
        let failure = refused(acme.update_user(named(change), &["organizations"]).await);
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "ORGANIZATIONS_DISABLED"));
    }
    let same = json!({"organizations": before.organizations, "groups": sets("groups", &["b"])});
    let after = update(&mut acme, same, &[]).await;
    assert_eq!((after.organizations, after.groups), (before.organizations, sets("groups", &["b"])));
    let failure = refused(
        acme.create_user("bob@acme.test", draft(&json!({"organizations": sets("organizations", &["a"])})))
            .await,
    );
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "ORGANIZATIONS_DISABLED"));
}

/// A value that only one may have is free for the one who has it, in whatever case.
async fn own_values_do_not_collide(backend: Backend) {
    let (_server, mut acme) = start(backend).await;
    create(&mut acme, "alice", &json!({"email": "Alice@ACME.example", "extension_number": "1"})).await;
    let user = update(&mut acme, json!({"email": "aLICE@acme.example", "extension_number": "1"}), &[]).await;
    assert_eq!(user.email, "alice@acme.example");
    let leases = json!({"number_leases": [LEASES[0], LEASES[1]]});
    update(&mut acme, leases, &["number_leases"]).await;
    let turned = json!({"number_leases": [LEASES[1], LEASES[0]]});
    let user = update(&mut acme, turned, &["number_leases"]).await;
    assert_eq!(user.number_leases, [LEASES[1], LEASES[0]]);
    // Another's lease is named, not the own ones beside it.
    acme.create_user("bob@acme.test", draft(&json!({"number_leases": [LEASES[2]]}))).await.unwrap();
    let greedy = json!({"number_leases": [LEASES[1], LEASES[0], LEASES[2]]});
    let failure = refused(acme.update_user(named(greedy), &[]).await);
    assert_eq!(failure.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!(failure.refused["user.number_leases"], LEASES[2]);
    assert_eq!(read(&mut acme, "alice").await, user);
}

crate::on_both!(
    each_is_created_read_and_listed,
    a_mask_of_one_field_changes_nothing_else,
    no_mask_is_what_has_a_value,
    a_star_resets_what_is_not_given_but_no_password,
    paths_that_cannot_be_written_are_refused,
    each_bad_value_is_refused_by_its_path,
    all_bad_values_are_told_at_once,
    credentials_need_their_path,
    what_the_server_says_of_a_user,
    what_a_user_refers_to_must_be_there,
    own_values_do_not_collide,
);
