//! `rollcall registration`.

use super::{
    client::{ClientArgs, all},
    failure::Failure,
    format,
    names::{self, Kick},
    output,
};
use crate::pb::v1;
use clap::{Args, Subcommand};

/// List, show and end registrations
///
/// A registration is written alice@demo.rollcall.test/ID, or by its full name.
#[derive(Debug, Args)]
pub(super) struct Registration {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(List),
    Get(Get),
    Delete(Delete),
}

/// List registrations
#[derive(Debug, Args)]
struct List {
    /// A user, a domain, accounts/ID, or domains/- for all of the account
    #[arg(default_value = "domains/-", value_parser = names::parent)]
    parent: String,
    /// An AIP-160 filter, such as 'transport = "TCP"'
    #[arg(long, default_value = "", hide_default_value = true)]
    filter: String,
    /// At most this many [default: all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Show one registration
#[derive(Debug, Args)]
struct Get {
    /// The registration
    #[arg(value_parser = names::registration)]
    registration: String,
}

/// End a registration, or all of a user
#[derive(Debug, Args)]
struct Delete {
    /// The registration, or a user for all that it has
    #[arg(value_name = "REGISTRATION|USER", value_parser = names::kick)]
    what: Kick,
    /// Why, for the event and the audit
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    /// Only if it still has this etag; for a registration
    #[arg(long)]
    etag: Option<String>,
}

impl Registration {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let (format, registrations) = (self.client.format, self.client.connect().await?.registrations());
        match self.command {
            Command::List(list) => {
                let List { parent, filter, limit } = list;
                let registrations = all(limit, |page_size| {
                    let (parent, filter) = (parent.clone(), filter.clone());
                    let request =
                        v1::ListRegistrationsRequest { parent, page_size, filter, ..Default::default() };
                    registrations.list_registrations_all(request)
                });
                let answer = v1::ListRegistrationsResponse {
                    registrations: registrations.await?,
                    ..Default::default()
                };
                format.print("ListRegistrationsResponse", answer, |a| Ok(table(a.registrations)))
            }
            Command::Get(get) => {
                let request = v1::GetRegistrationRequest { name: get.registration, ..Default::default() };
                let answer = registrations.get_registration(request).await?;
                format.print("GetRegistrationResponse", answer, |a| {
                    output::details("Registration", &a.registration.unwrap_or_default())
                })
            }
            Command::Delete(Delete { what: Kick::One(name), reason, etag }) => {
                let request = v1::DeleteRegistrationRequest {
                    name: name.clone(),
                    reason,
                    etag: etag.unwrap_or_default(),
                };
                let answer = registrations.delete_registration(request).await?;
                format.print("DeleteRegistrationResponse", answer, |_| Ok(format!("ended {name}\n")))
            }
            Command::Delete(Delete { etag: Some(_), .. }) => {
                Err(Failure::usage("--etag: is for one registration, not for all of a user"))
            }
            Command::Delete(Delete { what: Kick::All(user), reason, etag: None }) => {
                let name = user.to_string();
                let request = v1::DeregisterUserRequest { name: name.clone(), reason };
                let answer = registrations.deregister_user(request).await?;
                format.print("DeregisterUserResponse", answer, |a| {
                    Ok(format!("ended {} of {}\n", a.ended_count, format::short(&name)))
                })
            }
        }
    }
}

fn table(registrations: Vec<v1::Registration>) -> String {
    let row = |r: v1::Registration| {
        let id = r.name.rsplit('/').next().unwrap_or_default();
        [
            format!("{}/{id}", format::short(&r.name)),
            r.contact_uri,
            format::transport(r.transport),
            r.source_address,
            format::time(r.expire_time.as_ref()),
            r.user_agent,
        ]
    };
    let heading = ["REGISTRATION", "CONTACT", "TRANSPORT", "SOURCE", "EXPIRES", "USER AGENT"];
    output::table(heading, registrations.into_iter().map(row).collect())
}
