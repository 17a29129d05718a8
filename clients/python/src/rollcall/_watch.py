"""Following registrations for ever, blocking."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TypeAlias

from rollcall._errors import RollcallError, unavailable
from rollcall._follow import Follow, Item, Start
from rollcall.v1 import registration_pb2 as pb
from rollcall.v1.registration_pb2_grpc import RegistrationServiceStub

_AHEAD = 1
"""Messages that are read before they are asked for."""

_Outcome: TypeAlias = "pb.WatchRegistrationsResponse | Exception | None"
"""A message, or how the stream ended; None if in order."""


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
        self._lock = threading.Lock()
        self._wait = 0.0

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        while (stream := self._open()) is not None:
            outcome = stream.next(self._follow.patience)
            if self._closed.is_set():
                break
            if isinstance(outcome, pb.WatchRegistrationsResponse):
                item = self._follow.take(outcome)
                if item is not None:
                    return item
                continue
            self._release()
            try:
                if outcome is not None and not isinstance(outcome, RollcallError):
                    raise outcome  # It is no end of a stream: the client was closed, or the like.
                item, self._wait = self._follow.ended(outcome)
            except Exception:
                self.close()
                raise
            return item
        raise StopIteration

    def close(self) -> None:
        """Releases the server's stream. Whoever waits for an item gets none. It may be called from another thread."""
        self._closed.set()
        self._release()

    def _open(self) -> _Reader | None:
        """The stream, which is opened if there is none; none once the watch is closed."""
        if self._stream is None and self._closed.wait(self._wait):
            return None
        with self._lock:
            if self._closed.is_set():
                return None
            if self._stream is None:
                self._stream = _Reader(self._stub, self._follow.open())
            return self._stream

    def _release(self) -> None:
        with self._lock:
            stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

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
        self._messages: queue.Queue[_Outcome] = queue.Queue(_AHEAD)
        self._call: Any = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(stub, request), name="rollcall-watch", daemon=True)
        self._thread.start()

    def next(self, patience: float) -> _Outcome:
        """The next message, or how the stream ended."""
        try:
            return self._messages.get(timeout=patience)
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
        except Exception as error:  # Whatever it is, it is for the consumer to hear.
            self._put(error)

    def _put(self, message: _Outcome) -> None:
        while not self._closed.is_set():
            try:
                return self._messages.put(message, timeout=1.0)
            except queue.Full:
                continue
