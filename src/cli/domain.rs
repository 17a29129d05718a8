//! `rollcall domain`.

mod delegation;
mod update;

use super::{
    client::{ClientArgs, all},
    failure::Failure,
    format, names, output,
};
use crate::{config::duration, model::DomainName, pb::v1};
use clap::{Args, Subcommand, ValueEnum};
use std::time::Duration;

/// Create, list, show, change, delete and undelete domains
#[derive(Debug, Args)]
pub(super) struct Domain {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    Create(Box<Create>),
    List(List),
    Get(Get),
    Update(Box<update::Update>),
    Delete(Delete),
    Undelete(Undelete),
}

/// Create a domain
#[derive(Debug, Clone, Args)]
struct Create {
    /// The domain, such as demo.rollcall.test
    #[arg(value_parser = names::domain)]
    domain: DomainName,
    /// The digest realm [default: the domain]
    #[arg(long)]
    realm: Option<String>,
    /// A label, repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = names::label)]
    label: Vec<(String, String)>,
    /// The shortest expiry that is granted, such as 60s
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    min_expiry: Option<Duration>,
    /// The expiry when the phone names none
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    default_expiry: Option<Duration>,
    /// The longest expiry that is granted
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    max_expiry: Option<Duration>,
    /// How many devices of a user may be registered at once
    #[arg(long, value_name = "N")]
    max_registrations: Option<i32>,
    /// What happens to one device too many
    #[arg(long, value_name = "POLICY")]
    limit_policy: Option<Limit>,
    /// How often phones are pinged, 5s at least; 0s is never
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    options_ping_interval: Option<Duration>,
    /// Create it switched off
    #[arg(long)]
    disabled: bool,
    #[command(flatten)]
    delegation: delegation::Delegation,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Limit {
    Reject,
    EvictOldest,
}

/// List domains
#[derive(Debug, Args)]
struct List {
    /// An AIP-160 filter, such as 'name = "domains/a*"'
    #[arg(long, default_value = "", hide_default_value = true)]
    filter: String,
    /// Also the soft-deleted
    #[arg(long)]
    show_deleted: bool,
    /// At most this many [default: all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// Show one domain
#[derive(Debug, Args)]
struct Get {
    /// The domain
    #[arg(value_parser = names::domain)]
    domain: DomainName,
}

/// Soft-delete a domain
#[derive(Debug, Args)]
struct Delete {
    /// The domain
    #[arg(value_parser = names::domain)]
    domain: DomainName,
    /// Also when it has users; they are purged with it
    #[arg(long)]
    force: bool,
    /// Only if it still has this etag
    #[arg(long, default_value = "", hide_default_value = true)]
    etag: String,
}

/// Bring a soft-deleted domain back
#[derive(Debug, Args)]
struct Undelete {
    /// The domain
    #[arg(value_parser = names::domain)]
    domain: DomainName,
    /// Only if it still has this etag
    #[arg(long, default_value = "", hide_default_value = true)]
    etag: String,
}

impl From<Limit> for v1::LimitPolicy {
    fn from(limit: Limit) -> Self {
        match limit {
            Limit::Reject => Self::Reject,
            Limit::EvictOldest => Self::EvictOldest,
        }
    }
}

impl Domain {
    pub(super) async fn run(self) -> Result<(), Failure> {
        // What is wrong with the flags is told before there is a connection.
        let (mut creation, mut update) = Default::default();
        match &self.command {
            Command::Create(create) => creation = create.as_ref().clone().request()?,
            Command::Update(change) => update = change.as_ref().clone().request()?,
            _ => {}
        }
        let (format, domains) = (self.client.format, self.client.connect().await?.domains());
        let details = |domain: Option<v1::Domain>| output::details("Domain", &domain.unwrap_or_default());
        match self.command {
            Command::Create(_) => {
                let answer = domains.create_domain(creation).await?;
                format.print("CreateDomainResponse", answer, |a| details(a.domain))
            }
            Command::List(list) => {
                let List { filter, show_deleted, limit } = list;
                let domains = all(limit, |page_size| {
                    let filter = filter.clone();
                    let request =
                        v1::ListDomainsRequest { page_size, filter, show_deleted, ..Default::default() };
                    domains.list_domains_all(request)
                });
                let answer = v1::ListDomainsResponse { domains: domains.await?, ..Default::default() };
                format.print("ListDomainsResponse", answer, |a| Ok(table(a.domains)))
            }
            Command::Get(get) => {
                let request = v1::GetDomainRequest { name: get.domain.to_string(), ..Default::default() };
                let answer = domains.get_domain(request).await?;
                format.print("GetDomainResponse", answer, |a| details(a.domain))
            }
            Command::Update(_) => {
                let answer = domains.update_domain(update).await?;
                format.print("UpdateDomainResponse", answer, |a| details(a.domain))
            }
            Command::Delete(delete) => {
                let name = delete.domain.to_string();
                let request = v1::DeleteDomainRequest { name, etag: delete.etag, force: delete.force };
                let answer = domains.delete_domain(request).await?;
                format.print("DeleteDomainResponse", answer, |a| {
                    Ok(format::deleted(&delete.domain.0, a.domain.and_then(|d| d.purge_time)))
                })
            }
            Command::Undelete(undelete) => {
                let name = undelete.domain.to_string();
                let request = v1::UndeleteDomainRequest { name, etag: undelete.etag };
                let answer = domains.undelete_domain(request).await?;
                format.print("UndeleteDomainResponse", answer, |_| {
                    Ok(format!("undeleted {}\n", undelete.domain.0))
                })
            }
        }
    }
}

impl Create {
    fn request(self) -> Result<v1::CreateDomainRequest, Failure> {
        let registration = v1::RegistrationPolicy {
            min_expiry: self.min_expiry.and_then(|d| d.try_into().ok()),
            default_expiry: self.default_expiry.and_then(|d| d.try_into().ok()),
            max_expiry: self.max_expiry.and_then(|d| d.try_into().ok()),
            max_registrations: self.max_registrations,
            limit_policy: self.limit_policy.map(v1::LimitPolicy::from).unwrap_or_default().into(),
            options_ping_interval: self.options_ping_interval.and_then(|d| d.try_into().ok()),
            ..Default::default()
        };
        let domain = v1::Domain {
            realm: self.realm.unwrap_or_default(),
            disabled: self.disabled,
            labels: self.label.into_iter().collect(),
            delegated_authentication: self.delegation.whole()?,
            registration: (registration != v1::RegistrationPolicy::default()).then_some(registration),
            ..Default::default()
        };
        Ok(v1::CreateDomainRequest {
            domain_id: self.domain.0.to_string(),
            domain: Some(domain),
            ..Default::default()
        })
    }
}

/// What is too long for the wire is the server's to refuse.
fn wire(d: Duration) -> prost_types::Duration {
    let seconds = i64::try_from(d.as_secs()).unwrap_or(i64::MAX);
    prost_types::Duration { seconds, nanos: i32::try_from(d.subsec_nanos()).unwrap_or_default() }
}

fn table(domains: Vec<v1::Domain>) -> String {
    let row = |d: v1::Domain| {
        let state = format::state(d.disabled, d.delete_time.is_some());
        [format::short(&d.name), d.realm, state.to_owned(), format::time(d.create_time.as_ref())]
    };
    output::table(["DOMAIN", "REALM", "STATE", "CREATED"], domains.into_iter().map(row).collect())
}
