"""Neighborhoods and paths: against plain search over the rows, and what they cost in calls of the port."""

import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest
from research_graph.schema.catalog import edge_kind, edge_kinds, node_kind
from research_graph.schema.errors import UsageError
from research_graph.store.port import Snapshot, Store
from research_graph.store.traverse import KindCount, RankBy, neighborhood, paths
from support.counted_snapshot import CountedSnapshot
from support.graphs import Graph, Row, load
from support.small_world import small_world

WORLD = small_world(6)
TIE, AUTHORED, CITES = edge_kind("CO_AUTHORED_WITH"), edge_kind("AUTHORED"), edge_kind("CITES")
PEOPLE = [row["key"] for row in WORLD.rows["Author"]]
PAPERS = [row["key"] for row in WORLD.rows["Paper"]]
ALONE = sorted(set(PEOPLE) - {end for tie in WORLD.rows[TIE.name] for end in (tie["source"], tie["target"])})


@pytest.fixture(scope="module")
def snapshot(opened_store: Store) -> Iterator[Snapshot]:
    opened_store.clear()
    load(opened_store, WORLD)
    with opened_store.snapshot() as snapshot:
        yield snapshot


def _near(relations: list[str], world: Graph = WORLD) -> dict[str, set[str]]:
    near = defaultdict(set)
    for name in relations:
        for row in world.rows.get(name, []):
            near[row["source"]].add(row["target"])
            near[row["target"]].add(row["source"])
    return near


def _ball(roots: list[str], relations: list[str], depth: int) -> dict[str, int]:
    near, hops = _near(relations), dict.fromkeys(roots, 0)
    for hop in range(1, depth + 1):
        for found in [other for known in list(hops) for other in near[known]]:
            hops.setdefault(found, hop)
    return hops


@pytest.mark.parametrize("relations", [["CO_AUTHORED_WITH"], ["AUTHORED", "CITES"], list(edge_kinds())])
@pytest.mark.parametrize("depth", [1, 2])
def test_a_neighborhood_without_cuts_is_the_ball_and_all_edges_in_it(
    snapshot: Snapshot, relations: list[str], depth: int
) -> None:
    kinds = [edge_kind(name) for name in relations]
    found = neighborhood(snapshot, PEOPLE[:2], depth=depth, relations=kinds, per_node=1000, limit=1000)
    ball, near = _ball(PEOPLE[:2], relations, depth), _near(relations)
    assert {node.key: node.hop for node in found.nodes} == ball
    assert [node.hop for node in found.nodes] == sorted(ball.values())
    rows = [(name, row) for name in relations for row in WORLD.rows.get(name, [])]
    inside = [
        (name, row["source"], row["target"]) for name, row in rows if row["source"] in ball and row["target"] in ball
    ]
    assert sorted((edge.kind, edge.source, edge.target) for edge in found.edges) == sorted(inside)
    assert {node.key: node.degree for node in found.nodes} == {
        key: sum(key in (row["source"], row["target"]) for _, row in rows) for key in ball
    }
    assert all(near[node.key] or node.hop == 0 for node in found.nodes)
    assert not found.truncated
    assert found.unknown == ()
    assert all(count.shown == count.total for count in found.counts)


def test_cuts_keep_the_strongest_and_are_said(snapshot: Snapshot) -> None:
    root = max(PEOPLE, key=lambda key: len(_near([TIE.name])[key]))
    ties = sorted(_ties(root), key=lambda tie: (-tie[1]["strength"], tie[0]))
    found = neighborhood(snapshot, [root], relations=[TIE], per_node=3, limit=300)
    assert [node.key for node in found.nodes] == [root, *(other for other, _ in ties[:3])]
    assert found.truncated
    assert found.counts == (KindCount(TIE.name, 3, len(ties)),)
    fewer = neighborhood(snapshot, [root], relations=[TIE], per_node=300, limit=3)
    assert [node.key for node in fewer.nodes] == [root, *(other for other, _ in ties[:2])]
    assert fewer.truncated


