"""Work that takes too long, or whose client is gone: it ends in the database too, and the next request is answered."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from typing import Any, cast

import neo4j
import pytest
from research_graph.graphql.api import Api
from research_graph.graphql.view import Service, View
from research_graph.store.neo4j.ending import MARK
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.open import open_store
from research_graph.store.port import Snapshot, Store
from support.api_asked import Asked
from support.broken_store import TamperedStore
from support.endless import PAPERS, endless, long_papers
from support.graphs import load
from support.neo4j_server import Server

LIMIT_S = 0.5
SOON_S = 4.0
"""An ending takes moments; what it ends takes minutes."""
TEXT = "{ papers(first: 1) { totalCount nodes { id } } }"
OURS = f"SHOW TRANSACTIONS YIELD metaData WHERE metaData.{MARK} IS NOT NULL RETURN count(*)"


class Engine:
    """A store with long papers, and how to ask its database what is still at work."""

    def __init__(self, store: Store, server: Server | None = None) -> None:
        self.store = store
        self._server = server

    def working(self) -> int:
        """Transactions of ours that the database still has; an embedded one has none when its caller is back."""
        if self._server is None:
            return 0
        with neo4j.GraphDatabase.driver(self._server.uri, auth=self._server.auth) as driver:
            [[number]] = driver.execute_query(OURS).records
        return int(number)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    server: Server | None = None
    store: Store = open_store("sqlite://")
    if request.param == "neo4j":
        server = request.getfixturevalue("neo4j_server")
        store = Neo4jStore(server.uri, user=server.user, password=server.password)
        store.clear()
    load(store, long_papers())
    yield Engine(store, server)
    store.clear()
    store.close()


def test_a_request_is_cut_at_its_limit_and_the_next_is_answered(engine: Engine) -> None:
    tampered = TamperedStore(engine.store, endless, at=2)
    begun = time.monotonic()
    told = Asked(tampered, seconds=LIMIT_S).ask(TEXT)
    assert LIMIT_S * 0.8 < time.monotonic() - begun < SOON_S
    assert tampered.calls[:2] == ["publication", "top"]
    assert set(told.codes) == {"TIMEOUT"}
    assert told.json["data"] is None
    assert engine.working() == 0
    assert Asked(engine.store).data(TEXT)["papers"]["totalCount"] == PAPERS


class Client:
    """Asks a view as a server would, and may go away while it waits."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._gone = asyncio.Event()
        self.sent: list[Any] = []

    async def ask(self) -> None:
        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
        await self._view(scope, self._receive(), self._send)

    def leave(self) -> None:
        self._gone.set()

    def _receive(self) -> Any:
        body = iter([{"type": "http.request", "body": json.dumps({"query": TEXT}).encode(), "more_body": False}])

        async def receive() -> Any:
            for message in body:
                return message
            await self._gone.wait()
            return {"type": "http.disconnect"}

        return receive

    async def _send(self, message: Any) -> None:
        self.sent.append(message)


def test_a_client_that_hangs_up_ends_its_reading(engine: Engine) -> None:
    reading = threading.Event()

    def read_long(snapshot: Snapshot) -> None:
        reading.set()
        endless(snapshot)

    tampered = TamperedStore(engine.store, read_long, at=2)
    view = View(Api(cast("Store", tampered), kept_bytes=0, seconds=300.0), service=Service(threads=1))

    async def hang_up() -> None:
        reader, waiter, third = Client(view), Client(view), Client(view)
        first = asyncio.create_task(reader.ask())
        await asyncio.wait_for(asyncio.to_thread(reading.wait, SOON_S), SOON_S)
        assert reading.is_set()
        second = asyncio.create_task(waiter.ask())
        await asyncio.sleep(0.2)
        assert view.busy == 2
        begun = time.monotonic()
        waiter.leave()
        reader.leave()
        await asyncio.wait_for(asyncio.gather(first, second), SOON_S)
        while view.busy and time.monotonic() - begun < SOON_S:
            await asyncio.sleep(0.01)
        assert time.monotonic() - begun < SOON_S
        assert (reader.sent, waiter.sent) == ([], [])
        assert tampered.cancelled == 1
        assert tampered.calls == ["publication", "top"]
        await asyncio.wait_for(third.ask(), SOON_S)
        start, body = third.sent
        assert start["status"] == 200
        assert json.loads(body["body"])["data"]["papers"]["totalCount"] == PAPERS

    try:
        asyncio.run(hang_up())
    finally:
        view.close()
    assert engine.working() == 0
