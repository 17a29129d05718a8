"""Which field of a page holds its items."""

from __future__ import annotations

from typing import Any

from google.protobuf.message import Message


def items(page: Message) -> list[Any]:
    """The items of an answer to a List method."""
    field = next(f for f in page.DESCRIPTOR.fields if f.is_repeated)
    return list(getattr(page, field.name))