def test_where_the_limit_cuts_the_best_of_each_come_first(snapshot: Snapshot) -> None:
    busy = sorted(PEOPLE, key=lambda key: -len(_near([TIE.name])[key]))[:3]
    found = neighborhood(snapshot, busy, relations=[TIE], limit=6)
    best = [min(_ties(root), key=lambda tie: (-tie[1]["strength"], tie[0]))[0] for root in busy]
    assert set(best) <= {node.key for node in found.nodes}


def test_filters_by_strength_years_and_kinds(snapshot: Snapshot) -> None:
    root = max(PEOPLE, key=lambda key: len(_near([TIE.name])[key]))
    strong = neighborhood(snapshot, [root], relations=[TIE], per_node=100, min_strength=0.5)
    assert {node.key for node in strong.nodes} == {root} | {o for o, tie in _ties(root) if tie["strength"] >= 0.5}
    assert all(edge.fields["strength"] >= 0.5 for edge in strong.edges)
    late = neighborhood(snapshot, [root], relations=[TIE], per_node=100, years=(2005, 2012))
    dated = [(other, tie["first_year"], tie["last_year"]) for other, tie in _ties(root) if tie["first_year"]]
    assert {node.key for node in late.nodes} == {root} | {
        o for o, first, last in dated if first <= 2012 and last >= 2005
    }
    years = {row["key"]: row["year"] for row in WORLD.rows["Paper"]}
    writer = max(PEOPLE, key=lambda key: len(_near([AUTHORED.name])[key]))
    papers = neighborhood(snapshot, [writer], relations=[AUTHORED], years=(2001, 2010), per_node=100)
    assert {years[node.key] for node in papers.nodes if node.kind == "Paper"} == {2001}
    only = neighborhood(snapshot, [root], kinds=[node_kind("Paper")], per_node=100)
    assert {node.kind for node in only.nodes} == {"Author", "Paper"}
    assert sum(node.kind == "Author" for node in only.nodes) == 1


def test_ranks(snapshot: Snapshot) -> None:
    root = max(PEOPLE, key=lambda key: len(_near([AUTHORED.name])[key]))
    rows = {row["key"]: row for row in WORLD.rows["Paper"]}
    by_year = neighborhood(snapshot, [root], relations=[AUTHORED], rank_by=RankBy.RECENT, fields=["year"])
    years = [node.fields["year"] for node in by_year.nodes[1:]]
    assert years == sorted(years, key=lambda year: (year is None, -(year or 0)))
    by_citations = neighborhood(snapshot, [root], relations=[AUTHORED])
    ranks = [rows[node.key]["search_rank"] for node in by_citations.nodes[1:]]
    assert ranks == sorted(ranks, reverse=True)


def test_the_cost_of_a_neighborhood_is_pinned(snapshot: Snapshot) -> None:
    counted = CountedSnapshot(snapshot)
    found = neighborhood(counted, PEOPLE[:3], depth=2)
    labels = len({node.kind for node in found.nodes})
    assert labels == 5
    assert counted.calls == {"expand": 2, "subgraph": 1}


def test_roots_that_are_not_there_are_said(snapshot: Snapshot) -> None:
    found = neighborhood(snapshot, ["A0000000000000000", PEOPLE[0], "'); --", PEOPLE[0]])
    assert found.unknown == ("A0000000000000000", "'); --")
    assert found.nodes[0].key == PEOPLE[0]
    nothing = neighborhood(snapshot, ["A0000000000000000"])
    assert (nothing.nodes, nothing.edges, nothing.counts, nothing.truncated) == ((), (), (), False)


