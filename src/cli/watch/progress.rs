//! How far a watch has come, over all its streams.

use crate::pb::v1::{
    RegistrationEvent, StartNow, StartWithSnapshot, WatchRegistrationsResponse,
    watch_registrations_request::Start, watch_registrations_response::Message,
};

/// Where the next stream starts, and which of its events were printed already: a stream that broke within a revision
/// is resumed before that revision.
pub(super) struct Progress {
    start: Start,
    /// Up to which event all were printed: the revision, and how many of it.
    printed: (i64, usize),
    /// The same for the stream at hand.
    here: (i64, usize),
    /// Whether a stream ever delivered anything.
    pub(super) begun: bool,
}

impl Progress {
    pub(super) fn new(resume_token: Option<String>, no_snapshot: bool) -> Self {
        let start = match resume_token {
            Some(token) => Start::ResumeToken(token),
            None if no_snapshot => Start::StartNow(StartNow {}),
            None => Start::StartWithSnapshot(StartWithSnapshot {}),
        };
        Self { start, printed: (0, 0), here: (0, 0), begun: false }
    }

    /// Begins another stream.
    pub(super) fn start(&mut self) -> Start {
        self.here = (0, 0);
        self.start.clone()
    }

    pub(super) fn resumes(&self) -> bool {
        matches!(self.start, Start::ResumeToken(_))
    }

    /// The token is too old: all that is left is another snapshot.
    pub(super) fn begin_again(&mut self) {
        self.start = Start::StartWithSnapshot(StartWithSnapshot {});
        self.printed = (0, 0);
    }

    /// Drops the events that were printed already. Tells whether anything is left to print.
    pub(super) fn fresh(&mut self, response: &mut WatchRegistrationsResponse) -> bool {
        self.begun = true;
        let Some(Message::Changes(changes)) = &mut response.message else { return true };
        changes.events.retain(|event| self.is_new(event));
        !changes.events.is_empty()
    }

    fn is_new(&mut self, event: &RegistrationEvent) -> bool {
        self.here = match self.here {
            (revision, seen) if revision == event.revision => (revision, seen + 1),
            _ => (event.revision, 1),
        };
        let new = self.here > self.printed;
        self.printed = self.printed.max(self.here);
        new
    }

    /// The response was printed: from here the watch can be resumed.
    pub(super) fn delivered(&mut self, response: &WatchRegistrationsResponse) {
        if !response.resume_token.is_empty() {
            self.start = Start::ResumeToken(response.resume_token.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pb::v1::{RegistrationBookmark, RegistrationChanges};

    fn changes(revisions: &[i64], token: &str) -> WatchRegistrationsResponse {
        let event = |revision: &i64| RegistrationEvent { revision: *revision, ..Default::default() };
        WatchRegistrationsResponse {
            message: Some(Message::Changes(RegistrationChanges {
                events: revisions.iter().map(event).collect(),
            })),
            resume_token: token.to_owned(),
            bookmark_interval: None,
        }
    }

    fn printed(progress: &mut Progress, mut response: WatchRegistrationsResponse) -> Vec<i64> {
        progress.fresh(&mut response);
        progress.delivered(&response);
        let Some(Message::Changes(changes)) = response.message else { return vec![] };
        changes.events.iter().map(|e| e.revision).collect()
    }

    #[test]
    fn a_stream_that_broke_within_a_revision_prints_nothing_twice() {
        let mut p = Progress::new(None, false);
        assert!(matches!(p.start(), Start::StartWithSnapshot(_)));
        assert_eq!(printed(&mut p, changes(&[5, 5], "t5")), [5, 5]);
        // Revisions 6 and 7, and the first two events of 8, which goes on in the next message.
        assert_eq!(printed(&mut p, changes(&[6, 7, 8, 8], "")), [6, 7, 8, 8]);

        assert!(matches!(p.start(), Start::ResumeToken(t) if t == "t5"));
        assert!(printed(&mut p, changes(&[6, 7], "")).is_empty());
        assert_eq!(printed(&mut p, changes(&[8, 8, 8], "t8")), [8]);
        assert_eq!(printed(&mut p, changes(&[9], "t9")), [9]);
        assert!(matches!(p.start(), Start::ResumeToken(t) if t == "t9"));
    }

    #[test]
    fn a_bookmark_moves_the_start_and_a_compaction_takes_it_back() {
        let mut p = Progress::new(Some("t1".into()), false);
        assert!(p.resumes() && !p.begun);
        let bookmark = Some(Message::Bookmark(RegistrationBookmark {}));
        let mut response = WatchRegistrationsResponse {
            message: bookmark,
            resume_token: "t2".into(),
            bookmark_interval: None,
        };
        assert!(p.fresh(&mut response));
        // Not before it was printed.
        assert!(matches!(p.start(), Start::ResumeToken(t) if t == "t1"));
        p.delivered(&response);
        assert!(matches!(p.start(), Start::ResumeToken(t) if t == "t2"));
        p.begin_again();
        assert!(matches!(p.start(), Start::StartWithSnapshot(_)) && p.begun);
        assert!(matches!(Progress::new(None, true).start(), Start::StartNow(_)));
    }
}
