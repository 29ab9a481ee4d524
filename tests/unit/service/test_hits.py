"""Hits by kind: how many each kind gets, which kind comes first, what is said of the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from research_graph.schema.catalog import node_kinds
from research_graph.service.hits import KINDS, closeness, search_by_kind
from research_graph.store.open import open_store
from research_graph.store.port import Snapshot
from support.graphs import graph, key, load, node

GRAPH = graph(
    *(
        node("Cluster", key("C", n), label="verbs", level="group", status="LIVE", size=n, search_rank=n)
        for n in range(30)
    ),
    *(node("Paper", key("P", n), title=f"On verbs {n}", year=2000 + n, search_rank=n) for n in range(5)),
    node("Topic", key("T", "verbs"), name="Verbs and more", scheme="x", search_rank=1),
)


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    with store.snapshot() as found:
        yield found
    store.close()


def sizes(snapshot: Snapshot, limit: int, *words: str) -> list[tuple[str, int, bool]]:
    kinds = [kind for kind in node_kinds().values() if kind.searchable]
    found = search_by_kind(snapshot, kinds, words or ["verbs"], limit=limit, fields=("year", "size"))
    return [(group.kind.name, len(group.hits), group.is_cut) for group in found]


def test_every_kind_gets_its_part_and_a_label_is_no_name(snapshot: Snapshot) -> None:
    assert sizes(snapshot, 20) == [("Paper", 5, False), ("Topic", 1, False), ("Cluster", 14, True)]
    assert sizes(snapshot, 4) == [("Paper", 2, True), ("Topic", 1, False), ("Cluster", 1, True)]
    assert sizes(snapshot, 1) == [("Paper", 1, True), ("Topic", 0, True), ("Cluster", 0, True)]
    assert sizes(snapshot, 1000) == [("Paper", 5, False), ("Topic", 1, False), ("Cluster", 30, False)]
    assert sizes(snapshot, 20, "nouns") == []


def test_hits_keep_their_order_and_have_the_fields_of_their_kind(snapshot: Snapshot) -> None:
    papers, _, clusters = search_by_kind(
        snapshot, [node_kinds()[name] for name in KINDS], ["verbs"], limit=6, fields=("year", "size")
    )
    assert [dict(hit.fields) for hit in papers.hits] == [{"year": 2004}, {"year": 2003}, {"year": 2002}]
    assert [dict(hit.fields) for hit in clusters.hits] == [{"size": 29}, {"size": 28}]


def test_every_kind_that_can_be_searched_has_its_place() -> None:
    assert set(KINDS) == {kind.name for kind in node_kinds().values() if kind.searchable}
    assert [closeness("Cluster", match) for match in range(3)] == [1, 1, 2]
    assert [closeness("Author", match) for match in range(3)] == [0, 1, 2]