@pytest.mark.parametrize("wrong", [{"depth": 0}, {"depth": 3}, {"per_node": 0}, {"limit": 0}])
def test_numbers_out_of_range_are_refused(snapshot: Snapshot, wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        neighborhood(snapshot, PEOPLE[:1], **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("relations", [[TIE], [AUTHORED], [TIE, AUTHORED, CITES]])
def test_paths_are_those_of_a_plain_search(snapshot: Snapshot, relations: list) -> None:
    names = [relation.name for relation in relations]
    near, cost = _near(names), _costs(names)
    for start, goal in zip(PEOPLE, [*PEOPLE[7:], *PEOPLE[:7]], strict=True):
        expected = _shortest(near, cost, start, goal, 6)
        found = paths(snapshot, start, goal, relations=relations, first=4)
        assert [path.nodes for path in found.paths] == [keys for _, keys in expected[:4]]
        assert [path.cost for path in found.paths] == pytest.approx([price for price, _ in expected[:4]])
        assert found.total == len(expected)
        assert found.reason == (None if expected else "no_path_within_length")
        for path in found.paths:
            ends = [{edge.source, edge.target} for edge in path.edges]
            assert ends == [set(pair) for pair in pairwise(path.nodes)]


def test_a_path_from_a_node_to_itself_is_that_node(snapshot: Snapshot) -> None:
    found = paths(snapshot, PEOPLE[0], PEOPLE[0], relations=[TIE])
    assert [(path.nodes, path.edges, path.cost) for path in found.paths] == [((PEOPLE[0],), (), 0.0)]
    assert found.total == 1


def test_why_there_is_no_path(snapshot: Snapshot) -> None:
    far = next(
        (start, goal)
        for start in PEOPLE
        for goal in PEOPLE
        if len((_shortest(_near([TIE.name]), {}, start, goal, 6) or [(0, ())])[0][1]) == 4
    )
    assert paths(snapshot, *far, relations=[TIE], max_length=3).reason is None
    assert paths(snapshot, *far, relations=[TIE], max_length=2).reason == "no_path_within_length"
    assert paths(snapshot, *far, relations=[TIE], node_budget=3).reason == "node_budget"
    assert paths(snapshot, *far, relations=[TIE], deadline=time.monotonic()).reason == "deadline"
    assert paths(snapshot, PEOPLE[0], ALONE[0], relations=[TIE]).reason == "no_path_within_length"
    assert paths(snapshot, PEOPLE[0], "A0000000000000000", relations=[TIE]).reason == "unknown_node"
    assert paths(snapshot, "'); --", PEOPLE[0], relations=[TIE]).reason == "unknown_node"


def test_the_cost_of_paths_is_pinned(snapshot: Snapshot) -> None:
    for start, goal in zip(PEOPLE, PEOPLE[5:], strict=False):
        counted = CountedSnapshot(snapshot)
        found = paths(counted, start, goal, relations=[TIE, AUTHORED], max_length=6)
        hops = len(found.paths[0].edges) if found.paths else 6
        assert counted.calls["degrees"] == counted.calls["expand"] <= hops
        assert counted.calls["nodes"] == 1
        assert set(counted.calls) == {"expand", "degrees", "nodes"}


@pytest.mark.parametrize("wrong", [{"max_length": 0}, {"first": 0}, {"relations": []}])
def test_paths_of_nothing_are_refused(snapshot: Snapshot, wrong: dict) -> None:
    with pytest.raises(UsageError):
        paths(snapshot, PEOPLE[0], PEOPLE[1], **{"relations": [TIE], **wrong})


def _ties(root: str) -> list[tuple[str, Row]]:
    rows = [row for row in WORLD.rows[TIE.name] if root in (row["source"], row["target"])]
    return [(row["target"] if row["source"] == root else row["source"], row) for row in rows]


def _costs(relations: list[str]) -> dict[frozenset[str], float]:
    costs: dict[frozenset[str], float] = {}
    for name in relations:
        for row in WORLD.rows[name]:
            ends = frozenset((row["source"], row["target"]))
            costs[ends] = min(1 / row["strength"] if "strength" in row else 1.0, costs.get(ends, 1e9))
    return costs


def _shortest(
    near: dict[str, set[str]], cost: dict[frozenset[str], float], start: str, goal: str, longest: int
) -> list[tuple[float, tuple[str, ...]]]:
    """All paths of the fewest hops with their costs, by walking every path a level at a time."""
    level, seen = [(start,)], {start}
    for _ in range(longest):
        found = [path for path in level if path[-1] == goal]
        if found:
            break
        level = [(*path, other) for path in level for other in near[path[-1]] if other not in seen]
        seen |= {path[-1] for path in level}
    priced = [
        (round(sum(cost.get(frozenset(pair), 1.0) for pair in pairwise(path)), 6), path)
        for path in level
        if path[-1] == goal
    ]
    return sorted(priced)
