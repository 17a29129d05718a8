//! Rows on their way to the writer: judged, their secrets hashed and sealed, off the async threads.

use super::{CredentialDraft, Import, ImportEnd, ImportRow, MAX_ATOMIC_ROWS, RowError, count};
use crate::directory::{
    Error, Resource, Secrets, UserDraft, Violations, credentials, domains, passwords, user_fields,
    users::judged,
};
use crate::model::{DigestAlgorithm, Ha1, User};
use crate::store::NewUser;
use futures::{FutureExt, Stream, StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc;

/// A row that is good by itself; whether its values are free is another question.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) row: i64,
    pub(super) new: NewUser,
    /// What the audit tells of.
    pub(super) fields: Vec<&'static str>,
    pub(super) generated: Secrets,
    /// The names as they were sent, for errors.
    pub(super) role: String,
    pub(super) organizations: Vec<String>,
    pub(super) groups: Vec<String>,
    to_hash: String,
}

pub(super) type Outcome = Result<Prepared, RowError>;

/// Rows that are gathered from small batches, if they are there already.
const GATHERED: usize = 1000;
/// Rows that are prepared at a time: few when each takes a password hash.
const SLICE: usize = 500;
const HASHED_SLICE: usize = 20;
/// Hashes of one import at once.
const HASHES: usize = 2;
/// Bad fields of one row that are told.
const MAX_FIELDS: usize = 256;

/// Prepares rows until they end, or the import stops.
pub(super) async fn run<I>(
    import: &Import,
    rows: impl Stream<Item = Result<Vec<ImportRow>, I>>,
    prepared: mpsc::Sender<Vec<Outcome>>,
) -> Result<(), ImportEnd<I>> {
    let done = read(import, rows, prepared).await;
    if done.is_err() {
        import.stop.cancel();
    }
    done
}

async fn read<I>(
    import: &Import,
    rows: impl Stream<Item = Result<Vec<ImportRow>, I>>,
    prepared: mpsc::Sender<Vec<Outcome>>,
) -> Result<(), ImportEnd<I>> {
    tokio::pin!(rows);
    let mut more = true;
    while more {
        let next = tokio::select! {
            biased;
            () = import.stop.cancelled() => return Ok(()),
            next = rows.next() => next,
        };
        let Some(batch) = next else { return Ok(()) };
        let mut batch = batch.map_err(ImportEnd::Stopped)?;
        let mut received = count(&import.progress.received, batch.len());
        while more
            && batch.len() < GATHERED
            && let Some(next) = rows.next().now_or_never()
        {
            match next {
                Some(next) => {
                    let next = next.map_err(ImportEnd::Stopped)?;
                    received = count(&import.progress.received, next.len());
                    batch.extend(next);
                }
                None => more = false,
            }
        }
        if import.request.atomic && received > MAX_ATOMIC_ROWS {
            let resource = Resource::domain(import.domain.name());
            return Err(Error::TooManyRows { resource, limit: MAX_ATOMIC_ROWS }.into());
        }
        let mut batch = batch.into_iter().peekable();
        while batch.peek().is_some() {
            let slice: Vec<ImportRow> = batch.by_ref().take(import.slice()).collect();
            let outcomes = import.prepare(slice).await?;
            tokio::select! {
                biased;
                () = import.stop.cancelled() => return Ok(()),
                sent = prepared.send(outcomes) => if sent.is_err() { return Ok(()) },
            }
        }
    }
    Ok(())
}

impl Import {
    fn slice(&self) -> usize {
        if self.request.generate_missing && !self.request.dry_run { HASHED_SLICE } else { SLICE }
    }

    async fn prepare(&self, rows: Vec<ImportRow>) -> Result<Vec<Outcome>, Error> {
        let import = self.clone();
        let judging = tokio::task::spawn_blocking(move || {
            rows.into_iter().map(|row| import.judge(row)).collect::<Result<Vec<_>, Error>>()
        });
        let failed = |_| Error::Internal("the judging of rows panicked".to_owned());
        let outcomes: Vec<Outcome> = judging.await.map_err(failed)??;
        // Nothing of an ATOMIC import that failed is created: no hash is needed.
        let hash = !(self.request.atomic && self.progress.counts().errors > 0);
        stream::iter(outcomes)
            .map(|outcome| async move {
                let Ok(mut row) = outcome else { return Ok(outcome) };
                let password = std::mem::take(&mut row.to_hash);
                if hash && !password.is_empty() {
                    row.new.password_hash = Some(self.directory.inner.hashing.hash_in_turn(password).await?);
                }
                Ok(Ok(row))
            })
            .buffered(HASHES)
            .try_collect()
            .await
    }

    /// The user of a row with its sealed secrets, or what is wrong with it. Errors: a defect only.
    fn judge(&self, row: ImportRow) -> Result<Outcome, Error> {
        let ImportRow { row, mut draft, credential } = row;
        let login = draft.login.clone();
        match self.new_user(row, &mut draft, credential) {
            Ok(prepared) => Ok(Ok(prepared)),
            Err(Error::Invalid(mut found)) => {
                found.truncate(MAX_FIELDS);
                for violation in found.iter_mut().filter(|v| v.field == "user_id") {
                    "user.login".clone_into(&mut violation.field);
                }
                let login = login.chars().take(64).collect();
                Ok(Err(RowError { row, login, error: Error::Invalid(found.clone()), fields: found }))
            }
            Err(error @ Error::OrganizationsDisabled(_)) => {
                let mut found = Violations::default();
                found.add("user.organizations", &error, draft.organizations.join(" "));
                Ok(Err(RowError { row, login, error, fields: found.into_vec() }))
            }
            Err(defect) => Err(defect),
        }
    }

