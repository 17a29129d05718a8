//! What people do to users and domains while phones register: everything that ends registrations from outside.

use crate::support::{Client, Cluster};
use rand::seq::IndexedRandom;
use rollcall::pb::v1;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;
use tonic::Status;

/// What there is to be done to.
pub(super) struct Operator {
    pub(super) domains: Vec<String>,
    /// `login@domain`.
    pub(super) users: Vec<String>,
    pub(super) done: usize,
}

/// Between two of its deeds.
const PAUSE: Duration = Duration::from_millis(150);
/// How long a call may take before another node is asked.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

impl Operator {
    pub(super) async fn live(mut self, cluster: Arc<Cluster>, stop: CancellationToken) -> Self {
        while !stop.is_cancelled() {
            self.act(&cluster).await;
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = stop.cancelled() => {}
            }
        }
        self
    }

    async fn act(&mut self, cluster: &Cluster) {
        let user = self.users.choose(&mut rand::rng()).unwrap().clone();
        let domain = self.domains.choose(&mut rand::rng()).unwrap().clone();
        let deeds = match rand::random_range(0..10) {
            0 => vec![Deed::DisableDomain(domain.clone(), true), Deed::DisableDomain(domain, false)],
            1..4 => vec![Deed::DisableUser(user.clone(), true), Deed::DisableUser(user, false)],
            4..7 => vec![Deed::KickAll(user)],
            _ => vec![Deed::KickOne(user)],
        };
        for deed in deeds {
            self.insist(cluster, &deed).await;
        }
    }

    /// Asks one node after the other until one has done it.
    async fn insist(&mut self, cluster: &Cluster, deed: &Deed) {
        let first = rand::random_range(0..cluster.len());
        // A node that is paused or gone is not asked for long, and all of them are back some time.
        for node in (0..cluster.len()).cycle().skip(first).take(30) {
            match tokio::time::timeout(ANSWER_WITHIN, deed.happen(cluster.client(node))).await {
                Ok(Ok(())) => {
                    self.done += 1;
                    return;
                }
                Ok(Err(_)) => tokio::time::sleep(PAUSE).await,
                Err(_) => {}
            }
        }
    }
}

enum Deed {
    DisableDomain(String, bool),
    DisableUser(String, bool),
    KickAll(String),
    KickOne(String),
}

impl Deed {
    async fn happen(&self, mut client: Client) -> Result<(), Status> {
        match self {
            Self::DisableDomain(fqdn, disabled) => {
                disable_domain(&mut client, fqdn, *disabled).await.map(drop)
            }
            Self::DisableUser(user, disabled) => disable_user(&mut client, user, *disabled).await.map(drop),
            Self::KickAll(user) => kick_all(&mut client, user).await,
            Self::KickOne(user) => kick_one(&mut client, user).await,
        }
    }
}

pub(super) async fn disable_user(client: &mut Client, user: &str, disabled: bool) -> Result<String, Status> {
    let name = crate::support::calls::user_name(user);
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
    let name = crate::support::calls::user_name(user);
    let request = v1::DeregisterUserRequest { name, reason: "all".to_owned() };
    client.registrations.deregister_user(request).await.map(drop)
}

/// One that is gone by then is as good as kicked.
async fn kick_one(client: &mut Client, user: &str) -> Result<(), Status> {
    let parent = crate::support::calls::user_name(user);
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
