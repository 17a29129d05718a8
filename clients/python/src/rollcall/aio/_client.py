"""The client for asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message

from rollcall import _calls, _options, _pages
from rollcall._errors import from_status, no_token
from rollcall._follow import Start
from rollcall._table import Transition
from rollcall.aio._online import Online
from rollcall.aio._watch import Watch
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
    """A connection to Rollcall, made within a running event loop; as ``rollcall.Client``, but ``token`` may be an
    async callable, and every method of a service is awaited.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        token: str | _options.AsyncTokenProvider | None = None,
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
        provider = token if callable(token) or token is None else _always(token)
        interceptors: list[Any] = [_Unary(provider, deadline), _Stream(provider), _Both(provider)]
        if target.credentials is None:
            channel = grpc.aio.insecure_channel(target.address, target.options, interceptors=interceptors)
        else:
            channel = grpc.aio.secure_channel(
                target.address, target.credentials, target.options, interceptors=interceptors
            )
        self._channel = channel
        self.accounts: account_pb2_grpc.AccountServiceAsyncStub = account_pb2_grpc.AccountServiceStub(channel)
        self.audit: audit_pb2_grpc.AuditServiceAsyncStub = audit_pb2_grpc.AuditServiceStub(channel)
        self.domains: domain_pb2_grpc.DomainServiceAsyncStub = domain_pb2_grpc.DomainServiceStub(channel)
        self.groups: group_pb2_grpc.GroupServiceAsyncStub = group_pb2_grpc.GroupServiceStub(channel)
        self.invitations: invitation_pb2_grpc.InvitationServiceAsyncStub = invitation_pb2_grpc.InvitationServiceStub(
            channel
        )
        self.organizations: organization_pb2_grpc.OrganizationServiceAsyncStub = (
            organization_pb2_grpc.OrganizationServiceStub(channel)
        )
        self.registrar: registrar_pb2_grpc.RegistrarServiceAsyncStub = registrar_pb2_grpc.RegistrarServiceStub(channel)
        self.registrations: registration_pb2_grpc.RegistrationServiceAsyncStub = (
            registration_pb2_grpc.RegistrationServiceStub(channel)
        )
        self.roles: role_pb2_grpc.RoleServiceAsyncStub = role_pb2_grpc.RoleServiceStub(channel)
        self.users: user_pb2_grpc.UserServiceAsyncStub = user_pb2_grpc.UserServiceStub(channel)

    async def close(self) -> None:
        """Ends the connection, and whatever is under way on it."""
        await self._channel.close()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @staticmethod
    async def pages(method: Callable[[_Request], Any], request: _Request) -> AsyncIterator[Any]:
        """The items of all pages of a List method, from the page of ``request`` on."""
        following: Any = type(request)()
        following.CopyFrom(request)
        while True:
            page = await method(following)
            for item in _pages.items(page):
                yield item
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
        """A view of who is online, which a task keeps right until it is closed. ``on_transition`` is called in it with
        each user who comes or goes, at first with all who are there.
        """
        return Online(self.watch(parent), on_transition)


class _Provided:
    def __init__(self, provider: _options.AsyncTokenProvider | None) -> None:
        self._provider = provider

    async def _token(self) -> str | None:
        try:
            return await self._provider() if self._provider else None
        except Exception as cause:
            raise no_token(cause) from cause


class _Unary(_Provided, grpc.aio.UnaryUnaryClientInterceptor):
    """Gives a call its token, deadline and request id, and fails with typed errors."""

    def __init__(self, provider: _options.AsyncTokenProvider | None, deadline: float) -> None:
        super().__init__(provider)
        self._deadline = deadline

    async def intercept_unary_unary(self, continuation: Any, given: Any, request: Any) -> Any:
        request = _calls.with_request_id(request)
        attempts = _calls.Attempts(_calls.method_of(given), self._deadline if given.timeout is None else given.timeout)
        token = await self._token()
        while True:
            details = _calls.details(given, token=token, timeout=attempts.left)
            call = await continuation(_native(details), request)
            try:
                return await call
            except grpc.aio.AioRpcError as failed:
                error = from_status(failed)
                cause = failed
            if attempts.may_refresh(error):
                before, token = token, await self._token()
                if token != before:
                    continue
            wait = attempts.wait(error)
            if wait is None:
                raise error from cause
            await asyncio.sleep(wait)


class _Stream(_Provided, grpc.aio.UnaryStreamClientInterceptor):
    async def intercept_unary_stream(self, continuation: Any, given: Any, request: Any) -> Any:
        details = _calls.details(given, token=await self._token(), timeout=given.timeout)
        return _typed(await continuation(_native(details), request))


class _Both(_Provided, grpc.aio.StreamStreamClientInterceptor):
    async def intercept_stream_stream(self, continuation: Any, given: Any, requests: Any) -> Any:
        details = _calls.details(given, token=await self._token(), timeout=given.timeout)
        return _typed(await continuation(_native(details), requests))


async def _typed(answers: AsyncIterable[Any]) -> AsyncIterator[Any]:
    """The answers of a stream, which fails with typed errors."""
    try:
        async for answer in answers:
            yield answer
    except grpc.aio.AioRpcError as failed:
        raise from_status(failed) from None


def _native(details: _calls.CallDetails) -> grpc.aio.ClientCallDetails:
    return grpc.aio.ClientCallDetails(
        details.method.encode(),  # type: ignore[arg-type]
        details.timeout,
        grpc.aio.Metadata(*(details.metadata or ())),
        details.credentials,
        details.wait_for_ready,
    )


def _always(token: str) -> _options.AsyncTokenProvider:
    async def provider() -> str:
        return token

    return provider


def _read(file: str | Path | None) -> bytes | None:
    return None if file is None else Path(file).read_bytes()
