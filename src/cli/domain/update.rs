//! `rollcall domain update`.

use super::{Failure, Limit, delegation::Delegation, names, wire};
use crate::{
    cli::changes::{Changes, Label, Number},
    config::duration,
    model::DomainName,
    pb::v1,
};
use clap::Args;
use std::time::Duration;

/// Change fields of a domain
///
/// Only the fields whose flags are given are changed.
#[derive(Debug, Clone, Args)]
pub(super) struct Update {
    /// The domain
    #[arg(value_parser = names::domain)]
    domain: DomainName,
    /// The shortest expiry that is granted, such as 60s
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    min_expiry: Option<Duration>,
    /// The expiry when the phone names none
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    default_expiry: Option<Duration>,
    /// The longest expiry that is granted
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    max_expiry: Option<Duration>,
    /// How many devices of a user may be registered at once; '' is no limit
    #[arg(long, value_name = "N", value_parser = Number::parse)]
    max_registrations: Option<Number>,
    /// What happens to one device too many
    #[arg(long, value_name = "POLICY")]
    limit_policy: Option<Limit>,
    /// Whether softphones count towards the limit
    #[arg(long, value_name = "BOOL")]
    count_softphones: Option<bool>,
    /// How often phones are pinged, 5s at least; 0s is never
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    options_ping_interval: Option<Duration>,
    /// The fewest characters of a password
    #[arg(long, value_name = "N")]
    min_password_length: Option<i32>,
    /// Whether the domain has organizations
    #[arg(long, value_name = "BOOL")]
    organization_management: Option<bool>,
    /// A label, repeatable; they replace all that there are, and '' clears them
    #[arg(long, value_name = "KEY=VALUE", value_parser = Label::parse)]
    label: Vec<Label>,
    /// Switch it off or on
    #[arg(long, value_name = "BOOL")]
    disabled: Option<bool>,
    /// Only if it still has this etag
    #[arg(long, default_value = "", hide_default_value = true)]
    etag: String,
    #[command(flatten)]
    delegation: Delegation,
    /// Check passwords here again, as without delegated authentication
    #[arg(long, conflicts_with = "Delegation")]
    no_auth_delegation: bool,
}

impl Update {
    pub(super) fn request(self) -> Result<v1::UpdateDomainRequest, Failure> {
        let mut domain = v1::Domain { name: self.domain.to_string(), etag: self.etag, ..Default::default() };
        let mut policy = v1::RegistrationPolicy::default();
        let mut passwords = v1::PasswordPolicy::default();
        let mut changes = Changes::default();
        changes.set("registration.min_expiry", self.min_expiry.map(wire), &mut policy.min_expiry);
        changes.set("registration.default_expiry", self.default_expiry.map(wire), &mut policy.default_expiry);
        changes.set("registration.max_expiry", self.max_expiry.map(wire), &mut policy.max_expiry);
        changes.set("registration.max_registrations", self.max_registrations, &mut policy.max_registrations);
        let limit = self.limit_policy.map(v1::LimitPolicy::from);
        changes.set("registration.limit_policy", limit, &mut policy.limit_policy);
        changes.set("registration.count_softphones", self.count_softphones, &mut policy.count_softphones);
        let interval = self.options_ping_interval.map(wire);
        changes.set("registration.options_ping_interval", interval, &mut policy.options_ping_interval);
        changes.set("password_policy.min_length", self.min_password_length, &mut passwords.min_length);
        let organizations = &mut domain.organization_management;
        changes.set("organization_management", self.organization_management, organizations);
        changes.set("labels", Label::all(self.label), &mut domain.labels);
        changes.set("disabled", self.disabled, &mut domain.disabled);
        let mut delegation = v1::DelegatedAuthentication::default();
        self.delegation.apply(&mut changes, &mut delegation)?;
        // Named without a value, it is taken away.
        let none = self.no_auth_delegation.then_some(None);
        domain.delegated_authentication = none.is_none().then_some(delegation);
        changes.set("delegated_authentication", none, &mut domain.delegated_authentication);
        (domain.registration, domain.password_policy) = (Some(policy), Some(passwords));
        Ok(v1::UpdateDomainRequest { domain: Some(domain), update_mask: changes.mask()? })
    }
}
