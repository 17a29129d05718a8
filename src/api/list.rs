//! What every list begins and ends with: filter, order and token from the request, the next token from the rows.
//!
//! A handler reads its request with [`read`], asks the directory for `asked.listing`, and lets `asked.finish` cut
//! the page and make the token. What may be filtered and ordered by is in the list's [`List`].

use super::{error, page_token};
use crate::directory::Violations;
use crate::model::{Filter, Invalid, List, Listed, Listing, Order, Place};
use tonic::Status;

/// The fields that list requests have, as far as this one has them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Request<'a> {
    pub(super) parent: &'a str,
    pub(super) filter: &'a str,
    pub(super) order_by: &'a str,
    pub(super) page_size: i32,
    pub(super) page_token: &'a str,
    pub(super) show_deleted: bool,
    pub(super) at_least: &'a str,
}

/// The page that a request asks for.
#[derive(Debug)]
pub(super) struct Asked {
    page: page_token::Asked,
    pub(super) listing: Listing,
}

/// Reads a request, and its parent with `parent`. Errors: every bad field at once; a token of another request.
pub(super) fn read<P>(
    list: &'static List,
    request: Request<'_>,
    parent: impl FnOnce(&str) -> Result<P, Invalid>,
) -> Result<(P, Asked), Status> {
    let mut found = Violations::default();
    let parent = found.parse("parent", request.parent, parent);
    let filter = found.parse("filter", request.filter, |text| Filter::parse(list.fields, text));
    let order = found.parse("order_by", request.order_by, |text| Order::parse(list, text));
    if request.page_size < 0 {
        found.add("page_size", page_token::NEGATIVE, request.page_size);
    }
    let (Some(parent), Some(filter), Some(order), true) = (parent, filter, order, found.is_empty()) else {
        return Err(found.check().map_or_else(error::of_directory, |()| error::internal("no violation")));
    };
    let flags = if request.show_deleted { "deleted" } else { "" };
    let binding = [list.resource, request.parent, request.filter, request.order_by, flags, request.at_least];
    let page = page_token::read(request.page_size, request.page_token, &binding)?;
    let after = match &page.after {
        None => None,
        Some(text) => {
            let place = serde_json::from_str(text).ok().filter(|place: &Place| place.is_of(list, order));
            Some(place.ok_or_else(page_token::invalid)?)
        }
    };
    let (limit, show_deleted) = (page.limit() as u64, request.show_deleted);
    Ok((parent, Asked { page, listing: Listing { filter, order, after, limit, show_deleted } }))
}

/// Half of what gRPC clients take in one message by default.
const PAGE_OCTETS: usize = 2 << 20;

impl Asked {
    /// Cuts what was read to the page, and makes the token of the next one.
    pub(super) fn finish<T: Listed>(&self, rows: &mut Vec<T>) -> String {
        let order = self.listing.order;
        self.page.finish(rows, |row| serde_json::to_string(&row.place(order)).unwrap_or_default())
    }

    /// The same for rows that may be large: the page has no more than fit into one message, of so many octets each.
    pub(super) fn finish_large<T: Listed>(&self, rows: &mut Vec<T>, octets: impl Fn(&T) -> usize) -> String {
        let order = self.listing.order;
        let mut sum = 0;
        let fits = |row: &&T| {
            sum += octets(row);
            sum <= PAGE_OCTETS
        };
        let most = rows.iter().take_while(fits).count();
        let place = |row: &T| serde_json::to_string(&row.place(order)).unwrap_or_default();
        self.page.finish_at(most, rows, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::USERS;
    use tonic::Code;

    fn any(_: &str) -> Result<(), Invalid> {
        Ok(())
    }

    #[test]
    fn all_bad_fields_are_told() {
        let request = Request {
            parent: "x",
            filter: "nonsense = 1",
            order_by: "nonsense",
            page_size: -1,
            ..Request::default()
        };
        let refused = read(&USERS, request, |_| Err::<(), _>(Invalid("bad".to_owned()))).unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert!(refused.message().ends_with("parent, filter, order_by, page_size"), "{refused:?}");
    }

    #[test]
    fn tokens_hold_places_of_their_order() {
        let request = Request { parent: "p", order_by: "create_time desc", ..Request::default() };
        let token = |place: &str| {
            let asked = read(&USERS, request, any).unwrap().1;
            asked.page.finish(&mut vec![""; 51], |_| place.to_owned())
        };
        let read = |place: &str| {
            let token = token(place);
            read(&USERS, Request { page_token: &token, ..request }, any).map(|(_, asked)| asked.listing.after)
        };
        let after = read(r#"{"value":5,"name":["a.test","bob"]}"#).unwrap().unwrap();
        assert_eq!(after.name, ["a.test".into(), "bob".into()]);
        for forged in [
            r#"{"value":"5","name":["a.test","bob"]}"#,
            r#"{"value":null,"name":["a.test","bob"]}"#,
            r#"{"value":5,"name":["bob"]}"#,
            r#"{"value":5,"name":["a.test","b\u0000"]}"#,
            "bob",
        ] {
            assert_eq!(read(forged).unwrap_err().code(), Code::InvalidArgument, "{forged}");
        }
    }
}
