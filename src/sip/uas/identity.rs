//! Who registers (RFC 3261 §10.3 steps 3 and 4, §22): by digest, or by the word of another edge.

use super::delegated::Refused;
use super::entry::{self, BUSY};
use super::turns::Turn;
use super::{Core, Done, Flow, Origin};
use crate::directory::{EdgeDomain, EdgeUser, Error};
use crate::model::{DigestAlgorithm, Login, UserName};
use crate::sip::digest::{Credentials, Presented, is_right, now};
use crate::sip::guard::Reason;
use crate::sip::message::{Essentials, Name, ReplyContext};
use std::sync::Arc;

/// Secrets tried before a request is refused, so that a user in the middle of a rotation, a user with one
/// secret and no user at all take the same time.
const TRIES: usize = 2;

/// The user, or the answer to whoever may not register.
type Admitted = Result<Result<Arc<EdgeUser>, Done>, Error>;

/// What is known of a REGISTER when the question is who sends it.
#[derive(Clone, Copy)]
pub(super) struct Claim<'a> {
    pub(super) domain: &'a EdgeDomain,
    /// Of the address of record.
    pub(super) login: Option<&'a Login>,
    pub(super) origin: &'a Origin<'a>,
    pub(super) flow: Flow,
}

impl Core {
    /// By digest. `first`: the nonce's count is used up only once, however often the directory is asked anew.
    pub(super) async fn digest(
        &self,
        claim: Claim<'_>,
        context: &ReplyContext<'_>,
        e: &Essentials<'_>,
        first: bool,
        turn: &mut Option<Turn>,
    ) -> Admitted {
        let Claim { domain, login, origin, flow } = claim;
        let at = now();
        let note = |reason, user: &[u8]| {
            self.note(reason, flow, Some(context.message), domain.fqdn.as_str().as_bytes(), user);
        };
        let values = context.message.all(Name::Authorization);
        let (source, algorithms) = (flow.claimed_source(), &domain.policy.algorithms);
        let (credentials, algorithm, nonce, count) =
            match self.authenticator.present(values, &domain.realm, algorithms, source, at) {
                Presented::Answer { credentials, algorithm, nonce, count } => {
                    (credentials, algorithm, nonce, count)
                }
                Presented::Stale => return Ok(Err(self.challenge(context, domain, flow, true))),
                Presented::Unlisted => {
                    note(Reason::Algorithm, b"");
                    return Ok(Err(self.challenge(context, domain, flow, false)));
                }
                Presented::Nothing => return Ok(Err(self.challenge(context, domain, flow, false))),
            };
        // Before anything is looked up or hashed with a secret, and whether there is such a user or not.
        let who = self.who(origin, flow, domain, &credentials.username);
        if let Some(wait) = self.held(&who, flow, domain, login) {
            note(Reason::Limited, &credentials.username);
            return Ok(Err(Self::come_back(context, wait)));
        }
        let decided = match &domain.delegation {
            None => {
                self.authenticate(domain, &credentials, algorithm, e, login).await?.map_err(Refused::Wrong)
            }
            Some(to) => {
                self.delegated(claim, to, (&credentials, algorithm), (context, e), &who, turn).await?
            }
        };
        let user = match decided {
            Ok(user) => user,
            Err(Refused::Held(wait)) => {
                note(Reason::Limited, &credentials.username);
                return Ok(Err(Self::come_back(context, wait)));
            }
            // No guess: nobody said that it was wrong.
            Err(Refused::Unanswered(why)) => {
                tracing::debug!(%why, domain = %domain.fqdn, "nobody decides");
                note(Reason::Unanswered, &credentials.username);
                return Ok(Err(entry::refuse(context, BUSY)));
            }
            Err(Refused::Wrong(reason)) => {
                self.guard.failed(&who, self.guard.now());
                note(reason, &credentials.username);
                return Ok(Err(self.challenge(context, domain, flow, false)));
            }
        };
        if first && !self.authenticator.admit(nonce, algorithm, count, at) {
            note(Reason::Replay, &credentials.username);
            return Ok(Err(self.challenge(context, domain, flow, true)));
        }
        self.guard.succeeded(&who, self.guard.now());
        Ok(Ok(user))
    }

    /// By the word of an edge: the same as after a right password. There is nobody to hide anything from: the edge
    /// may register all users of the domain.
    pub(super) async fn trusted(
        &self,
        domain: &EdgeDomain,
        who: &UserName,
        login: Option<&Login>,
        context: &ReplyContext<'_>,
    ) -> Admitted {
        let refuse = |reason| Ok(Err(Done::to_anyone(context.reply(403, reason))));
        if who.domain != domain.fqdn || login != Some(&who.login) {
            return refuse("Not the User's Address of Record");
        }
        match self.directory.known_user(domain, &who.login).await? {
            None => refuse("Unknown User"),
            Some(user) if user.disabled => refuse("User Disabled"),
            Some(user) => Ok(Ok(user)),
        }
    }

    /// The user whose secret the answer was made with, if it may register this address of record. A wrong
    /// password, no such user, a disabled user and somebody else's address are one case to strangers, and take
    /// the same work; the reason is the operator's.
    async fn authenticate(
        &self,
        domain: &EdgeDomain,
        credentials: &Credentials<'_>,
        algorithm: DigestAlgorithm,
        e: &Essentials<'_>,
        login: Option<&Login>,
    ) -> Result<Result<Arc<EdgeUser>, Reason>, Error> {
        let username = String::from_utf8_lossy(&credentials.username);
        let found = self.directory.edge_user(domain, &username).await?;
        let user = found.as_ref().filter(|u| !u.disabled && login.is_some_and(|l| u.owns(l)));
        let mut reason = if found.is_some() { Reason::WrongPassword } else { Reason::UnknownUser };
        let mut tried = 0;
        for secret in found.iter().flat_map(|u| u.secrets(algorithm)) {
            tried += 1;
            if is_right(credentials, algorithm, e.line.method, secret) {
                if let Some(user) = user {
                    return Ok(Ok(user.clone()));
                }
                reason = Reason::NotAllowed;
            }
        }
        let decoy = self.directory.decoy_ha1(algorithm, &username, &domain.realm);
        for _ in tried..TRIES {
            std::hint::black_box(is_right(credentials, algorithm, e.line.method, &decoy));
        }
        Ok(Err(reason))
    }

    fn challenge(&self, context: &ReplyContext<'_>, domain: &EdgeDomain, flow: Flow, stale: bool) -> Done {
        let (realm, algorithms, source) = (&domain.realm, &domain.policy.algorithms, flow.claimed_source());
        let values = self.authenticator.challenges(realm, algorithms, stale, source, now());
        let reply = context.reply(401, "Unauthorized");
        Done::to_anyone(values.fold(reply, |reply, value| reply.header("WWW-Authenticate", value)))
    }
}
