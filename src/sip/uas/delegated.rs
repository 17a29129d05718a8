//! Domains whose digest checks a service of the account decides. What comes before it, and after it, is as for any other
//! domain.

use super::turns::{Turn, Turns};
use super::{Core, identity::Claim};
use crate::directory::{Delegated, DigestAnswer, DigestUser, EdgeUser, Error, NoAnswer};
use crate::model::{DelegationMode, DigestAlgorithm};
use crate::sip::digest::{Credentials, is_right};
use crate::sip::guard::{Reason, Who};
use crate::sip::message::lex::one_line;
use crate::sip::message::{Essentials, Name, ReplyContext};
use futures::poll;
use std::{pin::pin, sync::Arc, task::Poll, time::Duration};

/// The longest text of a phone's that is sent on, in octets; longer ones are nobody's.
const MAX_TEXT: usize = 1024;
/// Domains whose phones wait for each other, and how many kinds of them.
const LINES: u64 = 1024;
const STRIPES: usize = 64;

/// Lines of phones, for each domain its own: one whose service is slow holds up no other.
pub(super) struct Lines(moka::sync::Cache<i64, Arc<Turns>>);

/// Why somebody does not get in.
pub(super) enum Refused {
    /// A wrong answer.
    Wrong(Reason),
    /// Too many were wrong, while this one waited in line.
    Held(Duration),
    /// Nobody knows.
    Unanswered(NoAnswer),
}

impl Lines {
    pub(super) fn new() -> Self {
        Self(moka::sync::Cache::new(LINES))
    }

    fn of(&self, domain: i64) -> Arc<Turns> {
        self.0.get_with(domain, || Arc::new(Turns::of(STRIPES)))
    }
}

impl Core {
    /// The user whose credential the service says is right, if it may register this address of record. Whoever the service
    /// cannot be asked about (nobody of this login, a text that the contract cannot carry) is refused like after a
    /// wrong password, after as long as the last question took.
    pub(super) async fn delegated(
        &self,
        claim: Claim<'_>,
        to: &Arc<Delegated>,
        (credentials, algorithm): (&Credentials<'_>, DigestAlgorithm),
        (context, e): (&ReplyContext<'_>, &Essentials<'_>),
        who: &Who,
        turn: &mut Option<Turn>,
    ) -> Result<Result<Arc<EdgeUser>, Refused>, Error> {
        let Claim { domain, login, flow, .. } = claim;
        let user = match login {
            Some(login) => self.directory.known_user(domain, login).await?,
            None => None,
        };
        let question = user.as_ref().and_then(|user| {
            let who = digest_user(user, credentials, &domain.realm, algorithm)?;
            digest_answer(who, credentials, context, e, claim)
        });
        let is_right = |ha1: &_| is_right(credentials, algorithm, e.line.method, ha1);
        let fetches = to.mode == DelegationMode::FetchHa1;
        let kept = question.as_ref().filter(|_| fetches);
        let kept = kept.and_then(|q| self.directory.kept_ha1(domain, to, &q.who)).map(|ha1| is_right(&ha1));
        let answer = if kept == Some(true) {
            Ok(true)
        } else {
            // A place first, so that those who wait are counted too.
            let asking = match self.directory.delegate(domain, to) {
                Ok(asking) => asking,
                Err(full) => return Ok(Err(Refused::Unanswered(full))),
            };
            if !self.line_up(claim, to, e, turn).await {
                return Ok(Err(Refused::Unanswered(asking.given_up())));
            }
            if let Some(wait) = self.held(who, flow, domain, login) {
                return Ok(Err(Refused::Held(wait)));
            }
            match question.filter(|_| kept.is_none()) {
                Some(question) if fetches => {
                    asking.ha1(&question.who).await.map(|ha1| ha1.is_some_and(|ha1| is_right(&ha1)))
                }
                Some(question) => asking.verify(&question).await,
                None => asking.pretend().await.map(|()| false),
            }
        };
        Ok(match (answer, user) {
            (Ok(true), Some(user)) if !user.disabled => Ok(user),
            (Ok(true), _) => Err(Refused::Wrong(Reason::NotAllowed)),
            (Ok(false), Some(_)) => Err(Refused::Wrong(Reason::WrongPassword)),
            (Ok(false), None) => Err(Refused::Wrong(Reason::UnknownUser)),
            (Err(why), _) => {
                // It was wrong, whether the service answers now or not.
                if kept.is_some() {
                    self.guard.failed(who, self.guard.now());
                }
                Err(Refused::Unanswered(why))
            }
        })
    }

    /// Goes from the line of all phones to that of the domain, behind those who did before. False: it took too long.
    async fn line_up(
        &self,
        claim: Claim<'_>,
        to: &Delegated,
        e: &Essentials<'_>,
        turn: &mut Option<Turn>,
    ) -> bool {
        let edge = claim.origin.edge.map_or("", |(name, _)| name);
        let lines = self.lines.of(claim.domain.id);
        let mut next = pin!(lines.wait(edge, claim.flow.source, e.to.uri));
        let first = poll!(&mut next);
        turn.take();
        let got = match first {
            Poll::Ready(turn) => Some(turn),
            Poll::Pending => tokio::time::timeout(to.timeout, next).await.ok(),
        };
        *turn = got;
        turn.is_some()
    }
}

fn digest_user(
    user: &EdgeUser,
    credentials: &Credentials<'_>,
    realm: &str,
    algorithm: DigestAlgorithm,
) -> Option<DigestUser> {
    let (username, realm) = (text(&credentials.username)?, realm.to_owned());
    Some(DigestUser { user: user.user.name(), username, realm, algorithm })
}

fn digest_answer(
    who: DigestUser,
    credentials: &Credentials<'_>,
    context: &ReplyContext<'_>,
    e: &Essentials<'_>,
    claim: Claim<'_>,
) -> Option<DigestAnswer> {
    let mut user_agent = one_line(context.message.first(Name::UserAgent).unwrap_or_default());
    user_agent.truncate(user_agent.floor_char_boundary(256));
    Some(DigestAnswer {
        who,
        method: text(e.line.method)?,
        uri: text(credentials.uri)?,
        nonce: text(credentials.nonce)?,
        cnonce: text(credentials.cnonce)?,
        nonce_count: text(credentials.nc)?,
        response: text(credentials.response)?,
        source: claim.flow.source,
        user_agent,
    })
}

fn text(octets: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(octets).ok().filter(|text| text.len() <= MAX_TEXT);
    text.filter(|text| !text.chars().any(char::is_control)).map(str::to_owned)
}
