//! The fields that a filter may name.

/// One field of a resource, by its path: `presence.state`. A field of labels takes a key behind its path.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
}

/// What a field holds, and so what it can be compared with.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// `= true`
    Bool,
    /// RFC 3339, with every comparison.
    Time,
    /// Equality, or a prefix with a trailing `*`. `within` is what all values begin with and the store leaves out,
    /// such as `domains/`; `folded` values are kept in lower case.
    Text { within: &'static str, folded: bool },
    /// Equality with one of `values`, which the contract writes with `prefix` in front.
    Enum { prefix: &'static str, values: &'static [&'static str] },
    /// Equality with the name of a resource of this collection of a domain.
    Reference(&'static str),
    /// `:` and the name of one of the resources of this collection of a domain.
    Set(&'static str),
    /// `:` and one of the texts.
    Elements,
    /// `labels.KEY = "value"`, `labels.KEY:*`
    Labels,
}

impl Field {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }

    pub const fn flag(name: &'static str) -> Self {
        Self::new(name, Kind::Bool)
    }

    pub const fn time(name: &'static str) -> Self {
        Self::new(name, Kind::Time)
    }

    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text { within: "", folded: false })
    }

    /// A text that is kept in lower case.
    pub const fn folded(name: &'static str) -> Self {
        Self::new(name, Kind::Text { within: "", folded: true })
    }

    /// A resource name, of which the part behind `within` is kept.
    pub const fn named(name: &'static str, within: &'static str) -> Self {
        Self::new(name, Kind::Text { within, folded: true })
    }

    pub const fn one_of(name: &'static str, prefix: &'static str, values: &'static [&'static str]) -> Self {
        Self::new(name, Kind::Enum { prefix, values })
    }

    pub const fn reference(name: &'static str, collection: &'static str) -> Self {
        Self::new(name, Kind::Reference(collection))
    }

    pub const fn set(name: &'static str, collection: &'static str) -> Self {
        Self::new(name, Kind::Set(collection))
    }

    pub const fn elements(name: &'static str) -> Self {
        Self::new(name, Kind::Elements)
    }

    pub const fn labels(name: &'static str) -> Self {
        Self::new(name, Kind::Labels)
    }
}
