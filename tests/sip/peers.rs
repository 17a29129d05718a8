//! Real phones: each registers, refreshes and unregisters, and gets nothing with a wrong password.

pub(crate) mod baresip;
pub(crate) mod linphone;
pub(crate) mod process;
pub(crate) mod sipp;
pub(crate) mod sipsak;

use crate::{
    events::Events,
    support::{Backend, Client, Server},
};
use baresip::Baresip;
use linphone::Linphone;
use rollcall::pb::v1::{self, EventKind, RegistrationPolicy, Transport};
use std::{
    io::Write,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

/// What somebody types into a phone.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) domain: String,
    pub(crate) proxy: SocketAddr,
    /// `udp` or `tcp`.
    pub(crate) transport: &'static str,
}

/// Resolves everywhere, which sipsak wants.
const DOMAIN: &str = "localhost";
/// Long enough for a phone that refreshes at nine tenths of it on a busy machine, short enough to wait for.
const EXPIRY: i64 = 20;

const STEPS: [&str; 4] = ["wrong password", "register", "refresh", "unregister"];

/// How far a peer came.
#[derive(Debug, Default)]
struct Progress(Mutex<usize>);

impl Progress {
    fn done(&self, step: &str) {
        let mut done = self.0.lock().unwrap();
        assert_eq!(STEPS[*done], step);
        *done += 1;
    }

    fn steps(&self) -> usize {
        *self.0.lock().unwrap()
    }
}

/// What a peer's test works with.
struct Case {
    account: Account,
    client: Client,
    events: Events,
    progress: Arc<Progress>,
}

impl Case {
    fn wrong(&self) -> Account {
        Account { password: "guessed".into(), ..self.account.clone() }
    }

    fn user(&self) -> String {
        format!("domains/{DOMAIN}/users/{}", self.account.user)
    }

    /// No binding came of it; that no event did is seen by what the next one is.
    async fn refused(&mut self) {
        let user = self.user();
        assert_eq!(self.client.list(&user).await, []);
        self.progress.done("wrong password");
    }

    async fn registered(&mut self) {
        let event = self.events.expect(EventKind::Created).await;
        let registration = event.registration.unwrap();
        let transport = if self.account.transport == "tcp" { Transport::Tcp } else { Transport::Udp };
        assert_eq!(registration.transport(), transport);
        assert!(registration.contact_uri.contains(&self.account.user), "{registration:?}");
        let user = self.user();
        assert_eq!(self.client.list(&user).await.len(), 1);
        self.progress.done("register");
    }

    async fn refreshed(&mut self) {
        let event = self.events.expect(EventKind::Refreshed).await;
        assert_eq!(event.registration_count, 1);
        self.progress.done("refresh");
    }

    async fn unregistered(&mut self) {
        let event = self.events.expect(EventKind::Unregistered).await;
        assert_eq!(event.registration_count, 0);
        let user = self.user();
        assert_eq!(self.client.list(&user).await, []);
        self.progress.done("unregister");
    }
}

async fn baresip(mut case: Case) {
    let phone = Baresip::start(&case.wrong()).await;
    phone.says("401 Unauthorized").await;
    case.refused().await;
    drop(phone);
    let phone = Baresip::start(&case.account).await;
    phone.says("200 OK").await;
    case.registered().await;
    case.refreshed().await;
    phone.quit().await;
    case.unregistered().await;
}

async fn linphone(mut case: Case) {
    let mut phone = Linphone::start(&case.wrong()).await;
    phone.says("Password for").await;
    case.refused().await;
    drop(phone);
    phone = Linphone::start(&case.account).await;
    case.registered().await;
    phone.is_registered().await;
    case.refreshed().await;
    phone.unregister().await;
    case.unregistered().await;
    phone.quit().await;
}

async fn sipsak(mut case: Case) {
    let refused = sipsak::register(&case.wrong(), 60).await.unwrap_err();
    assert!(refused.contains("SIP/2.0 401 Unauthorized"), "{refused}");
    case.refused().await;
    sipsak::register(&case.account, EXPIRY).await.unwrap();
    case.registered().await;
    sipsak::register(&case.account, EXPIRY).await.unwrap();
    case.refreshed().await;
    sipsak::register(&case.account, 0).await.unwrap();
    case.unregistered().await;
}

async fn sipp(mut case: Case) {
    assert!(sipp::run("refused", &case.wrong(), EXPIRY).await.success());
    case.refused().await;
    // One call from registering to leaving.
    assert!(sipp::run("life", &case.account, EXPIRY).await.success());
    let kinds = [EventKind::Created, EventKind::Refreshed, EventKind::Unregistered];
    for (kind, step) in kinds.into_iter().zip(&STEPS[1..]) {
        case.events.expect(kind).await;
        case.progress.done(step);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_peer_over_every_transport() {
    // Their wrong passwords all come from one address, and baresip does not tire of trying.
    let server = Server::with(Backend::Sqlite, &["--sip-auth-failures", "0"]).await;
    let mut client = server.client("acme").await;
    let seconds = Some(prost_types::Duration { seconds: EXPIRY, nanos: 0 });
    let policy = RegistrationPolicy {
        min_expiry: seconds,
        default_expiry: seconds,
        max_expiry: seconds,
        max_registrations: Some(1),
        ..Default::default()
    };
    client.domain_with(DOMAIN, policy).await;
    let mut rows = Vec::new();
    for peer in ["baresip", "linphonec", "sipsak", "sipp"] {
        for transport in ["udp", "tcp"] {
            let user = format!("{peer}-{transport}");
            let password = client.user(DOMAIN, &user).await;
            let progress = Arc::<Progress>::default();
            let case = Case {
                events: Events::of(&client, &format!("domains/{DOMAIN}/users/{user}")).await,
                account: Account {
                    user,
                    password,
                    domain: DOMAIN.into(),
                    proxy: server.sip(transport),
                    transport,
                },
                client: client.clone(),
                progress: progress.clone(),
            };
            let run = match peer {
                "baresip" => tokio::spawn(baresip(case)),
                "linphonec" => tokio::spawn(linphone(case)),
                "sipsak" => tokio::spawn(sipsak(case)),
                _ => tokio::spawn(sipp(case)),
            };
            rows.push((peer, transport, progress, run));
        }
    }
    let mut failed = Vec::new();
    let mut table = format!("{:<10} {:<9}", "peer", "transport");
    STEPS.iter().for_each(|step| table += &format!("  {step:<14}"));
    for (peer, transport, progress, run) in rows {
        let ended = run.await;
        table += &format!("\n{peer:<10} {transport:<9}");
        for step in 0..STEPS.len() {
            table += &format!("  {:<14}", if step < progress.steps() { "ok" } else { "FAILED" });
        }
        if let Err(error) = ended {
            failed.push(format!("{peer} over {transport}: {error}"));
        }
    }
    // Not by a macro, whose output the test harness keeps for itself.
    let _said = writeln!(std::io::stderr(), "{table}");
    assert!(failed.is_empty(), "{table}\n{}", failed.join("\n"));
    assert_eq!(client.list("domains/-").await, Vec::<v1::Registration>::new());
}
