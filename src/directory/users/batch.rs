//! Reading several users at once (AIP-231).

use crate::directory::{Caller, Directory, Error, Resource};
use crate::model::{User, UserName};
use std::collections::HashMap;

impl Directory {
    /// The users of these names, in their order, also soft-deleted ones; one that is asked for twice is there
    /// twice.
    ///
    /// Errors: `NotFound` for the first that is missing.
    pub async fn users_by_name(&self, caller: &Caller, names: &[UserName]) -> Result<Vec<User>, Error> {
        let found = self.inner.store.named_users(&caller.scope, names).await?;
        let found: HashMap<UserName, User> = found.into_iter().map(|user| (user.name(), user)).collect();
        let user = |name| found.get(name).cloned().ok_or_else(|| Error::NotFound(Resource::user(name)));
        names.iter().map(user).collect()
    }
}
