//! The threads of clients, and of the servers that they measure.

use crate::Outcome;
use nix::{
    sched::{CpuSet, sched_setaffinity},
    unistd::Pid,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
};
use tokio::runtime::{Builder, Runtime};

/// The runtime of clients over TCP: a worker for each processor, bound to it.
///
/// Who writes to loopback wakes the reader on its own processor, for the kernel expects it to sleep soon. A server that
/// writes on, and all who read, then share one processor while the other idles, until some tick of the scheduler. Only
/// loopback does that, so it is kept out of the figures, those of the peers and of the floors, too.
pub(crate) fn clients() -> Outcome<Runtime> {
    let workers = available_parallelism()?.get();
    let started = Arc::new(AtomicUsize::new(0));
    let bind = move || {
        // The workers start first. What comes later may start other processes, which would be bound as it is.
        let n = started.fetch_add(1, Ordering::Relaxed);
        let mut one = CpuSet::new();
        if n < workers && one.set(n).is_ok() {
            let _free = sched_setaffinity(Pid::from_raw(0), &one);
        }
    };
    Ok(Builder::new_multi_thread().worker_threads(workers).on_thread_start(bind).enable_all().build()?)
}

/// A server's own runtime, the one that `rollcall serve` has: not bound, and none of its threads are a client's.
pub(crate) struct ServerThreads(Option<Runtime>);

impl ServerThreads {
    pub(crate) fn start() -> Outcome<Self> {
        Ok(Self(Some(rollcall::server::runtime()?)))
    }

    /// Runs this on them.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        task: impl Future<Output = Outcome<T>> + Send + 'static,
    ) -> Outcome<T> {
        let runtime = self.0.as_ref().ok_or("the threads ended")?;
        runtime.spawn(task).await?
    }
}

impl Drop for ServerThreads {
    fn drop(&mut self) {
        // A runtime cannot be waited for in another.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
