//! Who registers (RFC 3261 §10.3 steps 3 and 4, §22): by digest, or by the word of another edge.

use super::{Core, Done};
use crate::directory::{EdgeDomain, EdgeUser, Error};
use crate::model::{DigestAlgorithm, Login, UserName};
use crate::sip::digest::{Credentials, Presented, is_right, now};
use crate::sip::message::{Essentials, Name, ReplyContext};
use std::sync::Arc;

/// Secrets tried before a request is refused, so that a user in the middle of a rotation, a user with one
/// secret and no user at all take the same time.
const TRIES: usize = 2;

/// The user, or the answer to whoever may not register.
type Admitted = Result<Result<Arc<EdgeUser>, Done>, Error>;

impl Core {
    /// By digest. `first`: the nonce's count is used up only once, however often the directory is asked anew.
    pub(super) async fn digest(
        &self,
        domain: &EdgeDomain,
        login: Option<&Login>,
        context: &ReplyContext<'_>,
        e: &Essentials<'_>,
        first: bool,
    ) -> Admitted {
        let at = now();
        let values = context.message.all(Name::Authorization);
        let (credentials, algorithm, nonce, count) =
            match self.authenticator.present(values, &domain.realm, &domain.policy.algorithms, at) {
                Presented::Answer { credentials, algorithm, nonce, count } => {
                    (credentials, algorithm, nonce, count)
                }
                Presented::Stale => return Ok(Err(self.challenge(context, domain, true))),
                Presented::Nothing => return Ok(Err(self.challenge(context, domain, false))),
            };
        let Some(user) = self.authenticate(domain, &credentials, algorithm, e, login).await? else {
            return Ok(Err(self.challenge(context, domain, false)));
        };
        if first && !self.authenticator.admit(nonce, algorithm, count, at) {
            return Ok(Err(self.challenge(context, domain, true)));
        }
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
    /// password, no such user, a disabled user and somebody else's address are one case, and take the
    /// same work.
    async fn authenticate(
        &self,
        domain: &EdgeDomain,
        credentials: &Credentials<'_>,
        algorithm: DigestAlgorithm,
        e: &Essentials<'_>,
        login: Option<&Login>,
    ) -> Result<Option<Arc<EdgeUser>>, Error> {
        let username = String::from_utf8_lossy(&credentials.username);
        let found = self.directory.edge_user(domain, &username).await?;
        let user = found.as_ref().filter(|u| !u.disabled && login.is_some_and(|l| u.owns(l)));
        let mut tried = 0;
        for secret in found.iter().flat_map(|u| u.secrets(algorithm)) {
            tried += 1;
            if is_right(credentials, algorithm, e.line.method, secret)
                && let Some(user) = user
            {
                return Ok(Some(user.clone()));
            }
        }
        let decoy = self.directory.decoy_ha1(algorithm, &username, &domain.realm);
        for _ in tried..TRIES {
            std::hint::black_box(is_right(credentials, algorithm, e.line.method, &decoy));
        }
        Ok(None)
    }

    fn challenge(&self, context: &ReplyContext<'_>, domain: &EdgeDomain, stale: bool) -> Done {
        let values = self.authenticator.challenges(&domain.realm, &domain.policy.algorithms, stale, now());
        let reply = context.reply(401, "Unauthorized");
        Done::to_anyone(values.fold(reply, |reply, value| reply.header("WWW-Authenticate", value)))
    }
}
