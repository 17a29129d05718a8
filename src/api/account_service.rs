//! `rollcall.v1.AccountService`.

use super::{call, convert, error, list, once};
use crate::directory::{ACCOUNT_PATHS, CreateAccount, DeleteAccount, Directory, UpdateAccount};
use crate::model::{ACCOUNTS, Account, AccountName};
use crate::pb::{server::account_service_server::AccountService, v1};
use tonic::{Request, Response, Status, async_trait};

pub(super) struct Service {
    pub(super) directory: Directory,
}

fn created(account: &Account) -> v1::CreateAccountResponse {
    v1::CreateAccountResponse { account: Some(convert::account(account)) }
}

#[async_trait]
impl AccountService for Service {
    async fn create_account(
        &self,
        request: Request<v1::CreateAccountRequest>,
    ) -> Result<Response<v1::CreateAccountResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let once = once::read("CreateAccount", &request.request_id, &request, created)?;
        let v1::CreateAccountRequest { account_id, account, .. } = request;
        let create = CreateAccount { account_id, draft: convert::account_draft(account.unwrap_or_default()) };
        let done = self.directory.create_account(&caller, create, once).await;
        Ok(Response::new(once::answer(done, created)?))
    }

    async fn get_account(
        &self,
        request: Request<v1::GetAccountRequest>,
    ) -> Result<Response<v1::GetAccountResponse>, Status> {
        let caller = call::caller(&request)?;
        let name = call::name("name", &request.into_inner().name, AccountName::parse)?;
        let account = self.directory.account(&caller, &name).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::GetAccountResponse { account: Some(convert::account(&account)) }))
    }

    async fn list_accounts(
        &self,
        request: Request<v1::ListAccountsRequest>,
    ) -> Result<Response<v1::ListAccountsResponse>, Status> {
        let caller = call::caller(&request)?;
        let request = request.into_inner();
        let asked = list::Request {
            filter: &request.filter,
            order_by: &request.order_by,
            page_size: request.page_size,
            page_token: &request.page_token,
            ..Default::default()
        };
        let ((), asked) = list::read(&ACCOUNTS, asked, |_| Ok(()))?;
        let accounts = self.directory.accounts(&caller, &asked.listing).await;
        let mut accounts = accounts.map_err(error::of_directory)?;
        let next_page_token = asked.finish(&mut accounts);
        let accounts = accounts.iter().map(convert::account).collect();
        Ok(Response::new(v1::ListAccountsResponse { accounts, next_page_token }))
    }

    async fn update_account(
        &self,
        request: Request<v1::UpdateAccountRequest>,
    ) -> Result<Response<v1::UpdateAccountResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::UpdateAccountRequest { account, update_mask } = request.into_inner();
        let account = account.unwrap_or_default();
        let name = call::name("account.name", &account.name, AccountName::parse)?;
        let paths = call::mask(update_mask.as_ref(), ACCOUNT_PATHS, convert::ACCOUNT_IDENTIFIERS, |path| {
            convert::account_populated(&account, path)
        })?;
        let etag = account.etag.clone();
        let update = UpdateAccount { name, paths, etag, draft: convert::account_draft(account) };
        let account = self.directory.update_account(&caller, update).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::UpdateAccountResponse { account: Some(convert::account(&account)) }))
    }

    async fn delete_account(
        &self,
        request: Request<v1::DeleteAccountRequest>,
    ) -> Result<Response<v1::DeleteAccountResponse>, Status> {
        let caller = call::caller(&request)?;
        let v1::DeleteAccountRequest { name, etag } = request.into_inner();
        let delete = DeleteAccount { name: call::name("name", &name, AccountName::parse)?, etag };
        self.directory.delete_account(&caller, delete).await.map_err(error::of_directory)?;
        Ok(Response::new(v1::DeleteAccountResponse {}))
    }
}
