use super::*;
use crate::pb::v1::{RegistrationBookmark, watch_registrations_response::Message};
use tonic_types::{ErrorDetails, StatusExt};

fn status(code: Code, reason: &str) -> Status {
    let mut details = ErrorDetails::new();
    details.set_error_info(reason, "rollcall.dev", std::collections::HashMap::new());
    Status::with_error_details(code, "why", details)
}

fn begun() -> Progress {
    let mut progress = Progress::new(None, false);
    let message = Some(Message::Bookmark(RegistrationBookmark {}));
    progress.fresh(&mut WatchRegistrationsResponse { message, ..Default::default() });
    progress
}

#[test]
fn what_may_pass_is_tried_again_once_the_watch_has_begun() {
    for (code, reason) in [
        (Code::Unavailable, "DRAINING"),
        (Code::Unavailable, "STREAM_LIFETIME_ENDED"),
        (Code::ResourceExhausted, "TOO_MANY_WATCHERS"),
        (Code::Unknown, ""),
    ] {
        assert!(matches!(judge(status(code, reason), &begun(), false), End::Broken(_)), "{reason}");
        assert!(
            matches!(judge(status(code, reason), &Progress::new(None, false), false), End::Final(_)),
            "{reason}"
        );
    }
    for (code, reason) in [(Code::NotFound, "RESOURCE_NOT_FOUND"), (Code::PermissionDenied, "SCOPE_MISSING")]
    {
        assert!(matches!(judge(status(code, reason), &begun(), true), End::Final(_)), "{reason}");
    }
}

#[test]
fn only_a_token_made_here_can_be_made_anew() {
    let expired = || status(Code::Unauthenticated, "TOKEN_EXPIRED");
    assert!(matches!(judge(expired(), &begun(), true), End::Broken(_)));
    assert!(matches!(judge(expired(), &begun(), false), End::Final(f) if f.exit == 77));
    let invalid = status(Code::Unauthenticated, "TOKEN_INVALID");
    assert!(matches!(judge(invalid, &begun(), true), End::Final(_)));
}

#[test]
fn a_compaction_means_another_snapshot() {
    let compacted = status(Code::OutOfRange, "REVISION_COMPACTED");
    assert!(matches!(judge(compacted, &Progress::new(Some("t".into()), false), false), End::Compacted));
    // A snapshot that is "compacted" would go round for ever.
    let compacted = status(Code::OutOfRange, "REVISION_COMPACTED");
    assert!(matches!(judge(compacted, &Progress::new(None, false), false), End::Final(_)));
}
