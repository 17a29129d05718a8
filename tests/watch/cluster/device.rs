//! Phones that register at any node, whatever happens to it, and remember what they were promised.

use super::ledger::{Entry, Kept};
use super::operator::Passwords;
use crate::history::{ends, ensure};
use crate::support::{Cluster, Phone};
use rand::seq::IndexedRandom;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How a device behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// So many contacts in each REGISTER, all refreshed and sometimes all removed.
    Trunk(usize),
    /// One contact of an instance with a `reg-id` that moves (RFC 5626).
    Roaming,
    /// New contacts each time, which nobody refreshes.
    Forgetful(usize),
}

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// 200: it is on disk.
    Acknowledged,
    /// 4xx: it has changed nothing.
    Refused(u16),
    /// No answer, or 5xx: it was carried out whole, or not at all.
    Unknown,
}

/// One request.
#[derive(Debug, Clone, Copy)]
struct Asked {
    cseq: u32,
    removes: bool,
    outcome: Outcome,
}

pub(super) struct Device {
    phone: Phone,
    habit: Habit,
    node: usize,
    passwords: Passwords,
    asked: Vec<Asked>,
}

/// How long a phone waits for an answer before it turns to another node.
const ANSWER_WITHIN: Duration = Duration::from_secs(4);
/// How long it leaves a server alone that has refused it.
const BACK_OFF: Duration = Duration::from_millis(100);
/// How often a forgetful one comes with new contacts.
const FORGETS_AFTER: Duration = Duration::from_secs(3);
/// The least that a domain may grant.
pub(super) const BRIEF: u32 = 10;

impl Device {
    pub(super) fn new(phone: Phone, habit: Habit, node: usize, passwords: Passwords) -> Self {
        Self { phone, habit, node, passwords, asked: Vec::new() }
    }

