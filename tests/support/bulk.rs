//! Imports and exports, as a caller makes them.

use super::Client;
use rollcall::pb::v1::{self, import_users_request, import_users_response::Message};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};

/// All that an import answered.
#[derive(Debug, Default)]
pub struct Imported {
    pub progress: Vec<v1::ImportUsersProgress>,
    pub errors: Vec<v1::ImportUsersRowError>,
    pub generated: Vec<v1::ImportUsersGeneratedRow>,
    pub summary: Option<v1::ImportUsersSummary>,
}

impl Imported {
    /// Received, created, bad, and whether anything was committed.
    pub fn counts(&self) -> (i64, i64, i64, bool) {
        let s = self.summary.as_ref().expect("a summary");
        (s.received_count, s.created_count, s.error_count, s.committed)
    }

    /// The bad rows with their reasons and fields.
    pub fn bad(&self) -> Vec<(i64, &'static str, Vec<&str>)> {
        let bad = self.errors.iter().map(|e| {
            let fields = e.field_violations.iter().map(|v| v.field.as_str()).collect();
            (e.row, e.reason().as_str_name().trim_start_matches("ERROR_REASON_"), fields)
        });
        bad.collect()
    }
}

pub fn config(domain: &str, mode: v1::ImportMode) -> v1::ImportUsersConfig {
    v1::ImportUsersConfig { parent: format!("domains/{domain}"), mode: mode.into(), ..Default::default() }
}

pub fn best_effort(domain: &str) -> v1::ImportUsersConfig {
    config(domain, v1::ImportMode::BestEffort)
}

pub fn atomic(domain: &str) -> v1::ImportUsersConfig {
    config(domain, v1::ImportMode::Atomic)
}

pub fn of_config(config: v1::ImportUsersConfig) -> v1::ImportUsersRequest {
    v1::ImportUsersRequest { message: Some(import_users_request::Message::Config(config)) }
}

pub fn of_rows(rows: Vec<v1::ImportUsersRow>) -> v1::ImportUsersRequest {
    let rows = v1::ImportUsersRows { rows };
    v1::ImportUsersRequest { message: Some(import_users_request::Message::Rows(rows)) }
}

/// Rows of these users, numbered from 1.
pub fn rows(users: impl IntoIterator<Item = v1::User>) -> Vec<v1::ImportUsersRow> {
    let row = |(at, user)| v1::ImportUsersRow { row: at as i64 + 1, user: Some(user), credential: None };
    users.into_iter().enumerate().map(row).collect()
}

pub fn login(login: impl Into<String>) -> v1::User {
    v1::User { login: login.into(), ..Default::default() }
}

/// An import that is written to message by message.
pub struct Importing {
    pub requests: mpsc::Sender<v1::ImportUsersRequest>,
    pub answers: Streaming<v1::ImportUsersResponse>,
}

impl Importing {
    pub async fn send(&self, request: v1::ImportUsersRequest) {
        self.requests.send(request).await.unwrap();
    }

    /// Half-closes, and reads to the end.
    pub async fn finish(self) -> Result<Imported, Status> {
        drop(self.requests);
        read(self.answers).await
    }
}

/// Reads all answers.
pub async fn read(mut answers: Streaming<v1::ImportUsersResponse>) -> Result<Imported, Status> {
    let mut all = Imported::default();
    while let Some(answer) = answers.message().await? {
        assert!(all.summary.is_none(), "the summary is the last message");
        match answer.message.expect("a message") {
            Message::Progress(progress) => all.progress.push(progress),
            Message::Errors(errors) => all.errors.extend(errors.errors),
            Message::Generated(generated) => all.generated.extend(generated.rows),
            Message::Summary(summary) => all.summary = Some(summary),
        }
    }
    Ok(all)
}

impl Client {
    pub async fn begin_import(&mut self) -> Importing {
        let (requests, stream) = mpsc::channel(4);
        let answers = self.users.import_users(ReceiverStream::new(stream)).await.unwrap().into_inner();
        Importing { requests, answers }
    }

    /// Sends these messages, half-closes, and reads the answers.
    pub async fn import_messages(
        &mut self,
        messages: Vec<v1::ImportUsersRequest>,
    ) -> Result<Imported, Status> {
        let answers = self.users.import_users(tokio_stream::iter(messages)).await?.into_inner();
        read(answers).await
    }

    pub async fn import(
        &mut self,
        config: v1::ImportUsersConfig,
        rows: Vec<v1::ImportUsersRow>,
    ) -> Result<Imported, Status> {
        let batches = rows.chunks(1000).map(|rows| of_rows(rows.to_vec()));
        self.import_messages(std::iter::once(of_config(config)).chain(batches).collect()).await
    }

    pub async fn export(&mut self, domain: &str) -> Result<Vec<v1::ImportUsersRow>, Status> {
        let request = v1::ExportUsersRequest { parent: format!("domains/{domain}"), ..Default::default() };
        let mut answers = self.users.export_users(request).await?.into_inner();
        let mut rows = Vec::new();
        while let Some(answer) = answers.message().await? {
            rows.extend(answer.rows);
        }
        Ok(rows)
    }
}
