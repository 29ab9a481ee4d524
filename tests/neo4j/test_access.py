"""Getting to a server: who may, what is told when it cannot be, and that reading cannot write."""

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import neo4j
import pytest
from neo4j.exceptions import ClientError
from research_graph.analytics.algorithm import detect
from research_graph.analytics.algorithms.leiden_gds import connected
from research_graph.schema.catalog import node_kind
from research_graph.schema.errors import StoreAccessDenied, StoreMismatch, StoreUnavailable, UsageError
from research_graph.store.neo4j import store as module
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.open import open_store
from research_graph.store.query import Page
from support.graphs import graph, key, load, node
from support.neo4j_server import Server
from support.store_acts import ACTS
from support.zoo import ZOO

pytestmark = pytest.mark.neo4j


def test_a_server_that_can_be_used_answers_a_ping(store: Neo4jStore) -> None:
    store.ping()


def test_user_and_password_may_be_part_of_the_address(neo4j_server: Server) -> None:
    scheme, rest = neo4j_server.uri.split("://")
    store = open_store(f"{scheme}://{neo4j_server.user}:{neo4j_server.password}@{rest}/neo4j")
    store.ping()
    assert store.url == f"{scheme}://{neo4j_server.user}:***@{rest}/neo4j"
    store.close()


def test_the_routing_scheme_reads_too(neo4j_server: Server) -> None:
    url = "neo4j://" + neo4j_server.uri.split("://")[1]
    store = open_store(url, user=neo4j_server.user, password=neo4j_server.password)
    with store.snapshot() as snapshot:
        assert snapshot.redirects(["A0000000000000000"]) == {}
    store.close()


@pytest.mark.parametrize("act", ACTS)
def test_a_wrong_password_says_which_settings_to_look_at(
    neo4j_server: Server, act: Callable[[Neo4jStore], None]
) -> None:
    store = Neo4jStore(neo4j_server.uri, user=neo4j_server.user, password="not-the-password")
    with pytest.raises(StoreAccessDenied) as told:
        act(store)
    store.close()
    assert "RESEARCH_GRAPH_NEO4J_PASSWORD" in (told.value.hint or "")
    assert "not-the-password" not in str(told.value)
    right = Neo4jStore(neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password)
    right.ping()  # also keeps the server from shutting this user out, which it does after some wrong ones in a row
    right.close()


def test_clusters_by_a_server_without_the_plugin_are_refused(neo4j_server: Server) -> None:
    with (
        neo4j.GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver,
        pytest.raises(UsageError, match="no Graph Data Science plugin"),
    ):
        detect(ZOO["karate"], connected(driver))


def test_a_database_that_is_not_there_is_a_mismatch(neo4j_server: Server) -> None:
    store = Neo4jStore(neo4j_server.uri + "/nowhere", user=neo4j_server.user, password=neo4j_server.password)
    with pytest.raises(StoreMismatch, match="nowhere"), store.snapshot() as snapshot:
        snapshot.publication()
    store.close()


def test_a_port_where_nobody_listens_is_unavailable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = Neo4jStore(f"bolt://127.0.0.1:{port}", user="neo4j", password="any")
    with pytest.raises(StoreUnavailable) as caught, store.snapshot() as snapshot:
        snapshot.publication()
    assert caught.value.retryable
    store.close()


def test_a_port_that_speaks_another_language_is_unavailable(neo4j_server: Server) -> None:
    http = urlsplit(neo4j_server.http)
    store = Neo4jStore(f"bolt://{http.hostname}:{http.port}", user="neo4j", password="any")
    with pytest.raises(StoreUnavailable):
        store.ping()
    store.close()


def test_a_server_too_old_is_a_mismatch(store: Neo4jStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OLDEST", (9999, 1))
    with pytest.raises(StoreMismatch, match="Neo4j/") as caught:
        store.ping()
    assert "9999.1" in (caught.value.hint or "")


def test_a_reading_session_refuses_to_write(store: Neo4jStore) -> None:
    with store.snapshot() as snapshot, pytest.raises(ClientError, match="read access mode"):
        snapshot._session.run("CREATE (:Author)").consume()


def test_an_empty_database_answers_with_nothing(store: Neo4jStore) -> None:
    author = node_kind("Author")
    with store.snapshot() as snapshot:
        assert snapshot.publication() is None
        assert snapshot.nodes(author, [key("A", 1)]) == [None]
        assert snapshot.search([author], ["liu"], Page(5)) == []
        assert snapshot.top(author, page=Page(5)) == []
    assert store.digests(author) == {}


def test_words_longer_and_more_than_lucene_takes_are_found(store: Neo4jStore) -> None:
    long, many = "x" * 300, " ".join(f"w{number}" for number in range(1_100))
    world = graph(
        node("Author", key("A", 1), name=f"{long} Ana"),
        node("Author", key("A", 2), name=f"{long}y Ben"),
        node("Paper", key("P", 1), title=f"{many} end"),
        node("Paper", key("P", 2), title=f"{many}"),
    )
    load(store, world)
    with store.snapshot() as snapshot:

        def found(label: str, *tokens: str) -> list[tuple[str, int]]:
            return [(hit.key, hit.match) for hit in snapshot.search([node_kind(label)], tokens, Page(9))]

        assert found("Author", long) == [(key("A", 1), 1), (key("A", 2), 2)]
        assert found("Author", long, "ana") == [(key("A", 1), 0)]
        assert found("Author", "ana", long) == [(key("A", 1), 1)]
        assert found("Author", long[:280]) == sorted([(key("A", 1), 2), (key("A", 2), 2)])
        assert found("Paper", *many.split(), "end") == [(key("P", 1), 0)]
        assert found("Paper", *many.split()[::-1]) == sorted([(key("P", 1), 1), (key("P", 2), 1)])
