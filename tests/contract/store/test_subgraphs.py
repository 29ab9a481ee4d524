"""Nodes, degrees and edges of many keys in one call: what three other questions say of the same keys."""

import random
from collections.abc import Iterator

import pytest
from research_graph.schema.catalog import edge_kind, edge_kinds, kind_of_letter
from research_graph.schema.errors import UsageError
from research_graph.store.port import Snapshot, Store
from research_graph.store.query import Subgraph
from support.graphs import load, publication
from support.naive_store import NaiveSnapshot
from support.small_world import small_world

WORLD = small_world(5)
PLAIN = NaiveSnapshot(WORLD, publication(WORLD))
KEYS = [row["key"] for kind in kind_of_letter().values() for row in WORLD.rows.get(kind.name, [])]
TIE, AUTHORED = edge_kind("CO_AUTHORED_WITH"), edge_kind("AUTHORED")
NODE_FIELDS = ("name", "title", "paper_count", "external_ids", "versions", "key")
EDGE_FIELDS = ("strength", "position", "source", "affiliations", "reasons")


@pytest.fixture(scope="module")
def snapshot(opened_store: Store) -> Iterator[Snapshot]:
    opened_store.clear()
    load(opened_store, WORLD)
    with opened_store.snapshot() as snapshot:
        yield snapshot


@pytest.mark.parametrize("seed", range(6))
def test_it_is_what_three_questions_say(snapshot: Snapshot, seed: int) -> None:
    chosen = random.Random(seed)
    kinds = chosen.sample(list(edge_kinds().values()), k=1 + 2 * seed) if seed < 5 else list(edge_kinds().values())
    known = {field.name for kind in kinds for field in kind.fields} | {"source"}
    keys = [*chosen.sample(KEYS, k=len(KEYS) * (seed + 1) // 6), "A0000000000000000", KEYS[0], KEYS[0]]
    asked = {"node_fields": NODE_FIELDS, "edge_fields": [name for name in EDGE_FIELDS if name in known]}
    found = snapshot.subgraph(kinds, keys, **asked)
    assert found == PLAIN.subgraph(kinds, keys, **asked)
    assert list(found.nodes) == [key for key in dict.fromkeys(keys) if key in found.nodes]


def test_every_key_of_every_kind_is_there(snapshot: Snapshot) -> None:
    found = snapshot.subgraph(list(edge_kinds().values()), KEYS)
    assert list(found.nodes) == KEYS
    assert found.edges
    assert len(found.edges) == sum(
        row["source"] in found.nodes and row["target"] in found.nodes
        for name in edge_kinds()
        for row in WORLD.rows.get(name, [])
    )


def test_nothing_is_said_of_nothing(snapshot: Snapshot) -> None:
    nothing = Subgraph({}, {}, [])
    assert snapshot.subgraph([TIE], []) == nothing
    assert snapshot.subgraph([TIE], ["'); --", "", "\ud800", "A0000000000000000"]) == nothing
    alone = snapshot.subgraph([], KEYS[:1])
    assert (list(alone.nodes), alone.degrees, alone.edges) == (KEYS[:1], {}, [])


@pytest.mark.parametrize("wrong", [{"node_fields": ["strength"]}, {"edge_fields": ["title"]}])
@pytest.mark.parametrize("keys", [[], KEYS[:2]])
def test_fields_of_no_kind_are_refused(snapshot: Snapshot, wrong: dict[str, list[str]], keys: list[str]) -> None:
    with pytest.raises(UsageError, match="field"):
        snapshot.subgraph([TIE, AUTHORED], keys, **wrong)
