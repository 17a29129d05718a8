//! Names as people write them: `demo.rollcall.test`, `alice@demo.rollcall.test`, or full resource names.

use crate::model::{AccountId, DomainName, Fqdn, Invalid, Login, RegistrationName, UserName};
use uuid::Uuid;

/// A domain: `demo.rollcall.test` or `domains/demo.rollcall.test`.
pub(super) fn domain(text: &str) -> Result<DomainName, String> {
    let parsed = if text.contains('/') { DomainName::parse(text) } else { Fqdn::parse(text).map(DomainName) };
    parsed.map_err(|e| e.0)
}

/// A user: `alice@demo.rollcall.test`, the same after `sip:`, or the full name.
pub(super) fn user(text: &str) -> Result<UserName, String> {
    let parsed = if text.starts_with("domains/") { UserName::parse(text) } else { aor(text) };
    parsed.map_err(|e| e.0)
}

fn aor(text: &str) -> Result<UserName, Invalid> {
    let bare = text.strip_prefix("sip:").unwrap_or(text);
    let (login, domain) = bare.rsplit_once('@').ok_or_else(|| {
        Invalid("a user is written alice@example.com, or domains/{fqdn}/users/{login}".to_owned())
    })?;
    Ok(UserName { domain: Fqdn::parse(domain)?, login: Login::canonical(login.as_bytes())? })
}

/// What to list or watch: a user, a domain, an account's full name, or `domains/-` for all of the account.
pub(super) fn parent(text: &str) -> Result<String, String> {
    match text.strip_prefix("accounts/") {
        Some(account) => AccountId::parse(account).map(|_| text.to_owned()).map_err(|e| e.0),
        None if text == "-" || text == "domains/-" => Ok("domains/-".to_owned()),
        None if text.contains('@') || text.contains("/users/") => user(text).map(|name| name.to_string()),
        None => domain(text).map(|name| name.to_string()),
    }
}

/// A registration: its full name, or `alice@demo.rollcall.test/ID`.
pub(super) fn registration(text: &str) -> Result<String, String> {
    if text.starts_with("domains/") {
        return RegistrationName::parse(text).map(|name| name.to_string()).map_err(|e| e.0);
    }
    let why = "a registration is written alice@example.com/ID, or as its full name";
    let (aor, id) = text.rsplit_once('/').ok_or(why)?;
    let uid = Uuid::parse_str(id).map_err(|_| why)?;
    Ok(RegistrationName { user: user(aor)?, uid }.to_string())
}

/// What can be kicked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kick {
    /// One registration.
    One(String),
    /// All of a user.
    All(UserName),
}

/// A registration, or a user for all that it has.
pub(super) fn kick(text: &str) -> Result<Kick, String> {
    match user(text) {
        Ok(user) => Ok(Kick::All(user)),
        Err(_) => registration(text).map(Kick::One),
    }
}

/// `KEY=VALUE`
pub(super) fn label(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("a label is written key=value".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0191e7a4-0000-7000-8000-000000000001";

    #[test]
    fn users_are_addresses_or_full_names() {
        let alice = "domains/demo.rollcall.test/users/alice";
        for text in
            ["alice@demo.rollcall.test", "sip:alice@Demo.Rollcall.TEST", "%61lice@demo.rollcall.test", alice]
        {
            assert_eq!(user(text).unwrap().to_string(), alice, "{text}");
        }
        assert_eq!(user("a/b@d.test").unwrap().to_string(), "domains/d.test/users/a%2Fb");
        assert_eq!(
            user("a%40b@münchen.example").unwrap().to_string(),
            "domains/xn--mnchen-3ya.example/users/a%40b"
        );
        for bad in
            ["", "alice", "@d.test", "alice@", "a b@d.test", "domains/d.test", "domains/d.test/users/a@b"]
        {
            assert!(user(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn parents() {
        for (text, name) in [
            ("-", "domains/-"),
            ("domains/-", "domains/-"),
            ("d.test", "domains/d.test"),
            ("domains/d.test", "domains/d.test"),
            ("a@d.test", "domains/d.test/users/a"),
            ("domains/d.test/users/a", "domains/d.test/users/a"),
            ("accounts/demo", "accounts/demo"),
        ] {
            assert_eq!(parent(text).as_deref(), Ok(name), "{text}");
        }
        for bad in ["", "accounts/", "accounts/A", "users/a", "domains/d/x"] {
            assert!(parent(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn registrations_and_kicks() {
        let full = format!("domains/d.test/users/a/registrations/{ID}");
        assert_eq!(registration(&format!("a@d.test/{ID}")).as_ref(), Ok(&full));
        assert_eq!(registration(&full).as_ref(), Ok(&full));
        assert_eq!(kick(&full), Ok(Kick::One(full.clone())));
        assert_eq!(kick(&format!("a@d.test/{ID}")), Ok(Kick::One(full)));
        assert_eq!(kick("a@d.test"), Ok(Kick::All(user("a@d.test").unwrap())));
        assert!(
            registration("a@d.test").is_err() && kick("a").is_err() && registration("a@d.test/1").is_err()
        );
    }

    #[test]
    fn labels() {
        assert_eq!(label("a=b=c"), Ok(("a".into(), "b=c".into())));
        assert!(label("a").is_err() && label("=b").is_err());
    }
}
