//! Creating users.

use super::{Exclusives, Sealed, Secrets, of_write};
use crate::directory::{
    Answered, Caller, Directory, Error, Inner, Once, Resource, UserDraft, Violations, domains, passwords,
    user_fields, user_fields::USER_PATHS,
};
use crate::model::{AuditAction, Domain, Fqdn, Login, Quota, Time, User};
use crate::store::WriteTx;
use std::sync::Arc;

/// What CreateUser is asked.
#[derive(Clone)]
pub struct CreateUser {
    pub domain: Fqdn,
    pub user_id: String,
    pub draft: UserDraft,
}

#[derive(Clone)]
pub struct CreatedUser {
    pub user: User,
    pub generated: Secrets,
}

impl Directory {
    /// Creates a user; passwords that are left empty are generated.
    ///
    /// Errors: `NotFound` for the domain, role, organization or group; `Invalid` with every bad field;
    /// `AlreadyExists` naming the field; `Deleted`; `OrganizationsDisabled`; `RequestIdReused`; a quota.
    pub async fn create_user(
        &self,
        caller: &Caller,
        request: CreateUser,
        once: Once<CreatedUser>,
    ) -> Result<Answered<CreatedUser>, Error> {
        if let Some(answer) = self.inner.replay(caller, &once).await? {
            return Ok(Answered::Before(answer));
        }
        let domain = self.domain(caller, &request.domain).await?;
        domains::writable(&domain)?;
        let CreateUser { user_id, mut draft, .. } = request;
        let user = judged(&domain, &user_id, &mut draft)?;
        let (new, generated) = self.prepare(&domain, user, draft).await?;
        let (resource, exclusive) = (Resource::user(new.user.name()), Exclusives::of(&new.user));
        let audited = caller.clone();
        let work = move |_inner, tx: Arc<WriteTx>| {
            let (new, generated, caller) = (new.clone(), generated.clone(), audited.clone());
            async move { Ok(CreatedUser { user: new.insert(&tx, &caller).await?, generated }) }
        };
        let forget = |inner: &Inner, created: &CreatedUser| inner.forget_nobody(&created.user);
        let done = self.inner.clone().write_once(caller.clone(), once, work, forget).await;
        match done {
            Err(error) => Err(of_write(self, error, resource, exclusive).await),
            done => done,
        }
    }

    /// Makes a judged user ready to be written: generates the passwords that are left out, hashes and seals.
    /// It is slow, and so done before the transaction.
    ///
    /// Errors: `OrganizationsDisabled`, `Overloaded`.
    pub(in crate::directory) async fn prepare(
        &self,
        domain: &Domain,
        user: User,
        mut draft: UserDraft,
    ) -> Result<(NewUser, Secrets), Error> {
        if !user.organizations.is_empty() {
            domains::organized(domain)?;
        }
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
        let hash = self.inner.hashing.hash(draft.user_password.clone()).await?;
        let sealed = self.seal(&user, &domain.realm, &draft.registration_password)?;
        let blank =
            User { auth_username: String::new(), ..User::new(domain, user.login.clone(), user.create_time) };
        let fields = user_fields::populated(&user, &draft, &blank);
        Ok((NewUser { user, hash, sealed, fields }, generated))
    }

    /// What is wrong with a new user whose domain has no name: `why`, and all else that can be told.
    pub fn misplaced_user(why: Violations, user_id: &str, mut draft: UserDraft) -> Error {
        draft.found.merge(why);
        match domains::nowhere().and_then(|domain| judged(&domain, user_id, &mut draft)) {
            Ok(_) => Error::Internal("a user was misplaced for no reason".to_owned()),
            Err(error) => error,
        }
    }
}

/// A user who is ready to be written, with the hashes of the passwords and never the passwords.
#[derive(Clone)]
pub(in crate::directory) struct NewUser {
    pub(in crate::directory) user: User,
    hash: String,
    sealed: Sealed,
    /// What the audit tells.
    fields: Vec<&'static str>,
}

impl NewUser {
    /// Writes the user with its credential, its audit entry and its quota.
    pub(in crate::directory) async fn insert(self, tx: &WriteTx, caller: &Caller) -> Result<User, Error> {
        let Self { user, hash, sealed, fields } = self;
        domains::hold(tx, user.domain_id, &user.domain).await?;
        let user = tx.insert_user(user, Some(hash)).await?;
        tx.replace_credentials(&user, user.create_time, sealed).await?;
        let entry = caller.entry(&user.account, AuditAction::Create, user.name(), user.uid, fields);
        tx.audit(vec![entry]).await?;
        tx.take_quota(&user.account, Quota::Users, 1).await?;
        Ok(user)
    }
}

impl Inner {
    /// The edge may remember that nobody has the name of this new user.
    pub(in crate::directory) fn forget_nobody(&self, user: &User) {
        self.edge.forget_user(user.domain_id, &user.auth_username);
    }
}

/// The new user that a draft describes, or every reason why not. An authentication user name that is left out
/// is generated into the draft.
pub(in crate::directory) fn judged(
    domain: &Domain,
    user_id: &str,
    draft: &mut UserDraft,
) -> Result<User, Error> {
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
    let mut user = User::new(domain, login.map_err(|why| Error::Internal(why.to_string()))?, Time::now());
    for path in USER_PATHS.iter().filter(|path| !path.contains('.')) {
        user_fields::apply(&mut user, draft, path, &mut found);
    }
    user_fields::judge_passwords(&user, draft, &domain.password_policy, &mut found);
    found.check()?;
    Ok(user)
}
