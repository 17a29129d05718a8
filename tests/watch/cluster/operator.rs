//! What people do to users and domains while phones register: everything that ends registrations from outside.

use super::causes::Cause;
use crate::history::revision;
use crate::support::{Client, Cluster, calls::user_name};
use rand::seq::{IndexedRandom, SliceRandom};
use rollcall::pb::v1::{self, EventKind};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// The registration passwords as they are, by `login@domain`: of one who operates, and of the phones, who are told.
pub(super) type Passwords = Arc<Mutex<HashMap<String, String>>>;

/// What there is to be done to.
#[derive(Default)]
pub(super) struct Operator {
    pub(super) domains: Vec<String>,
    pub(super) passwords: Passwords,
    pub(super) done: usize,
    /// All that it has asked for.
    pub(super) causes: Vec<Cause>,
}

/// Between two of its deeds.
const PAUSE: Duration = Duration::from_millis(150);
/// How long a call may take before another node is asked.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

impl Operator {
    pub(super) async fn live(mut self, cluster: Arc<Cluster>, stop: CancellationToken) -> Self {
        let users: Vec<String> = self.passwords.lock().unwrap().keys().cloned().collect();
        let mut next: Vec<usize> = Vec::new();
        while !stop.is_cancelled() {
            if next.is_empty() {
                // Each now and then, in another order each time.
                next = (0..10).collect();
                next.shuffle(&mut rand::rng());
            }
            let user = users.choose(&mut rand::rng()).unwrap().clone();
            self.act(&cluster, next.pop().unwrap(), user).await;
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = stop.cancelled() => {}
            }
        }
        self
    }

    async fn act(&mut self, cluster: &Cluster, what: usize, user: String) {
        let domain = self.domains.choose(&mut rand::rng()).unwrap().clone();
        let deeds = match what {
            0 => vec![Deed::DisableDomain(domain.clone(), true), Deed::DisableDomain(domain, false)],
            1..3 => vec![Deed::DisableUser(user.clone(), true), Deed::DisableUser(user, false)],
            3..5 => vec![Deed::KickAll(user)],
            5..8 => vec![Deed::Reset(user, uuid::Uuid::new_v4().to_string())],
            _ => vec![Deed::KickOne(user)],
        };
        for deed in deeds {
            self.insist(cluster, &deed).await;
        }
    }

    /// Asks one node after the other until one has done it.
    async fn insist(&mut self, cluster: &Cluster, deed: &Deed) {
        let mut cause = deed.cause();
        let first = rand::random_range(0..cluster.len());
        // A node that is paused or gone is not asked for long, and all of them are back some time.
        for node in (0..cluster.len()).cycle().skip(first).take(30) {
            let call = deed.happen(cluster.client(node), &self.passwords);
            match tokio::time::timeout(ANSWER_WITHIN, call).await {
                Ok(Ok(gone_by)) => {
                    self.done += 1;
                    cause = cause.map(|cause| cause.acknowledged(gone_by));
                    break;
                }
                Ok(Err(_)) => tokio::time::sleep(PAUSE).await,
                Err(_) => {}
            }
        }
        self.causes.extend(cause);
    }
}

enum Deed {
    DisableDomain(String, bool),
    DisableUser(String, bool),
    KickAll(String),
    KickOne(String),
    /// With the id of the request, so that one whose answer was lost is told the password when it asks again.
    Reset(String, String),
}

impl Deed {
    /// What it ends; not everything does.
    fn cause(&self) -> Option<Cause> {
        let of = |user: &str| format!("{}/", user_name(user));
        let (kind, reason, under) = match self {
            Self::DisableDomain(_, false) | Self::DisableUser(_, false) => return None,
            Self::DisableDomain(fqdn, true) => {
                (EventKind::Rejected, "domain disabled", format!("domains/{fqdn}/"))
            }
            Self::DisableUser(user, true) => (EventKind::Rejected, "user disabled", of(user)),
            Self::KickAll(user) => (EventKind::Deactivated, "all", of(user)),
            Self::KickOne(user) => (EventKind::Deactivated, "one", of(user)),
            Self::Reset(user, _) => (EventKind::Rejected, "registration credential changed", of(user)),
        };
        Some(Cause::under(kind, reason, &under))
    }

    /// Answers the revision at which nothing is left of what it ends, where it can tell.
    async fn happen(&self, mut client: Client, passwords: &Passwords) -> Result<Option<i64>, Status> {
        match self {
            Self::DisableDomain(fqdn, disabled) => {
                disable_domain(&mut client, fqdn, *disabled).await.map(|_| None)
            }
            Self::DisableUser(user, disabled) => {
                disable_user(&mut client, user, *disabled).await.map(|_| None)
            }
            Self::KickAll(user) => kick_all(&mut client, user).await.map(|()| None),
            Self::KickOne(user) => kick_one(&mut client, user).await.map(|()| None),
            Self::Reset(user, id) => {
                let request =
                    v1::ResetRegistrationCredentialsRequest { request_id: id.clone(), ..Default::default() };
                let reset = client.reset(user, request).await?.into_inner();
                let password = reset.generated.unwrap().registration_password;
                // Nobody knew it until now: whoever was let in by the old one is out, and nobody is in by the new one.
                passwords.lock().unwrap().insert(user.clone(), password);
                Ok(Some(revision(&reset.resume_token)))
            }
        }
    }
}

pub(super) async fn disable_user(client: &mut Client, user: &str, disabled: bool) -> Result<String, Status> {
    let name = user_name(user);
    let user = v1::User { name, disabled, ..Default::default() };
    Ok(client.update_user(user, &["disabled"]).await?.into_inner().resume_token)
}

pub(super) async fn disable_domain(
    client: &mut Client,
    fqdn: &str,
    disabled: bool,
) -> Result<String, Status> {
    let domain = v1::Domain { name: format!("domains/{fqdn}"), disabled, ..Default::default() };
    Ok(client.update_domain(domain, &["disabled"]).await?.into_inner().resume_token)
}

async fn kick_all(client: &mut Client, user: &str) -> Result<(), Status> {
    let name = user_name(user);
    let request = v1::DeregisterUserRequest { name, reason: "all".to_owned() };
    client.registrations.deregister_user(request).await.map(drop)
}

/// One that is gone by then is as good as kicked.
async fn kick_one(client: &mut Client, user: &str) -> Result<(), Status> {
    let parent = user_name(user);
    let list = v1::ListRegistrationsRequest { parent, page_size: 1, ..Default::default() };
    let listed = client.registrations.list_registrations(list).await?.into_inner();
    let Some(first) = listed.registrations.into_iter().next() else { return Ok(()) };
    let request =
        v1::DeleteRegistrationRequest { name: first.name, reason: "one".to_owned(), ..Default::default() };
    match client.registrations.delete_registration(request).await {
        Err(status) if status.code() == tonic::Code::NotFound => Ok(()),
        done => done.map(drop),
    }
}
