//! Users: get and list; what their changes share.

mod batch;
mod create;
mod credential;
mod delete;
mod list;
mod reset;
mod undelete;
mod update;
mod verify;

pub(super) use create::judged;
pub use create::{CreateUser, CreatedUser};
pub use delete::DeleteUser;
pub use reset::{CredentialsReset, ResetCredentials};
pub use undelete::UndeleteUser;
pub use update::UpdateUser;
pub use verify::VerifyPassword;

use super::{Caller, Directory, Error, Resource, credentials};
use crate::model::{ChildName, DigestAlgorithm, DomainName, Fqdn, User, UserName};
use crate::store::{Reference, StoreError, UniqueRule};
use uuid::Uuid;

/// Secrets that were generated, to be told once. Empty where the caller chose them.
#[derive(Clone, Default)]
pub struct Secrets {
    pub registration_password: String,
    pub user_password: String,
}

/// HA1s, one per algorithm.
pub(super) type Sealed = Vec<(DigestAlgorithm, Vec<u8>)>;

impl Directory {
    /// Errors: `NotFound`.
    pub async fn user(&self, caller: &Caller, name: &UserName) -> Result<User, Error> {
        let user = self.inner.store.user(&caller.scope, name).await?;
        user.ok_or_else(|| Error::NotFound(Resource::user(name)))
    }

    pub(super) fn seal(&self, user: &User, realm: &str, password: &str) -> Result<Sealed, Error> {
        credentials::seal_all(&self.inner.sealer, user.uid, &user.auth_username, realm, password)
            .map_err(|error| Error::Internal(error.to_string()))
    }
}

/// Fails for a user who is soft-deleted.
pub(super) fn alive(user: &User) -> Result<(), Error> {
    match user.delete_time {
        None => Ok(()),
        Some(_) => Err(Error::Deleted { resource: Resource::user(user.name()), purge_time: user.purge_time }),
    }
}

/// Fails for a user whose domain is soft-deleted.
pub(super) fn in_live_domain(user: &User) -> Result<(), Error> {
    let domain = Resource::domain(DomainName(user.domain.clone()));
    match user.domain_times.delete_time {
        None => Ok(()),
        Some(_) => Err(Error::Deleted { resource: domain, purge_time: user.domain_times.purge_time }),
    }
}

/// The values of a user that only one may have.
pub(super) struct Exclusives {
    user: User,
}

impl Exclusives {
    pub(super) fn of(user: &User) -> Self {
        Self { user: user.clone() }
    }
}

/// What a user of a domain refers to.
pub(super) fn referred(domain: &Fqdn, reference: Reference) -> Resource {
    let child = |collection, id| ChildName { domain: domain.clone(), collection, id };
    match reference {
        Reference::Role(id) => Resource::role(child("roles", id)),
        Reference::Organization(id) => Resource::organization(child("organizations", id)),
        Reference::Group(id) => Resource::group(child("groups", id)),
    }
}

/// What a failed write means to the caller.
pub(super) async fn of_write(
    directory: &Directory,
    error: Error,
    resource: Resource,
    Exclusives { user }: Exclusives,
) -> Error {
    let (field, refused) = match error {
        Error::Store(StoreError::Changed) => return Error::Conflict(resource),
        Error::Store(StoreError::Referenced) => {
            let domain = resource.name.split("/users/").next().unwrap_or_default();
            return Error::NotFound(Resource::domain(domain));
        }
        Error::Store(StoreError::Missing(reference)) => {
            return Error::NotFound(referred(&user.domain, reference));
        }
        Error::Store(StoreError::Taken(rule)) => match rule {
            UniqueRule::UserLogin => ("name", None),
            UniqueRule::UserAuthUsername => ("user.auth_username", Some(user.auth_username)),
            UniqueRule::UserExtensionNumber => {
                ("user.extension_number", user.extension_number.map(|n| n.as_str().to_owned()))
            }
            UniqueRule::UserEmail => ("user.email", user.email),
            UniqueRule::NumberLease => {
                let taken = directory.inner.store.taken_leases(&user).await.unwrap_or_default();
                let first = user.number_leases.iter().find(|lease| taken.contains(lease));
                ("user.number_leases", first.map(Uuid::to_string))
            }
            other => return Error::Internal(format!("a user cannot break {other:?}")),
        },
        error => return error,
    };
    Error::AlreadyExists { resource, field, refused, readable: true }
}
