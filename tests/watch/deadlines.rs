//! Who asks for a revision that is not there yet waits for it, until its deadline.

use crate::fleet::{self, PARENT, ok};
use crate::history::{moved, revision};
use crate::support::{Backend, Server, reason};
use crate::watcher::{Watcher, all, resume, table};
use rollcall::pb::v1;
use std::time::{Duration, Instant};
use tonic::{Code, Request, Status};

const DEADLINE: Duration = Duration::from_millis(1500);

fn within<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(DEADLINE);
    request
}

fn list(at_least: &str) -> v1::ListRegistrationsRequest {
    let (parent, at_least) = (PARENT.to_owned(), at_least.to_owned());
    v1::ListRegistrationsRequest { parent, at_least, ..Default::default() }
}

/// It was waited for nearly all of the time, and answered in time.
fn not_reached(status: &Status, began: Instant) {
    assert_eq!((status.code(), &*reason(status)), (Code::Unavailable, "REVISION_NOT_REACHED"), "{status:?}");
    let took = began.elapsed();
    assert!(took > DEADLINE * 9 / 10, "{took:?}");
}

async fn are_waited_for(backend: Backend) {
    let server = Server::start(backend).await;
    let mut client = fleet::client(&server).await;
    let mut alice = fleet::phone(&server, &mut client, "alice").await;
    ok(&mut alice, 60).await;
    let (_, token) = table(&mut client, PARENT, 0).await;
    let ahead = moved(&token, 1000);
    let mut calls = client.registrations.clone();

    let began = Instant::now();
    not_reached(&calls.list_registrations(within(list(&ahead))).await.unwrap_err(), began);
    for request in
        [resume(PARENT, &ahead), v1::WatchRegistrationsRequest { at_least: ahead.clone(), ..all(PARENT) }]
    {
        let began = Instant::now();
        not_reached(&calls.watch_registrations(within(request)).await.unwrap_err(), began);
    }

    // One that comes in time is answered at once.
    let next = moved(&token, 1);
    let opening = {
        let (mut calls, next) = (calls.clone(), next.clone());
        let watch = v1::WatchRegistrationsRequest { at_least: next, ..all(PARENT) };
        tokio::spawn(async move { calls.watch_registrations(within(watch)).await.map(|_| Instant::now()) })
    };
    ok(&mut alice, 60).await;
    let committed = Instant::now();
    let opened = opening.await.unwrap().unwrap();
    assert!(opened.duration_since(committed) < DEADLINE / 2);
    let read = calls.list_registrations(within(list(&next))).await.unwrap().into_inner();
    assert_eq!(revision(&read.resume_token), revision(&next));
    Watcher::begin(&client, resume(PARENT, &next)).await;
}

crate::on_both!(are_waited_for);
