"""Publishing to a real server: what is written, what is repeated, what is left alone."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from research_graph.schema.errors import StoreMismatch
from research_graph.store.neo4j import publishing
from research_graph.store.neo4j.indexes import constraints, indexes
from research_graph.store.neo4j.store import Neo4jStore
from support.graphs import Graph, difference, edge, graph, key, kinds, load, node, publication
from support.small_world import small_world

pytestmark = pytest.mark.neo4j

ANA, BEN, PAPER = key("A", "ana"), key("A", "ben"), key("P", "paper")
SMALL = graph(
    node("Author", ANA, name="Ana Silva", external_ids=["orcid:1", "acl_person:ana"], orcid="1"),
    node("Author", BEN, name="Ben Wu", external_ids=["orcid:2"]),
    node("Paper", PAPER, title="On graphs", external_ids=["doi:10.1/a"], versions=['{"source":"test"}'], notices=[]),
    edge("AUTHORED", ANA, PAPER, position=0, name="A. Silva", evidence="asserted", confidence=1.0),
    edge("AUTHORED", BEN, PAPER, position=1, name="B. Wu", evidence="asserted", confidence=1.0),
    edge("CO_AUTHORED_WITH", ANA, BEN, paper_count=1, strength=1.0),
)


def contents(store: Neo4jStore) -> dict[str, Any]:
    return {kind.name: dict(store.digests(kind)) for kind in kinds()}


def external_ids(cypher: Any) -> set[tuple[str, str, str]]:
    rows = cypher("MATCH (e:ExternalId) RETURN e.id AS id, e.kind AS kind, e.key AS key")
    return {(row["id"], row["kind"], row["key"]) for row in rows}


def changed(base: Graph, *rows: tuple[str, dict[str, Any]]) -> Graph:
    """The graph with these rows in place of those of the same identity."""
    new = graph(*rows)
    return Graph(
        {kind.name: list((base.of(kind) | new.of(kind)).values()) for kind in kinds() if base.of(kind) or new.of(kind)}
    )


def test_analysts_find_the_labels_types_and_properties_of_the_schema(store: Neo4jStore, cypher: Any) -> None:
    load(store, SMALL)
    [row] = cypher("MATCH (a:Author {name: 'Ana Silva'})-[r:AUTHORED]->(p:Paper) RETURN a, properties(r) AS r, p")
    assert row["a"]["orcid"] == "1"
    assert "family" not in row["a"]
    assert row["r"] == {"position": 0, "name": "A. Silva", "evidence": "asserted", "confidence": 1.0} | {
        "sources": ["test"]
    }
    assert row["p"]["versions"] == ['{"source":"test"}']
    assert row["p"]["notices"] == []
    [note] = cypher("MATCH (p:Publication) RETURN p.build AS build, p.state AS state, p.epoch AS epoch")
    assert note == {"build": "b1", "state": "ready", "epoch": 1}


def test_constraints_and_indexes_of_the_schema_are_there_and_online(store: Neo4jStore, cypher: Any) -> None:
    load(store, SMALL)
    found = {row["name"]: row["state"] for row in cypher("SHOW INDEXES YIELD name, state")}
    wanted = [*constraints(), *indexes()]
    assert [name for name in wanted if found.get(name) != "ONLINE"] == []


def test_a_value_that_becomes_null_is_taken_away(store: Neo4jStore, cypher: Any) -> None:
    load(store, SMALL)
    after = changed(SMALL, node("Author", ANA, name="Ana Silva"), edge("CO_AUTHORED_WITH", ANA, BEN, paper_count=2))
    store.apply(difference(SMALL, after, base="b1", build="b2"), publication(after, "b2"))
    [row] = cypher("MATCH (a:Author {key: $key}) RETURN a", key=ANA)
    assert "orcid" not in row["a"]
    fresh = contents(store)
    store.clear()
    load(store, after, "b2")
    assert contents(store) == fresh


def test_external_ids_follow_their_nodes(store: Neo4jStore, cypher: Any) -> None:
    load(store, SMALL)
    assert external_ids(cypher) == {
        ("orcid:1", "Author", ANA),
        ("acl_person:ana", "Author", ANA),
        ("orcid:2", "Author", BEN),
        ("doi:10.1/a", "Paper", PAPER),
    }
    moved = changed(
        SMALL,
        node("Author", ANA, name="Ana Silva", external_ids=["acl_person:ana", "orcid:3"]),
        node("Author", BEN, name="Ben Wu", external_ids=["orcid:1", "orcid:2"]),
    )
    without_paper = Graph({name: rows for name, rows in moved.rows.items() if name not in ("Paper", "AUTHORED")})
    store.apply(difference(SMALL, without_paper, base="b1", build="b2"), publication(without_paper, "b2"))
    assert external_ids(cypher) == {
        ("acl_person:ana", "Author", ANA),
        ("orcid:3", "Author", ANA),
        ("orcid:1", "Author", BEN),
        ("orcid:2", "Author", BEN),
    }
    with store.snapshot() as snapshot:
        assert snapshot.lookup(["orcid:1", "doi:10.1/a"]) == {"orcid:1": ("Author", BEN)}


def test_labels_of_others_stay_as_they_are(store: Neo4jStore, cypher: Any) -> None:
    cypher("CREATE (:Notebook {name: 'mine'})-[:MENTIONS]->(:Notebook {name: 'other'})")
    try:
        load(store, SMALL)
        store.clear()
        assert cypher("MATCH (n:Notebook) RETURN count(n) AS number") == [{"number": 2}]
        assert cypher("MATCH (n) WHERE NOT n:Notebook RETURN count(n) AS number") == [{"number": 0}]
    finally:
        cypher("MATCH (n:Notebook) DETACH DELETE n")


def test_a_reader_sees_that_a_publish_is_under_way(store: Neo4jStore) -> None:
    load(store, SMALL)
    seen = []

    def look(*_: Any) -> None:
        with store.snapshot() as snapshot:
            seen.append(snapshot.publication())

    world = small_world(3)
    store.apply(difference(SMALL, world, base="b1", build="b2"), publication(world, "b2"), progress=look)
    look()
    *during, after = seen
    assert during
    assert {(held.build, held.previous, held.state, held.epoch) for held in during} == {("b2", "b1", "publishing", 1)}
    assert (after.build, after.previous, after.state, after.epoch) == ("b2", "b1", "ready", 2)


def test_progress_ends_at_the_whole(store: Neo4jStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "BATCH_ROWS", 16)
    told: dict[str, list[tuple[int, int]]] = {}
    world = small_world(1)
    store.apply(
        difference(None, world),
        publication(world),
        progress=lambda kind, done, total: told.setdefault(kind, []).append((done, total)),
    )
    assert {kind: found[-1][0] for kind, found in told.items()} == {
        name: len(rows) for name, rows in world.rows.items()
    }
    for found in told.values():
        assert len({total for _, total in found}) == 1
        assert all(before < after for (before, _), (after, _) in pairwise(found))


def test_nothing_is_written_when_the_store_says_so_already(store: Neo4jStore, cypher: Any) -> None:
    load(store, SMALL)
    same = difference(SMALL, SMALL, base="b1", build="b1")
    store.apply(same, publication(SMALL))
    assert cypher("MATCH (p:Publication) RETURN p.epoch AS epoch") == [{"epoch": 1}]
    store.apply(same, replace(publication(SMALL), as_of="2026.1"))
    assert cypher("MATCH (p:Publication) RETURN p.epoch AS epoch, p.as_of AS as_of") == [
        {"epoch": 2, "as_of": "2026.1"}
    ]


def test_a_difference_without_a_base_that_has_not_every_row_completes_what_is_there(store: Neo4jStore) -> None:
    load(store, SMALL)
    after = changed(SMALL, node("Author", ANA, name="Ana M. Silva"))
    patch = difference(SMALL, after, base=None, build="b2")
    store.apply(patch, publication(after, "b2"))
    whole = contents(store)
    load(store, after, "b2")
    assert contents(store) == whole


def test_a_difference_from_another_build_is_refused_and_nothing_changes(store: Neo4jStore) -> None:
    load(store, SMALL)
    before = contents(store)
    with pytest.raises(StoreMismatch, match="b1") as caught:
        store.apply(difference(SMALL, Graph(), base="b7", build="b8"), publication(Graph(), "b8"))
    assert caught.value.hint
    assert contents(store) == before


def test_an_index_of_others_in_the_place_of_ours_is_told(store: Neo4jStore, cypher: Any) -> None:
    load(store, SMALL)
    cypher("DROP INDEX research_graph_paper_year")
    cypher("CREATE INDEX theirs FOR (n:Paper) ON (n.year)")
    try:
        with pytest.raises(StoreMismatch, match="research_graph_paper_year"):
            load(store, SMALL)
    finally:
        cypher("DROP INDEX theirs")
    load(store, SMALL)
