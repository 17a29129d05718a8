//! `Domain.delegated_authentication`: the setting. What it does to phones is in tests/sip/delegated.rs.

use crate::support::{
    Backend, Client, Phone, Server,
    data::{self, execute},
    delegate::{Service, TOKEN},
    refused,
    server::rollcall,
};
use rollcall::{
    model::{AccountScope, Fqdn, Time},
    pb::v1::{self, DelegatedAuthentication, DelegationMode},
    store::SealedKind,
};
use std::fs;
use tonic::Code;

const WHOLE: &str = "delegated_authentication";

fn millis(millis: i64) -> Option<prost_types::Duration> {
    let nanos = i32::try_from(millis % 1000 * 1_000_000).unwrap();
    Some(prost_types::Duration { seconds: millis / 1000, nanos })
}

fn setting(endpoint: &str) -> DelegatedAuthentication {
    DelegatedAuthentication {
        endpoint: endpoint.to_owned(),
        timeout: millis(250),
        mode: DelegationMode::FetchHa1.into(),
        bearer_token: TOKEN.to_owned(),
    }
}

/// As it is answered.
fn shown(setting: &DelegatedAuthentication) -> Option<DelegatedAuthentication> {
    Some(DelegatedAuthentication { bearer_token: String::new(), ..setting.clone() })
}

fn domain(setting: Option<DelegatedAuthentication>) -> v1::Domain {
    v1::Domain {
        name: "domains/acme.test".to_owned(),
        delegated_authentication: setting,
        ..Default::default()
    }
}

async fn update(client: &mut Client, setting: Option<DelegatedAuthentication>, mask: &[&str]) -> v1::Domain {
    client.update_domain(domain(setting), mask).await.unwrap().into_inner().domain.unwrap()
}

/// What is in the database of the token.
async fn stored(server: &Server) -> String {
    let sql = "SELECT CASE WHEN delegation_token IS NULL THEN '' ELSE 'there' END FROM domains";
    execute(server, sql).await.remove(0)
}

async fn it_comes_back_but_for_its_token(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let whole = setting("https://auth.acme.test:8443");
    let created = acme.create_domain("acme.test", domain(Some(whole.clone()))).await.unwrap();
    let created = created.into_inner().domain.unwrap();
    assert_eq!(created.delegated_authentication, shown(&whole));
    let read = acme.get_domain("acme.test").await.unwrap().into_inner().domain.unwrap();
    let (listed, _) = acme.page_of_domains(0, "").await;
    assert_eq!((&read, &listed[..]), (&created, std::slice::from_ref(&created)));
    assert_eq!(stored(&server).await, "there");

    // A default, and a mask for each part.
    let least = DelegatedAuthentication { timeout: None, ..whole.clone() };
    let after = update(&mut acme, Some(least), &[WHOLE]).await;
    assert_eq!(after.delegated_authentication.unwrap().timeout, millis(1000));
    let other = DelegatedAuthentication {
        endpoint: "https://AUTH.acme.test:8443/".to_owned(),
        timeout: millis(5000),
        mode: DelegationMode::VerifyDigest.into(),
        bearer_token: String::new(),
    };
    let mut expected = shown(&DelegatedAuthentication { timeout: millis(1000), ..whole.clone() }).unwrap();
    for part in ["endpoint", "timeout", "mode"] {
        match part {
            "endpoint" => expected.endpoint.clone_from(&other.endpoint),
            "timeout" => expected.timeout = other.timeout,
            _ => expected.mode = other.mode,
        }
        let after = update(&mut acme, Some(other.clone()), &[&format!("{WHOLE}.{part}")]).await;
        assert_eq!(after.delegated_authentication, Some(expected.clone()), "{part}");
        assert_eq!(stored(&server).await, "there", "{part}: it is the same server");
    }
    // Read, changed, written.
    for mask in [&["*"][..], &[]] {
        update(&mut acme, Some(expected.clone()), mask).await;
        assert_eq!(stored(&server).await, "there", "{mask:?}");
    }
    update(&mut acme, None, &["delegated_authentication.bearer_token"]).await;
    assert_eq!(stored(&server).await, "");
    update(&mut acme, Some(whole.clone()), &["delegated_authentication.bearer_token"]).await;
    assert_eq!(stored(&server).await, "there");
    for other in ["https://auth.acme.test", "https://auth2.acme.test:8443"] {
        update(&mut acme, Some(whole.clone()), &[WHOLE]).await;
        let elsewhere = DelegatedAuthentication { bearer_token: String::new(), ..setting(other) };
        for mask in [WHOLE, "delegated_authentication.endpoint"] {
            let after = update(&mut acme, Some(elsewhere.clone()), &[mask]).await;
            assert_eq!(after.delegated_authentication.unwrap().endpoint, other);
            assert_eq!(stored(&server).await, "", "it was not given for {other}");
        }
    }

    // Off, and on again by its parts alone.
    assert_eq!(update(&mut acme, None, &[WHOLE]).await.delegated_authentication, None);
    assert_eq!(stored(&server).await, "");
    let parts = ["delegated_authentication.endpoint", "delegated_authentication.mode"];
    let after = update(&mut acme, Some(whole.clone()), &parts).await.delegated_authentication;
    assert_eq!(after, shown(&DelegatedAuthentication { timeout: millis(1000), ..whole.clone() }));
    assert_eq!(stored(&server).await, "", "the mask did not name it");
    update(&mut acme, None, &[WHOLE]).await;
    let failure = refused(acme.update_domain(domain(Some(whole)), &parts[..1]).await);
    assert_eq!(failure.fields, ["domain.delegated_authentication.mode"]);
}

