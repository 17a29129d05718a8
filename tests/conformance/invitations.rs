//! InvitationService: create, get, list, revoke; acceptance has files of its own.

mod accept;
mod races;

use crate::support::{
    Backend, Client, Failure, Server, calls, refused,
    sql::{numbers, of_server, texts},
};
use prost::Message;
use rollcall::pb::v1::{self, invitation_service_client::InvitationServiceClient};
use sea_orm::ConnectionTrait;
use std::time::{Duration, SystemTime};
use tonic::{Code, Request, Response, Status, transport::Channel};

/// The service as one caller, and as somebody without a token.
#[derive(Clone)]
struct Invitations {
    service: InvitationServiceClient<Channel>,
    token: String,
}

type Answer<T> = Result<Response<T>, Status>;

impl Invitations {
    async fn of(server: &Server, account: &str) -> Self {
        let token = server.token(account, "users:read,users:write");
        let service = InvitationServiceClient::new(calls::channel(server.grpc()).await);
        Self { service, token: format!("Bearer {token}") }
    }

    fn signed<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", self.token.parse().unwrap());
        request
    }

    async fn create(&self, request: v1::CreateInvitationRequest) -> Answer<v1::CreateInvitationResponse> {
        self.service.clone().create_invitation(self.signed(request)).await
    }

    /// An invitation to acme.test with an id, and its token.
    async fn invite(&self, id: &str, preset: Option<v1::User>) -> (v1::Invitation, String) {
        let created = self.create(wish(id, preset)).await.unwrap().into_inner();
        (created.invitation.unwrap(), created.token)
    }

    async fn get(&self, id: &str) -> Answer<v1::GetInvitationResponse> {
        let request = v1::GetInvitationRequest { name: name(id) };
        self.service.clone().get_invitation(self.signed(request)).await
    }

    async fn read(&self, id: &str) -> v1::Invitation {
        self.get(id).await.unwrap().into_inner().invitation.unwrap()
    }

    async fn list(&self, page_size: i32, page_token: &str) -> Answer<v1::ListInvitationsResponse> {
        let (parent, page_token) = ("domains/acme.test".to_owned(), page_token.to_owned());
        let request = v1::ListInvitationsRequest { parent, page_size, page_token, ..Default::default() };
        self.service.clone().list_invitations(self.signed(request)).await
    }

    async fn revoke(&self, id: &str, etag: &str) -> Answer<v1::RevokeInvitationResponse> {
        let request = v1::RevokeInvitationRequest { name: name(id), etag: etag.to_owned() };
        self.service.clone().revoke_invitation(self.signed(request)).await
    }

    /// As the invited person: without a token of a caller.
    async fn accept(&self, request: v1::AcceptInvitationRequest) -> Answer<v1::AcceptInvitationResponse> {
        self.service.clone().accept_invitation(request).await
    }
}

fn name(id: &str) -> String {
    format!("domains/acme.test/invitations/{id}")
}

fn wish(id: &str, preset: Option<v1::User>) -> v1::CreateInvitationRequest {
    let display_name = "Alice of sales".to_owned();
    v1::CreateInvitationRequest {
        parent: "domains/acme.test".to_owned(),
        invitation_id: id.to_owned(),
        invitation: Some(v1::Invitation { display_name, preset, ..Default::default() }),
        ..Default::default()
    }
}

/// An acceptance with a login and a good password.
fn acceptance(token: &str, login: &str) -> v1::AcceptInvitationRequest {
    v1::AcceptInvitationRequest {
        token: token.to_owned(),
        user_id: login.to_owned(),
        user_password: "Battery-Staple-2".to_owned(),
        ..Default::default()
    }
}

