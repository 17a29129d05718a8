//! One ping and what comes of it.

use super::request::{METHOD, options};
use crate::model::{Registration, Time};
use crate::registrar::{Reachability, Registrar};
use crate::sip::outgoing::{Destination, NoAnswer, Outgoing};
use crate::telemetry::Metrics;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The longest that an answer is waited for: timer F (RFC 3261 §17.1.2.2).
const TIMER_F: Duration = Duration::from_secs(32);

/// What pings are made with.
#[derive(Clone)]
pub(super) struct Means {
    pub(super) registrar: Registrar,
    pub(super) outgoing: Arc<Outgoing>,
    pub(super) metrics: Metrics,
}

impl Means {
    /// Pings a phone and notes whether it answers before the next ping. Any answer is one: what a phone that refuses
    /// says is that it is there.
    pub(super) async fn ping(self, registration: Arc<Registration>, interval: Duration) {
        let (check_time, began) = (Time::now(), Instant::now());
        let within = interval.min(TIMER_F);
        let answer = match Destination::of(&registration) {
            Some(to) => self.outgoing.exchange(to, METHOD, within, |via| options(&registration, via)).await,
            None => Err(NoAnswer::NoWay),
        };
        let round_trip = answer.as_ref().ok().map(|_| began.elapsed());
        let outcome = match answer {
            Ok(_) => "answered",
            Err(NoAnswer::InTime) => "unanswered",
            Err(NoAnswer::NoWay) => "no_way",
            Err(NoAnswer::TooMany) => "not_sent",
        };
        self.metrics.sip_ping(registration.transport, outcome, round_trip);
        tracing::debug!(
            registration = %registration.name(),
            transport = registration.transport.as_str(),
            destination = &*registration.source_address,
            outcome,
            "pinged"
        );
        // What was not sent has found nothing.
        if !matches!(answer, Err(NoAnswer::TooMany)) {
            let found = Reachability { check_time, round_trip };
            self.registrar.reachabilities().note(&registration, found);
        }
    }
}
