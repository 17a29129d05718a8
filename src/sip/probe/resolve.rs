//! The first step: the user, its domain and its policy, and where to send to.

use super::remedy::Fault;
use crate::directory::{EdgeDomain, ProbeUser};
use crate::model::{LimitPolicy, Transport};
use crate::sip::ListenAddress;

/// The listener to test, and what to say of it. Whether an enabled user may register is for the
/// listener to say.
pub(super) fn resolve(
    found: &ProbeUser,
    asked: Option<Transport>,
    listeners: &[ListenAddress],
) -> Result<(ListenAddress, String), Fault> {
    let who = format!("{}@{}", found.name.login, found.name.domain);
    if found.deleted {
        return Err(Fault::new("the user is soft-deleted", format!("rollcall user undelete {who}")));
    }
    let Some(domain) = &found.domain else {
        let remedy = format!("rollcall domain undelete {}", found.name.domain);
        return Err(Fault::new("the domain is soft-deleted", remedy));
    };
    // Its answer would count as a guess from this machine, and in the end hold back tests of everybody.
    if found.user.as_ref().is_some_and(|user| user.disabled) {
        return Err(Fault::new(
            "the user is disabled",
            format!("rollcall user update {who} --disabled false"),
        ));
    }
    if evicts(found, domain) {
        let detail = "softphones count towards the limit of this domain, and one too many evicts the oldest: \
                      the test could end a real one";
        let remedy = format!(
            "test while the domain rejects or does not count them: rollcall domain update {} \
             --limit-policy reject, or --count-softphones false",
            found.name.domain
        );
        return Err(Fault::new(detail, remedy));
    }
    let allowed = &domain.policy.transports;
    let fits = |at: &&ListenAddress| match asked {
        Some(transport) => at.transport == transport,
        None => allowed.is_empty() || allowed.contains(&at.transport),
    };
    let Some(listener) = listeners.iter().find(fits) else {
        return Err(nowhere(asked, allowed, listeners));
    };
    let limit = found.user.as_ref().and_then(|user| user.basis.max_registrations);
    let limit = match limit.or(domain.policy.max_registrations) {
        Some(n) => format!("{n} at most"),
        None => "no limit".to_owned(),
    };
    let off = if domain.disabled { ", the domain or its account is disabled" } else { "" };
    Ok((*listener, format!("{who} at {listener}; devices: {limit}{off}")))
}

/// Whether one more softphone could end another device. It is not looked at how many there are: phones come and go while
/// the test runs.
fn evicts(found: &ProbeUser, domain: &EdgeDomain) -> bool {
    let policy = &domain.policy;
    let of_user = found.user.as_ref().and_then(|user| user.basis.max_registrations);
    policy.count_softphones
        && policy.limit_policy == LimitPolicy::EvictOldest
        && of_user.or(policy.max_registrations).is_some()
}

fn nowhere(asked: Option<Transport>, allowed: &[Transport], listeners: &[ListenAddress]) -> Fault {
    let names = |all: &mut dyn Iterator<Item = Transport>| {
        let mut names: Vec<&str> = all.map(Transport::as_str).collect();
        names.dedup();
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    };
    let there = names(&mut listeners.iter().map(|at| at.transport));
    let detail = match asked {
        Some(transport) => format!("the server does not listen on {}, but on {there}", transport.as_str()),
        None => {
            let allowed = names(&mut allowed.iter().copied());
            format!("the domain allows {allowed}, the server listens on {there}")
        }
    };
    let wanted = asked.or(allowed.first().copied()).map_or("udp", Transport::as_str);
    let remedy = format!(
        "start the server with --sip-listen {wanted}:ADDRESS, or use a transport that it listens on and the \
         domain's registration.transports allow"
    );
    Fault::new(detail, remedy)
}
