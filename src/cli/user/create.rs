//! `rollcall user create`.

use super::{Failure, format, names, output};
use crate::{model::UserName, pb::v1};
use clap::Args;
use std::io;

/// Create a user
///
/// Passwords that are not given are generated, and shown this once.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// The user, such as alice@demo.rollcall.test
    #[arg(value_parser = names::user)]
    user: UserName,
    #[arg(long, default_value = "", hide_default_value = true)]
    first_name: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    last_name: String,
    /// What to show for the user [default: made from the names]
    #[arg(long, default_value = "", hide_default_value = true)]
    display_name: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    email: String,
    /// E.164, such as +4930123456
    #[arg(long, default_value = "", hide_default_value = true)]
    phone_number: String,
    /// E.164
    #[arg(long, default_value = "", hide_default_value = true)]
    mobile_number: String,
    /// 1 to 15 digits
    #[arg(long, default_value = "", hide_default_value = true)]
    extension_number: String,
    /// The user name of digest authentication [default: generated]
    #[arg(long, default_value = "", hide_default_value = true)]
    auth_username: String,
    /// Read the password that the phone registers with from the first line of standard input [default: generated]
    #[arg(long)]
    registration_password_stdin: bool,
    /// How many devices may be registered at once [default: as the domain says]
    #[arg(long, value_name = "N")]
    max_registrations: Option<i32>,
    /// A label, repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = names::label)]
    label: Vec<(String, String)>,
    /// Create it switched off
    #[arg(long)]
    disabled: bool,
}

impl Create {
    pub(super) fn request(&self) -> Result<v1::CreateUserRequest, Failure> {
        let registration_password = if self.registration_password_stdin {
            password(STDIN, &mut io::stdin().lock())?
        } else {
            String::new()
        };
        let user = v1::User {
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            display_name: self.display_name.clone(),
            email: self.email.clone(),
            phone_number: self.phone_number.clone(),
            mobile_number: self.mobile_number.clone(),
            extension_number: self.extension_number.clone(),
            auth_username: self.auth_username.clone(),
            max_registrations: self.max_registrations,
            labels: self.label.iter().cloned().collect(),
            disabled: self.disabled,
            registration_password,
            ..Default::default()
        };
        Ok(v1::CreateUserRequest {
            parent: format!("domains/{}", self.user.domain),
            user_id: self.user.login.to_string(),
            user: Some(user),
            ..Default::default()
        })
    }
}

pub(super) const STDIN: &str = "--registration-password-stdin";

/// One line without its end. Nothing on it is an error: an empty password would mean a generated one.
pub(super) fn password(flag: &str, input: &mut impl io::BufRead) -> Result<String, Failure> {
    first_line(flag, "password", input)
}

/// As [`password`], of another secret.
pub(in crate::cli) fn first_line(
    flag: &str,
    what: &str,
    input: &mut impl io::BufRead,
) -> Result<String, Failure> {
    let mut line = String::new();
    let wrong = |why: &dyn std::fmt::Display| Failure::usage(format_args!("{flag}: {why}"));
    input.read_line(&mut line).map_err(|e| wrong(&e))?;
    match line.trim_end_matches(['\r', '\n']) {
        "" => Err(wrong(&format_args!("standard input has no {what}"))),
        secret => Ok(secret.to_owned()),
    }
}

/// The user, and below it the secrets that are never shown again.
pub(super) fn table(answer: v1::CreateUserResponse) -> Result<String, Failure> {
    let user = answer.user.unwrap_or_default();
    let mut out = output::details("User", &user)?;
    out += &secrets(&user.name, answer.generated.unwrap_or_default());
    Ok(out)
}

/// The lines that show what was generated for a user.
pub(super) fn secrets(user: &str, generated: v1::GeneratedSecrets) -> String {
    let secrets = [
        ("registration password", generated.registration_password),
        ("user password", generated.user_password),
    ];
    let shown = secrets.into_iter().filter(|(_, secret)| !secret.is_empty()).map(|(what, secret)| {
        format!("\nGenerated {what} of {}, shown this once: {secret}\n", format::short(user))
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_one_line() {
        assert_eq!(password(STDIN, &mut "s3 cret \r\nmore".as_bytes()).unwrap(), "s3 cret ");
        assert_eq!(password(STDIN, &mut "s3cret".as_bytes()).unwrap(), "s3cret");
        assert_eq!(password(STDIN, &mut "\n".as_bytes()).unwrap_err().exit, 64);
    }

    #[test]
    fn generated_secrets_are_shown() {
        let answer = v1::CreateUserResponse {
            user: Some(v1::User { name: "domains/d.test/users/a".into(), ..Default::default() }),
            generated: Some(v1::GeneratedSecrets {
                registration_password: "s3cret".into(),
                ..Default::default()
            }),
        };
        let expected = "FIELD  VALUE\nname   domains/d.test/users/a\n\nGenerated registration password of a@d.test, shown this once: s3cret\n";
        assert_eq!(table(answer).unwrap(), expected);
    }
}
