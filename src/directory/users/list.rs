//! Lists of users.

use crate::directory::{Caller, Directory, Error};
use crate::model::{Domain, DomainParent, Filter, Fqdn, Listing, Login, Term, Test, User};
use crate::store::Online;

/// Online users that are told to the store by their ids.
const ONLINE: usize = 500;
/// Domains that are read at once.
const DOMAINS: u64 = 200;

impl Directory {
    /// A page of the users of a domain or of all domains; see [`USERS`](crate::model::USERS).
    ///
    /// Errors: `NotFound` for the domain.
    pub async fn users(
        &self,
        caller: &Caller,
        parent: &DomainParent,
        listing: &Listing,
    ) -> Result<Vec<User>, Error> {
        match parent {
            DomainParent::All => self.users_of_all(caller, listing).await,
            DomainParent::One(fqdn) => {
                let domain = self.domain(caller, fqdn).await?;
                self.users_of(caller, &domain, listing).await
            }
        }
    }

    async fn users_of(
        &self,
        caller: &Caller,
        domain: &Domain,
        listing: &Listing,
    ) -> Result<Vec<User>, Error> {
        let online = self.online(caller, Some(&domain.fqdn), listing);
        Ok(self.inner.store.users(&caller.scope, domain, listing, &online).await?)
    }

    /// One domain after the other, unless an index finds few users at once.
    async fn users_of_all(&self, caller: &Caller, listing: &Listing) -> Result<Vec<User>, Error> {
        let store = &self.inner.store;
        let online = self.online(caller, None, listing);
        if let Some(few) = store.few_users(&caller.scope, listing, &online).await? {
            return Ok(few);
        }
        let limit = usize::try_from(listing.limit).unwrap_or(usize::MAX);
        let by_name = listing.order.is_by_name();
        let start = listing.after.as_ref().filter(|_| by_name).and_then(|place| place.name.first());
        let start = start.and_then(|name| Fqdn::parse(name.text()).ok());
        let mut from = start.map(|fqdn| (fqdn, true));
        let mut page = Vec::new();
        loop {
            let next = from.as_ref().map(|(fqdn, itself)| (fqdn, *itself));
            let domains = store.inhabited_domains(&caller.scope, listing, next, DOMAINS).await?;
            let Some(last) = domains.last() else { return Ok(page) };
            from = Some((last.fqdn.clone(), false));
            let asked =
                domains.iter().filter(|domain| named(listing).is_none_or(|name| *name == domain.fqdn));
            for domain in asked {
                let listing = listing.in_domain(&domain.fqdn);
                page.extend(self.users_of(caller, domain, &listing).await?);
                listing.arrange(&mut page);
                if by_name && page.len() >= limit {
                    return Ok(page);
                }
            }
        }
    }

    /// Who is online, if the filter asks for it: all, or the next ones in a list by name.
    fn online(&self, caller: &Caller, domain: Option<&Fqdn>, listing: &Listing) -> Online {
        let asks = |filter: &Filter| filter.terms().iter().any(|term| matches!(term.test, Test::Enum(_)));
        if !listing.filter.as_ref().is_some_and(asks) {
            return Online::default();
        }
        let by_name = listing.order.is_by_name() && !listing.order.descending && domain.is_some();
        let after = listing.after.as_ref().filter(|_| by_name).and_then(|place| place.name.last());
        let after = after.and_then(|login| Login::parse(login.text()).ok());
        let limit = ONLINE.max(usize::try_from(listing.limit).unwrap_or(usize::MAX));
        let mut users = self.inner.registrar.online(&caller.scope, domain, after.as_ref(), limit + 1);
        let all = users.len() <= limit;
        users.truncate(if all || by_name { limit } else { 0 });
        Online { users, all }
    }
}

/// The domain of what the filter refers to, when nobody of another one can match.
fn named(listing: &Listing) -> Option<&Fqdn> {
    listing.conjuncts().iter().find_map(|part| match part {
        Filter::Term(Term { test: Test::Refers(name) | Test::Has(name), .. }) => Some(&name.domain),
        _ => None,
    })
}
