//! The layer: which calls reach the service, and as whom.

use super::super::{AuthError, AuthLayer, Caller};
use super::*;
use http::{Request, Response};
use std::convert::Infallible;
use tower::{Layer, ServiceExt, service_fn};

const GET_USER: &str = "/rollcall.v1.UserService/GetUser";
const CREATE_USER: &str = "/rollcall.v1.UserService/CreateUser";
const ACCEPT: &str = "/rollcall.v1.InvitationService/AcceptInvitation";

/// Who reached the service, or the error that the call was answered with.
async fn call(path: &str, headers: &[(&str, &str)]) -> Result<Option<Caller>, AuthError> {
    let refuse = |error: AuthError| Response::new(Err(error));
    let service = service_fn(|request: Request<()>| async move {
        assert!(request.headers().get("authorization").is_none(), "the token went on");
        assert!(request.headers().get("x-auth-token").is_none(), "the token went on");
        assert_eq!(request.headers()["x-other"], "stays");
        Ok::<_, Infallible>(Response::new(Ok(request.extensions().get::<Caller>().cloned())))
    });
    let layer = AuthLayer::new(verifier(&[ED.jwk()]).await, refuse);
    let mut request = Request::post(path).header("x-other", "stays");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    layer.layer(service).oneshot(request.body(()).unwrap()).await.unwrap().into_body()
}

/// The layer asks the real clock.
fn token(scope: &str) -> String {
    let mut claims = claims_with("scope", json!(scope));
    claims["exp"] = json!(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + 60);
    ED.sign(&claims)
}

#[tokio::test]
async fn a_token_is_taken_from_either_header() {
    let token = token("users:read");
    for headers in [
        &[("authorization", &*format!("Bearer {token}"))][..],
        &[("authorization", &format!("bearer  {token}"))],
        &[("x-auth-token", &token)],
        &[("authorization", &format!("BEARER {token}")), ("x-auth-token", &token)],
    ] {
        let caller = call(GET_USER, headers).await.unwrap().unwrap();
        assert_eq!(&*caller.subject, "tester");
    }
}

#[tokio::test]
async fn tokens_that_differ_are_refused() {
    let (one, other) = (token("users:read"), token("admin"));
    for headers in [
        [("authorization", &*format!("Bearer {one}")), ("x-auth-token", &other)],
        [("authorization", &format!("Bearer {one}")), ("authorization", &format!("Bearer {other}"))],
        [("x-auth-token", &one), ("x-auth-token", &other)],
        [("authorization", "Basic dTpw"), ("x-auth-token", &one)],
    ] {
        assert!(matches!(call(GET_USER, &headers).await, Err(AuthError::TokenInvalid(_))), "{headers:?}");
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_told_of_methods() {
    for path in [GET_USER, "/rollcall.v1.UserService/Nonsense", "/x"] {
        assert_eq!(call(path, &[]).await, Err(AuthError::TokenMissing));
        let bad = [("x-auth-token", "a.b.c")];
        assert!(matches!(call(path, &bad).await, Err(AuthError::TokenInvalid(_))));
    }
    for empty in [("authorization", "Bearer "), ("authorization", "Bearer"), ("x-auth-token", "")] {
        assert!(matches!(call(GET_USER, &[empty]).await, Err(AuthError::TokenInvalid(_))));
    }
}

#[tokio::test]
async fn a_method_needs_its_scope() {
    let missing = AuthError::ScopeMissing { method: CREATE_USER, needs: Scope::UsersWrite };
    assert_eq!(call(CREATE_USER, &[("x-auth-token", &token("users:read"))]).await, Err(missing));
    let missing = AuthError::ScopeMissing { method: GET_USER, needs: Scope::UsersRead };
    assert_eq!(call(GET_USER, &[("x-auth-token", &token(""))]).await, Err(missing));
    for enough in ["users:write", "admin"] {
        call(CREATE_USER, &[("x-auth-token", &token(enough))]).await.unwrap();
    }
}

#[tokio::test]
async fn an_unknown_method_is_denied_even_to_an_admin() {
    for path in ["/rollcall.v1.UserService/Nonsense", "/rollcall.v1.DelegatedAuthenticationService/FetchHa1"]
    {
        let denied = call(path, &[("x-auth-token", &token("admin"))]).await;
        assert_eq!(denied, Err(AuthError::MethodUnknown { method: path.into() }));
    }
}

#[tokio::test]
async fn open_methods_take_no_token_and_ignore_one() {
    for path in [ACCEPT, "/grpc.health.v1.Health/Check"] {
        for headers in [&[][..], &[("authorization", "nonsense")], &[("x-auth-token", &token("admin"))]] {
            assert_eq!(call(path, headers).await, Ok(None));
        }
    }
}
