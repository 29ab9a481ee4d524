"""Many clients of one HTTP server from one process, cheap enough to share a small machine with what it measures."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop

_HEAD_END = b"\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of requests took: seconds in all, milliseconds of each."""

    seconds: float
    milliseconds: Sequence[float]

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the requests were answered."""
        ranked = sorted(self.milliseconds)
        return ranked[min(len(ranked) - 1, round(share * len(ranked)))]


class RequestFailed(Exception):
    """An answer was not what a bench can count."""


def post(path: str, body: bytes, *, accept: str = "application/json") -> bytes:
    """The bytes of a request that keeps its connection."""
    head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: {accept}\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


def get(path: str) -> bytes:
    """The bytes of a browser's request that keeps its connection."""
    return f"GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\n\r\n".encode()


def load(port: int, requests: Sequence[bytes], *, clients: int, times: int) -> Load:
    """Sends so many requests, in rotation, from so many clients, each one after the other."""
    return uvloop.run(_load(port, requests, clients=clients, times=times))


def answers(port: int, requests: Sequence[bytes]) -> list[bytes]:
    """The bodies of the answers, one after the other."""

    async def each() -> list[bytes]:
        client = await _connected(port)
        return [await client.ask(request) for request in requests]

    return uvloop.run(each())


async def _load(port: int, requests: Sequence[bytes], *, clients: int, times: int) -> Load:
    spent: list[float] = []
    waiting = iter([requests[number % len(requests)] for number in range(times)])

    async def work(client: _Client) -> None:
        for request in waiting:
            started = time.perf_counter()
            await client.ask(request)
            spent.append((time.perf_counter() - started) * 1000)

    connected = [await _connected(port) for _ in range(clients)]
    started = time.perf_counter()
    await asyncio.gather(*map(work, connected))
    return Load(time.perf_counter() - started, spent)


async def _connected(port: int) -> _Client:
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(_Client, "127.0.0.1", port)
    return client


@dataclass(slots=True, eq=False)
class _Client(asyncio.Protocol):
    """One connection with one request at a time."""

    _transport: asyncio.Transport | None = None
    _answer: asyncio.Future[bytes] | None = None
    _received: bytearray = field(default_factory=bytearray)
    _body_at: int = -1
    _end: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(RequestFailed("the server hung up"))

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        """The body of the answer; RequestFailed where its status is not 200."""
        assert self._transport is not None
        self._received.clear()
        self._body_at, self._end = -1, None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._body_at < 0 and not self._read_head():
            return
        is_whole = self._received.endswith(_LAST_CHUNK) if self._end is None else len(self._received) >= self._end
        if is_whole and self._answer is not None and not self._answer.done():
            if self._received.startswith(b"HTTP/1.1 200"):
                self._answer.set_result(self._body())
            else:
                self._answer.set_exception(RequestFailed(self._received[:2000].decode(errors="replace")))

    def _read_head(self) -> bool:
        found = self._received.find(_HEAD_END)
        if found < 0:
            return False
        self._body_at = found + len(_HEAD_END)
        head = bytes(self._received[:found]).lower()
        _, named, length = head.partition(b"\r\ncontent-length:")
        self._end = self._body_at + int(length.partition(b"\r\n")[0]) if named else None
        return True

    def _body(self) -> bytes:
        rest = bytes(self._received[self._body_at :])
        if self._end is not None:
            return rest
        parts = []
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            parts.append(rest[: int(size, 16)])
            rest = rest[int(size, 16) + 2 :]
        return b"".join(parts)
