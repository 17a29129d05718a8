//! Users: create, get, list, update, delete.

use super::{
    Caller, Changed, Directory, Error, Resource, UserDraft, Violations, check_etag, credentials, detached,
    domains, passwords,
    user_fields::{self, USER_PATHS},
};
use crate::model::{
    CallPolicy, ChangeKind, DigestAlgorithm, Domain, Fqdn, Labels, Login, Revision, Time, User, UserName,
};
use crate::registrar::Selection;
use crate::store::{Page, StoreError, UniqueRule};
use std::sync::Arc;
use uuid::Uuid;

/// What CreateUser is asked.
#[derive(Clone)]
pub struct CreateUser {
    pub domain: Fqdn,
    pub user_id: String,
    pub draft: UserDraft,
}

/// Secrets that were generated, to be told once. Empty where the caller chose them.
#[derive(Clone, Default)]
pub struct Secrets {
    pub registration_password: String,
    pub user_password: String,
}

#[derive(Clone)]
pub struct CreatedUser {
    pub user: User,
    pub generated: Secrets,
}

/// What UpdateUser is asked. `paths` are of [`USER_PATHS`].
#[derive(Clone)]
pub struct UpdateUser {
    pub name: UserName,
    pub draft: UserDraft,
    pub paths: Vec<&'static str>,
    pub etag: String,
}

#[derive(Clone)]
pub struct DeleteUser {
    pub name: UserName,
    pub etag: String,
}

type Sealed = Vec<(DigestAlgorithm, Vec<u8>)>;

impl Directory {
    /// Errors: `NotFound`.
    pub async fn user(&self, caller: &Caller, name: &UserName) -> Result<User, Error> {
        let user = self.inner.store.user(&caller.scope, name).await?;
        user.ok_or_else(|| Error::NotFound(Resource::user(name)))
    }

    /// A page of a domain's users, by login. Errors: `NotFound` for the domain.
    pub async fn users(&self, caller: &Caller, domain: &Fqdn, page: &Page) -> Result<Vec<User>, Error> {
        let domain = self.domain(caller, domain).await?;
        Ok(self.inner.store.users(&caller.scope, &domain, page).await?)
    }

    /// Creates a user; passwords that are left empty are generated.
    ///
    /// Errors: `NotFound` for the domain, `Invalid` with every bad field, `AlreadyExists` naming the field.
    pub async fn create_user(&self, caller: &Caller, request: CreateUser) -> Result<CreatedUser, Error> {
        let domain = self.domain(caller, &request.domain).await?;
        let CreateUser { user_id, mut draft, .. } = request;
        let user = judged(&domain, &user_id, &mut draft)?;

        let mut generated = Secrets::default();
        for (chosen, told) in [
            (&mut draft.registration_password, &mut generated.registration_password),
            (&mut draft.user_password, &mut generated.user_password),
        ] {
            if chosen.is_empty() {
                *chosen = passwords::generate(&domain.password_policy);
                told.clone_from(chosen);
            }
        }
        let hash = self.inner.hashing.hash(draft.user_password).await?;
        let sealed = self.seal(&user, &domain.realm, &draft.registration_password)?;
        let user = self.insert(user, hash, sealed).await?;
        Ok(CreatedUser { user, generated })
    }

    /// What is wrong with a new user whose domain has no name: `why`, and all else that can be told.
    pub fn misplaced_user(why: Violations, user_id: &str, mut draft: UserDraft) -> Error {
        draft.found.merge(why);
        match domains::nowhere().and_then(|domain| judged(&domain, user_id, &mut draft)) {
            Ok(_) => Error::Internal("a user was misplaced for no reason".to_owned()),
            Err(error) => error,
        }
    }

