//! DomainService: create, get, list, update, delete.

use crate::support::{Backend, Server, data, refused};
use rollcall::pb::v1;
use std::collections::BTreeMap;
use tonic::Code;

fn labelled(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
}

fn policy() -> v1::RegistrationPolicy {
    let seconds = |seconds| Some(prost_types::Duration { seconds, nanos: 0 });
    v1::RegistrationPolicy {
        min_expiry: seconds(30),
        default_expiry: seconds(600),
        max_expiry: seconds(900),
        transports: vec![v1::Transport::Tcp.into(), v1::Transport::Udp.into()],
        algorithms: vec![v1::DigestAlgorithm::Sha256.into(), v1::DigestAlgorithm::Md5.into()],
        max_registrations: Some(3),
        limit_policy: v1::LimitPolicy::EvictOldest.into(),
        path_mode: v1::PathMode::Strict.into(),
        outbound_mode: v1::OutboundMode::Off.into(),
        count_softphones: true,
        options_ping_interval: seconds(5),
        flow_grace: Some(prost_types::Duration { seconds: 2, nanos: 500_000_000 }),
        ..Default::default()
    }
}

fn full() -> v1::Domain {
    v1::Domain {
        realm: "voice of acme".to_owned(),
        disabled: true,
        registration: Some(policy()),
        password_policy: Some(v1::PasswordPolicy {
            min_length: 14,
            require_digit: Some(false),
            require_upper: Some(true),
            require_lower: Some(false),
            require_symbol: Some(true),
        }),
        default_call_policy: Some(v1::CallPolicy {
            same_domain_calls_only: Some(true),
            allow_direct_queue_calling: Some(false),
            ..Default::default()
        }),
        organization_management: true,
        labels: labelled(&[("tier", "gold"), ("a-b_c9", "")]),
        ..Default::default()
    }
}

async fn fields_round_trip(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let created = acme.create_domain("Voice.Acme.Test", full()).await.unwrap().into_inner().domain.unwrap();
    let read = acme.get_domain("voice.acme.test").await.unwrap().into_inner().domain.unwrap();
    assert_eq!(created, read);
    assert_eq!(read.name, "domains/voice.acme.test");
    assert_eq!(read.account, "accounts/acme");
    assert_eq!((&read.create_time, read.delete_time), (&read.update_time, None));
    assert!(uuid::Uuid::parse_str(&read.uid).is_ok() && !read.etag.is_empty());
    let written = v1::Domain {
        realm: read.realm.clone(),
        disabled: read.disabled,
        registration: read.registration.clone(),
        password_policy: read.password_policy,
        default_call_policy: read.default_call_policy,
        organization_management: read.organization_management,
        labels: read.labels.clone(),
        ..Default::default()
    };
    assert_eq!(written, full());
    let (listed, next) = acme.page_of_domains(0, "").await;
    assert_eq!((listed, next.as_str()), (vec![read], ""));
}

async fn defaults_are_filled_in(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let domain = acme.create_domain("acme.test", v1::Domain::default()).await;
    let domain = domain.unwrap().into_inner().domain.unwrap();
    assert_eq!(domain.realm, "acme.test");
    let policy = domain.registration.unwrap();
    let seconds = |d: Option<prost_types::Duration>| d.unwrap().seconds;
    assert_eq!(seconds(policy.min_expiry), 60);
    assert_eq!(seconds(policy.default_expiry), 3600);
    assert_eq!(seconds(policy.max_expiry), 7200);
    assert_eq!(seconds(policy.flow_grace), 10);
    assert_eq!(policy.options_ping_interval, None);
    assert_eq!(policy.max_registrations, Some(1));
    assert_eq!(policy.algorithms, [i32::from(v1::DigestAlgorithm::Md5)]);
    assert_eq!(policy.limit_policy(), v1::LimitPolicy::Reject);
    assert_eq!(domain.password_policy.unwrap().min_length, 10);
    assert_eq!(domain.presence.unwrap(), v1::DomainPresence::default());
}

