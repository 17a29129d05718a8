"""Who is online, as a table that is told of changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rollcall.v1 import registration_pb2 as pb


@dataclass(frozen=True)
class Transition:
    """A user came online or went offline."""

    user: str
    """``domains/{fqdn}/users/{login}``"""
    online: bool


def user_of(registration: str) -> str:
    """The user of a registration, by its name."""
    return registration.split("/registrations/")[0]


class Table:
    """The registrations of each user, by their names."""

    def __init__(self) -> None:
        self._users: dict[str, dict[str, pb.Registration]] = {}

    def users(self) -> list[str]:
        return sorted(self._users)

    def registrations(self, user: str) -> list[pb.Registration]:
        return list(self._users.get(user, {}).values())

    def __contains__(self, user: str) -> bool:
        return user in self._users

    def replace(self, registrations: Iterable[pb.Registration]) -> list[Transition]:
        """Takes a new truth, and answers who came and who went by it."""
        fresh = Table()
        for registration in registrations:
            fresh._put(registration)
        gone = [Transition(user, False) for user in self._users if user not in fresh]
        came = [Transition(user, True) for user in fresh._users if user not in self]
        self._users = fresh._users
        return gone + came

    def apply(self, events: Iterable[pb.RegistrationEvent]) -> list[Transition]:
        """By name and state, not by kind: that stays right when a kind is added."""
        changed = []
        for event in events:
            registration = event.registration
            user = user_of(registration.name)
            before = user in self
            if registration.state == pb.REGISTRATION_STATE_ENDED:
                self._remove(user, registration.name)
            else:
                self._put(registration)
            if (user in self) != before:
                changed.append(Transition(user, not before))
        return changed

    def _put(self, registration: pb.Registration) -> None:
        self._users.setdefault(user_of(registration.name), {})[registration.name] = registration

    def _remove(self, user: str, name: str) -> None:
        of_user = self._users.get(user, {})
        of_user.pop(name, None)
        if not of_user:
            self._users.pop(user, None)
