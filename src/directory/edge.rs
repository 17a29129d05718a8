//! What a SIP edge asks of the directory: the domain of a host, and the user behind a digest user name.

mod cache;
mod pings;

pub(super) use cache::Cache;

pub use pings::PingNews;

use super::{
    Asking, Delegated, DigestUser, Directory, Error, NoAnswer, credentials, delegation::DomainVersion,
    domain_delegation,
};
use crate::model::{
    Account, AccountId, AccountScope, DigestAlgorithm, Domain, Fqdn, Ha1, Login, RegistrationPolicy, Time,
    UserName, UserRef,
};
use crate::registrar::{AccountBasis, Basis};
use crate::store;
use std::sync::Arc;

/// A domain as the edge needs it.
#[derive(Debug, Clone)]
pub struct EdgeDomain {
    pub id: i64,
    pub fqdn: Fqdn,
    pub realm: String,
    /// The domain, or its account.
    pub disabled: bool,
    pub policy: Arc<RegistrationPolicy>,
    pub version: i64,
    pub account: AccountBasis,
    /// Who decides its digest checks; `None`: we do.
    pub delegation: Option<Arc<Delegated>>,
    epoch: u64,
    pub(super) owner: AccountId,
}

impl EdgeDomain {
    /// Whether the domain is of the scope.
    pub fn is_of(&self, scope: &AccountScope) -> bool {
        scope.covers(&self.owner)
    }

    fn at_version(&self) -> DomainVersion {
        DomainVersion { id: self.id, version: self.version }
    }

    /// What a decision about one of its users rests on.
    fn basis(&self, user_version: i64, max_registrations: Option<u32>) -> Basis {
        Basis {
            policy: self.policy.clone(),
            max_registrations,
            user_version,
            domain_version: self.version,
            account: self.account,
            epoch: self.epoch,
        }
    }
}

/// A user as the edge needs it.
#[derive(Debug, Clone)]
pub struct EdgeUser {
    pub user: Arc<UserRef>,
    pub disabled: bool,
    pub basis: Basis,
    /// The user name that was asked for, and the secrets under it.
    username: Box<str>,
    secrets: Vec<Secret>,
}

#[derive(Debug, Clone)]
struct Secret {
    algorithm: DigestAlgorithm,
    ha1: Ha1,
    expire_time: Option<Time>,
}

impl EdgeUser {
    /// The secrets for one algorithm that work now: two while a rotation overlaps, none if the user has
    /// only others.
    pub fn secrets(&self, algorithm: DigestAlgorithm) -> impl Iterator<Item = &Ha1> {
        let now = Time::now();
        let works = move |s: &&Secret| s.algorithm == algorithm && s.expire_time.is_none_or(|at| at > now);
        self.secrets.iter().filter(works).map(|s| &s.ha1)
    }

    /// The same user with this secret alone.
    pub(super) fn with(&self, algorithm: DigestAlgorithm, ha1: &Ha1) -> Self {
        let secrets = vec![Secret { algorithm, ha1: ha1.clone(), expire_time: None }];
        Self { secrets, ..self.clone() }
    }

    /// Whether this user may register the address of record `login`.
    pub fn owns(&self, login: &Login) -> bool {
        self.user.login == *login
    }
}

impl Directory {
    /// The domain of a host, whoever owns it. One that is soft-deleted is none.
    pub async fn edge_domain(&self, fqdn: &Fqdn) -> Result<Option<Arc<EdgeDomain>>, Error> {
        let cache = &self.inner.edge;
        if let Some(known) = cache.domains.get(fqdn) {
            return Ok(known);
        }
        let (generation, epoch) = (cache.generation(), self.inner.registrar.epoch());
        let domain = self.inner.store.domain(&AccountScope::All, fqdn).await?;
        let domain = match domain.filter(|d| d.delete_time.is_none()) {
            Some(domain) => {
                let account = self.inner.store.account(&AccountScope::All, &domain.account).await?;
                let open = |token: &_| domain_delegation::open(&self.inner.sealer, domain.uid, token);
                let delegation = Delegated::of(&domain, open);
                let delegation = delegation.map_err(|error| Error::Internal(error.to_string()))?;
                Some(Arc::new(edge_domain(domain, delegation, account, epoch)))
            }
            None => None,
        };
        cache.domains.insert(fqdn.clone(), domain.clone());
        if cache.generation() != generation {
            cache.domains.invalidate(fqdn);
        }
        // It may be new, by whichever node: then no other news tells of it.
        if domain.as_ref().is_some_and(|domain| domain.policy.options_ping_interval.is_some()) {
            cache.tell_of_pings(Some(fqdn));
        }
        Ok(domain)
    }

    /// The user of a domain that digest authentication knows by this name: the current one, or the one of a
    /// credential that still works beside the current one.
    pub async fn edge_user(
        &self,
        domain: &EdgeDomain,
        auth_username: &str,
    ) -> Result<Option<Arc<EdgeUser>>, Error> {
        let cache = &self.inner.edge;
        let key = (domain.id, auth_username.into());
        if let Some(known) = cache.users.get(&key) {
            // A domain or account that changed since brings its new settings with it.
            let current = |u: &Arc<EdgeUser>| {
                u.basis.domain_version >= domain.version
                    && u.basis.account.version >= domain.account.version
                    && u.basis.epoch >= domain.epoch
            };
            if known.as_ref().is_none_or(current) {
                return Ok(known);
            }
        }
        let generation = cache.generation();
        let user = self.load_edge_user(domain, auth_username).await?;
        cache.users.insert(key.clone(), user.clone());
        if cache.generation() != generation {
            cache.users.invalidate(&key);
        }
        Ok(user)
    }

