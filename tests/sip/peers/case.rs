//! What one phone's test works with: its settings, what the server says of it, and how far it came.

use super::Account;
use crate::{
    events::Events,
    support::{Client, PATIENCE},
};
use rollcall::pb::v1::{EventKind, Registration, Transport};
use std::sync::{Arc, Mutex};
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};

pub(crate) const STEPS: [&str; 5] = ["wrong password", "register", "refresh", "restart", "unregister"];

/// How far a phone came.
#[derive(Debug, Default)]
pub(crate) struct Progress(Mutex<usize>);

impl Progress {
    fn done(&self, step: &str) {
        let mut done = self.0.lock().unwrap();
        assert_eq!(STEPS[*done], step);
        *done += 1;
    }

    pub(crate) fn steps(&self) -> usize {
        *self.0.lock().unwrap()
    }
}

/// Both ends of the one restart for all.
pub(crate) struct Restart {
    /// Dropped by who is ready for it, or has failed before.
    pub(crate) waiting: Option<mpsc::Sender<()>>,
    /// A client of the server after it.
    pub(crate) after: watch::Receiver<Option<Client>>,
}

pub(crate) struct Case {
    pub(crate) account: Account,
    pub(crate) client: Client,
    pub(crate) events: Events,
    pub(crate) progress: Arc<Progress>,
    pub(crate) restart: Restart,
}

impl Case {
    pub(crate) fn wrong(&self) -> Account {
        Account { password: "guessed".into(), ..self.account.clone() }
    }

    fn user(&self) -> String {
        format!("domains/{}/users/{}", self.account.domain, self.account.user)
    }

    /// No binding came of it; that no event did is seen by what the next one is.
    pub(crate) async fn refused(&mut self) {
        let user = self.user();
        assert_eq!(self.client.list(&user).await, []);
        self.progress.done("wrong password");
    }

    pub(crate) async fn registered(&mut self) {
        let event = self.events.expect(EventKind::Created).await;
        let registration = event.registration.unwrap();
        let transport =
            Transport::from_str_name(&format!("TRANSPORT_{}", self.account.transport.to_uppercase()));
        assert_eq!(Some(registration.transport()), transport);
        assert!(registration.contact_uri.contains(&self.account.user), "{registration:?}");
        self.progress.done("register");
    }

    pub(crate) async fn refreshed(&mut self) {
        let event = self.events.expect(EventKind::Refreshed).await;
        assert_eq!(event.registration_count, 1);
        self.progress.done("refresh");
    }

    /// Waits until all phones are ready for the restart, and it is done.
    pub(crate) async fn restarted(&mut self) {
        self.restart.waiting = None;
        let after = self.restart.after.wait_for(Option::is_some).await.unwrap().clone();
        self.client = after.unwrap();
        self.events = Events::of(&self.client, &self.user()).await;
    }

    /// The phone has come back. One that asked while nobody was there may do so only after its registration has
    /// expired.
    pub(crate) async fn registered_again(&mut self) -> Registration {
        let registration = loop {
            let event = self.events.next().await;
            if matches!(event.kind(), EventKind::Refreshed | EventKind::Created) {
                break event.registration.unwrap();
            }
        };
        let user = self.user();
        let listed = self.client.list(&user).await;
        assert!(listed.iter().any(|listed| listed.name == registration.name), "{registration:?}: {listed:?}");
        self.progress.done("restart");
        registration
    }

    /// The phone has gone. It may have refreshed just before; and a contact that it no longer has since its connection
    /// was lost goes by itself.
    pub(crate) async fn unregistered(&mut self) {
        let gone = async {
            let mut unregistered = false;
            loop {
                let event = self.events.next().await;
                unregistered |= event.kind() == EventKind::Unregistered;
                if unregistered && event.registration_count == 0 {
                    return;
                }
            }
        };
        timeout(PATIENCE, gone).await.expect("it does not unregister");
        let user = self.user();
        assert_eq!(self.client.list(&user).await, []);
        self.progress.done("unregister");
    }
}
