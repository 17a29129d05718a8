//! The steps, in order.

use super::challenge::{Challenge, algorithms, answerable};
use super::dialog::Dialog;
use super::link::{Link, Target, reachable};
use super::remedy::Fault;
use super::session::{Credential, NoAnswer, Session};
use super::{Inner, PATIENCE, answer::Answer, resolve::resolve, shown};
use crate::directory::{
    EdgeDomain, ProbeOutcome, ProbeReport, ProbeRequest, ProbeStep, ProbeStepKind as Kind, ProbeUser,
    Undelegated,
};
use crate::model::{AccountScope, ChangeKind, OutboundMode, Time};
use crate::registrar::{Selection, Start, Watch, WatchError, WatchItem};
use crate::sip::ListenAddress;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// One test.
pub(super) struct Run {
    pub(super) inner: Arc<Inner>,
    pub(super) request: ProbeRequest,
    pub(super) found: ProbeUser,
    pub(super) report: ProbeReport,
    /// Whether there may be a registration to remove.
    pub(super) registered: bool,
    pub(super) open: Option<Open>,
    began: Instant,
    /// For the removal; for the steps before it.
    deadline: Instant,
    before: Instant,
    /// What the challenge offered.
    offered: Vec<Challenge>,
    /// The 200.
    accepted: Option<Answer>,
    watch: Option<Watch>,
}

/// A connection to a listener.
pub(super) struct Open {
    pub(super) session: Session,
    pub(super) listener: ListenAddress,
}

/// What was seen.
pub(super) type Went = Result<String, Fault>;

impl Run {
    /// A test that `began` with finding the user.
    pub(super) fn new(
        inner: Arc<Inner>,
        request: ProbeRequest,
        found: ProbeUser,
        began: Instant,
        deadline: Instant,
    ) -> Self {
        Self {
            report: ProbeReport { transport: request.transport, ..ProbeReport::default() },
            inner,
            request,
            found,
            registered: false,
            open: None,
            began,
            deadline,
            before: deadline - deadline.saturating_duration_since(began) / 4,
            offered: Vec::new(),
            accepted: None,
            watch: None,
        }
    }

    /// Takes them all, or up to the first that fails. What may be registered is removed in any case, and that step is
    /// reported as it went.
    pub(super) async fn steps(&mut self) {
        let (mut began, mut listener, mut well) = (self.began, None, true);
        for kind in Kind::ALL {
            let went = match kind {
                Kind::Removal if self.registered => {
                    self.remove(self.deadline.min(Instant::now() + PATIENCE)).await
                }
                _ if !well => {
                    self.note(kind, ProbeOutcome::Skipped, Duration::ZERO, String::new(), String::new());
                    continue;
                }
                Kind::Resolve => self.find(&mut listener),
                Kind::Connect => self.connect(listener).await,
                Kind::Challenge => self.be_challenged().await,
                Kind::Answer => self.answer().await,
                Kind::Binding => self.see_binding(),
                Kind::WatchEvent => self.see_event().await,
                Kind::Removal => Ok(String::new()),
            };
            let now = Instant::now();
            let took = now - std::mem::replace(&mut began, now);
            match went {
                Ok(detail) => self.note(kind, ProbeOutcome::Passed, took, detail, String::new()),
                Err(Fault { detail, remedy }) => {
                    well = false;
                    self.note(kind, ProbeOutcome::Failed, took, detail, remedy);
                }
            }
        }
    }

    fn note(
        &mut self,
        kind: Kind,
        outcome: ProbeOutcome,
        duration: Duration,
        detail: String,
        remedy: String,
    ) {
        self.report.steps.push(ProbeStep { kind, outcome, duration, detail, remedy });
    }

    /// How long the step that begins now may wait, the removal excepted.
    fn until(&self) -> Instant {
        self.before.min(Instant::now() + PATIENCE)
    }

    fn find(&mut self, at: &mut Option<ListenAddress>) -> Went {
        let (listener, detail) = resolve(&self.found, self.request.transport, &self.inner.listeners)?;
        self.report.transport = Some(listener.transport);
        self.report.server = Some(listener.address);
        *at = Some(listener);
        Ok(detail)
    }

    async fn connect(&mut self, listener: Option<ListenAddress>) -> Went {
        let listener = listener.ok_or_else(broken)?;
        let (domain, tls) = (&self.found.name.domain, self.inner.tls.as_ref());
        let ListenAddress { transport, address } = listener;
        let target = Target { transport, listener: address, host: domain.as_str(), tls };
        let opening = timeout_at(self.until(), Link::open(&target)).await;
        let opened = opening.map_err(|_| Fault::of_silence(&NoAnswer::InTime, listener))?;
        let link = opened.map_err(|error| Fault::of_connect(&error))?;
        let mut seen = format!("from {} to {}", link.local, reachable(address));
        if let Some(tls) = tls.filter(|_| !link.certificates.is_empty()) {
            seen += "; ";
            seen += &shown::look(&link.certificates, domain.as_str(), tls, Time::now())?;
        }
        let required = |domain: &EdgeDomain| domain.policy.outbound_mode == OutboundMode::Required;
        let outbound = self.found.domain.as_deref().is_some_and(required);
        let dialog = Dialog::new(&self.found.name, transport, link.local, outbound);
        self.open = Some(Open { session: Session::new(link, dialog), listener });
        Ok(seen)
    }

