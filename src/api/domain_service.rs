//! `rollcall.v1.DomainService`.

use super::{call, convert, error, list, once, resume_token};
use crate::directory::{
    CreateDomain, DOMAIN_PATHS, DeleteDomain, Directory, UndeleteDomain, UpdateDomain, Violations,
};
use crate::model::{AccountScope, DOMAINS, DOMAINS_OF_ALL, Domain, Revision};
use crate::pb::{server::domain_service_server::DomainService, v1};
use crate::registrar::Registrar;
use tonic::{Request, Response, Status, async_trait};

pub(super) struct Service {
    pub(super) directory: Directory,
    pub(super) registrar: Registrar,
}

impl Service {
    fn show(&self, domain: &Domain) -> v1::Domain {
        convert::domain(domain, self.registrar.presence(&domain.fqdn))
    }

    fn token(&self, revision: Revision) -> String {
        resume_token::write(self.registrar.store_id(), revision)
    }
}

/// A new domain, in which nobody can have registered yet.
fn created(domain: &Domain) -> v1::CreateDomainResponse {
    v1::CreateDomainResponse { domain: Some(convert::domain(domain, (0, 0))) }
}

#[async_trait]
impl DomainService for Service {
    async fn create_domain(
        &self,
        request: Request<v1::CreateDomainRequest>,
    ) -> Result<Response<v1::CreateDomainResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let mut found = Violations::default();
        let once = once::noting("CreateDomain", &request.request_id, &request, created, &mut found);
        let v1::CreateDomainRequest { domain_id, domain, .. } = request;
        let mut draft = convert::domain_draft(domain.unwrap_or_default());
        draft.found.merge(found);
        let create = CreateDomain { domain_id, draft };
        let done = self.directory.create_domain(&caller, create, once).await;
        Ok(Response::new(once::answer(done, created)?))
    }

    async fn get_domain(
        &self,
        request: Request<v1::GetDomainRequest>,
    ) -> Result<Response<v1::GetDomainResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::GetDomainRequest { name, at_least } = request.into_inner();
        let name = call::domain_name("name", &name)?;
        call::at_least(&self.registrar, &at_least).await?;
        let domain = self.directory.domain(&caller, &name.0).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::GetDomainResponse { domain: Some(self.show(&domain)) }))
    }

    async fn list_domains(
        &self,
        request: Request<v1::ListDomainsRequest>,
    ) -> Result<Response<v1::ListDomainsResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let list = match caller.scope {
            AccountScope::One(_) => &DOMAINS,
            AccountScope::All => &DOMAINS_OF_ALL,
        };
        let request = list::Request {
            filter: &request.filter,
            order_by: &request.order_by,
            page_size: request.page_size,
            page_token: &request.page_token,
            show_deleted: request.show_deleted,
            ..Default::default()
        };
        let ((), asked) = list::read(list, request, |_| Ok(()))?;
        let domains = self.directory.domains(&caller, &asked.listing).await;
        let mut domains = domains.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut domains);
        let domains = domains.iter().map(|d| self.show(d)).collect();
        Ok(Response::new(v1::ListDomainsResponse { domains, next_page_token }))
    }

    async fn update_domain(
        &self,
        request: Request<v1::UpdateDomainRequest>,
    ) -> Result<Response<v1::UpdateDomainResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::UpdateDomainRequest { domain, update_mask } = request.into_inner();
        let domain = domain.unwrap_or_default();
        let name = call::domain_name("domain.name", &domain.name)?;
        let paths = call::mask(update_mask.as_ref(), DOMAIN_PATHS, convert::DOMAIN_IDENTIFIERS, |path| {
            convert::domain_populated(&domain, path)
        })?;
        let etag = domain.etag.clone();
        let mut draft = convert::domain_draft(domain);
        call::within(update_mask.as_ref(), "domain", &mut draft.found);
        let update = UpdateDomain { name, paths, etag, draft };
        let changed = self.directory.update_domain(&caller, update).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::UpdateDomainResponse {
            domain: Some(self.show(&changed.resource)),
            resume_token: self.token(changed.revision),
        }))
    }

    async fn delete_domain(
        &self,
        request: Request<v1::DeleteDomainRequest>,
    ) -> Result<Response<v1::DeleteDomainResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::DeleteDomainRequest { name, etag, force } = request.into_inner();
        let delete = DeleteDomain { name: call::domain_name("name", &name)?, etag, force };
        let changed = self.directory.delete_domain(&caller, delete).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::DeleteDomainResponse {
            domain: Some(self.show(&changed.resource)),
            resume_token: self.token(changed.revision),
        }))
    }
    async fn undelete_domain(
        &self,
        request: Request<v1::UndeleteDomainRequest>,
    ) -> Result<Response<v1::UndeleteDomainResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::UndeleteDomainRequest { name, etag } = request.into_inner();
        let undelete = UndeleteDomain { name: call::domain_name("name", &name)?, etag };
        let domain = self.directory.undelete_domain(&caller, undelete).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::UndeleteDomainResponse { domain: Some(self.show(&domain)) }))
    }
}
