//! REGISTER (RFC 3261 §10.3, RFC 3327 §5.3).

use super::contacts::{self, Listed};
use super::date::SipDate;
use super::entry::{self, BUSY};
use super::extensions::{self, Extensions};
use super::identity::Claim;
use super::turns::Turn;
use super::{Core, Done, Flow, Origin, Outcome, client, gruu, retry_after};
use crate::directory::EdgeUser;
use crate::model::{Login, RegistrationPolicy, Transport, UNNAMED_FLOW, UserName};
use crate::registrar::{EdgeRegistered, Register, RegisterError, Registered, Source};
use crate::sip::message::lex::one_line;
use crate::sip::message::{Essentials, Message, Name, Refusal, ReplyContext, SipUri};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

/// Seconds after which a silent flow may be taken for dead (RFC 5626 §4.4.1): the time that phones keep to without it.
const FLOW_TIMER: Duration = Duration::from_secs(120);

impl Core {
    /// Runs one REGISTER through. It may be dropped at any point: what reached the registrar is finished
    /// there. The turn ends when the registrar has the request.
    pub(super) async fn register(
        &self,
        context: &ReplyContext<'_>,
        e: &Essentials<'_>,
        flow: Flow,
        origin: &Origin<'_>,
        mut turn: Option<Turn>,
    ) -> Done {
        let refuse = |refusal| entry::refuse(context, refusal);
        let Some(to) = SipUri::parse(e.to.uri) else {
            return refuse(Refusal::bad("To Must Be a SIP URI"));
        };
        let Some(user) = to.user else { return refuse(Refusal::bad("To Must Name a User")) };
        // A user part that cannot be a login belongs to nobody.
        let login = Login::canonical(user).ok();
        // The second round is for a directory that changed in between.
        for round in 0..2 {
            let domain = match self.entered(context, e.line.uri, to, flow, origin).await {
                Ok(domain) => domain,
                Err(refusal) => return refuse(refusal),
            };
            let policy = &domain.policy;
            let agreed = match Extensions::agree(context.message, policy) {
                Ok(agreed) => agreed,
                Err(mismatch) => return Done::to_anyone(mismatch.reply(context)),
            };
            let admitted = match origin.trusted {
                Some(who) => self.trusted(&domain, who, login.as_ref(), context).await,
                None => {
                    let claim = Claim { domain: &domain, login: login.as_ref(), origin, flow };
                    self.digest(claim, context, e, round == 0, &mut turn).await
                }
            };
            let user = match admitted {
                Ok(Ok(user)) => user,
                Ok(Err(refused)) => return refused,
                Err(error) => {
                    tracing::warn!(%error, "the directory did not answer");
                    return refuse(BUSY);
                }
            };
            // From here on we know whom we talk to. A disabled domain challenges like any other, so that
            // only its own users learn that it is disabled.
            let refuse = |status, reason| Done::to_user(context.reply(status, reason));
            if domain.disabled {
                return refuse(403, "Domain Disabled");
            }
            let command = match command(context.message, e, &user, flow, origin, &agreed) {
                Ok(command) => command,
                Err(refusal) => return refuse(refusal.status, refusal.reason),
            };
            // Queued at the first poll, in our turn; then the next may come, as the commit takes its time.
            let mut work = pin!(self.registrar.register(command));
            let first = futures::poll!(&mut work);
            turn.take();
            let outcome = match first {
                Poll::Ready(outcome) => outcome,
                Poll::Pending => work.await,
            };
            return match outcome {
                Ok(registered) => {
                    if let (Transport::Udp, Some(socket)) = (flow.transport, flow.connection) {
                        self.outgoing.ways.registered_by(flow.source, socket);
                    }
                    accepted(context, user.user.name(), registered, &agreed, policy)
                }
                Err(RegisterError::Stale) => continue,
                Err(RegisterError::IntervalTooBrief { min }) => Done::to_user(
                    context.reply(423, "Interval Too Brief").header("Min-Expires", min.as_secs()),
                ),
                Err(RegisterError::BadRequest(reason)) => refuse(400, reason),
                // The wording of RFC 3261 §12.2.2; no Retry-After, as the same request will never do.
                Err(RegisterError::OutOfOrder) => refuse(500, "CSeq Out of Order"),
                Err(RegisterError::TooManyRegistrations { .. }) => refuse(403, "Too Many Registrations"),
                // Without Retry-After, which would promise that there is room by then.
                Err(RegisterError::QuotaExceeded { .. }) => {
                    refuse(503, "Account Registration Quota Exceeded")
                }
                Err(error @ (RegisterError::Overloaded | RegisterError::Store(_))) => {
                    tracing::debug!(%error, "the registrar did not take a request");
                    let reply =
                        context.reply(503, "Service Unavailable").header("Retry-After", retry_after());
                    let outcome = match error {
                        RegisterError::Overloaded => Outcome::Overloaded,
                        _ => Outcome::Unsure,
                    };
                    Done { outcome, ..Done::to_user(reply) }
                }
            };
        }
        Done::to_user(context.reply(503, "Service Unavailable").header("Retry-After", retry_after()))
    }
}

