//! What a watch promises, checked on what it sent.
//!
//! Clients must not look into tokens. The checks do, because "nothing before the token is missing" is a
//! statement about revisions.

use crate::support::PATIENCE;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rollcall::pb::v1::{
    self, EventKind, RegistrationEvent, RegistrationState, WatchRegistrationsResponse,
    watch_registrations_response::Message,
};
use std::collections::{BTreeMap, HashMap};

/// Registrations by name.
pub(crate) type State = BTreeMap<String, v1::Registration>;

/// All messages of one stream.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    pub(crate) messages: Vec<WatchRegistrationsResponse>,
}

/// The revision in a token.
pub(crate) fn revision(token: &str) -> i64 {
    let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
    i64::from_be_bytes(*bytes.last_chunk().unwrap())
}

/// A token of the same store at another revision.
pub(crate) fn moved(token: &str, by: i64) -> String {
    let mut bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
    *bytes.last_chunk_mut().unwrap() = (revision(token) + by).to_be_bytes();
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn ends(kind: EventKind) -> bool {
    use EventKind::{Created, Refreshed, Replaced, Shortened};
    !matches!(kind, Created | Refreshed | Shortened | Replaced)
}

/// The registration that an event is about.
pub(crate) fn name_of(event: &RegistrationEvent) -> &str {
    event.registration.as_ref().map_or("", |r| &r.name)
}

pub(crate) fn ensure(what: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if what { Ok(()) } else { Err(why()) }
}

impl History {
    pub(crate) fn events(&self) -> impl Iterator<Item = &RegistrationEvent> {
        self.messages.iter().flat_map(|m| match &m.message {
            Some(Message::Changes(changes)) => changes.events.as_slice(),
            _ => &[],
        })
    }

    pub(crate) fn snapshot(&self) -> impl Iterator<Item = &v1::Registration> {
        self.messages.iter().flat_map(|m| match &m.message {
            Some(Message::Snapshot(part)) => part.registrations.as_slice(),
            _ => &[],
        })
    }

    pub(crate) fn tokens(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.messages.iter().map(|m| m.resume_token.as_str()).filter(|t| !t.is_empty())
    }

    pub(crate) fn last_token(&self) -> Option<&str> {
        self.tokens().next_back()
    }

    /// What is left when only what came before the last token counts.
    pub(crate) fn up_to_last_token(&self) -> Self {
        let end = self.messages.iter().rposition(|m| !m.resume_token.is_empty());
        Self { messages: self.messages[..end.map_or(0, |at| at + 1)].to_vec() }
    }

    /// Checks what every stream keeps by itself: its form, ordered, unique, atomic.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.check_form()?;
        // The last revision of which all was sent, and the one that was begun.
        let (mut whole, mut begun) = (-1, -1);
        let mut of_begun: HashMap<&str, Vec<&RegistrationEvent>> = HashMap::new();
        for message in &self.messages {
            if let Some(Message::Changes(changes)) = &message.message {
                ensure(!changes.events.is_empty(), || "changes without a change".to_owned())?;
                for event in &changes.events {
                    let at = event.revision;
                    ensure(at >= begun, || format!("not ordered: {at} after {begun}"))?;
                    ensure(at > whole, || format!("not atomic: {at} goes on after the token of {whole}"))?;
                    if at > begun {
                        of_begun.clear();
                        begun = at;
                    }
                    let of_name = of_begun.entry(name_of(event)).or_default();
                    ensure(!of_name.contains(&event), || format!("not unique: {event:?}"))?;
                    of_name.push(event);
                }
            }
            if !message.resume_token.is_empty() {
                let token = revision(&message.resume_token);
                ensure(token >= whole, || format!("a token of {token} after one of {whole}"))?;
                ensure(token >= begun, || format!("a token of {token} after events of {begun}"))?;
                whole = token;
            }
        }
        Ok(())
    }

    fn check_form(&self) -> Result<(), String> {
        let mut parts = BTreeMap::new();
        let mut open = matches!(
            self.messages.first().and_then(|m| m.message.as_ref()),
            Some(Message::Snapshot(_) | Message::SnapshotEnd(_))
        );
        for (n, message) in self.messages.iter().enumerate() {
            let interval = message.bookmark_interval.is_some();
            ensure(interval == (n == 0), || format!("message {n}: bookmark_interval {interval}"))?;
            let token = !message.resume_token.is_empty();
            match message.message.as_ref().ok_or("an empty message")? {
                Message::Snapshot(part) => {
                    ensure(open && !token, || format!("message {n}: a snapshot out of place"))?;
                    for r in &part.registrations {
                        ensure(parts.insert(&r.name, r).is_none(), || format!("twice: {}", r.name))?;
                    }
                }
                Message::SnapshotEnd(end) => {
                    ensure(open && token, || format!("message {n}: an end out of place"))?;
                    let (said, sent) = (end.registration_count, parts.len());
                    ensure(said == sent as i64, || format!("{said} said, {sent} sent"))?;
                    open = false;
                }
                Message::Bookmark(_) => ensure(!open && token, || format!("message {n}: a bare bookmark"))?,
                Message::Changes(_) => {
                    ensure(!open && n > 0, || format!("message {n}: changes out of place"))?;
                }
            }
        }
        Ok(())
    }
}

