//! `rollcall doctor`.

use super::{
    client::ClientArgs,
    failure::Failure,
    format, names,
    output::{self, printable},
};
use crate::{
    model::{Transport, UserName},
    pb::v1,
};
use clap::Args;
use std::fmt::Write;

/// Prove that a user can register
///
/// The server registers as the user through its own listener, step by step, and removes that again. No password is
/// needed. Watchers see it. Exits with 1 when a step failed.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The user, such as alice@demo.rollcall.test
    #[arg(value_parser = names::user)]
    user: UserName,
    /// The transport to test [default: the first that the server listens on and the domain allows]
    #[arg(long, value_name = "udp|tcp|tls|ws|wss", value_parser = transport)]
    transport: Option<Transport>,
    #[command(flatten)]
    client: ClientArgs,
}

fn transport(text: &str) -> Result<Transport, String> {
    Transport::parse(text).map_err(|e| e.0)
}

impl Doctor {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let (format, users) = (self.client.format, self.client.connect().await?.users());
        let transport = match self.transport {
            None => v1::Transport::Unspecified,
            Some(Transport::Udp) => v1::Transport::Udp,
            Some(Transport::Tcp) => v1::Transport::Tcp,
            Some(Transport::Tls) => v1::Transport::Tls,
            Some(Transport::Ws) => v1::Transport::Ws,
            Some(Transport::Wss) => v1::Transport::Wss,
        };
        let name = self.user.to_string();
        let request = v1::TestRegistrationRequest { name: name.clone(), transport: transport.into() };
        let answer = users.test_registration(request).await?;
        let passed = answer.passed;
        format.print("TestRegistrationResponse", answer, |answer| Ok(report(&name, &answer)))?;
        // The report says it all.
        if passed { Ok(()) } else { Err(Failure::new(1, "")) }
    }
}

fn report(name: &str, answer: &v1::TestRegistrationResponse) -> String {
    let mut out = String::new();
    for step in &answer.steps {
        let time = step.duration.map(time).unwrap_or_default();
        let line = format!(
            "{:<12} {:<8} {time:>10}  {}",
            format::step(step.kind),
            format::outcome(step.outcome),
            printable(&step.detail)
        );
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", line.trim_end());
        if !step.remedy.is_empty() {
            let _ = writeln!(out, "  what to do: {}", printable(&step.remedy));
        }
    }
    let user = output::printable(&format::short(name));
    let over = match answer.transport {
        0 => String::new(),
        transport => format!(" over {}", format::transport(transport)),
    };
    let at = match answer.server_address.as_str() {
        "" => String::new(),
        address => format!(" at {}", printable(address)),
    };
    let end = if answer.passed { "can register" } else { "FAILED to register" };
    let _ = writeln!(out, "{user} {end}{over}{at}");
    out
}

/// Milliseconds: steps are short.
fn time(duration: prost_types::Duration) -> String {
    let took = std::time::Duration::try_from(duration).unwrap_or_default();
    format!("{:.1} ms", took.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_well() {
        use v1::{RegistrationTestOutcome as Outcome, RegistrationTestStepKind as Kind};
        let step = |kind: Kind, outcome: Outcome, detail: &str, remedy: &str| v1::RegistrationTestStep {
            kind: kind.into(),
            outcome: outcome.into(),
            duration: Some(prost_types::Duration { seconds: 0, nanos: 1_250_000 }),
            detail: detail.into(),
            remedy: remedy.into(),
        };
        let mut answer = v1::TestRegistrationResponse {
            passed: false,
            steps: vec![
                step(Kind::Resolve, Outcome::Passed, "found", ""),
                step(Kind::Connect, Outcome::Failed, "refused\u{1b}[2J", "listen"),
                step(Kind::WatchEvent, Outcome::Skipped, "", ""),
            ],
            transport: v1::Transport::Tcp.into(),
            server_address: "127.0.0.1:5060".into(),
        };
        let name = "domains/acme.test/users/alice";
        let expected = "\
resolve      ok           1.2 ms  found
connect      FAILED       1.2 ms  refused\\u{1b}[2J
  what to do: listen
watch event  skipped      1.2 ms
alice@acme.test FAILED to register over tcp at 127.0.0.1:5060
";
        assert_eq!(report(name, &answer), expected);
        (answer.passed, answer.steps, answer.transport) = (true, Vec::new(), 0);
        answer.server_address.clear();
        assert_eq!(report(name, &answer), "alice@acme.test can register\n");
    }
}
