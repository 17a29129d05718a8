//! Removing what a test has registered: as a phone does, and where that fails, by the registrar's own hand.

use super::PATIENCE;
use super::challenge::ha1_of;
use super::dialog::REG_ID;
use super::remedy::Fault;
use super::run::{Open, Run, Went, broken};
use super::session::Credential;
use crate::model::{ClientClass, ContactUri};
use crate::registrar::{ContactRequest, Contacts, Register, RegisterError, Source};
use tokio::time::{Instant, timeout_at};

impl Run {
    /// The last step.
    pub(super) async fn remove(&mut self, until: Instant) -> Went {
        let seen = self.unregister(until).await?;
        self.registered = false;
        Ok(seen)
    }

    /// Of a test whose caller went away.
    pub(super) async fn give_up(&mut self) {
        if self.registered
            && let Err(Fault { detail, .. }) = self.remove(Instant::now() + PATIENCE).await
        {
            tracing::info!(user = %self.found.name, why = detail, "a registration test could not unregister");
        }
    }

    async fn unregister(&mut self, until: Instant) -> Went {
        let user = self.found.user.clone();
        let Open { session, listener } = self.open.as_mut().ok_or_else(broken)?;
        let ha1 = user.as_deref().and_then(|user| ha1_of(session.algorithm()?, user));
        let credential = Credential { username: &self.found.auth_username, ha1: ha1.ok_or_else(broken)? };
        let answer = session.register(0, &credential, until).await;
        let answer = answer.map_err(|error| Fault::of_silence(&error, *listener))?;
        if answer.status != 200 {
            return Err(Fault::of_answer(&answer, &self.found));
        }
        let left = self.inner.registrar.of_user(&self.found.name);
        let there = answer.expiry_of(&session.dialog.contact).is_some()
            || left.iter().any(|r| session.dialog.is_mine(&r.contact));
        if there {
            let remedy = "it is a defect of the server: its log and this report show where";
            return Err(Fault::new("the binding is still there", remedy));
        }
        Ok(format!("{} without the contact; bindings of the user: {}", answer.line(), left.len()))
    }

    /// What the listener did not do. A user or domain that cannot be found has no registrations any more.
    pub(super) async fn withdraw(&mut self) {
        let Some(Open { session, listener }) = self.open.as_mut().filter(|_| self.registered) else { return };
        let directory = &self.inner.directory;
        let (dialog, local) = (&mut session.dialog, session.link.local);
        let Ok(uri) = ContactUri::parse(&dialog.contact) else { return };
        // The second round is for a directory that changed in between.
        for _ in 0..2 {
            let name = &self.found.name;
            let Ok(Some(domain)) = directory.edge_domain(&name.domain).await else { return };
            let Ok(Some(user)) = directory.known_user(&domain, &name.login).await else { return };
            dialog.cseq += 1;
            let contact = ContactRequest {
                uri: uri.clone(),
                expires: Some(0),
                q: None,
                instance_id: dialog.instance.clone(),
                reg_id: dialog.instance.as_ref().map(|_| REG_ID),
                gruu: false,
                params: String::new(),
            };
            let done = self.inner.registrar.register(Register {
                user: user.user.clone(),
                basis: user.basis.clone(),
                call_id: dialog.call_id.clone(),
                cseq: dialog.cseq,
                expires: Some(0),
                contacts: Contacts::Each(vec![contact]),
                source: Source {
                    transport: listener.transport,
                    address: local.to_string(),
                    path: Vec::new(),
                    user_agent: String::new(),
                    client_class: ClientClass::Softphone,
                    edge: None,
                    flow_token: String::new(),
                },
            });
            match timeout_at(Instant::now() + PATIENCE, done).await {
                Ok(Err(RegisterError::Stale)) => {}
                Ok(Ok(_)) => return,
                Ok(Err(error)) => {
                    tracing::warn!(user = %self.found.name, %error, "a registration test is left to expire");
                    return;
                }
                Err(_) => {
                    tracing::warn!(user = %self.found.name, "a registration test is left to expire");
                    return;
                }
            }
        }
    }
}
