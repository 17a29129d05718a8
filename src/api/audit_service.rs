//! `rollcall.v1.AuditService`.

use super::{call, convert, error, list};
use crate::auth::Scope;
use crate::directory::{Directory, Resource};
use crate::model::{AUDIT_ENTRIES, AccountName};
use crate::pb::{server::audit_service_server::AuditService, v1};
use tonic::{Request, Response, Status, async_trait};

pub(super) struct Service {
    pub(super) directory: Directory,
}

/// Every account.
const ALL: &str = "accounts/-";

#[async_trait]
impl AuditService for Service {
    async fn list_audit_entries(
        &self,
        request: Request<v1::ListAuditEntriesRequest>,
    ) -> Result<Response<v1::ListAuditEntriesResponse>, Status> {
        let (caller, token) = (call::caller(&request)?, call::token(&request)?);
        let request = request.into_inner();
        let asked = list::Request {
            parent: &request.parent,
            filter: &request.filter,
            order_by: &request.order_by,
            page_size: request.page_size,
            page_token: &request.page_token,
            ..Default::default()
        };
        let (account, asked) = list::read(&AUDIT_ENTRIES, asked, |parent| match parent {
            ALL => Ok(None),
            parent => AccountName::parse(parent).map(|name| Some(name.0)),
        })?;
        if account.is_none() && !token.has(Scope::Admin) {
            return Err(error::not_found(&Resource::account(ALL)));
        }
        let entries = self.directory.audit(&caller, account.as_ref(), &asked.listing).await;
        let mut entries = entries.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut entries);
        let audit_entries = entries.iter().map(|(_, entry)| convert::audit_entry(entry)).collect();
        Ok(Response::new(v1::ListAuditEntriesResponse { audit_entries, next_page_token }))
    }
}