/// Every field that a preset may hold and that refers to nothing.
fn preset() -> v1::User {
    v1::User {
        extension_number: "1001".to_owned(),
        first_name: "Alice".to_owned(),
        last_name: "Äpfel".to_owned(),
        display_name: "Alice at Acme".to_owned(),
        email: "Alice@acme.example".to_owned(),
        phone_number: "+4930123456".to_owned(),
        mobile_number: "+49170123456".to_owned(),
        job_title: "Operator".to_owned(),
        date_of_birth: Some(rollcall::pb::Date { year: 1990, month: 2, day: 28 }),
        gender: v1::Gender::Female.into(),
        avatar_uri: "https://acme.example/alice.png".to_owned(),
        caller_id: "1001".to_owned(),
        number_leases: vec![uuid::Uuid::new_v4().to_string()],
        auth_username: "a-1001".to_owned(),
        max_registrations: Some(2),
        role: "domains/acme.test/roles/employee".to_owned(),
        call_policy: Some(v1::CallPolicy { same_domain_calls_only: Some(true), ..Default::default() }),
        forwarding: Some(v1::ForwardingPolicy { busy: "+4930123457".to_owned(), ..Default::default() }),
        labels: [("team".to_owned(), "north".to_owned())].into(),
        ..Default::default()
    }
}

async fn start(backend: Backend) -> (Server, Client, Invitations) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let invitations = Invitations::of(&server, "acme").await;
    (server, acme, invitations)
}

fn seconds_ahead(of: &v1::Invitation) -> i64 {
    of.expire_time.unwrap().seconds - of.create_time.unwrap().seconds
}