    pub(super) async fn load_edge_user(
        &self,
        domain: &EdgeDomain,
        auth_username: &str,
    ) -> Result<Option<Arc<EdgeUser>>, Error> {
        let Self { inner } = self;
        let internal = |error: super::SealError| Error::Internal(error.to_string());
        let user = inner.store.digest_user(domain.id, auth_username, Time::now()).await?;
        let mut secrets = Vec::new();
        for sealed in user.iter().flat_map(|user| user.secrets.iter().map(move |s| (user.uid, s))) {
            let (uid, store::SealedHa1 { algorithm, sealed, expire_time }) = sealed;
            let ha1 = credentials::open(&inner.sealer, uid, *algorithm, sealed).map_err(internal)?;
            secrets.push(Secret { algorithm: *algorithm, ha1, expire_time: *expire_time });
        }
        // The same work for everybody and nobody, so that the time does not tell who exists, or who has
        // which secrets.
        let decoy = credentials::seal_decoy(&inner.sealer, &inner.edge.decoy).map_err(internal)?;
        for _ in secrets.len()..cache::MAX_SECRETS {
            std::hint::black_box(credentials::open_decoy(&inner.sealer, &decoy).map_err(internal)?);
        }
        let Some(user) = user else { return Ok(None) };
        if user.auth_username != auth_username {
            let alias = (domain.id, user.auth_username.into());
            inner.edge.aliases.insert(alias, auth_username.into());
        }
        Ok(Some(Arc::new(EdgeUser {
            disabled: user.disabled,
            basis: domain.basis(user.version, user.max_registrations),
            user: Arc::new(UserRef {
                user_id: user.id,
                domain_id: domain.id,
                account: user.account,
                domain: domain.fqdn.clone(),
                login: user.login,
            }),
            username: auth_username.into(),
            secrets,
        })))
    }

    /// The user of a domain who has this login, without secrets: for who was authenticated elsewhere. It is read
    /// each time, as it is one row by an index.
    pub async fn known_user(
        &self,
        domain: &EdgeDomain,
        login: &Login,
    ) -> Result<Option<Arc<EdgeUser>>, Error> {
        let name = UserName { domain: domain.fqdn.clone(), login: login.clone() };
        let scope = AccountScope::One(domain.owner.clone());
        let user = self.inner.store.user(&scope, &name).await?;
        Ok(user.filter(|user| user.delete_time.is_none()).map(|user| {
            Arc::new(EdgeUser {
                disabled: user.disabled,
                basis: domain.basis(user.version, user.max_registrations),
                user: Arc::new(UserRef {
                    user_id: user.id,
                    domain_id: domain.id,
                    account: user.account,
                    domain: user.domain,
                    login: user.login,
                }),
                username: Box::default(),
                secrets: Vec::new(),
            })
        }))
    }

    /// Whether a user who was authenticated before still would be: none of the secrets from then works after a new
    /// credential without an overlap. Where a service decides, only it knows, and this says yes.
    pub async fn still_authenticates(&self, domain: &EdgeDomain, before: &EdgeUser) -> Result<bool, Error> {
        if before.secrets.is_empty() {
            return Ok(true);
        }
        let now = self.edge_user(domain, &before.username).await?;
        let now = now.filter(|now| now.user.user_id == before.user.user_id);
        let works = |secret: &Secret, now: &EdgeUser| now.secrets(secret.algorithm).any(|h| *h == secret.ha1);
        Ok(now.is_some_and(|now| before.secrets.iter().any(|secret| works(secret, &now))))
    }

    /// A place among the calls of the service that decides for the domain.
    pub fn delegate(&self, domain: &EdgeDomain, to: &Arc<Delegated>) -> Result<Asking, NoAnswer> {
        self.inner.delegations.ask(domain.at_version(), to.clone())
    }

    /// The HA1 that the service gave before, while it may be kept.
    pub fn kept_ha1(&self, domain: &EdgeDomain, to: &Delegated, who: &DigestUser) -> Option<Arc<Ha1>> {
        self.inner.delegations.kept(domain.at_version(), to, who)
    }

    /// A secret for a user who does not exist: always the same for the same name, and nobody's password.
    /// Checking an answer against it takes the same work as against a real one.
    pub fn decoy_ha1(&self, algorithm: DigestAlgorithm, username: &str, realm: &str) -> Ha1 {
        credentials::ha1(algorithm, username, realm, &self.inner.edge.decoy)
    }
}

fn edge_domain(
    domain: Domain,
    delegation: Option<Delegated>,
    account: Option<Account>,
    epoch: u64,
) -> EdgeDomain {
    EdgeDomain {
        delegation: delegation.map(Arc::new),
        epoch,
        account: account.as_ref().map_or_else(AccountBasis::default, |a| AccountBasis {
            id: a.id,
            version: a.version,
            max_registrations: a.quotas.max_registrations,
        }),
        owner: domain.account,
        id: domain.id,
        fqdn: domain.fqdn,
        realm: domain.realm,
        disabled: domain.disabled || account.is_some_and(|a| a.disabled),
        policy: Arc::new(domain.registration),
        version: domain.version,
    }
}
