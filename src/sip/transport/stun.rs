//! STUN keepalives on UDP (RFC 5626 §4.4.2): a Binding request is answered with the address that it came from
//! (RFC 8489). That is all of STUN that is here.

use std::net::{IpAddr, SocketAddr};

const HEADER: usize = 20;
const BINDING_REQUEST: [u8; 2] = [0x00, 0x01];
const BINDING_SUCCESS: [u8; 2] = [0x01, 0x01];
const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const XOR_MAPPED_ADDRESS: [u8; 2] = [0x00, 0x20];

/// The answer to a datagram that is a Binding request; `None` for all else. It is never longer than the request by more
/// than an address, so it is of no use to those who forge sources.
pub(super) fn answer(datagram: &[u8], source: SocketAddr) -> Option<Vec<u8>> {
    let (header, attributes) = datagram.split_at_checked(HEADER)?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if header[..2] != BINDING_REQUEST || header[4..8] != MAGIC_COOKIE || attributes.len() != length {
        return None;
    }
    let transaction = &header[4..HEADER];
    let port = source.port().to_be_bytes();
    let (family, address) = match source.ip().to_canonical() {
        IpAddr::V4(address) => (1, address.octets().to_vec()),
        IpAddr::V6(address) => (2, address.octets().to_vec()),
    };
    let mut value = vec![0, family, port[0] ^ MAGIC_COOKIE[0], port[1] ^ MAGIC_COOKIE[1]];
    value.extend(address.iter().zip(transaction).map(|(octet, mask)| octet ^ mask));
    let mut out = Vec::with_capacity(HEADER + 4 + value.len());
    out.extend(BINDING_SUCCESS);
    out.extend(u16::try_from(4 + value.len()).ok()?.to_be_bytes());
    out.extend(transaction);
    out.extend(XOR_MAPPED_ADDRESS);
    out.extend(u16::try_from(value.len()).ok()?.to_be_bytes());
    out.extend(value);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(attributes: &[u8]) -> Vec<u8> {
        let mut out = BINDING_REQUEST.to_vec();
        out.extend(u16::try_from(attributes.len()).unwrap().to_be_bytes());
        out.extend(MAGIC_COOKIE);
        out.extend([0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae]);
        out.extend(attributes);
        out
    }

    /// The addresses of RFC 5769 §2.2 and §2.3, which have this transaction id.
    #[test]
    fn the_address_is_told() {
        let v4 = answer(&request(&[]), "192.0.2.1:32853".parse().unwrap()).unwrap();
        assert_eq!(v4[..4], [1, 1, 0, 12]);
        assert_eq!(v4[20..], [0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]);
        let source = "[2001:db8:1234:5678:11:2233:4455:6677]:32853".parse().unwrap();
        let v6 = answer(&request(&[0x80, 0x22, 0, 0]), source).unwrap();
        assert_eq!(
            v6[20..],
            [
                0, 0x20, 0, 20, 0, 2, 0xa1, 0x47, 0x01, 0x13, 0xa9, 0xfa, 0xa5, 0xd3, 0xf1, 0x79, 0xbc, 0x25,
                0xf4, 0xb5, 0xbe, 0xd2, 0xb9, 0xd9
            ]
        );
    }

    #[test]
    fn all_else_is_no_request() {
        let source = "192.0.2.1:1".parse().unwrap();
        let mut longer = request(&[]);
        longer.push(0);
        let mut other = request(&[]);
        other[1] = 3;
        for datagram in [&longer[..], &other, &request(&[])[..19], b"REGISTER sip:h SIP/2.0\r\n\r\n", b""] {
            assert_eq!(answer(datagram, source), None);
        }
    }
}
