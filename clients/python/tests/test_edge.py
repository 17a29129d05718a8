"""The example edge, with real phones: sipsak, and baresip, which is killed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import rollcall
from rollcall.v1 import domain_pb2, registration_pb2, user_pb2

from conftest import DOMAIN, Server

PROGRAM = Path(__file__).parents[1] / "examples/edge/edge.py"
PATIENCE = 20.0
NAME = "edge-of-test"
USER = f"domains/{DOMAIN}/users/alice"
PASSWORD = "Example-Edge-42"
BARESIP = "poll_method epoll\nsip_listen 127.0.0.1:0\nmodule_path /usr/lib/baresip/modules\nmodule_app account.so\n"
Kind = registration_pb2.EventKind
Address = tuple[str, int]


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[rollcall.Client]:
    scopes = ("domains:write", "users:write", "registrations:write")
    with rollcall.Client(server.endpoint, token=server.token(*scopes)) as made:
        request = domain_pb2.CreateDomainRequest(domain_id=DOMAIN)
        request.domain.registration.flow_grace.SetInParent()  # None: lost is lost at once.
        made.domains.CreateDomain(request)
        user = user_pb2.User(auth_username="alice", registration_password=PASSWORD)
        made.users.CreateUser(user_pb2.CreateUserRequest(parent=f"domains/{DOMAIN}", user_id="alice", user=user))
        yield made


@contextmanager
def running(server: Server, ping: float, endpoint: str | None = None) -> Iterator[Address]:
    """Where an edge listens that pings so often. Its token is good for every account, as that of a shared edge is."""
    settings = {
        "ROLLCALL_ENDPOINT": endpoint or server.endpoint,
        "ROLLCALL_TOKEN": server.token("registrar", account="-"),
        "EDGE_LISTEN": "127.0.0.1:0",
        "EDGE_NAME": NAME,
        "EDGE_PING": str(ping),
    }
    command = [sys.executable, str(PROGRAM)]
    process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said.startswith("listening on udp:"), said
    yield "127.0.0.1", int(said.rsplit(":", 1)[1])
    still_runs = process.poll() is None
    process.kill()
    process.communicate()
    assert still_runs, "the edge ended by itself"


@pytest.fixture(scope="module")
def edge(server: Server, client: rollcall.Client) -> Iterator[Address]:
    """It never pings: sipsak's port is closed as soon as it is done, which is no loss here."""
    with running(server, 3600) as address:
        yield address


@pytest.fixture(scope="module")
def watchful_edge(server: Server, client: rollcall.Client) -> Iterator[Address]:
    with running(server, 0.2) as address:
        yield address


def phone(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"no {program}")
    return found


def sipsak(edge: Address, password: str, expires: int) -> subprocess.CompletedProcess[str]:
    command = [phone("sipsak"), "--usrloc-mode", "--numeric", "--ignore-redirects", "--hostname", "127.0.0.1", "-v"]
    command += ["--sip-uri", f"sip:alice@{DOMAIN}", "--outbound-proxy", f"{edge[0]}:{edge[1]}", "--transport", "udp"]
    command += ["--auth-username", "alice", "--password", password, "--expires", str(expires)]
    command += ["--contact", "sip:alice@127.0.0.1:5999"]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)


def event(watch: rollcall.Watch) -> registration_pb2.RegistrationEvent:
    """The next that changed, of which there is one."""
    late = threading.Timer(PATIENCE, watch.close)
    late.start()
    changes = next((item for item in watch if isinstance(item, rollcall.Changes)), None)
    late.cancel()
    assert changes is not None, "nothing changed"
    assert len(changes.events) == 1, changes
    return changes.events[0]


def test_a_phone_registers_through_the_edge_and_is_seen(client: rollcall.Client, edge: Address) -> None:
    with client.watch(USER) as watch:
        first = next(watch)
        assert isinstance(first, rollcall.Snapshot) and not first.registrations
        refused = sipsak(edge, "guessed", 60)
        assert refused.returncode != 0 and "authorization failed" in refused.stderr, refused
        registered = sipsak(edge, PASSWORD, 60)
        assert registered.returncode == 0, registered
        came = event(watch)
        assert came.kind == Kind.EVENT_KIND_CREATED and came.registration.node == NAME
        assert came.registration.contact_uri == "sip:alice@127.0.0.1:5999"
        with client.online(f"domains/{DOMAIN}") as online:
            assert online.wait_live(PATIENCE) and online.users() == [USER]
        assert sipsak(edge, PASSWORD, 0).returncode == 0
        assert event(watch).kind == Kind.EVENT_KIND_UNREGISTERED


