//! What a request passes before anybody asks who sends it: its domain, and what that takes from where.

use super::{Core, Done, Flow, Origin, retry_after};
use crate::directory::{EdgeDomain, Error};
use crate::model::{AccountScope, Fqdn};
use crate::sip::guard::Reason;
use crate::sip::message::{Name, Refusal, ReplyContext, SipUri};
use std::net::IpAddr;
use std::sync::Arc;

impl Core {
    /// The domain that a request is for, if it takes requests by this transport, from this source.
    pub(super) async fn entered(
        &self,
        context: &ReplyContext<'_>,
        request_uri: &[u8],
        to: SipUri<'_>,
        flow: Flow,
        origin: &Origin<'_>,
    ) -> Result<Arc<EdgeDomain>, Refusal> {
        let refuse = |status, reason| Err(Refusal::new(status, reason));
        let domain = match self.domain(origin.scope, request_uri, to.host).await {
            Ok(Some(domain)) => domain,
            Ok(None) => {
                let user = to.user.unwrap_or_default();
                self.note(Reason::UnknownDomain, flow, Some(context.message), to.host, user);
                return refuse(404, "Unknown Domain");
            }
            Err(error) => {
                tracing::warn!(%error, "the directory did not answer");
                return Err(BUSY);
            }
        };
        let policy = &domain.policy;
        if !policy.transports.is_empty() && !policy.transports.contains(&flow.transport) {
            return refuse(403, "Transport Not Allowed");
        }
        let agent = context.message.first(Name::UserAgent).unwrap_or_default();
        if !policy.source_policy.permits(flow.source.ip(), agent) {
            return refuse(403, "Source Not Allowed");
        }
        Ok(domain)
    }

    /// The domain of the Request-URI. Many phones send the registrar's address or host name there: what is
    /// no domain of ours gives way to the To header field. Otherwise the two must agree (§10.3 step 5). A domain
    /// outside of the scope is no domain, whatever it would be to others.
    async fn domain(
        &self,
        scope: &AccountScope,
        request_uri: &[u8],
        to: &[u8],
    ) -> Result<Option<Arc<EdgeDomain>>, Error> {
        let to = fqdn(to);
        let asked = SipUri::parse(request_uri).and_then(|uri| fqdn(uri.host));
        if let Some(asked) = &asked
            && let Some(domain) = self.known_domain(scope, asked).await?
        {
            return Ok(Some(domain).filter(|_| to.as_ref() == Some(asked)));
        }
        match to {
            Some(to) if asked.as_ref() != Some(&to) => self.known_domain(scope, &to).await,
            _ => Ok(None),
        }
    }

    async fn known_domain(
        &self,
        scope: &AccountScope,
        fqdn: &Fqdn,
    ) -> Result<Option<Arc<EdgeDomain>>, Error> {
        Ok(self.directory.edge_domain(fqdn).await?.filter(|domain| domain.is_of(scope)))
    }
}

/// For whoever should come back.
pub(super) const BUSY: Refusal = Refusal::new(503, "Service Unavailable");

/// The answer to somebody who has not proved who they are.
pub(super) fn refuse(context: &ReplyContext<'_>, Refusal { status, reason }: Refusal) -> Done {
    let reply = context.reply(status, reason);
    Done::to_anyone(if status == 503 { reply.header("Retry-After", retry_after()) } else { reply })
}

/// A host as a domain name; `None` for an address.
fn fqdn(host: &[u8]) -> Option<Fqdn> {
    let text = std::str::from_utf8(host).ok()?;
    if text.starts_with('[') || text.parse::<IpAddr>().is_ok() {
        return None;
    }
    Fqdn::parse(text).ok()
}
