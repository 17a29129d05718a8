//! Whether what rows want is free, and what they refer to is there.

use super::{
    RowError,
    prepare::Prepared,
    write::{Checked, Writer},
};
use crate::directory::{Error, Resource, Violation, Violations, users::referred};
use crate::model::{ExtensionNumber, Quota, Time, User};
use crate::store::{Known, Reference, StoreError, UniqueRule, Wanted};
use uuid::Uuid;

impl Writer {
    /// The rows that can be written, as far as can be told before; the others are noted in `bad`. `anew` is for
    /// rows that were checked before.
    pub(super) async fn check(
        &self,
        rows: Vec<Prepared>,
        anew: bool,
        bad: &mut Vec<RowError>,
    ) -> Result<Checked, Error> {
        let store = &self.import.directory.inner.store;
        let wanted = Wanted::of(rows.iter().map(|row| &row.new.user));
        let mut known = store.known(&self.import.domain, &wanted, Time::now()).await?;
        let mut quota = known.quota;
        let scratch = self.scratch.as_ref().filter(|_| !anew);
        if let Some(scratch) = scratch {
            let values: Vec<_> = rows.iter().flat_map(|row| values(&row.new.user)).collect();
            for (rule, value) in scratch.known(&values).await? {
                known.take(rule, value);
            }
            quota = quota.map(|(limit, left)| (limit, left.saturating_sub(self.found_good)));
        }
        let mut checked = Checked::default();
        let mut good = Vec::new();
        for row in rows {
            let missing = missing(&row, &known);
            let refused =
                self.refuse(&row, &known, if self.import.request.create_missing { &[] } else { &missing });
            let refused = refused.or_else(|| match quota {
                Some((limit, 0)) => Some((self.no_quota(limit), Vec::new())),
                _ => None,
            });
            if let Some((error, fields)) = refused {
                bad.push(RowError { row: row.row, login: row.new.user.login.to_string(), error, fields });
                continue;
            }
            quota = quota.map(|(limit, left)| (limit, left - 1));
            for (reference, ..) in missing {
                if !checked.missing.contains(&reference) {
                    checked.missing.push(reference);
                }
            }
            let values = values(&row.new.user);
            if scratch.is_some() {
                good.extend(values.iter().cloned());
            }
            for (rule, value) in values {
                known.take(rule, value);
            }
            checked.rows.push(row);
        }
        if let Some(scratch) = scratch {
            scratch.add(&good).await?;
        }
        checked.known = known;
        Ok(checked)
    }

    /// Why a row cannot be written, and every field of it that is at fault.
    fn refuse(
        &self,
        row: &Prepared,
        known: &Known,
        missing: &[(Reference, String, String)],
    ) -> Option<(Error, Vec<Violation>)> {
        let user = &row.new.user;
        let mut found = Violations::default();
        let mut error = None;
        for (reference, field, name) in missing {
            let resource = referred(&self.import.domain.fqdn, reference.clone());
            found.add(field, format_args!("{resource} not found"), name);
            error.get_or_insert(Error::NotFound(resource));
        }
        let mut taken = |rule: UniqueRule, field: &'static str, at: Option<usize>, value: &str| {
            if known.is_taken(rule, value) {
                let path = at.map_or_else(|| field.to_owned(), |at| format!("{field}[{at}]"));
                found.add(&path, "is taken", value);
                let (resource, refused) = (Resource::user(user.name()), Some(value.to_owned()));
                error.get_or_insert(Error::AlreadyExists { resource, field, refused, readable: true });
            }
        };
        taken(UniqueRule::UserLogin, "user.login", None, user.login.as_str());
        taken(UniqueRule::UserAuthUsername, "user.auth_username", None, &user.auth_username);
        if let Some(number) = &user.extension_number {
            taken(UniqueRule::UserExtensionNumber, "user.extension_number", None, number.as_str());
        }
        if let Some(email) = &user.email {
            taken(UniqueRule::UserEmail, "user.email", None, email);
        }
        for (at, lease) in user.number_leases.iter().enumerate() {
            taken(UniqueRule::NumberLease, "user.number_leases", Some(at), &lease.to_string());
        }
        error.map(|error| (error, found.into_vec()))
    }

    fn no_quota(&self, limit: i64) -> Error {
        let account = self.import.domain.account.clone();
        Error::Store(StoreError::QuotaExceeded { account, quota: Quota::Users, limit })
    }
}

/// What only one user may have.
fn values(user: &User) -> Vec<(UniqueRule, String)> {
    let mut values = vec![
        (UniqueRule::UserLogin, user.login.to_string()),
        (UniqueRule::UserAuthUsername, user.auth_username.clone()),
    ];
    let number = user.extension_number.as_ref().map(ExtensionNumber::as_str);
    values.extend(number.map(|n| (UniqueRule::UserExtensionNumber, n.to_owned())));
    values.extend(user.email.clone().map(|email| (UniqueRule::UserEmail, email)));
    values.extend(user.number_leases.iter().map(Uuid::to_string).map(|l| (UniqueRule::NumberLease, l)));
    values
}

/// What a row refers to and the domain does not have: with the field, and the name as it was sent.
fn missing(row: &Prepared, known: &Known) -> Vec<(Reference, String, String)> {
    let user = &row.new.user;
    let mut missing = Vec::new();
    let role = user.role.clone().map(Reference::Role);
    if let Some(role) = role.filter(|role| !known.has(role)) {
        missing.push((role, "user.role".to_owned(), row.role.clone()));
    }
    let lists =
        [("organizations", &user.organizations, &row.organizations), ("groups", &user.groups, &row.groups)];
    for (list, ids, names) in lists {
        let reference = if list == "groups" { Reference::Group } else { Reference::Organization };
        for (at, name) in names.iter().enumerate() {
            let id = ids.iter().find(|id| name.rsplit('/').next() == Some(id.as_str()));
            if let Some(reference) = id.cloned().map(reference).filter(|reference| !known.has(reference)) {
                missing.push((reference, format!("user.{list}[{at}]"), name.clone()));
            }
        }
    }
    missing
}
