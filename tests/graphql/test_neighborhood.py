"""Neighborhoods and sub-graphs: what comes in, what is told about cuts and ids, what it costs."""

from collections.abc import Iterator
from typing import Any

import pytest
from research_graph.store.open import open_store
from research_graph.store.sqlite.snapshot import SqliteSnapshot
from support.graphql_world import World
from support.graphs import edge, graph, key, load, node

ANN, BEN, CEM, DAN, OLD = (key("A", name) for name in ("ann", "ben", "cem", "dan", "old"))
PAPER, GROUP, GONE, TOPIC = key("P", "paper"), key("C", "group"), key("C", "gone"), key("T", "topic")
NOBODY = "A0000000000000000"


def tie(one: str, other: str, strength: float, first: int, last: int, papers: int = 1) -> Any:
    years = {"first_year": first, "last_year": last}
    return edge(
        "CO_AUTHORED_WITH", one, other, strength=strength, recent_strength=0.1 / strength, paper_count=papers, **years
    )


GRAPH = graph(
    node("Author", ANN, name="Ann", last_year=2020, search_rank=7),
    node("Author", BEN, name="Ben", last_year=2019, search_rank=3),
    node("Author", CEM, name="Cem"),
    node("Author", DAN, name="Dan"),
    node("Redirect", OLD, target=ANN),
    node("Redirect", GONE, target=GROUP),
    node("Paper", PAPER, title="On ties", year=2018, search_rank=5),
    node("Topic", TOPIC, name="Ties", scheme="test"),
    node("Cluster", GROUP, label="ties", level="group", status="LIVE", size=2, last_year=2021, search_rank=2),
    tie(ANN, BEN, 3.0, 2015, 2018, 4),
    tie(ANN, CEM, 2.0, 2019, 2020),
    tie(BEN, DAN, 1.0, 2010, 2010),
    edge("AUTHORED", ANN, PAPER, position=0, name="Ann", evidence="asserted", confidence=1.0),
    edge("AUTHORED", BEN, PAPER, position=1, name="Ben", evidence="asserted", confidence=1.0),
    edge("ABOUT", PAPER, TOPIC, evidence="asserted"),
    edge("MEMBER_OF", ANN, GROUP, level="group", strength=3.0),
    edge("MEMBER_OF", CEM, GROUP, level="group", strength=1.0),
)
WHOLE = """query($roots: [ID!]!, $depth: Int = 1) {
  neighborhood(roots: $roots, depth: $depth, relations: [CO_AUTHORED_WITH, AUTHORED]) {
    nodes { id kind name hop degree year weight cluster }
    edges { source target kind strength paperCount firstYear lastYear }
    counts { kind shown total } truncated unknown redirected { asked id } asOf build } }"""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    store = open_store("sqlite://")
    load(store, GRAPH)
    yield World(None, store)
    store.close()


def edge_row(kind: str, source: str, target: str, *rest: Any) -> dict[str, Any]:
    names = ("strength", "paperCount", "firstYear", "lastYear")
    return {"source": source, "target": target, "kind": kind, **dict(zip(names, rest or (None,) * 4, strict=True))}


def test_a_neighborhood_says_all_of_nodes_edges_and_cuts(world: World) -> None:
    found = world.answer(WHOLE, roots=[ANN, NOBODY])
    ties = sorted([tuple(sorted((ANN, BEN))), tuple(sorted((ANN, CEM)))])
    values = {tuple(sorted((ANN, BEN))): (3.0, 4, 2015, 2018), tuple(sorted((ANN, CEM))): (2.0, 1, 2019, 2020)}
    assert found["neighborhood"] == {
        "nodes": [
            {"id": ANN, "kind": "AUTHOR", "name": "Ann", "hop": 0, "degree": 3, "year": 2020, "weight": 7}
            | {"cluster": GROUP},
            {"id": PAPER, "kind": "PAPER", "name": "On ties", "hop": 1, "degree": 2, "year": 2018, "weight": 5}
            | {"cluster": None},
            {"id": BEN, "kind": "AUTHOR", "name": "Ben", "hop": 1, "degree": 3, "year": 2019, "weight": 3}
            | {"cluster": None},
            {"id": CEM, "kind": "AUTHOR", "name": "Cem", "hop": 1, "degree": 1, "year": None, "weight": None}
            | {"cluster": GROUP},
        ],
        "edges": [
            *(edge_row("AUTHORED", writer, PAPER) for writer in sorted((ANN, BEN))),
            *(edge_row("CO_AUTHORED_WITH", *ends, *values[ends]) for ends in ties),
        ],
        "counts": [
            {"kind": "AUTHORED", "shown": 1, "total": 1},
            {"kind": "CO_AUTHORED_WITH", "shown": 2, "total": 2},
        ],
        "truncated": False,
        "unknown": [NOBODY],
        "redirected": [],
        "asOf": "2025.1",
        "build": "b1",
    }
    assert world.calls == {"expand": 2, "subgraph": 1, "redirects": 1}
    assert world.cost == 1 + 300 + 300


