"""What of a call is the same in the sync and the async client."""

from __future__ import annotations

import json
import uuid
from functools import lru_cache
from importlib import resources
from time import monotonic
from typing import Any, NamedTuple

import grpc
from google.protobuf.message import Message

from rollcall._errors import RollcallError

MAX_ATTEMPTS = 4


class CallDetails(NamedTuple):
    """How a call is made; grpc reads these attributes."""

    method: str
    timeout: float | None
    metadata: tuple[tuple[str, str | bytes], ...] | None
    credentials: grpc.CallCredentials | None
    wait_for_ready: bool | None
    compression: grpc.Compression | None


def details(given: Any, *, token: str | None, timeout: float | None) -> CallDetails:
    """The details given, with a token and with this timeout."""
    metadata = tuple(given.metadata or ())
    if token is not None:
        metadata = (*metadata, ("authorization", f"Bearer {token}"))
    return CallDetails(
        method_of(given),
        timeout,
        metadata,
        given.credentials,
        given.wait_for_ready,
        getattr(given, "compression", None),
    )


def with_request_id(request: Message) -> Message:
    """The request, with a new id where it may have one and has none, so that doing it again does it once (AIP-155)."""
    if "request_id" not in request.DESCRIPTOR.fields_by_name or request.request_id:  # type: ignore[attr-defined]
        return request
    filled = type(request)()
    filled.CopyFrom(request)
    filled.request_id = str(uuid.uuid4())  # type: ignore[attr-defined]
    return filled


def method_of(given: Any) -> str:
    """The method of a call, as ``/service/method``; the asyncio side of grpc has it as bytes."""
    return given.method.decode() if isinstance(given.method, bytes) else given.method


class Attempts:
    """The attempts of one unary call. They share its deadline; grpc itself makes those after UNAVAILABLE."""

    def __init__(self, method: str, seconds: float) -> None:
        self._safe = method in _retryable()
        self._until = monotonic() + seconds
        self._made = 1
        self._refreshed = False

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        return max(self._until - monotonic(), 0.0)

    def may_refresh(self, error: RollcallError) -> bool:
        """Whether to ask for another token: once, and only if that which was sent has expired."""
        once = error.reason == "TOKEN_EXPIRED" and not self._refreshed
        self._refreshed = self._refreshed or once
        return once

    def wait(self, error: RollcallError) -> float | None:
        """After how many seconds to try again, though RESOURCE_EXHAUSTED: only if the server says when, and in time."""
        safe = self._safe and error.code is grpc.StatusCode.RESOURCE_EXHAUSTED and self._made < MAX_ATTEMPTS
        if not safe or error.retry_after is None or error.retry_after >= self.left:
            return None
        self._made += 1
        return error.retry_after


@lru_cache
def _retryable() -> frozenset[str]:
    config = json.loads(resources.files("rollcall").joinpath("service_config.json").read_text())
    names = (name for method in config["methodConfig"] for name in method["name"])
    return frozenset(f"/{name['service']}/{name['method']}" for name in names)
