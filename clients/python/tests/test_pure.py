"""Options, errors and the table of who is online."""

from typing import Any

import grpc
import pytest
from google.protobuf.any_pb2 import Any as AnyMessage
from google.rpc import error_details_pb2, status_pb2

import rollcall
from rollcall import _calls, _options
from rollcall._errors import from_status
from rollcall._table import Table, Transition
from rollcall.v1 import error_reason_pb2, user_pb2
from rollcall.v1 import registration_pb2 as pb


class Status:
    def __init__(self, code: str, *details: Any) -> None:
        self._code = grpc.StatusCode[code]
        packed = []
        for detail in details:
            one = AnyMessage()
            one.Pack(detail)
            packed.append(one)
        self._raw = status_pb2.Status(code=self._code.value[0], details=packed).SerializeToString()

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return "why"

    def trailing_metadata(self) -> list[tuple[str, str | bytes]]:
        return [("x", "y"), ("grpc-status-details-bin", self._raw)]


def info(reason: str, **metadata: str) -> error_details_pb2.ErrorInfo:
    return error_details_pb2.ErrorInfo(reason=reason, domain="rollcall.dev", metadata=metadata)


def test_all_bad_fields_come_with_their_values() -> None:
    bad = error_details_pb2.BadRequest()
    for field in ("user.email", "user.user_password"):
        bad.field_violations.add(field=field, description="bad")
    refused = error_reason_pb2.RefusedValues()
    refused.values.add(field="user.email", value="x")
    error = from_status(Status("INVALID_ARGUMENT", info("FIELD_INVALID"), bad, refused))
    assert isinstance(error, rollcall.Invalid)
    told = [(v.field, v.value) for v in error.violations]
    assert told == [("user.email", "x"), ("user.user_password", None)]


def test_kinds_are_told_by_code_and_reason() -> None:
    assert isinstance(from_status(Status("OUT_OF_RANGE", info("REVISION_COMPACTED"))), rollcall.Compacted)
    assert type(from_status(Status("OUT_OF_RANGE", info("NEWER")))) is rollcall.RollcallError
    taken = from_status(Status("ALREADY_EXISTS", info("RESOURCE_ALREADY_EXISTS", field="user.email")))
    assert isinstance(taken, rollcall.AlreadyExists) and taken.field == "user.email"
    bare = from_status(Status("NOT_FOUND"))
    assert isinstance(bare, rollcall.NotFound) and (bare.reason, bare.resource) == ("", None)


def target(endpoint: str, **options: Any) -> _options.Target:
    given: dict[str, Any] = dict(ca=None, cert=None, key=None, insecure_plaintext=False, keepalive=20.0)
    return _options.target(endpoint, has_token=True, **{**given, **options})


def test_a_token_goes_in_plaintext_to_this_machine_only() -> None:
    for loopback in ("http://localhost:1", "http://127.0.0.9:1", "http://[::1]:1", "https://example.com"):
        target(loopback)
    for other in ("http://192.0.2.1:50051", "http://localhost.example:1", "http://[2001:db8::1]:1"):
        with pytest.raises(rollcall.PlaintextRefused):
            target(other)
        target(other, insecure_plaintext=True)
    for bad in ("", "127.0.0.1:50051", "ftp://x", "http://x/path"):
        with pytest.raises(ValueError, match="endpoint"):
            target(bad)


def test_a_request_id_is_filled_in_where_there_may_be_one() -> None:
    request = user_pb2.CreateUserRequest(parent="domains/d")
    filled: Any = _calls.with_request_id(request)
    assert len(filled.request_id) == 36 and not request.request_id and filled.parent == "domains/d"
    given = user_pb2.CreateUserRequest(request_id="mine")
    assert _calls.with_request_id(given) is given
    get = user_pb2.GetUserRequest(name="n")
    assert _calls.with_request_id(get) is get


def test_only_what_is_safe_is_tried_again_and_only_when_told_so() -> None:
    exhausted = from_status(Status("RESOURCE_EXHAUSTED", error_details_pb2.RetryInfo(retry_delay={"seconds": 2})))
    assert exhausted.retry_after == 2.0
    get = _calls.Attempts("/rollcall.v1.UserService/GetUser", 30.0)
    assert [get.wait(exhausted) for _ in range(4)] == [2.0, 2.0, 2.0, None]
    assert _calls.Attempts("/rollcall.v1.RegistrarService/Register", 30.0).wait(exhausted) is None
    quota = from_status(Status("RESOURCE_EXHAUSTED", info("QUOTA_EXCEEDED")))
    assert _calls.Attempts("/rollcall.v1.UserService/GetUser", 30.0).wait(quota) is None


def test_all_attempts_of_a_call_share_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("rollcall._calls.monotonic", lambda: now)
    exhausted = from_status(Status("RESOURCE_EXHAUSTED", error_details_pb2.RetryInfo(retry_delay={"seconds": 2})))
    attempts = _calls.Attempts("/rollcall.v1.UserService/GetUser", 5.0)
    assert (attempts.left, attempts.wait(exhausted)) == (5.0, 2.0)
    now = 103.5
    assert (attempts.left, attempts.wait(exhausted)) == (1.5, None), "the server says when, but that is too late"
    now = 200.0
    assert attempts.left == 0.0


def test_a_fresh_token_is_asked_for_once_in_a_call() -> None:
    expired = from_status(Status("UNAUTHENTICATED", info("TOKEN_EXPIRED")))
    attempts = _calls.Attempts("/rollcall.v1.UserService/CreateUser", 5.0)
    assert not attempts.may_refresh(from_status(Status("UNAUTHENTICATED", info("TOKEN_INVALID"))))
    assert (attempts.may_refresh(expired), attempts.may_refresh(expired)) == (True, False)


def registration(user: str, id: int, ended: bool = False) -> pb.Registration:
    state = pb.REGISTRATION_STATE_ENDED if ended else pb.REGISTRATION_STATE_ACTIVE
    return pb.Registration(name=f"domains/d/users/{user}/registrations/{id}", state=state)


def test_a_user_is_online_while_one_registration_holds() -> None:
    table = Table()
    a, b = "domains/d/users/a", "domains/d/users/b"
    steps = [("a", 1, False), ("a", 2, False), ("b", 3, False), ("a", 1, True)]
    events = [pb.RegistrationEvent(registration=registration(*step)) for step in steps]
    assert table.apply(events) == [Transition(a, True), Transition(b, True)]
    again = [pb.RegistrationEvent(registration=registration("a", 2, True))] * 2
    assert table.apply(again) == [Transition(a, False)]
    assert table.users() == [b]
    changed = table.replace([registration("b", 9), registration("c", 1)])
    assert changed == [Transition("domains/d/users/c", True)]
