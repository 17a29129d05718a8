//! Requests that wait for their answers (RFC 3261 §17.1.3).

use crate::sip::message::{Message, Name};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// Requests at once.
const MOST: usize = 16_384;
/// Answers to one of them that wait to be looked at; a peer that sends more repeats itself.
const ANSWERS: usize = 4;

/// The requests, by their branch.
#[derive(Default)]
pub(super) struct Pending {
    requests: Mutex<HashMap<u128, Entry>>,
}

struct Entry {
    method: &'static str,
    tell: mpsc::Sender<Message>,
}

/// One request. Dropped, it waits no more.
pub(super) struct Waiting<'a> {
    pending: &'a Pending,
    branch: u128,
    answers: mpsc::Receiver<Message>,
}

impl Pending {
    /// `None`: there are as many as may be.
    pub(super) fn begin(&self, method: &'static str) -> Option<Waiting<'_>> {
        let (tell, answers) = mpsc::channel(ANSWERS);
        let mut requests = self.lock();
        if requests.len() >= MOST {
            return None;
        }
        // Not to be guessed, so that only whoever got the request can answer it.
        let branch = rand::random();
        requests.insert(branch, Entry { method, tell });
        Some(Waiting { pending: self, branch, answers })
    }

    pub(super) fn answered(&self, response: Message) {
        let Some(branch) = response.top_via().and_then(|via| branch(via.branch()?)) else { return };
        let requests = self.lock();
        let Some(entry) = requests.get(&branch).filter(|entry| is_of(&response, entry.method)) else {
            return;
        };
        // Full: it has answers enough.
        let _ = entry.tell.try_send(response);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u128, Entry>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting<'_> {
    pub(super) fn branch(&self) -> u128 {
        self.branch
    }

    /// The next answer, a provisional one maybe.
    pub(super) async fn next(&mut self) -> Message {
        match self.answers.recv().await {
            Some(answer) => answer,
            // Its sender is in the table as long as this is.
            None => std::future::pending().await,
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.pending.lock().remove(&self.branch);
    }
}

/// Our number in a branch of ours.
fn branch(text: &[u8]) -> Option<u128> {
    let hex = text.strip_prefix(b"z9hG4bK").filter(|hex| hex.len() == 32)?;
    u128::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
}

/// Whether it is a response to this method, with a status code.
fn is_of(response: &Message, method: &str) -> bool {
    let cseq = response.first(Name::CSeq).unwrap_or_default();
    let said = cseq.split(|b| b.is_ascii_whitespace()).next_back();
    response.status().is_some() && said == Some(method.as_bytes())
}
