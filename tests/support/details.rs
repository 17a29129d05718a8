//! An error of the API, taken apart: google.rpc.Status in `grpc-status-details-bin`.

use prost::Message;
use rollcall::pb::v1::RefusedValues;
use std::collections::BTreeMap;
use tonic::{Code, Response, Status};
use tonic_types::pb;

/// What an error says.
#[derive(Debug, Clone)]
pub struct Failure {
    pub code: Code,
    pub message: String,
    pub reason: String,
    pub metadata: BTreeMap<String, String>,
    /// Paths of bad fields, in the order given.
    pub fields: Vec<String>,
    /// Refused values by path.
    pub refused: BTreeMap<String, String>,
    /// The types of all details, without their package's host.
    pub details: Vec<String>,
}

impl Failure {
    /// Panics unless the error has exactly one ErrorInfo, of our domain.
    pub fn of(status: &Status) -> Self {
        let decoded = pb::Status::decode(status.details()).expect("details are a google.rpc.Status");
        assert_eq!(decoded.code, i32::from(status.code()), "{status:?}");
        assert_eq!(decoded.message, status.message(), "{status:?}");
        let all = |name: &str| {
            let of_type = decoded.details.iter().filter(|any| any.type_url.ends_with(name));
            of_type.map(|any| any.value.clone()).collect::<Vec<_>>()
        };
        let infos = all("/google.rpc.ErrorInfo");
        assert_eq!(infos.len(), 1, "exactly one ErrorInfo: {status:?}");
        let info = pb::ErrorInfo::decode(&infos[0][..]).unwrap();
        assert_eq!(info.domain, "rollcall.dev");
        let bad = all("/google.rpc.BadRequest");
        let refused = all("/rollcall.v1.RefusedValues");
        let type_name = |any: &prost_types::Any| any.type_url.rsplit('/').next().unwrap().to_owned();
        Self {
            code: status.code(),
            message: status.message().to_owned(),
            reason: info.reason,
            metadata: info.metadata.into_iter().collect(),
            fields: bad
                .iter()
                .flat_map(|b| pb::BadRequest::decode(&b[..]).unwrap().field_violations)
                .map(|v| v.field)
                .collect(),
            refused: refused
                .iter()
                .flat_map(|b| RefusedValues::decode(&b[..]).unwrap().values)
                .map(|v| (v.field, v.value))
                .collect(),
            details: decoded.details.iter().map(type_name).collect(),
        }
    }

    /// The code and the reason, to compare in one go.
    pub fn kind(&self) -> (Code, &str) {
        (self.code, &self.reason)
    }
}

/// The error of a call that must fail.
pub fn refused<T>(answer: Result<Response<T>, Status>) -> Failure {
    match answer {
        Ok(_) => panic!("the call should have failed"),
        Err(status) => Failure::of(&status),
    }
}
