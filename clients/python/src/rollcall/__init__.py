"""The Rollcall SIP directory and registrar, from Python.

``Client`` is blocking, ``rollcall.aio.Client`` is for asyncio; messages are in ``rollcall.v1``.
"""

from rollcall._client import Client
from rollcall._errors import (
    Aborted,
    AlreadyExists,
    Compacted,
    DeadlineExceeded,
    FieldViolation,
    Invalid,
    NotFound,
    PermissionDenied,
    PlaintextRefused,
    ResourceExhausted,
    RollcallError,
    Unauthenticated,
    Unavailable,
)
from rollcall._follow import Bookmark, Changes, Disconnected, Item, Resync, Snapshot, Start
from rollcall._online import Online
from rollcall._options import TokenProvider
from rollcall._table import Transition
from rollcall._watch import Watch

__all__ = [
    "Aborted",
    "AlreadyExists",
    "Bookmark",
    "Changes",
    "Client",
    "Compacted",
    "DeadlineExceeded",
    "Disconnected",
    "FieldViolation",
    "Invalid",
    "Item",
    "NotFound",
    "Online",
    "PermissionDenied",
    "PlaintextRefused",
    "ResourceExhausted",
    "Resync",
    "RollcallError",
    "Snapshot",
    "Start",
    "TokenProvider",
    "Transition",
    "Unauthenticated",
    "Unavailable",
    "Watch",
]