fn at(from_now: Duration) -> prost_types::Timestamp {
    (SystemTime::now() + from_now).into()
}

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn what_was_created_is_read_without_its_token(backend: Backend) {
    let (_server, _acme, invitations) = start(backend).await;
    let (created, token) = invitations.invite("alice", Some(preset())).await;
    assert_eq!(token.len(), 43, "256 bits: {token}");
    assert_eq!(created.name, name("alice"));
    assert_eq!(
        (created.display_name.as_str(), created.state()),
        ("Alice of sales", v1::InvitationState::Pending)
    );
    assert!(uuid::Uuid::parse_str(&created.uid).is_ok() && !created.etag.is_empty());
    assert_eq!((created.create_time, created.user.as_str()), (created.update_time, ""));
    assert_eq!(seconds_ahead(&created), 7 * 24 * 3600);
    assert_eq!(
        created.preset,
        Some(preset())
            .map(|p| v1::User { number_leases: created.preset.clone().unwrap().number_leases, ..p })
    );
    assert_eq!(invitations.read("alice").await, created);
    let (bare, other) = invitations.invite("", None).await;
    assert_ne!(token, other);
    assert!(bare.preset.is_none());
    let id = bare.name.rsplit('/').next().unwrap();
    assert!(id.starts_with(|c: char| c.is_ascii_lowercase()) && id.len() <= 63, "{id}");
    let listed = invitations.list(0, "").await.unwrap().into_inner();
    let mut expected = [created, bare.clone()];
    expected.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(listed.invitations, expected);
    assert!(!listed.encode_to_vec().windows(43).any(|w| w == token.as_bytes() || w == other.as_bytes()));
    let missing = refused(invitations.get("nobody").await);
    assert_eq!(missing.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(missing.metadata["resource_type"], "rollcall.dev/Invitation");
    let taken = refused(invitations.create(wish("alice", None)).await);
    assert_eq!(taken.kind(), (Code::AlreadyExists, "RESOURCE_ALREADY_EXISTS"));
    assert_eq!(
        (taken.metadata["field"].as_str(), taken.metadata["resource"].as_str()),
        ("name", &*name("alice"))
    );
}

async fn bad_fields_are_told_at_once(backend: Backend) {
    let (server, _acme, invitations) = start(backend).await;
    let preset = v1::User {
        login: "a b".to_owned(),
        email: "no address".to_owned(),
        gender: 99,
        role: "domains/other.test/roles/x".to_owned(),
        organizations: vec!["x".to_owned()],
        forwarding: Some(v1::ForwardingPolicy { busy: "nowhere".to_owned(), ..Default::default() }),
        registration_password: "hunter2-hunter2".to_owned(),
        user_password: "swordfish-swordfish".to_owned(),
        ..Default::default()
    };
    let invitation = v1::Invitation {
        display_name: "Al".to_owned(),
        expire_time: Some(at(91 * DAY)),
        preset: Some(preset),
        ..Default::default()
    };
    let request = |parent: &str| v1::CreateInvitationRequest {
        parent: parent.to_owned(),
        invitation_id: "1".to_owned(),
        invitation: Some(invitation.clone()),
        ..Default::default()
    };
    let mut expected = vec![
        "invitation.display_name",
        "invitation.expire_time",
        "invitation.preset.email",
        "invitation.preset.forwarding.busy",
        "invitation.preset.gender",
        "invitation.preset.login",
        "invitation.preset.organizations[0]",
        "invitation.preset.registration_password",
        "invitation.preset.role",
        "invitation.preset.user_password",
        "invitation_id",
    ];
    let fields = |failure: &Failure| {
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
        assert!(!failure.refused.keys().any(|field| field.ends_with("password")));
        let mut fields = failure.fields.clone();
        fields.sort();
        fields
    };
    assert_eq!(fields(&refused(invitations.create(request("domains/acme.test")).await)), expected);
    // Without a domain, the names of its parts cannot be judged.
    expected
        .retain(|field| !["invitation.preset.organizations[0]", "invitation.preset.role"].contains(field));
    expected.push("parent");
    assert_eq!(fields(&refused(invitations.create(request("acme")).await)), expected);
    assert!(!server.log().contains("hunter2") && !server.log().contains("swordfish"));

    for (expire_time, good) in [
        (at(90 * DAY - Duration::from_secs(60)), true),
        (at(Duration::from_secs(60)), true),
        (at(90 * DAY + Duration::from_secs(60)), false),
        ((SystemTime::now() - Duration::from_secs(1)).into(), false),
        (prost_types::Timestamp { seconds: i64::MAX, nanos: 0 }, false),
        (prost_types::Timestamp { seconds: 1, nanos: -1 }, false),
    ] {
        let mut request = wish("", None);
        request.invitation.as_mut().unwrap().expire_time = Some(expire_time);
        match invitations.create(request).await {
            Ok(_) => assert!(good, "{expire_time:?}"),
            Err(status) => {
                assert!(!good, "{expire_time:?} {status:?}");
                assert_eq!(Failure::of(&status).fields, ["invitation.expire_time"]);
            }
        }
    }
    for (display_name, good) in [
        ("Ali", true),
        ("Al", false),
        (&*"ä".repeat(255), true),
        (&*"ä".repeat(256), false),
        ("A\u{7}b", false),
    ] {
        let mut request = wish("", None);
        request.invitation.as_mut().unwrap().display_name = display_name.to_owned();
        assert_eq!(invitations.create(request).await.is_ok(), good, "{display_name:?}");
    }
}

async fn presets_refer_to_what_is_there(backend: Backend) {
    let (_server, mut acme, invitations) = start(backend).await;
    let groups = v1::User { groups: vec!["domains/acme.test/groups/g".to_owned()], ..Default::default() };
    let role = v1::User { role: "domains/acme.test/roles/r".to_owned(), ..Default::default() };
    for (preset, resource) in [(groups, "domains/acme.test/groups/g"), (role, "domains/acme.test/roles/r")] {
        let failure = refused(invitations.create(wish("alice", Some(preset))).await);
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
        assert_eq!(failure.metadata["resource"], resource);
    }
    let organizations = vec!["domains/acme.test/organizations/o".to_owned()];
    let organized = v1::User { organizations, ..Default::default() };
    let failure = refused(invitations.create(wish("alice", Some(organized.clone()))).await);
    assert_eq!(failure.fields, ["invitation.preset.organizations"], "the domain has none");
    let name = "domains/acme.test".to_owned();
    let on = v1::Domain { name, organization_management: true, ..Default::default() };
    acme.update_domain(on, &["organization_management"]).await.unwrap();
    let failure = refused(invitations.create(wish("alice", Some(organized))).await);
    assert_eq!(failure.metadata["resource"], "domains/acme.test/organizations/o");
    let mut elsewhere = wish("alice", None);
    elsewhere.parent = "domains/nowhere.test".to_owned();
    assert_eq!(refused(invitations.create(elsewhere).await).metadata["resource"], "domains/nowhere.test");
}

async fn pages_are_in_the_order_of_ids(backend: Backend) {
    let (_server, _acme, invitations) = start(backend).await;
    let mut ids: Vec<String> = (0..7).map(|n| format!("i{}", n * 5 % 7)).collect();
    for id in &ids {
        invitations.invite(id, None).await;
    }
    ids.sort();
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let page = invitations.list(3, &token).await.unwrap().into_inner();
        seen.extend(page.invitations.into_iter().map(|i| i.name));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, ids.iter().map(|id| name(id)).collect::<Vec<_>>());
    assert_eq!(refused(invitations.list(-1, "").await).fields, ["page_size"]);
    assert_eq!(refused(invitations.list(0, "x").await).reason, "PAGE_TOKEN_INVALID");
}