async fn bad_fields_are_named(backend: Backend) {
    let server = Server::with(backend, &["--log", "debug"]).await;
    let mut acme = server.client("acme").await;
    let bad = DelegatedAuthentication {
        endpoint: "http://192.0.2.1:50051".to_owned(),
        timeout: millis(5001),
        mode: 9,
        bearer_token: "not one word".to_owned(),
    };
    let all = ["bearer_token", "endpoint", "mode", "timeout"].map(|f| format!("domain.{WHOLE}.{f}"));
    let check = |status: &tonic::Status, mut failure: crate::support::Failure| {
        failure.fields.sort();
        assert_eq!(failure.kind(), (Code::InvalidArgument, "FIELD_INVALID"));
        assert_eq!(failure.fields, all);
        assert!(!failure.refused.contains_key(&all[0]), "{:?}", failure.refused);
        assert!(!status.details().windows(8).any(|w| w == b"one word"));
    };
    let status = acme.create_domain("acme.test", domain(Some(bad.clone()))).await.unwrap_err();
    check(&status, crate::support::Failure::of(&status));
    acme.domain("acme.test").await;
    let status = acme.update_domain(domain(Some(bad.clone())), &[WHOLE]).await.unwrap_err();
    check(&status, crate::support::Failure::of(&status));
    assert!(!server.log().contains("one word"));

    let good = setting("https://auth.acme.test");
    for (change, fields) in [
        (DelegatedAuthentication { endpoint: String::new(), ..good.clone() }, &all[1..2]),
        (DelegatedAuthentication { endpoint: "https://a.test/x".into(), ..good.clone() }, &all[1..2]),
        (DelegatedAuthentication { mode: 0, ..good.clone() }, &all[2..3]),
        (DelegatedAuthentication { timeout: millis(99), ..good.clone() }, &all[3..4]),
        (DelegatedAuthentication { timeout: millis(-200), ..good.clone() }, &all[3..4]),
        (DelegatedAuthentication { bearer_token: "é".into(), ..good.clone() }, &all[..1]),
        (DelegatedAuthentication { bearer_token: "x".repeat(4097), ..good.clone() }, &all[..1]),
        (DelegatedAuthentication::default(), &all[1..3]),
    ] {
        let mut failure = refused(acme.update_domain(domain(Some(change)), &[]).await);
        failure.fields.sort();
        assert_eq!(failure.fields, fields);
    }
    let nanos = Some(prost_types::Duration { seconds: 1, nanos: 1 });
    let odd = DelegatedAuthentication { timeout: nanos, ..good.clone() };
    let failure = refused(acme.update_domain(domain(Some(odd)), &[WHOLE]).await);
    assert_eq!(failure.fields, all[3..]);
    // What the mask does not name is not looked at.
    update(&mut acme, Some(good.clone()), &[WHOLE]).await;
    let one = DelegatedAuthentication { timeout: millis(300), ..bad };
    let after = update(&mut acme, Some(one), &["delegated_authentication.timeout"]).await;
    let expected = DelegatedAuthentication { timeout: millis(300), ..good };
    assert_eq!(after.delegated_authentication, shown(&expected));
    let failure = refused(acme.update_domain(domain(None), &["delegated_authentication.x"]).await);
    assert_eq!(failure.fields, ["update_mask"]);
}