    async fn insert(&self, user: User, hash: String, sealed: Sealed) -> Result<User, Error> {
        let inner = self.inner.clone();
        let resource = Resource::user(user.name());
        let exclusive = Exclusives::of(&user);
        detached(move || {
            let (inner, user, hash, sealed) = (inner.clone(), user.clone(), hash.clone(), sealed.clone());
            async move {
                let tx = inner.store.begin().await?;
                let user = tx.insert_user(user, Some(hash)).await?;
                tx.replace_credentials(user.id, user.create_time, sealed).await?;
                tx.commit().await?;
                // The edge may remember that nobody has this name.
                inner.edge.forget_user(user.domain_id, &user.auth_username);
                Ok(user)
            }
        })
        .await
        .map_err(|error| of_write(error, resource, exclusive))
    }

    /// Changes the named fields. A user who is disabled, or whose registration credential changes, loses
    /// the registrations in the same transaction.
    ///
    /// Errors: `NotFound`, `EtagMismatch`, `Invalid`, `AlreadyExists`, `Conflict`.
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
        let writes = |path: &str| request.paths.contains(&path);
        let hash = match (writes("user_password"), request.draft.user_password.is_empty()) {
            (true, false) => Some(request.draft.user_password.clone()),
            _ => None,
        };
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
        detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            let (domain, hash, found) = (domain.clone(), hash.clone(), found.clone());
            async move { directory.write_update(&caller, &request, &domain, hash, found).await }
        })
        .await
        .map_err(|error| of_write(error, resource, exclusive))
    }

    async fn write_update(
        &self,
        caller: &Caller,
        request: &UpdateUser,
        domain: &Domain,
        hash: Option<String>,
        found: Violations,
    ) -> Result<Changed<User>, Error> {
        let mut exclusive = self.inner.registrar.exclusive().await?;
        let tx = self.inner.store.begin().await?;
        let before = tx
            .user(&caller.scope, &request.name)
            .await?
            .ok_or_else(|| Error::NotFound(Resource::user(&request.name)))?;
        check_etag(before.etag(), &request.etag, || Resource::user(&request.name))?;
        let after = changed(&before, request, domain, found)?;
        let password = &request.draft.registration_password;
        let new_credential = request.paths.contains(&"registration_password") && !password.is_empty();
        if new_credential {
            let sealed = self.seal(&after, &domain.realm, password)?;
            tx.replace_credentials(after.id, after.update_time, sealed).await?;
        }
        let why = match (after.disabled && !before.disabled, new_credential) {
            (true, _) => Some("user disabled"),
            (_, true) => Some("registration credential changed"),
            _ => None,
        };
        let after = tx.update_user(after, hash).await?;
        exclusive.fence_user(after.id, after.version);
        if let Some(why) = why {
            let selection = Selection::of_user(after.name());
            exclusive.end(&selection, |_| true, ChangeKind::Rejected, why, &caller.actor);
        }
        let revision = exclusive.commit(tx).await?;
        for name in [&before.auth_username, &after.auth_username] {
            self.inner.edge.forget_user(after.domain_id, name);
        }
        Ok(Changed { resource: after, revision })
    }

    /// Deletes a user; what was registered ends in the same transaction.
    ///
    /// Errors: `NotFound`, `EtagMismatch`.
    pub async fn delete_user(&self, caller: &Caller, request: DeleteUser) -> Result<Changed<User>, Error> {
        let (directory, caller) = (self.clone(), caller.clone());
        detached(move || {
            let (directory, caller, request) = (directory.clone(), caller.clone(), request.clone());
            async move { directory.write_delete(&caller, &request).await }
        })
        .await
    }

    async fn write_delete(&self, caller: &Caller, request: &DeleteUser) -> Result<Changed<User>, Error> {
        let mut exclusive = self.inner.registrar.exclusive().await?;
        let tx = self.inner.store.begin().await?;
        let user = tx
            .user(&caller.scope, &request.name)
            .await?
            .ok_or_else(|| Error::NotFound(Resource::user(&request.name)))?;
        check_etag(user.etag(), &request.etag, || Resource::user(&request.name))?;
        let selection = Selection::of_user(user.name());
        exclusive.end(&selection, |_| true, ChangeKind::Rejected, "user deleted", &caller.actor);
        exclusive.delete_rows(&tx).await?;
        tx.delete_user(&user).await?;
        exclusive.fence_user(user.id, i64::MAX);
        let revision: Revision = exclusive.commit(tx).await?;
        self.inner.edge.forget_user(user.domain_id, &user.auth_username);
        Ok(Changed { resource: user, revision })
    }

    fn seal(&self, user: &User, realm: &str, password: &str) -> Result<Sealed, Error> {
        credentials::seal_all(&self.inner.sealer, user.uid, &user.auth_username, realm, password)
            .map_err(|error| Error::Internal(error.to_string()))
    }
}