async fn pings_are_five_seconds_apart_or_never(backend: Backend) {
    const FIELD: &str = "domain.registration.options_ping_interval";
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let set = async |client: &mut crate::support::Client, interval: Option<(i64, i32)>| {
        let options_ping_interval = interval.map(|(seconds, nanos)| prost_types::Duration { seconds, nanos });
        let registration =
            Some(v1::RegistrationPolicy { options_ping_interval, min_expiry: None, ..Default::default() });
        let domain = v1::Domain { name: "domains/acme.test".to_owned(), registration, ..Default::default() };
        client.update_domain(domain, &["registration.options_ping_interval"]).await
    };
    for bad in [(4, 0), (1, 0), (-5, 0), (5, 1), (31 * 24 * 3600, 0), (i64::MAX, 0)] {
        let failure = refused(set(&mut acme, Some(bad)).await);
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"), "{bad:?}");
        assert_eq!(failure.fields, [FIELD], "{bad:?}");
    }
    // The same of a new one, and with whatever else is wrong.
    let policy = v1::RegistrationPolicy {
        options_ping_interval: Some(prost_types::Duration { seconds: 4, nanos: 0 }),
        min_expiry: Some(prost_types::Duration { seconds: 1, nanos: 0 }),
        ..Default::default()
    };
    let new = v1::Domain { registration: Some(policy), ..Default::default() };
    let failure = refused(acme.create_domain("new.test", new).await);
    assert_eq!(failure.fields, ["domain.registration.min_expiry", FIELD]);
    assert_eq!(failure.refused[FIELD], "4 s");
    for (interval, kept) in
        [(Some((5, 0)), Some(5)), (Some((0, 0)), None), (Some((60, 0)), Some(60)), (None, None)]
    {
        let updated = set(&mut acme, interval).await.unwrap().into_inner().domain.unwrap();
        let read = acme.get_domain("acme.test").await.unwrap().into_inner().domain.unwrap();
        assert_eq!(updated, read);
        assert_eq!(read.registration.unwrap().options_ping_interval.map(|d| d.seconds), kept);
    }
}

