//! What a phone sees of the certificates that a listener shows.

use super::remedy::Fault;
use crate::model::Time;
use crate::tls::{Certificate, ReloadingTls};
use rustls::pki_types::CertificateDer;
use std::time::SystemTime;

/// What to say of them, the server's own first; a fault when one of them is not good now. Who signed it, and whether a
/// phone believes that, is between the two.
pub(super) fn look(
    chain: &[CertificateDer<'static>],
    domain: &str,
    tls: &ReloadingTls,
    now: Time,
) -> Result<String, Fault> {
    let mut said = String::new();
    for (at, der) in chain.iter().enumerate() {
        let which = if at == 0 { "the certificate" } else { "an intermediate certificate" };
        let Some(Certificate { subject, not_before, not_after }) = Certificate::read(der) else {
            return Err(Fault::new(format!("{which} cannot be read"), renew(tls)));
        };
        let of = if subject.is_empty() { String::new() } else { format!(" of {subject:?}") };
        if now < not_before.into() {
            let remedy = format!("see whether this machine's clock is right; else {}", renew(tls));
            return Err(Fault::new(
                format!("{which}{of} is not valid before {}", said_as(not_before)),
                remedy,
            ));
        }
        if now > not_after.into() {
            return Err(Fault::new(format!("{which}{of} expired at {}", said_as(not_after)), renew(tls)));
        }
        if at == 0 {
            let names = if Certificate::names(der, domain) { "names" } else { "does not name" };
            said = format!("certificate{of} until {}, {names} {domain}", said_as(not_after));
        }
    }
    Ok(said)
}

/// An instant as RFC 3339 has it.
fn said_as(time: SystemTime) -> prost_types::Timestamp {
    time.into()
}

fn renew(tls: &ReloadingTls) -> String {
    let renew = "renew the files of --sip-tls-cert and --sip-tls-key, or of --tls-cert and --tls-key: they are taken \
                 within five seconds";
    if tls.refused() {
        return format!("{renew}. Newer ones are there, but bad: the server's log names the file at fault");
    }
    renew.to_owned()
}
