"""What a client is made with, and the channel options that follow."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import grpc

from rollcall._errors import PlaintextRefused

DEADLINE = 30.0
KEEPALIVE = 20.0
_KEEPALIVE_ANSWER_MS = 10_000
_LARGEST = 16 << 20

TokenProvider = Callable[[], str]
"""Gives the access token of each request and of each new stream."""

AsyncTokenProvider = Callable[[], Awaitable[str]]


@dataclass(frozen=True)
class Target:
    """Where to connect, and whether by TLS."""

    address: str
    credentials: grpc.ChannelCredentials | None
    options: list[tuple[str, Any]]


def target(
    endpoint: str,
    *,
    has_token: bool,
    ca: bytes | None,
    cert: bytes | None,
    key: bytes | None,
    insecure_plaintext: bool,
    keepalive: float,
) -> Target:
    """Checks the options against each other. Raises PlaintextRefused, or ValueError that names what is wrong."""
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(f"endpoint: {endpoint!r} is not http://HOST:PORT or https://HOST:PORT")
    tls = parts.scheme == "https"
    if not tls and has_token and not insecure_plaintext and not is_loopback(parts.hostname):
        raise PlaintextRefused(f"{endpoint} is another machine and http://: a token is not sent there in plaintext")
    if not tls and (ca or cert or key):
        raise ValueError("ca, cert and key are for https:// only")
    if (cert is None) != (key is None):
        raise ValueError("cert and key: one is of no use without the other")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    credentials = grpc.ssl_channel_credentials(ca, key, cert) if tls else None
    return Target(f"dns:///{host}:{parts.port or (443 if tls else 80)}", credentials, _options(keepalive))


def is_loopback(host: str) -> bool:
    """Whether a host of a URL is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _options(keepalive: float) -> list[tuple[str, Any]]:
    service_config = resources.files("rollcall").joinpath("service_config.json").read_text()
    return [
        ("grpc.service_config", service_config),
        ("grpc.enable_retries", 1),
        ("grpc.keepalive_time_ms", int(keepalive * 1000)),
        ("grpc.keepalive_timeout_ms", _KEEPALIVE_ANSWER_MS),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        ("grpc.max_receive_message_length", _LARGEST),
        # A connection is tried again soon, and no later than a watch does.
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.min_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", 10_000),
        # Channels with the same options would share one connection, and its back-off.
        ("grpc.use_local_subchannel_pool", 1),
    ]
