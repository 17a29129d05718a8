"""Following registrations for ever, blocking."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from rollcall._errors import RollcallError, unavailable
from rollcall._follow import Follow, Item, Start
from rollcall.v1 import registration_pb2 as pb
from rollcall.v1.registration_pb2_grpc import RegistrationServiceStub

_AHEAD = 1
"""Messages that are read before they are asked for."""


class Watch:
    """Iterate over it. It connects again whenever its stream ends, after the last token that it delivered, and so
    misses nothing. It reads on only as items are taken. Leave the loop and ``close`` it, or use it in a ``with``, and
    the server's stream is released. An exception is the end: it will not go away by trying again.
    """

    def __init__(self, stub: RegistrationServiceStub, request: pb.WatchRegistrationsRequest, start: Start) -> None:
        self._stub = stub
        self._follow = Follow(request, start)
        self._stream: _Reader | None = None
        self._closed = threading.Event()
        self._wait = 0.0

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        while not self._closed.is_set():
            if self._stream is None:
                if self._closed.wait(self._wait):
                    break
                self._stream = _Reader(self._stub, self._follow.open())
            outcome = self._stream.next(self._follow.patience)
            if isinstance(outcome, pb.WatchRegistrationsResponse):
                item = self._follow.take(outcome)
                if item is not None:
                    return item
                continue
            self._stream.close()
            self._stream = None
            if self._closed.is_set():
                break
            try:
                item, self._wait = self._follow.ended(outcome)
            except RollcallError:
                self.close()
                raise
            return item
        raise StopIteration

    def close(self) -> None:
        """Releases the server's stream. Whoever waits for an item gets none. It may be called from another thread."""
        self._closed.set()
        if self._stream is not None:
            self._stream.close()

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


class _Reader:
    """One stream, read by a thread, for grpc cannot wait for a message and a time at once."""

    def __init__(self, stub: RegistrationServiceStub, request: pb.WatchRegistrationsRequest) -> None:
        self._messages: queue.Queue[pb.WatchRegistrationsResponse | RollcallError | None] = queue.Queue(_AHEAD)
        self._call: Any = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(stub, request), name="rollcall-watch", daemon=True)
        self._thread.start()

    def next(self, patience: float) -> pb.WatchRegistrationsResponse | RollcallError | None:
        """The next message, or how the stream ended."""
        until = time.monotonic() + patience
        try:
            return self._messages.get(timeout=max(until - time.monotonic(), 0.0))
        except queue.Empty:
            return unavailable("the stream fell silent")

    def close(self) -> None:
        self._closed.set()
        if self._call is not None:
            self._call.cancel()
        # Who waits is woken; the thread may be waiting to put something.
        while True:
            try:
                self._messages.get_nowait()
            except queue.Empty:
                break
        with contextlib.suppress(queue.Full):
            self._messages.put_nowait(None)

    def _run(self, stub: RegistrationServiceStub, request: pb.WatchRegistrationsRequest) -> None:
        try:
            self._call = stub.WatchRegistrations(request)
            if self._closed.is_set():
                self._call.cancel()
            for message in self._call:
                self._put(message)
            self._put(None)
        except RollcallError as error:
            self._put(error)

    def _put(self, message: pb.WatchRegistrationsResponse | RollcallError | None) -> None:
        while not self._closed.is_set():
            try:
                return self._messages.put(message, timeout=1.0)
            except queue.Full:
                continue
