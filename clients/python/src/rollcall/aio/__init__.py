"""The client for asyncio. Errors, items and starts are those of ``rollcall``."""

from rollcall.aio._client import Client
from rollcall.aio._online import Online
from rollcall.aio._watch import Watch

__all__ = ["Client", "Online", "Watch"]
