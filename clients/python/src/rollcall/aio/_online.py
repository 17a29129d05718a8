"""Who is online, always right, kept by a task."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType

from rollcall._errors import RollcallError
from rollcall._follow import Bookmark, Changes, Item, Snapshot
from rollcall._table import Table, Transition
from rollcall.aio._watch import Watch
from rollcall.v1 import registration_pb2 as pb


class Online:
    """A view of who is online. While the server cannot be reached it says what was true last, and ``live`` is False."""

    def __init__(self, watch: Watch, on_transition: Callable[[Transition], None] | None = None) -> None:
        self._watch = watch
        self._table = Table()
        self._changed = asyncio.Condition()
        self._live = False
        self._ended = False
        self._error: Exception | None = None
        self._on_transition = on_transition
        self._task = asyncio.create_task(self._run())

    def users(self) -> list[str]:
        """The names of all users who have a registration, sorted."""
        return self._table.users()

    def is_online(self, user: str) -> bool:
        """Whether a user, ``domains/{fqdn}/users/{login}``, has a registration."""
        return user in self._table

    def registrations(self, user: str) -> list[pb.Registration]:
        """The registrations of a user, in no order."""
        return self._table.registrations(user)

    @property
    def live(self) -> bool:
        """Whether the view has seen a snapshot and is connected."""
        return self._live

    async def wait_live(self) -> bool:
        """Waits until the view is live, or closed; whether it is live. Raises what the watch ended with, if it did."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._live or self._ended)
            if self._error is not None:
                raise self._error
            return self._live

    async def close(self) -> None:
        """Ends the view and its watch."""
        await self._watch.aclose()
        await self._task

    async def __aenter__(self) -> Online:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _run(self) -> None:
        try:
            async for item in self._watch:
                await self._apply(item)
        except RollcallError as error:
            self._error = error
        except Exception as error:
            self._error = error
            raise
        finally:
            await self._watch.aclose()
            async with self._changed:
                self._live, self._ended = False, True
                self._changed.notify_all()

    async def _apply(self, item: Item) -> None:
        changed: list[Transition] = []
        async with self._changed:
            if isinstance(item, Snapshot):
                changed = self._table.replace(item.registrations)
            elif isinstance(item, Changes):
                changed = self._table.apply(item.events)
            self._live = isinstance(item, Snapshot | Changes | Bookmark)
            self._changed.notify_all()
        if self._on_transition is not None:
            for transition in changed:
                self._on_transition(transition)
