"""Every file of the cookbook, as printed, on the bundled sample, which comes into the server by an offline import."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import module_from_spec, spec_from_file_location
from shutil import copytree
from types import ModuleType
from typing import Any

import neo4j
import pytest
from research_graph.analytics.clustering import Clustering
from research_graph.assembly.build import Build
from research_graph.assembly.difference import difference
from research_graph.ledger.workspace import Workspace
from research_graph.pipeline import cluster
from research_graph.schema.catalog import edge_kind, edge_kinds, node_kind, node_kinds
from research_graph.store.neo4j.indexes import EXTERNAL_ID
from research_graph.store.neo4j.offline import write_import_files
from research_graph.store.neo4j.store import Neo4jStore
from research_graph.store.query import Compare, Direction, Operator, Order, Page, Side
from support.fixtures_neo4j import without_server
from support.house import ROOT
from support.neo4j_server import Server, ServerUnavailableError, offline_home

FOLDER = ROOT / "docs" / "cookbook"


def _contents() -> ModuleType:
    spec = spec_from_file_location("cookbook_contents", FOLDER / "contents.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CONTENTS = _contents()
RECIPES = CONTENTS.recipes()


@pytest.fixture(scope="module")
def clustered(sample_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The bundled sample with two runs, the second one finer: its groups are split from those of the first."""
    folder = tmp_path_factory.mktemp("clustered") / "workspace"
    copytree(sample_build.path.parents[1], folder)
    workspace = Workspace(folder)
    cluster(workspace, Clustering(resolution=1.0))
    return cluster(workspace, Clustering(resolution=16.0, is_cold=True)).build


@pytest.fixture(scope="module")
def sample(clustered: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that holds the clustered sample, imported offline and made ready by its first use."""
    words = write_import_files(
        difference(None, clustered), clustered.publication(), tmp_path_factory.mktemp("cookbook")
    )
    with ExitStack() as stack:
        try:
            home = stack.enter_context(offline_home())
        except ServerUnavailableError as error:
            without_server(str(error))
        home.import_csv(words[4:])
        server = stack.enter_context(home.start())
        store = Neo4jStore(server.uri, user=server.user, password=server.password)
        with store.snapshot() as snapshot:
            assert snapshot.publication() is not None
        store.close()
        yield server


@pytest.fixture(scope="module")
def driver(sample: Server) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(sample.uri, auth=sample.auth, notifications_min_severity="OFF") as driver:
        yield driver


@pytest.mark.neo4j
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_answers_as_printed_with_the_columns_it_names(driver: neo4j.Driver, recipe: Any) -> None:
    with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        result = session.run(recipe.text, recipe.params)
        assert list(result.keys()) == recipe.columns
        rows = [record.values() for record in result]
    assert rows
    for place, column in enumerate(recipe.columns):
        assert any(row[place] is not None for row in rows), column


@pytest.mark.neo4j
def test_the_collaborators_are_those_of_the_store(sample: Server, driver: neo4j.Driver) -> None:
    [recipe] = [recipe for recipe in RECIPES if recipe.name == "collaborators.cypher"]
    rows = driver.execute_query(recipe.text, recipe.params).records
    store = Neo4jStore(sample.uri, user=sample.user, password=sample.password)
    with store.snapshot() as snapshot:
        named = Compare("name", Operator.EQ, recipe.params["name"])
        [person] = snapshot.top(node_kind("Author"), page=Page(2), where=named)
        found = snapshot.neighbors(
            edge_kind("CO_AUTHORED_WITH"),
            [person.key],
            direction=Direction.BOTH,
            page=Page(25),
            order=[Order("strength", descending=True, side=Side.EDGE)],
            edge_fields=["paper_count"],
        )
    store.close()
    assert [(row["key"], row["papers"]) for row in rows] == [
        (neighbor.node.key, neighbor.edge["paper_count"]) for neighbor in found[person.key]
    ]


def test_the_cookbook_is_large_enough_and_its_table_is_that_of_the_files() -> None:
    assert len(RECIPES) >= 15
    assert CONTENTS.readme() == CONTENTS.README.read_text(encoding="utf-8")


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_only_reads_and_uses_the_words_of_the_schema(recipe: Any) -> None:
    text = "\n".join(line for line in recipe.text.splitlines() if not line.startswith("//"))
    assert not re.search(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP|LOAD)\b", text)
    assert set(re.findall(r"\$(\w+)", text)) == set(recipe.params)
    labels = {name for group in re.findall(r"\(\w*:([\w|]+)", text) for name in group.split("|")}
    types = {name for group in re.findall(r"\[\w*:([\w|]+)", text) for name in group.split("|")}
    assert labels <= {*node_kinds(), EXTERNAL_ID}
    assert types <= set(edge_kinds())
    kinds = (*node_kinds().values(), *edge_kinds().values())
    known = {column.name for kind in kinds for column in kind.columns} | {"id", "kind"}
    assert set(re.findall(r"\b[a-z]\w*\.(\w+)", text)) <= known