async fn revoked_ones_are_worthless(backend: Backend) {
    let (server, _acme, invitations) = start(backend).await;
    let (created, token) = invitations.invite("alice", None).await;
    let failure = refused(invitations.revoke("alice", "stale").await);
    assert_eq!(failure.kind(), (Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!(failure.metadata["etag"], created.etag);
    let revoked = invitations.revoke("alice", &created.etag).await.unwrap().into_inner().invitation.unwrap();
    assert_eq!(revoked.state(), v1::InvitationState::Revoked);
    assert_ne!(revoked.etag, created.etag);
    assert!(revoked.update_time.unwrap().seconds >= created.update_time.unwrap().seconds);
    // A retry has the old etag.
    let again = invitations.revoke("alice", &created.etag).await.unwrap().into_inner().invitation.unwrap();
    assert_eq!((&again, &invitations.read("alice").await), (&revoked, &revoked));
    let failure = refused(invitations.accept(acceptance(&token, "alice")).await);
    assert_eq!(failure.kind(), (Code::FailedPrecondition, "INVITATION_NOT_PENDING"));
    assert_eq!(failure.metadata["state"], "REVOKED");
    assert_eq!(refused(invitations.revoke("nobody", "").await).reason, "RESOURCE_NOT_FOUND");

    let db = of_server(&server).await;
    let sql = format!(
        "SELECT actor, method, changed_fields FROM audit_entries WHERE resource = '{}' ORDER BY id",
        name("alice")
    );
    let subject = &texts::<1>(&db, "SELECT actor FROM audit_entries ORDER BY id DESC LIMIT 1").await[0][0];
    let service = "rollcall.v1.InvitationService";
    let entry =
        |method: &str, fields: &str| [subject.clone(), format!("{service}/{method}"), fields.to_owned()];
    assert_eq!(
        texts::<3>(&db, &sql).await,
        [
            entry("CreateInvitation", r#"["display_name","expire_time"]"#),
            entry("RevokeInvitation", r#"["state"]"#)
        ]
    );
}

async fn expired_ones_are_seen_as_such(backend: Backend) {
    let (server, _acme, invitations) = start(backend).await;
    let (_, token) = invitations.invite("alice", None).await;
    let db = of_server(&server).await;
    db.execute_unprepared("UPDATE invitations SET expire_time = 1000000").await.unwrap();
    assert_eq!(invitations.read("alice").await.state(), v1::InvitationState::Expired);
    let listed = invitations.list(0, "").await.unwrap().into_inner().invitations;
    assert_eq!(listed[0].state(), v1::InvitationState::Expired);
    for failure in [
        refused(invitations.accept(acceptance(&token, "alice")).await),
        refused(invitations.revoke("alice", "").await),
    ] {
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "INVITATION_NOT_PENDING"));
        assert_eq!(failure.metadata["state"], "EXPIRED");
    }
}

async fn a_retry_gets_the_token_again(backend: Backend) {
    let (server, _acme, invitations) = start(backend).await;
    let request_id = uuid::Uuid::new_v4().to_string();
    let request = v1::CreateInvitationRequest { request_id: request_id.clone(), ..wish("", Some(preset())) };
    let first = invitations.create(request.clone()).await.unwrap().into_inner();
    let server = server.restart().await;
    let invitations = Invitations::of(&server, "acme").await;
    let again = invitations.create(request.clone()).await.unwrap().into_inner();
    assert_eq!((&again.token, &again.invitation), (&first.token, &first.invitation));
    let other = v1::CreateInvitationRequest { request_id, ..wish("other", None) };
    assert_eq!(refused(invitations.create(other).await).kind(), (Code::InvalidArgument, "REQUEST_ID_REUSED"));
    assert_eq!(invitations.list(0, "").await.unwrap().into_inner().invitations.len(), 1);
}

async fn other_accounts_see_nothing(backend: Backend) {
    let (server, _acme, invitations) = start(backend).await;
    invitations.invite("alice", None).await;
    let globex = Invitations::of(&server, "globex").await;
    let failures = [
        refused(globex.get("alice").await),
        refused(globex.revoke("alice", "").await),
        refused(globex.list(0, "").await),
        refused(globex.create(wish("bob", None)).await),
    ];
    for failure in failures {
        assert_eq!(failure.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"), "{failure:?}");
    }
    assert_eq!(invitations.read("alice").await.state(), v1::InvitationState::Pending);
}

async fn tokens_are_nowhere(backend: Backend) {
    let server = Server::with(backend, &["--log", "debug"]).await;
    let mut acme = server.client("acme").await;
    acme.domain("acme.test").await;
    let invitations = Invitations::of(&server, "acme").await;
    let request_id = uuid::Uuid::new_v4().to_string();
    let create = v1::CreateInvitationRequest { request_id: request_id.clone(), ..wish("alice", None) };
    let token = invitations.create(create).await.unwrap().into_inner().token;
    let accept = v1::AcceptInvitationRequest {
        registration_password: "Correct-Horse-1".to_owned(),
        request_id,
        ..acceptance(&token, "alice")
    };
    invitations.accept(accept).await.unwrap();
    refused(invitations.accept(acceptance(&token, "bob")).await);
    let mut places = vec![("the log".to_owned(), server.log().into_bytes())];
    for entry in std::fs::read_dir(server.data_dir()).unwrap() {
        let path = entry.unwrap().path();
        places.push((path.display().to_string(), std::fs::read(&path).unwrap()));
    }
    if let Some(url) = server.database_url() {
        for table in ["invitations", "requests", "audit_entries", "users", "user_credentials"] {
            let sql = format!("SELECT encode(convert_to(t::text, 'UTF8'), 'escape') FROM {table} t");
            places.push((table.to_owned(), crate::support::postgres::psql(url, &sql).into_bytes()));
        }
    }
    assert!(places.iter().any(|(_, text)| text.windows(5).any(|w| w == b"alice")));
    for (place, text) in places {
        for secret in [token.as_str(), "Battery-Staple-2", "Correct-Horse-1"] {
            assert!(!text.windows(secret.len()).any(|w| w == secret.as_bytes()), "a secret is in {place}");
        }
    }
    let shown = format!("{:?}", v1::CreateInvitationResponse { token: token.clone(), ..Default::default() });
    assert!(!shown.contains(&token));
    let digests =
        numbers::<1>(&of_server(&server).await, "SELECT CAST(length(token_hash) AS BIGINT) FROM invitations")
            .await;
    assert_eq!(digests, [[32]]);
}

crate::on_both!(
    what_was_created_is_read_without_its_token,
    bad_fields_are_told_at_once,
    presets_refer_to_what_is_there,
    pages_are_in_the_order_of_ids,
    revoked_ones_are_worthless,
    expired_ones_are_seen_as_such,
    a_retry_gets_the_token_again,
    other_accounts_see_nothing,
    tokens_are_nowhere,
);
