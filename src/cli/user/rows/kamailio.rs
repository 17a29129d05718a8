//! Kamailio's `subscriber` table as CSV with a header, such as `COPY subscriber TO … CSV HEADER` writes.

use super::{
    Item, Sink,
    csv::{header, records},
};
use crate::model::{Fqdn, Login};
use crate::pb::v1;
use csv::ReaderBuilder;
use md5::{Digest, Md5};
use sha2::{Sha256, Sha512_256};
use std::io::Read;

/// Reads the subscribers of one domain.
///
/// Errors: what is wrong with the whole file.
pub(in crate::cli::user) fn read(file: impl Read, domain: &Fqdn, sink: Sink<'_>) -> Result<(), String> {
    let mut reader = ReaderBuilder::new().from_reader(file);
    let names = header(&mut reader)?;
    let column = |name: &str| names.iter().position(|known| known.eq_ignore_ascii_case(name));
    let username = column("username").ok_or("a subscriber table has a column \"username\"")?;
    let (of, ha1, password) = (column("domain"), column("ha1"), column("password"));
    if ha1.or(password).is_none() {
        return Err("a subscriber table has a column \"ha1\" or \"password\"".to_owned());
    }
    let email = column("email_address");
    let read = |row, record: &csv::StringRecord| {
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let realm = cell(of);
        if !realm.is_empty() && !Fqdn::parse(realm).is_ok_and(|of| of == *domain) {
            return Ok(Item::Skipped);
        }
        let username = cell(Some(username));
        let login = Login::canonical(username.as_bytes()).map_err(|e| format!("column username: {e}"))?;
        // What phones know as the realm, letter by letter.
        let realm = if realm.is_empty() { domain.as_str() } else { realm };
        let email = cell(email);
        let user = v1::User {
            login: login.to_string(),
            email: if email.contains('@') { email.to_owned() } else { String::new() },
            ..Default::default()
        };
        let hashes = match (cell(ha1), cell(password)) {
            ("", "") => Vec::new(),
            ("", password) => hashes(username, realm, password),
            (ha1, _) => vec![(v1::DigestAlgorithm::Md5, ha1.to_owned())],
        };
        let credential = (!hashes.is_empty()).then(|| v1::ImportedCredential {
            ha1: hashes
                .into_iter()
                .map(|(algorithm, hash)| v1::ImportedHa1 { algorithm: algorithm.into(), hash })
                .collect(),
            auth_username: username.to_owned(),
            realm: realm.to_owned(),
        });
        Ok(Item::Row(v1::ImportUsersRow { row, user: Some(user), credential }))
    };
    records(reader, read, sink)
}

/// The HA1s of a password in clear (RFC 7616 §3.4.2), for every algorithm.
fn hashes(username: &str, realm: &str, password: &str) -> Vec<(v1::DigestAlgorithm, String)> {
    let text = format!("{username}:{realm}:{password}");
    vec![
        (v1::DigestAlgorithm::Md5, hex::encode(Md5::digest(&text))),
        (v1::DigestAlgorithm::Sha256, hex::encode(Sha256::digest(&text))),
        (v1::DigestAlgorithm::Sha512256, hex::encode(Sha512_256::digest(&text))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subscribers_become_users_with_their_hashes() {
        let text = "id,username,domain,password,ha1,ha1b,email_address\n\
                    1,alice,D.test,,00112233445566778899aabbccddeeff,x,alice@d.test\n\
                    2,bob,d.test,secret,,,\n\
                    3,carol,other.test,,00,,\n\
                    4,d ave,d.test,,00,,\n\
                    5,erin,,,,,nobody\n";
        let mut items = Vec::new();
        let domain = Fqdn::parse("d.test").unwrap();
        read(text.as_bytes(), &domain, &mut |item| {
            items.push(item);
            true
        })
        .unwrap();
        let [Item::Row(alice), Item::Row(bob), Item::Skipped, Item::Bad { row: 5, .. }, Item::Row(erin)] =
            &items[..]
        else {
            panic!("{}", items.len())
        };
        let credential = alice.credential.as_ref().unwrap();
        assert_eq!((credential.auth_username.as_str(), credential.realm.as_str()), ("alice", "D.test"));
        assert_eq!(credential.ha1[0].hash, "00112233445566778899aabbccddeeff");
        assert_eq!(alice.user.as_ref().unwrap().email, "alice@d.test");
        let ha1 = &bob.credential.as_ref().unwrap().ha1;
        assert_eq!(ha1.len(), 3);
        assert_eq!(ha1[0].hash, hex::encode(Md5::digest("bob:d.test:secret")));
        assert!(erin.credential.is_none() && erin.user.as_ref().unwrap().email.is_empty());
    }
}
