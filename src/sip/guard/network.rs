//! What counts as one source.

use std::net::IpAddr;

/// One IPv4 address, or the 64 bits of IPv6 that one site has.
pub(in crate::sip) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(at) => IpAddr::V4(at),
        IpAddr::V6(at) => IpAddr::V6((at.to_bits() >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        for (one, other, same) in [
            ("192.0.2.1", "192.0.2.2", false),
            ("192.0.2.1", "::ffff:192.0.2.1", true),
            ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
        ] {
            let of = |text: &str| network(text.parse().unwrap());
            assert_eq!(of(one) == of(other), same, "{one} {other}");
        }
    }
}
