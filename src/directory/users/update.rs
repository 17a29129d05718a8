//! Changing users.

use super::{Exclusives, credential, of_write};
use crate::directory::{
    Caller, Changed, Directory, Error, Resource, UserDraft, Violations, check_etag, detached, domains,
    user_fields,
};
use crate::model::{AuditAction, ChangeKind, Domain, Time, User, UserName};
use crate::registrar::Selection;
use std::{sync::Arc, time::Duration};

/// What UpdateUser is asked. `paths` are of [`USER_PATHS`](crate::directory::USER_PATHS).
#[derive(Clone)]
pub struct UpdateUser {
    pub name: UserName,
    pub draft: UserDraft,
    pub paths: Vec<&'static str>,
    pub etag: String,
}

impl Directory {
    /// Changes the named fields. A user who is disabled, or whose registration credential changes, loses
    /// the registrations in the same transaction.
    ///
    /// Errors: `NotFound`, `EtagMismatch`, `Invalid`, `AlreadyExists`, `Deleted`, `OrganizationsDisabled`,
    /// `Conflict`.
    pub async fn update_user(
        &self,
        caller: &Caller,
        mut request: UpdateUser,
    ) -> Result<Changed<User>, Error> {
        let domain = self.domain(caller, &request.name.domain).await.map_err(|error| match error {
            Error::NotFound(_) => Error::NotFound(Resource::user(&request.name)),
            other => other,
        })?;
        let found = std::mem::take(&mut request.draft.found);
        // What is not written is as if it had not been sent.
        let UpdateUser { draft, paths, .. } = &mut request;
        for (path, password) in [
            ("registration_password", &mut draft.registration_password),
            ("user_password", &mut draft.user_password),
        ] {
            if !paths.contains(&path) {
                password.clear();
            }
        }
        let password = &request.draft.user_password;
        let hash = (!password.is_empty()).then(|| password.clone());
        // Judged before it is hashed: hashing is dear.
        let before = self.user(caller, &request.name).await?;
        let exclusive = Exclusives::of(&changed(&before, &request, &domain, found.clone())?);
        let hash = match hash {
            Some(password) => Some(self.inner.hashing.hash(password).await?),
            None => None,
        };
        let resource = Resource::user(&request.name);
        let (directory, caller, request, domain) =
            (self.clone(), caller.clone(), Arc::new(request), Arc::new(domain));
        let done = detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            let (domain, hash, found) = (domain.clone(), hash.clone(), found.clone());
            async move { directory.write_update(&caller, &request, &domain, hash, found).await }
        })
        .await;
        match done {
            Err(error) => Err(of_write(self, error, resource, exclusive).await),
            done => done,
        }
    }

    async fn write_update(
        &self,
        caller: &Caller,
        request: &UpdateUser,
        domain: &Domain,
        hash: Option<String>,
        found: Violations,
    ) -> Result<Changed<User>, Error> {
        let (mut exclusive, tx) = self.inner.registrar.exclusive(self.inner.store.begin()).await?;
        let before = tx
            .user(&caller.scope, &request.name)
            .await?
            .ok_or_else(|| Error::NotFound(Resource::user(&request.name)))?;
        check_etag(before.etag(), &request.etag, || Resource::user(&request.name))?;
        domains::writable(domain)?;
        super::in_live_domain(&before)?;
        super::alive(&before)?;
        let after = changed(&before, request, domain, found)?;
        let after = tx.update_user(&before, after, hash).await?;
        let password = &request.draft.registration_password;
        if !password.is_empty() {
            self.renew_credential(&tx, &after, &domain.realm, password, Duration::ZERO).await?;
        }
        let fields = user_fields::differing(&before, &after, &request.draft, &request.paths);
        let entry = caller.entry(&after.account, AuditAction::Update, after.name(), after.uid, fields);
        tx.audit(vec![entry]).await?;
        exclusive.fence_user(&before, &after);
        if after.disabled && !before.disabled {
            let selection = Selection::of_user(after.name());
            exclusive.end(&selection, |_| true, ChangeKind::Rejected, "user disabled", &caller.actor);
        } else if !password.is_empty() {
            credential::end_registrations(&mut exclusive, &after, &caller.actor);
        }
        let revision = exclusive.commit(tx).await?;
        Ok(Changed { resource: after, revision })
    }
}

/// The user after an update, or every reason why not.
fn changed(
    before: &User,
    request: &UpdateUser,
    domain: &Domain,
    mut found: Violations,
) -> Result<User, Error> {
    let mut after = before.clone();
    for path in &request.paths {
        user_fields::apply(&mut after, &request.draft, path, &mut found);
    }
    for (path, password) in [
        ("registration_password", &request.draft.registration_password),
        ("user_password", &request.draft.user_password),
    ] {
        if password.is_empty() && request.paths.contains(&path) {
            found.add_secret(&format!("user.{path}"), "is not removed: give a new one");
        }
    }
    user_fields::judge_passwords(&after, &request.draft, &domain.password_policy, &mut found);
    if after.auth_username != before.auth_username && request.draft.registration_password.is_empty() {
        let why = "changes only together with registration_password, which is hashed with it";
        found.add("user.auth_username", why, &request.draft.auth_username);
    }
    found.check()?;
    if after.organizations != before.organizations {
        domains::organized(domain)?;
    }
    after.update_time = Time::now();
    Ok(after)
}
