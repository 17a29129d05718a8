//! New registration credentials, at once or with an overlap.

use super::{Exclusives, Secrets, credential, of_write};
use crate::directory::{
    Answered, Caller, Directory, Error, Once, Resource, Violations, check_etag, detached, domains, passwords,
    user_fields,
};
use crate::model::{AuditAction, Domain, Registration, Revision, Time, User, UserName};
use std::{sync::Arc, time::Duration};
use zeroize::Zeroizing;

/// The longest time that two credentials work side by side.
const MAX_OVERLAP: Duration = Duration::from_secs(30 * 24 * 3600);

/// What ResetRegistrationCredentials is asked.
#[derive(Clone)]
pub struct ResetCredentials {
    pub name: UserName,
    /// Empty: generated.
    pub registration_password: Zeroizing<String>,
    /// Empty: it stays.
    pub auth_username: String,
    /// How long the old credential works beside the new one.
    pub overlap: Duration,
    pub etag: String,
    /// What was wrong already when the request was read.
    pub found: Violations,
}

/// What a reset answers.
#[derive(Clone)]
pub struct CredentialsReset {
    pub user: User,
    pub generated: Secrets,
    /// When the old credential stops working, if it has not.
    pub previous_expire_time: Option<Time>,
    /// What the user still has registered.
    pub registrations: Vec<Arc<Registration>>,
    pub revision: Revision,
}

impl Directory {
    /// Gives a user a new registration credential. Without an overlap, what was registered ends in the same
    /// transaction; with one, the credential before goes on working, and the one before that does not.
    ///
    /// Errors: `NotFound`, `EtagMismatch`, `Invalid`, `AlreadyExists`, `Deleted`, `RequestIdReused`,
    /// `Conflict`.
    pub async fn reset_credentials(
        &self,
        caller: &Caller,
        mut request: ResetCredentials,
        once: Once<CredentialsReset>,
    ) -> Result<Answered<CredentialsReset>, Error> {
        if let Some(answer) = self.inner.replay(caller, &once).await? {
            return Ok(Answered::Before(answer));
        }
        let before = self.user(caller, &request.name).await?;
        let domain = self.domain(caller, &request.name.domain).await?;
        let exclusive = Exclusives::of(&renewed(&before, &request, &domain)?);
        let mut generated = Secrets::default();
        if request.registration_password.is_empty() {
            generated.registration_password = passwords::generate(&domain.password_policy);
            request.registration_password = Zeroizing::new(generated.registration_password.clone());
        }
        let resource = Resource::user(&request.name);
        let (directory, caller) = (self.clone(), caller.clone());
        let work = Arc::new((request, domain, generated));
        let done = detached(move || {
            let (directory, caller, once) = (directory.clone(), caller.clone(), once.clone());
            let work = work.clone();
            async move {
                let (request, domain, generated) = &*work;
                directory.write_reset(&caller, request, domain, generated, &once).await
            }
        })
        .await;
        match done {
            Err(error) => Err(of_reset(of_write(self, error, resource, exclusive).await)),
            done => done,
        }
    }

    async fn write_reset(
        &self,
        caller: &Caller,
        request: &ResetCredentials,
        domain: &Domain,
        generated: &Secrets,
        once: &Once<CredentialsReset>,
    ) -> Result<Answered<CredentialsReset>, Error> {
        // Another try may find that the same request took place meanwhile.
        if let Some(answer) = self.inner.replay(caller, once).await? {
            return Ok(Answered::Before(answer));
        }
        let (mut exclusive, tx) = self.inner.registrar.exclusive(self.inner.begin(caller, once)).await?;
        let resource = || Resource::user(&request.name);
        let before = tx.user(&caller.scope, &request.name).await?;
        let before = before.ok_or_else(|| Error::NotFound(resource()))?;
        check_etag(before.etag(), &request.etag, resource)?;
        domains::writable(domain)?;
        super::in_live_domain(&before)?;
        super::alive(&before)?;
        let after = renewed(&before, request, domain)?;
        let user = tx.update_user(&before, after, None).await?;
        let password = &request.registration_password;
        let previous_expire_time =
            self.renew_credential(&tx, &user, &domain.realm, password, request.overlap).await?;
        let mut fields = vec!["registration_password"];
        if user.auth_username != before.auth_username {
            fields.push("auth_username");
        }
        let action = AuditAction::ResetCredentials;
        tx.audit(vec![caller.entry(&user.account, action, user.name(), user.uid, fields)]).await?;
        exclusive.fence_user(&before, &user);
        let registrations = if request.overlap.is_zero() {
            credential::end_registrations(&mut exclusive, &user, &caller.actor);
            Vec::new()
        } else {
            self.inner.registrar.of_user(&user.name())
        };
        let revision = exclusive.revision();
        let done = CredentialsReset {
            user,
            generated: generated.clone(),
            previous_expire_time,
            registrations,
            revision,
        };
        self.inner.remember(&tx, caller, once, &done).await?;
        exclusive.commit(tx).await?;
        Ok(Answered::Now(done))
    }
}

/// The user after a reset, or every reason why not.
fn renewed(before: &User, request: &ResetCredentials, domain: &Domain) -> Result<User, Error> {
    let mut found = request.found.clone();
    let mut after = before.clone();
    if !request.auth_username.is_empty() {
        user_fields::auth_username(&mut after, "auth_username", &request.auth_username, &mut found);
    }
    let (field, password) = ("registration_password", &request.registration_password);
    user_fields::judge_password(&after, field, password, &domain.password_policy, &mut found);
    if request.overlap > MAX_OVERLAP {
        found.add("overlap", "at most 30 days", format_args!("{}s", request.overlap.as_secs_f64()));
    }
    found.check()?;
    after.update_time = Time::now();
    Ok(after)
}

/// The request has the field at its top.
fn of_reset(error: Error) -> Error {
    match error {
        Error::AlreadyExists { resource, field: "user.auth_username", refused, readable } => {
            Error::AlreadyExists { resource, field: "auth_username", refused, readable }
        }
        other => other,
    }
}
