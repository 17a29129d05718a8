//! The users that register, imported as a caller does it.

use super::phone::ha1;
use crate::{
    Outcome,
    data::{self, Database},
    process::Process,
};
use rollcall::auth::{LocalKey, NewToken, ScopeSet};
use rollcall::model::AccountId;
use rollcall::pb::v1::{
    DigestAlgorithm, ImportMode, ImportUsersConfig, ImportUsersRequest, ImportUsersRow, ImportUsersRows,
    ImportedCredential, ImportedHa1, User, import_users_request, import_users_response::Message,
    user_service_client::UserServiceClient,
};
use std::time::Duration;
use tonic::{Request, metadata::MetadataValue, transport::Endpoint};

/// As many rows as a message may have.
const ROWS: usize = 1000;

pub(crate) async fn import(process: &Process, database: &Database, users: usize) -> Outcome {
    let token = LocalKey::load_or_create(&process.data)?.mint(&NewToken {
        subject: "bench".to_owned(),
        account: Some(AccountId::parse(data::ACCOUNT)?),
        scopes: ScopeSet::parse("users:write"),
        ttl: Duration::from_secs(3600),
    })?;
    let bearer: MetadataValue<_> = format!("Bearer {token}").parse()?;
    let channel = Endpoint::from_shared(format!("http://{}", process.grpc))?.connect().await?;
    let config = ImportUsersConfig {
        parent: format!("domains/{}", data::DOMAIN),
        mode: ImportMode::Atomic.into(),
        ..Default::default()
    };
    let mut messages = vec![import_users_request::Message::Config(config)];
    for first in (0..users).step_by(ROWS) {
        let rows = (first..users.min(first + ROWS)).map(row).collect::<Outcome<_>>()?;
        messages.push(import_users_request::Message::Rows(ImportUsersRows { rows }));
    }
    let requests = messages.into_iter().map(|message| ImportUsersRequest { message: Some(message) });
    let mut request = Request::new(tokio_stream::iter(requests));
    request.metadata_mut().insert("authorization", bearer);
    let mut answers = UserServiceClient::new(channel).import_users(request).await?.into_inner();
    while let Some(answer) = answers.message().await? {
        match answer.message {
            Some(Message::Summary(summary)) if summary.created_count == i64::try_from(users)? => {
                return Ok(());
            }
            Some(Message::Errors(errors)) => {
                return Err(format!("imported into {}: {errors:?}", database.backend).into());
            }
            _ => {}
        }
    }
    Err("not everyone was imported".into())
}

fn row(n: usize) -> Outcome<ImportUsersRow> {
    let ha1 = vec![ImportedHa1 { algorithm: DigestAlgorithm::Md5.into(), hash: ha1(n) }];
    Ok(ImportUsersRow {
        row: i64::try_from(n)? + 1,
        user: Some(User { login: format!("user{n}"), ..Default::default() }),
        credential: Some(ImportedCredential { ha1, ..Default::default() }),
    })
}
