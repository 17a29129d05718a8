//! What a subscription could not be handed.

use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

/// Noted by whoever hands out, looked at by the subscription's task.
#[derive(Default)]
pub(super) struct Missed {
    any: AtomicBool,
    /// That something was rejected is no part of all there is: it is noted by itself.
    rejected: AtomicBool,
    noted: Notify,
}

/// What was missed since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lack {
    pub(super) any: bool,
    pub(super) rejected: bool,
}

impl Missed {
    pub(super) fn note(&self, rejected: bool) {
        if rejected {
            self.rejected.store(true, Ordering::Release);
        }
        self.any.store(true, Ordering::Release);
        self.noted.notify_one();
    }

    pub(super) fn take(&self) -> Lack {
        // Noted after the other, so looked at before it.
        let any = self.any.swap(false, Ordering::AcqRel);
        Lack { any, rejected: self.rejected.swap(false, Ordering::AcqRel) }
    }

    /// Returns when something was noted since the last time.
    pub(super) async fn noted(&self) {
        self.noted.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A subscription that has nothing else to wait for hears of it.
    #[tokio::test]
    async fn what_is_noted_wakes_and_is_taken_once() {
        let missed = Missed::default();
        assert!(futures::poll!(std::pin::pin!(missed.noted())).is_pending());
        missed.note(true);
        missed.note(false);
        missed.noted().await;
        assert_eq!(missed.take(), Lack { any: true, rejected: true });
        assert_eq!(missed.take(), Lack { any: false, rejected: false });
        missed.note(false);
        missed.noted().await;
        assert_eq!(missed.take(), Lack { any: true, rejected: false });
    }
}