@pytest.mark.parametrize("field", ["neighborhood(roots: $ids)", "subgraph(ids: $ids)"])
def test_of_edges_only_what_is_selected_is_read(world: World, monkeypatch: pytest.MonkeyPatch, field: str) -> None:
    read: list[Any] = []
    subgraph = SqliteSnapshot.subgraph

    def noted(self: SqliteSnapshot, *given: Any, **named: Any) -> Any:
        read.append(named["edge_fields"])
        return subgraph(self, *given, **named)

    monkeypatch.setattr(SqliteSnapshot, "subgraph", noted)
    text = f"query($ids: [ID!]!) {{ {field} {{ nodes {{ id }} edges {{ source lastYear strength }} }} }}"
    found = world.answer(text, ids=[ANN, BEN])
    (edge,) = [one for one in found[field.partition("(")[0]]["edges"] if one["lastYear"] == 2018]
    assert edge == {"source": min(ANN, BEN), "lastYear": 2018, "strength": 3.0}
    assert read
    assert all(sorted(names) == ["last_year", "strength"] for names in read)


@pytest.mark.parametrize(("depth", "calls"), [(1, 1), (2, 2)])
def test_a_flat_answer_costs_one_call_a_hop_and_one(world: World, depth: int, calls: int) -> None:
    document = "query($r: [ID!]!, $d: Int!) { neighborhood(roots: $r, depth: $d) { nodes { id } edges { kind } } }"
    world.answer(document, r=[ANN], d=depth)
    assert world.calls == {"expand": calls, "subgraph": 1}


NAMES = """query($r: [ID!]!, $c: ID) { neighborhood(roots: $r%s) {
  nodes { name } truncated unknown redirected { asked } } }"""


@pytest.mark.parametrize(
    ("arguments", "names", "truncated"),
    [
        ("", ["Ann", "On ties", "Ben", "ties", "Cem"], False),
        (", relations: [CO_AUTHORED_WITH]", ["Ann", "Ben", "Cem"], False),
        (", relations: []", ["Ann"], False),
        (", kinds: [PAPER, CLUSTER]", ["Ann", "On ties", "ties"], False),
        (", relations: [CO_AUTHORED_WITH], depth: 2", ["Ann", "Ben", "Cem", "Dan"], False),
        (", relations: [CO_AUTHORED_WITH], perNode: 1", ["Ann", "Ben"], True),
        (", relations: [CO_AUTHORED_WITH], limit: 2", ["Ann", "Ben"], True),
        (", relations: [CO_AUTHORED_WITH], perNode: 1, rankBy: RECENT", ["Ann", "Cem"], True),
        (", relations: [CO_AUTHORED_WITH], perNode: 1, rankBy: PAPERS", ["Ann", "Ben"], True),
        (", relations: [CO_AUTHORED_WITH], minStrength: 2.5", ["Ann", "Ben"], False),
        (", relations: [CO_AUTHORED_WITH], years: {from: 2019}", ["Ann", "Cem"], False),
        (", relations: [CO_AUTHORED_WITH], years: {to: 2018}", ["Ann", "Ben"], False),
        (", relations: [AUTHORED], years: {from: 2019, to: 2020}", ["Ann"], False),
        (f', cluster: "{GROUP}"', ["Ann", "On ties", "Cem", "ties"], False),
        (f', cluster: "{GROUP}", kinds: [AUTHOR], depth: 2', ["Ann", "Cem"], False),
    ],
)
def test_filters_and_limits(world: World, arguments: str, names: list[str], truncated: bool) -> None:
    found = world.answer(NAMES.replace(", $c: ID", "") % arguments, r=[ANN])["neighborhood"]
    assert ([row["name"] for row in found["nodes"]], found["truncated"]) == (names, truncated)


def test_redirected_roots_and_clusters_resolve_and_say_so(world: World) -> None:
    found = world.answer(NAMES % ", cluster: $c, kinds: [AUTHOR]", r=[OLD], c=GONE)
    assert found["neighborhood"] == {
        "nodes": [{"name": "Ann"}, {"name": "Cem"}],
        "truncated": False,
        "unknown": [],
        "redirected": [{"asked": OLD}, {"asked": GONE}],
    }


