//! Real phones: each registers, refreshes, comes back after the server was killed, and unregisters; and gets nothing
//! with a wrong password.

pub(crate) mod baresip;
mod case;
pub(crate) mod linphone;
mod lives;
mod pjsua;
pub(crate) mod process;
pub(crate) mod sipp;
pub(crate) mod sipsak;
mod site;
pub(crate) mod websocket;

use crate::events::Events;
use case::{Case, Progress, Restart, STEPS};
use rollcall::pb::v1;
use site::Site;
use std::{env, ffi::OsString, io::Write, net::SocketAddr, path::PathBuf, sync::Arc};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};

/// What somebody types into a phone.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) domain: String,
    pub(crate) proxy: SocketAddr,
    /// `udp`, `tcp`, `tls`, `ws` or `wss`.
    pub(crate) transport: &'static str,
    /// A file with the CA's certificate, where the transport is secured.
    pub(crate) ca: Option<PathBuf>,
}

impl Account {
    /// The proxy by the name in its certificate, where it has one.
    fn host(&self) -> String {
        match self.ca {
            Some(_) => format!("localhost:{}", self.proxy.port()),
            None => self.proxy.to_string(),
        }
    }
}

/// What setup installed, by the variable that names it.
fn tool(variable: &str) -> OsString {
    let chosen = env::var_os(variable).filter(|value| !value.is_empty());
    chosen
        .unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask test sip`, or set what it prints"))
}

/// A phone over a transport. A 6 after the transport means IPv6.
type Row = (&'static str, &'static str, &'static str);

const ROWS: [Row; 24] = [
    ("sipp", "udp", site::TOLD),
    ("sipp", "udp6", site::TOLD),
    ("sipp", "tcp", site::TOLD),
    ("sipsak", "udp", site::TOLD),
    ("sipsak", "tcp", site::TOLD),
    ("baresip", "udp", site::MD5),
    ("baresip", "tcp", site::MD5),
    ("baresip", "tls", site::MD5),
    ("linphonec", "udp", site::MD5),
    ("linphonec", "tcp", site::MD5),
    ("linphonec", "tls", site::MD5),
    ("linphonec", "udp", site::SHA_256),
    ("linphonec", "tcp", site::SHA_256),
    ("linphonec", "tls", site::SHA_256),
    ("pjsua2", "udp", site::MD5),
    ("pjsua2", "tcp", site::MD5),
    ("pjsua2", "tls", site::MD5),
    ("pjsua2", "udp", site::SHA_256),
    ("pjsua2", "tcp", site::SHA_256),
    ("pjsua2", "tls", site::SHA_256),
    ("jssip", "ws", site::MD5),
    ("jssip", "wss", site::MD5),
    ("sipjs", "ws", site::MD5),
    ("sipjs", "wss", site::MD5),
];

fn live(peer: &str, case: Case) -> JoinHandle<()> {
    match peer {
        "sipp" => tokio::spawn(lives::sipp(case)),
        "sipsak" => tokio::spawn(lives::sipsak(case)),
        "baresip" => tokio::spawn(lives::baresip(case)),
        "linphonec" => tokio::spawn(lives::linphone(case)),
        "pjsua2" => tokio::spawn(lives::pjsua2(case)),
        "jssip" => tokio::spawn(lives::jssip(case)),
        _ => tokio::spawn(lives::sipjs(case)),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_peer_over_every_transport() {
    // Before the others have come far.
    for variable in [pjsua::PYTHON, websocket::NODE, websocket::MODULES] {
        tool(variable);
    }
    let mut site = Site::start().await;
    let mut client = site.client().await;
    let (waiting, mut all) = mpsc::channel(1);
    let (again, after) = watch::channel(None);
    let mut lives = Vec::new();
    for row @ (peer, label, domain) in ROWS {
        let transport = label.trim_end_matches('6');
        let Some(proxy) = site.at(transport, label != transport) else {
            let _said = writeln!(std::io::stderr(), "{peer} over {label}: this machine has no IPv6");
            continue;
        };
        let user = format!("{peer}-{label}");
        let password = client.user(domain, &user).await;
        let progress = Arc::<Progress>::default();
        let case = Case {
            events: Events::of(&client, &format!("domains/{domain}/users/{user}")).await,
            account: Account {
                user,
                password,
                domain: domain.into(),
                proxy,
                transport,
                ca: matches!(transport, "tls" | "wss").then(|| site.ca()),
            },
            client: client.clone(),
            progress: progress.clone(),
            restart: Restart { waiting: Some(waiting.clone()), after: after.clone() },
        };
        lives.push((row, progress, live(peer, case)));
    }
    drop(waiting);
    // Nothing is sent: this ends when nobody can any more.
    all.recv().await;
    site = site.restart().await;
    client = site.client().await;
    again.send_replace(Some(client.clone()));
    let mut failed = Vec::new();
    let mut table = format!("{:<10} {:<9} {:<9}", "peer", "transport", "algorithm");
    STEPS.iter().for_each(|step| table += &format!("  {step:<14}"));
    table.truncate(table.trim_end().len());
    for ((peer, transport, domain), progress, life) in lives {
        let ended = life.await;
        let algorithm = if domain == site::SHA_256 { "SHA-256" } else { "MD5" };
        table += &format!("\n{peer:<10} {transport:<9} {algorithm:<9}");
        for step in 0..STEPS.len() {
            table += &format!("  {:<14}", if step < progress.steps() { "ok" } else { "FAILED" });
        }
        table.truncate(table.trim_end().len());
        if let Err(error) = ended {
            failed.push(format!("{peer} over {transport} with {algorithm}: {error}"));
        }
    }
    // Not by a macro, whose output the test harness keeps for itself.
    let _said = writeln!(std::io::stderr(), "{table}");
    assert!(failed.is_empty(), "{table}\n{}", failed.join("\n"));
    assert_eq!(client.list("domains/-").await, Vec::<v1::Registration>::new());
}
