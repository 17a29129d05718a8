//! What clap has to say: help and version as they are, errors as one line and exit code 64.

use super::{failure::Failure, output};
use clap::error::ErrorKind;

pub(super) fn answer(error: &clap::Error) -> Result<(), Failure> {
    let text = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => output::print(&text),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            output::note(text.trim_end());
            Err(Failure::usage(""))
        }
        _ => Err(Failure::usage(one_line(&text))),
    }
}

/// Clap's paragraphs joined, without the usage and the pointer to the help.
fn one_line(text: &str) -> String {
    let kept = text
        .split("\n\n")
        .filter(|paragraph| {
            !paragraph.starts_with("Usage:") && !paragraph.starts_with("For more information")
        })
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty());
    let line = kept.collect::<Vec<_>>().join("; ");
    line.strip_prefix("error: ").unwrap_or(&line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::Cli;
    use super::*;
    use clap::Parser;

    fn error(line: &str) -> Failure {
        let failure = answer(&Cli::try_parse_from(line.split(' ')).unwrap_err()).unwrap_err();
        assert!(failure.exit == 64 && !failure.message.contains('\n'), "{failure:?}");
        failure
    }

    #[test]
    fn an_error_is_one_line() {
        let message = error("rollcall serve --grpc-listn x").message;
        assert_eq!(
            message,
            "unexpected argument '--grpc-listn' found; tip: a similar argument exists: '--grpc-listen'"
        );
        assert!(error("rollcall token").message.contains("--account <ACCOUNT>"));
        assert!(
            error("rollcall domain list --format xml").message.contains("[possible values: table, json]")
        );
        assert!(error("rollcall user get alice").message.contains("alice@example.com"));
        assert!(error("rollcall serve --node").message.contains("--node <NAME>"));
    }
}
