"""A SIP edge on UDP: phones register with it, and Rollcall decides. See the README."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
import socket
import time
from collections import OrderedDict

import rollcall
import rollcall.aio
from rollcall.v1 import common_pb2, registrar_pb2

from sip import Address, Request, parse, written

LARGEST = 16 << 10  # octets of a message; Rollcall itself takes 64 KiB
WAITING = 1000  # requests that wait for a worker; more are dropped, and the phones send them again
WORKERS = 32  # requests that Rollcall has at once
ANSWERED = 10_000  # transactions whose answer is kept...
TIMER_J = 32.0  # ...for so many seconds (RFC 3261 section 17.2.2)
PINGED = 10_000  # registrations whose phones are pinged, the youngest
REPORTED = 1000  # registrations in one ReportFlowFailure
PATIENCE = 10.0  # seconds for Rollcall to answer in
IP_RECVERR = 11  # of Linux: socket.IP_RECVERR has been there since Python 3.14


class Edge(asyncio.DatagramProtocol):
    """Hands each request to Rollcall as it came, and sends back what that answers: 405 to all but REGISTER, too."""

    def __init__(self, client: rollcall.aio.Client, name: str, listener: socket.socket) -> None:
        self._client, self._name, self._socket = client, name, listener
        listener.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        self._local = written(listener.getsockname())
        self._waiting: asyncio.Queue[tuple[Request, bytes]] = asyncio.Queue(WAITING)
        # An empty answer is one that is not there yet, or never will be.
        self._answers: OrderedDict[tuple[object, ...], tuple[float, bytes]] = OrderedDict()
        self._registrations: OrderedDict[str, tuple[Address, int]] = OrderedDict()  # where from, until when
        self._pinged: set[Address] = set()
        self._lost: set[Address] = set()
        self._some_lost = asyncio.Event()

    def datagram_received(self, data: bytes, source: Address) -> None:
        request = parse(data, source) if len(data) <= LARGEST else None
        if request is None:
            return
        # A nonce's count is good once, so a retransmission must not come to Rollcall: it gets the answer again.
        _, answer = self._answers.get(_transaction(request), (0.0, None))
        if answer is not None:
            if answer:
                self._send(answer, request.answer_to)
        elif not self._waiting.full():
            self._keep(request, b"")
            self._waiting.put_nowait((request, data))

    async def run(self, ping: float) -> None:
        """Works for ever; whatever fails unforeseen ends it."""
        workers = [self._work() for _ in range(WORKERS)]
        await asyncio.gather(self._ping(ping), self._report(), *workers)

    async def _work(self) -> None:
        while True:
            request, data = await self._waiting.get()
            source = registrar_pb2.SipSource(
                transport=common_pb2.TRANSPORT_UDP,
                source_address=written(request.source),
                local_address=self._local,
                edge=self._name,
            )
            message = registrar_pb2.RegisterRequest(raw_message=data, source=source)
            try:
                answer = await self._client.registrar.Register(message, timeout=PATIENCE)
            except rollcall.RollcallError as error:
                if error.reason != "SIP_MESSAGE_MALFORMED":  # Of that, nobody can be answered.
                    logging.warning("%s", error)
                    wait = math.ceil(error.retry_after or PATIENCE)
                    self._answer(request, 503, "Service Unavailable", [("Retry-After", str(wait))])
                continue
            headers = [(header.name, header.value) for header in answer.headers]
            self._answer(request, answer.status_code, answer.reason_phrase, headers)
            for binding in answer.bindings:
                if binding.node == self._name and binding.source_address == source.source_address:
                    self._registrations[binding.name] = (request.source, binding.expire_time.seconds)
                    self._registrations.move_to_end(binding.name)
            while len(self._registrations) > PINGED:
                self._registrations.popitem(last=False)

    def _answer(self, request: Request, status: int, reason: str, headers: list[tuple[str, str]]) -> None:
        answer = request.answer(status, reason, headers)
        self._keep(request, answer)
        self._send(answer, request.answer_to)

    def _keep(self, request: Request, answer: bytes) -> None:
        now = time.monotonic()
        self._answers[_transaction(request)] = (now + TIMER_J, answer)
        self._answers.move_to_end(_transaction(request))
        while len(self._answers) > ANSWERED or next(iter(self._answers.values()))[0] < now:
            self._answers.popitem(last=False)

    async def _ping(self, interval: float) -> None:
        """Keeps the way through a NAT open (RFC 5626 section 3.5.1), and provokes the ICMP of a phone that is gone."""
        while True:
            await asyncio.sleep(interval)
            for name in [name for name, (_, until) in self._registrations.items() if until < time.time()]:
                del self._registrations[name]
            self._pinged = {phone for phone, _ in self._registrations.values()}
            for phone in self._pinged:
                self._send(b"\r\n\r\n", phone)

    def _send(self, data: bytes, to: Address) -> None:
        """Sends at once or not at all, as is UDP's way, so that nothing piles up."""
        for _ in range(2):
            try:
                self._socket.sendto(data, to)
                return
            except BlockingIOError:
                return
            except OSError as error:  # That of an earlier datagram, as a rule: this one was not sent.
                self.error_received(error)

    def error_received(self, _: Exception) -> None:
        """A datagram came back by ICMP; which, the queue of errors says (``ip(7)``)."""
        with contextlib.suppress(BlockingIOError):
            while True:
                phone = self._socket.recvmsg(0, 0, socket.MSG_ERRQUEUE)[3]
                if phone in self._pinged:
                    self._lost.add(phone)
                    self._some_lost.set()

    async def _report(self) -> None:
        """UDP has no connection to lose, but a phone whose port is closed will not be called any more."""
        while True:
            await self._some_lost.wait()
            self._some_lost.clear()
            lost, self._lost = self._lost, set()
            self._pinged -= lost
            names = [name for name, (phone, _) in self._registrations.items() if phone in lost]
            for name in names:
                del self._registrations[name]
            for begin in range(0, len(names), REPORTED):
                request = registrar_pb2.ReportFlowFailureRequest(edge=self._name, reason="the port is closed")
                request.registrations.extend(names[begin : begin + REPORTED])
                try:
                    await self._client.registrar.ReportFlowFailure(request)
                except rollcall.RollcallError as error:
                    logging.warning("%s; these stay until they expire", error)


def _transaction(request: Request) -> tuple[object, ...]:
    return request.source, request.vias[0], request.call_id, request.cseq


async def main() -> None:
    endpoint = os.environ.get("ROLLCALL_ENDPOINT", "http://127.0.0.1:50051")
    host, _, port = os.environ.get("EDGE_LISTEN", "127.0.0.1:5060").rpartition(":")
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind((host, int(port)))
    async with rollcall.aio.Client(endpoint, token=os.environ.get("ROLLCALL_TOKEN")) as client:
        edge = Edge(client, os.environ.get("EDGE_NAME", "example-edge"), listener)
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: edge, sock=listener)
        print(f"listening on udp:{written(listener.getsockname())}", flush=True)
        await edge.run(float(os.environ.get("EDGE_PING", "25")))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
