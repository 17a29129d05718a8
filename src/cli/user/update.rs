//! `rollcall user update`.

use super::{Failure, create, names};
use crate::{
    cli::changes::{Changes, Label, Number},
    model::UserName,
    pb::v1,
};
use clap::Args;

/// Change fields of a user
///
/// Only the fields whose flags are given are changed; an empty value, such as --email '', clears one.
#[derive(Debug, Clone, Args)]
pub(super) struct Update {
    /// The user
    #[arg(value_parser = names::user)]
    user: UserName,
    #[arg(long)]
    first_name: Option<String>,
    #[arg(long)]
    last_name: Option<String>,
    /// What to show for the user
    #[arg(long)]
    display_name: Option<String>,
    #[arg(long)]
    email: Option<String>,
    /// E.164, such as +4930123456
    #[arg(long)]
    phone_number: Option<String>,
    /// E.164
    #[arg(long)]
    mobile_number: Option<String>,
    /// 1 to 15 digits
    #[arg(long)]
    extension_number: Option<String>,
    #[arg(long)]
    job_title: Option<String>,
    /// An https URI
    #[arg(long)]
    avatar_uri: Option<String>,
    /// What a callee sees: an E.164 number, or up to 15 digits
    #[arg(long)]
    caller_id: Option<String>,
    /// A role of the domain: its id, or its full name
    #[arg(long)]
    role: Option<String>,
    /// The user name of digest authentication; changes only together with the password
    #[arg(long)]
    auth_username: Option<String>,
    /// Read the password that the phone registers with from the first line of standard input; what is registered ends
    #[arg(long)]
    registration_password_stdin: bool,
    /// How many devices may be registered at once; '' is as the domain says
    #[arg(long, value_name = "N", value_parser = Number::parse)]
    max_registrations: Option<Number>,
    /// A label, repeatable; they replace all that there are
    #[arg(long, value_name = "KEY=VALUE", value_parser = Label::parse)]
    label: Vec<Label>,
    /// Switch it off or on
    #[arg(long, value_name = "BOOL")]
    disabled: Option<bool>,
    /// Only if it still has this etag
    #[arg(long, default_value = "", hide_default_value = true)]
    etag: String,
}

impl Update {
    pub(super) fn request(self) -> Result<v1::UpdateUserRequest, Failure> {
        let mut user = v1::User { name: self.user.to_string(), etag: self.etag, ..Default::default() };
        let role = self.role.map(|role| match role.as_str() {
            "" => role,
            full if full.contains('/') => role,
            id => format!("domains/{}/roles/{id}", self.user.domain),
        });
        let mut changes = Changes::default();
        changes.set("first_name", self.first_name, &mut user.first_name);
        changes.set("last_name", self.last_name, &mut user.last_name);
        changes.set("display_name", self.display_name, &mut user.display_name);
        changes.set("email", self.email, &mut user.email);
        changes.set("phone_number", self.phone_number, &mut user.phone_number);
        changes.set("mobile_number", self.mobile_number, &mut user.mobile_number);
        changes.set("extension_number", self.extension_number, &mut user.extension_number);
        changes.set("job_title", self.job_title, &mut user.job_title);
        changes.set("avatar_uri", self.avatar_uri, &mut user.avatar_uri);
        changes.set("caller_id", self.caller_id, &mut user.caller_id);
        changes.set("role", role, &mut user.role);
        changes.set("auth_username", self.auth_username, &mut user.auth_username);
        changes.set("max_registrations", self.max_registrations, &mut user.max_registrations);
        changes.set("labels", Label::all(self.label), &mut user.labels);
        changes.set("disabled", self.disabled, &mut user.disabled);
        if self.registration_password_stdin {
            let password = create::password(create::STDIN, &mut std::io::stdin().lock())?;
            changes.set("registration_password", Some(password), &mut user.registration_password);
        }
        Ok(v1::UpdateUserRequest { user: Some(user), update_mask: changes.mask()? })
    }
}
