//! What people want to know of a certificate (RFC 5280 §4.1): whose it is, and when it is good. The checks that keep
//! strangers out are rustls' own; this reads what the server's own files hold.

use rustls::{
    client::verify_server_name,
    pki_types::{CertificateDer, ServerName},
    server::ParsedCertificate,
};

/// The object identifier of the common name, `2.5.4.3`.
const COMMON_NAME: &[u8] = &[0x55, 4, 3];

mod tag {
    pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
    pub(super) const UTC_TIME: u8 = 0x17;
    pub(super) const GENERALIZED_TIME: u8 = 0x18;
    pub(super) const SEQUENCE: u8 = 0x30;
    pub(super) const SET: u8 = 0x31;
    pub(super) const VERSION: u8 = 0xa0;
}

/// A certificate, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The common name of its subject, without control characters; empty: it has none.
    pub subject: String,
    /// As RFC 3339 has it.
    pub not_before: String,
    pub not_after: String,
}

impl Certificate {
    /// `None` for what is no certificate.
    pub fn read(der: &[u8]) -> Option<Self> {
        let mut certificate = Der(Der(der).take(tag::SEQUENCE)?);
        let mut signed = Der(certificate.take(tag::SEQUENCE)?);
        if signed.0.first() == Some(&tag::VERSION) {
            signed.next()?;
        }
        // The serial number, the algorithm, the issuer.
        for _ in 0..3 {
            signed.next()?;
        }
        let mut validity = Der(signed.take(tag::SEQUENCE)?);
        let (not_before, not_after) = (instant(validity.next()?)?, instant(validity.next()?)?);
        let subject = common_name(Der(signed.take(tag::SEQUENCE)?)).unwrap_or_default();
        Some(Self { subject, not_before, not_after })
    }

    /// Whether a certificate is good for a DNS name (RFC 6125), whoever signed it.
    pub fn names(der: &CertificateDer<'_>, name: &str) -> bool {
        let (Ok(parsed), Ok(name)) = (ParsedCertificate::try_from(der), ServerName::try_from(name)) else {
            return false;
        };
        verify_server_name(&parsed, &name).is_ok()
    }
}

/// What is left of a value's contents.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The next value: its tag and its contents. Certificates have no tags of several octets.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..0x80 => (usize::from(first), rest),
            _ => {
                let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let length = octets
                    .iter()
                    .try_fold(0_usize, |n, octet| n.checked_mul(256)?.checked_add(usize::from(*octet)))?;
                (length, rest)
            }
        };
        let (contents, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, contents))
    }

    /// The contents of the next value, which is to have this tag.
    fn take(&mut self, wanted: u8) -> Option<&'a [u8]> {
        self.next().filter(|(tag, _)| *tag == wanted).map(|(_, contents)| contents)
    }
}

/// Of a subject, which is a sequence of sets of pairs.
fn common_name(mut subject: Der<'_>) -> Option<String> {
    while let Some(set) = subject.take(tag::SET) {
        let mut pair = Der(Der(set).take(tag::SEQUENCE)?);
        if pair.take(tag::OBJECT_IDENTIFIER)? == COMMON_NAME {
            let (_, text) = pair.next()?;
            return Some(String::from_utf8_lossy(text).replace(char::is_control, ""));
        }
    }
    None
}

/// `261124120000Z` and `20261124120000Z` (RFC 5280 §4.1.2.5).
fn instant((tag, digits): (u8, &[u8])) -> Option<String> {
    let digits = std::str::from_utf8(digits).ok()?.strip_suffix('Z')?;
    let (year, rest) = match tag {
        tag::UTC_TIME => {
            let (year, rest) = digits.split_at_checked(2)?;
            (format!("{}{year}", if year < "50" { "20" } else { "19" }), rest)
        }
        tag::GENERALIZED_TIME => {
            let (year, rest) = digits.split_at_checked(4)?;
            (year.to_owned(), rest)
        }
        _ => return None,
    };
    let good = rest.len() == 10 && digits.bytes().all(|b| b.is_ascii_digit());
    let part = |at: usize| rest.get(at..at + 2);
    good.then_some(())?;
    Some(format!("{year}-{}-{}T{}:{}:{}Z", part(0)?, part(2)?, part(4)?, part(6)?, part(8)?))
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
        for (year, not_after) in [(2049, "2049-02-01T00:00:00Z"), (2050, "2050-02-01T00:00:00Z")] {
            let der = certificate(year);
            let read = Certificate::read(&der).unwrap();
            let wanted = Certificate {
                subject: "sipé".into(),
                not_before: "1999-12-31T00:00:00Z".into(),
                not_after: not_after.into(),
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
