//! Which calls are tried again, and when.

use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock, time::Duration};
use tonic::Code;

/// A gRPC service config (grpc/proposal A6), as far as this client reads it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServiceConfig {
    method_config: Vec<MethodConfig>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MethodConfig {
    name: Vec<Name>,
    retry_policy: RetryPolicy,
}

#[derive(Deserialize)]
struct Name {
    service: String,
    method: String,
}

/// How often and when a call is tried.
#[derive(Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RetryPolicy {
    /// The first one included.
    pub(crate) max_attempts: u32,
    #[serde(deserialize_with = "seconds")]
    initial_backoff: Duration,
    #[serde(deserialize_with = "seconds")]
    max_backoff: Duration,
    backoff_multiplier: f64,
    retryable_status_codes: Vec<String>,
}

/// A Duration in JSON: `0.1s`.
fn seconds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    let number = text.strip_suffix('s').and_then(|n| n.parse().ok());
    number.map(Duration::from_secs_f64).ok_or_else(|| serde::de::Error::custom("a duration is such as 0.1s"))
}

static POLICIES: LazyLock<HashMap<String, RetryPolicy>> = LazyLock::new(|| {
    let config: ServiceConfig = serde_json::from_str(include_str!("generated/service_config.json"))
        .expect("the service config that was generated with this crate");
    let of = |config: MethodConfig| {
        let MethodConfig { name, retry_policy } = config;
        name.into_iter().map(move |n| (format!("/{}/{}", n.service, n.method), retry_policy.clone()))
    };
    config.method_config.into_iter().flat_map(of).collect()
});

impl RetryPolicy {
    /// That of a method by its path; `None`: it is tried once.
    pub(crate) fn of(path: &str) -> Option<&'static Self> {
        POLICIES.get(path)
    }

    /// Whether another attempt may be made after `attempt` (from 1) ended so.
    pub(crate) fn allows(&self, attempt: u32, code: Code) -> bool {
        let retryable = |name: &String| match name.as_str() {
            "UNAVAILABLE" => code == Code::Unavailable,
            "ABORTED" => code == Code::Aborted,
            _ => false,
        };
        attempt < self.max_attempts && self.retryable_status_codes.iter().any(retryable)
    }

    /// How long to wait after `attempt` (from 1): anything up to the back-off, so that many do not come back at once.
    pub(crate) fn wait(&self, attempt: u32) -> Duration {
        self.backoff(attempt).mul_f64(rand::random_range(0.2..=1.0))
    }

    fn backoff(&self, attempt: u32) -> Duration {
        let factor = self.backoff_multiplier.powi(i32::try_from(attempt).unwrap_or(i32::MAX) - 1);
        self.initial_backoff.mul_f64(factor.min(1e6)).min(self.max_backoff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_safe_is_tried_again() {
        for safe in ["UserService/GetUser", "UserService/CreateUser", "RegistrationService/DeregisterUser"] {
            assert!(RetryPolicy::of(&format!("/rollcall.v1.{safe}")).is_some(), "{safe}");
        }
        for not in ["RegistrarService/Register", "UserService/VerifyUserPassword", "UserService/ImportUsers"]
        {
            assert!(RetryPolicy::of(&format!("/rollcall.v1.{not}")).is_none(), "{not}");
        }
        // A stream is begun anew by who reads it.
        assert!(RetryPolicy::of("/rollcall.v1.RegistrationService/WatchRegistrations").is_none());
    }

    #[test]
    fn attempts_are_counted_and_waits_grow() {
        let policy = RetryPolicy::of("/rollcall.v1.UserService/GetUser").unwrap();
        let allowed: Vec<bool> = (1..=5).map(|n| policy.allows(n, Code::Unavailable)).collect();
        assert_eq!(allowed, [true, true, true, false, false]);
        assert!(!policy.allows(1, Code::ResourceExhausted) && !policy.allows(1, Code::DeadlineExceeded));
        let millis: Vec<u128> = (1..=7).map(|n| policy.backoff(n).as_millis()).collect();
        assert_eq!(millis, [100, 200, 400, 800, 1600, 2000, 2000]);
        assert!((0..100).map(|_| policy.wait(1)).all(|w| w.as_millis() >= 20 && w.as_millis() <= 100));
    }
}
