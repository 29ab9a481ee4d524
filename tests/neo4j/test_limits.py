"""At a limit the server itself has ended the work: nothing of it is left among its transactions."""

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from research_graph.schema.errors import StoreTimeout
from research_graph.store.neo4j.ending import MARK, Ending
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.port import Snapshot
from support.endless import endless, long_papers
from support.graphs import load

pytestmark = pytest.mark.neo4j

OURS = f"SHOW TRANSACTIONS YIELD transactionId, metaData WHERE metaData.{MARK} IS NOT NULL RETURN transactionId"
SOON_S = 3.0


@pytest.fixture(scope="module")
def loaded(opened_store: Neo4jStore) -> Neo4jStore:
    opened_store.clear()
    load(opened_store, long_papers())
    return opened_store


def _seconds(work: Callable[[], None]) -> float:
    begun = time.monotonic()
    with pytest.raises(StoreTimeout):
        work()
    return time.monotonic() - begun


def test_the_transaction_is_there_while_it_works_and_gone_when_it_is_ended(loaded: Neo4jStore, cypher: Any) -> None:
    seen: list[int] = []

    def look_then_cancel(snapshot: Snapshot) -> None:
        while not seen or (not seen[-1] and len(seen) < 100):
            seen.append(len(cypher(OURS)))
        snapshot.cancel()

    with loaded.snapshot() as snapshot:
        looking = threading.Thread(target=look_then_cancel, args=(snapshot,))
        looking.start()
        _seconds(lambda: endless(snapshot))
        looking.join()
    assert seen[-1] == 1
    assert cypher(OURS) == []


def test_a_limit_ends_it_as_well(loaded: Neo4jStore, cypher: Any) -> None:
    with loaded.snapshot(timeout=0.5) as snapshot:
        assert 0.4 < _seconds(lambda: endless(snapshot)) < SOON_S
        assert cypher(OURS) == []


def test_the_server_ends_it_by_itself_where_nobody_can_tell_it(
    loaded: Neo4jStore, cypher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ending, "__call__", lambda _: None)
    with loaded.snapshot(timeout=0.5) as snapshot:
        assert 0.4 < _seconds(lambda: endless(snapshot)) < SOON_S + 2
        assert cypher(OURS) == []


def test_the_work_of_others_goes_on(loaded: Neo4jStore) -> None:
    with loaded.snapshot() as other:
        ended: list[float] = []

        def end_another() -> None:
            with loaded.snapshot(timeout=0.2) as snapshot:
                ended.append(_seconds(lambda: endless(snapshot)))

        thread = threading.Thread(target=end_another)
        thread.start()
        while thread.is_alive():
            assert other.epoch() is not None
        assert len(ended) == 1


def test_waiting_for_a_server_that_says_nothing_ends_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = Neo4jStore(f"bolt://127.0.0.1:{silent.getsockname()[1]}", user="neo4j", password="any")

        def read() -> None:
            with store.snapshot(timeout=0.3) as snapshot:
                snapshot.publication()

        assert _seconds(read) < 2
        store.close()


def test_waiting_for_an_import_that_another_request_finishes_ends_too(loaded: Neo4jStore) -> None:
    loaded._is_finished = False
    with loaded._lock:
        waited: list[float] = []

        def read() -> None:
            with loaded.snapshot(timeout=0.3):
                pass

        thread = threading.Thread(target=lambda: waited.append(_seconds(read)))
        thread.start()
        thread.join()
    assert waited[0] < 2