async fn it_is_audited_and_another_tenants_is_not_seen(backend: Backend) {
    let server = Server::start(backend).await;
    let (mut acme, mut evil) = (server.client("acme").await, server.client("evil").await);
    acme.domain("acme.test").await;
    let whole = setting("https://auth.acme.test");
    let refusal = refused(evil.update_domain(domain(Some(whole.clone())), &[WHOLE]).await);
    assert_eq!(refusal.kind(), (Code::NotFound, "RESOURCE_NOT_FOUND"));
    let changed = update(&mut acme, Some(whole.clone()), &[WHOLE, "disabled"]).await;
    // The same token sealed anew is a change as far as anybody can tell; the same setting without one is none.
    update(&mut acme, shown(&whole), &[WHOLE]).await;
    let list = v1::ListAuditEntriesRequest { parent: "accounts/acme".to_owned(), ..Default::default() };
    let entries = acme.audit.list_audit_entries(list).await.unwrap().into_inner().audit_entries;
    let updates: Vec<_> = entries.iter().filter(|e| e.method.ends_with("UpdateDomain")).collect();
    let mut fields: Vec<_> = updates.iter().map(|e| e.changed_fields.join(",")).collect();
    fields.sort();
    assert_eq!(fields, ["", WHOLE], "{updates:#?}");
    assert!(!format!("{entries:?}").contains(TOKEN));
    assert_ne!(changed.etag, acme.get_domain("acme.test").await.unwrap().into_inner().domain.unwrap().etag);
}

/// The token outlives a rotation of the sealing key, and a server that cannot open it does not start.
async fn rekey_seals_the_token_anew(backend: Backend) {
    let server = Server::start(backend).await;
    let mut acme = server.client("acme").await;
    let service = Service::default();
    service.password("alice", "Known-There-1");
    let running = service.start().await;
    let whole = running.setting(DelegationMode::VerifyDigest);
    acme.create_domain("acme.test", domain(Some(whole))).await.unwrap();
    let rekey = async |flags: &[&str]| {
        let mut command = rollcall();
        command.arg("rekey").args(flags).arg("--data-dir").arg(server.data_dir());
        command.args(server.database_url().iter().flat_map(|url| ["--database-url", url]));
        let done = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let store = data::of_server(&server).await;
    let read = store.domain(&AccountScope::All, &Fqdn::parse("acme.test").unwrap()).await.unwrap().unwrap();
    rekey(&["--new-key"]).await;
    let said = rekey(&[]).await;
    assert!(
        said.starts_with("sealed anew with key 2: 0 credentials, 0 answers, 1 bearer tokens\n"),
        "{said}"
    );
    assert!(said.contains("key 1 is no longer used"), "{said}");
    assert_eq!(rekey(&[]).await.lines().next(), Some("sealed anew with key 2: 0 credentials, 0 answers"));
    // An update that had read the domain before does not undo it.
    let tx = store.begin().await.unwrap();
    tx.update_domain(read).await.unwrap();
    tx.commit().await.unwrap();
    let keys = store.sealing_keys(SealedKind::Tokens, Time::now()).await.unwrap();
    assert_eq!(keys, [[0, 0, 0, 2]]);
    store.close().await.unwrap();
    let file = server.data_dir().join("sealing.key");
    let text = fs::read_to_string(&file).unwrap();
    let (second, first) = text.split_once('\n').unwrap();
    fs::write(&file, format!("{second}\n")).unwrap();
    let mut server = server.restart().await;
    let mut acme = server.client("acme").await;
    acme.user("acme.test", "alice").await;
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", "Known-There-1").await;
    assert_eq!(phone.register(60).await.status, 200);
    acme.delete_user("alice@acme.test").await.unwrap();

    // With the wrong key alone.
    server.kill().await;
    fs::write(&file, first).unwrap();
    let mut command = rollcall();
    command.args(["serve", "--grpc-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"]);
    command.args(["--sip-listen", "none"]).arg("--data-dir").arg(server.data_dir());
    command.args(server.database_url().iter().flat_map(|url| ["--database-url", url]));
    let out = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.code() == Some(1) && said.contains("sealed under key 2 do not open"), "{said}");
}

crate::on_both!(
    it_comes_back_but_for_its_token,
    bad_fields_are_named,
    it_is_audited_and_another_tenants_is_not_seen,
    rekey_seals_the_token_anew,
);
