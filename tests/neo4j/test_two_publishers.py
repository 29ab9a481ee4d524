"""Two that publish to one server: one begins, and who is taken over stops before it writes anything more."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from research_graph.schema.errors import StoreChanged
from research_graph.store.neo4j import publishing
from research_graph.store.neo4j.publisher import Publisher
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.port import Seen
from support.graphs import Graph, difference, kinds, load, publication
from support.neo4j_server import Server
from support.small_world import small_world

pytestmark = pytest.mark.neo4j

OLD, ONE, TWO = (small_world(seed, authors=20, papers=12) for seed in (1, 2, 3))
BOTH = Graph({kind.name: [*OLD.rows.get(kind.name, []), *TWO.rows.get(kind.name, [])] for kind in kinds()})


@pytest.fixture
def other(neo4j_server: Server) -> Iterator[Neo4jStore]:
    """A second store on the same server, as another workspace has it."""
    other = Neo4jStore(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    yield other
    other.close()


def change(store: Neo4jStore, new: Graph, build: str, progress: Callable[..., None] | None = None) -> None:
    store.apply(difference(OLD, new, base="b0", build=build), publication(new, build), progress=progress)


def rows(store: Neo4jStore) -> dict[str, int]:
    return {kind.name: len(store.digests(kind)) for kind in kinds()}


def sizes(graph: Graph) -> dict[str, int]:
    return {kind.name: len(graph.rows.get(kind.name, [])) for kind in kinds()}


def held(store: Neo4jStore) -> tuple[str, str, int]:
    with store.snapshot() as snapshot:
        found = snapshot.publication()
    assert found is not None
    return found.build, found.state, found.epoch


def before_taking(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Has something happen in every publish after it read what the store holds, and before it begins."""
    ensure = publishing.ensure

    def acting(session: Any, wanted: dict[str, str]) -> None:
        if any(statement.startswith("CREATE CONSTRAINT") for statement in wanted.values()):
            act()
        ensure(session, wanted)

    monkeypatch.setattr(publishing, "ensure", acting)


@pytest.mark.parametrize("is_empty", [True, False])
def test_of_two_that_begin_at_once_one_publishes(
    store: Neo4jStore, other: Neo4jStore, monkeypatch: pytest.MonkeyPatch, *, is_empty: bool
) -> None:
    if not is_empty:
        load(store, OLD, "b0")
    before_taking(monkeypatch, Barrier(2).wait)
    publish = load if is_empty else change
    with ThreadPoolExecutor() as threads:
        begun = [threads.submit(publish, store, ONE, "b1"), threads.submit(publish, other, TWO, "b2")]
        errors = [future.exception() for future in begun]
    [refused] = [error for error in errors if error is not None]
    assert isinstance(refused, StoreChanged)
    assert "by another process meanwhile" in refused.message
    assert "nothing was written" in (refused.hint or "")
    build, graph = ("b1", ONE) if errors[0] is None else ("b2", TWO)
    assert held(store) == (build, "ready", 1 if is_empty else 2)
    assert rows(store) == sizes(graph)


def test_a_publish_that_ended_meanwhile_is_noticed(
    store: Neo4jStore, other: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, OLD, "b0")
    with monkeypatch.context() as patched:
        turns = iter([lambda: change(other, TWO, "b2"), lambda: None])
        before_taking(patched, lambda: next(turns)())
        with pytest.raises(StoreChanged, match="by another process meanwhile"):
            change(store, ONE, "b1")
    assert held(store) == ("b2", "ready", 2)
    assert rows(store) == sizes(TWO)


def test_who_is_taken_over_stops_at_the_next_batch(store: Neo4jStore, other: Neo4jStore) -> None:
    load(store, OLD, "b0")
    told: list[str] = []

    def take_over(kind: str, *_: int) -> None:
        told.append(kind)
        if len(told) == 1:
            load(other, TWO, "b2")

    with pytest.raises(StoreChanged, match="took over") as stopped:
        change(store, ONE, "b1", take_over)
    assert len(told) == 1
    assert stopped.value.hint
    assert held(store) == ("b2", "ready", 2)
    assert rows(store) == sizes(TWO)


def test_one_that_writes_nothing_more_is_taken_over_by_who_saw_its_last_batch(
    store: Neo4jStore, other: Neo4jStore
) -> None:
    load(store, OLD, "b0")
    told: list[str] = []

    def take_over(kind: str, *_: int) -> None:
        told.append(kind)
        if len(told) == 3:
            seen = other.seen()
            rows_there = {kind.name: len(other.digests(kind)) for kind in kinds()}
            assert rows_there != sizes(BOTH)
            patch = difference(OLD, BOTH, base=None, build="b2")
            other.apply(patch, publication(BOTH, "b2"), seen=seen)

    with pytest.raises(StoreChanged, match="took over"):
        change(store, BOTH, "b1", take_over)
    assert len(told) == 3
    assert held(store) == ("b2", "ready", 2)
    assert rows(store) == sizes(BOTH)


def test_one_that_goes_on_is_not_taken_over_by_who_compared_meanwhile(store: Neo4jStore, other: Neo4jStore) -> None:
    load(store, OLD, "b0")
    sights: list[Seen] = []

    def try_to_take_over(*_: Any) -> None:
        if sights:
            with pytest.raises(StoreChanged, match="by another process meanwhile"):
                other.apply(difference(OLD, TWO, base=None, build="b2"), publication(TWO, "b2"), seen=sights[-1])
        sights.append(other.seen())

    change(store, ONE, "b1", try_to_take_over)
    assert len(sights) > 3
    assert held(store) == ("b1", "ready", 2)
    assert rows(store) == sizes(ONE)


@pytest.mark.parametrize("publish", [load, change])
def test_the_store_looks_different_after_every_transaction_of_a_publish(
    store: Neo4jStore, other: Neo4jStore, monkeypatch: pytest.MonkeyPatch, publish: Callable[..., None]
) -> None:
    monkeypatch.setattr(publishing, "BATCH_ROWS", 16)
    load(store, OLD, "b0")
    sights: list[Seen] = [other.seen()]

    def looking(method: Callable[..., Any]) -> Callable[..., Any]:
        def looked(*given: Any, **named: Any) -> Any:
            found = method(*given, **named)
            sights.append(other.seen())
            return found

        return looked

    for name in ("take", "write"):
        monkeypatch.setattr(Publisher, name, looking(getattr(Publisher, name)))
    publish(store, TWO, "b2")
    assert len(sights) > 10
    assert all(seen not in sights[:place] for place, seen in enumerate(sights))


def test_who_is_taken_over_by_one_that_removes_everything_stops_too(store: Neo4jStore, other: Neo4jStore) -> None:
    load(store, OLD, "b0")
    with pytest.raises(StoreChanged, match="took over"):
        change(store, ONE, "b1", lambda *_: other.clear())
    assert rows(store) == sizes(Graph())
