"""Reading a published store sends nothing that a user without the right to write may not send."""

import re
from collections.abc import Iterator
from typing import Any

import neo4j
import pytest
from research_graph.schema.catalog import edge_kind, node_kind
from research_graph.schema.errors import StoreAccessDenied
from research_graph.store.neo4j import store as module
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.query import Direction, Group, Page
from research_graph.store.traverse import neighborhood
from support.graphs import load
from support.neo4j_server import Server
from support.small_world import small_world

pytestmark = pytest.mark.neo4j

WORLD = small_world(1)
AUTHOR, TIE = node_kind("Author"), edge_kind("CO_AUTHORED_WITH")
PEOPLE = [row["key"] for row in WORLD.rows["Author"]]
FORBIDDEN = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP|SHOW)\b|awaitIndexes")


@pytest.fixture
def reader(neo4j_server: Server) -> Iterator[Neo4jStore]:
    """A store that another process opens."""
    reader = Neo4jStore(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    yield reader
    reader.close()


def test_readers_send_reading_statements_in_reading_sessions_only(
    store: Neo4jStore, reader: Neo4jStore, cypher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, WORLD)
    cypher("DROP INDEX research_graph_paper_year")
    sent: list[str] = []
    modes: set[str] = set()
    run, open_session = neo4j.Session.run, reader._driver.session

    def noted(session: neo4j.Session, query: str | neo4j.Query, *given: Any, **named: Any) -> neo4j.Result:
        sent.append(query if isinstance(query, str) else query.text)
        return run(session, query, *given, **named)

    def opened(**settings: Any) -> neo4j.Session:
        modes.add(settings["default_access_mode"])
        return open_session(**settings)

    monkeypatch.setattr(neo4j.Session, "run", noted)
    monkeypatch.setattr(reader._driver, "session", opened)
    for _ in range(2):
        with reader.snapshot() as snapshot:
            snapshot.publication()
            snapshot.epoch()
            snapshot.tally(TIE, PEOPLE[:2], direction=Direction.BOTH, by=Group("evidence"))
            snapshot.tally_nodes(AUTHOR)
            snapshot.nodes(AUTHOR, PEOPLE[:2])
            snapshot.top(AUTHOR, page=Page(2))
            snapshot.search([AUTHOR], ["a"], Page(2))
            snapshot.neighbors(TIE, PEOPLE[:2], direction=Direction.BOTH, page=Page(2))
            neighborhood(snapshot, PEOPLE[:1], depth=2)
        reader.digests(AUTHOR)
    reader.ping()
    monkeypatch.undo()
    assert modes == {neo4j.READ_ACCESS}
    assert len(sent) > 10
    assert [text for text in sent if FORBIDDEN.search(text)] == []
    assert cypher("SHOW INDEXES YIELD name WHERE name = 'research_graph_paper_year' RETURN name") == []
    load(store, WORLD, "b2")
    assert len(cypher("SHOW INDEXES YIELD name WHERE name = 'research_graph_paper_year' RETURN name")) == 1


def test_an_import_that_is_not_finished_needs_one_who_may_write(
    store: Neo4jStore, reader: Neo4jStore, cypher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, WORLD)
    cypher("MATCH (p:Publication) SET p.unfinished = '{}'")
    cypher("DROP INDEX research_graph_paper_year")

    def denied(*_: Any) -> None:
        raise StoreAccessDenied("not allowed")

    with monkeypatch.context() as patched:
        patched.setattr(module, "finish", denied)
        with pytest.raises(StoreAccessDenied, match="imported") as told, reader.snapshot():
            pass
    assert "may make indexes" in (told.value.hint or "")
    with reader.snapshot() as snapshot:
        assert snapshot.publication() is not None
    assert cypher("MATCH (p:Publication) RETURN p.unfinished AS left") == [{"left": None}]
    assert len(cypher("SHOW INDEXES YIELD name WHERE name = 'research_graph_paper_year' RETURN name")) == 1
