//! How single values are written. Every function says in its error how to write it right.

use super::{JwksSource, WebOrigin};
use crate::{model::Transport, telemetry::LogFormat};
use std::{
    fs::File,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};
use tracing_subscriber::EnvFilter;

/// A span of time: `250ms`, `10s`, `5m`, `1h`, `7d`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let why = || "a duration is a whole number and a unit: 250ms, 10s, 5m, 1h, 7d".to_owned();
    let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(why)?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| why())?;
    let seconds = match unit {
        "ms" => return Ok(Duration::from_millis(number)),
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(why()),
    };
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(|| "the duration is too long".to_owned())
}

/// A span of time that is not empty.
pub(super) fn interval(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("must be longer than 0".to_owned()),
        some => Ok(some),
    }
}

/// How long something is kept: so that the instant when it goes can be written by every client.
pub(super) fn retention(text: &str) -> Result<Duration, String> {
    const LONGEST: Duration = Duration::from_secs(3_650 * 86_400);
    duration(text).and_then(|d| if d <= LONGEST { Ok(d) } else { Err("must be at most 3650d".to_owned()) })
}

/// How long what is needed again soon is kept.
pub(super) fn history(text: &str) -> Result<Duration, String> {
    interval(text).and_then(|_| retention(text))
}

/// How many there may be.
pub(super) fn count(text: &str) -> Result<u32, String> {
    const MOST: u32 = 1_000_000_000;
    let number = text.parse().ok().filter(|n| (1..=MOST).contains(n));
    number.ok_or_else(|| format!("must be a whole number from 1 to {MOST}"))
}

/// How many there may be, where 0 is no limit.
pub(super) fn limit(text: &str) -> Result<u32, String> {
    if text == "0" { Ok(0) } else { count(text).map_err(|why| format!("{why}, or 0 for no limit")) }
}

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "an address is IP:PORT, such as 127.0.0.1:50051 or [::1]:50051".to_owned())
}

pub(super) fn sip_address(text: &str) -> Result<(Transport, SocketAddr), String> {
    let why = || "a SIP listener is PROTO:IP:PORT, such as udp:127.0.0.1:5060".to_owned();
    let (transport, rest) = text.split_once(':').ok_or_else(why)?;
    let transport = Transport::parse(transport).map_err(|e| e.0)?;
    Ok((transport, rest.parse().map_err(|_| why())?))
}

pub(super) fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

pub(super) fn path(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() { Err("must not be empty".to_owned()) } else { Ok(PathBuf::from(text)) }
}

/// A file that is there and can be read.
pub(super) fn readable(text: &str) -> Result<PathBuf, String> {
    let path = path(text)?;
    match File::open(&path).and_then(|f| f.metadata()) {
        Ok(meta) if meta.is_dir() => Err("is a directory, not a file".to_owned()),
        Ok(_) => Ok(path),
        Err(e) => Err(e.to_string()),
    }
}

pub(super) fn jwks(text: &str) -> Result<JwksSource, String> {
    if !text.contains("://") {
        return readable(text).map(JwksSource::File);
    }
    let why = || "a JWKS is a file or an https:// URL".to_owned();
    let uri: http::Uri = text.parse().map_err(|_| why())?;
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => Ok(JwksSource::Url(text.to_owned())),
        (Some("http"), Some(host)) if is_loopback_host(host) => Ok(JwksSource::Url(text.to_owned())),
        (Some("http"), Some(_)) => {
            Err("keys are not fetched in plaintext from another machine: write https://".to_owned())
        }
        _ => Err(why()),
    }
}

/// An origin as browsers write it: no path, not even `/`, no port that the scheme has anyway, and in lower case.
pub(super) fn web_origin(text: &str) -> Result<WebOrigin, String> {
    if text == "*" {
        return Ok(WebOrigin::All);
    }
    let why =
        || "an origin is such as https://portal.example or http://localhost:8080, without a path".to_owned();
    let uri: http::Uri = text.parse().map_err(|_| why())?;
    let authority = uri.authority().filter(|a| !a.as_str().contains('@')).ok_or_else(why)?;
    let origin = match uri.scheme_str() {
        Some(scheme @ ("http" | "https")) => format!("{scheme}://{authority}").to_ascii_lowercase(),
        _ => return Err(why()),
    };
    let usual =
        matches!((uri.scheme_str(), uri.port_u16()), (Some("http"), Some(80)) | (Some("https"), Some(443)));
    if usual {
        return Err("browsers leave out the port that the scheme has anyway: leave it out, too".to_owned());
    }
    if !text.eq_ignore_ascii_case(&origin) {
        return Err(why());
    }
    http::HeaderValue::from_str(&origin).map(WebOrigin::Of).map_err(|_| why())
}

/// Whether a host of a URL is this machine.
pub fn is_loopback_host(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    EnvFilter::builder().parse(text).map(|_| text.to_owned()).map_err(|e| e.to_string())
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    text.parse::<LogFormat>().map_err(|e| e.to_string())
}

pub(super) fn node(text: &str) -> Result<String, String> {
    let good = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    if (1..=64).contains(&text.len()) && text.bytes().all(good) {
        Ok(text.to_owned())
    } else {
        Err("a node's name has 1 to 64 letters, digits, '-', '_' and '.'".to_owned())
    }
}

pub(super) fn words(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("must not be empty".to_owned()) } else { Ok(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let good = [
            ("250ms", 250),
            ("0s", 0),
            ("10s", 10_000),
            ("5m", 300_000),
            ("1h", 3_600_000),
            ("1d", 86_400_000),
        ];
        for (text, ms) in good {
            assert_eq!(duration(text), Ok(Duration::from_millis(ms)), "{text}");
        }
        for bad in
            ["", "10", "s", "1.5h", "-1s", "10 s", "1w", "99999999999999999999s", "18446744073709551615h"]
        {
            assert!(duration(bad).is_err(), "{bad:?}");
        }
        assert!(interval("0s").is_err());
        assert_eq!(retention("3650d"), duration("3650d"));
        assert!(retention("3651d").is_err() && retention("0s").is_ok());
        assert!(history("0s").is_err() && history("3651d").is_err() && history("1s").is_ok());
    }

    #[test]
    fn counts() {
        assert_eq!(count("1"), Ok(1));
        assert_eq!(count("1000000000"), Ok(1_000_000_000));
        for bad in ["", "0", "-1", "1000000001", "99999999999999999999", "1e3", "ten"] {
            assert!(count(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn sip_listeners() {
        assert_eq!(
            sip_address("udp:127.0.0.1:5060").unwrap(),
            (Transport::Udp, "127.0.0.1:5060".parse().unwrap())
        );
        assert_eq!(sip_address("TLS:[::1]:0").unwrap(), (Transport::Tls, "[::1]:0".parse().unwrap()));
        for bad in ["127.0.0.1:5060", "udp", "sctp:127.0.0.1:5060", "udp:localhost:5060", "udp:127.0.0.1"] {
            assert!(sip_address(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn keys_are_not_fetched_in_plaintext() {
        assert_eq!(jwks("https://id.example/keys"), Ok(JwksSource::Url("https://id.example/keys".into())));
        assert!(jwks("http://127.0.0.1:8080/keys").is_ok());
        assert!(jwks("http://[::1]/keys").is_ok());
        assert!(jwks("http://id.example/keys").is_err());
        assert!(jwks("ftp://id.example/keys").is_err());
        assert!(jwks("/nonexistent/keys.json").is_err());
    }
}
