//! Verifying portal passwords.

use crate::directory::{Caller, Directory, Error, Violations};
use crate::model::{DomainName, UserName};

/// What VerifyUserPassword is asked.
#[derive(Clone)]
pub struct VerifyPassword {
    /// `domains/{fqdn}`, or `domains/-` for an e-mail address of whichever domain.
    pub parent: String,
    /// A login, an extension number or an e-mail address.
    pub identifier: String,
    pub password: String,
}

/// No login, number or address is longer.
const LONGEST_IDENTIFIER: usize = 254;
const ANY_DOMAIN: &str = "domains/-";

impl Directory {
    /// The user whose password this is; `None` for a wrong one. Whoever cannot log in (unknown, disabled,
    /// deleted, without a password, of a domain or account that is) is answered like a wrong password and as
    /// slowly: one look into the store and one Argon2id verification in every case.
    ///
    /// A text that is one user's login and another's extension number means the login.
    ///
    /// Errors: `Invalid`; `NotFound` for the domain; `RateLimited` by user and by caller; `Overloaded`.
    pub async fn verify_password(
        &self,
        caller: &Caller,
        request: VerifyPassword,
    ) -> Result<Option<UserName>, Error> {
        let VerifyPassword { parent, identifier, password } = request;
        let mut found = Violations::default();
        let domain = found
            .parse("parent", &parent, |text| match text {
                ANY_DOMAIN => Ok(None),
                name => DomainName::parse(name).map(Some),
            })
            .flatten();
        found.text("identifier", &identifier, LONGEST_IDENTIFIER);
        if identifier.is_empty() {
            found.add("identifier", "a login, an extension number or an e-mail address", "");
        } else if parent == ANY_DOMAIN && !identifier.contains('@') {
            found.add("identifier", "without a domain, an e-mail address", &identifier);
        }
        if password.is_empty() {
            found.add_secret("user_password", "is needed");
        }
        found.check()?;

        let limits = &self.inner.limits;
        limits.check_by(caller)?;
        let domain = match domain {
            Some(name) => Some(self.domain(caller, &name.0).await?),
            None => None,
        };
        let within = domain.as_ref().map(|domain| domain.name().to_string());
        limits.check_of(caller, within.as_deref(), &identifier)?;
        let store = &self.inner.store;
        let known = store.password(&caller.scope, domain.as_ref(), &identifier).await?;
        let hash = known.as_ref().and_then(|known| known.hash.clone());
        let right = self.inner.hashing.verify(password, hash).await?;
        Ok(known.filter(|known| right && known.may_log_in).map(|known| known.user))
    }
}
