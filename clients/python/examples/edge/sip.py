"""As much of SIP as an edge needs that judges nothing itself: whose request it is, and how to answer it (RFC 3261)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

Address = tuple[str, int]
_COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id"}


@dataclass(frozen=True)
class Request:
    """A request, by what every answer to it copies."""

    source: Address
    vias: tuple[str, ...]
    """Topmost first; the first has what RFC 3261 section 18.2.1 and RFC 3581 add to it."""
    from_: str
    to: str
    call_id: str
    cseq: str

    def answer(self, status: int, reason: str, headers: Iterable[tuple[str, str]] = ()) -> bytes:
        """The answer to send back, with these headers."""
        to = self.to if re.search(r";\s*tag=", self.to) else f"{self.to};tag={secrets.token_hex(8)}"
        copied = [("From", self.from_), ("To", to), ("Call-ID", self.call_id), ("CSeq", self.cseq)]
        fields = [*(("Via", via) for via in self.vias), *copied, *headers, ("Content-Length", "0")]
        lines = [f"SIP/2.0 {status} {reason}", *(f"{name}: {value}" for name, value in fields), "", ""]
        return "\r\n".join(lines).encode(errors="surrogateescape")

    @property
    def answer_to(self) -> Address:
        """To the port it came from, if `rport` asks for that (RFC 3581); else to that of the Via (section 18.2.2)."""
        host, port = self.source
        if re.search(r";\s*rport=", self.vias[0]):
            return host, port
        sent_by = re.match(r"[^;]*?:(\d{1,5})\s*(;|$)", self.vias[0])
        return host, int(sent_by[1]) if sent_by and 0 < int(sent_by[1]) < 65536 else 5060


def written(address: Address) -> str:
    """``ip:port``"""
    return f"{address[0]}:{address[1]}"


def parse(data: bytes, source: Address) -> Request | None:
    """The request in a datagram. None for answers, keepalives and what is too broken to be answered."""
    head = data.partition(b"\r\n\r\n")[0].decode(errors="surrogateescape")
    start, *lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
    words = start.split(" ")
    if len(words) != 3 or words[2] != "SIP/2.0":
        return None
    fields: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name = name.strip().lower()
        fields.setdefault(_COMPACT.get(name, name), []).append(value.strip())
    if any(not fields.get(name) for name in ("via", "from", "to", "call-id", "cseq")):
        return None
    top, comma, rest = fields["via"][0].partition(",")
    top = re.sub(r";\s*received=[^;]*", "", top)
    top = re.sub(r";\s*rport(=\d*)?\s*(?=;|$)", f";rport={source[1]}", top)
    vias = (f"{top};received={source[0]}{comma}{rest}", *fields["via"][1:])
    from_, to, call_id, cseq = (fields[name][0] for name in ("from", "to", "call-id", "cseq"))
    return Request(source, vias, from_, to, call_id, cseq)