/// 1005 domains, inserted in an order of their own.
async fn pages(backend: Backend) {
    let server = Server::start(backend).await;
    let store = data::of_server(&server).await;
    let tx = store.begin().await.unwrap();
    for n in 0..1005 {
        let fqdn = format!("d{:04}.test", n * 7 % 1005);
        tx.insert_domain(data::domain("acme", &fqdn)).await.unwrap();
    }
    tx.insert_domain(data::domain("other", "d0000x.test")).await.unwrap();
    tx.commit().await.unwrap();
    let mut acme = server.client("acme").await;
    let name = |n: usize| format!("domains/d{n:04}.test");

    let (default, next) = acme.page_of_domains(0, "").await;
    assert_eq!(default.len(), 50);
    assert_eq!(default[49].name, name(49));
    let (capped, last) = acme.page_of_domains(5000, "").await;
    assert_eq!(capped.len(), 1000);
    assert!(capped.iter().enumerate().all(|(n, d)| d.name == name(n)));
    let (rest, end) = acme.page_of_domains(5000, &last).await;
    assert_eq!((rest.len(), end.as_str()), (5, ""));
    assert_eq!(rest[4].name, name(1004));
    // A token goes on with any page size, and after changes before and behind its place.
    acme.delete_domain("d0049.test", false).await.unwrap();
    acme.delete_domain("d0051.test", false).await.unwrap();
    acme.create_domain("d0001a.test", v1::Domain::default()).await.unwrap();
    let (after, _) = acme.page_of_domains(2, &next).await;
    assert_eq!(after.iter().map(|d| d.name.clone()).collect::<Vec<_>>(), [name(50), name(52)]);

    let list = async |page_size, page_token: &str| {
        let page_token = page_token.to_owned();
        let request = v1::ListDomainsRequest { page_size, page_token, ..Default::default() };
        refused(acme.domains.clone().list_domains(request).await)
    };
    let negative = list(-1, "").await;
    assert_eq!(negative.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    assert_eq!(negative.fields, ["page_size"]);
    assert_eq!(negative.refused["page_size"], "-1");
    for token in ["nonsense", "AAAA", &next[1..]] {
        assert_eq!(list(0, token).await.kind(), (Code::InvalidArgument, "PAGE_TOKEN_INVALID"), "{token}");
    }
}

async fn a_mask_writes_its_fields_only(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let before = acme.create_domain("acme.test", full()).await.unwrap().into_inner().domain.unwrap();
    let draft = v1::Domain {
        name: "domains/acme.test".to_owned(),
        labels: labelled(&[("tier", "silver")]),
        registration: Some(v1::RegistrationPolicy { max_registrations: Some(9), ..Default::default() }),
        password_policy: Some(v1::PasswordPolicy { min_length: 20, ..Default::default() }),
        default_call_policy: Some(v1::CallPolicy {
            allow_direct_app_calling: Some(true),
            ..Default::default()
        }),
        ..Default::default()
    };
    let mut expected = before.clone();
    for (path, apply) in [
        ("labels", (|d, from| d.labels = from.labels) as fn(&mut v1::Domain, v1::Domain)),
        ("registration.max_registrations", |d, _| {
            d.registration.as_mut().unwrap().max_registrations = Some(9);
        }),
        ("password_policy.min_length", |d, _| d.password_policy.as_mut().unwrap().min_length = 20),
        ("default_call_policy.allow_direct_app_calling", |d, _| {
            d.default_call_policy.as_mut().unwrap().allow_direct_app_calling = Some(true);
        }),
        ("disabled", |d, _| d.disabled = false),
    ] {
        let answer = acme.update_domain(draft.clone(), &[path]).await.unwrap().into_inner();
        let after = answer.domain.unwrap();
        assert!(!answer.resume_token.is_empty());
        assert_ne!(after.etag, expected.etag, "{path}");
        apply(&mut expected, draft.clone());
        expected.etag.clone_from(&after.etag);
        expected.update_time = after.update_time;
        assert_eq!(after, expected, "{path}");
        assert_eq!(acme.get_domain("acme.test").await.unwrap().into_inner().domain.unwrap(), after);
    }
    let seconds = |d: &v1::Domain| d.update_time.map(|t| (t.seconds, t.nanos));
    assert!(seconds(&expected) > seconds(&before));
}

async fn a_star_writes_all_and_no_mask_what_is_set(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let before = acme.create_domain("acme.test", full()).await.unwrap().into_inner().domain.unwrap();
    let name = "domains/acme.test".to_owned();
    let draft = v1::Domain { name: name.clone(), labels: labelled(&[("a", "b")]), ..Default::default() };

    let after = acme.update_domain(draft.clone(), &[]).await.unwrap().into_inner().domain.unwrap();
    assert_eq!(after.labels, draft.labels);
    assert_eq!((after.disabled, &after.registration), (true, &before.registration));

    let after = acme.update_domain(draft.clone(), &["*"]).await.unwrap().into_inner().domain.unwrap();
    assert_eq!(after.labels, draft.labels);
    assert_eq!((after.disabled, after.organization_management), (false, false));
    assert_eq!(after.registration.unwrap().max_registrations, None, "unset is no limit");
    assert_eq!(after.password_policy.unwrap().min_length, 10);
    assert_eq!((after.realm, after.uid), (before.realm, before.uid), "what cannot change stays");
}

async fn masks_are_checked_and_output_only_values_ignored(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let before = acme.create_domain("acme.test", full()).await.unwrap().into_inner().domain.unwrap();
    let draft = v1::Domain {
        name: "domains/acme.test".to_owned(),
        uid: uuid::Uuid::nil().to_string(),
        create_time: Some(prost_types::Timestamp::default()),
        presence: Some(v1::DomainPresence { online_user_count: 99, registration_count: 99 }),
        ..full()
    };
    for mask in [&["*"][..], &[]] {
        let after = acme.update_domain(draft.clone(), mask).await.unwrap().into_inner().domain.unwrap();
        assert_eq!((after.uid, after.create_time), (before.uid.clone(), before.create_time));
        assert_eq!(after.presence, before.presence);
    }
    let paths = ["labels", "nonsense", "uid", "registration.nonsense", "realm"];
    let failure = refused(acme.update_domain(draft, &paths).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    assert_eq!(failure.fields, ["update_mask"; 4]);
    assert_eq!(failure.metadata["field_count"], "4");
}

async fn etags_guard(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let first = acme.domain("acme.test").await;
    let change = |etag: &str| v1::Domain {
        name: "domains/acme.test".to_owned(),
        etag: etag.to_owned(),
        disabled: true,
        ..Default::default()
    };
    let second = acme.update_domain(change(&first.etag), &[]).await.unwrap().into_inner().domain.unwrap();
    let failure = refused(acme.update_domain(change(&first.etag), &[]).await);
    assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!(failure.metadata["etag"], second.etag);
    assert_eq!(failure.metadata["resource"], "domains/acme.test");
    acme.update_domain(change(&failure.metadata["etag"]), &[]).await.unwrap();
    acme.update_domain(change(""), &[]).await.unwrap();

    let delete = async |etag: &str| {
        let (name, etag) = ("domains/acme.test".to_owned(), etag.to_owned());
        acme.domains.clone().delete_domain(v1::DeleteDomainRequest { name, etag, force: false }).await
    };
    let failure = refused(delete(&second.etag).await);
    assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
    delete(&failure.metadata["etag"]).await.unwrap();
}

async fn deleting_a_domain_with_users_needs_force(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    acme.user("acme.test", "alice").await;
    acme.user("acme.test", "bob").await;
    let failure = refused(acme.delete_domain("acme.test", false).await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "DOMAIN_NOT_EMPTY"));
    assert_eq!(failure.metadata["user_count"], "2");
    acme.get_user("alice@acme.test").await.unwrap();

    let deleted = acme.delete_domain("acme.test", true).await.unwrap().into_inner();
    assert_eq!(deleted.domain.unwrap().name, "domains/acme.test");
    assert_eq!(
        refused(acme.delete_domain("acme.test", true).await).kind(),
        (Code::NotFound, "RESOURCE_NOT_FOUND")
    );
    let taken = refused(acme.create_domain("acme.test", v1::Domain::default()).await);
    assert_eq!(taken.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
}

async fn bad_fields_are_told_all_at_once(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let seconds = |seconds, nanos| Some(prost_types::Duration { seconds, nanos });
    let domain = v1::Domain {
        account: "accounts/other".to_owned(),
        realm: "a\"b".to_owned(),
        registration: Some(v1::RegistrationPolicy {
            min_expiry: seconds(1, 0),
            default_expiry: seconds(60, 5),
            transports: vec![v1::Transport::Udp.into(), 77],
            max_registrations: Some(-1),
            limit_policy: 99,
            ..Default::default()
        }),
        password_policy: Some(v1::PasswordPolicy { min_length: 5, ..Default::default() }),
        labels: labelled(&[("Upper", "x"), ("good", &"v".repeat(64))]),
        ..Default::default()
    };
    let mut failure = refused(acme.create_domain("under_score", domain).await);
    assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
    failure.fields.sort();
    let expected = [
        "domain.account",
        "domain.labels[\"Upper\"]",
        "domain.labels[\"good\"]",
        "domain.password_policy.min_length",
        "domain.realm",
        "domain.registration.default_expiry",
        "domain.registration.limit_policy",
        "domain.registration.max_registrations",
        "domain.registration.min_expiry",
        "domain.registration.transports[1]",
        "domain_id",
    ];
    assert_eq!(failure.fields, expected);
    assert_eq!(failure.metadata["field_count"], expected.len().to_string());
    assert_eq!(failure.refused["domain_id"], "under_score");
    assert_eq!(failure.refused["domain.registration.max_registrations"], "-1");
}

crate::on_both!(
    fields_round_trip,
    defaults_are_filled_in,
    pages,
    pings_are_five_seconds_apart_or_never,
    a_mask_writes_its_fields_only,
    a_star_writes_all_and_no_mask_what_is_set,
    masks_are_checked_and_output_only_values_ignored,
    etags_guard,
    deleting_a_domain_with_users_needs_force,
    bad_fields_are_told_all_at_once,
);
