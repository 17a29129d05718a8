"""What a watch knows, without any connection: what to ask for, what to make of a message, what to do at an end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import grpc

from rollcall._errors import RollcallError
from rollcall.v1 import registration_pb2 as pb

_INTERVAL = 10.0
_SILENCE = 3
_FIRST = 0.1
_LONGEST = 10.0
_ANEW = {"REVISION_COMPACTED", "RESUME_TOKEN_FOREIGN"}
_FINAL = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.UNIMPLEMENTED,
}


@dataclass(frozen=True)
class Snapshot:
    """All registrations, whole and of one revision: replace what you have."""

    registrations: Sequence[pb.Registration]
    token: str


@dataclass(frozen=True)
class Changes:
    """All events of one or more revisions, and where the next ones begin: apply them in order."""

    events: Sequence[pb.RegistrationEvent]
    token: str


@dataclass(frozen=True)
class Bookmark:
    """Everything before this token was delivered."""

    token: str


@dataclass(frozen=True)
class Resync:
    """The watch must begin anew, for this reason; a snapshot follows."""

    reason: str


@dataclass(frozen=True)
class Disconnected:
    """The stream ended, with an error or in order, or fell silent. The watch goes on by itself."""

    error: RollcallError | None


Item = Snapshot | Changes | Bookmark | Resync | Disconnected
"""What a watch gives."""


@dataclass(frozen=True)
class Start:
    """Where a watch begins: with all registrations, with what changes from now on, or after a token."""

    token: str | None = None
    snapshot: bool = True

    @staticmethod
    def now() -> Start:
        return Start(snapshot=False)

    @staticmethod
    def after(token: str) -> Start:
        return Start(token=token)


class Backoff:
    """No wait at first, then waits that double; anything up to that, so that many do not come back at once."""

    def __init__(self) -> None:
        self._longest = 0.0

    def reset(self) -> None:
        self._longest = 0.0

    def next(self) -> float:
        wait = random.uniform(0.0, self._longest)
        self._longest = min(max(self._longest * 2, _FIRST), _LONGEST)
        return wait


class Follow:
    """The state of one watch, over all its streams."""

    def __init__(self, request: pb.WatchRegistrationsRequest, start: Start) -> None:
        self._request = request
        self._start = start
        self._fresh: list[pb.Registration] = []
        self._pending: list[pb.RegistrationEvent] = []
        self._interval = _INTERVAL
        self._backoff = Backoff()
        self._expired = False

    @property
    def patience(self) -> float:
        """How many seconds a stream may say nothing."""
        return self._interval * _SILENCE

    def open(self) -> pb.WatchRegistrationsRequest:
        """The request of the next stream. What the one before left unfinished comes again."""
        self._fresh, self._pending = [], []
        request = pb.WatchRegistrationsRequest()
        request.CopyFrom(self._request)
        if self._start.token is not None:
            request.resume_token = self._start.token
        elif self._start.snapshot:
            request.start_with_snapshot.SetInParent()
        else:
            request.start_now.SetInParent()
        return request

    def take(self, message: pb.WatchRegistrationsResponse) -> Item | None:
        """What a message completes, if it does. The item counts as delivered."""
        interval = message.bookmark_interval.ToTimedelta().total_seconds()
        self._interval = interval or self._interval
        token = message.resume_token
        case = message.WhichOneof("message")
        item: Item
        if case == "snapshot":
            self._fresh.extend(message.snapshot.registrations)
            return None
        if case == "snapshot_end":
            item = Snapshot(self._fresh, token)
            self._fresh = []
        elif case == "changes":
            self._pending.extend(message.changes.events)
            if not token:
                return None
            item = Changes(self._pending, token)
            self._pending = []
        elif case == "bookmark":
            item = Bookmark(token)
        else:  # A case that this version does not know.
            return None
        self._start = Start.after(token)
        self._backoff.reset()
        self._expired = False
        return item

    def ended(self, error: RollcallError | None) -> tuple[Item, float]:
        """What to tell now that a stream has ended, and how many seconds to wait. Raises what will not get better."""
        if error is None:
            return Disconnected(None), self._backoff.next()
        if error.reason in _ANEW:
            self._start = Start()
            return Resync(error.reason), self._backoff.next()
        once_more = error.reason == "TOKEN_EXPIRED" and not self._expired
        self._expired = self._expired or once_more
        if error.code in _FINAL and not once_more:
            raise error
        wait = error.retry_after if error.retry_after is not None else self._backoff.next()
        return Disconnected(error), wait