/// The new user that a draft describes, or every reason why not. An authentication user name that is left out
/// is generated into the draft.
fn judged(domain: &Domain, user_id: &str, draft: &mut UserDraft) -> Result<User, Error> {
    let mut found = std::mem::take(&mut draft.found);
    let login = found.parse("user_id", user_id, Login::parse);
    if !draft.login.is_empty() && draft.login != user_id {
        found.add("user.login", "is empty or the user_id", &draft.login);
    }
    if draft.auth_username.is_empty() {
        draft.auth_username = passwords::generate_username();
    }
    // A stand-in, so that the other fields are judged too when the login is bad.
    let login = login.map_or_else(|| Login::parse("invalid"), Ok);
    let mut user = blank(domain, login.map_err(|why| Error::Internal(why.to_string()))?);
    for path in USER_PATHS {
        user_fields::apply(&mut user, draft, path, &mut found);
    }
    user_fields::judge_passwords(&user, draft, &domain.password_policy, &mut found);
    found.check()?;
    Ok(user)
}

/// The values of a user that only one may have.
struct Exclusives {
    auth_username: String,
    extension_number: Option<String>,
    email: Option<String>,
}

impl Exclusives {
    fn of(user: &User) -> Self {
        Self {
            auth_username: user.auth_username.clone(),
            extension_number: user.extension_number.as_ref().map(|n| n.as_str().to_owned()),
            email: user.email.clone(),
        }
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
    user_fields::judge_passwords(&after, &request.draft, &domain.password_policy, &mut found);
    if after.auth_username != before.auth_username && request.draft.registration_password.is_empty() {
        let why = "changes only together with registration_password, which is hashed with it";
        found.add("user.auth_username", why, &request.draft.auth_username);
    }
    found.check()?;
    after.update_time = Time::now();
    Ok(after)
}

fn blank(domain: &Domain, login: Login) -> User {
    let now = Time::now();
    User {
        id: 0,
        uid: Uuid::new_v4(),
        account: domain.account.clone(),
        domain_id: domain.id,
        domain: domain.fqdn.clone(),
        login,
        extension_number: None,
        first_name: String::new(),
        last_name: String::new(),
        display_name: String::new(),
        email: None,
        phone_number: None,
        mobile_number: None,
        job_title: String::new(),
        date_of_birth: None,
        gender: None,
        avatar_uri: String::new(),
        caller_id: String::new(),
        disabled: false,
        auth_username: String::new(),
        max_registrations: None,
        call_policy: CallPolicy::default(),
        labels: Labels::new(),
        create_time: now,
        update_time: now,
        version: 1,
    }
}

/// What a failed write means to the caller.
fn of_write(error: Error, resource: Resource, values: Exclusives) -> Error {
    let (field, refused) = match &error {
        Error::Store(StoreError::Changed) => return Error::Conflict(resource),
        Error::Store(StoreError::Referenced) => {
            let domain = resource.name.split("/users/").next().unwrap_or_default();
            return Error::NotFound(Resource::domain(domain));
        }
        Error::Store(StoreError::Taken(rule)) => match rule {
            UniqueRule::UserLogin => ("name", None),
            UniqueRule::UserAuthUsername => ("user.auth_username", Some(values.auth_username)),
            UniqueRule::UserExtensionNumber => ("user.extension_number", values.extension_number),
            UniqueRule::UserEmail => ("user.email", values.email),
            UniqueRule::DomainFqdn => return error,
        },
        _ => return error,
    };
    Error::AlreadyExists { resource, field, refused, readable: true }
}
