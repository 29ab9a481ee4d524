"""What surrounds clusters and institutions, and parts of the graph within a cluster: against plain loops over rows."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from random import Random

import pytest
from research_graph.schema.catalog import edge_kind
from research_graph.store.institutions import newest_papers, partners
from research_graph.store.neighboring import cluster_papers, neighboring
from research_graph.store.port import Snapshot, Store
from research_graph.store.traverse import KindCount, induced, neighborhood
from support.counted_snapshot import CountedSnapshot
from support.graphs import Graph, Row, edge, graph, key, load, node
from support.small_world import small_world

TIE, AUTHORED = edge_kind("CO_AUTHORED_WITH"), edge_kind("AUTHORED")
CLUSTERS = [key("C", number) for number in range(4)]


def _world() -> Graph:
    random = Random(11)
    plain = small_world(6)
    places = [row["key"] for row in plain.rows["Institution"]]
    rows = [(name, row) for name, some in plain.rows.items() for row in some]
    for name, row in rows:
        if name == "AUTHORED":
            row["institutions"] = sorted(random.sample(places, random.randrange(3))) or None
        if name == "Paper":
            row["author_count"] = random.randrange(1, 6)
    for number, each in enumerate(CLUSTERS):
        rows.append(node("Cluster", each, label=str(number), level="group", status="LIVE", size=number))
    for row in plain.rows["Author"][:-6]:
        home = random.choice(CLUSTERS)
        rows.append(edge("MEMBER_OF", row["key"], home, level="group", strength=random.random()))
    return graph(*rows)


WORLD = _world()
PEOPLE = [row["key"] for row in WORLD.rows["Author"]]
PAPERS = {row["key"]: row for row in WORLD.rows["Paper"]}
PLACES = [row["key"] for row in WORLD.rows["Institution"]]
HOME = {row["source"]: row["target"] for row in WORLD.rows["MEMBER_OF"]}


@pytest.fixture(scope="module")
def snapshot(opened_store: Store) -> Iterator[Snapshot]:
    opened_store.clear()
    load(opened_store, WORLD)
    with opened_store.snapshot() as snapshot:
        yield snapshot


def _ties() -> Iterator[tuple[str, str, Row]]:
    for row in WORLD.rows[TIE.name]:
        yield row["source"], row["target"], row
        yield row["target"], row["source"], row


def test_an_induced_graph_has_all_edges_among_its_nodes_and_no_others(snapshot: Snapshot) -> None:
    counted = CountedSnapshot(snapshot)
    chosen = [*PEOPLE[5:15], "A0000000000000000", *list(PAPERS)[:20]]
    found = induced(counted, chosen, relations=[TIE, AUTHORED], fields=["year"])  # type: ignore[arg-type]
    among = [
        (kind.name, row["source"], row["target"])
        for kind in (AUTHORED, TIE)
        for row in WORLD.rows[kind.name]
        if row["source"] in chosen and row["target"] in chosen
    ]
    assert [edge[:3] for edge in found.edges] == among
    assert [(one.key, one.hop) for one in found.nodes] == [(each, 0) for each in chosen if each[1:] != "0" * 16]
    assert [one.fields.get("year") for one in found.nodes[10:]] == [PAPERS[one.key]["year"] for one in found.nodes[10:]]
    at = {
        kind.name: sum(row["source"] in chosen or row["target"] in chosen for row in WORLD.rows[kind.name])
        for kind in (AUTHORED, TIE)
    }
    shown = Counter(name for name, *_ in among)
    assert found.counts == tuple(KindCount(name, shown[name], at[name]) for name in at)
    assert (found.unknown, found.truncated) == (("A0000000000000000",), False)
    assert counted.calls == {"subgraph": 1}


def test_edges_have_the_fields_asked_for_and_those_they_are_filtered_by(snapshot: Snapshot) -> None:
    usual = {"strength", "paper_count", "first_year", "last_year"}
    chosen = PEOPLE[5:15]
    for asked, wanted in ((None, usual), ((), set()), (("strength", "unknown"), {"strength"})):
        for found in (
            induced(snapshot, chosen, relations=[TIE], edge_fields=asked),
            neighborhood(snapshot, chosen, relations=[TIE], edge_fields=asked),
        ):
            assert found.edges
            assert {frozenset(edge.fields) for edge in found.edges} == {frozenset(wanted)}
    everything = neighborhood(snapshot, chosen, relations=[TIE], min_strength=0.5)
    few = neighborhood(snapshot, chosen, relations=[TIE], min_strength=0.5, edge_fields=("recent_strength",))
    assert [edge[:3] for edge in few.edges] == [edge[:3] for edge in everything.edges]
    assert {frozenset(edge.fields) for edge in few.edges} == {frozenset({*usual, "recent_strength"})}


@pytest.mark.parametrize("depth", [1, 2])
def test_within_a_cluster_only_its_members_come_in(snapshot: Snapshot, depth: int) -> None:
    counted = CountedSnapshot(snapshot)
    home = CLUSTERS[1]
    root = next(one for one, other, _ in _ties() if HOME.get(other) == home)
    found = neighborhood(
        counted,  # type: ignore[arg-type]
        [root],
        depth=depth,
        relations=[TIE],
        per_node=100,
        cluster=home,
    )
    ball = {root}
    for _ in range(depth):
        ball |= {other for one, other, _ in _ties() if one in ball and HOME.get(other) == home}
    assert {one.key for one in found.nodes} == ball
    assert not found.truncated
    assert counted.calls == {"expand": 2 * depth, "subgraph": 1}


def test_neighboring_clusters_add_up_the_ties(snapshot: Snapshot) -> None:
    counted = CountedSnapshot(snapshot)
    found = neighboring(counted, dict.fromkeys(CLUSTERS, "group"), first=9)  # type: ignore[arg-type]
    for each in CLUSTERS:
        strength: dict[str, float] = defaultdict(float)
        for one, other, row in _ties():
            if HOME.get(one) == each and HOME.get(other) not in (None, each):
                strength[HOME[other]] += row["strength"]
        assert {item.key: item.strength for item in found[each].items} == pytest.approx(strength)
        ranked = [item.strength for item in found[each].items]
        assert ranked == sorted(ranked, reverse=True)
        assert found[each].total == len(strength)
    assert counted.calls == {"neighbors": 1, "expand": 2}


def test_papers_of_a_cluster_have_half_of_their_authors_in_it(snapshot: Snapshot) -> None:
    counted = CountedSnapshot(snapshot)
    found = cluster_papers(counted, CLUSTERS, first=1000)  # type: ignore[arg-type]
    for each in CLUSTERS:
        writers = defaultdict(set)
        for row in WORLD.rows["AUTHORED"]:
            if HOME.get(row["source"]) == each:
                writers[row["target"]].add(row["source"])
        kept = {paper: len(who) for paper, who in writers.items() if 2 * len(who) >= PAPERS[paper]["author_count"]}
        order = sorted(
            kept, key=lambda key: (-PAPERS[key]["search_rank"], -kept[key], -(PAPERS[key]["year"] or 0), key)
        )
        assert [tuple(item) for item in found[each].items] == [(paper, kept[paper]) for paper in order]
    assert counted.calls == {"neighbors": 1, "expand": 1, "nodes": 1}


def _papers_of(place: str) -> set[str]:
    people = {
        row["source"] for row in WORLD.rows["AFFILIATED_WITH"] if row["target"] == place and row["paper_count"] > 0
    }
    authored = [row for row in WORLD.rows["AUTHORED"] if row["source"] in people]
    return {row["target"] for row in authored if place in (row["institutions"] or ())}


def test_papers_of_an_institution_are_those_on_which_its_people_name_it(snapshot: Snapshot) -> None:
    counted = CountedSnapshot(snapshot)
    found = newest_papers(counted, PLACES, first=4)  # type: ignore[arg-type]
    for place in PLACES:
        ranked = sorted(_papers_of(place), key=lambda key: (-(PAPERS[key]["year"] or 0), PAPERS[key]["sort_key"], key))
        assert list(found[place].keys) == ranked[:4]
    assert any(len(papers.keys) == 4 for papers in found.values())
    assert counted.calls == {"neighbors": 1, "expand": 1, "nodes": 1}


def test_partners_of_an_institution_share_papers(snapshot: Snapshot) -> None:
    counted = CountedSnapshot(snapshot)
    found = partners(counted, PLACES, first=9)  # type: ignore[arg-type]
    named = defaultdict(set)
    for row in WORLD.rows["AUTHORED"]:
        named[row["target"]].update(row["institutions"] or ())
    for place in PLACES:
        shared, strength = Counter[str](), defaultdict[str, float](float)
        for paper in _papers_of(place):
            for other in named[paper] - {place}:
                shared[other] += 1
                strength[other] += 1 / (len(named[paper]) - 1)
        assert {item.key: item.papers for item in found[place].items} == shared
        assert {item.key: item.strength for item in found[place].items} == pytest.approx(strength)
        assert found[place].papers_read == len(_papers_of(place))
    assert counted.calls == {"neighbors": 1, "expand": 2}
