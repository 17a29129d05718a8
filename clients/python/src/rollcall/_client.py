"""The blocking client."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message

from rollcall import _calls, _options, _pages
from rollcall._errors import from_status, no_token
from rollcall._follow import Start
from rollcall._online import Online
from rollcall._table import Transition
from rollcall._watch import Watch
from rollcall.v1 import (
    account_pb2_grpc,
    audit_pb2_grpc,
    domain_pb2_grpc,
    group_pb2_grpc,
    invitation_pb2_grpc,
    organization_pb2_grpc,
    registrar_pb2_grpc,
    registration_pb2_grpc,
    role_pb2_grpc,
    user_pb2_grpc,
)
from rollcall.v1 import registration_pb2 as pb

_Request = TypeVar("_Request", bound=Message)


class Client:
    """A connection to Rollcall. It may be used from many threads; ``close`` it, or use it in a ``with``.

    ``endpoint`` is ``http://HOST:PORT`` or ``https://HOST:PORT``; ``token`` an access token, or a callable that gives
    one and is asked for every request and every new stream. ``ca``, ``cert`` and ``key`` are PEM files. ``deadline``
    (seconds) is that of a unary call, retries included, unless the call has a ``timeout``; streams have none.

    Raises PlaintextRefused if a token would go to another machine in plaintext, unless ``insecure_plaintext``.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        token: str | _options.TokenProvider | None = None,
        ca: str | Path | None = None,
        cert: str | Path | None = None,
        key: str | Path | None = None,
        insecure_plaintext: bool = False,
        deadline: float = _options.DEADLINE,
        keepalive: float = _options.KEEPALIVE,
    ) -> None:
        target = _options.target(
            endpoint,
            has_token=token is not None,
            ca=_read(ca),
            cert=_read(cert),
            key=_read(key),
            insecure_plaintext=insecure_plaintext,
            keepalive=keepalive,
        )
        if target.credentials is None:
            channel = grpc.insecure_channel(target.address, target.options)
        else:
            channel = grpc.secure_channel(target.address, target.credentials, target.options)
        provider = token if callable(token) or token is None else _always(token)
        self._channel = channel
        calls = grpc.intercept_channel(channel, _Calls(provider, deadline))
        self.accounts = account_pb2_grpc.AccountServiceStub(calls)
        self.audit = audit_pb2_grpc.AuditServiceStub(calls)
        self.domains = domain_pb2_grpc.DomainServiceStub(calls)
        self.groups = group_pb2_grpc.GroupServiceStub(calls)
        self.invitations = invitation_pb2_grpc.InvitationServiceStub(calls)
        self.organizations = organization_pb2_grpc.OrganizationServiceStub(calls)
        self.registrar = registrar_pb2_grpc.RegistrarServiceStub(calls)
        self.registrations = registration_pb2_grpc.RegistrationServiceStub(calls)
        self.roles = role_pb2_grpc.RoleServiceStub(calls)
        self.users = user_pb2_grpc.UserServiceStub(calls)

    def close(self) -> None:
        """Ends the connection, and whatever is under way on it."""
        self._channel.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def pages(method: Callable[[_Request], Any], request: _Request) -> Iterator[Any]:
        """The items of all pages of a List method, from the page of ``request`` on::

        for user in client.pages(client.users.ListUsers, ListUsersRequest(parent="domains/example.com")):
        """
        following: Any = type(request)()
        following.CopyFrom(request)
        while True:
            page = method(following)
            yield from _pages.items(page)
            if not page.next_page_token:
                return
            following.page_token = page.next_page_token

    def watch(
        self,
        parent: str,
        *,
        start: Start | None = None,
        users: Sequence[str] = (),
        groups: Sequence[str] = (),
        kinds: Sequence[pb.EventKind.ValueType] = (),
        include_refreshes: bool = False,
    ) -> Watch:
        """Follows the registrations of a user, a domain, ``domains/-`` or ``accounts/{account}``, for ever."""
        request = pb.WatchRegistrationsRequest(
            parent=parent, users=users, groups=groups, kinds=kinds, include_refreshes=include_refreshes
        )
        return Watch(self.registrations, request, start or Start())

    def online(self, parent: str, on_transition: Callable[[Transition], None] | None = None) -> Online:
        """A view of who is online, which a thread keeps right until it is closed. ``on_transition`` is called in it
        with each user who comes or goes, at first with all who are there.
        """
        return Online(self.watch(parent), on_transition)


class _Calls(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamStreamClientInterceptor):
    """Gives every call its token, deadline and request id, and fails with typed errors."""

    def __init__(self, provider: _options.TokenProvider | None, deadline: float) -> None:
        self._provider = provider
        self._deadline = deadline

    def intercept_unary_unary(self, continuation: Any, given: Any, request: Any) -> Any:
        request = _calls.with_request_id(request)
        attempts = _calls.Attempts(_calls.method_of(given), self._deadline if given.timeout is None else given.timeout)
        token = self._token()
        while True:
            call = continuation(_calls.details(given, token=token, timeout=attempts.left), request)
            failed = call.exception()
            if failed is None:
                return call
            error = from_status(call)
            if attempts.may_refresh(error):
                before, token = token, self._token()
                if token != before:
                    continue
            wait = attempts.wait(error)
            if wait is None:
                raise error from failed
            time.sleep(wait)

    def intercept_unary_stream(self, continuation: Any, given: Any, request: Any) -> Any:
        return _Stream(continuation(_calls.details(given, token=self._token(), timeout=given.timeout), request))

    def intercept_stream_stream(self, continuation: Any, given: Any, requests: Any) -> Any:
        return _Stream(continuation(_calls.details(given, token=self._token(), timeout=given.timeout), requests))

    def _token(self) -> str | None:
        try:
            return self._provider() if self._provider else None
        except Exception as cause:
            raise no_token(cause) from cause


class _Stream:
    """A stream of answers that fails with typed errors."""

    def __init__(self, call: Any) -> None:
        self._call = call

    def __iter__(self) -> _Stream:
        return self

    def __next__(self) -> Any:
        try:
            return next(self._call)
        except grpc.RpcError:
            raise from_status(self._call) from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._call, name)


def _always(token: str) -> _options.TokenProvider:
    return lambda: token


def _read(file: str | Path | None) -> bytes | None:
    return None if file is None else Path(file).read_bytes()
