//! Who is online, always right.

use crate::{Error, Item, Watch, v1};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::{broadcast, watch},
    task::JoinHandle,
};

/// How many transitions a slow receiver may be behind.
const TRANSITIONS: usize = 1024;

/// A user came online or went offline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// `domains/{fqdn}/users/{login}`.
    pub user: String,
    pub online: bool,
}

/// How the view stands.
#[derive(Debug)]
enum Standing {
    /// It has not seen a snapshot, or has lost the server; what it knows is of before.
    Behind,
    Live,
    /// The watch ended, with this error.
    Ended(Error),
}

/// A view of who is online, which a task keeps right until this is dropped. While the server cannot be reached, it says
/// what was true last, and [`Online::is_live`] is false.
pub struct Online {
    shared: Arc<Shared>,
    standing: watch::Receiver<Standing>,
    /// Was there before the task was.
    first: Mutex<Option<broadcast::Receiver<Transition>>>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    table: Mutex<Table>,
    transitions: broadcast::Sender<Transition>,
}

impl Online {
    pub(crate) fn follow(mut watch: Watch) -> Self {
        let (transitions, first) = broadcast::channel(TRANSITIONS);
        let shared = Arc::new(Shared { table: Mutex::default(), transitions });
        let (standing, stands) = watch::channel(Standing::Behind);
        let task = {
            let shared = shared.clone();
            tokio::spawn(async move {
                while let Some(next) = watch.next().await {
                    standing.send_replace(match next {
                        Ok(item) => shared.apply(item),
                        Err(error) => Standing::Ended(error),
                    });
                }
            })
        };
        Self { shared, standing: stands, first: Mutex::new(Some(first)), task }
    }

    /// The names of all users who have a registration, sorted.
    pub fn users(&self) -> Vec<String> {
        self.shared.table().users.keys().cloned().collect()
    }

    /// Whether a user, `domains/{fqdn}/users/{login}`, has a registration.
    pub fn is_online(&self, user: &str) -> bool {
        self.shared.table().users.contains_key(user)
    }

    /// The registrations of a user, in no order.
    pub fn registrations(&self, user: &str) -> Vec<v1::Registration> {
        self.shared.table().users.get(user).map(|of| of.values().cloned().collect()).unwrap_or_default()
    }

    /// Whether the view has seen a snapshot and is connected.
    pub fn is_live(&self) -> bool {
        matches!(*self.standing.borrow(), Standing::Live)
    }

    /// Waits until the view is live.
    ///
    /// Errors: when the watch has ended, which it does only with an error that will not go away by trying again.
    pub async fn wait_live(&self) -> Result<(), Error> {
        let mut standing = self.standing.clone();
        let reached = standing.wait_for(|s| !matches!(s, Standing::Behind)).await;
        match reached.as_deref() {
            Ok(Standing::Live) => Ok(()),
            Ok(Standing::Ended(Error::Status(status))) => Err(Error::Status(status.clone())),
            Ok(Standing::Ended(other)) => Err(Error::Unusable(other.to_string())),
            _ => Err(Error::Unusable("the watch has ended".to_owned())),
        }
    }

    /// Each user who comes or goes from now on; the first receiver is told of all who were there when the view began. One
    /// that is more than 1024 behind is told that it lagged: it should read [`Online::users`] anew.
    pub fn transitions(&self) -> broadcast::Receiver<Transition> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        first.unwrap_or_else(|| self.shared.transitions.subscribe())
    }
}

impl Drop for Online {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn apply(&self, item: Item) -> Standing {
        let (standing, changed) = match item {
            Item::Snapshot { registrations, .. } => (Standing::Live, self.table().replace(registrations)),
            Item::Changes { events, .. } => (Standing::Live, self.table().apply(events)),
            Item::Bookmark { .. } => (Standing::Live, Vec::new()),
            Item::Resync { .. } | Item::Disconnected { .. } => (Standing::Behind, Vec::new()),
        };
        for transition in changed {
            // Nobody may be listening.
            let _unheard = self.transitions.send(transition);
        }
        standing
    }
}