    async fn be_challenged(&mut self) -> Went {
        let (until, expires) = (self.until(), self.expires());
        let Open { session, listener } = self.open.as_mut().ok_or_else(broken)?;
        let answer = session.ask(expires, until).await.map_err(|e| Fault::of_silence(&e, *listener))?;
        if answer.status != 401 {
            return Err(Fault::of_answer(&answer, &self.found));
        }
        self.offered = Challenge::offered(&answer);
        if self.offered.is_empty() {
            let remedy = "see the algorithms of the domain: registration.algorithms";
            return Err(Fault::new("401 without a challenge that can be answered", remedy));
        }
        Ok(format!("401 with algorithm {}", algorithms(&self.offered)))
    }

    async fn answer(&mut self) -> Went {
        let (until, expires) = (self.until(), self.expires());
        let user = self.found.user.clone();
        if let Some(why) = &self.found.unreadable {
            let remedy = "give the server the key that sealed it: --sealing-key-file, `rollcall rekey`; or give the user \
                          a new password: rollcall user reset-credentials";
            return Err(Fault::new(format!("the stored credential: {why}"), remedy));
        }
        if let Some(Undelegated { detail, remedy }) = &self.found.undelegated {
            return Err(Fault::new(detail.as_str(), *remedy));
        }
        let Some((challenge, ha1)) = user.as_deref().and_then(|user| answerable(&self.offered, user)) else {
            let remedy = format!(
                "give the user a new password: rollcall user reset-credentials {}@{}",
                self.found.name.login, self.found.name.domain
            );
            let offered = algorithms(&self.offered);
            return Err(Fault::new(format!("the user has no HA1 for {offered}"), remedy));
        };
        let algorithm = challenge.algorithm.token();
        // From before the request on, so that the event cannot come first.
        let selection = Selection::user(AccountScope::All, self.found.name.clone());
        let watch = self.inner.registrar.follow(selection, Start::Now).await;
        self.watch = Some(watch.map_err(|error| Fault::of_watch(error.to_string()))?);
        let Open { session, listener } = self.open.as_mut().ok_or_else(broken)?;
        session.take(challenge);
        let credential = Credential { username: &self.found.auth_username, ha1 };
        self.registered = true;
        let answer = session.register(expires, &credential, until).await;
        let answer = answer.map_err(|error| Fault::of_silence(&error, *listener))?;
        if answer.status != 200 {
            // With 5xx nobody knows.
            self.registered = answer.status >= 500;
            return Err(Fault::of_answer(&answer, &self.found));
        }
        let detail = format!("{} with algorithm {algorithm}", answer.line());
        self.accepted = Some(answer);
        Ok(detail)
    }

    fn see_binding(&mut self) -> Went {
        let Open { session, .. } = self.open.as_ref().ok_or_else(broken)?;
        let listed = self.accepted.as_ref().and_then(|a| Some((a.expiry_of(&session.dialog.contact)?, a)));
        let Some((expiry, answer)) = listed.filter(|(expiry, _)| *expiry > 0) else {
            let remedy = "it is a defect of the server: its log and this report show where";
            return Err(Fault::new("the 200 does not list the test's contact", remedy));
        };
        let table = self.inner.registrar.of_user(&self.found.name);
        if !table.iter().any(|r| session.dialog.is_mine(&r.contact)) {
            let remedy = "if the user was disabled or kicked meanwhile, test again; else it is a defect";
            return Err(Fault::new("the location table does not have the test's contact", remedy));
        }
        Ok(format!("expires in {expiry} s; bindings of the user: {}", answer.contacts()))
    }

    async fn see_event(&mut self) -> Went {
        let until = self.until();
        let Open { session, .. } = self.open.as_ref().ok_or_else(broken)?;
        let watch = self.watch.as_mut().ok_or_else(broken)?;
        let created = async {
            loop {
                let WatchItem::Changes { events, .. } = watch.next().await? else { continue };
                let is_it = |change: &crate::model::Change| {
                    change.kind == ChangeKind::Created && session.dialog.is_mine(&change.registration.contact)
                };
                if let Some(event) = events.iter().find(|event| is_it(event.change())) {
                    return Ok::<_, WatchError>(event.revision());
                }
            }
        };
        let seen = timeout_at(until, created).await;
        let seen = seen.map_err(|_| Fault::of_watch("no CREATED event in time"))?;
        let revision = seen.map_err(|error| Fault::of_watch(error.to_string()))?;
        Ok(format!("CREATED at revision {}", revision.0))
    }

    /// As short as the domain grants.
    fn expires(&self) -> u32 {
        self.found.domain.as_ref().map_or(60, |domain| domain.policy.min_expiry.max(1))
    }
}

/// A step came before the one that it needs.
pub(super) fn broken() -> Fault {
    Fault::new("the test is at fault", "report this defect")
}