def test_a_phone_that_is_killed_is_told_as_lost(
    client: rollcall.Client, watchful_edge: Address, tmp_path: Path
) -> None:
    proxy = f"sip:{watchful_edge[0]}:{watchful_edge[1]};transport=udp"
    account = f'<sip:alice@{DOMAIN};transport=udp>;auth_user=alice;auth_pass={PASSWORD};outbound="{proxy}";regint=600\n'
    for name, text in (("config", BARESIP), ("accounts", account), ("contacts", "")):
        (tmp_path / name).write_text(text)
    with client.watch(USER) as watch, (tmp_path / "log").open("w") as log:
        assert isinstance(next(watch), rollcall.Snapshot)
        running = subprocess.Popen([phone("baresip"), "-f", "."], cwd=tmp_path, stdin=subprocess.PIPE, stdout=log)
        try:
            assert event(watch).kind == Kind.EVENT_KIND_CREATED
        finally:
            running.kill()
            running.communicate()
        gone = event(watch)
        assert (gone.kind, gone.registration_count) == (Kind.EVENT_KIND_FLOW_FAILED, 0)


def exchange(edge: Address, message: str, *, times: int = 1) -> list[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.settimeout(PATIENCE)
        phone.connect(edge)
        filled = message.replace("PORT", str(phone.getsockname()[1])).replace("\n", "\r\n").encode()
        answers = []
        for _ in range(times):
            phone.send(filled)
            answers.append(phone.recv(65535).decode())
        return answers


MESSAGE = """METHOD sip:localhost SIP/2.0
v: SIP/2.0/UDP 192.0.2.9:9;branch=z9hG4bK1;rport,
 SIP/2.0/UDP 192.0.2.10
From: <sip:alice@localhost>;tag=a
t: <sip:alice@localhost>
Call-ID: one
CSeq: 1 METHOD
Contact: <sip:alice@127.0.0.1:PORT>

"""


def test_a_retransmission_gets_the_same_answer(edge: Address) -> None:
    first, again = exchange(edge, MESSAGE.replace("METHOD", "REGISTER"), times=2)
    # Had Rollcall seen it twice, there would be two nonces.
    assert first == again and first.startswith("SIP/2.0 401 ") and "nonce=" in first
    via = next(line for line in first.split("\r\n") if line.startswith("Via: "))
    assert via.startswith("Via: SIP/2.0/UDP 192.0.2.9:9;branch=z9hG4bK1;rport=")
    assert via.endswith(";received=127.0.0.1, SIP/2.0/UDP 192.0.2.10")


def test_other_methods_are_not_allowed_and_rubbish_is_dropped(edge: Address) -> None:
    (answer,) = exchange(edge, MESSAGE.replace("METHOD", "OPTIONS"))
    assert answer.startswith("SIP/2.0 405 ") and "\r\nAllow: REGISTER\r\n" in answer
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for rubbish in (b"", b"\r\n\r\n", b"\xff" * 100, b"SIP/2.0 200 OK\r\n\r\n", b"REGISTER sip:x SIP/2.0\r\n\r\n"):
            stranger.sendto(rubbish, edge)
    # It lives, and the rubbish got no answer that this one would be taken for.
    (answer,) = exchange(edge, MESSAGE.replace("METHOD", "INVITE"))
    assert "CSeq: 1 INVITE" in answer


def test_while_rollcall_is_away_phones_are_told_to_come_later(server: Server) -> None:
    with running(server, 3600, endpoint="http://127.0.0.1:1") as lonely:
        first, again = exchange(lonely, MESSAGE.replace("METHOD", "REGISTER"), times=2)
    assert first == again and first.startswith("SIP/2.0 503 ") and "\r\nRetry-After: 10\r\n" in first
