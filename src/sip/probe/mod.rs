//! The registration test: a minimal user agent client that registers as a user through a listener of this node, and
//! removes that again (RFC 3261 §8.1, §10.2, §17.1.2, §22).
//!
//! A test runs as a task of its own. When its caller goes away it ends at once, and removes what it had registered.
//! Every wait is bounded: a step by [`PATIENCE`], all of them by [`LONGEST`] and the caller's deadline, of which a quarter
//! is kept for the removal; what is left to be removed behind the caller's back, by [`PATIENCE`] for each of the two ways.

mod answer;
mod challenge;
mod dialog;
mod link;
mod places;
mod remedy;
mod removal;
mod resolve;
mod run;
mod session;
mod shown;

use super::ListenAddress;
use crate::directory::{Directory, Error, ProbeReport, ProbeRequest, RegistrationProbe};
use crate::registrar::Registrar;
use crate::tls::ReloadingTls;
use futures::future::BoxFuture;
use places::Places;
use run::Run;
use std::{sync::Arc, time::Duration};
use tokio::{sync::oneshot, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long one step waits for the server.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long all steps may take.
const LONGEST: Duration = Duration::from_secs(30);

/// Runs registration tests.
#[derive(Clone)]
pub struct Prober {
    inner: Arc<Inner>,
}

struct Inner {
    directory: Directory,
    registrar: Registrar,
    listeners: Vec<ListenAddress>,
    tls: Option<ReloadingTls>,
    places: Arc<Places>,
    tasks: TaskTracker,
}

impl Prober {
    /// `listeners`: where this node listens, with the real ports. `tls`: of those over TLS.
    pub fn new(
        directory: Directory,
        registrar: Registrar,
        listeners: Vec<ListenAddress>,
        tls: Option<ReloadingTls>,
    ) -> Self {
        let (places, tasks) = (Arc::default(), TaskTracker::new());
        let inner = Inner { directory, registrar, listeners, tls, places, tasks };
        Self { inner: Arc::new(inner) }
    }

    /// Waits until nothing is left of any test. For the end, when no more are begun.
    pub async fn finished(&self) {
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }
}

impl RegistrationProbe for Prober {
    fn run(&self, request: ProbeRequest) -> BoxFuture<'_, Result<ProbeReport, Error>> {
        Box::pin(async move {
            let began = Instant::now();
            // First, so that a busy user of somebody else's is as unknown as an idle one.
            self.inner.directory.user(&request.caller, &request.user).await?;
            // Before a service of the account may be asked for the user.
            let place = self.inner.places.take(&request.user)?;
            let found = self.inner.directory.probe_user(&request.caller, &request.user).await?;
            let within = request.within.unwrap_or(LONGEST).min(LONGEST);
            let mut run = Run::new(self.inner.clone(), request, found, began, began + within);
            let gone = CancellationToken::new();
            let _with_the_caller = gone.clone().drop_guard();
            let (tell, told) = oneshot::channel();
            self.inner.tasks.spawn(async move {
                let _place = place;
                if gone.run_until_cancelled(run.steps()).await.is_some() {
                    // Nobody to tell is no matter.
                    let _ = tell.send(std::mem::take(&mut run.report));
                } else {
                    run.give_up().await;
                }
                run.withdraw().await;
            });
            told.await.map_err(|_| Error::Internal("a registration test panicked".to_owned()))
        })
    }
}
