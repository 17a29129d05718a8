//! The messages and the clients in Rust, for `clients/rust`.

use crate::{Outcome, file};
use prost_types::{
    FileDescriptorSet,
    compiler::{CodeGeneratorRequest, code_generator_response::File},
};
use std::fs;

/// Messages that hold secrets write their own Debug, in clients/rust/src/redacted.rs.
const SECRET: [&str; 12] = [
    ".rollcall.v1.AcceptInvitationRequest",
    ".rollcall.v1.CreateInvitationResponse",
    ".rollcall.v1.DelegatedAuthentication",
    ".rollcall.v1.FetchHa1Response",
    ".rollcall.v1.GeneratedSecrets",
    ".rollcall.v1.ImportedHa1",
    ".rollcall.v1.RegisterRequest",
    ".rollcall.v1.ResetRegistrationCredentialsRequest",
    ".rollcall.v1.SipRegister",
    ".rollcall.v1.SipSettings",
    ".rollcall.v1.User",
    ".rollcall.v1.VerifyUserPasswordRequest",
];

/// What of it is kept, and under which name. Of Google's types only the civil date is used.
const KEPT: [(&str, &str); 2] =
    [("rollcall.v1.rs", "rollcall.v1.rs"), ("google.r#type.rs", "google.type.rs")];

pub(crate) fn files(request: &CodeGeneratorRequest) -> Outcome<Vec<File>> {
    let out = tempfile::tempdir()?;
    tonic_prost_build::configure()
        .emit_rerun_if_changed(false)
        .build_server(false)
        .out_dir(out.path())
        // Maps in order: a request that is sent again encodes as it did.
        .btree_map(".")
        .extern_path(".google.rpc", "::tonic_types::pb")
        .skip_debug(SECRET)
        .compile_fds(FileDescriptorSet { file: request.proto_file.clone() })?;
    KEPT.into_iter().map(|(from, to)| Ok(file(to, fs::read_to_string(out.path().join(from))?))).collect()
}