    /// Registers and unregisters until told to stop.
    pub(super) async fn live(mut self, cluster: Arc<Cluster>, stop: CancellationToken) -> Self {
        while !stop.is_cancelled() {
            self.ask(&cluster).await;
            let pause = match (self.habit, self.asked.last().map(|a| a.outcome)) {
                (Habit::Forgetful(_), _) => FORGETS_AFTER,
                (_, Some(Outcome::Acknowledged)) => continue,
                _ => BACK_OFF,
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
        self
    }

    async fn ask(&mut self, cluster: &Cluster) {
        // A phone comes to another node now and then also without need.
        if rand::random_range(0..20) == 0 {
            self.node = (self.node + 1) % cluster.len();
        }
        self.phone.meet(cluster.at(self.node).sip);
        let user = format!("{}@{}", self.phone.user, self.phone.domain);
        self.phone.password.clone_from(&self.passwords.lock().unwrap()[&user]);
        let removes = !matches!(self.habit, Habit::Forgetful(_)) && rand::random_range(0..8) == 0;
        let expires = match self.habit {
            Habit::Forgetful(_) => BRIEF,
            _ if removes => 0,
            _ => *[3600, 5400, 7200].choose(&mut rand::rng()).unwrap(),
        };
        let headers = format!("{}Expires: {expires}\r\n", self.contacts());
        let answer = self.phone.attempt(&headers, ANSWER_WITHIN).await;
        let outcome = match answer.as_ref().map(|a| a.status) {
            Some(200) => Outcome::Acknowledged,
            Some(status @ 400..500) => Outcome::Refused(status),
            _ => Outcome::Unknown,
        };
        if outcome == Outcome::Unknown {
            self.node = (self.node + 1) % cluster.len();
        }
        self.asked.push(Asked { cseq: self.phone.cseq, removes, outcome });
    }

    fn contacts(&self) -> String {
        let at = self.phone.local();
        let (id, next) = (&self.phone.call_id, self.phone.cseq);
        match self.habit {
            Habit::Trunk(lines) => (0..lines).map(|n| format!("Contact: <sip:{n}@{at}>\r\n")).collect(),
            Habit::Roaming => {
                let instance = format!("+sip.instance=\"<urn:uuid:{id}>\";reg-id=1");
                format!("Supported: path, outbound\r\nContact: <sip:{next}@{at};ob>;{instance}\r\n")
            }
            Habit::Forgetful(lines) => {
                (0..lines).map(|n| format!("Contact: <sip:{next}-{n}@{at}>\r\n")).collect()
            }
        }
    }

    fn lines(&self) -> usize {
        match self.habit {
            Habit::Trunk(lines) | Habit::Forgetful(lines) => lines,
            Habit::Roaming => 1,
        }
    }

    /// For the tests of the checks: an answer that the phone has got.
    pub(super) fn acknowledge(&mut self, cseq: u32, removes: bool) {
        self.asked.push(Asked { cseq, removes, outcome: Outcome::Acknowledged });
    }

    /// How many requests were acknowledged.
    pub(super) fn acknowledged(&self) -> usize {
        self.asked.iter().filter(|a| a.outcome == Outcome::Acknowledged).count()
    }

    /// Holds what the phone knows against the log: nothing acknowledged is missing, nothing refused is there, and
    /// nothing is there in part.
    pub(super) fn verify(&self, of_calls: &HashMap<&str, Vec<&Entry>>) -> Result<(), String> {
        let none = Vec::new();
        let mine = of_calls.get(&*self.phone.call_id).unwrap_or(&none);
        let who =
            format!("{}@{} {:?} {}", self.phone.user, self.phone.domain, self.habit, self.phone.call_id);
        let mut of_request: HashMap<u32, Vec<&Entry>> = HashMap::new();
        for entry in mine.iter().filter(|e| !ends(e.kind)) {
            of_request.entry(entry.cseq).or_default().push(entry);
        }
        // Where the last acknowledged registration is in the log, and whether one removed it since.
        let mut stands: Option<(i64, bool)> = None;
        for asked in &self.asked {
            let entries = of_request.remove(&asked.cseq).unwrap_or_default();
            let whole =
                entries.len() == self.lines() && entries.iter().all(|e| e.revision == entries[0].revision);
            let fits = match (asked.removes, asked.outcome) {
                (true, _) | (false, Outcome::Refused(_)) => entries.is_empty(),
                (false, Outcome::Acknowledged) => whole,
                (false, Outcome::Unknown) => entries.is_empty() || whole,
            };
            ensure(fits, || {
                format!("half-applied, lost or invented: {who} {asked:?}, and the log has {entries:?}")
            })?;
            if asked.outcome != Outcome::Acknowledged {
                continue;
            }
            if let Some((at, true)) = stands {
                let until = entries.first().map_or(i64::MAX, |e| e.revision);
                self.removed_between(mine, at, until).map_err(|why| format!("{who} {asked:?}: {why}"))?;
            }
            stands = match (asked.removes, stands) {
                (true, Some((at, _))) => Some((at, true)),
                (true, None) => None,
                (false, _) => entries.first().map(|e| (e.revision, false)),
            };
        }
        if let Some((at, true)) = stands {
            self.removed_between(mine, at, i64::MAX).map_err(|why| format!("{who} at the end: {why}"))?;
        }
        ensure(of_request.is_empty(), || format!("never asked for: {who} {of_request:?}"))
    }

    /// An acknowledged removal has ended every registration that was acknowledged before it.
    fn removed_between(&self, mine: &[&Entry], from: i64, until: i64) -> Result<(), String> {
        let created = mine.iter().filter(|e| e.revision == from && !ends(e.kind));
        for entry in created {
            let ended = mine
                .iter()
                .any(|e| e.name == entry.name && ends(e.kind) && (from..=until).contains(&e.revision));
            ensure(ended, || format!("acknowledged and lost: the removal of {}", entry.name))?;
        }
        Ok(())
    }
}

/// The entries of each Call-ID, in order.
pub(super) fn by_call(kept: &Kept) -> HashMap<&str, Vec<&Entry>> {
    let mut of_calls: HashMap<&str, Vec<&Entry>> = HashMap::new();
    for entry in &kept.entries {
        of_calls.entry(&entry.call_id).or_default().push(entry);
    }
    of_calls
}
