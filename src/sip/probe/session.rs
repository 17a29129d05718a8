//! One connection, one dialog, and the challenge that is being answered.

use super::answer::Answer;
use super::challenge::Challenge;
use super::dialog::Dialog;
use super::link::Link;
use crate::model::{DigestAlgorithm, Ha1};
use std::io;
use tokio::time::{Instant, timeout_at};

pub(super) struct Session {
    pub(super) link: Link,
    pub(super) dialog: Dialog,
    challenge: Option<Challenge>,
    /// How many requests have answered the challenge.
    count: u32,
}

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAnswer {
    #[error("no answer in time")]
    InTime,
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Who answers the challenges.
pub(super) struct Credential<'a> {
    pub(super) username: &'a str,
    pub(super) ha1: &'a Ha1,
}

impl Session {
    pub(super) fn new(link: Link, dialog: Dialog) -> Self {
        Self { link, dialog, challenge: None, count: 0 }
    }

    /// Of the challenge that is being answered.
    pub(super) fn algorithm(&self) -> Option<DigestAlgorithm> {
        self.challenge.as_ref().map(|challenge| challenge.algorithm)
    }

    /// Goes on with this challenge.
    pub(super) fn take(&mut self, challenge: Challenge) {
        (self.challenge, self.count) = (Some(challenge), 0);
    }

    /// REGISTER for so many seconds, without credentials.
    pub(super) async fn ask(&mut self, expires: u32, until: Instant) -> Result<Answer, NoAnswer> {
        let request = self.dialog.register(expires, None);
        self.exchange(&request, until).await
    }

    /// REGISTER for so many seconds with the answer to the challenge; once more when its nonce is stale.
    pub(super) async fn register(
        &mut self,
        expires: u32,
        credential: &Credential<'_>,
        until: Instant,
    ) -> Result<Answer, NoAnswer> {
        let answer = self.answered(expires, credential, until).await?;
        let same = self.challenge.as_ref().map(|challenge| challenge.algorithm);
        let renewed = Challenge::offered(&answer).into_iter().find(|c| c.stale && Some(c.algorithm) == same);
        match renewed {
            Some(challenge) if answer.status == 401 => {
                self.take(challenge);
                self.answered(expires, credential, until).await
            }
            _ => Ok(answer),
        }
    }

    async fn answered(
        &mut self,
        expires: u32,
        Credential { username, ha1 }: &Credential<'_>,
        until: Instant,
    ) -> Result<Answer, NoAnswer> {
        self.count += 1;
        let registrar = &self.dialog.registrar;
        let value = self.challenge.as_ref().map(|c| c.answer(ha1, username, registrar, self.count));
        let request = self.dialog.register(expires, value.as_deref());
        self.exchange(&request, until).await
    }

    async fn exchange(&mut self, request: &str, until: Instant) -> Result<Answer, NoAnswer> {
        let Self { link, dialog, .. } = self;
        let meant = |answer: &Answer| answer.is_to(&dialog.call_id, dialog.cseq);
        let answer = timeout_at(until, link.exchange(request, meant)).await;
        Ok(answer.map_err(|_| NoAnswer::InTime)??)
    }
}
