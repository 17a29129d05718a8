//! Logs: one line per event on standard error, for people or as JSON.

use std::{io, io::IsTerminal, str::FromStr};
use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer, Registry, fmt, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// Text, with colours on a terminal.
    #[default]
    Human,
    /// One JSON object per line, the event's fields at its top level.
    Json,
}

/// Why logging cannot start. The text has no name of a flag; the caller has.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("a log format is one of human, json")]
    Format,
    #[error("the log filter cannot be read: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    #[error("logging was started already")]
    AlreadyStarted,
}

impl FromStr for LogFormat {
    type Err = LogError;

    fn from_str(text: &str) -> Result<Self, LogError> {
        match text {
            "human" => Ok(Self::Human),
            "json" => Ok(Self::Json),
            _ => Err(LogError::Format),
        }
    }
}

/// Libraries that tell at `info` what nobody asked; a directive of their own in the filter brings it back.
const QUIET: &str = "sqlx=warn,sea_orm_migration=warn";

/// Starts logging to standard error. `filter` is a list like `info,rollcall::sip=debug`.
///
/// # Errors
/// [`LogError::Filter`] when any part of the filter is wrong, [`LogError::AlreadyStarted`] the second time.
pub fn init(format: LogFormat, filter: &str) -> Result<(), LogError> {
    let colours = io::stderr().is_terminal();
    subscriber(format, filter, colours, io::stderr)?.try_init().map_err(|_| LogError::AlreadyStarted)
}

fn subscriber<W>(
    format: LogFormat,
    filter: &str,
    colours: bool,
    writer: W,
) -> Result<impl Subscriber + Send + Sync, LogError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::builder().parse(format!("{QUIET},{filter}"))?;
    let lines = fmt::layer::<Registry>().with_writer(writer).with_ansi(colours);
    let lines = match format {
        LogFormat::Human => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    Ok(Registry::default().with(lines).with(filter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, filter: &str) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = subscriber(format, filter, false, move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("rpc", request_id = "r-1");
            span.in_scope(|| tracing::info!(code = "OK", "rpc finished"));
            tracing::debug!("not this one");
        });
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn json_is_one_object_per_line() {
        let text = logged(LogFormat::Json, "info");
        assert_eq!(text.lines().count(), 1, "{text}");
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["message"], "rpc finished");
        assert_eq!(line["code"], "OK");
        assert_eq!(line["span"]["request_id"], "r-1");
    }

    #[test]
    fn human_is_one_plain_line() {
        let text = logged(LogFormat::Human, "warn,rollcall=info");
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains("rpc finished") && text.contains("request_id=\"r-1\""), "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }

    #[test]
    fn the_filter_applies() {
        assert_eq!(logged(LogFormat::Human, "error"), "");
        assert_eq!(logged(LogFormat::Human, "trace").lines().count(), 2);
    }

    #[test]
    fn a_wrong_filter_or_format_is_an_error() {
        for filter in ["rollcall=loud", "info,=,", "[unclosed=info"] {
            assert!(matches!(init(LogFormat::Human, filter), Err(LogError::Filter(_))), "{filter}");
        }
        assert!(matches!("xml".parse::<LogFormat>(), Err(LogError::Format)));
        assert_eq!("json".parse::<LogFormat>().unwrap(), LogFormat::Json);
    }
}
