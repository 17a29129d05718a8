//! `--demo`: a domain with two users, and what to paste next.

use super::{Addresses, ServeError, program};
use crate::directory::{
    Answered, Call, Caller, CreateDomain, CreateUser, Directory, DomainDraft, Error, Once, UndeleteDomain,
    UndeleteUser, UpdateUser, UserDraft,
};
use crate::model::{AccountId, AccountScope, DomainName, Fqdn, Login, Transport, UserName};
use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

const DOMAIN: &str = "demo.rollcall.test";
const ACCOUNT: &str = "demo";
const USERS: [(&str, &str); 2] = [("alice", "Alice"), ("bob", "Bob")];
/// Registration passwords of the users, so that a restart shows the same ones.
const FILE: &str = "demo.json";
/// The demo lets a user have a desk phone, a softphone and a few to try.
const MAX_REGISTRATIONS: i32 = 5;

/// The demo's users and their passwords.
pub(super) struct Demo {
    passwords: BTreeMap<String, String>,
}

/// Makes what is missing of the demo. Passwords are kept in the data directory, readable by its owner only.
pub(super) async fn prepare(directory: &Directory, data_dir: &Path) -> Result<Demo, ServeError> {
    let fault = |error: &dyn std::fmt::Display| ServeError::Demo(error.to_string());
    let account = AccountId::parse(ACCOUNT).map_err(|e| fault(&e))?;
    let caller = Caller {
        scope: AccountScope::One(account.clone()),
        account: Some(account),
        actor: "demo".to_owned(),
        call: Call::default(),
    };
    let draft = DomainDraft { max_registrations: Some(MAX_REGISTRATIONS), ..Default::default() };
    let create = CreateDomain { domain_id: DOMAIN.to_owned(), draft };
    match directory.create_domain(&caller, create, Once::anonymous()).await {
        Ok(_) => {}
        Err(Error::AlreadyExists { .. }) => {
            let name = DomainName(Fqdn::parse(DOMAIN).map_err(|e| fault(&e))?);
            let undelete = UndeleteDomain { name, etag: String::new() };
            back(directory.undelete_domain(&caller, undelete).await).map_err(|e| fault(&e))?;
        }
        Err(error) => return Err(fault(&error)),
    }
    let path = data_dir.join(FILE);
    let kept = fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok());
    let known = kept.is_some();
    let mut passwords: BTreeMap<String, String> = kept.unwrap_or_default();
    for (login, first_name) in USERS {
        let draft = UserDraft {
            first_name: first_name.to_owned(),
            display_name: first_name.to_owned(),
            auth_username: login.to_owned(),
            registration_password: passwords.get(login).cloned().unwrap_or_default(),
            ..Default::default()
        };
        let domain = Fqdn::parse(DOMAIN).map_err(|e| fault(&e))?;
        let create = CreateUser { domain: domain.clone(), user_id: login.to_owned(), draft };
        let created = directory.create_user(&caller, create, Once::anonymous()).await;
        if let Err(Error::AlreadyExists { .. }) = created {
            let name = user_name(domain.clone(), login).map_err(|e| fault(&e))?;
            let undelete = UndeleteUser { name, etag: String::new() };
            back(directory.undelete_user(&caller, undelete).await).map_err(|e| fault(&e))?;
        }
        match created.and_then(Answered::now) {
            Ok(created) if created.generated.registration_password.is_empty() => {}
            Ok(created) => {
                passwords.insert(login.to_owned(), created.generated.registration_password);
            }
            Err(Error::AlreadyExists { .. }) if passwords.contains_key(login) => {}
            // The file is lost, so there is nothing to show: a new password.
            Err(Error::AlreadyExists { .. }) => {
                let password = reset(directory, &caller, domain, login).await.map_err(|e| fault(&e))?;
                passwords.insert(login.to_owned(), password);
            }
            Err(error) => return Err(fault(&error)),
        }
    }
    if !known {
        let json = serde_json::to_vec_pretty(&passwords).map_err(|e| fault(&e))?;
        let written = match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => crate::private_file::create(&path, &json),
        };
        written.map_err(|e| fault(&e))?;
    }
    Ok(Demo { passwords })
}

/// What was not deleted is there as well.
fn back<T>(undeleted: Result<T, Error>) -> Result<(), Error> {
    match undeleted {
        Ok(_) | Err(Error::NotDeleted(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

fn user_name(domain: Fqdn, login: &str) -> Result<UserName, Error> {
    let login = Login::parse(login).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(UserName { domain, login })
}

async fn reset(directory: &Directory, caller: &Caller, domain: Fqdn, login: &str) -> Result<String, Error> {
    let password = Directory::new_password(&Default::default());
    let update = UpdateUser {
        name: user_name(domain, login)?,
        draft: UserDraft { registration_password: password.clone(), ..Default::default() },
        paths: vec!["registration_password"],
        etag: String::new(),
    };
    directory.update_user(caller, update).await.map(|_| password)
}

impl Demo {
    /// What to paste next.
    pub(super) fn guide(&self, addresses: &Addresses, data_dir: &Path) -> String {
        let mut text = String::new();
        let _infallible = self.write(&mut text, addresses, data_dir);
        text
    }

    fn write(&self, out: &mut String, addresses: &Addresses, data_dir: &Path) -> std::fmt::Result {
        let of = |wanted| addresses.sip.iter().find(|at| at.transport == wanted);
        writeln!(out)?;
        if let Some(at) = of(Transport::Udp).or_else(|| of(Transport::Tcp)) {
            let proxy = format!("sip:{};transport={}", at.address, at.transport.as_str());
            writeln!(out, "Register a phone with one of these:")?;
            writeln!(out)?;
            for (login, password) in &self.passwords {
                writeln!(
                    out,
                    "  user {login}   password {password}   domain {DOMAIN}   outbound proxy {proxy}"
                )?;
            }
            writeln!(out)?;
        }
        let me = format!("--data-dir {}", data_dir.display());
        let program = program();
        let scheme = if addresses.tls { "https" } else { "http" };
        let plain = if addresses.tls { "-insecure" } else { "-plaintext" };
        writeln!(out, "List the users:")?;
        writeln!(out)?;
        writeln!(
            out,
            "  grpcurl {plain} -H \"authorization: Bearer $({program} token {me} --account {ACCOUNT} --scope users:read)\" \\\n    \
             -d '{{\"parent\":\"domains/{DOMAIN}\"}}' {} rollcall.v1.UserService/ListUsers",
            addresses.grpc
        )?;
        writeln!(out)?;
        writeln!(out, "See who comes and goes:")?;
        writeln!(out)?;
        writeln!(out, "  {program} watch {me} --endpoint {scheme}://{}", addresses.grpc)?;
        writeln!(out)
    }
}
