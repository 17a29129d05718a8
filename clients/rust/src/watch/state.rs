//! What a watch knows, without any connection: what to ask for, what to make of a message, what to do at an end.

use super::{Item, Start, backoff::Backoff};
use crate::{Error, v1};
use std::time::Duration;
use tonic::Code;
use v1::{
    Registration, RegistrationEvent, StartNow, StartWithSnapshot, WatchRegistrationsResponse,
    watch_registrations_request::Start as Asked, watch_registrations_response::Message,
};

/// How often an idle stream speaks, as long as it has not said so.
const INTERVAL: Duration = Duration::from_secs(10);
/// Intervals of silence after which a stream is dead.
const SILENCE: u32 = 3;

/// What to do at the end of a stream.
#[derive(Debug)]
pub(super) enum Next {
    /// Tell this, wait, and open another.
    Go { item: Item, wait: Duration },
    /// It will not get better.
    End(Error),
}

#[derive(Debug)]
pub(super) struct Follow {
    /// After the last item that was delivered; at first what the caller wants.
    start: Start,
    /// The snapshot that is arriving.
    fresh: Vec<Registration>,
    /// Events of a revision that is not whole yet.
    pending: Vec<RegistrationEvent>,
    interval: Duration,
    backoff: Backoff,
    /// The access token had expired, and nothing was delivered since.
    expired: bool,
}

impl Follow {
    pub(super) fn new(start: Start) -> Self {
        let (fresh, pending, backoff) = (Vec::new(), Vec::new(), Backoff::default());
        Self { start, fresh, pending, interval: INTERVAL, backoff, expired: false }
    }

    /// Where the next stream is to begin.
    pub(super) fn start(&self) -> Asked {
        match &self.start {
            Start::Snapshot => Asked::StartWithSnapshot(StartWithSnapshot {}),
            Start::Now => Asked::StartNow(StartNow {}),
            Start::After(token) => Asked::ResumeToken(token.clone()),
        }
    }

    /// How long an open stream may say nothing.
    pub(super) fn patience(&self) -> Duration {
        self.interval * SILENCE
    }

    /// A new stream: what the one before left unfinished comes again.
    pub(super) fn opened(&mut self) {
        self.fresh.clear();
        self.pending.clear();
    }

    /// What a message completes, if it does. The item counts as delivered.
    pub(super) fn take(&mut self, message: WatchRegistrationsResponse) -> Option<Item> {
        let WatchRegistrationsResponse { message, resume_token: token, bookmark_interval } = message;
        let interval = bookmark_interval.and_then(|interval| Duration::try_from(interval).ok());
        self.interval = interval.filter(|i| !i.is_zero()).unwrap_or(self.interval);
        let item = match message {
            Some(Message::Snapshot(part)) => {
                self.fresh.extend(part.registrations);
                return None;
            }
            Some(Message::SnapshotEnd(_)) => {
                Item::Snapshot { registrations: std::mem::take(&mut self.fresh), token }
            }
            Some(Message::Changes(changes)) => {
                self.pending.extend(changes.events);
                if token.is_empty() {
                    return None;
                }
                Item::Changes { events: std::mem::take(&mut self.pending), token }
            }
            Some(Message::Bookmark(_)) => Item::Bookmark { token },
            // A case that this version does not know.
            None => return None,
        };
        self.start = Start::After(item.token().unwrap_or_default().to_owned());
        self.backoff.reset();
        self.expired = false;
        Some(item)
    }

    /// What to do now that a stream has ended, in order if there is no error.
    pub(super) fn ended(&mut self, error: Option<Error>) -> Next {
        let reason = error.as_ref().map(Error::reason).unwrap_or_default();
        if reason == "REVISION_COMPACTED" || reason == "RESUME_TOKEN_FOREIGN" {
            self.start = Start::Snapshot;
            return Next::Go { item: Item::Resync { reason }, wait: self.backoff.next() };
        }
        if let Some(error) = error {
            let once_more = reason == "TOKEN_EXPIRED" && !self.expired;
            self.expired |= once_more;
            if is_final(error.code()) && !once_more {
                return Next::End(error);
            }
            let wait = error.retry_after().unwrap_or_else(|| self.backoff.next());
            return Next::Go { item: Item::Disconnected { error: Some(error) }, wait };
        }
        Next::Go { item: Item::Disconnected { error: None }, wait: self.backoff.next() }
    }
}

