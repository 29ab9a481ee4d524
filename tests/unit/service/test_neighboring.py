"""Neighboring clusters: by the sum of ties between members, of the same level, every cut told."""

from collections.abc import Iterator
from typing import Any

import pytest
from research_graph.schema.catalog import node_kind
from research_graph.service import neighboring as reading
from research_graph.service.commands.show import print_profile
from research_graph.service.neighboring import neighboring
from research_graph.service.profile import profile
from research_graph.store.open import open_store
from research_graph.store.port import Snapshot
from research_graph.store.query import Node
from support.graphs import edge, graph, key, load, node

HOME, NEAR, FAR, FIELD, LONELY = (key("C", name) for name in ("home", "near", "far", "field", "lonely"))
PEOPLE = {name: key("A", name) for name in ("h1", "h2", "n1", "n2", "f1", "out")}
TIES = (
    ("h1", "h2", 9.0),
    ("h1", "n1", 2.0),
    ("h2", "n1", 0.5),
    ("h2", "n2", 0.25),
    ("h2", "f1", 3.5),
    ("n1", "f1", 7.0),
    ("h1", "out", 8.0),
)
SEATS = (("h1", HOME, 9.0), ("h2", HOME, 9.5), ("n1", NEAR, 1.0), ("n2", NEAR, 1.0), ("f1", FAR, 1.0))

GRAPH = graph(
    *(node("Author", each, name=name) for name, each in PEOPLE.items()),
    node("Cluster", HOME, label="home", level="group", status="LIVE", size=2),
    node("Cluster", NEAR, label="near", level="group", status="LIVE", size=2),
    node("Cluster", FAR, label="far", level="group", status="LIVE", size=1),
    node("Cluster", LONELY, label="lonely", level="group", status="ENDED", size=7),
    node("Cluster", FIELD, label="field", level="field", status="LIVE", size=9),
    *(edge("CO_AUTHORED_WITH", PEOPLE[one], PEOPLE[other], strength=value) for one, other, value in TIES),
    *(edge("MEMBER_OF", PEOPLE[name], cluster, level="group", strength=value) for name, cluster, value in SEATS),
    *(edge("MEMBER_OF", each, FIELD, level="field", strength=1.0) for each in PEOPLE.values()),
)


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    with store.snapshot() as found:
        yield found
    store.close()


def cluster(snapshot: Snapshot, key: str) -> Node:
    found = snapshot.nodes(node_kind("Cluster"), [key])[0]
    assert found is not None
    return found


def figures(found: dict[str, Any]) -> list[tuple[object, ...]]:
    names = ("label", "size", "strength", "ties", "people_here", "people_there")
    return [tuple(row[name] for name in names) for row in found["items"]]


def test_ties_to_each_cluster_of_the_level_are_summed(snapshot: Snapshot) -> None:
    found = neighboring(snapshot, cluster(snapshot, HOME), limit=9)
    assert figures(found) == [("far", 1, 3.5, 1, 1, 1), ("near", 2, 2.75, 3, 2, 2)]
    assert (found["total"], found["truncated"]) == (2, False)
    assert [row["id"] for row in neighboring(snapshot, cluster(snapshot, HOME), limit=1)["items"]] == [FAR]


def test_a_cluster_of_everybody_and_one_of_nobody_have_no_neighbors(snapshot: Snapshot) -> None:
    for each in (FIELD, LONELY):
        found = neighboring(snapshot, cluster(snapshot, each), limit=9)
        assert (found["total"], found["items"], found["truncated"]) == (0, [], False)


def test_members_and_ties_that_were_not_followed_are_told(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "TIES_READ", 6)
    few_ties = neighboring(snapshot, cluster(snapshot, HOME), limit=9)
    assert figures(few_ties) == [("far", 1, 3.5, 1, 1, 1), ("near", 2, 2.5, 2, 2, 1)]
    assert (few_ties["truncated"], few_ties["members_read"], few_ties["ties_read"]) == (True, 2, 3)
    monkeypatch.setattr(reading, "MEMBERS_READ", 1)
    one_member = neighboring(snapshot, cluster(snapshot, HOME), limit=9)
    assert (one_member["truncated"], one_member["members_read"], one_member["members_total"]) == (True, 1, 2)
    assert figures(one_member) == [("far", 1, 3.5, 1, 1, 1), ("near", 2, 0.75, 2, 1, 2)], "of the strongest member"
    print_profile({**profile(snapshot, cluster(snapshot, HOME), limit=1), "redirected_from": None})
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("neighboring clusters")]
    assert told == ["neighboring clusters (showing 1 of 2, at least: from 6 ties at most of each of 1 of 2 members)"]
