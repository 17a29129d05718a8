//! What a phone that asks for a GRUU may not register (RFC 5627 §5.1).

use crate::model::{ContactUri, UserRef};
use crate::registrar::Contacts;
use crate::sip::message::Refusal;

/// Refuses a device that is to be reached by the address of record, or by a GRUU of it, which to §19.1.4 of RFC 3261 is
/// the same: what is sent there would come back for ever.
pub(super) fn check(contacts: &Contacts, expires: Option<u32>, user: &UserRef) -> Result<(), Refusal> {
    let Contacts::Each(contacts) = contacts else { return Ok(()) };
    let stays = |own: Option<u32>| own.or(expires) != Some(0);
    let mut asking = contacts.iter().filter(|contact| contact.gruu && stays(contact.expires)).peekable();
    if asking.peek().is_none() {
        return Ok(());
    }
    let aor = ContactUri::parse(&format!("sip:{}@{}", user.login, user.domain));
    if aor.is_ok_and(|aor| asking.any(|contact| contact.uri.equivalent(&aor))) {
        return Err(Refusal::new(403, "Contact Is the Address of Record"));
    }
    Ok(())
}
