//! What every handler begins with: who calls, and which resource.

use super::{deadline, error, resume_token};
use crate::auth;
use crate::directory::{Call, Caller};
use crate::model::{DomainName, Invalid, RequestId, Revision, UserName};
use crate::registrar::Registrar;
use prost_types::FieldMask;
use std::time::Duration;
use tonic::{Request, Status};

/// The caller, whom the authentication layer put into the request.
pub(super) fn token<T>(request: &Request<T>) -> Result<auth::Caller, Status> {
    let caller = request.extensions().get::<auth::Caller>();
    caller.cloned().ok_or_else(|| error::internal("a request passed without authentication"))
}

pub(super) fn caller<T>(request: &Request<T>) -> Result<Caller, Status> {
    let token = token(request)?;
    Ok(Caller {
        scope: token.account_scope(),
        account: token.account.clone(),
        actor: token.subject.to_string(),
        call: call(request),
    })
}

/// What the audit tells of the call.
pub(super) fn call<T>(request: &Request<T>) -> Call {
    let extensions = request.extensions();
    Call {
        method: extensions.get::<auth::Method>().map_or("", |method| method.0),
        request_id: extensions.get::<RequestId>().map(ToString::to_string).unwrap_or_default(),
        source: request.remote_addr().map(|at| at.to_string()).unwrap_or_default(),
    }
}

/// Parses a name, naming its field when it is bad.
pub(super) fn name<T>(
    field: &str,
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, Invalid>,
) -> Result<T, Status> {
    parse(text).map_err(|why| error::bad_field(field, why, text))
}

pub(super) fn domain_name(field: &str, text: &str) -> Result<DomainName, Status> {
    name(field, text, DomainName::parse)
}

pub(super) fn user_name(field: &str, text: &str) -> Result<UserName, Status> {
    name(field, text, UserName::parse)
}

/// Waits for the revision of an `at_least` token, if there is one: read your writes.
pub(super) async fn at_least(registrar: &Registrar, token: &str) -> Result<(), Status> {
    if token.is_empty() {
        return Ok(());
    }
    reach(registrar, resume_token::read("at_least", token, registrar.store_id())?).await
}

/// How long a call without a deadline waits for a revision.
const PATIENCE: Duration = Duration::from_secs(5);

/// Waits for a revision until the caller's deadline.
pub(super) async fn reach(registrar: &Registrar, revision: Revision) -> Result<(), Status> {
    let within = deadline::remaining().unwrap_or(PATIENCE);
    registrar.reach(revision, within).await.map_err(|e| error::of_watch(&e, registrar.revision()))
}

/// The fields that an update writes (AIP-134): those of the mask, all of them for `*`, and those that
/// have a value when there is no mask. Passwords are not part of `*`; `identifiers` are passed over; a path
/// that is no field of the resource, or one that only the server writes, is refused.
pub(super) fn mask(
    mask: Option<&FieldMask>,
    known: &'static [&'static str],
    identifiers: &[&str],
    populated: impl Fn(&str) -> bool,
) -> Result<Vec<&'static str>, Status> {
    let top = |path: &&&str| !path.contains('.');
    let secret = |path: &str| path.ends_with("_password");
    let Some(mask) = mask.filter(|m| !m.paths.is_empty()) else {
        return Ok(known.iter().filter(top).filter(|p| populated(p)).copied().collect());
    };
    if mask.paths == ["*"] {
        return Ok(known.iter().filter(top).filter(|p| !secret(p) || populated(p)).copied().collect());
    }
    let mut found = crate::directory::Violations::default();
    let mut paths = Vec::new();
    for path in &mask.paths {
        match known.iter().find(|p| *p == path) {
            Some(known) if !paths.contains(known) => paths.push(*known),
            Some(_) => {}
            None if identifiers.contains(&path.as_str()) => {}
            None => found.add("update_mask", "not a field that can be written", path),
        }
    }
    found.check().map_err(error::of_directory)?;
    Ok(paths)
}

/// Forgets what is wrong with fields that an explicit mask does not name: they are not looked at (AIP-134).
pub(super) fn within(mask: Option<&FieldMask>, resource: &str, found: &mut crate::directory::Violations) {
    let Some(mask) = mask.filter(|m| !m.paths.is_empty() && m.paths != ["*"]) else { return };
    found.retain(|field| {
        mask.paths.iter().any(|path| {
            let rest = field.strip_prefix(resource).and_then(|rest| rest.strip_prefix('.'));
            let rest = rest.and_then(|rest| rest.strip_prefix(path.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    });
}
