//! `rollcall.v1.RegistrarService`.

use super::{call, convert, error, resume_token};
use crate::directory::{Directory, Error, FlowFailure, Violations};
use crate::model::{RegistrationName, Revision};
use crate::pb::{
    server::registrar_service_server::RegistrarService,
    v1::{self, register_request},
};
use crate::registrar::{EdgeError, EdgeMessage, EdgeRegistrar, EdgeRequest, Registrar};
use prost::Message;
use std::sync::Arc;
use tonic::{Request, Response, Status, async_trait};

pub(super) struct Service {
    pub(super) directory: Directory,
    pub(super) registrar: Registrar,
    pub(super) edge: Arc<dyn EdgeRegistrar>,
}

/// Octets of one REGISTER.
const MAX_SIP: usize = 64 << 10;
/// Flows and registrations that one call may tell of.
const MAX_LOST: usize = 1000;
const MAX_REASON: usize = 256;

impl Service {
    fn token(&self, revision: Revision) -> String {
        resume_token::write(self.registrar.store_id(), revision)
    }
}

#[async_trait]
impl RegistrarService for Service {
    async fn register(
        &self,
        request: Request<v1::RegisterRequest>,
    ) -> Result<Response<v1::RegisterResponse>, Status> {
        let scope = call::token(&request)?.account_scope();
        let v1::RegisterRequest { request, source, trusted_identity } = request.into_inner();
        let mut found = Violations::default();
        let message = message(request, &mut found);
        let source = convert::sip_source(source, self.registrar.node(), &mut found);
        let trusted = trusted_identity.map(|identity| convert::trusted_user(&identity, &mut found));
        found.check().map_err(error::of_directory)?;
        let (Some(message), Some(source)) = (message, source) else {
            return Err(error::internal("a bad field was not told"));
        };
        let request = EdgeRequest { message, scope, source, trusted: trusted.flatten() };
        let answer = self.edge.register(request).await.map_err(of_edge)?;
        Ok(Response::new(convert::register_response(answer, |revision| self.token(revision))))
    }

    async fn report_flow_failure(
        &self,
        request: Request<v1::ReportFlowFailureRequest>,
    ) -> Result<Response<v1::ReportFlowFailureResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::ReportFlowFailureRequest { edge, flow_tokens, registrations, reason } = request.into_inner();
        let mut found = Violations::default();
        convert::edge("edge", &edge, &mut found);
        found.text("reason", &reason, MAX_REASON);
        if flow_tokens.is_empty() && registrations.is_empty() {
            found.add("flow_tokens", "needs one, or registrations does", "");
        }
        for (field, count) in [("flow_tokens", flow_tokens.len()), ("registrations", registrations.len())] {
            if count > MAX_LOST {
                found.add(field, format_args!("at most {MAX_LOST}"), count);
            }
        }
        for (at, token) in flow_tokens.iter().take(MAX_LOST).enumerate() {
            let field = format!("flow_tokens[{at}]");
            if token.is_empty() {
                found.add(&field, "is not empty", "");
            }
            convert::flow_token(&field, token, &mut found);
        }
        let named = registrations.iter().take(MAX_LOST).enumerate();
        let parsed = named.filter_map(|(at, name)| {
            found.parse(&format!("registrations[{at}]"), name, RegistrationName::parse)
        });
        let registrations = parsed.collect();
        found.check().map_err(error::of_directory)?;
        let failure = FlowFailure {
            scope: caller.scope,
            edge,
            flow_tokens,
            registrations,
            reason,
            actor: caller.actor,
        };
        let failed = self.directory.flows_failed(failure).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::ReportFlowFailureResponse {
            affected_count: i32::try_from(failed.count).unwrap_or(i32::MAX),
            resume_token: self.token(failed.revision),
        }))
    }

    async fn lookup_targets(
        &self,
        _: Request<v1::LookupTargetsRequest>,
    ) -> Result<Response<v1::LookupTargetsResponse>, Status> {
        Err(error::not_implemented("rollcall.v1.RegistrarService/LookupTargets"))
    }
}

/// The REGISTER. Neither form is told when it is refused: both hold digest answers.
fn message(request: Option<register_request::Request>, found: &mut Violations) -> Option<EdgeMessage> {
    let large = format!("has at most {MAX_SIP} octets");
    match request {
        Some(register_request::Request::RawMessage(raw)) => {
            if raw.len() > MAX_SIP {
                found.add_secret("raw_message", large);
            }
            Some(EdgeMessage::Raw(raw.into()))
        }
        Some(register_request::Request::Sip(sip)) => {
            if sip.encoded_len() > MAX_SIP {
                found.add_secret("sip", large);
                return None;
            }
            Some(EdgeMessage::Parts(Box::new(convert::sip_register(sip, found))))
        }
        None => {
            found.add("request", "needs sip or raw_message", "");
            None
        }
    }
}

fn of_edge(failed: EdgeError) -> Status {
    match failed {
        EdgeError::Malformed { offset, what } => error::sip_malformed(what, offset),
        EdgeError::Overloaded { queue, retry_in } => {
            error::of_directory(Error::Overloaded { queue, retry_in })
        }
    }
}
