"""The client for asyncio, as the driver uses the blocking one: its loop runs in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import rollcall
import rollcall.aio

_Result = TypeVar("_Result")


class Loop:
    """An event loop that runs until the program ends."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="loop", daemon=True).start()

    def run(self, coroutine: Coroutine[Any, Any, _Result]) -> _Result:
        """Waits, in whichever thread, for what the loop makes of it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()


class Method:
    """A method of a service that is waited for."""

    def __init__(self, loop: Loop, method: Any) -> None:
        self._loop, self.awaited = loop, method

    def __call__(self, request: Any, timeout: float | None = None) -> Any:
        async def call() -> Any:
            return await self.awaited(request, timeout=timeout)

        return self._loop.run(call())


class Service:
    """A service, by its methods."""

    def __init__(self, loop: Loop, stub: Any) -> None:
        self._loop, self._stub = loop, stub

    def __getattr__(self, method: str) -> Method:
        return Method(self._loop, getattr(self._stub, method))


class Watch:
    """A watch that is iterated over in a thread."""

    def __init__(self, loop: Loop, watch: rollcall.aio.Watch) -> None:
        self._loop, self._watch = loop, watch

    def __iter__(self) -> Iterator[rollcall.Item]:
        while (item := self._loop.run(self._next())) is not None:
            yield item

    def close(self) -> None:
        self._loop.run(self._watch.aclose())

    async def _next(self) -> rollcall.Item | None:
        return await anext(aiter(self._watch), None)


class Online:
    """A view that is asked from any thread."""

    def __init__(self, loop: Loop, online: rollcall.aio.Online) -> None:
        self._loop, self._online = loop, online

    def wait_live(self) -> bool:
        return self._loop.run(self._online.wait_live())

    def users(self) -> list[str]:
        return self._loop.run(self._seen())[0]

    @property
    def live(self) -> bool:
        return self._loop.run(self._seen())[1]

    def close(self) -> None:
        self._loop.run(self._online.close())

    async def _seen(self) -> tuple[list[str], bool]:
        return self._online.users(), self._online.live


class Client:
    """``rollcall.Client``, made of ``rollcall.aio.Client``."""

    def __init__(self, endpoint: str, *, token: rollcall.TokenProvider | None, **options: Any) -> None:
        async def provider() -> str:
            assert token is not None
            return token()

        async def make() -> rollcall.aio.Client:
            return rollcall.aio.Client(endpoint, token=provider if token else None, **options)

        self._loop = Loop()
        self._client = self._loop.run(make())
        self.domains = Service(self._loop, self._client.domains)
        self.registrations = Service(self._loop, self._client.registrations)
        self.users = Service(self._loop, self._client.users)

    def close(self) -> None:
        self._loop.run(self._client.close())

    def pages(self, method: Method, request: Any) -> list[Any]:
        async def listed() -> list[Any]:
            return [item async for item in self._client.pages(method.awaited, request)]

        return self._loop.run(listed())

    def watch(self, parent: str, **options: Any) -> Watch:
        async def begin() -> rollcall.aio.Watch:
            return self._client.watch(parent, **options)

        return Watch(self._loop, self._loop.run(begin()))

    def online(self, parent: str) -> Online:
        async def begin() -> rollcall.aio.Online:
            return self._client.online(parent)

        return Online(self._loop, self._loop.run(begin()))
