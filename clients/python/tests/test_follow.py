"""The state of a watch, without any connection."""

import grpc
import pytest

from rollcall import Bookmark, Changes, Disconnected, Resync, RollcallError, Snapshot, Start
from rollcall._errors import _Details
from rollcall._follow import Backoff, Follow
from rollcall.v1 import registration_pb2 as pb

Response = pb.WatchRegistrationsResponse


def follow(start: Start) -> Follow:
    return Follow(pb.WatchRegistrationsRequest(parent="domains/-"), start)


def part(*names: str) -> Response:
    registrations = [pb.Registration(name=name) for name in names]
    return Response(snapshot=pb.RegistrationSnapshot(registrations=registrations))


def end(token: str) -> Response:
    return Response(snapshot_end=pb.RegistrationSnapshotEnd(), resume_token=token)


def changes(revision: int, token: str) -> Response:
    events = [pb.RegistrationEvent(revision=revision)]
    return Response(changes=pb.RegistrationChanges(events=events), resume_token=token)


def failed(code: str, reason: str, retry_after: float | None = None) -> RollcallError:
    return RollcallError(grpc.StatusCode[code], "m", _Details(reason, retry_after=retry_after))


def test_a_snapshot_is_delivered_whole_or_not_at_all() -> None:
    state = follow(Start())
    assert state.open().WhichOneof("start") == "start_with_snapshot"
    assert state.take(part("a", "b")) is None
    item, wait = state.ended(None)
    assert (item, wait) == (Disconnected(None), 0.0)
    assert state.open().WhichOneof("start") == "start_with_snapshot"
    assert state.take(part("c")) is None
    whole = state.take(end("t1"))
    assert isinstance(whole, Snapshot) and [r.name for r in whole.registrations] == ["c"]
    assert state.open().resume_token == "t1"


def test_events_wait_for_their_token() -> None:
    state = follow(Start.after("t0"))
    state.open()
    assert state.take(changes(1, "")) is None
    state.ended(failed("UNAVAILABLE", "DRAINING"))
    assert state.open().resume_token == "t0", "nothing of it was delivered"
    assert state.take(changes(1, "")) is None
    item = state.take(changes(2, "t2"))
    assert isinstance(item, Changes) and [e.revision for e in item.events] == [1, 2] and item.token == "t2"


@pytest.mark.parametrize(
    ("code", "reason"),
    [("OUT_OF_RANGE", "REVISION_COMPACTED"), ("INVALID_ARGUMENT", "RESUME_TOKEN_FOREIGN")],
)
def test_what_is_compacted_begins_anew_and_says_so(code: str, reason: str) -> None:
    state = follow(Start.after("old"))
    assert state.ended(failed(code, reason))[0] == Resync(reason)
    assert state.open().WhichOneof("start") == "start_with_snapshot"


def test_an_expired_token_is_asked_for_once() -> None:
    state = follow(Start.now())
    state.ended(failed("UNAUTHENTICATED", "TOKEN_EXPIRED"))
    assert state.take(Response(bookmark=pb.RegistrationBookmark(), resume_token="t")) == Bookmark("t")
    state.ended(failed("UNAUTHENTICATED", "TOKEN_EXPIRED"))
    with pytest.raises(RollcallError):
        state.ended(failed("UNAUTHENTICATED", "TOKEN_EXPIRED"))


def test_what_will_not_get_better_ends_and_the_rest_goes_on() -> None:
    for code in ("INVALID_ARGUMENT", "PERMISSION_DENIED", "NOT_FOUND", "UNAUTHENTICATED", "UNIMPLEMENTED"):
        with pytest.raises(RollcallError):
            follow(Start()).ended(failed(code, "WHATEVER"))
    for code in ("UNAVAILABLE", "INTERNAL", "UNKNOWN", "CANCELLED", "DEADLINE_EXCEEDED"):
        follow(Start()).ended(failed(code, "WHATEVER"))
    assert follow(Start()).ended(failed("RESOURCE_EXHAUSTED", "TOO_MANY_WATCHERS", 7.5))[1] == 7.5


def test_a_case_that_is_not_known_is_passed_over() -> None:
    state = follow(Start())
    assert state.take(Response.FromString(b"\xba\x3e\x03new")) is None
    hello = Response()
    hello.bookmark_interval.FromMilliseconds(1500)
    assert state.take(hello) is None
    assert state.patience == 4.5


def test_waits_double_to_a_bound_and_begin_anew() -> None:
    backoff = Backoff()
    assert backoff.next() == 0.0
    longest = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    assert all(backoff.next() <= most for most in longest)
    backoff.reset()
    assert backoff.next() == 0.0
