"""Leiden by Graph Data Science on a real server: what holds for every algorithm, and that nothing stays behind."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import neo4j
import numpy as np
import pytest
from research_graph.analytics.algorithm import Algorithm, detect
from research_graph.analytics.algorithms.leiden_gds import connected
from research_graph.analytics.network import Network
from research_graph.analytics.partition import Partition
from research_graph.schema.errors import StorageError, StoreAccessDenied, StoreUnavailable, UsageError
from scipy.sparse.csgraph import connected_components
from support.fixtures_neo4j import without_server
from support.neo4j_server import Server, ServerUnavailableError, runner_server
from support.zoo import ZOO

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def gds_server() -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(runner_server(gds=True))
        except ServerUnavailableError as error:
            without_server(str(error))
        yield server


@pytest.fixture(scope="module")
def driver(gds_server: Server) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(gds_server.uri, auth=gds_server.auth) as opened:
        yield opened


@pytest.fixture
def leiden(driver: neo4j.Driver) -> Iterator[Algorithm]:
    yield connected(driver)
    assert projections(driver) == []
    assert driver.execute_query("MATCH (n) RETURN count(n)").records[0][0] == 0


def projections(driver: neo4j.Driver) -> list[str]:
    return [name for (name,) in driver.execute_query("CALL gds.graph.list() YIELD graphName RETURN graphName").records]


@pytest.mark.parametrize("graph", ZOO.values(), ids=ZOO.keys())
def test_the_zoo(leiden: Algorithm, graph: Network) -> None:
    found = detect(graph, leiden, seed=3)
    assert np.array_equal(detect(graph, leiden, seed=3).labels, found.labels)
    assert np.array_equal(Partition.of(found.labels.astype(np.int64)).labels, found.labels)
    assert np.array_equal(found.labels >= 0, np.diff(graph.indptr) > 0)
    for nodes in found.members():
        assert connected_components(graph.part(nodes).matrix, directed=False)[0] == 1


@pytest.mark.parametrize("graph", ["two cliques with a bridge", "ring of cliques", "weighted", "disconnected"])
def test_it_finds_what_the_local_one_finds(leiden: Algorithm, graph: str) -> None:
    assert np.array_equal(detect(ZOO[graph], leiden).labels, detect(ZOO[graph]).labels)


def test_scaling_all_weights_changes_nothing(leiden: Algorithm) -> None:
    graph = ZOO["karate"]
    for factor in (2.0**20, 1 / 3, 1e-9):
        scaled = replace(graph, weights=graph.weights * factor)
        assert np.array_equal(detect(scaled, leiden).labels, detect(graph, leiden).labels)


def test_a_higher_resolution_gives_more_clusters(leiden: Algorithm) -> None:
    assert detect(ZOO["planted"], leiden).count < detect(ZOO["planted"], leiden, resolution=8.0).count


def test_the_projection_goes_also_when_detection_fails(leiden: Algorithm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "research_graph.analytics.algorithms.leiden_gds._DETECT", "CALL gds.leiden.stream($name, {x: 1})"
    )
    with pytest.raises(StorageError, match="Graph Data Science: "):
        detect(ZOO["karate"], leiden)


def test_a_wrong_password_and_a_dead_server_are_told_apart(gds_server: Server) -> None:
    with (
        neo4j.GraphDatabase.driver(gds_server.uri, auth=("neo4j", "wrong-password")) as stranger,
        pytest.raises(StoreAccessDenied),
    ):
        detect(ZOO["karate"], connected(stranger))
    with (
        neo4j.GraphDatabase.driver(
            "bolt://127.0.0.1:1", auth=("neo4j", "any"), max_transaction_retry_time=1
        ) as nowhere,
        pytest.raises(StoreUnavailable),
    ):
        detect(ZOO["karate"], connected(nowhere))


def test_without_a_connection_it_says_what_it_needs() -> None:
    with pytest.raises(UsageError, match="'leiden-gds' needs a connection"):
        detect(ZOO["karate"], "leiden-gds")
