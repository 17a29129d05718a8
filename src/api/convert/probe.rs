//! Registration tests.

use super::{known, transport, transport_of};
use crate::directory::{ProbeOutcome, ProbeReport, ProbeStep, ProbeStepKind, Violations};
use crate::model::Transport;
use crate::pb::v1;

/// The transport to test; `None` when none is named.
pub(in crate::api) fn probe_transport(field: &str, value: i32, found: &mut Violations) -> Option<Transport> {
    if value == i32::from(v1::Transport::Unspecified) {
        return None;
    }
    known(field, value, transport_of, found)
}

pub(in crate::api) fn probe_report(report: ProbeReport) -> v1::TestRegistrationResponse {
    v1::TestRegistrationResponse {
        passed: report.passed(),
        transport: report.transport.map_or(v1::Transport::Unspecified, transport).into(),
        server_address: report.server.map(|at| at.to_string()).unwrap_or_default(),
        steps: report.steps.into_iter().map(step).collect(),
    }
}

fn step(step: ProbeStep) -> v1::RegistrationTestStep {
    use v1::{RegistrationTestOutcome as Outcome, RegistrationTestStepKind as Kind};
    let ProbeStep { kind, outcome, duration, detail, remedy } = step;
    let kind = match kind {
        ProbeStepKind::Resolve => Kind::Resolve,
        ProbeStepKind::Connect => Kind::Connect,
        ProbeStepKind::Challenge => Kind::Challenge,
        ProbeStepKind::Answer => Kind::Answer,
        ProbeStepKind::Binding => Kind::Binding,
        ProbeStepKind::WatchEvent => Kind::WatchEvent,
        ProbeStepKind::Removal => Kind::Removal,
    };
    let outcome = match outcome {
        ProbeOutcome::Passed => Outcome::Passed,
        ProbeOutcome::Failed => Outcome::Failed,
        ProbeOutcome::Skipped => Outcome::Skipped,
    };
    v1::RegistrationTestStep {
        kind: kind.into(),
        outcome: outcome.into(),
        duration: prost_types::Duration::try_from(duration).ok(),
        detail,
        remedy,
    }
}
