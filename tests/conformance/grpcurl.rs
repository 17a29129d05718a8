//! The real grpcurl.

use crate::support::{Server, grpcurl::grpcurl as program};
use std::process::Command;

/// What grpcurl prints about a server; `Err` is its standard error.
pub(crate) async fn grpcurl(server: &Server, flags: &[&str], what: &[&str]) -> Result<String, String> {
    let mut command = Command::new(program());
    command.arg("-plaintext").args(flags).arg(server.grpc().to_string()).args(what);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}
