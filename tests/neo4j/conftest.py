"""A store on the session's server, and a bare driver to look behind it."""

from collections.abc import Callable, Iterator
from typing import Any

import neo4j
import pytest
from research_graph.store.neo4j.store import Neo4jStore
from support.neo4j_server import Server

Cypher = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def opened_store(neo4j_server: Server) -> Iterator[Neo4jStore]:
    store = Neo4jStore(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    yield store
    store.clear()
    store.close()


@pytest.fixture
def store(opened_store: Neo4jStore) -> Neo4jStore:
    """An empty store."""
    opened_store.clear()
    return opened_store


@pytest.fixture(scope="session")
def cypher(neo4j_server: Server) -> Iterator[Cypher]:
    """Runs a statement past the store; rows as dicts."""
    with neo4j.GraphDatabase.driver(
        neo4j_server.uri, auth=neo4j_server.auth, notifications_min_severity="OFF"
    ) as driver:

        def run(text: str, **parameters: Any) -> list[dict[str, Any]]:
            with driver.session() as session:
                return session.run(text, parameters).data()

        yield run
