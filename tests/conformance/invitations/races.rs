//! Many who accept at once: one does, and nothing is left of the others.

use super::{acceptance, start};
use crate::support::{
    Backend, Failure,
    sql::{numbers, of_server},
};
use futures::future::join_all;
use rollcall::pb::v1;
use tonic::Code;

/// `login` is of the n-th who accepts.
async fn race(backend: Backend, many: usize, login: impl Fn(usize) -> String) {
    let (server, mut acme, invitations) = start(backend).await;
    let (_, token) = invitations.invite("alice", None).await;
    let accepts = (0..many).map(|n| {
        let (invitations, accept) = (invitations.clone(), acceptance(&token, &login(n)));
        async move { invitations.accept(accept).await }
    });
    let (won, lost): (Vec<_>, Vec<_>) = join_all(accepts).await.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, many - 1));
    for status in lost.into_iter().filter_map(Result::err) {
        let failure = Failure::of(&status);
        assert_eq!(failure.kind(), (Code::FailedPrecondition, "INVITATION_NOT_PENDING"));
        assert_eq!(failure.metadata["state"], "ACCEPTED");
    }
    let winner = won.into_iter().next().unwrap().unwrap().into_inner().user.unwrap();
    let users = acme.list_users("acme.test", 0, "").await.unwrap().into_inner().users;
    assert_eq!(users, std::slice::from_ref(&winner));
    assert_eq!(invitations.read("alice").await.user, winner.name);
    let db = of_server(&server).await;
    let count = "SELECT (SELECT user_count FROM accounts WHERE account = 'acme'),
        (SELECT count(*) FROM audit_entries WHERE actor = 'invitation:alice')";
    assert_eq!(numbers::<2>(&db, count).await, [[1, 2]], "counted and told of once");
}

async fn two_people_accept(backend: Backend) {
    race(backend, 2, |n| format!("user{n}")).await;
}

async fn twenty_people_accept(backend: Backend) {
    race(backend, 20, |n| format!("user{n}")).await;
}

async fn twenty_accept_with_one_login(backend: Backend) {
    race(backend, 20, |_| "alice".to_owned()).await;
}

/// One request, sent again and again before there is an answer.
async fn impatient_retries_get_one_answer(backend: Backend) {
    let (_server, mut acme, invitations) = start(backend).await;
    let (_, token) = invitations.invite("alice", None).await;
    let request_id = uuid::Uuid::new_v4().to_string();
    let accept = v1::AcceptInvitationRequest { request_id, ..acceptance(&token, "alice") };
    let answers = join_all((0..12).map(|_| invitations.accept(accept.clone()))).await;
    let answers: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().into_inner()).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(acme.list_users("acme.test", 0, "").await.unwrap().into_inner().users.len(), 1);
}

/// Either it was revoked first, or it was accepted first.
async fn accepting_and_revoking_cross(backend: Backend) {
    let (_server, mut acme, invitations) = start(backend).await;
    for round in 0..8 {
        let login = format!("user{round}");
        let (_, token) = invitations.invite(&login, None).await;
        let (accepted, revoked) =
            tokio::join!(invitations.accept(acceptance(&token, &login)), invitations.revoke(&login, ""));
        let user = acme.get_user(&format!("{login}@acme.test")).await;
        let (loser, state) = match (accepted, revoked) {
            (Ok(_), Err(loser)) => (loser, "ACCEPTED"),
            (Err(loser), Ok(_)) => (loser, "REVOKED"),
            both => panic!("{both:?}"),
        };
        assert_eq!(user.is_ok(), state == "ACCEPTED");
        let failure = Failure::of(&loser);
        assert_eq!(
            (failure.reason.as_str(), failure.metadata["state"].as_str()),
            ("INVITATION_NOT_PENDING", state)
        );
    }
}

/// The domain goes while people accept: each call ends in a way it may.
async fn accepting_and_deleting_the_domain_cross(backend: Backend) {
    let (_server, mut acme, invitations) = start(backend).await;
    let mut accepts = Vec::new();
    for n in 0..8 {
        let (_, token) = invitations.invite(&format!("i{n}"), None).await;
        accepts.push(invitations.accept(acceptance(&token, &format!("user{n}"))));
    }
    let (answers, deleted) = tokio::join!(join_all(accepts), acme.delete_domain("acme.test", true));
    // Users who came into being meanwhile may be in the way of the deletion.
    if let Err(status) = deleted {
        assert_eq!(Failure::of(&status).reason, "WRITE_CONFLICT");
    }
    for status in answers.into_iter().filter_map(Result::err) {
        let failure = Failure::of(&status);
        let may = ["INVITATION_TOKEN_INVALID", "RESOURCE_DELETED"];
        assert!(may.contains(&failure.reason.as_str()), "{failure:?}");
    }
}

crate::on_both!(
    two_people_accept,
    twenty_people_accept,
    twenty_accept_with_one_login,
    impatient_retries_get_one_answer,
    accepting_and_revoking_cross,
    accepting_and_deleting_the_domain_cross,
);