def test_an_unknown_cluster_is_told_and_lets_nobody_in(world: World) -> None:
    found = world.answer(NAMES % ", cluster: $c, kinds: [AUTHOR]", r=[ANN], c="C0000000000000000")
    assert [row["name"] for row in found["neighborhood"]["nodes"]] == ["Ann"]
    assert found["neighborhood"]["unknown"] == ["C0000000000000000"]


def test_several_roots_are_all_at_hop_0(world: World) -> None:
    document = "query($r: [ID!]!) { neighborhood(roots: $r, relations: [CO_AUTHORED_WITH]) { nodes { name hop } } }"
    found = world.answer(document, r=[DAN, ANN, DAN])["neighborhood"]["nodes"]
    assert [(row["name"], row["hop"]) for row in found] == [("Dan", 0), ("Ann", 0), ("Ben", 1), ("Cem", 1)]


SUBGRAPH = """query($ids: [ID!]!) { subgraph(ids: $ids%s) {
  nodes { name hop degree } edges { kind } counts { kind shown total } truncated unknown redirected { asked id } } }"""


def test_a_subgraph_has_only_the_edges_among_its_nodes(world: World) -> None:
    found = world.answer(SUBGRAPH % "", ids=[PAPER, BEN, ANN, NOBODY])
    assert found["subgraph"] == {
        "nodes": [
            {"name": "On ties", "hop": 0, "degree": 3},
            {"name": "Ben", "hop": 0, "degree": 3},
            {"name": "Ann", "hop": 0, "degree": 4},
        ],
        "edges": [{"kind": "AUTHORED"}, {"kind": "AUTHORED"}, {"kind": "CO_AUTHORED_WITH"}],
        "counts": [
            {"kind": "ABOUT", "shown": 0, "total": 1},
            {"kind": "AUTHORED", "shown": 2, "total": 2},
            {"kind": "CO_AUTHORED_WITH", "shown": 1, "total": 3},
            {"kind": "MEMBER_OF", "shown": 0, "total": 1},
        ],
        "truncated": False,
        "unknown": [NOBODY],
        "redirected": [],
    }
    assert world.calls == {"subgraph": 1, "redirects": 1}
    assert world.cost == 1 + 4


def test_a_subgraph_of_some_relations_and_redirected_ids(world: World) -> None:
    found = world.answer(SUBGRAPH % ", relations: [CO_AUTHORED_WITH]", ids=[OLD, BEN])["subgraph"]
    assert [row["name"] for row in found["nodes"]] == ["Ann", "Ben"]
    assert (found["edges"], found["redirected"]) == ([{"kind": "CO_AUTHORED_WITH"}], [{"asked": OLD, "id": ANN}])


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("neighborhood(roots: [])", "BAD_INPUT"),
        ('neighborhood(roots: ["x"])', "BAD_ID"),
        ('neighborhood(roots: ["\') RETURN 1 //"])', "BAD_ID"),
        (f"neighborhood(roots: {[ANN] * 21})".replace("'", '"'), "BAD_INPUT"),
        (f'neighborhood(roots: "{ANN}", depth: 3)', "BAD_INPUT"),
        (f'neighborhood(roots: "{ANN}", depth: 0)', "BAD_INPUT"),
        (f'neighborhood(roots: "{ANN}", perNode: 101)', "BAD_INPUT"),
        (f'neighborhood(roots: "{ANN}", limit: 2001)', "BAD_INPUT"),
        (f'neighborhood(roots: "{ANN}", limit: -1)', "BAD_INPUT"),
        (f'neighborhood(roots: "{ANN}", cluster: "{ANN}")', "BAD_ID"),
        (f'neighborhood(roots: "{ANN}", years: {{from: 2020, to: 2019}})', "BAD_INPUT"),
        (f"subgraph(ids: {[ANN] * 501})".replace("'", '"'), "BAD_INPUT"),
        ('subgraph(ids: ["A0"])', "BAD_ID"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_read(world: World, field: str, code: str) -> None:
    errors = world.refused(f"{{ {field} {{ build }} }}")
    assert [error.extensions["code"] for error in errors if error.extensions] == [code]
    assert errors[0].path is None


def test_the_maxima_are_allowed(world: World) -> None:
    field = f"neighborhood(roots: {[ANN] * 20}, depth: 2, perNode: 100, limit: 2000)".replace("'", '"')
    ids = str([ANN] * 500).replace("'", '"')
    found = world.answer(f"{{ {field} {{ truncated }} subgraph(ids: {ids}) {{ nodes {{ name }} }} }}")
    assert found == {"neighborhood": {"truncated": False}, "subgraph": {"nodes": [{"name": "Ann"}]}}
    assert world.cost == 1 + 2000 + 500
