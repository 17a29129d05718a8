//! Reading several resources of one parent at once (AIP-231).

use super::error;
use crate::directory::Violations;
use crate::model::{DomainName, UserName};
use tonic::Status;

/// Users that one call may name.
const MAX_NAMES: usize = 1000;

/// The names of a request, all of them below `parent`: a domain, or `domains/-` for any.
pub(super) fn names(parent: &str, names: &[String]) -> Result<Vec<UserName>, Status> {
    let mut found = Violations::default();
    let domain = match parent {
        "domains/-" => None,
        name => found.parse("parent", name, DomainName::parse),
    };
    if !(1..=MAX_NAMES).contains(&names.len()) {
        found.add("names", format_args!("1 to {MAX_NAMES} users"), names.len());
    }
    let mut parsed = Vec::with_capacity(names.len().min(MAX_NAMES));
    for (at, text) in names.iter().enumerate().take(MAX_NAMES) {
        let field = format!("names[{at}]");
        let Some(name) = found.parse(&field, text, UserName::parse) else { continue };
        match &domain {
            Some(domain) if name.domain != domain.0 => {
                found.add(&field, format_args!("is of the parent, {domain}"), text);
            }
            _ => parsed.push(name),
        }
    }
    found.check().map_err(error::of_directory)?;
    Ok(parsed)
}
