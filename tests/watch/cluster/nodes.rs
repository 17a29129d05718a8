//! What the tests of several nodes share.

use crate::fleet::PARENT;
use crate::history::State;
use crate::support::{Cluster, Phone, until};
use crate::watcher::table;
use rollcall::pb::v1;

/// The least lifetime that a domain may grant, in seconds.
pub(super) const BRIEF: u32 = 10;

/// A policy that admits one device of a user, and refuses the next.
pub(super) fn domain_of_one() -> v1::RegistrationPolicy {
    v1::RegistrationPolicy { max_registrations: Some(1), ..Default::default() }
}

/// With registrations that may be as short as can be.
pub(super) fn expiring(policy: v1::RegistrationPolicy) -> v1::RegistrationPolicy {
    let brief = Some(prost_types::Duration { seconds: BRIEF.into(), nanos: 0 });
    v1::RegistrationPolicy { min_expiry: brief, default_expiry: brief, ..policy }
}

/// The phone of a new user that is created at node `made` and registers at node `at`.
pub(super) async fn phone(cluster: &Cluster, made: usize, domain: &str, login: &str, at: usize) -> Phone {
    let password = cluster.client(made).user(domain, login).await;
    Phone::new(cluster.at(at).sip, domain, login, &password).await
}

/// One more phone of a user.
pub(super) async fn second(cluster: &Cluster, first: &Phone, at: usize) -> Phone {
    Phone::new(cluster.at(at).sip, &first.domain, &first.user, &first.password).await
}

/// The table of the tests' domain as node `there` has it, once it has all that node `here` has.
pub(super) async fn settled(cluster: &Cluster, here: usize, there: usize) -> (State, String) {
    let token = table(&mut cluster.client(here), PARENT, 0).await.1;
    let goal = crate::history::revision(&token);
    until("one node has what the other has", async || {
        let found = table(&mut cluster.client(there), PARENT, 0).await;
        (crate::history::revision(&found.1) >= goal).then_some(found)
    })
    .await
}
