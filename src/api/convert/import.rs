//! Rows of imports and exports.

use super::{algorithm_of, generated, known, user, user_draft};
use crate::api::error;
use crate::directory::{
    CredentialDraft, GeneratedRow, ImportCounts, ImportRow, ImportSummary, RowError, Violation,
};
use crate::model::User;
use crate::pb::v1::{self, import_users_response::Message};
use tonic_types::pb::bad_request::FieldViolation;

pub(in crate::api) fn import_row(row: v1::ImportUsersRow) -> ImportRow {
    let v1::ImportUsersRow { row, user, credential } = row;
    let mut draft = user_draft(user.unwrap_or_default());
    let credential = credential.map(|credential| CredentialDraft {
        ha1: credential
            .ha1
            .into_iter()
            .enumerate()
            .map(|(at, ha1)| {
                let field = format!("credential.ha1[{at}].algorithm");
                (known(&field, ha1.algorithm, algorithm_of, &mut draft.found), ha1.hash)
            })
            .collect(),
        auth_username: credential.auth_username,
        realm: credential.realm,
    });
    ImportRow { row, draft, credential }
}

/// A user as an import takes it: without what the server makes.
pub(in crate::api) fn export_row(row: i64, u: &User) -> v1::ImportUsersRow {
    let mut user = v1::User {
        name: String::new(),
        uid: String::new(),
        create_time: None,
        update_time: None,
        etag: String::new(),
        presence: None,
        delete_time: None,
        purge_time: None,
        domain: None,
        ..user(u, &[])
    };
    if user.call_policy == Some(v1::CallPolicy::default()) {
        user.call_policy = None;
    }
    v1::ImportUsersRow { row, user: Some(user), credential: None }
}

fn row_error(bad: RowError) -> v1::ImportUsersRowError {
    let (reason, message) = error::told(bad.error);
    let refused =
        |v: &Violation| Some(v1::RefusedValue { field: v.field.clone(), value: v.refused.clone()? });
    let refused_values = bad.fields.iter().filter_map(refused).collect();
    let field =
        |v: Violation| FieldViolation { field: v.field, description: v.description, ..Default::default() };
    let field_violations = bad.fields.into_iter().map(field).collect();
    let (row, login, reason) = (bad.row, bad.login, reason.into());
    v1::ImportUsersRowError { row, login, reason, message, field_violations, refused_values }
}

pub(in crate::api) fn row_errors(bad: Vec<RowError>) -> Vec<v1::ImportUsersResponse> {
    let errors = bad.into_iter().map(row_error).collect();
    by_size(errors, |errors| response(Message::Errors(v1::ImportUsersErrors { errors })))
}

pub(in crate::api) fn generated_rows(rows: Vec<GeneratedRow>) -> Vec<v1::ImportUsersResponse> {
    let row = |r: GeneratedRow| v1::ImportUsersGeneratedRow {
        row: r.row,
        user: r.user.to_string(),
        generated: generated(&r.generated),
        auth_username: r.auth_username,
    };
    let rows = rows.into_iter().map(row).collect();
    by_size(rows, |rows| response(Message::Generated(v1::ImportUsersGenerated { rows })))
}

pub(in crate::api) fn progress(counts: ImportCounts) -> v1::ImportUsersResponse {
    response(Message::Progress(v1::ImportUsersProgress {
        received_count: count(counts.received),
        checked_count: count(counts.checked),
        error_count: count(counts.errors),
        committed_count: count(counts.committed),
    }))
}

pub(in crate::api) fn summary(summary: ImportSummary) -> v1::ImportUsersResponse {
    response(Message::Summary(v1::ImportUsersSummary {
        received_count: count(summary.received),
        created_count: count(summary.created),
        error_count: count(summary.errors),
        committed: summary.committed,
    }))
}

fn response(message: Message) -> v1::ImportUsersResponse {
    v1::ImportUsersResponse { message: Some(message) }
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Octets of one message: clients take no more than 4 MiB unless they are told to.
const MESSAGE: usize = 1 << 20;

/// Messages of these parts, none too large unless one part is.
pub(in crate::api) fn by_size<T: prost::Message, M>(parts: Vec<T>, message: impl Fn(Vec<T>) -> M) -> Vec<M> {
    let (mut messages, mut gathered, mut size) = (Vec::new(), Vec::new(), 0);
    for part in parts {
        let more = part.encoded_len();
        if size + more > MESSAGE && !gathered.is_empty() {
            messages.push(message(std::mem::take(&mut gathered)));
            size = 0;
        }
        size += more;
        gathered.push(part);
    }
    if !gathered.is_empty() {
        messages.push(message(gathered));
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_not_too_large() {
        let parts = |n: usize, size: usize| vec!["x".repeat(size); n];
        let sizes = |parts: Vec<String>| by_size(parts, |part| part.len());
        assert_eq!(sizes(parts(0, 0)), [0; 0]);
        assert_eq!(sizes(parts(10, 100)), [10]);
        assert_eq!(sizes(parts(3, 600_000)), [1, 1, 1]);
        assert_eq!(sizes(parts(3, 2_000_000)), [1, 1, 1]);
        assert_eq!(sizes(parts(5, 400_000)), [2, 2, 1]);
    }
}
