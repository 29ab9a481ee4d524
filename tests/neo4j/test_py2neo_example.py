"""The py2neo example reads our graph, and fails where the decision record says it does."""

import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

import pytest
from research_graph.store.neo4j.store import Neo4jStore
from support.graphs import edge, graph, key, load, node
from support.house import ROOT
from support.neo4j_server import Server

pytestmark = pytest.mark.neo4j

EXAMPLE = ROOT / "docs" / "examples" / "py2neo_reader.py"
ANA, BEN, CLEO = key("A", "ana"), key("A", "ben"), key("A", "cleo")
WORLD = graph(
    node("Author", ANA, name="Ana Silva", paper_count=5),
    node("Author", BEN, name="Ben Wu", paper_count=3),
    node("Author", CLEO, name="Cléo Roy", paper_count=2),
    edge("CO_AUTHORED_WITH", ANA, BEN, paper_count=1, strength=0.5, last_year=2020),
    edge("CO_AUTHORED_WITH", CLEO, ANA, paper_count=2, strength=1.5, last_year=2023, is_close=True),
)


@pytest.fixture(scope="module")
def example() -> ModuleType:
    if find_spec("py2neo") is None:
        pytest.skip("py2neo comes with the extra `analyst`")
    spec = spec_from_file_location("py2neo_reader", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        spec.loader.exec_module(module)
    return module


@pytest.fixture
def opened(example: ModuleType, store: Neo4jStore, neo4j_server: Server) -> Iterator[Any]:
    load(store, WORLD)
    with example.opened(neo4j_server.uri, neo4j_server.user, neo4j_server.password) as found:
        yield found


def test_it_reads_a_person_with_collaborators(example: ModuleType, opened: Any) -> None:
    [person] = example.people(opened, "Ana Silva")
    assert (person["key"], person["paper_count"]) == (ANA, 5)
    assert example.collaborators(opened, person["key"]) == [
        {"key": CLEO, "name": "Cléo Roy", "papers": 2, "strength": 1.5, "last_year": 2023, "is_close": True},
        {"key": BEN, "name": "Ben Wu", "papers": 1, "strength": 0.5, "last_year": 2020, "is_close": False},
    ]
    assert example.people(opened, "Nobody") == []


def test_it_makes_a_frame_where_pandas_is(example: ModuleType, opened: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        if find_spec("pandas") is None:
            with pytest.raises(ModuleNotFoundError, match="pandas"):
                example.collaborators_frame(opened, ANA)
        else:
            assert list(example.collaborators_frame(opened, ANA)["name"]) == ["Cléo Roy", "Ben Wu"]


def test_the_record_says_how_it_fails(example: ModuleType, opened: Any, neo4j_server: Server) -> None:
    from py2neo.errors import ClientError

    record = re.sub(r"\s+", " ", next(ROOT.glob("docs/adr/0005-*.md")).read_text(encoding="utf-8"))
    failures = {
        "Statement.SyntaxError": lambda: opened.schema.create_uniqueness_constraint("Author", "key"),
        "Procedure.ProcedureNotFound": lambda: opened.schema.get_indexes("Author"),
        "Request.Invalid": lambda: _over_http(example, neo4j_server),
    }
    for name, attempt in failures.items():
        with pytest.raises(ClientError) as caught:
            attempt()
        said = str(caught.value).splitlines()[0]
        assert said.startswith(f"[{name}]")
        assert f"[{name}]" in record


def _over_http(example: ModuleType, server: Server) -> None:
    with example.opened(server.http, server.user, server.password) as found:
        found.run("RETURN 1")


def test_it_runs_as_a_program(example: ModuleType, opened: Any, neo4j_server: Server) -> None:
    words = ["Ana Silva", "--url", neo4j_server.uri, "--user", neo4j_server.user, "--password", neo4j_server.password]
    ran = subprocess.run(
        [sys.executable, str(EXAMPLE), *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        f"Ana Silva ({ANA}), 5 papers",
        "     1.50     2  2023  Cléo Roy",
        "     0.50     1  2020  Ben Wu",
    ]
