//! What people want to know of a certificate (RFC 5280 §4.1): whose it is, and when it is good. The checks that keep
//! strangers out are rustls' own; this reads what the server's own files hold.

use rustls::{
    client::verify_server_name,
    pki_types::{CertificateDer, ServerName},
    server::ParsedCertificate,
};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use x509_parser::prelude::{ASN1Time, FromDer, X509Certificate};

/// A certificate, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The common name of its subject, without control characters; empty: it has none.
    pub subject: String,
    pub not_before: SystemTime,
    pub not_after: SystemTime,
}

impl Certificate {
    /// `None` for what is no certificate.
    pub fn read(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let name = certificate.subject().iter_common_name().next().and_then(|name| name.as_str().ok());
        let validity = certificate.validity();
        Some(Self {
            subject: name.unwrap_or_default().replace(char::is_control, ""),
            not_before: instant(validity.not_before)?,
            not_after: instant(validity.not_after)?,
        })
    }

    /// Whether a certificate is good for a DNS name (RFC 6125), whoever signed it.
    pub fn names(der: &CertificateDer<'_>, name: &str) -> bool {
        let (Ok(parsed), Ok(name)) = (ParsedCertificate::try_from(der), ServerName::try_from(name)) else {
            return false;
        };
        verify_server_name(&parsed, &name).is_ok()
    }
}

fn instant(time: ASN1Time) -> Option<SystemTime> {
    let seconds = time.timestamp();
    let apart = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { UNIX_EPOCH.checked_sub(apart) } else { UNIX_EPOCH.checked_add(apart) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

    fn certificate(not_after: i32) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["acme.test".to_owned(), "*.b.test".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::OrganizationName, "Acme");
        params.distinguished_name.push(DnType::CommonName, "sip\u{1b}é");
        params.not_before = date_time_ymd(1999, 12, 31);
        params.not_after = date_time_ymd(not_after, 2, 1);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().clone()
    }

    #[test]
    fn whose_it_is_and_when_it_is_good() {
        for (year, not_after) in [(2049, 2_495_750_400), (2050, 2_527_286_400)] {
            let der = certificate(year);
            let read = Certificate::read(&der).unwrap();
            let wanted = Certificate {
                subject: "sipé".into(),
                not_before: UNIX_EPOCH + Duration::from_secs(946_598_400),
                not_after: UNIX_EPOCH + Duration::from_secs(not_after),
            };
            assert_eq!(read, wanted);
            for (name, is) in [("acme.test", true), ("x.b.test", true), ("b.test", false), ("-", false)] {
                assert_eq!(Certificate::names(&der, name), is, "{name}");
            }
            for end in 0..der.len() {
                assert_eq!(Certificate::read(&der[..end]), None, "{end}");
            }
        }
        assert_eq!(Certificate::read(b"nonsense"), None);
    }
}
