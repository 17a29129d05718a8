//! Header names (RFC 3261 §20; compact forms §7.3.3).

/// The header fields that the edge reads; all others are [`Name::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Accept,
    Authorization,
    CallId,
    Contact,
    ContentLength,
    CSeq,
    Event,
    Expires,
    From,
    MaxForwards,
    Path,
    RecordRoute,
    Require,
    Supported,
    To,
    UserAgent,
    Via,
    WwwAuthenticate,
    Other,
}

impl Name {
    /// Recognises a name in any case, long or compact.
    pub(crate) fn of(text: &[u8]) -> Self {
        if let [letter] = text {
            return match letter.to_ascii_lowercase() {
                b'f' => Self::From,
                b'i' => Self::CallId,
                b'k' => Self::Supported,
                b'l' => Self::ContentLength,
                b'm' => Self::Contact,
                b'o' => Self::Event,
                b't' => Self::To,
                b'v' => Self::Via,
                _ => Self::Other,
            };
        }
        // The length tells most of them apart, so that one comparison is enough.
        let candidates: &[(&str, Self)] = match text.len() {
            2 => &[("to", Self::To)],
            3 => &[("via", Self::Via)],
            4 => &[("from", Self::From), ("cseq", Self::CSeq), ("path", Self::Path)],
            5 => &[("event", Self::Event)],
            6 => &[("accept", Self::Accept)],
            7 => &[
                ("call-id", Self::CallId),
                ("contact", Self::Contact),
                ("expires", Self::Expires),
                ("require", Self::Require),
            ],
            9 => &[("supported", Self::Supported)],
            10 => &[("user-agent", Self::UserAgent)],
            12 => &[("max-forwards", Self::MaxForwards), ("record-route", Self::RecordRoute)],
            13 => &[("authorization", Self::Authorization)],
            14 => &[("content-length", Self::ContentLength)],
            16 => &[("www-authenticate", Self::WwwAuthenticate)],
            _ => &[],
        };
        candidates
            .iter()
            .find(|(name, _)| text.eq_ignore_ascii_case(name.as_bytes()))
            .map_or(Self::Other, |(_, id)| *id)
    }
}
