//! Users of a domain.

use super::{
    AccountId, CallPolicy, Domain, Etag, ExtensionNumber, Forwarding, Fqdn, Invalid, Labels, Login,
    PhoneNumber, ResourceId, Time, UserName,
};
use std::fmt;
use uuid::Uuid;

/// A day of the calendar, without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CivilDate {
    year: i32,
    month: i32,
    day: i32,
}

impl CivilDate {
    /// A full date of the Gregorian calendar, years 1 to 9999.
    pub fn new(year: i32, month: i32, day: i32) -> Result<Self, Invalid> {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => 0,
        };
        if !(1..=9999).contains(&year) || !(1..=days).contains(&day) {
            return Err(Invalid::new("not a date of the calendar: year, month and day are needed"));
        }
        Ok(Self { year, month, day })
    }

    /// Parses the `YYYY-MM-DD` form that `Display` writes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut parts = text.splitn(3, '-').map(str::parse::<i32>);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(Ok(y)), Some(Ok(m)), Some(Ok(d))) => Self::new(y, m, d),
            _ => Err(Invalid::new("a date is YYYY-MM-DD")),
        }
    }

    pub fn parts(self) -> (i32, i32, i32) {
        (self.year, self.month, self.day)
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    Female,
    Male,
    Other,
}

/// A user: one address of record, its person and its permissions. Secrets are kept apart.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// The store's key; never leaves the server.
    pub id: i64,
    pub uid: Uuid,
    pub account: AccountId,
    pub domain_id: i64,
    pub domain: Fqdn,
    pub login: Login,
    pub extension_number: Option<ExtensionNumber>,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub email: Option<String>,
    pub phone_number: Option<PhoneNumber>,
    pub mobile_number: Option<PhoneNumber>,
    pub job_title: String,
    pub date_of_birth: Option<CivilDate>,
    pub gender: Option<Gender>,
    pub avatar_uri: String,
    pub caller_id: String,
    /// Leases of telephone numbers; one belongs to one user of the account.
    pub number_leases: Vec<Uuid>,
    pub role: Option<ResourceId>,
    /// Sorted.
    pub organizations: Vec<ResourceId>,
    /// Sorted.
    pub groups: Vec<ResourceId>,
    pub disabled: bool,
    /// The user name of digest authentication, independent of the login.
    pub auth_username: String,
    /// Concurrent registrations; `None` is as the domain says.
    pub max_registrations: Option<u32>,
    pub call_policy: CallPolicy,
    pub forwarding: Forwarding,
    pub labels: Labels,
    pub create_time: Time,
    pub update_time: Time,
    /// When it was soft-deleted (AIP-164).
    pub delete_time: Option<Time>,
    pub purge_time: Option<Time>,
    pub domain_times: DomainTimes,
    /// Rises with every change.
    pub version: i64,
}

/// What a user shows of its domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DomainTimes {
    pub create_time: Time,
    pub update_time: Time,
    pub delete_time: Option<Time>,
    pub purge_time: Option<Time>,
}

impl User {
    /// A user with nothing set, not stored yet.
    pub fn new(domain: &Domain, login: Login, now: Time) -> Self {
        Self {
            id: 0,
            uid: Uuid::new_v4(),
            account: domain.account.clone(),
            domain_id: domain.id,
            domain: domain.fqdn.clone(),
            login,
            extension_number: None,
            first_name: String::new(),
            last_name: String::new(),
            display_name: String::new(),
            email: None,
            phone_number: None,
            mobile_number: None,
            job_title: String::new(),
            date_of_birth: None,
            gender: None,
            avatar_uri: String::new(),
            caller_id: String::new(),
            number_leases: Vec::new(),
            role: None,
            organizations: Vec::new(),
            groups: Vec::new(),
            disabled: false,
            auth_username: String::new(),
            max_registrations: None,
            call_policy: CallPolicy::default(),
            forwarding: Forwarding::default(),
            labels: Labels::new(),
            create_time: now,
            update_time: now,
            delete_time: None,
            purge_time: None,
            domain_times: domain.times(),
            version: 1,
        }
    }

    pub fn name(&self) -> UserName {
        UserName { domain: self.domain.clone(), login: self.login.clone() }
    }

    pub fn etag(&self) -> Etag {
        Etag::of(self.uid, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_of_the_calendar() {
        assert_eq!(CivilDate::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
        for bad in ["2023-02-29", "2023-13-01", "2023-00-01", "2023-04-31", "0-1-1", "x", "2023-1"] {
            assert!(CivilDate::parse(bad).is_err(), "{bad}");
        }
    }
}