/// What a client has that keeps a table and a token, as the contract means it to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Journal {
    pub(crate) state: State,
    pub(crate) token: String,
    /// Every event ever taken in.
    pub(crate) events: Vec<RegistrationEvent>,
}

impl Journal {
    /// Takes in one stream, up to its last token: one from a snapshot, or one resumed at this journal's
    /// token. It must be of all kinds of events.
    pub(crate) fn take(&mut self, history: &History) -> Result<(), String> {
        history.check()?;
        let known = history.up_to_last_token();
        let Some(first) = known.tokens().next() else { return Ok(()) };
        if matches!(known.messages[0].message, Some(Message::Bookmark(_))) {
            let (mine, theirs) = (revision(&self.token), revision(first));
            ensure(mine == theirs, || format!("resumed at {mine}, and it began at {theirs}"))?;
        } else {
            self.state = known.snapshot().map(|r| (r.name.clone(), r.clone())).collect();
        }
        let began = revision(first);
        for event in known.events() {
            ensure(event.revision > began, || format!("{} is not after {began}", event.revision))?;
            apply(&mut self.state, event)?;
            self.events.push(event.clone());
        }
        self.token = known.last_token().unwrap_or_default().to_owned();
        Ok(())
    }
}

/// Replays an event. An event that does not fit shows that one before it is missing, or came twice.
pub(crate) fn apply(state: &mut State, event: &RegistrationEvent) -> Result<(), String> {
    let (kind, at) = (event.kind(), event.revision);
    let registration = event.registration.as_ref().ok_or("an event of nothing")?;
    let name = &registration.name;
    let known = state.get(name);
    match (kind, known) {
        (EventKind::Unspecified, _) => return Err(format!("{at}: no kind")),
        (EventKind::Created, Some(_)) => return Err(format!("{at}: {name} created twice")),
        (EventKind::Created, None) | (_, Some(_)) => {}
        (_, None) => return Err(format!("{at}: {kind:?} of {name}, which is not there")),
    }
    if ends(kind) {
        let was = v1::Registration { state: RegistrationState::Active.into(), ..registration.clone() };
        ensure(registration.state() == RegistrationState::Ended, || format!("{at}: {name} has not ended"))?;
        ensure(known == Some(&was), || format!("{at}: {name} ended as it never was"))?;
        state.remove(name);
    } else {
        ensure(registration.state() == RegistrationState::Active, || format!("{at}: {name} has ended"))?;
        ensure(known != Some(registration), || format!("{at}: {name} did not change"))?;
        state.insert(name.clone(), registration.clone());
    }
    let user = &name[..=name.rfind("registrations/").ok_or("no name of a registration")?];
    let count = state.range(user.to_owned()..).take_while(|(n, _)| n.starts_with(user)).count();
    let said = event.registration_count;
    ensure(said == count as i32, || format!("{at}: {said} registrations of {user} said, {count} there"))
}

/// Checks reliability against another watcher of the same things: where both have tokens, they have the
/// same events.
pub(crate) fn same(a: &History, b: &History) -> Result<(), String> {
    let first = |h: &History| h.tokens().next().map_or(0, revision);
    let last = |h: &History| h.last_token().map_or(0, revision);
    let span = first(a).max(first(b)) + 1..=last(a).min(last(b));
    let of = |h: &'_ History| -> Vec<RegistrationEvent> {
        h.events().filter(|e| span.contains(&e.revision)).cloned().collect()
    };
    let (a, b) = (of(a), of(b));
    let differs = a.iter().zip(&b).find(|(a, b)| a != b);
    ensure(differs.is_none(), || format!("not the same: {differs:?}"))?;
    ensure(a.len() == b.len(), || format!("{} events and {} in {span:?}", a.len(), b.len()))
}

/// Waits for a future, a bounded time.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    let answer = tokio::time::timeout(PATIENCE, future).await;
    answer.unwrap_or_else(|_| panic!("waited in vain: {what}"))
}
