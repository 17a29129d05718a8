//! Why a command failed: what to print, and the exit code.

use super::output;
use crate::config::ConfigError;
use std::{error::Error, fmt, io, process::ExitCode};
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// The command line or the configuration is wrong (sysexits' EX_USAGE).
pub(super) const USAGE: u8 = 64;
/// The server refused the data (EX_DATAERR).
pub(super) const DATA: u8 = 65;
/// The server cannot be reached (EX_UNAVAILABLE).
pub(super) const UNAVAILABLE: u8 = 69;
/// Not permitted (EX_NOPERM).
pub(super) const PERMISSION: u8 = 77;

/// After an answer that did not come in time.
const SLOW: &str = "\n  what to do: the server or its database is slow or away; the server's log and its health (/readyz) say which";

/// A failed command.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: u8,
    /// Without `error: `. Empty: nothing is printed.
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(exit: u8, message: impl fmt::Display) -> Self {
        Self { exit, message: message.to_string() }
    }

    pub(super) fn usage(message: impl fmt::Display) -> Self {
        Self::new(USAGE, message)
    }

    pub(super) fn other(message: impl fmt::Display) -> Self {
        Self::new(1, message)
    }

    /// Standard output failed. That its reader went away is no error.
    pub(super) fn output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self { exit: 0, message: String::new() },
            _ => Self::other(format_args!("cannot write to standard output: {error}")),
        }
    }

    /// Prints it and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        if !self.message.is_empty() {
            output::note(&format!("error: {}", self.message));
        }
        ExitCode::from(self.exit)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage(error)
    }
}

impl From<rollcall_client::Error> for Failure {
    fn from(error: rollcall_client::Error) -> Self {
        match error {
            rollcall_client::Error::Status(status) => Self::from(*status),
            rollcall_client::Error::Token(why) => Self::new(PERMISSION, why),
            other => Self::usage(other),
        }
    }
}

/// `CODE REASON: message`, then a line for every bad field.
impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        let status = match (status.code(), status.source()) {
            // Not the server's answer, but the connection's end.
            (_, Some(source)) => Status::unavailable(format!("the connection broke: {}", root(source))),
            _ => status,
        };
        let mut message = code_name(status.code()).to_owned();
        if let Some(reason) = reason(&status) {
            message = format!("{message} {}", output::printable(&reason));
        }
        message = format!("{message}: {}", output::printable(status.message()));
        for violation in status.get_details_bad_request().map(|b| b.field_violations).unwrap_or_default() {
            let (field, why) =
                (output::printable(&violation.field), output::printable(&violation.description));
            message += &format!("\n  {field}: {why}");
        }
        if status.code() == Code::DeadlineExceeded {
            message += SLOW;
        }
        let exit = match status.code() {
            Code::InvalidArgument | Code::OutOfRange => DATA,
            Code::Unauthenticated | Code::PermissionDenied => PERMISSION,
            Code::Unavailable | Code::DeadlineExceeded => UNAVAILABLE,
            _ => 1,
        };
        Self { exit, message }
    }
}

/// The value of `ErrorReason` that the server gave, without its prefix.
pub(super) fn reason(status: &Status) -> Option<String> {
    status.get_details_error_info().map(|info| info.reason).filter(|reason| !reason.is_empty())
}

/// The innermost cause, which is the one that tells something.
pub(super) fn root(error: &(dyn Error + 'static)) -> String {
    let mut root = error;
    while let Some(cause) = root.source() {
        root = cause;
    }
    root.to_string()
}

fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::ErrorDetails;

    #[test]
    fn a_status_names_code_reason_and_fields() {
        let mut details = ErrorDetails::new();
        details.set_error_info("FIELD_INVALID", "rollcall.dev", std::collections::HashMap::new());
        details.add_bad_request_violation("user.email", "not an address");
        details.add_bad_request_violation("user_id", "too long\u{1b}[2J");
        let status = Status::with_error_details(Code::InvalidArgument, "2 fields are wrong", details);
        let failure = Failure::from(status);
        assert_eq!(failure.exit, 65);
        assert_eq!(
            failure.message,
            "INVALID_ARGUMENT FIELD_INVALID: 2 fields are wrong\n  user.email: not an address\n  user_id: too long\\u{1b}[2J"
        );
    }

    #[test]
    fn exit_codes() {
        let exit = |code| Failure::from(Status::new(code, "x")).exit;
        let codes = [
            Code::Unavailable,
            Code::Unauthenticated,
            Code::PermissionDenied,
            Code::NotFound,
            Code::Cancelled,
        ];
        assert_eq!(codes.map(exit), [69, 77, 77, 1, 1]);
        assert_eq!(Failure::from(Status::not_found("gone")).message, "NOT_FOUND: gone");
        let late = Failure::from(Status::deadline_exceeded("not done"));
        assert_eq!((late.exit, late.message), (69, format!("DEADLINE_EXCEEDED: not done{SLOW}")));
    }

    #[test]
    fn a_closed_pipe_is_quiet() {
        let failure = Failure::output(&io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((failure.exit, failure.message.as_str()), (0, ""));
    }
}
