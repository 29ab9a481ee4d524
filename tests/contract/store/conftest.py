"""Each test of the suite runs on each engine there is, on an empty store."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from research_graph.store.open import open_store
from research_graph.store.port import Store

ENGINES = ["memory", "sqlite"]
if find_spec("research_graph.store.neo4j.store"):
    ENGINES.append("neo4j")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        marks = {"neo4j": [pytest.mark.neo4j]}
        engines = [pytest.param(engine, marks=marks.get(engine, []), id=engine) for engine in ENGINES]
        metafunc.parametrize("engine", engines, scope="module")


@pytest.fixture(scope="module")
def opener(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Store]:
    """Opens a module's place; Neo4j's is the session's server."""
    if engine == "neo4j":
        server = request.getfixturevalue("neo4j_server")
        return lambda: open_store(server.uri, user=server.user, password=server.password)
    path: Path = tmp_path_factory.mktemp("store") / "store.sqlite"
    return lambda: open_store(f"sqlite:///{path}" if engine == "sqlite" else "sqlite://")


@pytest.fixture(scope="module")
def opened_store(opener: Callable[[], Store]) -> Iterator[Store]:
    """One store for the tests of a module."""
    store = opener()
    yield store
    store.clear()
    store.close()


@pytest.fixture
def other(engine: str, opener: Callable[[], Store], store: Store) -> Iterator[Store]:
    """The same place opened once more, as another workspace has it; memory is one place for all."""
    if engine == "memory":
        yield store
        return
    other = opener()
    yield other
    other.close()


@pytest.fixture
def store(opened_store: Store) -> Store:
    """An empty store."""
    opened_store.clear()
    return opened_store
