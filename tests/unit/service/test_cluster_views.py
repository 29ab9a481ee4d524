"""What the store and the workspace tell about clusters, and what is said where there are none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from research_graph.analytics.network import Network
from research_graph.analytics.run import Run, write_run
from research_graph.ledger.workspace import Workspace
from research_graph.schema.catalog import node_kind
from research_graph.schema.errors import UsageError
from research_graph.schema.run_tables import RUN_TABLES
from research_graph.service.cluster_views import by_size, cluster_of, events, largest, remarks, run_named, runs
from research_graph.service.profile import profile
from research_graph.store.open import open_store
from research_graph.store.port import Snapshot
from support.graphs import edge, graph, key, load, node

QUN, ANN, ZOE = (key("A", name) for name in ("qun", "ann", "zoe"))
FIELD, BIG, SMALL, PAST = (key("C", name) for name in ("field", "big", "small", "past"))

GRAPH = graph(
    node("Author", QUN, name="Qun Liu", paper_count=7),
    node("Author", ANN, name="Ann Bell"),
    node("Author", ZOE, name="Zoe Roe"),
    node("Cluster", FIELD, label="language", level="field", status="LIVE", size=9),
    node("Cluster", SMALL, label="speech", level="group", status="LIVE", size=3),
    node("Cluster", BIG, label="verbs", level="group", status="LIVE", size=5, seed_agreement=0.5),
    node("Cluster", PAST, label="past", level="group", status="ENDED", size=99),
    edge("MEMBER_OF", QUN, FIELD, level="field", strength=4.0),
    edge("MEMBER_OF", QUN, BIG, level="group", strength=3.0),
    edge("MEMBER_OF", ANN, BIG, level="group", strength=3.5),
    edge("MEMBER_OF", ZOE, FIELD, level="field", strength=1.0),
    edge("DESCENDS_FROM", BIG, PAST, event="merged", overlap=0.75, run="r1"),
)


@pytest.fixture(scope="module")
def snapshot() -> Iterator[Snapshot]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    with store.snapshot() as found:
        yield found
    store.close()


def test_the_largest_live_clusters_of_a_level(snapshot: Snapshot) -> None:
    assert [row["id"] for row in largest(snapshot, "group", 9)] == [BIG, SMALL]
    (row,) = largest(snapshot, "group", 1)
    assert (row["label"], row["size"], row["seed_agreement"]) == ("verbs", 5, 0.5)
    assert largest(snapshot, "core", 9) == []


def test_a_cluster_is_found_by_its_id_and_by_its_members(snapshot: Snapshot) -> None:
    for named, level in ((BIG, "group"), (f" {BIG} ", "field"), (QUN, "group"), ("Ann Bell", "group")):
        found, redirected_from = cluster_of(snapshot, named, level)
        assert (found.key, redirected_from) == (BIG, None)
    assert cluster_of(snapshot, "Qun Liu", "field")[0].key == FIELD


def test_who_is_in_no_cluster_of_a_level_is_told_of_others(snapshot: Snapshot) -> None:
    with pytest.raises(UsageError, match=r"Zoe Roe .* is in no cluster of the level group") as caught:
        cluster_of(snapshot, "Zoe Roe", "group")
    assert caught.value.hint == f"they are in: field {FIELD} (language)"


def test_a_cluster_that_is_not_there(snapshot: Snapshot) -> None:
    with pytest.raises(UsageError):
        cluster_of(snapshot, key("C", "nowhere"), "group")


def test_the_profile_of_a_cluster(snapshot: Snapshot) -> None:
    found = profile(snapshot, cluster_of(snapshot, BIG, "group")[0], limit=1)
    assert (found["kind"], found["label"], found["members"]["total"]) == ("cluster", "verbs", 2)
    assert [(row["id"], row["strength"]) for row in found["members"]["items"]] == [(ANN, 3.5)]
    (past,) = found["descends_from"]["items"]
    assert (past["id"], past["event"], past["overlap"], past["status"]) == (PAST, "merged", 0.75, "ENDED")


def test_the_profile_of_a_person_has_their_clusters(snapshot: Snapshot) -> None:
    qun = snapshot.nodes(node_kind("Author"), [QUN])[0]
    assert qun is not None
    found = profile(snapshot, qun, limit=9)["clusters"]
    assert [(row["id"], row["level"], row["label"]) for row in found["items"]] == [
        (FIELD, "field", "language"),
        (BIG, "group", "verbs"),
    ]


def row_of(key: str, size: int, **fields: Any) -> dict[str, Any]:
    said = {"key": key, "label": f"label {key}", "level": "group", "status": "LIVE", "size": size}
    return said | {"is_well_connected": True, "seed_agreement": None} | fields


CLUSTERS = [
    row_of("C1", 3, seed_agreement=0.5),
    row_of("C2", 10, is_well_connected=False, seed_agreement=1.0),
    row_of("C3", 11),
    row_of("C4", 1001, level="field"),
    row_of("C5", 5, status="ENDED"),
]
EVENTS = [
    {"level": "group", "event": "died", "cluster": None, "earlier": "C5", "shared": 0, "reason": "gone"},
    {"level": "group", "event": "kept", "cluster": "C1", "earlier": "C1", "shared": 3, "reason": "all stay"},
    {"level": "group", "event": "kept", "cluster": "C2", "earlier": "C2", "shared": 8, "reason": "8 of 9 stay"},
    {"level": "field", "event": "born", "cluster": "C4", "earlier": None, "shared": 0, "reason": "none"},
]


SCAN = [
    {"resolution": 1.0, "alone_share": 0.5, "is_chosen": False},
    {"resolution": 2.0, "alone_share": 0.0321, "is_chosen": True},
]


def a_run(workspace: Workspace, clusters: list[dict[str, Any]] = CLUSTERS) -> Run:
    given = {"clusters": clusters, "events": EVENTS, "scan": SCAN if clusters else []}
    tables = {name: pa.Table.from_pylist(given.get(name, []), schema=schema) for name, schema in RUN_TABLES.items()}
    network = Network.from_edges(pa.array(["a", "b"]), np.array([0]), np.array([1]), np.array([1.0]), about={})
    made = {"previous": "before", "build": "b", "resolution": 2.0, "verdict": "reliable"}
    told = {"settings": {"algorithm": "leiden"}, "levels": {"group": {"clusters": 3}}, "network": {"about": {}}}
    return write_run(workspace.runs, tables, network, made | told)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "w")


def test_clusters_by_size(workspace: Workspace) -> None:
    found = {(row["level"], row["size"]): row for row in by_size(a_run(workspace))}
    assert list(found) == [("field", "1001 and more"), ("group", "3–10"), ("group", "11–30")]
    few = found["group", "3–10"]
    assert (few["clusters"], few["people"], few["well_connected"], few["seed_agreement"]) == (2, 13, 0.5, 0.75)
    assert found["group", "11–30"]["seed_agreement"] is None


def test_a_run_without_clusters_has_no_sizes(workspace: Workspace) -> None:
    run = a_run(workspace, [])
    assert (by_size(run), remarks(run, [])) == ([], [])


def test_what_tables_do_not_say_by_themselves(workspace: Workspace) -> None:
    run = a_run(workspace)
    assert remarks(run, by_size(run)) == [
        "alone share: 3.21% of the people who could be in a group are in none with others",
        "seed agreement is measured for groups: only they are made again with other seeds",
    ]


def test_events_of_a_level_the_largest_first(workspace: Workspace) -> None:
    run = a_run(workspace)
    found = events(workspace, run.id, "group")
    assert (found["run"], found["previous"], found["counts"]) == (run.id, "before", {"died": 1, "kept": 2})
    assert [(row["cluster"], row["earlier"], row["label"]) for row in found["events"]] == [
        ("C2", "C2", "label C2"),
        ("C1", "C1", "label C1"),
        (None, "C5", "label C5"),
    ]


def test_runs_of_a_workspace_without_a_build(workspace: Workspace) -> None:
    assert runs(workspace) == []
    run = a_run(workspace)
    (row,) = runs(workspace)
    assert (row["id"], row["in_force"], row["groups"], row["algorithm"]) == (run.id, False, 3, "leiden")
    assert run_named(workspace, run.id[:5]).id == run.id
    with pytest.raises(UsageError, match="there is no run yet") as caught:
        run_named(workspace, None)
    assert "research-graph cluster" in (caught.value.hint or "")
