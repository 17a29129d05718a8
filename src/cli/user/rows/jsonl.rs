//! Users as JSON Lines: one proto3 JSON object a line, a `User`, or an `ImportUsersRow` for one with a
//! credential from elsewhere.

use super::{Item, Sink};
use crate::cli::{failure::Failure, output};
use crate::pb::v1;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};

/// The longest line, in octets: no user is as large.
const MAX_LINE: u64 = 4 << 20;

/// Reads a file to its end, or until the sink has enough.
///
/// Errors: what is wrong with the whole file.
pub(in crate::cli::user) fn read(file: impl Read, sink: Sink<'_>) -> Result<(), String> {
    let mut file = BufReader::new(file);
    let mut line = Vec::new();
    for row in 1.. {
        line.clear();
        let read = file.by_ref().take(MAX_LINE).read_until(b'\n', &mut line).map_err(|e| e.to_string())?;
        if read == 0 {
            break;
        }
        if line.len() as u64 == MAX_LINE {
            return Err(format!("line {row} has more than {MAX_LINE} octets"));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let item = parse(row, &line).map_or_else(|why| Item::Bad { row, why }, Item::Row);
        if !sink(item) {
            break;
        }
    }
    Ok(())
}

fn parse(row: i64, line: &[u8]) -> Result<v1::ImportUsersRow, String> {
    let value: Value = serde_json::from_slice(line).map_err(|e| e.to_string())?;
    if value.get("user").is_some() {
        let read: v1::ImportUsersRow = output::from_json("ImportUsersRow", value)?;
        return Ok(v1::ImportUsersRow { row, ..read });
    }
    let user = output::from_json("User", value)?;
    Ok(v1::ImportUsersRow { row, user: Some(user), credential: None })
}

/// A user as a line, always the same for the same user: labels are in order.
pub(in crate::cli::user) fn line(user: &v1::User) -> Result<String, Failure> {
    let text = output::json("User", user, false)?;
    let sorted: Value = serde_json::from_str(&text).map_err(Failure::other)?;
    Ok(format!("{sorted}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_users_or_rows() {
        let text = "{\"login\":\"alice\",\"maxRegistrations\":0}\n\n{\"login\":1}\n{\"logn\":\"x\"}\n[\n\
                    {\"user\":{\"login\":\"bob\"},\"credential\":{\"realm\":\"d.test\"}}";
        let mut items = Vec::new();
        read(text.as_bytes(), &mut |item| {
            items.push(item);
            true
        })
        .unwrap();
        let [
            Item::Row(alice),
            Item::Bad { row: 3, .. },
            Item::Bad { row: 4, why },
            Item::Bad { row: 5, .. },
            Item::Row(bob),
        ] = &items[..]
        else {
            panic!("{}", items.len())
        };
        assert_eq!((alice.row, alice.user.as_ref().unwrap().max_registrations), (1, Some(0)));
        assert!(why.contains("logn"), "{why}");
        assert_eq!((bob.row, bob.credential.as_ref().unwrap().realm.as_str()), (6, "d.test"));
    }
}
