"""What of a call is the same in the sync and the async client."""

from __future__ import annotations

import json
import uuid
from functools import lru_cache
from importlib import resources
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
    """The details given, with a token, and a timeout where there is none."""
    method = given.method.decode() if isinstance(given.method, bytes) else given.method
    metadata = tuple(given.metadata or ())
    if token is not None:
        metadata = (*metadata, ("authorization", f"Bearer {token}"))
    return CallDetails(
        method,
        timeout if given.timeout is None else given.timeout,
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


def pushback(method: str, error: RollcallError, attempt: int) -> float | None:
    """After how many seconds to try again, though RESOURCE_EXHAUSTED: only if the server says so."""
    safe = method in _retryable() and error.code is grpc.StatusCode.RESOURCE_EXHAUSTED
    return error.retry_after if safe and attempt < MAX_ATTEMPTS else None


@lru_cache
def _retryable() -> frozenset[str]:
    config = json.loads(resources.files("rollcall").joinpath("service_config.json").read_text())
    names = (name for method in config["methodConfig"] for name in method["name"])
    return frozenset(f"/{name['service']}/{name['method']}" for name in names)
