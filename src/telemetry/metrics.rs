//! Metrics, in the OpenMetrics text format.
//!
//! Labels have few values: methods are static texts of the method table, SIP methods that are not common are `OTHER`,
//! a status that SIP does not have is 0. Nothing that a caller makes up becomes a label.

use crate::model::{DelegationMode, Transport};
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{
        counter::Counter,
        family::{Family, MetricConstructor},
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};
use std::{fmt, sync::Arc, time::Duration};

/// The server's metrics. Clones count into the same.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    rpc_started: Family<Method, Counter>,
    rpc_finished: Family<MethodCode, Counter>,
    rpc_in_flight: Family<Method, Gauge>,
    rpc_duration: Family<Method, Histogram, Seconds>,
    sip_requests: Family<SipRequest, Counter>,
    sip_malformed: Family<SipTransport, Counter>,
    sip_auth_failures: Family<SipFailure, Counter>,
    sip_limited: Family<SipTransport, Counter>,
    sip_connections_refused: Family<SipTransport, Counter>,
    sip_pings: Family<SipOutcome, Counter>,
    sip_ping_round_trip: Family<SipTransport, Histogram, Seconds>,
    sip_subscriptions: Gauge,
    sip_notifies: Family<SipOutcome, Counter>,
    delegated: Family<DelegatedOutcome, Counter>,
    delegated_duration: Family<Method, Histogram, Seconds>,
    commit_batch: Histogram,
    commit_duration: Histogram,
    registrations: Gauge,
    watchers: Gauge,
    watch_events: Counter,
    auth_cache: Family<CacheResult, Counter>,
    expired: Counter,
    log_compacted: Gauge,
    log_compacted_rows: Counter,
    store_up: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Method {
    method: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MethodCode {
    method: &'static str,
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SipRequest {
    transport: &'static str,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SipTransport {
    transport: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SipFailure {
    transport: &'static str,
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SipOutcome {
    transport: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DelegatedOutcome {
    method: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CacheResult {
    result: &'static str,
}

/// Makes histograms of durations: 100 µs to 26 s.
#[derive(Clone)]
struct Seconds;

impl MetricConstructor<Histogram> for Seconds {
    fn new_metric(&self) -> Histogram {
        Histogram::new(exponential_buckets(0.0001, 2.0, 19))
    }
}

/// The names of the gRPC codes, by number.
const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// RFC 3261 and its extensions; methods are case-sensitive (§7.1).
const SIP_METHODS: [&str; 14] = [
    "REGISTER",
    "OPTIONS",
    "INVITE",
    "ACK",
    "BYE",
    "CANCEL",
    "SUBSCRIBE",
    "NOTIFY",
    "MESSAGE",
    "PUBLISH",
    "REFER",
    "INFO",
    "UPDATE",
    "PRACK",
];

/// The RPC of the contract that a mode asks.
fn rpc(mode: DelegationMode) -> &'static str {
    match mode {
        DelegationMode::VerifyDigest => "VerifyDigest",
        DelegationMode::FetchHa1 => "FetchHa1",
    }
}

/// The name of a gRPC code; `UNKNOWN` for a number that is none.
pub(super) fn code_name(code: u16) -> &'static str {
    CODES.get(usize::from(code)).copied().unwrap_or("UNKNOWN")
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        let mut inner = Inner {
            registry: Registry::with_prefix("rollcall"),
            rpc_started: Family::default(),
            rpc_finished: Family::default(),
            rpc_in_flight: Family::default(),
            rpc_duration: Family::new_with_constructor(Seconds),
            sip_requests: Family::default(),
            sip_malformed: Family::default(),
            sip_auth_failures: Family::default(),
            sip_limited: Family::default(),
            sip_connections_refused: Family::default(),
            sip_pings: Family::default(),
            sip_ping_round_trip: Family::new_with_constructor(Seconds),
            sip_subscriptions: Gauge::default(),
            sip_notifies: Family::default(),
            delegated: Family::default(),
            delegated_duration: Family::new_with_constructor(Seconds),
            commit_batch: Histogram::new(exponential_buckets(1.0, 2.0, 12)),
            commit_duration: Seconds.new_metric(),
            registrations: Gauge::default(),
            watchers: Gauge::default(),
            watch_events: Counter::default(),
            auth_cache: Family::default(),
            expired: Counter::default(),
            log_compacted: Gauge::default(),
            log_compacted_rows: Counter::default(),
            store_up: Gauge::default(),
        };
        inner.register();
        Self(Arc::new(inner))
    }

    /// An RPC has begun.
    pub fn rpc_started(&self, method: &'static str) {
        self.0.rpc_started.get_or_create(&Method { method }).inc();
        self.0.rpc_in_flight.get_or_create(&Method { method }).inc();
    }

    /// An RPC that was started has ended with this gRPC code, its stream included.
    pub fn rpc_finished(&self, method: &'static str, code: u16, took: Duration) {
        self.0.rpc_in_flight.get_or_create(&Method { method }).dec();
        self.0.rpc_finished.get_or_create(&MethodCode { method, code: code_name(code) }).inc();
        self.0.rpc_duration.get_or_create(&Method { method }).observe(took.as_secs_f64());
    }

    /// A SIP request was answered; `status` is that of the final response, 0 when it was dropped.
    pub fn sip_request(&self, transport: Transport, method: &str, status: u16) {
        let method = SIP_METHODS.into_iter().find(|known| *known == method).unwrap_or("OTHER");
        let status = if (100..700).contains(&status) { status } else { 0 };
        self.0
            .sip_requests
            .get_or_create(&SipRequest { transport: transport.as_str(), method, status })
            .inc();
    }

    /// What came over SIP was no message, or one with errors of form.
    pub fn sip_malformed(&self, transport: Transport) {
        self.0.sip_malformed.get_or_create(&SipTransport { transport: transport.as_str() }).inc();
    }

    /// A REGISTER did not prove who sent it.
    pub fn sip_auth_failure(&self, transport: Transport, reason: &'static str) {
        let labels = SipFailure { transport: transport.as_str(), reason };
        self.0.sip_auth_failures.get_or_create(&labels).inc();
    }

    /// A REGISTER was refused unseen, as too many before it failed.
    pub fn sip_limited(&self, transport: Transport) {
        self.0.sip_limited.get_or_create(&SipTransport { transport: transport.as_str() }).inc();
    }

    /// A connection was closed at once, as there are as many as may be.
    pub fn sip_connection_refused(&self, transport: Transport) {
        let labels = SipTransport { transport: transport.as_str() };
        self.0.sip_connections_refused.get_or_create(&labels).inc();
    }

    /// A phone was pinged, with what came of it and the time to its answer.
    pub fn sip_ping(&self, transport: Transport, outcome: &'static str, round_trip: Option<Duration>) {
        let transport = transport.as_str();
        self.0.sip_pings.get_or_create(&SipOutcome { transport, outcome }).inc();
        if let Some(time) = round_trip {
            let of_transport = self.0.sip_ping_round_trip.get_or_create(&SipTransport { transport });
            of_transport.observe(time.as_secs_f64());
        }
    }

    /// Subscriptions of phones began (positive) or ended (negative).
    pub fn sip_subscriptions(&self, delta: i64) {
        self.0.sip_subscriptions.inc_by(delta);
    }

    /// A NOTIFY was sent, or was to be, with what came of it.
    pub fn sip_notify(&self, transport: Transport, outcome: &'static str) {
        let labels = SipOutcome { transport: transport.as_str(), outcome };
        self.0.sip_notifies.get_or_create(&labels).inc();
    }

    /// An authentication service of an account was asked, and that ended so; or it was not asked.
    pub fn delegated_outcome(&self, mode: DelegationMode, outcome: &'static str) {
        self.0.delegated.get_or_create(&DelegatedOutcome { method: rpc(mode), outcome }).inc();
    }

    /// An exchange with such a service, both calls of it if it was asked again.
    pub fn delegated_call(&self, mode: DelegationMode, outcome: &'static str, took: Duration) {
        self.delegated_outcome(mode, outcome);
        self.0.delegated_duration.get_or_create(&Method { method: rpc(mode) }).observe(took.as_secs_f64());
    }

    /// A transaction with `batch_size` registration commands was committed.
    pub fn commit(&self, batch_size: usize, took: Duration) {
        #[allow(clippy::cast_precision_loss)] // a batch is far below 2^52
        self.0.commit_batch.observe(batch_size as f64);
        self.0.commit_duration.observe(took.as_secs_f64());
    }

    /// There are `n` registrations now.
    pub fn registrations(&self, n: i64) {
        self.0.registrations.set(n);
    }

    /// Watches were opened (positive) or closed (negative).
    pub fn watchers(&self, delta: i64) {
        self.0.watchers.inc_by(delta);
    }

    /// `n` events were delivered to a watcher.
    pub fn watch_events(&self, n: u64) {
        self.0.watch_events.inc_by(n);
    }

    /// A token was looked up among the verified ones.
    pub fn auth_cache(&self, hit: bool) {
        self.0.auth_cache.get_or_create(&CacheResult { result: if hit { "hit" } else { "miss" } }).inc();
    }

    /// `n` registrations have expired.
    pub fn expired(&self, n: u64) {
        self.0.expired.inc_by(n);
    }

    /// The log was compacted up to this revision, by whichever node; `rows` of it now, by this one.
    pub fn log_compacted(&self, revision: i64, rows: u64) {
        self.0.log_compacted.set(revision);
        self.0.log_compacted_rows.inc_by(rows);
    }

    /// Whether the database answers.
    pub fn store_up(&self, up: bool) {
        self.0.store_up.set(up.into());
    }

    /// All metrics as OpenMetrics text.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        match text::encode(&mut out, &self.0.registry) {
            Ok(()) => out,
            // Writing to a String does not fail.
            Err(fmt::Error) => String::new(),
        }
    }
}

impl Inner {
    fn register(&mut self) {
        let Self { registry, .. } = self;
        registry.register("rpc_started", "RPCs begun", self.rpc_started.clone());
        registry.register("rpc_finished", "RPCs ended, by gRPC code", self.rpc_finished.clone());
        registry.register("rpc_in_flight", "RPCs begun and not ended", self.rpc_in_flight.clone());
        registry.register_with_unit(
            "rpc_duration",
            "Time from the beginning of an RPC to the end of its answer",
            Unit::Seconds,
            self.rpc_duration.clone(),
        );
        registry.register(
            "sip_requests",
            "SIP requests, by the status of the final response; 0: none was sent",
            self.sip_requests.clone(),
        );
        registry.register(
            "sip_malformed",
            "What came over SIP and was no message, or one with errors of form",
            self.sip_malformed.clone(),
        );
        registry.register(
            "sip_auth_failures",
            "REGISTERs that did not prove who sent them, by reason",
            self.sip_auth_failures.clone(),
        );
        registry.register(
            "sip_limited",
            "REGISTERs refused unseen, as too many before them failed",
            self.sip_limited.clone(),
        );
        registry.register(
            "sip_connections_refused",
            "Connections closed at once, as there were as many as may be",
            self.sip_connections_refused.clone(),
        );
        registry.register("sip_pings", "Pings of phones, by what came of them", self.sip_pings.clone());
        registry.register_with_unit(
            "sip_ping_round_trip",
            "Time from a ping to its answer",
            Unit::Seconds,
            self.sip_ping_round_trip.clone(),
        );
        registry.register(
            "sip_subscriptions",
            "Subscriptions of phones to their registrations",
            self.sip_subscriptions.clone(),
        );
        registry.register(
            "sip_notifies",
            "NOTIFYs of subscriptions, by what came of them",
            self.sip_notifies.clone(),
        );
        registry.register(
            "delegated_authentications",
            "Questions for authentication services of accounts, by how they ended",
            self.delegated.clone(),
        );
        registry.register_with_unit(
            "delegated_authentication_duration",
            "Time that an exchange with such a service took",
            Unit::Seconds,
            self.delegated_duration.clone(),
        );
        registry.register(
            "commit_batch_changes",
            "Changes of registrations in one transaction",
            self.commit_batch.clone(),
        );
        registry.register_with_unit(
            "commit_duration",
            "Time that a transaction of registrations took",
            Unit::Seconds,
            self.commit_duration.clone(),
        );
        registry.register("registrations", "Registrations held", self.registrations.clone());
        registry.register("watchers", "Watches open", self.watchers.clone());
        registry.register("watch_events", "Events delivered to watchers", self.watch_events.clone());
        registry.register(
            "auth_cache_lookups",
            "Tokens looked up among the verified",
            self.auth_cache.clone(),
        );
        registry.register("registrations_expired", "Registrations that expired", self.expired.clone());
        registry.register(
            "log_compacted_revision",
            "The last revision that the change log has forgotten",
            self.log_compacted.clone(),
        );
        registry.register(
            "log_compacted_rows",
            "Rows of the change log that this node deleted",
            self.log_compacted_rows.clone(),
        );
        registry.register("store_up", "1 while the database answers", self.store_up.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_line(text: &str, line: &str) {
        assert!(text.lines().any(|l| l == line), "no line {line:?} in\n{text}");
    }

    #[test]
    fn counts_are_encoded_with_their_labels() {
        let metrics = Metrics::new();
        metrics.rpc_started("/rollcall.v1.UserService/GetUser");
        metrics.rpc_started("/rollcall.v1.UserService/GetUser");
        metrics.rpc_finished("/rollcall.v1.UserService/GetUser", 5, Duration::from_millis(2));
        metrics.sip_request(Transport::Udp, "REGISTER", 200);
        metrics.sip_malformed(Transport::Udp);
        metrics.sip_auth_failure(Transport::Tcp, "wrong_password");
        metrics.sip_limited(Transport::Tcp);
        metrics.sip_connection_refused(Transport::Tls);
        metrics.sip_ping(Transport::Wss, "answered", Some(Duration::from_millis(2)));
        metrics.sip_ping(Transport::Wss, "unanswered", None);
        metrics.sip_subscriptions(3);
        metrics.sip_subscriptions(-1);
        metrics.sip_notify(Transport::Ws, "refused");
        metrics.delegated_call(DelegationMode::VerifyDigest, "deny", Duration::from_millis(2));
        metrics.delegated_outcome(DelegationMode::FetchHa1, "kept");
        metrics.commit(3, Duration::from_micros(300));
        metrics.registrations(7);
        metrics.watchers(2);
        metrics.watchers(-1);
        metrics.watch_events(9);
        metrics.auth_cache(true);
        metrics.auth_cache(false);
        metrics.expired(4);
        metrics.log_compacted(17, 3);
        metrics.store_up(true);
        let text = metrics.encode();
        for line in [
            r#"rollcall_rpc_started_total{method="/rollcall.v1.UserService/GetUser"} 2"#,
            r#"rollcall_rpc_in_flight{method="/rollcall.v1.UserService/GetUser"} 1"#,
            r#"rollcall_rpc_finished_total{method="/rollcall.v1.UserService/GetUser",code="NOT_FOUND"} 1"#,
            r#"rollcall_rpc_duration_seconds_count{method="/rollcall.v1.UserService/GetUser"} 1"#,
            r#"rollcall_sip_requests_total{transport="udp",method="REGISTER",status="200"} 1"#,
            r#"rollcall_sip_malformed_total{transport="udp"} 1"#,
            r#"rollcall_sip_auth_failures_total{transport="tcp",reason="wrong_password"} 1"#,
            r#"rollcall_sip_limited_total{transport="tcp"} 1"#,
            r#"rollcall_sip_connections_refused_total{transport="tls"} 1"#,
            r#"rollcall_sip_pings_total{transport="wss",outcome="answered"} 1"#,
            r#"rollcall_sip_pings_total{transport="wss",outcome="unanswered"} 1"#,
            r#"rollcall_sip_ping_round_trip_seconds_count{transport="wss"} 1"#,
            "rollcall_sip_subscriptions 2",
            r#"rollcall_sip_notifies_total{transport="ws",outcome="refused"} 1"#,
            r#"rollcall_delegated_authentications_total{method="VerifyDigest",outcome="deny"} 1"#,
            r#"rollcall_delegated_authentications_total{method="FetchHa1",outcome="kept"} 1"#,
            r#"rollcall_delegated_authentication_duration_seconds_count{method="VerifyDigest"} 1"#,
            r#"rollcall_commit_batch_changes_bucket{le="2.0"} 0"#,
            r#"rollcall_commit_batch_changes_bucket{le="4.0"} 1"#,
            "rollcall_commit_duration_seconds_count 1",
            "rollcall_registrations 7",
            "rollcall_watchers 1",
            "rollcall_watch_events_total 9",
            r#"rollcall_auth_cache_lookups_total{result="hit"} 1"#,
            r#"rollcall_auth_cache_lookups_total{result="miss"} 1"#,
            "rollcall_registrations_expired_total 4",
            "rollcall_log_compacted_revision 17",
            "rollcall_log_compacted_rows_total 3",
            "rollcall_store_up 1",
            "# UNIT rollcall_rpc_duration_seconds seconds",
            "# EOF",
        ] {
            assert_line(&text, line);
        }
    }

    #[test]
    fn made_up_values_do_not_become_labels() {
        let metrics = Metrics::new();
        for n in 0..1000_u16 {
            metrics.sip_request(Transport::Tcp, &format!("X{n}"), 10_000 + n);
            metrics.rpc_finished("other", 100 + n, Duration::ZERO);
        }
        metrics.sip_request(Transport::Tcp, "register", 99);
        let text = metrics.encode();
        assert_line(&text, r#"rollcall_sip_requests_total{transport="tcp",method="OTHER",status="0"} 1001"#);
        assert_line(&text, r#"rollcall_rpc_finished_total{method="other",code="UNKNOWN"} 1000"#);
        assert!(text.lines().count() < 120, "{text}");
    }
}
