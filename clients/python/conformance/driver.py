"""The driver of the conformance suite: see clients/conformance/README.md.

It plays the blocking client; with ``--aio``, that for asyncio.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rollcall
from rollcall.v1 import domain_pb2, registration_pb2, user_pb2

import blocking

_FIELDS = ("first_name", "last_name", "email", "extension_number")
_KINDS = {
    rollcall.NotFound: "not_found",
    rollcall.AlreadyExists: "already_exists",
    rollcall.Invalid: "invalid",
    rollcall.Aborted: "aborted",
    rollcall.PermissionDenied: "permission_denied",
    rollcall.Unauthenticated: "unauthenticated",
    rollcall.Compacted: "compacted",
    rollcall.DeadlineExceeded: "deadline_exceeded",
    rollcall.Unavailable: "unavailable",
    rollcall.ResourceExhausted: "resource_exhausted",
}
_output = threading.Lock()


def say(line: dict[str, Any]) -> None:
    with _output:
        print(json.dumps(line), flush=True)


def told(error: Exception) -> dict[str, Any]:
    if isinstance(error, rollcall.PlaintextRefused):
        return {"kind": "plaintext_refused", "code": "", "reason": "", "message": str(error)}
    if not isinstance(error, rollcall.RollcallError):
        return {"kind": "other", "code": "", "reason": "", "message": repr(error)}
    kind = _KINDS.get(type(error), "other")
    out: dict[str, Any] = {
        "kind": kind,
        "code": error.code.name,
        "reason": error.reason,
        "message": error.message,
    }
    for name in ("field", "resource", "etag"):
        if (value := getattr(error, name, None)) is not None:
            out[name] = value
    if error.violations:
        out["violations"] = [vars(one) for one in error.violations]
    return out


def user_of(user: user_pb2.User) -> dict[str, Any]:
    names = ("name", "login", *_FIELDS, "etag", "gender")
    return {name: getattr(user, name) for name in names}


def registration_of(registration: registration_pb2.Registration) -> dict[str, Any]:
    name = registration.name
    return {"name": name, "user": name.split("/registrations/")[0], "contact": registration.contact_uri}


def event_of(event: registration_pb2.RegistrationEvent) -> dict[str, Any]:
    return {
        "revision": event.revision,
        "kind": event.kind,
        "state": event.registration.state,
        "count": event.registration_count,
        **registration_of(event.registration),
    }


def item_of(item: rollcall.Item) -> dict[str, Any]:
    if isinstance(item, rollcall.Snapshot):
        registrations = [registration_of(one) for one in item.registrations]
        return {"type": "snapshot", "registrations": registrations, "token": item.token}
    if isinstance(item, rollcall.Changes):
        return {"type": "changes", "events": [event_of(one) for one in item.events], "token": item.token}
    if isinstance(item, rollcall.Bookmark):
        return {"type": "bookmark", "token": item.token}
    if isinstance(item, rollcall.Resync):
        return {"type": "resync", "reason": item.reason}
    error = item.error
    return {
        "type": "disconnected",
        "code": error.code.name if error else "",
        "reason": error.reason if error else "",
    }


class Watching:
    """One watch, read by a thread of its own."""

    def __init__(self, name: str, watch: rollcall.Watch | blocking.Watch, pause_after: int | None) -> None:
        self._name, self._watch = name, watch
        self._left = pause_after
        self._go_on = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def go_on(self) -> None:
        self._left = None
        self._go_on.set()

    def stop(self) -> None:
        self._stopped = True
        self._watch.close()
        self._go_on.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            for item in self._watch:
                say({"watch": self._name, "item": item_of(item)})
                if self._left is not None:
                    self._left -= 1
                    if self._left == 0:
                        self._go_on.wait()
                if self._stopped:
                    break
            say({"watch": self._name, "end": True})
        except Exception as error:
            say({"watch": self._name, "error": told(error)})


class Driver:
    def __init__(self, make: type[rollcall.Client] | type[blocking.Client]) -> None:
        self._make = make
        self._client: rollcall.Client | blocking.Client | None = None
        self._token_calls = 0
        self._watches: dict[str, Watching] = {}
        self._views: dict[str, rollcall.Online | blocking.Online] = {}

    @property
    def client(self) -> Any:
        assert self._client is not None, "connect first"
        return self._client

    def handle(self, request: dict[str, Any]) -> None:
        id, op = request.pop("id"), request.pop("op")
        try:
            method: Callable[..., Any] = getattr(self, op)
            say({"id": id, "ok": method(**request) or {}})
        except Exception as error:
            say({"id": id, "error": told(error)})

    def connect(
        self,
        endpoint: str,
        token: str | None = None,
        token_file: str | None = None,
        tokens: list[str] | None = None,
        deadline_ms: int = 30_000,
        keepalive_ms: int = 20_000,
        **options: Any,
    ) -> None:
        if self._client is not None:
            self._client.close()
        self._token_calls = 0

        given = tokens or ([token] if token else [])

        def provider() -> str:
            self._token_calls += 1
            if given:
                return given[min(self._token_calls, len(given)) - 1]
            return Path(str(token_file)).read_text().strip()

        self._client = self._make(
            endpoint,
            token=provider if given or token_file else None,
            deadline=deadline_ms / 1000,
            keepalive=keepalive_ms / 1000,
            **options,
        )

    def token_calls(self) -> dict[str, Any]:
        return {"count": self._token_calls}

    def create_domain(self, domain_id: str, deadline_ms: int | None = None) -> dict[str, Any]:
        request = domain_pb2.CreateDomainRequest(domain_id=domain_id)
        return {"name": self.client.domains.CreateDomain(request, timeout=_seconds(deadline_ms)).domain.name}

    def get_domain(self, name: str, deadline_ms: int | None = None) -> dict[str, Any]:
        request = domain_pb2.GetDomainRequest(name=name)
        return {"name": self.client.domains.GetDomain(request, timeout=_seconds(deadline_ms)).domain.name}

    def create_user(
        self, parent: str, user_id: str, request_id: str = "", deadline_ms: int | None = None, **fields: Any
    ) -> dict[str, Any]:
        request = user_pb2.CreateUserRequest(
            parent=parent, user_id=user_id, user=user_pb2.User(**fields), request_id=request_id
        )
        answer = self.client.users.CreateUser(request, timeout=_seconds(deadline_ms))
        return {**user_of(answer.user), "has_secrets": bool(answer.generated.registration_password)}

    def get_user(self, name: str, deadline_ms: int | None = None) -> dict[str, Any]:
        request = user_pb2.GetUserRequest(name=name)
        return user_of(self.client.users.GetUser(request, timeout=_seconds(deadline_ms)).user)

    def update_user(self, name: str, etag: str = "", deadline_ms: int | None = None, **fields: Any) -> dict[str, Any]:
        request = user_pb2.UpdateUserRequest(user=user_pb2.User(name=name, etag=etag, **fields))
        request.update_mask.paths.extend(fields)
        return user_of(self.client.users.UpdateUser(request, timeout=_seconds(deadline_ms)).user)

    def delete_user(self, name: str, deadline_ms: int | None = None) -> None:
        self.client.users.DeleteUser(user_pb2.DeleteUserRequest(name=name), timeout=_seconds(deadline_ms))

    def list_users(self, parent: str, page_size: int = 0, filter: str = "") -> dict[str, Any]:
        request = user_pb2.ListUsersRequest(parent=parent, page_size=page_size, filter=filter)
        return {"names": [user.name for user in self.client.pages(self.client.users.ListUsers, request)]}

    def statuses(self, parent: str, users: list[str], deadline_ms: int | None = None) -> dict[str, Any]:
        request = registration_pb2.BatchGetUserStatusesRequest(parent=parent, users=users)
        answer = self.client.registrations.BatchGetUserStatuses(request, timeout=_seconds(deadline_ms))
        return {"statuses": [{"requested": s.requested, "state": s.state} for s in answer.statuses]}

    def deregister_user(self, name: str, deadline_ms: int | None = None) -> dict[str, Any]:
        request = registration_pb2.DeregisterUserRequest(name=name)
        answer = self.client.registrations.DeregisterUser(request, timeout=_seconds(deadline_ms))
        return {"ended_count": answer.ended_count}

    def first_call(self, name: str) -> dict[str, Any]:
        began = time.perf_counter()
        self.client.users.GetUser(user_pb2.GetUserRequest(name=name))
        return {"ms": (time.perf_counter() - began) * 1000}

    def count_events(self, parent: str, start: str, count: int) -> dict[str, Any]:
        began, seen = 0.0, 0
        watch = self.client.watch(parent, start=rollcall.Start.after(start), include_refreshes=True)
        for item in watch:
            began = began or time.perf_counter()
            seen += len(item.events) if isinstance(item, rollcall.Changes) else 0
            if seen >= count:
                break
        watch.close()
        return {"seconds": time.perf_counter() - began}

    def watch(
        self,
        watch: str,
        parent: str,
        start: str = "snapshot",
        pause_after: int | None = None,
        **options: Any,
    ) -> None:
        starts = {"snapshot": rollcall.Start(), "now": rollcall.Start.now()}
        follow = self.client.watch(parent, start=starts.get(start) or rollcall.Start.after(start), **options)
        self._watches[watch] = Watching(watch, follow, pause_after)

    def go_on(self, watch: str) -> None:
        self._watches[watch].go_on()

    def stop(self, watch: str) -> None:
        self._watches.pop(watch).stop()

    def online(self, view: str, parent: str) -> None:
        self._views[view] = self.client.online(parent)
        self._views[view].wait_live()

    def online_users(self, view: str) -> dict[str, Any]:
        online = self._views[view]
        return {"users": online.users(), "live": online.live}

    def close_online(self, view: str) -> None:
        self._views.pop(view).close()


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


def main() -> None:
    driver = Driver(blocking.Client if "--aio" in sys.argv[1:] else rollcall.Client)
    for line in sys.stdin:
        threading.Thread(target=driver.handle, args=(json.loads(line),), daemon=True).start()


if __name__ == "__main__":
    main()
