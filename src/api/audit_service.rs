//! `rollcall.v1.AuditService`.

use super::{call, convert, error, page_token};
use crate::auth::Scope;
use crate::directory::{Directory, Resource};
use crate::model::{AccountName, Time};
use crate::pb::v1::{self, audit_service_server::AuditService};
use crate::store::AuditPage;
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
        let list = request.into_inner();
        call::no_filter_yet(&list.filter, "")?;
        let oldest_first = oldest_first(&list.order_by)?;
        let binding = ["auditEntries", &list.parent, &list.order_by];
        let asked = page_token::read(list.page_size, &list.page_token, &binding)?;
        let account = match list.parent.as_str() {
            ALL if token.has(Scope::Admin) => None,
            ALL => return Err(error::not_found(&Resource::account(ALL))),
            parent => Some(call::name("parent", parent, AccountName::parse)?.0),
        };
        let after = asked.after.as_deref().and_then(place);
        let page = AuditPage { after, oldest_first, limit: asked.limit() as u64 };
        let entries = self.directory.audit(&caller, account.as_ref(), page).await;
        let mut entries = entries.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut entries, |(id, entry)| format!("{}.{id}", entry.time.0));
        let audit_entries = entries.iter().map(|(_, entry)| convert::audit_entry(entry)).collect();
        Ok(Response::new(v1::ListAuditEntriesResponse { audit_entries, next_page_token }))
    }
}

fn oldest_first(order_by: &str) -> Result<bool, Status> {
    match order_by.split_whitespace().collect::<Vec<_>>()[..] {
        [] | ["create_time", "desc"] => Ok(false),
        ["create_time"] | ["create_time", "asc"] => Ok(true),
        _ => Err(error::bad_field("order_by", "create_time, or create_time desc", order_by)),
    }
}

/// The entry that a page token names.
fn place(key: &str) -> Option<(Time, i64)> {
    let (time, id) = key.split_once('.')?;
    Some((Time(time.parse().ok()?), id.parse().ok()?))
}