/// Whether another stream would end in the same way.
fn is_final(code: Code) -> bool {
    use Code::{InvalidArgument, NotFound, PermissionDenied, Unauthenticated, Unimplemented};
    matches!(code, InvalidArgument | NotFound | PermissionDenied | Unauthenticated | Unimplemented)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Status;
    use tonic_types::{ErrorDetails, StatusExt};

    fn message(message: Message, token: &str) -> WatchRegistrationsResponse {
        let resume_token = token.to_owned();
        WatchRegistrationsResponse { message: Some(message), resume_token, bookmark_interval: None }
    }

    fn part(names: &[&str]) -> WatchRegistrationsResponse {
        let of = |name: &&str| Registration { name: (*name).to_owned(), ..Default::default() };
        message(
            Message::Snapshot(v1::RegistrationSnapshot { registrations: names.iter().map(of).collect() }),
            "",
        )
    }

    fn end(token: &str) -> WatchRegistrationsResponse {
        message(Message::SnapshotEnd(v1::RegistrationSnapshotEnd::default()), token)
    }

    fn changes(revision: i64, token: &str) -> WatchRegistrationsResponse {
        let events = vec![RegistrationEvent { revision, ..Default::default() }];
        message(Message::Changes(v1::RegistrationChanges { events }), token)
    }

    fn failed(code: Code, reason: &str) -> Error {
        let mut details = ErrorDetails::new();
        details.set_error_info(reason, "rollcall.dev", [("k".to_owned(), String::new())]);
        Status::with_error_details(code, "m", details).into()
    }

    fn goes_on(next: Next) -> (Item, Duration) {
        match next {
            Next::Go { item, wait } => (item, wait),
            Next::End(error) => panic!("ended with {error}"),
        }
    }

    #[test]
    fn a_snapshot_is_delivered_whole_or_not_at_all() {
        let mut follow = Follow::new(Start::Snapshot);
        follow.opened();
        assert!(follow.take(part(&["a", "b"])).is_none());
        let (item, wait) = goes_on(follow.ended(None));
        assert!(matches!(item, Item::Disconnected { error: None }) && wait.is_zero());
        assert_eq!(follow.start(), Asked::StartWithSnapshot(StartWithSnapshot {}));
        follow.opened();
        assert!(follow.take(part(&["c"])).is_none());
        let Some(Item::Snapshot { registrations, token }) = follow.take(end("t1")) else { panic!() };
        assert_eq!((registrations.len(), token.as_str()), (1, "t1"));
        assert_eq!(follow.start(), Asked::ResumeToken("t1".to_owned()));
    }

    #[test]
    fn events_wait_for_their_token() {
        let mut follow = Follow::new(Start::After("t0".to_owned()));
        follow.opened();
        assert!(follow.take(changes(1, "")).is_none());
        goes_on(follow.ended(Some(failed(Code::Unavailable, "DRAINING"))));
        assert_eq!(follow.start(), Asked::ResumeToken("t0".to_owned()), "nothing of it was delivered");
        follow.opened();
        assert!(follow.take(changes(1, "")).is_none());
        let Some(Item::Changes { events, token }) = follow.take(changes(2, "t2")) else { panic!() };
        assert_eq!(events.iter().map(|e| e.revision).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(token, "t2");
    }

    #[test]
    fn what_is_compacted_begins_anew_and_says_so() {
        for (code, reason) in
            [(Code::OutOfRange, "REVISION_COMPACTED"), (Code::InvalidArgument, "RESUME_TOKEN_FOREIGN")]
        {
            let mut follow = Follow::new(Start::After("old".to_owned()));
            let (item, _) = goes_on(follow.ended(Some(failed(code, reason))));
            assert!(matches!(item, Item::Resync { reason: told } if told == reason));
            assert_eq!(follow.start(), Asked::StartWithSnapshot(StartWithSnapshot {}));
        }
    }

    #[test]
    fn an_expired_token_is_asked_for_once() {
        let expired = || Some(failed(Code::Unauthenticated, "TOKEN_EXPIRED"));
        let mut follow = Follow::new(Start::Now);
        goes_on(follow.ended(expired()));
        assert!(matches!(follow.ended(expired()), Next::End(_)));
        let mut follow = Follow::new(Start::Now);
        goes_on(follow.ended(expired()));
        assert!(follow.take(message(Message::Bookmark(v1::RegistrationBookmark {}), "t")).is_some());
        goes_on(follow.ended(expired()));
    }

    #[test]
    fn what_will_not_get_better_ends_and_the_rest_goes_on() {
        for (code, reason) in [
            (Code::InvalidArgument, "FIELD_INVALID"),
            (Code::PermissionDenied, "SCOPE_MISSING"),
            (Code::NotFound, "RESOURCE_NOT_FOUND"),
            (Code::Unauthenticated, "TOKEN_INVALID"),
            (Code::Unimplemented, "NOT_IMPLEMENTED"),
        ] {
            assert!(
                matches!(Follow::new(Start::Now).ended(Some(failed(code, reason))), Next::End(_)),
                "{reason}"
            );
        }
        for code in
            [Code::Unavailable, Code::Internal, Code::Unknown, Code::Cancelled, Code::ResourceExhausted]
        {
            goes_on(Follow::new(Start::Now).ended(Some(failed(code, "WHATEVER"))));
        }
    }

    #[test]
    fn a_case_that_is_not_known_is_passed_over() {
        let mut follow = Follow::new(Start::Now);
        assert!(follow.take(WatchRegistrationsResponse::default()).is_none());
        let interval = Some(prost_types::Duration { seconds: 1, nanos: 500_000_000 });
        let hello = WatchRegistrationsResponse { bookmark_interval: interval, ..Default::default() };
        assert!(follow.take(hello).is_none());
        assert_eq!(follow.patience(), Duration::from_millis(4500));
    }
}
