"""Why a call failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import grpc
from google.rpc import error_details_pb2, status_pb2

from rollcall.v1 import error_reason_pb2

_DETAILS = "grpc-status-details-bin"


@dataclass(frozen=True)
class FieldViolation:
    """One field that is wrong."""

    field: str
    """The path from the request, such as ``user.number_leases[2]``."""
    description: str
    """Why, for people."""
    value: str | None
    """What was refused, unless it was empty or is a secret."""


class RawStatus(Protocol):
    """What grpc tells of a call that failed."""

    def code(self) -> grpc.StatusCode: ...
    def details(self) -> str | None: ...
    def trailing_metadata(self) -> Iterable[tuple[str, str | bytes]] | None: ...


@dataclass(frozen=True)
class _Details:
    reason: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    violations: tuple[FieldViolation, ...] = ()
    retry_after: float | None = None


class RollcallError(Exception):
    """A call failed. Subclasses say what is wrong; this one is for everything else."""

    def __init__(self, code: grpc.StatusCode, message: str, details: _Details, status: object = None) -> None:
        super().__init__(f"{code.name}: {message}" + (f" ({details.reason})" if details.reason else ""))
        self.code = code
        self.message = message
        self.reason = details.reason
        """A value of ``ErrorReason`` without its prefix; empty if there is none."""
        self.metadata = details.metadata
        """What error_reason.proto lists for the reason."""
        self.violations = details.violations
        self.retry_after = details.retry_after
        """Seconds after which the server wants to be asked again, if it says so."""
        self.status = status
        """The raw status, as grpc gives it."""


class NotFound(RollcallError):
    """There is no such resource, or it is of another account."""

    @property
    def resource(self) -> str | None:
        return self.metadata.get("resource")


class AlreadyExists(RollcallError):
    """The name, or a value that only one may have, is taken."""

    @property
    def field(self) -> str | None:
        """The field at fault, if one is."""
        return self.metadata.get("field") or None

    @property
    def resource(self) -> str | None:
        """What has it, where that may be told."""
        return self.metadata.get("resource") or None


class Invalid(RollcallError):
    """Fields are wrong: ``violations`` has all of them."""


class Aborted(RollcallError):
    """Somebody else changed it meanwhile."""

    @property
    def etag(self) -> str | None:
        """The current etag, where the one sent did not match."""
        return self.metadata.get("etag") or None


class PermissionDenied(RollcallError):
    """The token does not allow it, or the account is disabled."""


class Unauthenticated(RollcallError):
    """There is no token, or it is not good."""


class Compacted(RollcallError):
    """The changes after the token are gone from the log: start with a snapshot."""


class DeadlineExceeded(RollcallError):
    """There was no answer in time. A change may have been made."""


class Unavailable(RollcallError):
    """The server cannot be reached, or not now."""


class ResourceExhausted(RollcallError):
    """A quota or a limit. ``retry_after`` says when to try again, if that helps."""


class PlaintextRefused(ValueError):
    """A token was to be sent in plaintext to another machine. See ``insecure_plaintext``."""


_KINDS: dict[grpc.StatusCode, type[RollcallError]] = {
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.ALREADY_EXISTS: AlreadyExists,
    grpc.StatusCode.INVALID_ARGUMENT: Invalid,
    grpc.StatusCode.ABORTED: Aborted,
    grpc.StatusCode.PERMISSION_DENIED: PermissionDenied,
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
    grpc.StatusCode.RESOURCE_EXHAUSTED: ResourceExhausted,
}


def from_status(status: RawStatus) -> RollcallError:
    """The typed error of a call that failed."""
    code = status.code()
    details = _details(status.trailing_metadata())
    kind = _KINDS.get(code, RollcallError)
    if code is grpc.StatusCode.OUT_OF_RANGE and details.reason == "REVISION_COMPACTED":
        kind = Compacted
    return kind(code, status.details() or "", details, status)


def unavailable(message: str) -> RollcallError:
    """An error of this side: the stream can no longer be relied on."""
    return Unavailable(grpc.StatusCode.UNAVAILABLE, message, _Details())


def no_token(cause: Exception) -> RollcallError:
    """The token provider failed. As with grpc's own credentials that is UNAVAILABLE: it may have one the next time."""
    error = unavailable(f"no access token: {cause}")
    error.__cause__ = cause
    return error


def _details(trailers: Iterable[tuple[str, str | bytes]] | None) -> _Details:
    raw = next((value for key, value in trailers or () if key == _DETAILS), None)
    if not isinstance(raw, bytes):
        return _Details()
    try:
        status = status_pb2.Status.FromString(raw)
    except Exception:  # A proxy may have put anything there.
        return _Details()
    info = error_details_pb2.ErrorInfo()
    bad = error_details_pb2.BadRequest()
    refused = error_reason_pb2.RefusedValues()
    retry = error_details_pb2.RetryInfo()
    for detail in status.details:
        for known in (info, bad, refused, retry):
            detail.Unpack(known)
    values = {value.field: value.value for value in refused.values}
    violations = tuple(
        FieldViolation(one.field, one.description, values.get(one.field)) for one in bad.field_violations
    )
    delay = retry.retry_delay.ToTimedelta().total_seconds() if retry.HasField("retry_delay") else None
    return _Details(info.reason, dict(info.metadata), violations, delay)