fn command(
    message: &Message,
    e: &Essentials<'_>,
    user: &EdgeUser,
    flow: Flow,
    origin: &Origin<'_>,
    agreed: &Extensions,
) -> Result<Register, Refusal> {
    let agent = message.first(Name::UserAgent).unwrap_or_default();
    let mut user_agent = one_line(agent);
    user_agent.truncate(user_agent.floor_char_boundary(256));
    let call_id = std::str::from_utf8(e.call_id).map_err(|_| Refusal::bad("Malformed Call-ID"))?;
    let (expires, contacts) = (contacts::expires(message), contacts::read(message, agreed.gruu)?);
    gruu::check(&contacts, expires, &user.user)?;
    Ok(Register {
        user: user.user.clone(),
        basis: user.basis.clone(),
        call_id: call_id.to_owned(),
        cseq: e.cseq,
        expires,
        contacts,
        source: Source {
            transport: flow.transport,
            address: flow.source.to_string(),
            path: agreed.path.clone(),
            user_agent,
            client_class: client::class(flow.transport, agent),
            edge: origin.edge.map(|(name, _)| name.to_owned()),
            flow_token: match origin.edge {
                Some((_, "")) => UNNAMED_FLOW.to_owned(),
                Some((_, token)) => token.to_owned(),
                // A socket has no end that anybody would report.
                None => {
                    let connection = flow.connection.filter(|_| flow.transport != Transport::Udp);
                    connection.map(|id| id.simple().to_string()).unwrap_or_default()
                }
            },
        },
    })
}

/// 200 with every binding of the user (§10.3 step 8).
fn accepted(
    context: &ReplyContext<'_>,
    user: UserName,
    state: Registered,
    agreed: &Extensions,
    policy: &RegistrationPolicy,
) -> Done {
    let mut reply = context.reply(200, "OK");
    for registration in &state.registrations {
        reply = reply.header("Contact", Listed { registration, now: state.time, gruu: agreed.gruu });
    }
    if !agreed.path.is_empty() {
        reply = reply.header("Supported", "path");
        for value in &agreed.path {
            reply = reply.header("Path", value);
        }
    }
    // Who is not the first hop has no say in how its flow is kept.
    let flow_timer = (agreed.outbound && extensions::is_direct(context.message)).then_some(FLOW_TIMER);
    if agreed.outbound {
        reply = reply.header("Require", "outbound");
    }
    if let Some(timer) = flow_timer {
        reply = reply.header("Flow-Timer", timer.as_secs());
    }
    for route in &policy.service_routes {
        reply = reply.header("Service-Route", format_args!("<{route}>"));
    }
    let reply = reply.header("Date", SipDate(state.time));
    let outcome = Outcome::Committed(EdgeRegistered { user, state, flow_timer });
    Done { outcome, ..Done::to_user(reply) }
}
