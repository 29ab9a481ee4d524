"""Readiness: many ask, one looks; who cannot be told in a second is told no."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest
from research_graph.schema.errors import StoreUnavailable
from research_graph.service.web import readiness
from research_graph.service.web.readiness import Readiness


class Held:
    """A store that says which build it holds, when it is let."""

    def __init__(self, build: str | None) -> None:
        self.build = build
        self.error: Exception | None = None
        self.looks = 0
        self.let_go = threading.Event()
        self.let_go.set()
        self.timeouts: list[float] = []

    def snapshot(self, *, timeout: float) -> Any:
        self.timeouts.append(timeout)
        return self

    def __enter__(self) -> Held:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def publication(self) -> Any:
        self.looks += 1
        self.let_go.wait(30)
        if self.error is not None:
            raise self.error
        return None if self.build is None else self


def test_many_are_told_by_one_look_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(readiness, "monotonic", lambda: now[0])
    store: Any = Held("b1")
    ready = Readiness(store)

    async def run() -> None:
        assert await asyncio.gather(*(ready.look() for _ in range(50))) == [("b1", None)] * 50
        store.build = None
        now[0] += 0.9
        assert await ready.look() == ("b1", None)
        assert store.looks == 1
        now[0] += 0.2
        assert await ready.look() == (None, "EMPTY_STORE")
        store.error = StoreUnavailable("x", hint="y")
        now[0] += 1.1
        assert await ready.look() == (None, "STORE_UNAVAILABLE")
        assert store.looks == 3

    asyncio.run(run())
    assert store.timeouts == [1.0] * 3


def test_a_store_that_does_not_answer_is_looked_at_once_and_told_in_a_second() -> None:
    store: Any = Held("b1")
    store.let_go.clear()
    ready = Readiness(store)

    async def run() -> None:
        begun = time.monotonic()
        assert await asyncio.gather(*(ready.look() for _ in range(9))) == [(None, "TIMEOUT")] * 9
        assert 0.9 < time.monotonic() - begun < 10
        begun = time.monotonic()
        assert await ready.look() == (None, "TIMEOUT")
        assert time.monotonic() - begun < 0.5, "the second is over"
        assert store.looks == 1
        store.let_go.set()
        async with asyncio.timeout(30):
            while await ready.look() != ("b1", None):
                await asyncio.sleep(0.01)

    asyncio.run(run())
