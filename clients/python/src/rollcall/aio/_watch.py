"""Following registrations for ever, with asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any

import grpc

from rollcall._errors import RollcallError, unavailable
from rollcall._follow import Follow, Item, Start
from rollcall.v1 import registration_pb2 as pb


class Watch:
    """Iterate over it with ``async for``; as ``rollcall.Watch``. ``aclose`` it, or use it in an ``async with``, and the
    server's stream is released.
    """

    def __init__(self, stub: Any, request: pb.WatchRegistrationsRequest, start: Start) -> None:
        self._stub = stub
        self._follow = Follow(request, start)
        self._call: Any = None
        self._closed = asyncio.Event()
        self._wait = 0.0

    def __aiter__(self) -> AsyncIterator[Item]:
        return self

    async def __anext__(self) -> Item:
        while not self._closed.is_set():
            if self._call is None:
                if await self._closed_within(self._wait):
                    break
                self._call = self._stub.WatchRegistrations(self._follow.open())
            outcome = await self._read()
            if self._closed.is_set():
                break
            if isinstance(outcome, pb.WatchRegistrationsResponse):
                item = self._follow.take(outcome)
                if item is not None:
                    return item
                continue
            self._release()
            try:
                item, self._wait = self._follow.ended(outcome)
            except RollcallError:
                await self.aclose()
                raise
            return item
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Releases the server's stream. Whoever waits for an item gets none."""
        self._closed.set()
        self._release()

    async def __aenter__(self) -> Watch:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _release(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call.cancel()

    async def _read(self) -> pb.WatchRegistrationsResponse | RollcallError | None:
        try:
            message = await asyncio.wait_for(self._call.read(), self._follow.patience)
        except (TimeoutError, asyncio.TimeoutError):
            return unavailable("the stream fell silent")
        except asyncio.CancelledError:
            if self._closed.is_set():
                return None
            raise
        except RollcallError as error:
            return error
        return None if message is grpc.aio.EOF else message

    async def _closed_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._closed.wait(), seconds)
        except (TimeoutError, asyncio.TimeoutError):
            return False
        return True