/// The registrations of each user, by their names.
#[derive(Debug, Default)]
struct Table {
    users: BTreeMap<String, HashMap<String, v1::Registration>>,
}

impl Table {
    /// Takes a new truth, and answers who came and who went by it.
    fn replace(&mut self, registrations: Vec<v1::Registration>) -> Vec<Transition> {
        let mut fresh = Self::default();
        for registration in registrations {
            fresh.put(registration);
        }
        let gone = self.users.keys().filter(|user| !fresh.users.contains_key(*user));
        let came = fresh.users.keys().filter(|user| !self.users.contains_key(*user));
        let of = |online| move |user: &String| Transition { user: user.clone(), online };
        let changed = gone.map(of(false)).chain(came.map(of(true))).collect();
        *self = fresh;
        changed
    }

    /// By name and state, not by kind: that stays right when a kind is added.
    fn apply(&mut self, events: Vec<v1::RegistrationEvent>) -> Vec<Transition> {
        let mut changed = Vec::new();
        for registration in events.into_iter().filter_map(|event| event.registration) {
            let user = user_of(&registration.name).to_owned();
            let before = self.users.contains_key(&user);
            if registration.state() == v1::RegistrationState::Ended {
                self.remove(&user, &registration.name);
            } else {
                self.put(registration);
            }
            let online = self.users.contains_key(&user);
            if online != before {
                changed.push(Transition { user, online });
            }
        }
        changed
    }

    fn put(&mut self, registration: v1::Registration) {
        let user = user_of(&registration.name).to_owned();
        self.users.entry(user).or_default().insert(registration.name.clone(), registration);
    }

    fn remove(&mut self, user: &str, name: &str) {
        if let Some(of) = self.users.get_mut(user) {
            of.remove(name);
            if of.is_empty() {
                self.users.remove(user);
            }
        }
    }
}

/// The user of a registration, by its name.
fn user_of(name: &str) -> &str {
    name.split_once("/registrations/").map_or(name, |(user, _)| user)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registration(user: &str, id: u32, state: v1::RegistrationState) -> v1::Registration {
        let name = format!("domains/d/users/{user}/registrations/{id}");
        v1::Registration { name, state: state.into(), ..Default::default() }
    }

    fn events(of: &[(&str, u32, v1::RegistrationState)]) -> Vec<v1::RegistrationEvent> {
        let event = |(user, id, state): &(&str, u32, v1::RegistrationState)| v1::RegistrationEvent {
            registration: Some(registration(user, *id, *state)),
            ..Default::default()
        };
        of.iter().map(event).collect()
    }

    fn told(changed: Vec<Transition>) -> Vec<(String, bool)> {
        changed.into_iter().map(|t| (t.user.replace("domains/d/users/", ""), t.online)).collect()
    }

    #[test]
    fn a_user_is_online_while_one_registration_holds() {
        use v1::RegistrationState::{Active, Ended};
        let mut table = Table::default();
        let changed =
            table.apply(events(&[("a", 1, Active), ("a", 2, Active), ("b", 3, Active), ("a", 1, Ended)]));
        assert_eq!(told(changed), [("a".to_owned(), true), ("b".to_owned(), true)]);
        // An end that is told twice changes nothing, and a refresh neither.
        let changed =
            table.apply(events(&[("b", 3, Active), ("a", 1, Ended), ("a", 2, Ended), ("a", 2, Ended)]));
        assert_eq!(told(changed), [("a".to_owned(), false)]);
    }

    #[test]
    fn a_new_snapshot_tells_only_the_differences() {
        use v1::RegistrationState::Active;
        let mut table = Table::default();
        table.replace(vec![registration("a", 1, Active), registration("b", 2, Active)]);
        let changed = table.replace(vec![registration("b", 9, Active), registration("c", 3, Active)]);
        assert_eq!(told(changed), [("a".to_owned(), false), ("c".to_owned(), true)]);
        assert_eq!(table.users["domains/d/users/b"].len(), 1);
    }
}
