//! `rollcall user reset-credentials`.

use super::{Failure, create, format, names, output};
use crate::{config, model::UserName, pb::v1};
use clap::Args;
use std::{io, time::Duration};

/// Give a user a new registration credential
///
/// A password that is not given is generated, and shown this once. Without --overlap, what the user has
/// registered ends at once.
#[derive(Debug, Args)]
pub(super) struct Reset {
    /// The user, such as alice@demo.rollcall.test
    #[arg(value_parser = names::user)]
    user: UserName,
    /// The new user name of digest authentication [default: it stays]
    #[arg(long, default_value = "", hide_default_value = true)]
    auth_username: String,
    /// How long the old credential works beside the new one, such as 1h, at most 30d [default: not at all]
    #[arg(long, value_name = "DURATION", value_parser = config::duration)]
    overlap: Option<Duration>,
    /// Read the new password from the first line of standard input [default: generated]
    #[arg(long)]
    password_stdin: bool,
    /// Only if the user still has this etag
    #[arg(long, default_value = "", hide_default_value = true)]
    etag: String,
}

impl Reset {
    pub(super) fn request(&self) -> Result<v1::ResetRegistrationCredentialsRequest, Failure> {
        let registration_password = match self.password_stdin {
            true => create::password("--password-stdin", &mut io::stdin().lock())?,
            false => String::new(),
        };
        let overlap = self.overlap.map(prost_types::Duration::try_from).transpose();
        Ok(v1::ResetRegistrationCredentialsRequest {
            name: self.user.to_string(),
            registration_password,
            auth_username: self.auth_username.clone(),
            overlap: overlap.map_err(|_| Failure::usage("--overlap: is too long"))?,
            // So that nothing between here and the server makes two of it.
            request_id: uuid::Uuid::new_v4().to_string(),
            etag: self.etag.clone(),
        })
    }
}

/// What a phone needs, and the secret that is never shown again.
pub(super) fn table(answer: v1::ResetRegistrationCredentialsResponse) -> Result<String, Failure> {
    let user = answer.user.unwrap_or_default();
    let until = match &answer.previous_expire_time {
        None => "works no more".to_owned(),
        until => format!("works until {}", format::time(until.as_ref())),
    };
    let row = [format::short(&user.name), user.auth_username.clone(), until];
    let mut out = output::table(["USER", "AUTH USERNAME", "OLD CREDENTIAL"], vec![row]);
    out += &create::secrets(&user.name, answer.generated.unwrap_or_default());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_and_the_end_of_the_old_one_are_shown() {
        let answer = v1::ResetRegistrationCredentialsResponse {
            user: Some(v1::User {
                name: "domains/d.test/users/a".into(),
                auth_username: "desk".into(),
                ..Default::default()
            }),
            generated: Some(v1::GeneratedSecrets {
                registration_password: "s3cret".into(),
                ..Default::default()
            }),
            previous_expire_time: Some(prost_types::Timestamp { seconds: 1_795_341_600, nanos: 0 }),
            ..Default::default()
        };
        let said = table(answer.clone()).unwrap();
        assert!(said.contains("works until 2026-11-22T10:00:00Z"), "{said}");
        assert!(said.ends_with("\nGenerated registration password of a@d.test, shown this once: s3cret\n"));
        let gone = v1::ResetRegistrationCredentialsResponse {
            previous_expire_time: None,
            generated: None,
            ..answer
        };
        let said = table(gone).unwrap();
        assert!(said.contains("works no more") && !said.contains("Generated"), "{said}");
    }
}
