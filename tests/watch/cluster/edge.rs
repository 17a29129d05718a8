//! Phones behind an edge that is not ours: they come by ever new connections, which the edge loses and tells of.

use super::causes::Cause;
use super::ledger::Entry;
use crate::history::{ends, ensure, revision};
use crate::support::{Cluster, calls::user_name};
use rollcall::pb::v1::{self, EventKind, register_request::Request};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// One phone, and what the edge does for it.
pub(super) struct Edge {
    name: String,
    domain: String,
    login: String,
    call_id: String,
    cseq: u32,
    node: usize,
    /// The connections so far.
    flows: usize,
    acknowledged: Vec<Acknowledged>,
    failed: Vec<Failed>,
    pub(super) causes: Vec<Cause>,
}

/// A REGISTER that was answered with 200.
#[derive(Debug)]
struct Acknowledged {
    cseq: u32,
    flow: String,
}

/// A loss that was acknowledged.
#[derive(Debug)]
struct Failed {
    flow: String,
    affected: i32,
}

/// Why, as the edge says.
pub(super) const LOST: &str = "connection lost";

/// Of each phone; not so short that they crowd out those who come by SIP.
const PAUSE: Duration = Duration::from_millis(100);
const ANSWER_WITHIN: Duration = Duration::from_secs(4);

/// A policy by which a registration ends at once with its connection.
pub(super) fn at_once() -> v1::RegistrationPolicy {
    v1::RegistrationPolicy {
        flow_grace: Some(prost_types::Duration::default()),
        max_registrations: Some(1000),
        ..Default::default()
    }
}

impl Edge {
    pub(super) fn new(name: &str, domain: &str, login: &str, node: usize) -> Self {
        let [name, domain, login] = [name, domain, login].map(str::to_owned);
        let call_id = uuid::Uuid::new_v4().to_string();
        let (acknowledged, failed, causes) = (Vec::new(), Vec::new(), Vec::new());
        Self { name, domain, login, call_id, cseq: 0, node, flows: 0, acknowledged, failed, causes }
    }

    /// Registers over one connection after the other, and loses most of them, until told to stop.
    pub(super) async fn live(mut self, cluster: Arc<Cluster>, stop: CancellationToken) -> Self {
        while !stop.is_cancelled() {
            let flow = self.connect();
            let mut known = self.register(&cluster, &flow).await;
            let mut after = None;
            match rand::random_range(0..6) {
                // It is refreshed before it is lost.
                0 => known &= self.register(&cluster, &flow).await,
                // The phone is back by another before the edge tells that this one is lost.
                1 => {
                    let next = self.connect();
                    let next_known = self.register(&cluster, &next).await;
                    after = Some((next, next_known));
                }
                _ => {}
            }
            self.lose(&cluster, &flow, known).await;
            if let Some((next, next_known)) = after
                && rand::random()
            {
                self.lose(&cluster, &next, next_known).await;
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = stop.cancelled() => {}
            }
        }
        self
    }

    pub(super) fn connect(&mut self) -> String {
        self.flows += 1;
        format!("{}-{}-{}", self.name, self.login, self.flows)
    }

    /// Whether it is known what came of it: one that was not answered may be carried out much later.
    pub(super) async fn register(&mut self, cluster: &Cluster, flow: &str) -> bool {
        if rand::random_range(0..10) == 0 {
            self.node = (self.node + 1) % cluster.len();
        }
        self.cseq += 1;
        let request = self.request(flow);
        let mut registrar = cluster.client(self.node).registrar;
        match tokio::time::timeout(ANSWER_WITHIN, registrar.register(request)).await {
            Ok(Ok(answer)) if answer.get_ref().status_code == 200 => {
                self.acknowledged.push(Acknowledged { cseq: self.cseq, flow: flow.to_owned() });
                true
            }
            // Nothing was carried out.
            Ok(Ok(answer)) if answer.get_ref().status_code < 500 => true,
            _ => {
                self.node = (self.node + 1) % cluster.len();
                false
            }
        }
    }

    fn request(&self, flow: &str) -> v1::RegisterRequest {
        let Self { name, domain, login, call_id, cseq, flows, .. } = self;
        let contact = v1::SipContact {
            uri: format!("sip:{login}-{flows}@192.0.2.7;ob"),
            instance_id: format!("urn:uuid:{call_id}"),
            reg_id: Some(1),
            ..Default::default()
        };
        let sip = v1::SipRegister {
            request_uri: format!("sip:{domain}"),
            to_uri: format!("sip:{login}@{domain}"),
            call_id: call_id.clone(),
            cseq: *cseq,
            contacts: vec![contact],
            expires: Some(3600),
            ..Default::default()
        };
        let source = v1::SipSource {
            transport: v1::Transport::Tcp.into(),
            source_address: "192.0.2.7:5062".to_owned(),
            local_address: "192.0.2.1:5060".to_owned(),
            edge: name.clone(),
            flow_token: flow.to_owned(),
        };
        let user = user_name(&format!("{login}@{domain}"));
        let trusted_identity = Some(v1::TrustedIdentity { user, method: "client certificate".to_owned() });
        v1::RegisterRequest { request: Some(Request::Sip(sip)), source: Some(source), trusted_identity }
    }

    pub(super) fn loss(&self, flow: &str) -> v1::ReportFlowFailureRequest {
        v1::ReportFlowFailureRequest {
            edge: self.name.clone(),
            flow_tokens: vec![flow.to_owned()],
            registrations: Vec::new(),
            reason: LOST.to_owned(),
        }
    }

    /// Tells one node after the other until one has heard. When all that came over the flow was answered, nothing of
    /// it is left then.
    async fn lose(&mut self, cluster: &Cluster, flow: &str, known: bool) {
        let mut cause = Cause::flow(LOST, flow);
        let request = self.loss(flow);
        let first = rand::random_range(0..cluster.len());
        for node in (0..cluster.len()).cycle().skip(first).take(30) {
            let mut registrar = cluster.client(node).registrar;
            let told =
                tokio::time::timeout(ANSWER_WITHIN, registrar.report_flow_failure(request.clone())).await;
            match told {
                Ok(Ok(answer)) => {
                    let answer = answer.into_inner();
                    self.failed.push(Failed { flow: flow.to_owned(), affected: answer.affected_count });
                    cause = cause.acknowledged(known.then(|| revision(&answer.resume_token)));
                    break;
                }
                Ok(Err(_)) => tokio::time::sleep(PAUSE).await,
                Err(_) => {}
            }
        }
        self.causes.push(cause);
    }

    /// Holds what the edge knows against the log: what was acknowledged is there, and as many ended as it was told.
    pub(super) fn verify(&self, of_calls: &HashMap<&str, Vec<&Entry>>) -> Result<(), String> {
        let none = Vec::new();
        let mine = of_calls.get(&*self.call_id).unwrap_or(&none);
        let who = format!("{}@{} behind {}", self.login, self.domain, self.name);
        for asked in &self.acknowledged {
            let there = mine.iter().filter(|e| !ends(e.kind) && e.cseq == asked.cseq && e.flow == asked.flow);
            ensure(there.count() == 1, || format!("acknowledged and lost: {who} {asked:?}"))?;
        }
        for told in &self.failed {
            let ended =
                mine.iter().filter(|e| e.kind == EventKind::FlowFailed && e.flow == told.flow).count();
            let (least, most) = (usize::try_from(told.affected).unwrap_or(usize::MAX), 1);
            ensure((least..=most).contains(&ended), || {
                format!("{who} {told:?}, and {ended} ended in the log")
            })?;
        }
        Ok(())
    }
}
