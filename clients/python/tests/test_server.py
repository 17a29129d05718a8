"""Both clients against a real server: what no pure test can show."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import grpc
import pytest

import rollcall
import rollcall.aio
from rollcall.v1 import common_pb2, domain_pb2, registrar_pb2, registration_pb2, user_pb2

from conftest import DOMAIN, Server

PATIENCE = 20.0
PARENT = f"domains/{DOMAIN}"
ALICE = f"{PARENT}/users/alice"
SCOPES = ("domains:write", "users:write", "registrations:write", "registrar")


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[rollcall.Client]:
    with rollcall.Client(server.endpoint, token=server.token(*SCOPES)) as made:
        made.domains.CreateDomain(domain_pb2.CreateDomainRequest(domain_id=DOMAIN))
        for login in ("alice", "bob", "carol"):
            made.users.CreateUser(user_pb2.CreateUserRequest(parent=PARENT, user_id=login))
        yield made


def register(client: rollcall.Client, cseq: int, expires: int) -> None:
    """Alice's phone, as an edge tells of it that knows her."""
    sip = registrar_pb2.SipRegister(request_uri=f"sip:{DOMAIN}", to_uri=f"sip:alice@{DOMAIN}", call_id="one", cseq=cseq)
    sip.contacts.add(uri="sip:alice@192.0.2.7", expires=expires)
    source = registrar_pb2.SipSource(transport=common_pb2.TRANSPORT_UDP, source_address="192.0.2.7:5060", edge="test")
    trusted = registrar_pb2.TrustedIdentity(user=ALICE)
    request = registrar_pb2.RegisterRequest(sip=sip, source=source, trusted_identity=trusted)
    answer = client.registrar.Register(request)
    assert answer.status_code == 200, answer


def test_pages_and_errors_are_the_same_in_both(server: Server, client: rollcall.Client) -> None:
    request = user_pb2.ListUsersRequest(parent=PARENT, page_size=2)
    missing = user_pb2.GetUserRequest(name=f"{PARENT}/users/nobody")
    logins = [user.login for user in client.pages(client.users.ListUsers, request)]
    with pytest.raises(rollcall.NotFound) as told:
        client.users.GetUser(missing)

    async def play() -> None:
        async with rollcall.aio.Client(server.endpoint, token=server.token(*SCOPES)) as other:
            assert [user.login async for user in other.pages(other.users.ListUsers, request)] == logins
            with pytest.raises(rollcall.NotFound) as also:
                await other.users.GetUser(missing)
            assert also.value.resource == told.value.resource == missing.name

    asyncio.run(play())
    assert logins == ["alice", "bob", "carol"]


def test_a_stream_fails_with_typed_errors_in_both(server: Server, client: rollcall.Client) -> None:
    request = user_pb2.ExportUsersRequest(parent="domains/none.example")
    with pytest.raises(rollcall.NotFound):
        list(client.users.ExportUsers(request))

    async def play() -> None:
        async with rollcall.aio.Client(server.endpoint, token=server.token(*SCOPES)) as other:
            with pytest.raises(rollcall.NotFound):
                [part async for part in other.users.ExportUsers(request)]
            config = user_pb2.ImportUsersRequest(
                config=user_pb2.ImportUsersConfig(parent="domains/none.example", mode=user_pb2.IMPORT_MODE_BEST_EFFORT)
            )
            with pytest.raises(rollcall.NotFound):
                [part async for part in other.users.ImportUsers(iter([config]))]

    asyncio.run(play())


def test_both_watches_tell_of_a_phone(server: Server, client: rollcall.Client) -> None:
    async def play() -> None:
        async with (
            rollcall.aio.Client(server.endpoint, token=server.token(*SCOPES)) as other,
            other.watch(PARENT) as watch,
        ):
            assert isinstance(await anext(watch), rollcall.Snapshot)
            await asyncio.to_thread(register, client, 1, 600)
            async for item in watch:
                if isinstance(item, rollcall.Changes):
                    assert item.events[0].registration.name.startswith(ALICE)
                    return

    with client.watch(PARENT) as watch:
        assert isinstance(next(watch), rollcall.Snapshot)
        asyncio.run(asyncio.wait_for(play(), PATIENCE))
        seen = next(item for item in watch if isinstance(item, rollcall.Changes))
        assert seen.events[0].registration.name.startswith(ALICE)
    with client.online(PARENT) as online:
        assert online.wait_live(PATIENCE) and online.users() == [ALICE]
        register(client, 2, 0)


def test_closing_wakes_who_waits(client: rollcall.Client) -> None:
    watch = client.watch(PARENT, start=rollcall.Start.now(), kinds=[registration_pb2.EVENT_KIND_EVICTED])
    left = threading.Event()

    def follow() -> None:
        for _ in watch:
            began.set()
        left.set()

    began = threading.Event()
    threading.Thread(target=follow, daemon=True).start()
    assert began.wait(PATIENCE)
    watch.close()
    assert left.wait(PATIENCE)


def test_who_waits_for_a_view_that_is_closed_waits_no_longer(server: Server) -> None:
    # Nobody listens there, so the view is never live.
    with rollcall.Client("http://127.0.0.1:1") as nowhere:
        online = nowhere.online(PARENT)
        answers: list[bool] = []
        waiter = threading.Thread(target=lambda: answers.append(online.wait_live()), daemon=True)
        waiter.start()
        online.close()
        waiter.join(PATIENCE)
        assert answers == [False]

    async def play() -> None:
        async with rollcall.aio.Client("http://127.0.0.1:1") as nowhere:
            online = nowhere.online(PARENT)
            waiting = asyncio.create_task(online.wait_live())
            await online.close()
            assert await asyncio.wait_for(waiting, PATIENCE) is False

    asyncio.run(play())


def test_a_provider_that_fails_once_ends_no_watch(server: Server, client: rollcall.Client) -> None:
    token = server.token(*SCOPES)
    asked = iter([RuntimeError("the issuer is away")])

    def provider() -> str:
        for error in asked:
            raise error
        return token

    with rollcall.Client(server.endpoint, token=provider) as other, other.watch(PARENT) as watch:
        first = next(watch)
        assert isinstance(first, rollcall.Disconnected) and first.error is not None
        assert isinstance(first.error.__cause__, RuntimeError) and first.error.code is grpc.StatusCode.UNAVAILABLE
        assert isinstance(next(watch), rollcall.Snapshot)

    async def play() -> None:
        again = iter([RuntimeError("the issuer is away")])

        async def provider() -> str:
            for error in again:
                raise error
            return token

        async with rollcall.aio.Client(server.endpoint, token=provider) as other, other.watch(PARENT) as watch:
            assert isinstance(await anext(watch), rollcall.Disconnected)
            assert isinstance(await anext(watch), rollcall.Snapshot)

    asyncio.run(asyncio.wait_for(play(), PATIENCE))


def test_a_watch_of_a_client_that_is_closed_ends(server: Server, client: rollcall.Client) -> None:
    other = rollcall.Client(server.endpoint, token=server.token(*SCOPES))
    watch = other.watch(PARENT)
    assert isinstance(next(watch), rollcall.Snapshot)
    other.close()
    with pytest.raises(ValueError, match="closed"):
        list(watch)
