//! `TestRegistration` in a domain that a service decides for.

use super::{Backend, FetchHa1, Reply, VerifyDigest, World};
use rollcall::pb::v1::{
    self, RegistrationTestOutcome as Outcome, RegistrationTestStepKind as Kind, TestRegistrationResponse,
};
use tonic::Code;

async fn test(world: &mut World) -> TestRegistrationResponse {
    let request = v1::TestRegistrationRequest {
        name: "domains/acme.test/users/alice".to_owned(),
        ..Default::default()
    };
    world.client.users.test_registration(request).await.unwrap().into_inner()
}

/// The step of the answer failed, and says this.
fn fails(answer: &TestRegistrationResponse, detail: &str, remedy: &str) {
    let step = answer.steps.iter().find(|step| step.outcome() == Outcome::Failed).unwrap();
    assert_eq!(step.kind(), Kind::Answer, "{answer:#?}");
    assert!(step.detail.contains(detail) && step.remedy.contains(remedy), "{step:?}");
    assert!(!answer.passed);
}

async fn as_far_as_the_service_lets_it(backend: Backend) {
    let mut world = World::new(backend, FetchHa1, &[]).await;
    let answer = test(&mut world).await;
    assert!(answer.passed, "{answer:#?}");
    assert_eq!((world.service.take().is_empty(), world.registered().await), (false, 0));

    world.service.always(Some(Reply::Fail(Code::Internal)));
    fails(&test(&mut world).await, "authentication service", "bearer token");
    world.service.always(Some(Reply::Unspecified));
    fails(&test(&mut world).await, "denies the user name \"alice\"", "auth_username");

    world.service.always(None);
    let setting = world.running.setting(VerifyDigest);
    world.set(Some(setting)).await;
    world.service.take();
    fails(&test(&mut world).await, "checks the answers", "FETCH_HA1");
    assert_eq!(world.service.calls(), 0);
}

crate::on_both!(as_far_as_the_service_lets_it);
