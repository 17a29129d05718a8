//! What the operator of the platform does with accounts.

use super::{Client, Server};
use rollcall::pb::v1;
use tonic::{Response, Status};

type Answer<T> = Result<Response<T>, Status>;

impl Server {
    /// A client with scope `admin`, of an account of its own.
    pub async fn operator(&self) -> Client {
        Client::connect(self.grpc(), &self.token("operator", "admin")).await
    }
}

impl Client {
    pub async fn create_account(
        &mut self,
        id: &str,
        account: v1::Account,
    ) -> Answer<v1::CreateAccountResponse> {
        let account_id = id.to_owned();
        let request = v1::CreateAccountRequest { account_id, account: Some(account), ..Default::default() };
        self.accounts.create_account(request).await
    }

    pub async fn get_account(&mut self, id: &str) -> Answer<v1::GetAccountResponse> {
        self.accounts.get_account(v1::GetAccountRequest { name: format!("accounts/{id}") }).await
    }

    pub async fn update_account(
        &mut self,
        id: &str,
        account: v1::Account,
        mask: &[&str],
    ) -> Answer<v1::UpdateAccountResponse> {
        let account = Some(v1::Account { name: format!("accounts/{id}"), ..account });
        let paths: Vec<_> = mask.iter().map(ToString::to_string).collect();
        let update_mask = (!paths.is_empty()).then_some(prost_types::FieldMask { paths });
        self.accounts.update_account(v1::UpdateAccountRequest { account, update_mask }).await
    }

    /// Switches an account off or on.
    pub async fn switch(&mut self, id: &str, disabled: bool) {
        let account = v1::Account { disabled, ..Default::default() };
        self.update_account(id, account, &["disabled"]).await.unwrap();
    }

    /// Sets all quotas of an account; `None` is no limit.
    pub async fn limit(&mut self, id: &str, quotas: v1::AccountQuotas) {
        let account = v1::Account { quotas: Some(quotas), ..Default::default() };
        self.update_account(id, account, &["quotas"]).await.unwrap();
    }

    pub async fn delete_account(&mut self, id: &str, etag: &str) -> Answer<v1::DeleteAccountResponse> {
        let (name, etag) = (format!("accounts/{id}"), etag.to_owned());
        self.accounts.delete_account(v1::DeleteAccountRequest { name, etag }).await
    }

    /// The audit of a parent, first page, the newest first.
    pub async fn audit(&mut self, parent: &str) -> Vec<v1::AuditEntry> {
        let parent = parent.to_owned();
        let request = v1::ListAuditEntriesRequest { parent, page_size: 1000, ..Default::default() };
        self.audit.list_audit_entries(request).await.unwrap().into_inner().audit_entries
    }
}
