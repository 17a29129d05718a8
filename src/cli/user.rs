//! `rollcall user`.

mod create;
mod export;
mod import;
mod reset;
mod rows;
mod secrets;
mod update;

pub(super) use create::first_line;

use super::{
    client::{ClientArgs, all},
    failure::Failure,
    format, names, output,
};
use crate::{
    model::{DomainName, UserName},
    pb::v1,
};
use clap::{Args, Subcommand};

/// Create, list, show, change, delete and undelete users, reset their credentials, and tell who is online
///
/// A user is written alice@demo.rollcall.test, or by its full name domains/demo.rollcall.test/users/alice.
#[derive(Debug, Args)]
pub(super) struct User {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    Create(create::Create),
    List(List),
    Get(Get),
    Update(Box<update::Update>),
    Delete(Delete),
    Undelete(Undelete),
    ResetCredentials(reset::Reset),
    Status(Status),
    Import(import::Import),
    Export(export::Export),
}

/// List the users of a domain
#[derive(Debug, Args)]
struct List {
    /// The domain
    #[arg(value_parser = names::domain)]
    domain: DomainName,
    /// An AIP-160 filter, such as 'disabled = true'
    #[arg(long, default_value = "", hide_default_value = true)]
    filter: String,
    /// Also the soft-deleted
    #[arg(long)]
    show_deleted: bool,
    /// At most this many [default: all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Show one user
#[derive(Debug, Args)]
struct Get {
    /// The user
    #[arg(value_parser = names::user)]
    user: UserName,
}

/// Soft-delete a user
#[derive(Debug, Args)]
struct Delete {
    /// The user
    #[arg(value_parser = names::user)]
    user: UserName,
    /// Only if it still has this etag
    #[arg(long, default_value = "", hide_default_value = true)]
    etag: String,
}

/// Bring a soft-deleted user back
#[derive(Debug, Args)]
struct Undelete {
    /// The user
    #[arg(value_parser = names::user)]
    user: UserName,
    /// Only if it still has this etag
    #[arg(long, default_value = "", hide_default_value = true)]
    etag: String,
}

/// Tell who is online
#[derive(Debug, Args)]
struct Status {
    /// The users, up to 1000
    #[arg(required = true, value_parser = names::user)]
    users: Vec<UserName>,
}

impl User {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let format = self.client.format;
        // A password is read before there is a connection that could time out.
        let (mut create, mut update, mut reset) = Default::default();
        match &self.command {
            Command::Create(given) => create = given.request()?,
            Command::Update(given) => update = given.clone().request()?,
            Command::ResetCredentials(given) => reset = given.request()?,
            _ => {}
        }
        let client = match &self.command {
            Command::Import(_) | Command::Export(_) => self.client.connect_for_files().await?,
            _ => self.client.connect().await?,
        };
        let users = client.users();
        match self.command {
            Command::Import(import) => import.run(&client, format).await,
            Command::Export(export) => export.run(&client, format).await,
            Command::Create(_) => {
                let answer = users.create_user(create).await?;
                format.print("CreateUserResponse", answer, create::table)
            }
            Command::List(list) => {
                let List { domain, filter, show_deleted, limit } = list;
                let users = all(limit, |page_size| {
                    let (parent, filter) = (domain.to_string(), filter.clone());
                    let request = v1::ListUsersRequest {
                        parent,
                        page_size,
                        filter,
                        show_deleted,
                        ..Default::default()
                    };
                    users.list_users_all(request)
                });
                let answer = v1::ListUsersResponse { users: users.await?, ..Default::default() };
                format.print("ListUsersResponse", answer, |a| Ok(table(a.users)))
            }
            Command::Get(get) => {
                let request = v1::GetUserRequest { name: get.user.to_string(), ..Default::default() };
                let answer = users.get_user(request).await?;
                format.print("GetUserResponse", answer, |a| {
                    output::details("User", &a.user.unwrap_or_default())
                })
            }
            Command::Update(_) => {
                let answer = users.update_user(update).await?;
                format.print("UpdateUserResponse", answer, |a| {
                    output::details("User", &a.user.unwrap_or_default())
                })
            }
            Command::Delete(delete) => {
                let name = delete.user.to_string();
                let request = v1::DeleteUserRequest { name: name.clone(), etag: delete.etag };
                let answer = users.delete_user(request).await?;
                format.print("DeleteUserResponse", answer, |a| {
                    Ok(format::deleted(&format::short(&name), a.user.and_then(|u| u.purge_time)))
                })
            }
            Command::Undelete(undelete) => {
                let name = undelete.user.to_string();
                let request = v1::UndeleteUserRequest { name: name.clone(), etag: undelete.etag };
                let answer = users.undelete_user(request).await?;
                format.print("UndeleteUserResponse", answer, |_| {
                    Ok(format!("undeleted {}\n", format::short(&name)))
                })
            }
            Command::ResetCredentials(_) => {
                let answer = users.reset_registration_credentials(reset).await?;
                format.print("ResetRegistrationCredentialsResponse", answer, reset::table)
            }
            Command::Status(status) => {
                let request = v1::BatchGetUserStatusesRequest {
                    parent: "domains/-".to_owned(),
                    users: status.users.iter().map(UserName::to_string).collect(),
                    ..Default::default()
                };
                let registrations = client.registrations();
                let answer = registrations.batch_get_user_statuses(request).await?;
                format.print("BatchGetUserStatusesResponse", answer, |a| Ok(statuses(a.statuses)))
            }
        }
    }
}

fn table(users: Vec<v1::User>) -> String {
    let row = |u: v1::User| {
        let presence = u.presence.unwrap_or_default();
        [
            format::short(&u.name),
            u.display_name,
            u.extension_number,
            format::state(u.disabled, u.delete_time.is_some()).to_owned(),
            format::presence(presence.state),
            presence.registration_count.to_string(),
        ]
    };
    let heading = ["USER", "NAME", "EXTENSION", "STATE", "PRESENCE", "REGISTRATIONS"];
    output::table(heading, users.into_iter().map(row).collect())
}

fn statuses(statuses: Vec<v1::UserStatus>) -> String {
    let row = |s: v1::UserStatus| {
        let contacts: Vec<_> = s.registrations.iter().map(|r| r.contact_uri.as_str()).collect();
        [
            format::short(&s.requested),
            format::presence(s.state),
            s.registrations.len().to_string(),
            format::time(s.last_seen_time.as_ref()),
            contacts.join(" "),
        ]
    };
    let heading = ["USER", "PRESENCE", "REGISTRATIONS", "LAST SEEN", "CONTACTS"];
    output::table(heading, statuses.into_iter().map(row).collect())
}
