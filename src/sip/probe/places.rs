//! How many tests there are at once.

use crate::directory::Error;
use crate::model::UserName;
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Tests at once on this node.
const MAX: usize = 8;
/// A test takes far less, unless something is wrong.
const RETRY_IN: Duration = Duration::from_secs(1);

/// The users under test.
#[derive(Default)]
pub(super) struct Places {
    users: Mutex<HashSet<UserName>>,
}

/// Held while a user is tested.
pub(super) struct Place {
    of: Arc<Places>,
    user: UserName,
}

impl Places {
    /// Errors: `RateLimited`, when this user is under test or too many are.
    pub(super) fn take(self: &Arc<Self>, user: &UserName) -> Result<Place, Error> {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = match users.len() {
            _ if users.contains(user) => "registration tests of this user at once",
            MAX.. => "registration tests at once",
            _ => {
                users.insert(user.clone());
                return Ok(Place { of: self.clone(), user: user.clone() });
            }
        };
        Err(Error::RateLimited { limit, retry_in: RETRY_IN })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.of.users.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.user);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_user_and_a_few_of_all() {
        let places = Arc::new(Places::default());
        let user = |n: usize| UserName::parse(&format!("domains/acme.test/users/u{n}")).unwrap();
        let refused = |n| match places.take(&user(n)).map(|_| ()) {
            Err(Error::RateLimited { limit, .. }) => limit,
            other => panic!("{other:?}"),
        };
        let mut held: Vec<Place> = (0..MAX - 1).map(|n| places.take(&user(n)).unwrap()).collect();
        assert_eq!(refused(0), "registration tests of this user at once");
        held.push(places.take(&user(MAX)).unwrap());
        assert_eq!(refused(MAX + 1), "registration tests at once");
        held.clear();
        places.take(&user(0)).unwrap();
    }
}
