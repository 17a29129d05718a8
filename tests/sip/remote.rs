//! RegistrarService: SIP that comes to an edge which is not ours.

mod errors;
mod flows;
mod forms;
mod overload;
mod phone;
mod tenants;
mod trusted;

use crate::support::{Client, Server};
use rollcall::pb::v1::{self, register_request::Request};
use tonic::Status;

/// An edge, as the registrar knows it.
#[derive(Clone)]
pub(crate) struct Edge {
    pub(crate) client: Client,
    pub(crate) source: v1::SipSource,
}

impl Edge {
    /// An edge of one account, or with `-` of all.
    pub(crate) async fn new(server: &Server, account: &str, name: &str) -> Self {
        let client = Client::connect(server.grpc(), &server.token(account, "registrar")).await;
        let source = v1::SipSource {
            transport: v1::Transport::Tcp.into(),
            source_address: "192.0.2.7:5062".to_owned(),
            local_address: "192.0.2.1:5060".to_owned(),
            edge: name.to_owned(),
            flow_token: String::new(),
        };
        Self { client, source }
    }

    /// The same edge by another connection of the phone's.
    pub(crate) fn flow(&self, token: &str) -> Self {
        let source = v1::SipSource { flow_token: token.to_owned(), ..self.source.clone() };
        Self { client: self.client.clone(), source }
    }

    pub(crate) async fn ask(&self, request: v1::RegisterRequest) -> Result<v1::RegisterResponse, Status> {
        Ok(self.client.registrar.clone().register(request).await?.into_inner())
    }

    pub(crate) async fn raw(&self, message: impl AsRef<[u8]>) -> Result<v1::RegisterResponse, Status> {
        let request = Some(Request::RawMessage(message.as_ref().to_vec()));
        let source = Some(self.source.clone());
        self.ask(v1::RegisterRequest { request, source, ..Default::default() }).await
    }

    /// A REGISTER of a user whom the edge has authenticated.
    pub(crate) async fn trusted(&self, user: &str, sip: v1::SipRegister) -> v1::RegisterResponse {
        let trusted_identity =
            Some(v1::TrustedIdentity { user: user.to_owned(), method: "client certificate".to_owned() });
        let (request, source) = (Some(Request::Sip(sip)), Some(self.source.clone()));
        self.ask(v1::RegisterRequest { request, source, trusted_identity }).await.unwrap()
    }

    /// Registers `login@domain` by its word alone, and answers the one binding.
    pub(crate) async fn registered(&self, user: &str, cseq: u32) -> v1::Registration {
        let (login, domain) = user.split_once('@').unwrap();
        let mut answer =
            self.trusted(&crate::support::calls::user_name(user), parts(login, domain, cseq)).await;
        assert_eq!((answer.status_code, answer.bindings.len()), (200, 1), "{answer:?}");
        answer.bindings.remove(0)
    }

    pub(crate) async fn lost(&self, tokens: &[&str], names: &[&str]) -> v1::ReportFlowFailureResponse {
        let request = v1::ReportFlowFailureRequest {
            edge: self.source.edge.clone(),
            flow_tokens: tokens.iter().map(ToString::to_string).collect(),
            registrations: names.iter().map(ToString::to_string).collect(),
            reason: "connection reset".to_owned(),
        };
        self.client.registrar.clone().report_flow_failure(request).await.unwrap().into_inner()
    }
}

/// A REGISTER of one contact.
pub(crate) fn parts(login: &str, domain: &str, cseq: u32) -> v1::SipRegister {
    v1::SipRegister {
        request_uri: format!("sip:{domain}"),
        to_uri: format!("sip:{login}@{domain}"),
        call_id: format!("call-of-{login}"),
        cseq,
        contacts: vec![v1::SipContact { uri: format!("sip:{login}@192.0.2.7"), ..Default::default() }],
        ..Default::default()
    }
}

/// The values of a header field.
pub(crate) fn all<'a>(answer: &'a v1::RegisterResponse, name: &str) -> Vec<&'a str> {
    answer.headers.iter().filter(|h| h.name == name).map(|h| h.value.as_str()).collect()
}