    fn new_user(
        &self,
        row: i64,
        draft: &mut UserDraft,
        credential: Option<CredentialDraft>,
    ) -> Result<Prepared, Error> {
        let (domain, dry_run) = (&*self.domain, self.request.dry_run);
        let names = (draft.role.clone(), draft.organizations.clone(), draft.groups.clone());
        let lists = draft.organizations.iter_mut().chain(&mut draft.groups);
        for name in lists.chain([&mut draft.role]) {
            *name = here(name, domain.fqdn.as_str());
        }
        let ha1 = match credential {
            Some(credential) => imported(credential, draft, &domain.realm),
            None => Vec::new(),
        };
        let login = draft.login.clone();
        let user = judged(domain, &login, draft)?;
        if !user.organizations.is_empty() {
            domains::organized(domain)?;
        }
        let mut generated = Secrets::default();
        if self.request.generate_missing && !dry_run {
            if draft.registration_password.is_empty() && ha1.is_empty() {
                generated.registration_password = passwords::generate(&domain.password_policy);
                draft.registration_password.clone_from(&generated.registration_password);
            }
            if draft.user_password.is_empty() {
                generated.user_password = passwords::generate(&domain.password_policy);
                draft.user_password.clone_from(&generated.user_password);
            }
        }
        let mut fields = user_fields::populated(&user, draft, &self.blank(&user));
        let has_credential = !(ha1.is_empty() && draft.registration_password.is_empty());
        fields.retain(|field| match *field {
            "registration_password" => has_credential,
            "user_password" => !draft.user_password.is_empty(),
            _ => true,
        });
        let sealed = match (dry_run, ha1.is_empty(), draft.registration_password.is_empty()) {
            (true, ..) | (_, true, true) => Vec::new(),
            (_, false, _) => credentials::seal_each(&self.directory.inner.sealer, user.uid, ha1)
                .map_err(|why| Error::Internal(why.to_string()))?,
            (_, true, false) => self.directory.seal(&user, &domain.realm, &draft.registration_password)?,
        };
        let to_hash = if dry_run { String::new() } else { std::mem::take(&mut draft.user_password) };
        let (role, organizations, groups) = names;
        let new = NewUser { user, password_hash: None, sealed };
        Ok(Prepared { row, new, fields, generated, role, organizations, groups, to_hash })
    }

    fn blank(&self, user: &User) -> User {
        let blank = User::new(&self.domain, user.login.clone(), user.create_time);
        User { auth_username: String::new(), ..blank }
    }
}

/// The name of the same id in this domain, if it is the name of something in a domain.
fn here(name: &str, domain: &str) -> String {
    match name.split('/').collect::<Vec<_>>()[..] {
        ["domains", _, collection, id] => format!("domains/{domain}/{collection}/{id}"),
        _ => name.to_owned(),
    }
}

/// The HA1s of an imported credential; what is wrong with it is noted in the draft.
fn imported(credential: CredentialDraft, draft: &mut UserDraft, realm: &str) -> Vec<(DigestAlgorithm, Ha1)> {
    let found = &mut draft.found;
    if !draft.registration_password.is_empty() {
        found.add_secret("credential", "not together with user.registration_password");
    }
    if credential.ha1.is_empty() {
        found.add("credential.ha1", "has one HA1 per algorithm, at least one", "");
    }
    if !(credential.realm.is_empty() || credential.realm == realm) {
        found.add("credential.realm", format_args!("is the domain's, {realm:?}"), &credential.realm);
    }
    if !credential.auth_username.is_empty() {
        draft.auth_username = credential.auth_username;
    } else if draft.auth_username.is_empty() {
        draft.auth_username.clone_from(&draft.login);
    }
    let mut hashes: Vec<(DigestAlgorithm, Ha1)> = Vec::new();
    for (at, (algorithm, hash)) in credential.ha1.into_iter().enumerate() {
        let Some(algorithm) = algorithm else { continue };
        let digits = if algorithm == DigestAlgorithm::Md5 { 32 } else { 64 };
        if hash.len() != digits || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            let why = format_args!("an HA1 of {} has {digits} hexadecimal digits", algorithm.token());
            found.add_secret(&format!("credential.ha1[{at}].hash"), why);
        }
        if hashes.iter().any(|(known, _)| *known == algorithm) {
            let field = format!("credential.ha1[{at}].algorithm");
            found.add(&field, "is there twice", algorithm.token());
        }
        hashes.push((algorithm, Ha1::from_hex(hash.to_ascii_lowercase())));
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_another_domain_become_those_of_this_one() {
        assert_eq!(here("domains/a.test/groups/g", "b.test"), "domains/b.test/groups/g");
        assert_eq!(here("groups/g", "b.test"), "groups/g");
        assert_eq!(here("", "b.test"), "");
    }
}
