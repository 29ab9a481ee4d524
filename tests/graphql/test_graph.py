"""What the graph says about itself, without any store call."""

from collections.abc import Iterator

import pytest
from research_graph.schema.publication import SourceNote
from research_graph.store.open import open_store
from support.graphql_world import World
from support.graphs import difference, graph, key, node, publication

GRAPH = graph(node("Author", key("A", "ann"), name="Ann"), node("Author", key("A", "ben"), name="Ben"))
WHOLE = """{ graph { build run asOf referenceYear isPublishing nodes { kind count } relations { kind count }
  sources { name release license records }
  closeDefinition { minPapers minRecentStrength halfLife maxPairAuthors } parameters { name value } } }"""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    store = open_store("sqlite://")
    parameters = {"close_min_papers": 2, "half_life": 5.0, "reference_year": None, "source_order": ["acl", "dblp"]}
    sources = (SourceNote("acl", "2025-10-24", "CC BY 4.0", 7), SourceNote("mine", None, None, 1))
    held = publication(GRAPH, parameters=parameters, sources=sources, run="r1", as_of="2025-10-24")
    store.apply(difference(None, GRAPH), held)
    yield World(None, store)
    store.close()


def test_a_graph_says_what_it_holds_and_where_it_is_from(world: World) -> None:
    found = world.answer(WHOLE)["graph"]
    assert {row["kind"]: row["count"] for row in found.pop("nodes")} == {
        **dict.fromkeys(("CLUSTER", "INSTITUTION", "PAPER", "TOPIC", "VENUE"), 0),
        "AUTHOR": 2,
    }
    relations = found.pop("relations")
    assert {row["count"] for row in relations} == {0}
    assert [row["kind"] for row in relations][:3] == ["ABOUT", "AFFILIATED_WITH", "AUTHORED"]
    assert found == {
        "build": "b1",
        "run": "r1",
        "asOf": "2025-10-24",
        "referenceYear": 2024,
        "isPublishing": False,
        "sources": [
            {"name": "acl", "release": "2025-10-24", "license": "CC BY 4.0", "records": 7},
            {"name": "mine", "release": None, "license": None, "records": 1},
        ],
        "closeDefinition": {"minPapers": 2, "minRecentStrength": None, "halfLife": 5.0, "maxPairAuthors": None},
        "parameters": [
            {"name": "close_min_papers", "value": "2"},
            {"name": "half_life", "value": "5.0"},
            {"name": "reference_year", "value": None},
            {"name": "source_order", "value": "acl, dblp"},
        ],
    }
    assert (world.calls, world.cost) == ({}, 2)
