//! The order of a list (AIP-132).

use super::List;
use crate::model::Invalid;

/// By one field, then by name in the same direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// `name`, or one of the list's orders.
    pub field: &'static str,
    pub descending: bool,
}

/// Characters of an order.
const MAX_LENGTH: usize = 256;

impl Order {
    pub const BY_NAME: Self = Self { field: "name", descending: false };

    pub fn is_by_name(self) -> bool {
        self.field == Self::BY_NAME.field
    }

    /// Parses `field`, `field asc` or `field desc`; `name` may follow in the same direction, where it is anyway.
    pub fn parse(list: &List, text: &str) -> Result<Self, Invalid> {
        if text.trim().is_empty() {
            return Ok(list.default);
        }
        if text.len() > MAX_LENGTH {
            return Err(Invalid::new(format!("has at most {MAX_LENGTH} characters")));
        }
        let keys = text.split(',').map(|key| one(list, key)).collect::<Result<Vec<_>, _>>()?;
        match keys[..] {
            [order] => Ok(order),
            [order, last] if last.is_by_name() && last.descending == order.descending => Ok(order),
            _ => Err(Invalid::new("is one field, after which name may follow in the same direction")),
        }
    }
}

fn one(list: &List, key: &str) -> Result<Order, Invalid> {
    let mut words = key.split_whitespace();
    let (name, direction, rest) = (words.next().unwrap_or_default(), words.next(), words.next());
    let descending = match (direction, rest) {
        (None | Some("asc"), None) => false,
        (Some("desc"), None) => true,
        _ => return Err(Invalid::new(format!("{:?} is not a field, alone or with desc", key.trim()))),
    };
    let by_name = list.default.is_by_name().then_some(Order::BY_NAME.field);
    let known: Vec<_> = by_name.into_iter().chain(list.orders.iter().map(|(field, _)| *field)).collect();
    match known.iter().find(|field| **field == name) {
        Some(field) => Ok(Order { field, descending }),
        None => {
            let known = known.join(", ");
            Err(Invalid::new(format!("there is no field {name:?} to order by; there is {known}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::USERS;

    #[test]
    fn one_field_and_the_name() {
        let order = |field, descending| Order { field, descending };
        for (text, expected) in [
            ("", Order::BY_NAME),
            ("name", Order::BY_NAME),
            ("name desc", order("name", true)),
            (" create_time  desc ", order("create_time", true)),
            ("last_name asc", order("last_name", false)),
            ("last_name, name", order("last_name", false)),
            ("last_name desc, name desc", order("last_name", true)),
        ] {
            assert_eq!(Order::parse(&USERS, text), Ok(expected), "{text}");
        }
        for (bad, why) in [
            ("nonsense", "there is no field \"nonsense\""),
            ("labels", "there is name, login, last_name"),
            ("name descending", "is not a field"),
            ("last_name desc, name", "in the same direction"),
            ("last_name, create_time", "is one field"),
            (",", "there is no field \"\""),
            (&"x".repeat(300), "at most 256"),
        ] {
            let told = Order::parse(&USERS, bad).unwrap_err().0;
            assert!(told.contains(why), "{bad}: {told}");
        }
    }
}
